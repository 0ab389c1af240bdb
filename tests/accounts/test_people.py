"""Organisations and people as they are stored."""

import pytest
from django.core.exceptions import ValidationError

from alliance.accounts.models import Organisation, User
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_organisations_sort_by_the_sound_of_their_names():
    for name in ("郑州学院", "阿里学院", "重庆学院", "Beta College"):
        make.OrganisationFactory(name=name)
    assert [row.name for row in Organisation.objects.all()] == [
        "阿里学院",
        "Beta College",
        "重庆学院",
        "郑州学院",
    ]


def test_a_changed_name_changes_its_place():
    row = make.OrganisationFactory(name="郑州学院")
    assert row.name_pinyin == "zheng zhou xue yuan"
    row.name = "阿里学院"
    row.save()
    assert Organisation.objects.get().name_pinyin == "a li xue yuan"


def test_a_wrong_social_credit_code_is_told_why():
    row = make.OrganisationFactory.build(region=make.RegionFactory(), uscc="91350100M000100Y44")
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert refusal.value.message_dict == {
        "uscc": [
            "Not a unified social credit code: the check digit does not fit.",
        ]
    }
    row.uscc = "91350100M000100Y43"
    row.full_clean()


def test_people_sign_in_by_mail_whatever_its_case():
    user = User.objects.create_user("Ann@People.TEST", make.PASSWORD, name="Ann")
    assert user.email == "ann@people.test"
    assert User.objects.get_by_natural_key("ANN@people.test") == user
    assert user.check_password(make.PASSWORD)
    assert (str(user), user.get_full_name(), user.get_short_name()) == ("Ann", "Ann", "Ann")


def test_without_a_password_nobody_signs_in():
    user = User.objects.create_user("ben@people.test")
    assert not user.has_usable_password()
    assert (str(user), user.get_short_name()) == ("ben@people.test", "ben@people.test")


def test_only_a_superuser_is_made_with_all_rights():
    plain = User.objects.create_user("a@people.test", make.PASSWORD)
    root = User.objects.create_superuser("b@people.test", make.PASSWORD)
    assert (plain.is_staff, plain.is_superuser) == (False, False)
    assert (root.is_staff, root.is_superuser) == (True, True)

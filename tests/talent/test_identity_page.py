"""The page of who a graduate is: masked, whole once for a purpose, kept, erased."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.events.models import Event
from talent.models import Consent, Graduate, GraduateIdentity
from tests import factories as make
from tests.factories.talent import (
    PERSON,
    CohortFactory,
    ConsentFactory,
    GraduateFactory,
    OutcomeFactory,
    make_person,
)

pytestmark = pytest.mark.django_db

WHOLE = (PERSON.name, PERSON.id_number, PERSON.phone, PERSON.email)
MASKED = PERSON.masked()


@pytest.fixture
def stage():
    """A graduate whose identity is kept, hired by the enterprise, which may get in touch."""
    home = make.world()
    person = make_person(GraduateFactory(cohort=CohortFactory(program=home.program)))
    OutcomeFactory(graduate=person, employer=home.enterprise, confirmed=True)
    ConsentFactory(graduate=person)
    return SimpleNamespace(home=home, graduate=person, address=f"/graduates/{person.pk}/identity/")


def browser(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def words_in(response):
    """Which of the person's data stand in the answer, whole and masked."""
    text = response.content.decode()
    return (
        [word for word in WHOLE if word in text],
        [word for word in (MASKED.id_number, MASKED.phone, MASKED.email) if word in text],
    )


ALL, HIDDEN = list(WHOLE), [MASKED.id_number, MASKED.phone, MASKED.email]


def readings(graduate):
    found = Event.objects.about(graduate).filter(kind="graduate.revealed")
    return [(event.actor_id, event.payload) for event in found]


def test_the_page_shows_masked_values_and_records_nothing(stage):
    response = browser(stage.home.school_user).get(stage.address)
    assert (response.status_code, words_in(response)) == (200, ([], HIDDEN))
    assert "no-store" in response["Cache-Control"]
    assert readings(stage.graduate) == []


@pytest.mark.parametrize(
    ("who", "purpose"), [("school_user", "own_request"), ("enterprise_user", "employer_contact")]
)
def test_the_whole_stands_in_one_answer_alone_and_is_on_record(stage, who, purpose):
    user = getattr(stage.home, who)
    client = browser(user)
    response = client.post(stage.address, {"act": "reveal", "purpose": purpose})
    assert (response.status_code, words_in(response)) == (200, (ALL, []))
    assert "no-store" in response["Cache-Control"]
    assert readings(stage.graduate) == [(user.pk, {"purpose": purpose})]
    assert words_in(client.get(stage.address)) == ([], HIDDEN)


def test_the_employer_is_offered_its_one_purpose_and_neither_form_of_the_school(stage):
    page = browser(stage.home.enterprise_user).get(stage.address)
    offered = [value for value, _label in page.context["reveal_form"].fields["purpose"].choices]
    assert (offered, page.context["keep_form"], page.context["erase_form"]) == (
        ["employer_contact"],
        None,
        None,
    )


@pytest.mark.parametrize("act", ["keep", "erase", "reveal"])
def test_what_the_employer_may_not_do_is_refused_and_changes_nothing(stage, act):
    sealed = GraduateIdentity.objects.get().sealed
    sent = {
        "act": act,
        "purpose": "own_request",
        "name": "Somebody Else",
        "retention_until": timezone.localdate().isoformat(),
        "reason": "request",
        "sure": "on",
        "version": stage.graduate.version,
    }
    response = browser(stage.home.enterprise_user).post(stage.address, sent)
    assert (response.status_code, words_in(response)) == (403, ([], []))
    assert GraduateIdentity.objects.get().sealed == sealed
    assert Graduate.objects.get(pk=stage.graduate.pk).erased_on is None
    assert readings(stage.graduate) == []


def test_without_consent_the_employer_has_no_page(stage):
    Consent.objects.all().delete()
    response = browser(stage.home.enterprise_user).get(stage.address)
    assert (response.status_code, words_in(response)) == (403, ([], []))
    assert "The graduate has not agreed to that." in response.content.decode()


def test_others_are_told_no_more_than_that_they_may_not(stage):
    home = stage.home
    people = {
        "viewer of the school": make.UserFactory(organisation=home.school, role=Role.VIEWER),
        "secretary": home.secretary,
        "bureau": home.bureau_user,
        "platform": make.UserFactory(is_superuser=True),
        "another school": home.foreign.school_user,
        "another enterprise": home.foreign.enterprise_user,
    }
    answers = {name: browser(user).get(stage.address) for name, user in people.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "viewer of the school": 403,
        "secretary": 403,
        "bureau": 403,
        "platform": 403,
        "another school": 404,
        "another enterprise": 404,
    }
    assert {
        word for answer in answers.values() for words in words_in(answer) for word in words
    } == (set())
    stranger = Client().get(stage.address)
    assert (stranger.status_code, stranger["Location"]) == (
        302,
        f"/accounts/login/?next={stage.address}",
    )


def test_the_school_keeps_and_replaces_an_identity(stage):
    client = browser(stage.home.school_user)
    until = timezone.localdate() + timedelta(days=90)
    sent = {"act": "keep", "name": "Li Wei", "phone": "13900001111", "retention_until": until}
    response = client.post(stage.address, sent)
    assert (response.status_code, response["Location"]) == (302, stage.address)
    page = client.get(stage.address)
    assert page.context["until"] == until
    shown = page.context["shown"]
    assert (shown.name, shown.phone, shown.id_number) == ("L*****", "139****1111", "")


def test_a_faulty_identity_is_refused_beside_its_field_and_replaces_nothing(stage):
    sealed = GraduateIdentity.objects.get().sealed
    sent = {
        "act": "keep",
        "name": "Li Wei",
        "id_number": "110105194912310020",
        "retention_until": timezone.localdate() - timedelta(days=1),
    }
    page = browser(stage.home.school_user).post(stage.address, sent)
    assert (page.status_code, dict(page.context["keep_form"].errors)) == (
        400,
        {"retention_until": ["A day from today on, within ten years."]},
    )
    sent["retention_until"] = timezone.localdate()
    page = browser(stage.home.school_user).post(stage.address, sent)
    assert (page.status_code, dict(page.context["keep_form"].errors)) == (
        400,
        {"id_number": ["This is no valid identity number."]},
    )
    assert GraduateIdentity.objects.get().sealed == sealed


def test_an_erased_graduate_has_a_page_that_says_when_and_nothing_else(stage):
    client = browser(stage.home.school_user)
    sent = {"act": "erase", "reason": "request", "sure": "on", "version": stage.graduate.version}
    assert client.post(stage.address, {**sent, "sure": ""}).status_code == 400
    assert client.post(stage.address, {**sent, "version": 99}).status_code == 412
    assert GraduateIdentity.objects.count() == 1
    assert client.post(stage.address, sent)["Location"] == stage.address
    page = client.get(stage.address)
    assert (page.status_code, words_in(page)) == (200, ([], []))
    assert "This graduate was erased on" in page.content.decode()
    assert "<form" not in page.content.decode().split("<main")[1]
    assert GraduateIdentity.objects.count() == 0
    again = client.post(stage.address, {**sent, "version": stage.graduate.version + 1})
    assert again.status_code == 409


def test_the_register_leads_there_whom_the_page_admits(stage):
    record = f"/records/graduates/{stage.graduate.pk}/"
    led = {
        name: stage.address in browser(getattr(stage.home, name)).get(record).content.decode()
        for name in ("school_user", "enterprise_user", "secretary", "bureau_user")
    }
    assert led == {
        "school_user": True,
        "enterprise_user": True,
        "secretary": False,
        "bureau_user": False,
    }

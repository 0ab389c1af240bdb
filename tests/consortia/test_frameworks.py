"""Dated lists of key industries."""

from datetime import date

import pytest

from alliance.consortia.actions import publish_framework
from alliance.consortia.enums import AllianceKind
from alliance.consortia.models import Alliance, Framework
from alliance.lib.errors import InvalidInput, NotAllowed
from tests import factories as make
from tests.outcomes import NOTHING, changes, subject_of


@pytest.fixture
def home(db):
    return make.world()


def publish(home, **other):
    named = {
        "region": home.region,
        "name": "3+5",
        "valid_from": date(2026, 1, 1),
        "industries": [(home.industry, "软件"), (make.IndustryFactory(code="3824"), "电力电子")],
        "by": home.secretary,
    }
    return publish_framework(**{**named, **other})


def test_a_list_keeps_its_order_and_owes_a_new_rate(home):
    power = make.IndustryFactory(code="3824")
    with changes() as seen:
        framework = publish(home, title="三大五新", source="市政府")
    assert seen.added == [
        (
            "consortia.framework",
            {
                "version": 1,
                "region_id": "431000",
                "name": "3+5",
                "title": "三大五新",
                "valid_from": date(2026, 1, 1),
                "valid_to": None,
                "source": "市政府",
                "is_main": True,
            },
        ),
        *(
            (
                "consortia.keyindustry",
                {
                    "framework_id": framework.pk,
                    "industry_id": code,
                    "group": group,
                    "position": place,
                },
            )
            for place, (code, group) in enumerate(
                [(home.industry.pk, "软件"), (power.pk, "电力电子")]
            )
        ),
    ]
    payload = {"region": "431000"}
    assert seen.events == [("framework.changed", subject_of(framework), home.secretary.pk, payload)]
    assert seen.owed == [("framework.changed", "alliance.alignment.tasks.request_run")]
    assert seen.changed == {}


def test_an_empty_or_doubled_list_is_refused(home):
    make.IndustryFactory(code="3824")
    for industries in ([], [(home.industry, "a"), (home.industry, "b")]):
        with changes() as seen, pytest.raises(InvalidInput) as refusal:
            publish(home, industries=industries)
        assert [e.field for e in refusal.value.errors] == ["industries"]
        assert seen == NOTHING
    publish(home)
    with changes() as seen, pytest.raises(InvalidInput, match="exists already"):
        publish(home)
    assert seen == NOTHING


def test_only_the_secretariat_of_the_region_and_the_platform_keep_it(home):
    make.IndustryFactory(code="3824")
    for user in (
        home.foreign.secretary,
        home.bureau_user,
        home.school_user,
        make.UserFactory(organisation=home.secretariat, role="viewer"),
    ):
        with changes() as seen, pytest.raises(NotAllowed, match="of this region keeps"):
            publish(home, by=user)
        assert seen == NOTHING
    assert publish(home, by=make.UserFactory(is_superuser=True)).name == "3+5"


def test_the_list_in_force_on_a_day_is_the_newest_that_has_begun_and_not_ended(home):
    first = home.framework  # since 2022-01-01
    second = publish(home)  # since 2026-01-01

    def on(day):
        return list(Framework.objects.in_force("431000", day))

    assert on(date(2021, 12, 31)) == []
    assert on(date(2022, 1, 1)) == on(date(2025, 12, 31)) == [first]
    assert on(date(2026, 1, 1)) == [second, first]
    first.valid_to = date(2026, 1, 1)
    first.save()
    assert on(date(2025, 12, 31)) == [first]
    assert on(date(2026, 1, 1)) == [second]
    assert list(Framework.objects.in_force("140300", date(2026, 1, 1))) == [home.foreign.framework]


def test_consortia_are_told_from_other_alliances_and_found_by_region(db):
    rows = {kind: make.AllianceFactory(kind=kind) for kind in AllianceKind}
    assert set(Alliance.objects.consortia()) == {
        rows["regional_consortium"],
        rows["sector_community"],
    }
    assert Alliance.objects.in_region("4310").count() == 4
    assert Alliance.objects.in_region("14").count() == 0

"""Faulty demands: every fault named by its field, and nothing stored."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.lib.errors import FieldError, InvalidInput
from enterprises import actions
from enterprises.actions import SkillWish
from tests import factories as make
from tests.outcomes import NOTHING, changes

NOW = timezone.now()


@pytest.fixture
def home(db):
    return make.world()


@pytest.fixture
def unverified(home):
    return make.EnterpriseFactory(verified=False, member_of=home.alliance)


def fields_of(home, **other):
    return {
        "kind": "order_class",
        "title": "Thirty technicians",
        "headcount": 30,
        "region": home.region,
        "closes_on": timezone.localdate() + timedelta(days=30),
        **other,
    }


YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"title": ""}, [("title", "required")]),
        ({"kind": ""}, [("kind", "required")]),
        ({"region": None}, [("region", "required")]),
        ({"headcount": 0}, [("headcount", "required"), ("headcount", "range")]),
        ({"headcount": -1}, [("headcount", "range")]),
        ({"headcount": 100_001}, [("headcount", "range")]),
        ({"closes_on": YESTERDAY}, [("closes_on", "past")]),
        ({"state": "published"}, [("state", "unknown")]),
        ({"version": 9, "created_by": 1}, [("created_by", "unknown"), ("version", "unknown")]),
        ({"title": "", "closes_on": YESTERDAY}, [("title", "required"), ("closes_on", "past")]),
    ],
)
def test_every_faulty_field_is_named_on_create_and_on_edit(home, change, faults):
    demand = make.DemandFactory(enterprise=home.enterprise)
    by = home.enterprise_user
    for call in (
        lambda: actions.create_demand(
            enterprise=home.enterprise, by=by, fields=fields_of(home, **change)
        ),
        lambda: actions.edit_demand(demand=demand, by=by, fields=change),
    ):
        with changes() as seen, pytest.raises(InvalidInput) as refusal:
            call()
        assert [(e.field, e.code) for e in refusal.value.errors] == faults
        assert seen == NOTHING


def test_a_missing_field_is_named(home):
    fields = fields_of(home)
    del fields["headcount"], fields["closes_on"]
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        actions.create_demand(enterprise=home.enterprise, by=home.enterprise_user, fields=fields)
    assert [(e.field, e.code) for e in refusal.value.errors] == [
        ("headcount", "required"),
        ("closes_on", "required"),
    ]
    assert seen == NOTHING


def test_faulty_skills_are_named_by_place_and_nothing_of_the_demand_stays(home):
    first, second = (skill.pk for skill in home.skills)
    wishes = [
        SkillWish(first),
        SkillWish(first, importance=6),
        SkillWish(second, importance=0, level=5),
    ]
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        actions.create_demand(
            enterprise=home.enterprise,
            by=home.enterprise_user,
            fields=fields_of(home),
            skills=wishes,
        )
    assert refusal.value.errors == (
        FieldError("skills.1.skill", "duplicate", "This skill stands twice."),
        FieldError("skills.1.importance", "range", "Importance is 1 to 5."),
        FieldError("skills.2.importance", "range", "Importance is 1 to 5."),
        FieldError("skills.2.level", "range", "Level is 1 to 4."),
    )
    assert seen == NOTHING


def test_an_unknown_skill_is_refused_by_its_place(home):
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        actions.create_demand(
            enterprise=home.enterprise,
            by=home.enterprise_user,
            fields=fields_of(home),
            skills=[SkillWish(home.skills[0].pk), SkillWish("no-such-skill")],
        )
    assert [(e.field, e.code) for e in refusal.value.errors] == [("skills.1.skill", "unknown")]
    assert seen == NOTHING


def test_more_than_forty_skills_are_too_many(home):
    wishes = [SkillWish(make.SkillFactory().pk) for _ in range(41)]
    demand = make.DemandFactory(enterprise=home.enterprise)
    change = {"demand": demand, "by": home.enterprise_user, "fields": {}}
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        actions.edit_demand(**change, skills=wishes)
    assert [(e.field, e.code) for e in refusal.value.errors] == [("skills", "too_many")]
    assert seen == NOTHING
    actions.edit_demand(**change, skills=wishes[:40])
    assert demand.skills.count() == 40


def test_a_demand_without_skills_is_not_published(home):
    demand = make.DemandFactory(enterprise=home.enterprise, skills=[])
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        actions.submit_demand(demand=demand, by=home.enterprise_user)
    assert [(e.field, e.code) for e in refusal.value.errors] == [("skills", "required")]
    assert seen == NOTHING


def test_a_demand_whose_date_has_passed_is_not_published(home, unverified):
    demand = make.DemandFactory(enterprise=unverified, state="submitted")
    after = timezone.now() + timedelta(days=62)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        actions.publish_demand(demand=demand, by=home.secretary, now=after)
    assert [(e.field, e.code) for e in refusal.value.errors] == [("closes_on", "past")]
    assert seen == NOTHING


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_return_needs_a_reason(home, unverified, reason):
    demand = make.DemandFactory(enterprise=unverified, state="submitted")
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        actions.return_demand(demand=demand, by=home.secretary, reason=reason)
    assert [(e.field, e.code) for e in refusal.value.errors] == [("reason", "required")]
    assert seen == NOTHING

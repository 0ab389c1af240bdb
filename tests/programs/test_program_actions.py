"""What schools write about their programs, and what the crosswalk accepts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.lib.errors import FieldError, InvalidInput, NotAllowed, Refused, Stale
from programs import actions
from programs.enums import LinkKind
from programs.inputs import effective_links
from programs.models import Program
from tests import factories as make
from tests.outcomes import NOTHING, Changes, changes, key_of, moved, subject_of

TODAY = timezone.localdate()
RUN = "alliance.alignment.tasks.request_run"
WRITERS = "Only editors of the school may write its programs."
CONFIRMERS = "Only the secretariat of an alliance of this school confirms links."


@pytest.fixture
def home(db):
    return make.world()


def create(home, **other):
    fields = {"catalogue_program": home.program.catalogue_program, "opened_on": date(2024, 9, 1)}
    named = {"school": home.school, "by": home.school_user}
    skills = other.pop("skills", ())
    named |= {name: other.pop(name) for name in ("by", "school") if name in other}
    return actions.create_program(**named, fields={**fields, **other}, skills=skills)


def test_a_new_program_takes_name_and_level_from_the_catalogue(home):
    catalogue = make.CatalogueProgramFactory(level="vocational_bachelor")
    with changes() as seen:
        program = create(home, catalogue_program=catalogue, skills=[(home.skills[0].pk, 4)])
    assert seen.added == [
        (
            "programs.program",
            {
                "version": 1,
                "school_id": home.school.pk,
                "catalogue_program_id": catalogue.pk,
                "name": catalogue.name,
                "name_en": "",
                "level": "vocational_bachelor",
                "intake": None,
                "enrolment": None,
                "graduates": None,
                "opened_on": date(2024, 9, 1),
                "closed_on": None,
                "declared_key": None,
                "revision": 1,
            },
        ),
        (
            "programs.programskill",
            {"program_id": program.pk, "skill_id": home.skills[0].pk, "level": 4},
        ),
    ]
    assert seen.events == [
        ("program.changed", subject_of(program), home.school_user.pk, {"created": True})
    ]
    assert seen.owed == [("program.changed", RUN)]
    assert (seen.changed, seen.removed) == ({}, [])


def test_a_school_has_one_open_program_of_a_code_and_level(home):
    with changes() as seen, pytest.raises(Refused, match="already has an open program"):
        create(home)
    assert seen == NOTHING
    assert create(home, level="secondary").level == "secondary"
    Program.objects.filter(pk=home.program.pk).update(closed_on=TODAY)
    reopened = create(home)
    with changes() as seen, pytest.raises(Refused, match="already has an open program"):
        actions.edit_program(program=home.program, by=home.school_user, fields={"closed_on": None})
    assert seen == NOTHING
    assert reopened.level == "higher"


def test_a_change_raises_the_revision_and_owes_a_new_rate(home):
    with changes() as seen:
        actions.edit_program(
            program=home.program, by=home.school_user, fields={"intake": 80}, version=1
        )
    assert seen == moved(
        home.program,
        home.school_user,
        "program.changed",
        owed=(RUN,),
        payload={"fields": ["intake"]},
        intake=(60, 80),
        revision=(1, 2),
    )


def test_skills_are_replaced_where_some_are_given(home):
    old = {key_of(row) for row in home.program.skills.all()}
    with changes() as seen:
        actions.edit_program(
            program=home.program,
            by=home.school_user,
            fields={},
            skills=[(home.skills[0].pk, 1)],
        )
    assert set(seen.removed) == old
    assert seen.added == [
        (
            "programs.programskill",
            {"program_id": home.program.pk, "skill_id": home.skills[0].pk, "level": 1},
        )
    ]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"opened_on": None}, ("opened_on", "required")),
        ({"closed_on": date(2020, 9, 1), "opened_on": date(2020, 9, 1)}, ("closed_on", "order")),
    ],
)
def test_faulty_dates_name_their_field(home, fields, fault):
    for act in (
        lambda: create(home, level="secondary", **fields),
        lambda: actions.edit_program(program=home.program, by=home.school_user, fields=fields),
    ):
        with changes() as seen, pytest.raises(InvalidInput) as refusal:
            act()
        assert [(e.field, e.code) for e in refusal.value.errors] == [fault]
        assert seen == NOTHING


def test_faulty_skills_are_named_by_place(home):
    code = home.skills[0].pk
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        actions.edit_program(
            program=home.program,
            by=home.school_user,
            fields={},
            skills=[(code, 1), (code, 5), ("no-such-skill", 0)],
        )
    assert refusal.value.errors == (
        FieldError("skills.1.skill", "duplicate", "This skill stands twice."),
        FieldError("skills.1.level", "range", "Level is 1 to 4."),
        FieldError("skills.2.skill", "unknown", "There is no such skill."),
        FieldError("skills.2.level", "range", "Level is 1 to 4."),
    )
    assert seen == NOTHING


def test_who_saw_an_older_version_is_told_the_stored_one(home):
    with changes() as seen, pytest.raises(Stale) as refusal:
        actions.edit_program(program=home.program, by=home.school_user, fields={}, version=7)
    assert (refusal.value.current, seen) == (1, NOTHING)


def test_only_the_schools_editors_write(home):
    for user in (
        make.UserFactory(organisation=home.school, role=Role.VIEWER),
        home.enterprise_user,
        home.secretary,
        home.bureau_user,
        home.foreign.school_user,
    ):
        for act in (
            lambda user=user: create(home, by=user, level="secondary"),
            lambda user=user: actions.edit_program(program=home.program, by=user, fields={}),
        ):
            with changes() as seen, pytest.raises(NotAllowed) as told:
                act()
            assert (told.value.detail, seen) == (WRITERS, NOTHING)


# -- the crosswalk ----------------------------------------------------------------------------


def link(home, **other):
    named = {
        "program": home.program,
        "target": make.IndustryFactory(code=make.POWER_INDUSTRY),
        "weight": Decimal("0.5"),
        "kind": LinkKind.DECLARED,
        "by": home.school_user,
    }
    return actions.link_program(**{**named, **other})


def test_a_school_declares_where_a_program_leads(home):
    make.IndustryFactory(code=make.POWER_INDUSTRY)
    with changes() as seen:
        made = link(home, source="school plan")
    assert seen.added == [
        (
            "programs.crosswalklink",
            {
                "version": 1,
                "program_id": home.program.pk,
                "industry_id": make.POWER_INDUSTRY,
                "occupation_id": None,
                "weight": Decimal("0.5"),
                "kind": "declared",
                "source": "school plan",
                "valid_from": TODAY,
                "valid_to": None,
            },
        )
    ]
    payload = {"link": made.pk, "kind": "declared"}
    assert seen == Changes(
        added=seen.added,
        events=[("crosswalk.changed", subject_of(home.program), home.school_user.pk, payload)],
        owed=[("crosswalk.changed", RUN)],
    )


@pytest.mark.parametrize("kind", LinkKind)
def test_the_school_alone_declares_and_the_secretariat_alone_confirms(home, kind):
    make.IndustryFactory(code=make.POWER_INDUSTRY)
    home.program.links.all().delete()
    allowed, refusal = ("secretariat", CONFIRMERS)
    if kind == LinkKind.DECLARED:
        allowed, refusal = ("school", WRITERS)
    people = {
        "school": home.school_user,
        "school's viewer": make.UserFactory(organisation=home.school, role=Role.VIEWER),
        "secretariat": home.secretary,
        "secretariat's viewer": make.UserFactory(organisation=home.secretariat, role=Role.VIEWER),
        "enterprise": home.enterprise_user,
        "bureau": home.bureau_user,
        "foreign secretariat": home.foreign.secretary,
    }
    for name, user in people.items():
        with changes() as seen:
            if name == allowed:
                assert link(home, kind=kind, by=user).kind == kind
                continue
            with pytest.raises(NotAllowed) as told:
                link(home, kind=kind, by=user)
        assert (told.value.detail, seen) == (refusal, NOTHING), name


@pytest.mark.parametrize("weight", ["0", "-0.1", "1.0001"])
def test_a_weight_lies_above_nothing_and_at_most_at_one(home, weight):
    make.IndustryFactory(code=make.POWER_INDUSTRY)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        link(home, weight=Decimal(weight))
    assert [(e.field, e.code) for e in refusal.value.errors] == [("weight", "range")]
    assert seen == NOTHING


def test_weights_of_one_kind_sum_to_one_at_most_and_other_kinds_do_not_count(home):
    make.IndustryFactory(code=make.POWER_INDUSTRY)  # the confirmed link weighs 1 already
    link(home, weight=Decimal("0.6"))
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        link(home, target=home.industry, weight=Decimal("0.5"))
    assert [(e.field, e.code) for e in refusal.value.errors] == [("weight", "sum")]
    assert "1.1" in refusal.value.detail
    assert seen == NOTHING
    assert link(home, target=home.industry, weight=Decimal("0.4")).weight == Decimal("0.4")
    assert link(home, target=home.occupation, weight=Decimal(1)).occupation == home.occupation


def test_a_newer_link_ends_the_older_one_of_the_same_kind_and_target(home):
    old = home.program.links.get(industry=home.industry)
    with changes() as seen:
        new = link(
            home,
            target=home.industry,
            weight=Decimal("0.3"),
            kind=LinkKind.CONFIRMED,
            by=home.secretary,
        )
    assert seen.changed == {key_of(old): {"valid_to": (None, TODAY), "version": (1, 2)}}
    assert seen.removed == []
    before, now = (
        effective_links([home.program.pk], day, to="industry")
        for day in (
            TODAY - timedelta(days=1),
            TODAY,
        )
    )
    assert [row.weight for row in before[home.program.pk]] == [Decimal(1)]
    assert [row.weight for row in now[home.program.pk]] == [new.weight]
    with changes() as seen:  # a correction on the same day leaves no link that was never valid
        link(
            home,
            target=home.industry,
            weight=Decimal("0.2"),
            kind=LinkKind.CONFIRMED,
            by=home.secretary,
        )
    assert seen.removed == [key_of(new)]


def test_only_links_of_the_highest_kind_count(home):
    program = make.ProgramFactory()
    weights = {"computed": "0.1", "declared": "0.2", "confirmed": "0.3", "official": "0.4"}
    for kind, weight in weights.items():
        make.CrosswalkLinkFactory(program=program, kind=kind, weight=Decimal(weight))
        (row,) = effective_links([program.pk], TODAY, to="industry")[program.pk]
        assert (row.kind, row.weight) == (kind, Decimal(weight))
    assert effective_links([program.pk], date(2020, 1, 1), to="industry") == {}
    assert effective_links([program.pk], TODAY, to="occupation") == {}


def test_a_program_counts_from_its_opening_to_the_day_before_its_end(db):
    program = make.ProgramFactory(opened_on=date(2024, 9, 1), closed_on=date(2026, 7, 1))
    days = {
        date(2024, 8, 31): False,
        date(2024, 9, 1): True,
        date(2026, 6, 30): True,
        date(2026, 7, 1): False,
    }
    found = {day: program in Program.objects.open_on(day) for day in days}
    assert found == days
    assert list(Program.objects.in_region("43")) == [program]
    assert list(Program.objects.in_region("14")) == []


@pytest.mark.parametrize("name", ["catalogue_program", "level"])
def test_what_makes_a_program_the_one_it_is_stays(home, name):
    other = {"catalogue_program": make.CatalogueProgramFactory(), "level": "undergraduate"}
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        actions.edit_program(program=home.program, by=home.school_user, fields={name: other[name]})
    assert [(e.field, e.code) for e in refusal.value.errors] == [(name, "fixed")]
    assert seen == NOTHING
    same = {name: getattr(home.program, name)}
    assert actions.edit_program(program=home.program, by=home.school_user, fields=same).revision

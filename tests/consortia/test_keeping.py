"""Alliances and organisations are entered and amended by the same actions at every door."""

from datetime import date

import pytest

from alliance.accounts.models import Organisation
from alliance.consortia import actions
from alliance.consortia.enums import AllianceKind
from alliance.consortia.models import Alliance, Membership
from alliance.lib.errors import InvalidInput, NotAllowed, Refused, Stale
from alliance.registers.actions import amend, enter, make_move
from alliance.registers.register import registers
from tests import factories as make
from tests.outcomes import NOTHING, changes, moved, subject_of

ASKED = ("alliance.alignment.tasks.request_run",)


@pytest.fixture
def home(db):
    return make.world()


@pytest.fixture
def platform(db):
    return make.UserFactory(is_superuser=True)


def alliance_values(home, **fields):
    return {
        "kind": AllianceKind.SECTOR_COMMUNITY,
        "name": "冷链产教融合共同体",
        "region": home.region,
        "secretariat": home.secretariat,
        **fields,
    }


def test_the_platform_founds_an_alliance_under_an_association(home, platform):
    register = registers()["alliances"]
    top = make.AllianceFactory(kind=AllianceKind.ASSOCIATION)
    with changes() as seen:
        made = enter(register, by=platform, values=alliance_values(home, parent=top))
    assert (made.parent, made.kind) == (top, "sector_community")
    assert [table for table, _ in seen.added] == ["consortia.alliance"]
    assert seen.events == [("alliance.changed", subject_of(made), platform.pk, {"created": True})]


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        (AllianceKind.ASSOCIATION, AllianceKind.ASSOCIATION),
        (AllianceKind.SECTOR_COMMUNITY, AllianceKind.SECTOR_COMMUNITY),
        (AllianceKind.REGIONAL_CONSORTIUM, AllianceKind.TRAINING_ALLIANCE),
    ],
)
def test_only_an_association_has_others_under_it(home, platform, kind, above):
    values = alliance_values(home, kind=kind, parent=make.AllianceFactory(kind=above))
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        actions.found_alliance(by=platform, values=values)
    assert seen == NOTHING
    assert [fault.field for fault in refusal.value.errors] == ["parent"]


def test_nobody_else_founds_and_only_its_managers_amend_an_alliance(home, platform):
    register = registers()["alliances"]
    editor = make.UserFactory(organisation=home.secretariat)
    with changes() as seen:
        with pytest.raises(NotAllowed):
            enter(register, by=home.secretary, values=alliance_values(home))
        for by in (editor, home.school_user, home.foreign.secretary):
            with pytest.raises(NotAllowed):
                amend(register, record=home.alliance, by=by, values={"quorum": 60})
        with pytest.raises(Stale):
            amend(
                register,
                record=home.alliance,
                by=home.secretary,
                values={"quorum": 60},
                version=7,
            )
        with pytest.raises(InvalidInput):
            amend(register, record=home.alliance, by=home.secretary, values={"quorum": 101})
    assert seen == NOTHING
    with changes() as seen:
        amend(register, record=home.alliance, by=home.secretary, values={"quorum": 60}, version=1)
    assert seen == moved(
        home.alliance,
        home.secretary,
        "alliance.changed",
        payload={"fields": ["quorum"]},
        quorum=(50, 60),
    )
    with changes() as seen:
        amend(register, record=home.alliance, by=home.secretary, values={"quorum": 60})
    assert seen == NOTHING


def test_a_secretariat_enters_an_organisation_and_its_managers_keep_it(home):
    register = registers()["organisations"]
    values = {"kind": "alumni", "name": "校友会", "region": home.region}
    with changes() as seen, pytest.raises(NotAllowed):
        enter(register, by=home.school_user, values=values)
    assert seen == NOTHING
    made = enter(register, by=home.secretary, values=values)
    assert (made.kind, made.name_pinyin, made.version) == ("alumni", "xiao you hui", 1)
    own = home.school.organisation
    with changes() as seen:
        kept = amend(
            register, record=own, by=home.school_user, values={"name": "新学院"}, version=1
        )
    assert kept.name_pinyin == "xin xue yuan"
    assert seen == moved(
        own,
        home.school_user,
        "organisation.changed",
        owed=ASKED,
        payload={"fields": ["name"]},
        name=(own.name, "新学院"),
        name_pinyin=(own.name_pinyin, "xin xue yuan"),
    )


def test_faults_of_an_organisation_are_told_at_their_fields(home):
    register = registers()["organisations"]
    values = {"kind": "school", "name": "", "uscc": "12", "region": home.region}
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        enter(register, by=home.secretary, values=values)
    assert seen == NOTHING
    assert {fault.field for fault in refusal.value.errors} == {"name", "uscc"}
    taken = home.school.organisation.uscc
    values = {"kind": "school", "name": "Twin", "uscc": taken, "region": home.region}
    with pytest.raises(InvalidInput) as refusal:
        enter(register, by=home.secretary, values=values)
    assert {fault.field for fault in refusal.value.errors} == {"uscc"}
    assert not Organisation.objects.filter(name="Twin").exists()


def test_a_membership_is_entered_as_an_application_and_moved(home):
    register = registers()["memberships"]
    school = make.SchoolFactory(organisation__region=home.region)
    manager = make.UserFactory(organisation=school, role="manager")
    values = {"alliance": home.alliance, "organisation": school.organisation}
    applied = enter(register, by=manager, values=values)
    assert (applied.state, applied.joined_on) == ("applied", None)
    with pytest.raises(Refused):
        enter(register, by=manager, values=values)
    make_move(register, record=applied, move="admit", by=home.secretary, version=1)
    left = make_move(
        register, record=applied, move="leave", by=manager, values={"reason": "Moved away."}
    )
    assert (left.state, left.reason, left.version) == ("left", "Moved away.", 3)


def test_who_was_a_member_on_a_day(db):
    alliance = make.AllianceFactory()
    old = make.MembershipFactory(
        alliance=alliance, state="left", joined_on=date(2024, 1, 1), left_on=date(2025, 1, 1)
    )
    new = make.MembershipFactory(alliance=alliance, joined_on=date(2025, 1, 1))
    make.MembershipFactory(alliance=alliance, state="applied", joined_on=None)
    make.MembershipFactory(alliance=alliance, state="suspended", joined_on=date(2024, 1, 1))

    def on(day):
        return set(Membership.objects.on_day(day))

    assert on(date(2023, 12, 31)) == set()
    assert on(date(2024, 12, 31)) == {old}
    assert on(date(2025, 1, 1)) == {new}
    assert Alliance.objects.count() == 1

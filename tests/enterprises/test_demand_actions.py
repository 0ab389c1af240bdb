"""Each act on a demand: its whole outcome, and who is refused with which words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.lib.errors import NotAllowed, Refused, Stale
from enterprises import actions
from enterprises.actions import SkillWish
from enterprises.models import DemandRevision
from tests import factories as make
from tests.outcomes import NOTHING, Changes, changes

MATCHER = "alliance.collaboration.tasks.match_demand"
CLOSER = "alliance.collaboration.tasks.close_matches"
NOW = timezone.now()
NOT_WRITER = "Only editors of the enterprise may write its demands."
NOT_CHECKER = "Only the secretariat of an alliance of this enterprise may do that."


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


def key(row):
    return (row._meta.label_lower, row.pk)


def subject(row):
    return f"{row._meta.label_lower}:{row.pk}"


def moved(demand, user, kind, *, owed=(), payload=None, **columns):
    """The outcome of an act that changes one demand and says so once."""
    version = (demand.version, demand.version + 1)
    actor = user.pk if user else None
    return Changes(
        changed={key(demand): {"version": version, **columns}},
        events=[(kind, subject(demand), actor, payload or {})],
        owed=[(kind, name) for name in owed],
    )


def test_a_new_demand_is_a_draft_of_its_author_with_its_skills(home):
    wishes = [SkillWish(home.skills[0].pk, 5, 3, required=True), SkillWish(home.skills[1].pk)]
    with changes() as seen:
        demand = actions.create_demand(
            enterprise=home.enterprise,
            by=home.enterprise_user,
            fields=fields_of(home, occupation=home.occupation),
            skills=wishes,
        )
    first, second = (skill.pk for skill in home.skills)
    row = {"demand_id": demand.pk}
    assert seen.changed == {}
    assert seen.removed == []
    assert seen.added == [
        (
            "enterprises.demand",
            {
                "version": 1,
                "enterprise_id": home.enterprise.pk,
                "kind": "order_class",
                "title": "Thirty technicians",
                "description": "",
                "headcount": 30,
                "region_id": home.region.pk,
                "occupation_id": home.occupation.pk,
                "levels": [],
                "closes_on": timezone.localdate() + timedelta(days=30),
                "state": "draft",
                "revision": 0,
                "published_at": None,
                "reason": "",
                "created_by_id": home.enterprise_user.pk,
            },
        ),
        (
            "enterprises.demandskill",
            {**row, "skill_id": first, "importance": 5, "level": 3, "required": True},
        ),
        (
            "enterprises.demandskill",
            {**row, "skill_id": second, "importance": 3, "level": 2, "required": False},
        ),
    ]
    assert seen.events == [
        ("demand.created", subject(demand), home.enterprise_user.pk, {"kind": "order_class"})
    ]
    assert seen.owed == []


def test_editing_a_draft_changes_what_is_named_and_nothing_else(home):
    demand = make.DemandFactory(enterprise=home.enterprise)
    with changes() as seen:
        actions.edit_demand(
            demand=demand,
            by=home.enterprise_user,
            fields={"title": "Forty technicians", "headcount": 40},
            version=demand.version,
        )
    assert seen == moved(
        demand,
        home.enterprise_user,
        "demand.edited",
        payload={"fields": ["headcount", "title"]},
        title=(demand.title, "Forty technicians"),
        headcount=(30, 40),
    )


def test_editing_replaces_the_skills_where_some_are_given(home):
    demand = make.DemandFactory(enterprise=home.enterprise)
    (old,) = demand.skills.all()
    with changes() as seen:
        actions.edit_demand(
            demand=demand,
            by=home.enterprise_user,
            fields={},
            skills=[SkillWish(home.skills[0].pk)],
        )
    assert seen.removed == [key(old)]
    assert [(table, row["skill_id"]) for table, row in seen.added] == [
        ("enterprises.demandskill", home.skills[0].pk)
    ]


@pytest.mark.parametrize("state", ["submitted", "published", "fulfilled", "withdrawn", "expired"])
def test_only_drafts_and_returned_demands_are_edited_in_place(home, state):
    demand = make.DemandFactory(enterprise=home.enterprise, state=state)
    with changes() as seen, pytest.raises(Refused, match="not edited in place; revise it"):
        actions.edit_demand(demand=demand, by=home.enterprise_user, fields={"headcount": 3})
    assert seen == NOTHING


def test_an_unverified_enterprises_demand_waits_for_the_secretariat(home, unverified):
    author = make.editor_of(unverified)
    demand = make.DemandFactory(enterprise=unverified, reason="Old.", created_by=author)
    with changes() as seen:
        actions.submit_demand(demand=demand, by=author)
    assert seen == moved(
        demand, author, "demand.submitted", state=("draft", "submitted"), reason=("Old.", "")
    )


def test_a_verified_enterprises_demand_publishes_on_submit(home):
    demand = make.DemandFactory(enterprise=home.enterprise, skills=[(home.skills[0], 3)])
    with changes() as seen:
        actions.submit_demand(demand=demand, by=home.enterprise_user, now=NOW)
    by = home.enterprise_user.pk
    assert seen.changed == {
        key(demand): {
            "version": (1, 3),
            "state": ("draft", "published"),
            "revision": (0, 1),
            "published_at": (None, NOW),
        }
    }
    assert seen.added == [
        (
            "enterprises.demandrevision",
            {
                "demand_id": demand.pk,
                "number": 1,
                "content": {
                    "kind": "order_class",
                    "title": demand.title,
                    "description": demand.description,
                    "headcount": 30,
                    "region": home.region.pk,
                    "occupation": None,
                    "levels": [],
                    "closes_on": demand.closes_on.isoformat(),
                    "skills": [
                        {
                            "skill": home.skills[0].pk,
                            "importance": 3,
                            "level": 3,
                            "required": False,
                        }
                    ],
                },
            },
        )
    ]
    assert seen.events == [
        ("demand.submitted", subject(demand), by, {}),
        ("demand.published", subject(demand), by, {"revision": 1}),
    ]
    assert seen.owed == [("demand.published", MATCHER)]


def test_the_secretariat_publishes_what_waits_for_it(home, unverified):
    demand = make.DemandFactory(enterprise=unverified, state="submitted")
    with changes() as seen:
        actions.publish_demand(demand=demand, by=home.secretary, now=NOW)
    assert [table for table, _ in seen.added] == ["enterprises.demandrevision"]
    seen.added.clear()
    assert seen == moved(
        demand,
        home.secretary,
        "demand.published",
        owed=[MATCHER],
        payload={"revision": 1},
        state=("submitted", "published"),
        revision=(0, 1),
        published_at=(None, NOW),
    )


def test_the_secretariat_returns_with_a_reason(home, unverified):
    demand = make.DemandFactory(enterprise=unverified, state="submitted")
    with changes() as seen:
        actions.return_demand(demand=demand, by=home.secretary, reason="  Which shifts?  ")
    assert seen == moved(
        demand,
        home.secretary,
        "demand.returned",
        state=("submitted", "returned"),
        reason=("", "Which shifts?"),
    )


def test_a_revision_keeps_the_old_text_and_is_matched_anew(home):
    demand = make.DemandFactory(enterprise=home.enterprise, published=True)
    with changes() as seen:
        actions.revise_demand(demand=demand, by=home.enterprise_user, fields={"headcount": 12})
    (added,) = seen.added
    assert (added[0], added[1]["number"], added[1]["content"]["headcount"]) == (
        "enterprises.demandrevision",
        2,
        12,
    )
    assert DemandRevision.objects.get(demand=demand, number=1).content["headcount"] == 30
    seen.added.clear()
    version = (demand.version, demand.version + 2)
    expected = moved(
        demand,
        home.enterprise_user,
        "demand.revised",
        owed=[MATCHER],
        payload={"revision": 2},
        revision=(1, 2),
        headcount=(30, 12),
    )
    expected.changed[key(demand)]["version"] = version
    assert seen == expected


@pytest.mark.parametrize(
    ("act", "kind", "state"),
    [
        (actions.fulfil_demand, "demand.fulfilled", "fulfilled"),
        (actions.withdraw_demand, "demand.withdrawn", "withdrawn"),
    ],
)
def test_closing_a_published_demand_owes_the_end_of_its_matches(home, act, kind, state):
    demand = make.DemandFactory(enterprise=home.enterprise, published=True)
    with changes() as seen:
        act(demand=demand, by=home.enterprise_user)
    user = home.enterprise_user
    assert seen == moved(demand, user, kind, owed=[CLOSER], state=("published", state))


def test_the_clock_expires_the_day_after_the_closing_date_and_not_before(home):
    demand = make.DemandFactory(enterprise=home.enterprise, published=True)
    on_the_day = timezone.now() + timedelta(days=60)
    with changes() as seen:
        actions.expire_demand(demand=demand, now=on_the_day)
    assert seen == NOTHING
    with changes() as seen:
        actions.expire_demand(demand=demand, now=on_the_day + timedelta(days=1))
    assert seen == moved(
        demand, None, "demand.expired", owed=[CLOSER], state=("published", "expired")
    )


def test_the_secretariat_verifies_an_enterprise_once(home, unverified):
    with changes() as seen:
        actions.verify_enterprise(enterprise=unverified, by=home.secretary, now=NOW)
    assert seen == Changes(
        changed={
            key(unverified): {
                "version": (1, 2),
                "verified_at": (None, NOW),
                "verified_by_id": (None, home.secretary.pk),
            }
        },
        added=[
            (
                "enterprises.verification",
                {
                    "enterprise_id": unverified.pk,
                    "decision": "verified",
                    "uscc": unverified.organisation.uscc,
                    "licence": "",
                    "document": "",
                    "reason": "",
                    "by_id": home.secretary.pk,
                    "at": NOW,
                },
            )
        ],
        events=[("enterprise.verified", subject(unverified), home.secretary.pk, {})],
    )
    with changes() as again:
        actions.verify_enterprise(enterprise=unverified, by=home.secretary)
    assert again == NOTHING


def test_an_enterprise_without_a_code_is_not_verified(home):
    enterprise = make.EnterpriseFactory(
        verified=False, member_of=home.alliance, organisation__uscc=None
    )
    with changes() as seen, pytest.raises(Refused, match="without a unified social credit code"):
        actions.verify_enterprise(enterprise=enterprise, by=home.secretary)
    assert seen == NOTHING


# -- who may ----------------------------------------------------------------------------------


def people(home, enterprise):
    """Everybody who could try, by name."""
    return {
        "its editor": make.UserFactory(organisation=enterprise),
        "its manager": make.UserFactory(organisation=enterprise, role=Role.MANAGER),
        "its viewer": make.UserFactory(organisation=enterprise, role=Role.VIEWER),
        "the secretariat": home.secretary,
        "the secretariat's viewer": make.UserFactory(
            organisation=home.secretariat, role=Role.VIEWER
        ),
        "another enterprise": make.UserFactory(
            organisation=make.EnterpriseFactory(member_of=home.alliance)
        ),
        "a school": home.school_user,
        "the bureau": home.bureau_user,
        "the foreign secretariat": home.foreign.secretary,
        "the platform": make.UserFactory(is_superuser=True, is_staff=True),
    }


WRITERS = {"its editor", "its manager"}
CHECKERS = {"the secretariat", "the platform"}
WHO_MAY = {
    "edit": ("draft", WRITERS, NOT_WRITER),
    "submit": ("draft", WRITERS, NOT_WRITER),
    "revise": ("published", WRITERS, NOT_WRITER),
    "fulfil": ("published", WRITERS, NOT_WRITER),
    "withdraw": ("published", WRITERS, NOT_WRITER),
    "publish": ("submitted", CHECKERS, NOT_CHECKER),
    "return": ("submitted", CHECKERS, NOT_CHECKER),
    "verify": ("draft", CHECKERS, NOT_CHECKER),
}
MORE = {"edit": {"fields": {}}, "revise": {"fields": {}}, "return": {"reason": "Why?"}}


@pytest.mark.parametrize("move", WHO_MAY)
def test_exactly_these_may_and_all_others_are_told_why_not(home, unverified, move):
    state, allowed, refusal = WHO_MAY[move]
    for name, user in people(home, unverified).items():
        demand = make.DemandFactory(enterprise=unverified, state=state)
        if move == "verify":
            call, what = actions.verify_enterprise, {"enterprise": unverified}
        else:
            call, what = getattr(actions, f"{move}_demand"), {"demand": demand}
        with changes() as seen:
            if name in allowed:
                call(**what, by=user, **MORE.get(move, {}))
            else:
                with pytest.raises(NotAllowed) as told:
                    call(**what, by=user, **MORE.get(move, {}))
                assert told.value.detail == refusal, name
        if name not in allowed:
            assert seen == NOTHING, name


def test_only_its_editors_create_an_enterprises_demands(home, unverified):
    for name, user in people(home, unverified).items():
        if name in WRITERS:
            continue
        with changes() as seen, pytest.raises(NotAllowed, match=NOT_WRITER):
            actions.create_demand(enterprise=unverified, by=user, fields=fields_of(home))
        assert seen == NOTHING, name


@pytest.mark.parametrize("move", ["edit", "submit", "publish", "return", "revise", "withdraw"])
def test_who_saw_an_older_version_is_told_the_stored_one(home, unverified, move):
    demand = make.DemandFactory(enterprise=unverified, state=WHO_MAY[move][0])
    by = home.secretary if move in ("publish", "return") else make.editor_of(unverified)
    call = getattr(actions, f"{move}_demand")
    with changes() as seen, pytest.raises(Stale) as refusal:
        call(demand=demand, by=by, version=demand.version - 1, **MORE.get(move, {}))
    assert refusal.value.current == demand.version
    assert seen == NOTHING

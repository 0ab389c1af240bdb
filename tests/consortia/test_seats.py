"""Seats over time: who held what on which day, one lead at a time, and who may hold it."""

from datetime import date, timedelta

import pytest

from alliance.accounts.enums import OrganisationKind
from alliance.consortia.enums import AllianceKind, MembershipState, Post
from alliance.consortia.models import Alliance, Seat
from alliance.lib.errors import InvalidInput, NotAllowed
from alliance.registers.actions import amend, enter
from alliance.registers.register import registers
from programs.enums import SchoolTier
from tests import factories as make
from tests.factories.consortia import CommitteeFactory, ResolutionFactory, SeatFactory
from tests.outcomes import NOTHING, changes, race

DAY = date(2025, 3, 1)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.fixture
def seats(db):
    return registers()["seats"]


@pytest.fixture
def community(db):
    """A sector community with members that could lead it."""
    return make.AllianceFactory(kind=AllianceKind.SECTOR_COMMUNITY)


def member(alliance, kind=OrganisationKind.ENTERPRISE, **fields):
    organisation = make.OrganisationFactory(kind=kind)
    make.MembershipFactory(alliance=alliance, organisation=organisation, **fields)
    return organisation


def school(alliance, tier):
    return make.SchoolFactory(tier=tier, member_of=alliance).organisation


def take(seats, alliance, **fields):
    values = {"alliance": alliance, "post": Post.VICE_CHAIR, "started_on": DAY, **fields}
    return enter(seats, by=make.secretary_of(alliance), values=values)


def held(alliance, day):
    rows = Seat.objects.filter(alliance=alliance).held_on(day)
    return set(rows.values_list("organisation_id", flat=True))


def refused(**values):
    """The field that a seat is refused at; nothing may have changed."""
    make.secretary_of(values["alliance"])
    with changes() as seen, pytest.raises(InvalidInput) as error:
        take(**values)
    assert seen == NOTHING
    return {fault.field for fault in error.value.errors}


def test_a_seat_is_held_from_its_first_day_until_the_day_before_its_last(seats, community):
    first = member(community)
    take(seats, community, organisation=first, ended_on=AFTER)
    assert held(community, BEFORE) == set()
    assert held(community, DAY) == {first.pk}
    assert held(community, AFTER) == set()


def test_on_the_day_of_a_succession_the_new_holder_alone_holds_the_seat(seats, community):
    old, new = member(community), member(community)
    started = DAY - timedelta(days=300)
    lead = take(seats, community, organisation=old, post=Post.LEAD_ENTERPRISE, started_on=started)
    amend(seats, record=lead, by=make.secretary_of(community), values={"ended_on": DAY}, version=1)
    take(seats, community, organisation=new, post=Post.LEAD_ENTERPRISE)
    assert held(community, BEFORE) == {old.pk}
    assert held(community, DAY) == {new.pk}


def test_a_lead_post_is_not_held_twice_on_any_day(seats, community):
    given = {"seats": seats, "alliance": community, "post": Post.LEAD_ENTERPRISE}
    take(**given, organisation=member(community), ended_on=DAY + timedelta(days=10))
    other = member(community)
    late = DAY + timedelta(days=9)
    assert refused(**given, organisation=other, started_on=late) == {"started_on"}
    assert refused(**given, organisation=other, started_on=BEFORE, ended_on=AFTER) == {"started_on"}
    # Up to the first day, and from the day of its end on, the post is free.
    take(**given, organisation=other, started_on=BEFORE, ended_on=DAY)
    take(**given, organisation=other, started_on=DAY + timedelta(days=10))


def test_two_who_take_the_lead_at_once_leave_one_lead(transactional_db):
    # A lock that waits needs transactions of its own.
    seats = registers()["seats"]
    community = make.AllianceFactory(kind=AllianceKind.SECTOR_COMMUNITY)
    first, second = member(community), member(community)
    by = make.secretary_of(community)

    def lead(organisation, ended_on):
        values = {
            "alliance": community,
            "organisation": organisation,
            "post": Post.LEAD_ENTERPRISE,
            "started_on": DAY,
            "ended_on": ended_on,
        }
        return lambda: enter(seats, by=by, values=values)

    answers = race(community, lead(first, None), lead(second, AFTER))
    kinds = sorted(type(answer).__name__ for answer in answers)
    assert kinds == ["InvalidInput", "Seat"]
    assert Seat.objects.count() == 1


def test_several_vice_chairs_sit_at_once(seats, community):
    first, second = member(community), member(community)
    take(seats, community, organisation=first)
    take(seats, community, organisation=second)
    assert held(community, DAY) == {first.pk, second.pk}


@pytest.mark.parametrize(
    ("post", "tier", "fits"),
    [
        (Post.LEAD_UNIVERSITY, SchoolTier.UNIVERSITY, True),
        (Post.LEAD_UNIVERSITY, SchoolTier.VOCATIONAL_UNIVERSITY, False),
        (Post.LEAD_UNIVERSITY, SchoolTier.HIGHER, False),
        (Post.LEAD_SCHOOL, SchoolTier.UNIVERSITY, False),
        (Post.LEAD_SCHOOL, SchoolTier.VOCATIONAL_UNIVERSITY, True),
        (Post.LEAD_SCHOOL, SchoolTier.HIGHER, True),
        (Post.LEAD_SCHOOL, SchoolTier.TECHNICIAN, True),
        (Post.LEAD_SCHOOL, SchoolTier.SECONDARY, True),
        (Post.LEAD_ENTERPRISE, SchoolTier.HIGHER, False),
    ],
)
def test_schools_lead_as_what_their_tier_is(seats, community, post, tier, fits):
    given = {
        "seats": seats,
        "alliance": community,
        "organisation": school(community, tier),
        "post": post,
    }
    if fits:
        assert take(**given).post == post
    else:
        assert refused(**given) == {"organisation"}


def test_an_enterprise_leads_as_enterprise_only_and_a_person_never(seats, community):
    given = {"seats": seats, "alliance": community, "organisation": member(community)}
    assert refused(**given, post=Post.LEAD_SCHOOL) == {"organisation"}
    assert take(**given, post=Post.LEAD_ENTERPRISE).organisation == given["organisation"]
    given = {"seats": seats, "alliance": community, "person_name": "Wen Qing"}
    assert refused(**given, post=Post.LEAD_UNIVERSITY) == {"organisation"}


@pytest.mark.parametrize("kind", sorted(set(AllianceKind) - {AllianceKind.SECTOR_COMMUNITY}))
def test_only_sector_communities_have_and_lack_leads(seats, kind):
    alliance = make.AllianceFactory(kind=kind)
    given = {"seats": seats, "alliance": alliance, "organisation": member(alliance)}
    assert refused(**given, post=Post.LEAD_ENTERPRISE) == {"post"}
    assert alliance.lacking_leads(DAY) == []


def test_a_community_lacks_the_leads_that_nobody_holds_on_that_day(seats, community):
    everyone = [Post.LEAD_ENTERPRISE, Post.LEAD_UNIVERSITY, Post.LEAD_SCHOOL]
    assert community.lacking_leads(DAY) == everyone
    take(seats, community, organisation=member(community), post=Post.LEAD_ENTERPRISE)
    college = school(community, SchoolTier.HIGHER)
    take(seats, community, organisation=college, post=Post.LEAD_SCHOOL, ended_on=AFTER)
    assert community.lacking_leads(BEFORE) == everyone
    assert community.lacking_leads(DAY) == [Post.LEAD_UNIVERSITY]
    assert community.lacking_leads(AFTER) == [Post.LEAD_UNIVERSITY, Post.LEAD_SCHOOL]
    assert community.leads_missing == "Lead university, Lead vocational school"


def test_the_api_says_which_leads_a_community_lacks_today(client, seats, community):
    take(seats, community, organisation=member(community), post=Post.LEAD_ENTERPRISE)
    client.force_login(make.secretary_of(community))
    shown = client.get(f"/api/v1/alliances/{community.pk}/").json()
    assert shown["lacking_leads"] == ["lead_university", "lead_school"]


@pytest.mark.parametrize(
    ("membership", "sits"),
    [
        ({"joined_on": DAY}, True),
        ({"joined_on": AFTER}, False),
        ({"state": MembershipState.LEFT, "left_on": AFTER}, True),
        ({"state": MembershipState.LEFT, "left_on": DAY}, False),
        ({"state": MembershipState.SUSPENDED}, False),
        ({"state": MembershipState.APPLIED, "joined_on": None}, False),
    ],
)
def test_who_sits_was_an_active_member_on_the_first_day(seats, community, membership, sits):
    organisation = member(community, **membership)
    if sits:
        take(seats, community, organisation=organisation)
        assert held(community, DAY) == {organisation.pk}
    else:
        given = {"seats": seats, "alliance": community, "organisation": organisation}
        assert refused(**given) == {"organisation"}


def test_the_secretariat_sits_without_being_a_member(seats, community):
    seat = take(seats, community, organisation=community.secretariat, post=Post.SECRETARY_GENERAL)
    assert seat.organisation == community.secretariat


def test_a_director_directs_one_committee_of_the_same_alliance(seats, community):
    own, foreign = CommitteeFactory(alliance=community), CommitteeFactory()
    given = {
        "seats": seats,
        "alliance": community,
        "organisation": member(community),
        "post": Post.COMMITTEE_DIRECTOR,
    }
    assert refused(**given) == {"record"}
    assert refused(**given, committee=foreign) == {"committee"}
    assert refused(**{**given, "post": Post.CHAIR}, committee=own) == {"record"}
    seat = take(**given, committee=own)
    assert list(own.directors_on(DAY)) == [seat]
    assert refused(**given, committee=own) == {"record"}  # the open one is in the way
    take(**given, committee=CommitteeFactory(alliance=community))


def test_a_seat_rests_on_an_adopted_resolution_of_its_alliance(seats, community):
    given = {"seats": seats, "alliance": community, "organisation": member(community)}
    draft = ResolutionFactory(meeting__alliance=community)
    assert refused(**given, resolution=draft) == {"resolution"}
    assert refused(**given, resolution=ResolutionFactory(state="adopted")) == {"resolution"}
    basis = ResolutionFactory(meeting__alliance=community, state="adopted")
    assert take(**given, resolution=basis).resolution == basis


def test_a_seat_needs_a_holder_and_lasts_a_day_at_least(seats, community):
    given = {"seats": seats, "alliance": community}
    assert refused(**given) == {"record"}
    assert refused(**given, organisation=member(community), ended_on=DAY) == {"record"}
    seat = take(**given, person_name="Wen Qing", post=Post.CHAIR)
    assert (seat.person_name, str(seat)) == ("Wen Qing", f"Chair: #{seat.pk}")


def test_a_persons_name_is_in_no_history(seats, community):
    seat = take(seats, community, person_name="Wen Qing", post=Post.CHAIR)
    names = {f.name for f in seat.events.model._meta.get_fields()}
    assert "person_name" not in names
    assert {"post", "started_on"} <= names


def test_only_the_secretariat_keeps_seats(seats, community):
    organisation = member(community)
    values = {
        "alliance": community,
        "organisation": organisation,
        "post": Post.VICE_CHAIR,
        "started_on": DAY,
    }
    others = [make.editor_of(organisation), make.secretary_of(make.AllianceFactory())]
    for by in others:
        with changes() as seen, pytest.raises(NotAllowed):
            enter(seats, by=by, values=values)
        assert seen == NOTHING


def test_members_the_regions_bureaus_and_the_platform_see_seats(community):
    seat = SeatFactory(alliance=community)
    elsewhere = SeatFactory(alliance__region=make.RegionFactory(code=make.YANGQUAN))
    bureau = make.OrganisationFactory(
        kind=OrganisationKind.PUBLIC_BODY, region=make.RegionFactory(code="430000")
    )
    suspended = member(community, state=MembershipState.SUSPENDED)
    seen = {
        name: set(Seat.objects.visible_to(user).values_list("pk", flat=True))
        for name, user in {
            "member": make.editor_of(member(community)),
            "bureau": make.editor_of(bureau),
            "secretariat": make.secretary_of(community),
            "suspended": make.editor_of(suspended),
            "stranger": make.UserFactory(),
            "platform": make.UserFactory(is_superuser=True),
            "nobody": None,
        }.items()
    }
    assert seen == {
        "member": {seat.pk},
        "bureau": {seat.pk},
        "secretariat": {seat.pk},
        "suspended": set(),
        "stranger": set(),
        "platform": {seat.pk, elsewhere.pk},
        "nobody": set(),
    }


def test_lists_ask_who_sat_on_a_day(client, seats, community):
    first = take(seats, community, organisation=member(community), started_on=BEFORE, ended_on=DAY)
    second = take(seats, community, organisation=member(community))
    client.force_login(make.secretary_of(community))

    def on(day):
        answer = client.get("/api/v1/seats/", {"held_on": day.isoformat()})
        return [row["id"] for row in answer.json()["results"]]

    assert on(BEFORE) == [str(first.pk)]
    assert on(DAY) == [str(second.pk)]
    assert Alliance.objects.count() == 1

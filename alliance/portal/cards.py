"""What the pages of an organisation and of an alliance bring together, through `visible_to` alone.

Each block costs two queries, whatever it holds.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from alliance.accounts.models import Organisation, User
from alliance.collaboration.models import Facility, Recognition, Result
from alliance.consortia.enums import (
    MeetingState,
    MembershipState,
    PlanKind,
    Post,
    ResolutionState,
    TaskState,
)
from alliance.consortia.models import (
    Agreement,
    Alliance,
    Assessment,
    Committee,
    Meeting,
    Membership,
    Resolution,
    ResolutionTask,
    Seat,
    YearPlan,
)
from alliance.registers.lists import address_of
from alliance.registers.register import registers
from enterprises.models import Demand
from programs.models import Program

SHOWN = 8
"""Rows of a block; the rest is behind "see all"."""
MOST_SEATS = 200


@dataclass(frozen=True)
class Line:
    """One row as the card shows it; `state` where it has one, the `day` that it is of.

    `until` is the last day of what ends, `due` the day by which something is to be done.
    """

    title: str
    href: str = ""
    note: str = ""
    state: Any = None
    day: date | None = None
    until: date | None = None
    due: date | None = None


@dataclass(frozen=True)
class Block:
    """Some rows of one kind, how many there are, and the list that holds all of them."""

    title: str | Promise
    count: int
    every: str
    lines: list[Line] = field(default_factory=list)


def listed(register: str, **query: Any) -> str:
    """A register's list; a record as filter is named by its id."""
    said = {k: f"#{v.pk}" if hasattr(v, "pk") else str(v) for k, v in query.items()}
    return f"{reverse('registers:list', args=[register])}?{urlencode(said)}"


def block(
    title: str | Promise,
    rows: QuerySet[Any],
    line: Callable[[Any], Line],
    *,
    every: str = "",
    most: int = SHOWN,
) -> Block:
    count = rows.order_by().count()
    return Block(title, count, every, [line(row) for row in rows[:most]])


def at(row: Any) -> str:
    return address_of(row)


def notes(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def seat_line(seat: Seat, *, of_alliance: bool) -> Line:
    """A seat seen from its holder (then the alliance is named) or from its alliance."""
    where = seat.committee if of_alliance else notes(seat.alliance, seat.committee)
    who = seat.organisation or seat.person_name
    return Line(
        title=str(who) if of_alliance else str(seat.get_post_display()),
        href=at(seat),
        note=notes(where, seat.person_name if seat.organisation else ""),
    )


# -- an organisation ------------------------------------------------------------------------------


@dataclass(frozen=True)
class OrganisationCard:
    memberships: list[Membership]
    held: list[Line]
    seats: list[Seat]
    counts: list[tuple[str | Promise, int, str]]
    blocks: list[Block]


def organisation_card(user: User, organisation: Organisation, on: date) -> OrganisationCard:
    """What the reader may know of the organisation; seats as they were held on that day."""
    seats = (
        Seat.objects.visible_to(user)
        .filter(organisation=organisation)
        .select_related("alliance", "committee", "organisation")
    )
    memberships = Membership.objects.visible_to(user).filter(organisation=organisation)
    return OrganisationCard(
        memberships=list(memberships.select_related("alliance").order_by("-joined_on", "-pk")),
        held=[
            seat_line(s, of_alliance=False) for s in seats.held_on(on).order_by("alliance", "pk")
        ],
        seats=list(seats[:MOST_SEATS]),
        counts=counts_of(user, organisation),
        blocks=[b for b in organisation_blocks(user, organisation) if b.count],
    )


def counts_of(user: User, organisation: Organisation) -> list[tuple[str | Promise, int, str]]:
    """(what, how many, list) of the side of the loop that the organisation stands on."""
    programs = Program.objects.visible_to(user).filter(school=organisation.pk)
    demands = Demand.objects.visible_to(user).filter(enterprise=organisation.pk)
    sides: dict[str, tuple[str, QuerySet[Any], str, str]] = {
        "school": (_("Programs"), programs, "programs", "school"),
        "enterprise": (_("Demands"), demands, "demands", "enterprise"),
    }
    if organisation.kind not in sides:
        return []
    title, rows, register, path = sides[organisation.kind]
    every = listed(register, **{path: organisation})
    return [(title, rows.order_by().count(), every)]


def organisation_blocks(user: User, organisation: Organisation) -> Iterable[Block]:
    agreements = Agreement.objects.visible_to(user).filter(parties__organisation=organisation)
    yield block(
        _("Agreements"),
        agreements.select_related("alliance").order_by("-starts_on", "-pk"),
        lambda row: Line(
            row.title,
            at(row),
            notes(row.get_kind_display(), row.alliance),
            state=row,
            until=row.ends_on,
        ),
        every=listed("agreement-parties", organisation=organisation),
    )
    there = Facility.objects.filter(
        Q(host=organisation) | Q(co_hosts=organisation) | Q(partners=organisation)
    )
    facilities = Facility.objects.visible_to(user).filter(pk__in=there.values("pk"))
    yield block(
        _("Facilities"),
        facilities.select_related("region", "host").order_by("-opened_on", "-pk"),
        lambda row: Line(
            row.name,
            at(row),
            notes(
                row.get_kind_display(),
                row.region.label,
                "" if row.host_id == organisation.pk else row.host,
            ),
            day=row.opened_on,
        ),
        every=listed("facilities", host=organisation),
    )
    recognitions = Recognition.objects.visible_to(user).filter(organisation=organisation)
    yield block(
        _("Recognitions"),
        recognitions.select_related("awarded_by").order_by("-awarded_on", "-pk"),
        lambda row: Line(
            row.title, at(row), notes(row.get_level_display(), row.awarded_by), day=row.awarded_on
        ),
        every=listed("recognitions", organisation=organisation),
    )
    results = Result.objects.visible_to(user).filter(organisation=organisation)
    yield block(
        _("Results"),
        results.order_by("-achieved_on", "-pk"),
        lambda row: Line(
            row.title, at(row), row.get_kind_display(), state=row, day=row.achieved_on
        ),
        every=listed("results", organisation=organisation),
    )


# -- an alliance ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class AllianceCard:
    branches: list[Alliance]
    lacking: list[Post]
    members: int
    members_url: str
    posts: list[tuple[str, list[Line]]]
    committees: list[tuple[Committee, str, list[Line]]]
    blocks: list[Block]
    assessment: Assessment | None


def alliance_card(user: User, alliance: Alliance, on: date, today: date) -> AllianceCard:
    """What the reader may know of the alliance; seats and committees as they were on that day."""
    held = (
        Seat.objects.visible_to(user)
        .filter(alliance=alliance)
        .held_on(on)
        .select_related("organisation", "committee", "alliance")
        .order_by("organisation__name_pinyin", "pk")
    )
    seats = list(held[:MOST_SEATS])
    members = Membership.objects.visible_to(user).filter(alliance=alliance).active()
    branches = Alliance.objects.visible_to(user).filter(parent=alliance)
    assessments = Assessment.objects.visible_to(user).filter(alliance=alliance)
    return AllianceCard(
        branches=list(branches.select_related("region").order_by("pk")),
        lacking=alliance.lacking_leads(on),
        members=members.count(),
        members_url=listed("memberships", alliance=alliance, state=MembershipState.ACTIVE),
        posts=by_post(seats),
        committees=committees_of(user, alliance, on, seats),
        blocks=[b for b in alliance_blocks(user, alliance, today) if b.count],
        assessment=assessments.select_related("standard").order_by("-year", "-pk").first(),
    )


def by_post(seats: list[Seat]) -> list[tuple[str, list[Line]]]:
    """Holders under the name of their post, the highest first; directors stand by their committee."""
    found = []
    for post in Post:
        lines = [seat_line(s, of_alliance=True) for s in seats if s.post == post]
        if lines and post != Post.COMMITTEE_DIRECTOR:
            found.append((str(post.label), lines))
    return found


def committees_of(
    user: User, alliance: Alliance, on: date, seats: list[Seat]
) -> list[tuple[Committee, str, list[Line]]]:
    rows = Committee.objects.visible_to(user).filter(alliance=alliance).existing_on(on)
    return [
        (
            committee,
            at(committee),
            [seat_line(s, of_alliance=True) for s in seats if s.committee_id == committee.pk],
        )
        for committee in rows.order_by("pk")
    ]


def alliance_blocks(user: User, alliance: Alliance, today: date) -> Iterable[Block]:
    meetings = Meeting.objects.visible_to(user).filter(
        alliance=alliance, state=MeetingState.PLANNED, held_on__gte=today
    )
    yield block(
        _("Next meetings"),
        meetings.select_related("committee").order_by("held_on", "pk"),
        lambda row: Line(
            row.title,
            at(row),
            notes(row.get_kind_display(), row.committee, row.place),
            day=row.held_on,
        ),
        every=listed("meetings", alliance=alliance),
    )
    resolutions = Resolution.objects.visible_to(user).filter(
        meeting__alliance=alliance, state=ResolutionState.ADOPTED
    )
    yield block(
        _("Resolutions adopted"),
        resolutions.select_related("meeting").order_by("-adopted_on", "-pk"),
        lambda row: Line(str(row), at(row), str(row.meeting), day=row.adopted_on),
        every=listed("resolutions", state=ResolutionState.ADOPTED),
    )
    tasks = ResolutionTask.objects.visible_to(user).filter(
        Q(resolution__meeting__alliance=alliance) | Q(plan__alliance=alliance),
        state=TaskState.OPEN,
    )
    yield block(
        _("Open tasks"),
        tasks.select_related("owner").order_by("due_on", "pk"),
        lambda row: Line(row.title, at(row), str(row.owner), due=row.due_on),
        every=listed("resolution-tasks", state=TaskState.OPEN),
    )
    plans = YearPlan.objects.visible_to(user).filter(alliance=alliance)
    yield block(
        _("Yearly plans and reports"),
        plans.order_by("-year", "kind", "-pk"),
        lambda row: Line(row.title, at(row), notes(row.year, PlanKind(row.kind).label), state=row),
        every=listed("year-plans", alliance=alliance),
        most=4,
    )


def may_edit(user: User, name: str, row: Any) -> str:
    """The address of the register's form, "" for who may not change the row."""
    register = registers()[name]
    return reverse("registers:edit", args=[name, row.pk]) if register.may_amend(user, row) else ""

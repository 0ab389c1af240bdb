"""What no single field and no constraint can say about the records of an alliance.

Each runs inside the transaction that stores the row. Where two people could pass at once, the row
that both depend on is locked first.
"""

from django.db.models import Q
from django.utils.translation import gettext as _

from alliance.accounts.enums import OrganisationKind
from alliance.accounts.models import Organisation
from alliance.consortia.enums import (
    LEAD_TIERS,
    LEADS,
    AgreementState,
    AllianceKind,
    AssessmentState,
    MeetingState,
    PartyState,
    Post,
    ResolutionState,
)
from alliance.consortia.models import (
    Agreement,
    AgreementParty,
    Alliance,
    Assessment,
    AssessmentMark,
    Attendance,
    Committee,
    Meeting,
    Membership,
    Resolution,
    ResolutionTask,
    Seat,
    Standard,
    StandardIndicator,
)
from alliance.consortia.models.meetings import DECIDED
from alliance.lib.errors import InvalidInput, Refused
from alliance.registers.register import chosen
from alliance.web.records import locked

JUDGED = (AssessmentState.SUBMITTED, AssessmentState.CONFIRMED)


def belongs(alliance: Alliance, organisation: Organisation) -> bool:
    """A member that has not left, or the secretariat itself."""
    if organisation.pk == alliance.secretariat_id:
        return True
    open_ones = Membership.objects.active().filter(alliance=alliance, organisation=organisation)
    return open_ones.exists()


def check_alliance(alliance: Alliance) -> None:
    """Only an association has consortia and training alliances under it, and it stands on top."""
    parent = alliance.parent
    if parent is None:
        return
    if alliance.kind == AllianceKind.ASSOCIATION or parent.kind != AllianceKind.ASSOCIATION:
        raise InvalidInput.on("parent", _("Only an association has others under it."))


def check_committee(committee: Committee) -> None:
    if "hosts" not in getattr(committee, "chosen", {}):
        return
    for host in chosen(committee, "hosts"):
        if not belongs(committee.alliance, host):
            raise InvalidInput.on(
                "hosts", _("%(name)s is no member of the alliance.") % {"name": host.name}
            )


def check_seat(seat: Seat) -> None:
    """The holder fits the post and was a member on the first day; single posts do not overlap."""
    if seat.committee is not None and seat.committee.alliance_id != seat.alliance_id:
        raise InvalidInput.on("committee", _("This committee belongs to another alliance."))
    resolution = seat.resolution
    if resolution is not None:
        if resolution.meeting.alliance_id != seat.alliance_id:
            raise InvalidInput.on("resolution", _("Another alliance resolved this."))
        if resolution.state not in DECIDED:
            raise InvalidInput.on("resolution", _("This resolution was not adopted."))
    if seat.post in LEADS:
        _check_lead(seat)
    _check_holder(seat)
    if seat.post in LEADS or seat.post == Post.COMMITTEE_DIRECTOR:
        _check_single(seat)


def _check_lead(seat: Seat) -> None:
    if seat.alliance.kind != AllianceKind.SECTOR_COMMUNITY:
        raise InvalidInput.on("post", _("Only a sector community has leads."))
    holder = seat.organisation
    if holder is None:
        raise InvalidInput.on("organisation", _("An organisation leads, not a person."))
    if seat.post == Post.LEAD_ENTERPRISE:
        if holder.kind != OrganisationKind.ENTERPRISE:
            raise InvalidInput.on("organisation", _("The lead enterprise is an enterprise."))
        return
    # Schools are kept in a higher room; their tier is read by name.
    tiers = LEAD_TIERS[Post(seat.post)]
    if not Organisation.objects.filter(pk=holder.pk, school__tier__in=tiers).exists():
        text = {
            Post.LEAD_UNIVERSITY: _("The lead university is a university."),
            Post.LEAD_SCHOOL: _("The lead vocational school is a vocational school or college."),
        }
        raise InvalidInput.on("organisation", text[Post(seat.post)])


def _check_holder(seat: Seat) -> None:
    holder = seat.organisation
    if holder is None or holder.pk == seat.alliance.secretariat_id:
        return
    members = Membership.objects.on_day(seat.started_on).filter(alliance=seat.alliance)
    if not members.filter(organisation=holder).exists():
        raise InvalidInput.on(
            "organisation", _("It was no active member of the alliance on the first day.")
        )


def _check_single(seat: Seat) -> None:
    """One holder at a time, held together by a lock on the alliance."""
    locked(seat.alliance)
    others = Seat.objects.overlapping(seat.started_on, seat.ended_on).exclude(pk=seat.pk)
    others = others.filter(alliance_id=seat.alliance_id, post=seat.post)
    if seat.committee_id is not None:
        others = others.filter(committee_id=seat.committee_id)
    other = others.order_by("started_on").first()
    if other is not None:
        raise InvalidInput.on(
            "started_on",
            _("%(seat)s since %(day)s: the two would overlap.")
            % {"seat": str(other), "day": other.started_on.isoformat()},
        )


def check_meeting(meeting: Meeting) -> None:
    """Its committee is of its alliance; what decided resolutions rest on stays."""
    if meeting.committee is not None and meeting.committee.alliance_id != meeting.alliance_id:
        raise InvalidInput.on("committee", _("This committee belongs to another alliance."))
    if meeting.pk is None:
        return
    stored = Meeting.objects.get(pk=meeting.pk)
    if stored.state == MeetingState.HELD and meeting.held_on != stored.held_on:
        raise InvalidInput.on("held_on", _("The meeting was held; reopen it first."))
    if meeting.invited != stored.invited and stored.resolutions.filter(state__in=DECIDED).exists():
        raise InvalidInput.on("invited", _("Resolutions were adopted with this quorum."))


def check_attendance(attendance: Attendance) -> None:
    """While nothing was adopted: afterwards the quorum must stay what it was."""
    meeting = locked(attendance.meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."))
    if meeting.resolutions.filter(state__in=DECIDED).exists():
        raise Refused(_("Resolutions were adopted with this quorum."))


def derive_attendance(attendance: Attendance) -> tuple[str, ...]:
    attendance.is_member = attendance.counts()
    return ("is_member",)


def check_resolution(resolution: Resolution) -> None:
    meeting = locked(resolution.meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."))
    votes = resolution.votes_for + resolution.votes_against + resolution.votes_abstained
    if meeting.invited and votes > meeting.invited:
        raise InvalidInput.on("votes_for", _("More votes than members invited."))


def check_task(task: ResolutionTask) -> None:
    """Tasks go to members, to the secretariat, or to a public body."""
    if task.resolution is not None and task.resolution.state in (
        ResolutionState.REJECTED,
        ResolutionState.REPEALED,
    ):
        raise Refused(_("This resolution is not in force."))
    alliance = Alliance.objects.get(pk=task.alliance_id)
    if task.owner.kind != OrganisationKind.PUBLIC_BODY and not belongs(alliance, task.owner):
        raise InvalidInput.on("owner", _("A member, the secretariat or a public body owns a task."))


def check_agreement(agreement: Agreement) -> None:
    earlier = agreement.renewal_of
    if earlier is None:
        return
    if earlier.alliance_id != agreement.alliance_id:
        raise InvalidInput.on("renewal_of", _("That agreement belongs to another alliance."))
    if earlier.state == AgreementState.DRAFT or earlier.starts_on >= agreement.starts_on:
        raise InvalidInput.on("renewal_of", _("Only an earlier, signed agreement is renewed."))


def check_party(party: AgreementParty) -> None:
    """Who the parties are is part of what they sign."""
    agreement = locked(party.agreement)
    if agreement.state != AgreementState.DRAFT:
        raise Refused(_("The agreement is signed; its parties stay."))
    if agreement.parties.filter(state=PartyState.SIGNED).exists():
        raise Refused(_("A party has signed already; signatures must be withdrawn first."))


def judged(standard: Standard) -> bool:
    return standard.assessments.filter(state__in=JUDGED).exists()


def check_standard(standard: Standard) -> None:
    if standard.pk is None:
        return
    stored = Standard.objects.get(pk=standard.pk)
    named = (stored.name, stored.edition, stored.keeper_id)
    if named != (standard.name, standard.edition, standard.keeper_id) and judged(standard):
        raise Refused(_("Alliances were judged by this edition; enter a new one."))


def check_indicator(indicator: StandardIndicator) -> None:
    """A judged edition keeps its indicators; a mark never exceeds its indicator's points."""
    standard = locked(indicator.standard)
    if judged(standard):
        raise Refused(_("Alliances were judged by this edition; enter a new one."))
    if indicator.pk and indicator.marks.filter(points__gt=indicator.points).exists():
        raise InvalidInput.on("points", _("Marks with more points are on record."))


def check_assessment(assessment: Assessment) -> None:
    standard = assessment.standard
    last = Q(valid_to__isnull=True) | Q(valid_to__year__gte=assessment.year)
    valid = Standard.objects.filter(last, pk=standard.pk, valid_from__year__lte=assessment.year)
    if not valid.exists():
        raise InvalidInput.on("standard", _("This edition was not valid in that year."))


def check_mark(mark: AssessmentMark) -> None:
    assessment = locked(mark.assessment)
    if assessment.state != AssessmentState.DRAFT:
        raise Refused(_("The assessment was submitted."))
    indicator = mark.indicator
    if indicator.standard_id != assessment.standard_id:
        raise InvalidInput.on("indicator", _("This indicator belongs to another standard."))
    if mark.points > indicator.points:
        raise InvalidInput.on(
            "points", _("At most %(points)s points.") % {"points": indicator.points}
        )

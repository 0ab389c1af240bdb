"""What waits in the registers: signatures, tasks, hires, internships, assessments, imports."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.accounts.enums import Role
from alliance.accounts.models import User
from alliance.accounts.scope import Scope, scope_of
from alliance.collaboration.enums import InternshipState
from alliance.collaboration.models import Internship
from alliance.collaboration.waiting.task import RECORD, Line, Task, body_of, of_these
from alliance.consortia.enums import AgreementState, AssessmentState, TaskState
from alliance.consortia.models import Agreement, AgreementParty, Assessment, ResolutionTask
from alliance.imports.enums import SessionState
from alliance.imports.models import ImportSession
from alliance.registers.register import registers
from talent.enums import OutcomeState
from talent.models import Outcome

ENDING = 60
"""Days before its end in which an agreement waits to be renewed."""
FAILED_FOR = timedelta(days=7)
"""How long a failed import waits to be looked at."""
NAV = "registers:index"


def records(user: User) -> list[Task]:
    """Everything in the registers that may wait for this person, by role."""
    scope = scope_of(user)
    mine = scope.organisations_as(Role.EDITOR)
    found: list[Task] = []
    if scope.administered or mine or scope.platform:
        found += _agreements(user, scope, mine)
    if mine or scope.platform:
        found += [
            *_signatures(user, scope, mine),
            *_resolution_tasks(user, scope, mine),
            *_imports(user, scope),
        ]
    if mine:
        found += [*_hires(user, mine), *_internships(user, mine)]
    if scope.regions_kept or scope.administered or scope.platform:
        found += _assessments(user, scope, mine)
    return found


def at(name: str, row: Any) -> str:
    """The register's page of a row."""
    return reverse("registers:detail", args=[name, row.pk])


def _agreements(user: User, scope: Scope, mine: frozenset[int]) -> list[Task]:
    """Each is named to its parties and to the secretariat, for either can begin its renewal."""
    ending = Agreement.objects.visible_to(user).ending_soon(timezone.localdate(), ENDING)
    shared: dict[str, Any] = {
        "title": _("Agreements that end soon"),
        "template": RECORD,
        "nav": NAV,
        "query": "state=signed",
        "order": ("ends_on", "pk"),
        "due": "ends_on",
        "register": "agreements",
        "related": ("alliance",),
        "describe": lambda row: Line(
            row.title, f"{row.get_kind_display()} · {row.alliance}", at("agreements", row)
        ),
    }
    found = []
    if scope.administered or scope.platform:
        run = ending.filter(of_these(scope, "alliance_id", scope.administered))
        found.append(
            Task(
                key="renew",
                side="alliance",
                rows=run,
                holder="alliance_id",
                of_alliance=True,
                **shared,
            )
        )
    if mine and not scope.platform:
        own = ending.annotate(party=F("parties__organisation_id")).filter(party__in=mine)
        found.append(Task(key="renew-party", side="party", rows=own, holder="party", **shared))
    return found


def _signatures(user: User, scope: Scope, mine: frozenset[int]) -> list[Task]:
    """Parties that have not signed, or signed another wording."""
    parties = AgreementParty.objects.visible_to(user).filter(
        of_these(scope, "organisation_id", mine), agreement__state=AgreementState.DRAFT
    )
    unsigned = Q(signed_version__isnull=True) | ~Q(signed_version=F("agreement__version"))
    return [
        Task(
            key="sign-agreement",
            title=_("Agreements to sign"),
            side="party",
            rows=parties.filter(unsigned),
            holder="organisation_id",
            template=RECORD,
            nav=NAV,
            query="",
            order=("agreement__starts_on", "pk"),
            register="agreement-parties",
            related=("agreement__alliance", "organisation"),
            describe=lambda row: Line(
                row.agreement.title,
                f"{row.agreement.get_kind_display()} · {row.agreement.alliance}",
                at("agreement-parties", row),
            ),
        )
    ]


def _resolution_tasks(user: User, scope: Scope, mine: frozenset[int]) -> list[Task]:
    own = ResolutionTask.objects.visible_to(user).filter(
        of_these(scope, "owner_id", mine), state=TaskState.OPEN
    )
    return [
        Task(
            key="finish-task",
            title=_("Tasks from resolutions and plans"),
            side="party",
            rows=own,
            holder="owner_id",
            template=RECORD,
            nav=NAV,
            query="state=open",
            order=("due_on", "pk"),
            due="due_on",
            register="resolution-tasks",
            related=("owner", "resolution", "plan"),
            describe=lambda row: Line(
                row.title, f"{row.resolution or row.plan}", at("resolution-tasks", row)
            ),
        )
    ]


def _hires(user: User, mine: frozenset[int]) -> list[Task]:
    """Not the platform's: only the employer knows."""
    named = Outcome.objects.visible_to(user).filter(
        employer_id__in=mine, state=OutcomeState.RECORDED
    )
    return [
        Task(
            key="confirm-hire",
            title=_("Hires to confirm"),
            side="enterprise",
            rows=named,
            holder="employer_id",
            template=RECORD,
            nav=NAV,
            query="state=recorded",
            order=("measured_on", "pk"),
            register="outcomes",
            related=("graduate__cohort__program__school__organisation",),
            describe=lambda row: Line(
                f"{row.graduate.cohort} · {row.graduate.number}",
                f"{row.graduate.cohort.program.school} · {row.get_destination_display()}",
                at("outcomes", row),
            ),
        )
    ]


def _internships(user: User, mine: frozenset[int]) -> list[Task]:
    """Not the platform's: the school answers for its students."""
    planned = Internship.objects.visible_to(user).filter(
        program__school_id__in=mine, state=InternshipState.PLANNED
    )
    return [
        Task(
            key="approve-internship",
            title=_("Internships to approve"),
            side="school",
            rows=planned,
            holder="program__school_id",
            template=RECORD,
            nav=NAV,
            query="state=planned",
            order=("starts_on", "pk"),
            due="starts_on",
            register="internships",
            related=("program", "enterprise__organisation"),
            describe=lambda row: Line(
                row.title, f"{row.program.label} · {row.enterprise}", at("internships", row)
            ),
        )
    ]


def _assessments(user: User, scope: Scope, mine: frozenset[int]) -> list[Task]:
    """For public bodies of the region, and for the association above; never who judged itself."""
    submitted = Assessment.objects.visible_to(user).filter(state=AssessmentState.SUBMITTED)
    shared: dict[str, Any] = {
        "title": _("Self-assessments to confirm"),
        "template": RECORD,
        "nav": NAV,
        "query": "state=submitted",
        "order": ("submitted_on", "pk"),
        "register": "assessments",
        "related": ("alliance", "standard"),
        "describe": lambda row: Line(
            f"{row.alliance} {row.year}", f"{row.standard}", at("assessments", row)
        ),
    }
    if scope.platform:
        return [
            Task(
                key="confirm-assessment",
                side="alliance",
                rows=submitted,
                holder="alliance_id",
                of_alliance=True,
                **shared,
            )
        ]
    found = []
    if scope.regions_kept:
        judged: QuerySet[Any] = submitted.annotate(judge=body_of(mine, "alliance__region_id"))
        found.append(
            Task(
                key="confirm-assessment-body",
                side="public",
                rows=judged.exclude(judge=None),
                holder="judge",
                **shared,
            )
        )
    if scope.administered:
        below = submitted.filter(alliance__parent_id__in=scope.administered).exclude(
            alliance__parent__secretariat_id=F("alliance__secretariat_id")
        )
        found.append(
            Task(
                key="confirm-assessment",
                side="alliance",
                rows=below,
                holder="alliance__parent_id",
                of_alliance=True,
                **shared,
            )
        )
    return found


def _imports(user: User, scope: Scope) -> list[Task]:
    """One's own alone: rows are written in the sender's name."""
    now: datetime = timezone.now()
    own = ImportSession.objects.visible_to(user).filter(created_by_id=scope.user_id)
    if not scope.platform:
        own = own.filter(organisation__isnull=False)
    waits = (
        Q(state=SessionState.DRAFTED)
        | Q(state=SessionState.DONE, dry_run=True, refused=0)
        | Q(state=SessionState.FAILED, finished_at__gte=now - FAILED_FOR)
    )
    return [
        Task(
            key="finish-import",
            title=_("Imports to finish"),
            side="party",
            rows=own.filter(waits),
            holder="organisation_id",
            template=RECORD,
            nav="imports:list",
            query="",
            order=("-pk",),
            related=("organisation",),
            describe=lambda row: Line(
                row.name, _title_of(row.kind), reverse("imports:detail", args=[row.pk])
            ),
        )
    ]


def _title_of(kind: str) -> str:
    register = registers().get(kind)
    return register.title if register is not None else kind

"""What waits in the loop from demand to result: matches, demands, projects, results, members."""

from collections.abc import Iterable

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from alliance.accounts.enums import Role
from alliance.accounts.models import User
from alliance.accounts.scope import Scope, scope_of
from alliance.collaboration.enums import MatchState, Party, ProjectState, ResultState
from alliance.collaboration.forms.lists import ENDED, TO_CLOSE
from alliance.collaboration.models import Match, Project, ProjectApproval, Result
from alliance.collaboration.waiting.task import Task, of_these
from alliance.consortia.enums import MembershipState
from alliance.consortia.models import Membership
from enterprises.enums import DemandState
from enterprises.models import Demand


def loop(user: User) -> list[Task]:
    """Everything of the loop that may wait for this person, by role."""
    scope = scope_of(user)
    mine = scope.organisations_as(Role.EDITOR)
    run = scope.administered
    found: list[Task] = []
    if mine or scope.platform:
        found += [
            *_matches(user, scope, mine),
            *_own_demands(user, scope, mine),
            *_own_results(user, scope, mine),
        ]
    if mine or run or scope.platform:
        found += _projects(user, scope, mine, run)
    if run or scope.platform:
        found += _secretariat(user, scope, run)
    return found


def first_alliance(scope: Scope, member: str) -> Subquery:
    """The first of the reader's alliances that the organisation at this path is active in."""
    rows = Membership.objects.active().filter(organisation_id=OuterRef(member))
    rows = rows.filter(of_these(scope, "alliance_id", scope.administered)).order_by()
    first = rows.values("organisation_id").annotate(first=Min("alliance_id"))
    return Subquery(first.values("first"))


def _matches(user: User, scope: Scope, mine: frozenset[int]) -> list[Task]:
    visible = Match.objects.visible_to(user)
    to_answer = visible.filter(
        of_these(scope, "program__school_id", mine), state=MatchState.SUGGESTED
    )
    to_accept = visible.filter(
        of_these(scope, "demand__enterprise_id", mine), state=MatchState.INTERESTED
    )
    agreed = visible.filter(state=MatchState.ACCEPTED, project__isnull=True)
    unopened = agreed.filter(of_these(scope, "demand__enterprise_id", mine))
    unopened_school = agreed.filter(of_these(scope, "program__school_id", mine))
    nav, by_clock = "collaboration:match_list", ("answer_by", "-score", "pk")
    tasks = [
        Task(
            "answer",
            _("Matches to answer"),
            "school",
            to_answer,
            "program__school_id",
            "match",
            nav,
            "state=suggested",
            by_clock,
            due="answer_by",
        ),
        Task(
            "accept",
            _("Schools are interested: decide"),
            "enterprise",
            to_accept,
            "demand__enterprise_id",
            "match",
            nav,
            "state=interested",
            by_clock,
            due="answer_by",
        ),
        Task(
            "open",
            _("Agreed: open the project"),
            "enterprise",
            unopened,
            "demand__enterprise_id",
            "match",
            nav,
            "state=accepted",
            ("updated_at", "pk"),
        ),
    ]
    if not scope.platform:
        tasks.append(
            Task(
                "open-school",
                _("Agreed: open the project"),
                "school",
                unopened_school,
                "program__school_id",
                "match",
                nav,
                "state=accepted",
                ("updated_at", "pk"),
            )
        )
    return tasks


def _own_demands(user: User, scope: Scope, mine: frozenset[int]) -> list[Task]:
    own = Demand.objects.visible_to(user).filter(of_these(scope, "enterprise_id", mine))
    nav, view = "collaboration:demand_list", "all" if scope.platform else "mine"
    return [
        Task(
            "returned-demand",
            _("Demands returned to you"),
            "enterprise",
            own.filter(state=DemandState.RETURNED),
            "enterprise_id",
            "demand",
            nav,
            f"view={view}&state=returned",
            ("closes_on", "pk"),
            due="closes_on",
        ),
        Task(
            "draft-demand",
            _("Demands not yet submitted"),
            "enterprise",
            own.filter(state=DemandState.DRAFT),
            "enterprise_id",
            "demand",
            nav,
            f"view={view}&state=draft",
            ("closes_on", "pk"),
            due="closes_on",
        ),
    ]


def _own_results(user: User, scope: Scope, mine: frozenset[int]) -> list[Task]:
    own = Result.objects.visible_to(user).filter(of_these(scope, "organisation_id", mine))
    nav, view = "collaboration:result_list", "all" if scope.platform else "mine"
    return [
        Task(
            "returned-result",
            _("Results returned to you"),
            "alliance",
            own.filter(state=ResultState.RETURNED),
            "organisation_id",
            "result",
            nav,
            f"view={view}&state=returned",
            ("updated_at", "pk"),
        ),
        Task(
            "verified-result",
            _("Verified results to share"),
            "alliance",
            own.filter(state=ResultState.VERIFIED),
            "organisation_id",
            "result",
            nav,
            f"view={view}&state=verified",
            ("verified_at", "pk"),
        ),
    ]


def _projects(user: User, scope: Scope, mine: frozenset[int], run: frozenset[int]) -> list[Task]:
    visible = Project.objects.visible_to(user)
    approving = visible.filter(state=ProjectState.APPROVING)
    nav, query, order = "collaboration:project_list", "state=approving", ("updated_at", "pk")

    def missing(party: Party, path: str, ids: Iterable[int]) -> QuerySet[Project]:
        given = ProjectApproval.objects.filter(project=OuterRef("pk"), party=party)
        return approving.filter(~Exists(given), of_these(scope, path, ids))

    def approved_by_all(path: str, ids: Iterable[int]) -> QuerySet[Project]:
        given = {
            party: Exists(ProjectApproval.objects.filter(project=OuterRef("pk"), party=party))
            for party in Party
        }
        return approving.filter(*given.values()).filter(of_these(scope, path, ids))

    sides = [
        (Party.SCHOOL, "school_id", mine, False),
        (Party.ENTERPRISE, "enterprise_id", mine, False),
        (Party.ALLIANCE, "alliance_id", run, True),
    ]
    found: list[Task] = []
    for party, path, ids, of_alliance in sides:
        if not ids and not scope.platform:
            continue
        found.append(
            Task(
                f"approve-{party}",
                _("Projects that need your approval"),
                party.value,
                missing(party, path, ids),
                path,
                "project",
                nav,
                query,
                order,
                of_alliance=of_alliance,
            )
        )
        if not scope.platform:
            found.append(
                Task(
                    f"sign-{party}",
                    _("Approved by all: sign"),
                    party.value,
                    approved_by_all(path, ids),
                    path,
                    "project",
                    nav,
                    query,
                    order,
                    of_alliance=of_alliance,
                )
            )
    return found


def _secretariat(user: User, scope: Scope, run: frozenset[int]) -> list[Task]:
    """What the secretariat checks; demands are grouped under the first alliance of their enterprise."""
    submitted = Demand.objects.visible_to(user).filter(state=DemandState.SUBMITTED)
    demands = submitted.annotate(overseer=first_alliance(scope, "enterprise_id"))
    if not scope.platform:
        demands = demands.exclude(overseer=None)
    applied = Membership.objects.visible_to(user).filter(
        of_these(scope, "alliance_id", run), state=MembershipState.APPLIED
    )
    results = Result.objects.visible_to(user).filter(
        of_these(scope, "alliance_id", run), state=ResultState.SUBMITTED
    )
    ended = Project.objects.visible_to(user).filter(
        of_these(scope, "alliance_id", run),
        state__in=TO_CLOSE,
    )
    return [
        Task(
            "check-demand",
            _("Demands to check"),
            "alliance",
            demands,
            "overseer",
            "demand",
            "collaboration:demand_list",
            "view=check",
            ("updated_at", "pk"),
            due="closes_on",
            of_alliance=True,
        ),
        Task(
            "admit",
            _("Applications for membership"),
            "alliance",
            applied,
            "alliance_id",
            "membership",
            "portal:membership",
            "state=applied",
            ("created_at", "pk"),
            of_alliance=True,
        ),
        Task(
            "check-result",
            _("Results to verify"),
            "alliance",
            results,
            "alliance_id",
            "result",
            "collaboration:result_list",
            "view=check",
            ("updated_at", "pk"),
            of_alliance=True,
        ),
        Task(
            "close-project",
            _("Ended projects to close"),
            "alliance",
            ended,
            "alliance_id",
            "project",
            "collaboration:project_list",
            f"state={ENDED}",
            ("updated_at", "pk"),
            of_alliance=True,
        ),
    ]

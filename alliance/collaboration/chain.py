"""The chain of custody around one record, as far as the reader may see it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.collaboration.enums import MatchState
from alliance.collaboration.models import Match, Project, Result
from alliance.events.models import Event
from alliance.web.row_history import Meant
from enterprises.models import Demand


@dataclass(frozen=True)
class Link:
    """One step of the chain; without a title it has not come yet."""

    kind: str
    title: str = ""
    href: str = ""
    state: Any = None
    current: bool = False


def chain(
    user: Any,
    *,
    demand: Demand | None = None,
    match: Match | None = None,
    project: Project | None = None,
    result: Result | None = None,
) -> list[Link]:
    """Demand → match → project → result around the innermost record given.

    Earlier steps follow from it; later ones are looked up among what the reader may see. An
    earlier step that is not the reader's says only that it exists.
    """
    here = result or project or match or demand
    if project is None and result is not None:
        project = result.project
    if match is None and project is not None:
        match = project.match
    if demand is None and match is not None:
        demand = match.demand
    if match is None and demand is not None and project is None and result is None:
        agreed = Match.objects.visible_to(user).for_list().filter(demand=demand)
        match = agreed.filter(state=MatchState.ACCEPTED).order_by("-pk").first()
    if project is None and match is not None:
        project = Project.objects.visible_to(user).filter(match=match).first()
    if result is None and project is not None:
        result = Result.objects.visible_to(user).filter(project=project).order_by("-pk").first()
    steps: list[tuple[str, str, Any]] = [
        (_("Demand"), "collaboration:demand_detail", demand),
        (_("Match"), "collaboration:match_detail", match),
        (_("Project"), "collaboration:project_detail", project),
        (_("Result"), "collaboration:result_detail", result),
    ]
    links = []
    for kind, address, record in steps:
        if record is None:
            links.append(Link(kind))
            continue
        if record != here and not can_open(user, record):
            links.append(Link(kind, _("known to its parties")))
            continue
        links.append(
            Link(
                kind=kind,
                title=title_of(record),
                href=reverse(address, args=[record.pk]),
                state=record,
                current=record == here,
            )
        )
    return links


def can_open(user: Any, record: Any) -> bool:
    return bool(type(record).objects.visible_to(user).filter(pk=record.pk).exists())


def title_of(record: Any) -> str:
    return str(record.program) if isinstance(record, Match) else str(record.title)


EVENT_TITLES = {
    "demand.created": lambda: _("Demand written"),
    "demand.edited": lambda: _("Demand changed"),
    "demand.submitted": lambda: _("Handed in"),
    "demand.returned": lambda: _("Returned with a reason"),
    "demand.published": lambda: _("Published"),
    "demand.revised": lambda: _("Revised"),
    "demand.matched": lambda: _("Programs ranked"),
    "demand.fulfilled": lambda: _("Fulfilled"),
    "demand.withdrawn": lambda: _("Withdrawn"),
    "demand.expired": lambda: _("Closing date passed"),
    "match.responded": lambda: _("The school is interested"),
    "match.accepted": lambda: _("The enterprise accepted"),
    "match.declined": lambda: _("Declined with a reason"),
    "match.expired": lambda: _("Expired"),
    "match.superseded": lambda: _("Superseded by a new revision"),
    "project.opened": lambda: _("Project drafted"),
    "project.edited": lambda: _("Draft changed"),
    "project.submitted": lambda: _("Put to approval"),
    "project.approved": lambda: _("Approved"),
    "project.signed": lambda: _("Signed"),
    "project.started": lambda: _("Started"),
    "project.completed": lambda: _("Completed"),
    "project.terminated": lambda: _("Terminated with a reason"),
    "project.closed": lambda: _("Closed"),
    "result.entered": lambda: _("Result entered"),
    "result.edited": lambda: _("Result changed"),
    "result.submitted": lambda: _("Handed in"),
    "result.returned": lambda: _("Returned with a reason"),
    "result.verified": lambda: _("Verified"),
    "result.shared": lambda: _("Shared"),
    "result.withdrawn": lambda: _("Withdrawn"),
    "class.started": lambda: _("Class started"),
    "class.finished": lambda: _("Class finished"),
    "class.cancelled": lambda: _("Cancelled with a reason"),
    "class.resumed": lambda: _("Resumed with a reason"),
    "internship.approved": lambda: _("Approved"),
    "internship.reopened": lambda: _("Reopened with a reason"),
    "internship.started": lambda: _("Internship started"),
    "internship.finished": lambda: _("Internship finished"),
    "internship.cancelled": lambda: _("Cancelled with a reason"),
    "program.changed": lambda: _("Program changed"),
    "crosswalk.changed": lambda: _("Link changed"),
}


def history(record: Any) -> list[dict[str, Any]]:
    """What happened to the record, newest first; by nobody means by the clock or the portal."""
    events = Event.objects.about(record).select_related("actor").order_by("-id")[:50]
    return [
        {
            "at": event.at,
            "title": Meant(event.kind).title,
            "by": str(event.actor) if event.actor else _("the portal"),
        }
        for event in events
    ]

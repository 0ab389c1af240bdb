from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alliance.collaboration import reasons
from alliance.collaboration.actions import matches, projects, results
from alliance.collaboration.enums import (
    Audience,
    MatchState,
    ProjectKind,
    ProjectState,
    ResultKind,
    ResultLevel,
    ResultState,
)
from alliance.collaboration.models import Match, MatchRun, Project, Result
from alliance.collaboration.serializers import (
    AcceptBody,
    MatchRunSerializer,
    MatchSerializer,
    ProjectSerializer,
    ResultSerializer,
    ShareBody,
    VerifyBody,
)
from alliance.lib.errors import InvalidInput
from alliance.web.api import Call, Creates, Edits, ReadViewSet, RecordViewSet, move
from alliance.web.filters import IdFilter
from alliance.web.serializers import ReasonBody


class MatchRunFilter(django_filters.FilterSet):
    demand = IdFilter("revision__demand_id")


class MatchRunViewSet(ReadViewSet[MatchRun]):
    """Rankings of programs for a demand's revision, with the versions that they were made by."""

    model = MatchRun
    serializer_class = MatchRunSerializer
    filterset_class = MatchRunFilter

    def get_queryset(self) -> QuerySet[MatchRun]:
        return super().get_queryset().select_related("revision")


class MatchFilter(django_filters.FilterSet):
    demand = IdFilter("demand_id")
    enterprise = IdFilter("demand__enterprise_id")
    program = IdFilter("program_id")
    school = IdFilter("program__school_id")
    run = IdFilter("run_id")
    state = django_filters.ChoiceFilter(choices=MatchState.choices)


class MatchViewSet(RecordViewSet[Match]):
    """Proposed pairs of demand and program, each with the parts and reasons of its score."""

    model = Match
    serializer_class = MatchSerializer
    filterset_class = MatchFilter

    def shared(self, rows: Sequence[Match]) -> dict[str, Any]:
        return {"labels": reasons.labels_for(rows)}

    @move()
    def respond(self, match: Match, call: Call) -> Match:
        """The school is interested."""
        return matches.respond_to_match(match=match, by=call.user, version=call.version)

    @move(AcceptBody)
    def accept(self, match: Match, call: Call) -> Match:
        """The enterprise agrees."""
        return matches.accept_match(match=match, by=call.user, version=call.version, **call.data)

    @move(ReasonBody)
    def decline(self, match: Match, call: Call) -> Match:
        """The school declines, or after its answer the enterprise."""
        return matches.decline_match(match=match, by=call.user, version=call.version, **call.data)


class ProjectFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=ProjectState.choices)
    kind = django_filters.ChoiceFilter(choices=ProjectKind.choices)
    match = IdFilter("match_id")
    school = IdFilter("school_id")
    enterprise = IdFilter("enterprise_id")
    alliance = IdFilter("alliance_id")
    program = IdFilter("program_id")


class ProjectViewSet(Creates, Edits, RecordViewSet[Project]):
    """What accepted matches become; `missing_parties` says who has still to approve."""

    model = Project
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter

    def create_record(self, call: Call) -> Project:
        data = dict(call.data)
        return projects.open_project(match=data.pop("match"), fields=data, by=call.user)

    def edit_record(self, project: Project, call: Call) -> Project:
        if "match" in call.data:
            raise InvalidInput.on("match", _("A project stays with its match."))
        return projects.edit_project(
            project=project, by=call.user, version=call.version, fields=call.data
        )

    @move()
    def submit(self, project: Project, call: Call) -> Project:
        """Hand in for the three approvals."""
        return projects.submit_project(project=project, by=call.user, version=call.version)

    @move()
    def approve(self, project: Project, call: Call) -> Project:
        """Give the approval of every side that the caller speaks for."""
        return projects.approve_project(project=project, by=call.user, version=call.version)

    @move()
    def sign(self, project: Project, call: Call) -> Project:
        """Possible once school, enterprise and alliance have approved."""
        return projects.sign_project(project=project, by=call.user, version=call.version)

    @move()
    def start(self, project: Project, call: Call) -> Project:
        return projects.start_project(project=project, by=call.user, version=call.version)

    @move()
    def complete(self, project: Project, call: Call) -> Project:
        return projects.complete_project(project=project, by=call.user, version=call.version)

    @move(ReasonBody)
    def terminate(self, project: Project, call: Call) -> Project:
        """End it before its goal, saying why."""
        return projects.terminate_project(
            project=project, by=call.user, version=call.version, **call.data
        )

    @move()
    def close(self, project: Project, call: Call) -> Project:
        """The alliance files it."""
        return projects.close_project(project=project, by=call.user, version=call.version)


class ResultFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=ResultState.choices)
    kind = django_filters.ChoiceFilter(choices=ResultKind.choices)
    level = django_filters.ChoiceFilter(choices=ResultLevel.choices)
    audience = django_filters.ChoiceFilter(choices=Audience.choices)
    project = IdFilter("project_id")
    organisation = IdFilter("organisation_id")
    alliance = IdFilter("alliance_id")


class ResultViewSet(Creates, Edits, RecordViewSet[Result]):
    """What came out of projects: verified by the secretariat, then shared with an audience."""

    model = Result
    serializer_class = ResultSerializer
    filterset_class = ResultFilter

    def create_record(self, call: Call) -> Result:
        data = dict(call.data)
        project, without = data.pop("project", None), data.pop("without_project", False)
        if (project is None) != without:
            raise InvalidInput.on(
                "project",
                _("Name the project, or say without_project: true; one of the two."),
                code="required",
            )
        alliance = data.pop("alliance", None)
        if project is not None and alliance not in (None, project.alliance):
            raise InvalidInput.on("alliance", _("The project belongs to another alliance."))
        return results.enter_result(
            organisation=data.pop("organisation"),
            project=project,
            alliance=alliance,
            fields=data,
            by=call.user,
        )

    def edit_record(self, result: Result, call: Call) -> Result:
        for name in ("organisation", "project", "without_project", "alliance"):
            if name in call.data:
                raise InvalidInput.on(name, _("This stays as it was when the result was entered."))
        return results.edit_result(
            result=result, by=call.user, version=call.version, fields=call.data
        )

    @move()
    def submit(self, result: Result, call: Call) -> Result:
        """Hand in for verification."""
        return results.submit_result(result=result, by=call.user, version=call.version)

    @move(ReasonBody, path="return")
    def return_(self, result: Result, call: Call) -> Result:
        """Back to the author, saying what is missing."""
        return results.return_result(result=result, by=call.user, version=call.version, **call.data)

    @move(VerifyBody)
    def verify(self, result: Result, call: Call) -> Result:
        """The evidence is sound; may confirm an industry that the program serves."""
        return results.verify_result(result=result, by=call.user, version=call.version, **call.data)

    @move(ShareBody)
    def share(self, result: Result, call: Call) -> Result:
        """Show it to an audience."""
        return results.share_result(
            result=result,
            by=call.user,
            version=call.version,
            audience=Audience(call.data["audience"]),
        )

    @move(ReasonBody)
    def withdraw(self, result: Result, call: Call) -> Result:
        """No longer shared, saying why."""
        return results.withdraw_result(
            result=result, by=call.user, version=call.version, **call.data
        )

"""Projects, matches and results: kept by their own pages and actions, listed with all others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.accounts.enums import Role
from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.collaboration import rules
from alliance.collaboration.actions import matches, projects, results
from alliance.collaboration.enums import MATCH_FLOW, PROJECT_FLOW, RESULT_FLOW, Audience
from alliance.collaboration.models import Match, Project, Result
from alliance.collaboration.registers.shared import act_on, need, reason
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.registers.register import Move, Register, declare


def may_begin_side(user: Any) -> Verdict:
    """Projects and results are written by their sides."""
    if scope_of(user).organisations_as(Role.EDITOR):
        return ALLOW
    return deny(_("Only editors of an organisation enter such records."))


def may_draft(user: Any, project: Any) -> Verdict:
    if project.match is not None:
        return rules.can_open_project(user, project.match)
    return rules.can_draft_project(user, project)


def enter_project(*, by: User, values: Mapping[str, Any], now: datetime | None = None) -> Project:
    """Of an accepted match, whose sides it takes; or of none, with both sides named."""
    fields = {name: value for name, value in values.items() if name in projects.FIELDS}
    match = values.get("match")
    if match is not None:
        need(values, "kind", "title")
        return projects.open_project(match=match, by=by, fields=fields, now=now)
    need(values, "kind", "title", "school", "enterprise", "alliance")
    return projects.draft_project(
        school=values["school"],
        enterprise=values["enterprise"],
        alliance=values["alliance"],
        program=values.get("program"),
        by=by,
        fields=fields,
        now=now,
    )


def amend_project(
    *,
    record: Project,
    by: User,
    values: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> Project:
    return projects.edit_project(project=record, by=by, fields=values, version=version, now=now)


def enter_result(*, by: User, values: Mapping[str, Any], now: datetime | None = None) -> Result:
    """Of a project, or of none where an alliance is named instead."""
    need(values, "organisation", "kind", "level", "title", "achieved_on")
    fields = {name: value for name, value in values.items() if name in results.FIELDS}
    project = values.get("project")
    return results.enter_result(
        organisation=values["organisation"],
        project=project,
        alliance=None if project is not None else values.get("alliance"),
        by=by,
        fields=fields,
        now=now,
    )


def amend_result(
    *,
    record: Result,
    by: User,
    values: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> Result:
    return results.edit_result(result=record, by=by, fields=values, version=version, now=now)


def result_may_enter(user: Any, result: Any) -> Verdict:
    return rules.can_write_result(user, result)


MATCHES = declare(
    Register(
        name="matches",
        basename="match",
        model=Match,
        group="work",
        shown=("demand", "program", "alliance", "rank", "score", "state", "answer_by", "reason"),
        listed=("demand", "program", "alliance", "rank", "state", "answer_by"),
        search=("demand__title", "program__name", "program__school__organisation__name"),
        filters=("state", "demand", "program", "alliance", "rank", "answer_by"),
        flow=MATCH_FLOW,
        moves={
            "respond": Move(
                label=_("Express interest"),
                act=act_on("match", matches.respond_to_match),
                rule=rules.can_respond,
                tone="primary",
            ),
            "accept": Move(
                label=_("Accept"),
                act=act_on("match", matches.accept_match),
                rule=rules.can_accept,
                fields={
                    "accept_outdated": forms.BooleanField(
                        label=_("I know if demand or program changed since the report."),
                        required=False,
                    )
                },
                tone="primary",
            ),
            "decline": Move(
                label=_("Decline"),
                act=act_on("match", matches.decline_match),
                rule=rules.can_decline,
                fields=reason(),
                tone="danger",
            ),
        },
        related=("demand__enterprise__organisation", "program__school__organisation", "alliance"),
        region="program__school__organisation__region__code",
        dated="answer_by",
        page=lambda row: reverse("collaboration:match_detail", args=[row.pk]),
        api=False,
        admin=False,
    )
)

PROJECTS = declare(
    Register(
        name="projects",
        basename="project",
        model=Project,
        group="work",
        enter=("match", "school", "enterprise", "alliance", "program", *projects.FIELDS),
        amend=projects.FIELDS,
        shown=("state", "reason"),
        listed=("title", "kind", "school", "enterprise", "seats", "starts_on", "state"),
        search=("title", "school__organisation__name", "enterprise__organisation__name"),
        filters=(
            "kind",
            "state",
            "school",
            "enterprise",
            "alliance",
            "program",
            "seats",
            "starts_on",
            "ends_on",
        ),
        may_enter=may_draft,
        may_amend=rules.can_write_project,
        may_begin=may_begin_side,
        entering=enter_project,
        amending=amend_project,
        flow=PROJECT_FLOW,
        moves={
            "submit": Move(
                label=_("Submit for approval"),
                act=act_on("project", projects.submit_project),
                rule=rules.can_write_project,
                tone="primary",
            ),
            "approve": Move(
                label=_("Approve"),
                act=act_on("project", projects.approve_project),
                rule=rules.can_approve,
                tone="primary",
            ),
            "sign": Move(
                label=_("Sign"),
                act=act_on("project", projects.sign_project),
                rule=rules.can_take_part,
                tone="primary",
            ),
            "start": Move(
                label=_("Start"),
                act=act_on("project", projects.start_project),
                rule=rules.can_write_project,
                tone="primary",
            ),
            "complete": Move(
                label=_("Complete"),
                act=act_on("project", projects.complete_project),
                rule=rules.can_write_project,
            ),
            "terminate": Move(
                label=_("Terminate"),
                act=act_on("project", projects.terminate_project),
                rule=rules.can_take_part,
                fields=reason(),
                tone="danger",
            ),
            "close": Move(
                label=pgettext_lazy("project", "Close"),
                act=act_on("project", projects.close_project),
                rule=rules.can_close,
            ),
        },
        keys=("title",),
        related=("school__organisation", "enterprise__organisation", "alliance", "program"),
        region="alliance__region__code",
        dated="starts_on",
        page=lambda row: reverse("collaboration:project_detail", args=[row.pk]),
        api=False,
        admin=False,
    )
)

RESULTS = declare(
    Register(
        name="results",
        basename="result",
        model=Result,
        group="results",
        enter=("organisation", "project", "alliance", *results.FIELDS),
        amend=results.FIELDS,
        shown=("without_project", "audience", "state", "reason", "verified_at", "shared_at"),
        listed=("title", "kind", "level", "chain_stage", "organisation", "achieved_on", "state"),
        search=("title", "description", "organisation__name", "organisation__name_en"),
        filters=(
            "kind",
            "level",
            "chain_stage",
            "award_side",
            "state",
            "audience",
            "organisation",
            "alliance",
            "without_project",
            "achieved_on",
            "shared_at",
        ),
        may_enter=result_may_enter,
        may_amend=rules.can_write_result,
        may_begin=may_begin_side,
        entering=enter_result,
        amending=amend_result,
        flow=RESULT_FLOW,
        moves={
            "submit": Move(
                label=_("Submit for verification"),
                act=act_on("result", results.submit_result),
                rule=rules.can_write_result,
                tone="primary",
            ),
            "return": Move(
                label=_("Return"),
                act=act_on("result", results.return_result),
                rule=rules.can_check_result,
                fields=reason(),
            ),
            "verify": Move(
                label=_("Verify"),
                act=act_on("result", results.verify_result),
                rule=rules.can_check_result,
                tone="primary",
            ),
            "share": Move(
                label=_("Share"),
                act=act_on("result", results.share_result),
                rule=rules.can_share_result,
                fields={
                    "audience": forms.ChoiceField(label=_("audience"), choices=Audience.choices)
                },
                tone="primary",
            ),
            "withdraw": Move(
                label=_("Withdraw"),
                act=act_on("result", results.withdraw_result),
                rule=rules.can_share_result,
                fields=reason(),
                tone="danger",
            ),
        },
        guarded={
            "evidence": rules.can_see_evidence,
            "reason": rules.can_see_evidence,
            "project": rules.can_see_evidence,
        },
        keys=("title",),
        related=("organisation", "alliance", "project"),
        region="organisation__region__code",
        dated="achieved_on",
        files=True,
        page=lambda row: reverse("collaboration:result_detail", args=[row.pk]),
        api=False,
        admin=False,
    )
)

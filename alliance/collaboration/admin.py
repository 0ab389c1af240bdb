"""The middle and the end of the loop, as the secretariat follows it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
)
from unfold.decorators import display

from alliance.collaboration import rules
from alliance.collaboration.actions import matches, projects, results
from alliance.collaboration.enums import (
    MATCH_FLOW,
    PROJECT_FLOW,
    RESULT_FLOW,
    Audience,
    ProjectState,
    ResultState,
)
from alliance.collaboration.models import Match, MatchRun, Project, ProjectApproval, Result
from alliance.collaboration.reasons import PART_LABELS
from alliance.collaboration.registers import RESULTS
from alliance.events.admin import as_json
from alliance.lib.rules import Verdict, deny
from alliance.web.admin import PartInline, ReadOnlyAdmin, RecordAdmin
from alliance.web.admin_forms import Entry, Move, reason_field

STAMPS = ("created_by", "created_at", "updated_at", "version")


DEMAND_WORDS = (
    "demand__title",
    "demand__enterprise__organisation__name",
    "demand__enterprise__organisation__name_en",
    "demand__enterprise__organisation__name_pinyin",
)
PROGRAM_WORDS = (
    "program__name",
    "program__name_en",
    "program__school__organisation__name",
    "program__school__organisation__name_en",
    "program__school__organisation__name_pinyin",
)


@admin.register(MatchRun)
class MatchRunAdmin(ReadOnlyAdmin):
    list_display = ("demand", "revision_number", "fitting", "considered", "excluded", "computed_at")
    search_fields = tuple(f"revision__{words}" for words in DEMAND_WORDS)
    related = ("revision__demand__enterprise__organisation",)
    ordering = ("-pk",)
    date_hierarchy = "computed_at"
    fieldsets = (
        (None, {"fields": ("demand", "revision_number", "computed_at")}),
        (
            gettext_lazy("Programs"),
            {"fields": ("considered", "fitting", "excluded", "unrelated", "why_excluded")},
        ),
        (
            gettext_lazy("Computed with"),
            {"fields": ("engine_version", "factors_version", "idf_version")},
        ),
    )

    def visible(self, user: Any) -> Any:
        return super().visible(user).distinct()

    @display(description=gettext_lazy("demand"))
    def demand(self, run: MatchRun) -> str:
        return str(run.revision.demand)

    @display(description=gettext_lazy("revision"))
    def revision_number(self, run: MatchRun) -> int:
        return run.revision.number

    @display(description=gettext_lazy("why excluded"))
    def why_excluded(self, run: MatchRun) -> str:
        return as_json(run.exclusions)


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin):
    list_display = (
        "demand",
        "enterprise",
        "program",
        "school",
        "rank",
        "percent",
        "answer_by",
        "state_badge",
    )
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("alliance", AutocompleteSelectFilter),
        ("demand", AutocompleteSelectFilter),
        ("program__school", AutocompleteSelectFilter),
        ("demand__enterprise", AutocompleteSelectFilter),
        ("answer_by", RangeDateFilter),
    )
    search_fields = (*DEMAND_WORDS, *PROGRAM_WORDS)
    related = (
        "demand__enterprise__organisation",
        "program__school__organisation",
        "alliance",
        "revision",
        "run__revision",
    )
    ordering = ("-pk",)
    date_hierarchy = "answer_by"
    fieldsets = (
        (None, {"fields": ("demand", "enterprise", "program", "school", "alliance")}),
        (gettext_lazy("Answer"), {"fields": ("state", "answer_by", "reason")}),
        (
            gettext_lazy("Report"),
            {"fields": ("rank", "percent", "part_list", "outdated", "run")},
        ),
        (
            gettext_lazy("Record"),
            {"fields": ("created_at", "updated_at", "version"), "classes": ("collapse",)},
        ),
    )
    flow = MATCH_FLOW
    argument = "match"
    moves = {
        "respond": Move(
            gettext_lazy("Show interest"),
            matches.respond_to_match,
            rules.can_respond,
            tone="primary",
        ),
        "accept": Move(
            gettext_lazy("Accept"),
            matches.accept_match,
            rules.can_accept,
            {
                "accept_outdated": forms.BooleanField(
                    label=gettext_lazy("I know if demand or program changed since the report."),
                    required=False,
                )
            },
            tone="primary",
        ),
        "decline": Move(
            gettext_lazy("Decline"),
            matches.decline_match,
            rules.can_decline,
            {"reason": reason_field()},
        ),
    }

    @display(description=gettext_lazy("enterprise"))
    def enterprise(self, match: Match) -> str:
        return str(match.demand.enterprise)

    @display(description=gettext_lazy("school"))
    def school(self, match: Match) -> str:
        return str(match.program.school)

    @display(description=gettext_lazy("score"), ordering="score")
    def percent(self, match: Match) -> str:
        return f"{match.percent} %"

    @display(description=gettext_lazy("made before the latest change"), boolean=True)
    def outdated(self, match: Match) -> bool:
        return match.is_outdated

    @display(description=gettext_lazy("parts of the score"))
    def part_list(self, match: Match) -> str:
        named = ((PART_LABELS.get(part["name"], part["name"]), part) for part in match.parts)
        lines = ((label, part["value"], part["max"]) for label, part in named)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {} / {}</li>", lines))


class ApprovalsInline(PartInline):
    model = ProjectApproval
    fields = ("party", "by", "at")
    related = ("by",)


def may_write_project(user: Any, project: Project) -> Verdict:
    if project.state != ProjectState.DRAFTED:
        return deny(_("Only a drafted project can be edited."))
    return rules.can_write_project(user, project)


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    list_display = ("title", "kind", "school", "enterprise", "alliance", "missing", "state_badge")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("alliance", AutocompleteSelectFilter),
        ("school", AutocompleteSelectFilter),
        ("enterprise", AutocompleteSelectFilter),
        ("starts_on", RangeDateFilter),
    )
    search_fields = (
        "title",
        "description",
        "school__organisation__name",
        "school__organisation__name_en",
        "school__organisation__name_pinyin",
        "enterprise__organisation__name",
        "enterprise__organisation__name_en",
        "enterprise__organisation__name_pinyin",
    )
    related = (
        "school__organisation",
        "enterprise__organisation",
        "alliance",
        "program",
        "match",
        "created_by",
    )
    ordering = ("-pk",)
    date_hierarchy = "created_at"
    editable = projects.FIELDS
    fieldsets = (
        (None, {"fields": ("title", "kind", "state", "missing", "reason", "description")}),
        (
            gettext_lazy("Between"),
            {"fields": ("school", "enterprise", "alliance", "program", "match")},
        ),
        (gettext_lazy("Extent"), {"fields": ("seats", "starts_on", "ends_on")}),
        (gettext_lazy("Record"), {"fields": STAMPS, "classes": ("collapse",)}),
    )
    inlines = (ApprovalsInline,)
    flow = PROJECT_FLOW
    argument = "project"
    moves = {
        "submit": Move(
            gettext_lazy("Submit for approval"),
            projects.submit_project,
            rules.can_write_project,
            tone="primary",
        ),
        "approve": Move(
            gettext_lazy("Approve"), projects.approve_project, rules.can_approve, tone="primary"
        ),
        "sign": Move(
            gettext_lazy("Sign"), projects.sign_project, rules.can_take_part, tone="primary"
        ),
        "start": Move(
            gettext_lazy("Start"), projects.start_project, rules.can_write_project, tone="primary"
        ),
        "complete": Move(
            gettext_lazy("Complete"),
            projects.complete_project,
            rules.can_write_project,
            tone="primary",
        ),
        "terminate": Move(
            gettext_lazy("Terminate"),
            projects.terminate_project,
            rules.can_take_part,
            {"reason": reason_field()},
            tone="danger",
        ),
        "close": Move(pgettext_lazy("project", "Close"), projects.close_project, rules.can_close),
    }

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("approvals")

    def may_change(self, user: Any, record: Any) -> Verdict:
        return may_write_project(user, record)

    def edit(self, entry: Entry) -> Project:
        return projects.edit_project(
            project=entry.record, by=entry.by, fields=entry.fields, version=entry.version
        )

    @display(description=gettext_lazy("still to approve"))
    def missing(self, project: Project) -> str:
        if project.state not in (ProjectState.DRAFTED, ProjectState.APPROVING):
            return ""
        return "、".join(str(party.label) for party in project.missing_parties)


def may_write_result(user: Any, result: Result) -> Verdict:
    if result.state not in (ResultState.DRAFT, ResultState.RETURNED):
        return deny(_("Only a draft or returned result can be edited."))
    return rules.can_write_result(user, result)


def share(*, result: Result, by: Any, version: int | None, audience: str) -> Result:
    return results.share_result(result=result, by=by, version=version, audience=Audience(audience))


@admin.register(Result)
class ResultAdmin(RecordAdmin):
    list_display = (
        "title",
        "kind",
        "level",
        "organisation",
        "alliance",
        "achieved_on",
        "state_badge",
    )
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("level", ChoicesDropdownFilter),
        ("audience", ChoicesDropdownFilter),
        ("alliance", AutocompleteSelectFilter),
        ("organisation", AutocompleteSelectFilter),
        ("achieved_on", RangeDateFilter),
    )
    search_fields = (
        "title",
        "description",
        "organisation__name",
        "organisation__name_en",
        "organisation__name_pinyin",
    )
    related = ("organisation", "alliance", "project", "created_by", "verified_by")
    ordering = ("-pk",)
    date_hierarchy = "achieved_on"
    editable = results.FIELDS
    guarded = RESULTS.guarded
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title",
                    "kind",
                    "level",
                    "chain_stage",
                    "award_side",
                    "state",
                    "reason",
                    "description",
                )
            },
        ),
        (
            gettext_lazy("Evidence"),
            {"fields": ("achieved_on", "evidence", "verified_by", "verified_at")},
        ),
        (
            gettext_lazy("Comes from"),
            {"fields": ("organisation", "alliance", "project", "without_project")},
        ),
        (gettext_lazy("Shared"), {"fields": ("audience", "shared_at")}),
        (gettext_lazy("Record"), {"fields": STAMPS, "classes": ("collapse",)}),
    )
    flow = RESULT_FLOW
    argument = "result"
    moves = {
        "submit": Move(
            gettext_lazy("Submit"), results.submit_result, rules.can_write_result, tone="primary"
        ),
        "verify": Move(
            gettext_lazy("Verify"), results.verify_result, rules.can_check_result, tone="primary"
        ),
        "return": Move(
            gettext_lazy("Return"),
            results.return_result,
            rules.can_check_result,
            {"reason": reason_field()},
        ),
        "share": Move(
            gettext_lazy("Share"),
            share,
            rules.can_share_result,
            {
                "audience": forms.ChoiceField(
                    label=gettext_lazy("audience"), choices=Audience.choices
                )
            },
            tone="primary",
        ),
        "withdraw": Move(
            gettext_lazy("Withdraw"),
            results.withdraw_result,
            rules.can_share_result,
            {"reason": reason_field()},
            tone="danger",
        ),
    }

    def may_change(self, user: Any, record: Any) -> Verdict:
        return may_write_result(user, record)

    def may_see_history(self, user: Any, record: Any) -> Verdict:
        return rules.can_see_evidence(user, record)

    def edit(self, entry: Entry) -> Result:
        return results.edit_result(
            result=entry.record, by=entry.by, fields=entry.fields, version=entry.version
        )

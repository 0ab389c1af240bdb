"""Policies; yearly plans and reports; the tasks that plans and resolutions set."""

from datetime import date
from typing import Any, Self

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.accounts.enums import Role
from alliance.accounts.scope import scope_of
from alliance.consortia.enums import (
    PLAN_FLOW,
    TASK_FLOW,
    PlanKind,
    PlanState,
    PolicyKind,
    TaskState,
)
from alliance.consortia.models.alliances import Alliance
from alliance.consortia.models.meetings import DECIDED
from alliance.consortia.models.reach import NOTHING, members, on_day, secretariat
from alliance.web.records import Record, ScopedQuerySet

FIRST_YEAR, LAST_YEAR = 1950, 2100
YEAR = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]


class PolicyQuerySet(ScopedQuerySet["Policy"]):
    def visible_to(self, user: Any) -> Self:
        """Everybody signed in from the day of publication on; before, those who keep it."""
        scope = scope_of(user)
        if not scope.signed_in:
            return self.none()
        if scope.platform:
            return self.all()
        seen = Q(published_on__lte=timezone.localdate()) | secretariat(scope)
        seen |= Q(issuer_id__in=scope.organisations_as(Role.EDITOR))
        ours = Alliance.objects.filter(pk__in=scope.administered).order_by()
        seen |= Q(alliance__isnull=True, region_id__in=ours.values("region_id"))
        for prefix in sorted(scope.regions_kept):
            seen |= Q(region__code__startswith=prefix)
        return self.filter(seen)

    def in_force(self, on: date) -> Self:
        return self.filter(on_day(on, "published_on", "valid_to"))


@pghistory.track()
class Policy(Record):
    """A paper of a region or an alliance that supports integration."""

    kind = models.CharField(_("kind"), max_length=12, choices=PolicyKind)
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(_("document number"), max_length=100, blank=True)
    issuer = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="policies",
        verbose_name=_("issued by"),
    )
    region = models.ForeignKey(
        "reference.Region",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="policies",
        verbose_name=_("region"),
    )
    alliance = models.ForeignKey(
        "consortia.Alliance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="policies",
        verbose_name=_("alliance"),
    )
    sector = models.ForeignKey(
        "reference.Industry",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="policies",
        verbose_name=_("sector"),
        help_text=_("Empty: for all sectors."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The first day without it.")
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    text = models.TextField(_("text"), blank=True, max_length=50_000)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "title"],
                name="policy_title_of_issuer",
                violation_error_message=_("A policy of this title is on record."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PolicyKind.values), name="policy_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=False) | Q(alliance__isnull=False),
                name="policy_of_region_or_alliance",
                violation_error_message=_("Name the region or the alliance that it is for."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("published_on")),
                name="policy_dates_in_order",
                violation_error_message=_("It ends before it was published."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class YearPlanQuerySet(ScopedQuerySet["YearPlan"]):
    def visible_to(self, user: Any) -> Self:
        """Published ones: members and the region's public bodies. Drafts: the secretariat."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        public = members(scope) & Q(state=PlanState.PUBLISHED)
        return self.filter(secretariat(scope) | public)


@pghistory.track()
class YearPlan(Record):
    alliance = models.ForeignKey(
        "consortia.Alliance",
        on_delete=models.PROTECT,
        related_name="year_plans",
        verbose_name=_("alliance"),
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR)
    kind = models.CharField(_("kind"), max_length=8, choices=PlanKind)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True, max_length=100_000)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=PlanState, default=PlanState.DRAFT)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = YearPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly plan or report")
        verbose_name_plural = _("yearly plans and reports")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "year", "kind", "title"],
                name="year_plan_once",
                violation_error_message=_("This plan or report is on record."),
            ),
            models.CheckConstraint(condition=Q(kind__in=PlanKind.values), name="year_plan_kind"),
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="year_plan_state_known"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="year_plan_year"
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.PUBLISHED, published_on__isnull=False)
                | (~Q(state=PlanState.PUBLISHED) & Q(published_on__isnull=True)),
                name="year_plan_published_with_date",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="year_plan_flow", field="state", transitions=PLAN_FLOW.pairs())
        ]

    def __str__(self) -> str:
        return self.title


class ResolutionTaskQuerySet(ScopedQuerySet["ResolutionTask"]):
    def visible_to(self, user: Any) -> Self:
        """Its owner, the secretariat; members once the resolution or the plan is theirs to read."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        seen = Q(owner_id__in=scope.organisations) if scope.organisations else NOTHING
        for path, public in (
            ("resolution__meeting__alliance", Q(resolution__state__in=DECIDED)),
            ("plan__alliance", Q(plan__state=PlanState.PUBLISHED)),
        ):
            seen |= secretariat(scope, path) | (members(scope, path) & public)
        return self.filter(seen)

    def overdue(self, on: date) -> Self:
        """Open past their day."""
        return self.filter(state=TaskState.OPEN, due_on__lt=on)


@pghistory.track()
class ResolutionTask(Record):
    """What somebody has to do because a resolution or a plan says so."""

    resolution = models.ForeignKey(
        "consortia.Resolution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name=_("resolution"),
    )
    plan = models.ForeignKey(
        YearPlan,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name=_("plan"),
    )
    title = models.CharField(_("title"), max_length=300)
    owner = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="resolution_tasks",
        verbose_name=pgettext_lazy("task", "owner"),
    )
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=TaskState, default=TaskState.OPEN)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = ResolutionTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolution__isnull=False, plan__isnull=True)
                | Q(resolution__isnull=True, plan__isnull=False),
                name="task_of_resolution_or_plan",
                violation_error_message=_("A task belongs to a resolution or to a plan."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=TaskState.values), name="task_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, done_on__isnull=False)
                | (~Q(state=TaskState.DONE) & Q(done_on__isnull=True)),
                name="task_done_with_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=TaskState.DROPPED) | ~Q(reason=""),
                name="task_dropped_with_reason",
            ),
        ]
        triggers = [pgtrigger.FSM(name="task_flow", field="state", transitions=TASK_FLOW.pairs())]

    def __str__(self) -> str:
        return self.title

    @property
    def alliance_id(self) -> int:
        """The alliance whose secretariat set it."""
        if self.resolution is not None:
            return self.resolution.meeting.alliance_id
        return self.plan.alliance_id if self.plan is not None else 0

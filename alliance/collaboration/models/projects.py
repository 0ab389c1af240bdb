from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.collaboration.enums import PROJECT_FLOW, Party, ProjectKind, ProjectState
from alliance.web.records import Record, ScopedQuerySet

AGREED = (
    ProjectState.SIGNED,
    ProjectState.RUNNING,
    ProjectState.COMPLETED,
    ProjectState.CLOSED,
)


class ProjectQuerySet(ScopedQuerySet["Project"]):
    def visible_to(self, user: Any) -> Self:
        """Both sides and their secretariat; the region's public bodies once it is agreed."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        seen = (
            Q(school_id__in=scope.organisations)
            | Q(enterprise_id__in=scope.organisations)
            | Q(alliance_id__in=scope.secretariats.keys())
        )
        for prefix in sorted(scope.regions):
            seen |= Q(state__in=AGREED, alliance__region__code__startswith=prefix)
        return self.filter(seen)

    def for_list(self) -> Self:
        return self.select_related(
            "school__organisation",
            "enterprise__organisation",
            "alliance",
            "match__demand",
            "program__catalogue_program",
        ).prefetch_related("approvals")


@pghistory.track()
class Project(Record):
    """What an accepted match becomes; school, enterprise and alliance approve before it is signed."""

    kind = models.CharField(_("kind"), max_length=20, choices=ProjectKind)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=10_000)
    match = models.OneToOneField(
        "collaboration.Match",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="project",
        verbose_name=_("match"),
    )
    alliance = models.ForeignKey(
        "consortia.Alliance",
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name=_("alliance"),
    )
    school = models.ForeignKey(
        "programs.School",
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name=_("school"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name=_("enterprise"),
    )
    program = models.ForeignKey(
        "programs.Program",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name=_("program"),
    )
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ProjectState, default=ProjectState.DRAFTED
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProjectState.values), name="project_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ProjectKind.values), name="project_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="project_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProjectState.TERMINATED) | ~Q(reason=""),
                name="project_terminated_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="project_flow", field="state", transitions=PROJECT_FLOW.pairs())
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def missing_parties(self) -> list[Party]:
        """Who has not approved yet, in a fixed order."""
        given = {approval.party for approval in self.approvals.all()}
        return [party for party in Party if party.value not in given]


class ProjectApproval(models.Model):
    """One party's yes. A row stays as it was given."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="approvals")
    party = models.CharField(_("party"), max_length=12, choices=Party)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "party"], name="one_approval_per_party"),
            models.CheckConstraint(condition=Q(party__in=Party.values), name="party_known"),
        ]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.party}"

from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.accounts.scope import scope_of
from alliance.collaboration.enums import (
    RESULT_FLOW,
    Audience,
    AwardSide,
    ChainStage,
    ResultKind,
    ResultLevel,
    ResultState,
)
from alliance.web.records import Record, ScopedQuerySet


class ResultQuerySet(ScopedQuerySet["Result"]):
    def visible_to(self, user: Any) -> Self:
        """Shared results to their audience; before that to the parties and the secretariat."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        seen = Q(state=ResultState.SHARED, audience=Audience.PUBLIC)
        if not scope.signed_in:
            return self.filter(seen)
        seen |= Q(organisation_id__in=scope.organisations)
        seen |= Q(alliance_id__in=scope.secretariats.keys())
        seen |= Q(project__school_id__in=scope.organisations)
        seen |= Q(project__enterprise_id__in=scope.organisations)
        shared = Q(state=ResultState.SHARED)
        seen |= shared & Q(alliance_id__in=scope.alliances)
        seen |= (
            shared
            & Q(audience=Audience.ALLIANCE)
            & (
                Q(alliance__parent_id__in=scope.alliances)
                | Q(alliance__parent__branches__in=scope.alliances)
                | Q(alliance__branches__in=scope.alliances)
            )
        )
        return self.filter(pk__in=self.model._base_manager.filter(seen).values("pk"))

    def public(self) -> Self:
        return self.filter(state=ResultState.SHARED, audience=Audience.PUBLIC)

    def for_list(self) -> Self:
        return self.select_related(
            "organisation",
            "alliance",
            "project__school__organisation",
            "project__enterprise__organisation",
            "project__match__demand",
        )


@pghistory.track()
class Result(Record):
    """What came out of a project, or explicitly of none; verified before it is shared."""

    kind = models.CharField(_("kind"), max_length=16, choices=ResultKind)
    level = models.CharField(pgettext_lazy("result", "level"), max_length=12, choices=ResultLevel)
    chain_stage = models.CharField(
        _("stage of the chain"), max_length=16, choices=ChainStage, blank=True
    )
    award_side = models.CharField(_("award won by"), max_length=12, choices=AwardSide, blank=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=10_000)
    project = models.ForeignKey(
        "collaboration.Project",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="results",
        verbose_name=_("project"),
    )
    without_project = models.BooleanField(_("comes from no project"), default=False)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="results",
        verbose_name=_("organisation"),
    )
    alliance = models.ForeignKey(
        "consortia.Alliance",
        on_delete=models.PROTECT,
        related_name="results",
        verbose_name=_("alliance"),
    )
    achieved_on = models.DateField(_("achieved on"))
    evidence = models.TextField(_("evidence"), blank=True, max_length=5_000)
    audience = models.CharField(_("audience"), max_length=12, choices=Audience, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ResultState, default=ResultState.DRAFT
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    shared_at = models.DateTimeField(_("shared"), null=True, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ResultState.values), name="result_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ResultKind.values), name="result_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(level__in=ResultLevel.values), name="result_level_known"
            ),
            models.CheckConstraint(
                condition=Q(award_side="")
                | Q(award_side__in=AwardSide.values, kind=ResultKind.AWARD),
                name="result_award_side_of_awards",
            ),
            models.CheckConstraint(
                condition=Q(project__isnull=True, without_project=True)
                | Q(project__isnull=False, without_project=False),
                name="result_project_or_explicit_none",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[ResultState.VERIFIED, ResultState.SHARED, ResultState.WITHDRAWN]
                )
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="result_verified_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("created_by")),
                name="result_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state=ResultState.SHARED)
                | (~Q(audience="") & Q(shared_at__isnull=False)),
                name="result_shared_with_audience",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="result_flow", field="state", transitions=RESULT_FLOW.pairs())
        ]

    def __str__(self) -> str:
        return self.title

from datetime import date
from decimal import Decimal
from typing import Any, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.collaboration.enums import MATCH_FLOW, OPEN_MATCHES, MatchState
from alliance.consortia.models import Membership
from alliance.engines import matching
from alliance.web.records import Record, ScopedQuerySet


class MatchRunQuerySet(ScopedQuerySet["MatchRun"]):
    def visible_to(self, user: Any) -> Self:
        """Runs over a demand: its enterprise, who oversees that, and the schools it proposes."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        seen = Q(revision__demand__enterprise_id__in=scope.organisations)
        if scope.secretariats:
            overseen = Membership.objects.overseen_by(user).values("organisation_id")
            seen |= Q(revision__demand__enterprise_id__in=overseen)
        seen |= Q(pk__in=Match.objects.visible_to(user).values("run_id"))
        return self.filter(seen)


class MatchRun(models.Model):
    """One ranking of programs for one revision of a demand; never changed once written."""

    revision = models.OneToOneField(
        "enterprises.DemandRevision", on_delete=models.PROTECT, related_name="match_run"
    )
    engine_version = models.CharField(max_length=32)
    factors_version = models.CharField(max_length=64)
    idf_version = models.CharField(max_length=64)
    considered = models.PositiveIntegerField()
    fitting = models.PositiveIntegerField()
    excluded = models.PositiveIntegerField()
    unrelated = models.PositiveIntegerField()
    exclusions = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.revision_id} ({self.engine_version})"


class MatchQuerySet(ScopedQuerySet["Match"]):
    def visible_to(self, user: Any) -> Self:
        """A match is between two: the school, the enterprise, and the secretariat over both."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        return self.filter(
            Q(program__school_id__in=scope.organisations)
            | Q(demand__enterprise_id__in=scope.organisations)
            | Q(alliance_id__in=scope.secretariats.keys())
        )

    def open(self) -> Self:
        return self.filter(state__in=OPEN_MATCHES)

    def overdue(self, on: date) -> Self:
        return self.open().filter(answer_by__lt=on)

    def for_list(self) -> Self:
        return self.select_related(
            "demand__enterprise__organisation",
            "program__school__organisation",
            "program__catalogue_program",
            "revision",
            "alliance",
        )


@pghistory.track()
class Match(Record):
    """A demand revision and a program, with the frozen parts and reasons of its score."""

    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="matches")
    demand = models.ForeignKey(
        "enterprises.Demand",
        on_delete=models.PROTECT,
        related_name="matches",
        verbose_name=_("demand"),
    )
    revision = models.ForeignKey(
        "enterprises.DemandRevision", on_delete=models.PROTECT, related_name="matches"
    )
    program = models.ForeignKey(
        "programs.Program",
        on_delete=models.PROTECT,
        related_name="matches",
        verbose_name=_("program"),
    )
    program_revision = models.PositiveIntegerField()
    alliance = models.ForeignKey(
        "consortia.Alliance",
        on_delete=models.PROTECT,
        related_name="matches",
        verbose_name=_("alliance"),
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    score = models.BigIntegerField(_("score"))
    parts = models.JSONField(_("parts"))
    state = models.CharField(
        _("state"), max_length=12, choices=MatchState, default=MatchState.SUGGESTED
    )
    answer_by = models.DateField(_("answer by"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "answer_by"], name="match_clock")]
        constraints = [
            models.UniqueConstraint(fields=["revision", "program"], name="match_once"),
            models.CheckConstraint(
                condition=Q(state__in=MatchState.values), name="match_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=MatchState.DECLINED) | ~Q(reason=""),
                name="match_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(score__range=(0, matching.MAX_SCORE)), name="match_score_range"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="match_flow", field="state", transitions=MATCH_FLOW.pairs()),
            pgtrigger.Protect(
                name="report_frozen",
                operation=pgtrigger.UpdateOf("score", "parts", "revision_id", "program_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demand_id} – {self.program_id} ({self.percent} %)"

    @property
    def percent(self) -> Decimal:
        """The score out of the highest possible, one decimal."""
        return matching.percent(self.score)

    @property
    def is_outdated(self) -> bool:
        """Whether the demand or the program changed after this report was made."""
        return (
            self.revision.number != self.demand.revision
            or self.program_revision != self.program.revision
        )

"""Alignment runs: dated, frozen computations that page, API and export read."""

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any, Self, TypeVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.alignment.enums import RUN_FLOW, Dimension, RunState
from alliance.consortia.models import Alliance
from alliance.engines.indices import DEFAULT_PARAMETERS
from alliance.reference.enums import ProgramLevel
from alliance.web.records import ScopedQuerySet

PUBLISHED_PARAMETERS = replace(DEFAULT_PARAMETERS, smallest=settings.SMALLEST_CELL)
PUBLISHED = asdict(PUBLISHED_PARAMETERS)
"""The parameters of figures that pages and API show unasked, as stored with a run."""
MAX_ATTEMPTS = 3
LEASE = timedelta(minutes=10)
"""After this a running run is taken to be lost; longer than a task may last."""


class AlignmentRunQuerySet(ScopedQuerySet["AlignmentRun"]):
    def visible_to(self, user: Any) -> Self:
        """Finished runs are public figures; others concern those who may ask for one."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        seen = Q(state=RunState.DONE)
        if scope.signed_in:
            seen |= Q(requested_by_id=scope.user_id)
        if scope.secretariats:
            run_by_us = Alliance.objects.filter(pk__in=scope.secretariats.keys())
            seen |= Q(region_id__in=run_by_us.values("region_id"))
        for prefix in sorted(scope.regions):
            seen |= Q(region__code__startswith=prefix)
        return self.filter(seen)

    def done(self) -> Self:
        return self.filter(state=RunState.DONE)

    def newest_first(self) -> Self:
        return self.order_by("region_id", "-as_of", "-pk")

    def published(self, *, framework: int | None = None) -> Self:
        """Finished runs that may stand as a region's figure: its main framework (or the named
        one) under the published parameters. What somebody asked with others is theirs to read.
        """
        if framework is None:
            return self.done().as_published()
        return self.done().filter(parameters__contained_by=PUBLISHED, framework=framework)

    def as_published(self) -> Self:
        """Runs, done or not, that ask what pages show unasked.

        Contained: runs of older engines have fewer parameters, and those were the same.
        """
        return self.filter(parameters__contained_by=PUBLISHED, framework__is_main=True)

    def newest_by_region(self) -> Self:
        """One run per region: the one that answers for it now."""
        return self.newest_first().distinct("region_id")

    def claim(self, pk: int, *, now: datetime) -> bool:
        """True for exactly one caller: the conditional UPDATE is the lock."""
        queued = self.filter(pk=pk, state=RunState.QUEUED)
        claimed = queued.update(
            state=RunState.RUNNING, started_at=now, attempts=models.F("attempts") + 1
        )
        return claimed == 1

    def release_lost(self, *, now: datetime) -> int:
        """Queue runs again whose worker was lost; returns how many.

        One whose question is queued again already is cancelled, and one that has lost its worker
        MAX_ATTEMPTS times fails: it may be what kills them.
        """
        released = 0
        for run in self.filter(state=RunState.RUNNING, started_at__lt=now - LEASE).order_by("pk"):
            mine = self.filter(pk=run.pk, state=RunState.RUNNING, started_at=run.started_at)
            twin = self.filter(
                state=RunState.QUEUED,
                region=run.region_id,
                as_of=run.as_of,
                framework=run.framework_id,
                parameters=run.parameters,
            )
            if run.attempts >= MAX_ATTEMPTS:
                mine.update(state=RunState.FAILED, finished_at=now, error="its workers were lost")
            elif twin.exists():
                mine.update(state=RunState.CANCELLED, finished_at=now)
            else:
                released += mine.update(state=RunState.QUEUED, started_at=None)
        return released


class AlignmentRun(models.Model):
    region = models.ForeignKey(
        "reference.Region", on_delete=models.PROTECT, related_name="alignment_runs"
    )
    as_of = models.DateField(_("as of"))
    framework = models.ForeignKey(
        "consortia.Framework", on_delete=models.PROTECT, related_name="runs"
    )
    state = models.CharField(_("state"), max_length=12, choices=RunState, default=RunState.QUEUED)
    parameters = models.JSONField(_("parameters"), default=dict)
    digest = models.CharField(_("digest of the inputs"), max_length=64, blank=True)
    engine_version = models.CharField(_("engine version"), max_length=32, blank=True)
    extent = models.JSONField(
        _("extent"), default=dict, blank=True, help_text=_("How much was read, and of which year.")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    same_as = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("same as")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)

    objects = AlignmentRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("alignment run")
        verbose_name_plural = _("alignment runs")
        ordering = ["-as_of", "-pk"]
        indexes = [models.Index(fields=["region", "-as_of", "-id"], name="run_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.UniqueConstraint(
                fields=["region", "as_of", "framework", "parameters"],
                condition=Q(state=RunState.QUEUED),
                name="one_queued_run",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE)
                | (~Q(digest="") & ~Q(engine_version="") & Q(finished_at__isnull=False)),
                name="run_done_names_inputs",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="run_flow", field="state", transitions=RUN_FLOW.pairs()),
            pgtrigger.Protect(
                name="done_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=RunState.DONE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.as_of:%Y-%m-%d}"


M = TypeVar("M", bound=models.Model)


class OfDoneRun(ScopedQuerySet[M]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(run__in=AlignmentRun.objects.visible_to(user).done())


class RunInput(models.Model):
    """Everything that a finished run read, as `engines.indices.Facts` writes it.

    Whoever doubts a figure computes it again from here; scenarios and comparisons start here.
    """

    run = models.OneToOneField(
        AlignmentRun, primary_key=True, on_delete=models.CASCADE, related_name="input"
    )
    content = models.BinaryField()

    class Meta:
        verbose_name = _("input of a run")
        verbose_name_plural = _("inputs of runs")

    def __str__(self) -> str:
        return str(self.run_id)


class RunBlock(models.Model):
    """A part of a run that one worker computes at a time; it is done whole or not at all."""

    run = models.ForeignKey(AlignmentRun, on_delete=models.CASCADE, related_name="blocks")
    name = models.CharField(_("name"), max_length=16)
    done_at = models.DateTimeField(_("done"), null=True)

    class Meta:
        verbose_name = _("block of a run")
        verbose_name_plural = _("blocks of runs")
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="block_once_per_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.name}"


class IndexValueQuerySet(OfDoneRun["IndexValue"]):
    def headline(self) -> Self:
        """Figures of the whole region; the others are its parts."""
        return self.filter(dimension=Dimension.REGION)


class IndexValue(models.Model):
    """One figure of a run. `level` empty: all levels together; `value` NULL: unknown.

    `dimension` and `key` say of which part of the region: a county by its code, a school by its
    id, two of them joined by "|". `hidden` was fixed for all figures of the run together, when
    it was written: it counts so few persons, or would give such a count away.
    """

    run = models.ForeignKey(AlignmentRun, on_delete=models.CASCADE, related_name="values")
    index = models.CharField(_("index"), max_length=8)
    version = models.CharField(_("version"), max_length=32)
    level = models.CharField(_("level"), max_length=24, choices=ProgramLevel, blank=True)
    dimension = models.CharField(
        _("dimension"), max_length=16, choices=Dimension, default=Dimension.REGION, blank=True
    )
    key = models.CharField(_("part"), max_length=64, blank=True)
    numerator = models.DecimalField(_("numerator"), max_digits=24, decimal_places=8)
    denominator = models.DecimalField(_("denominator"), max_digits=24, decimal_places=8)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=12, null=True)
    detail = models.JSONField(_("details"), default=dict, blank=True)
    hidden = models.BooleanField(_("not published"), default=False)

    objects = IndexValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("index value")
        verbose_name_plural = _("index values")
        ordering = ["index", "level", "dimension", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "dimension", "index", "level", "key"], name="index_once_per_run"
            ),
            models.CheckConstraint(
                condition=Q(denominator=0, value__isnull=True)
                | Q(denominator__gt=0, value__isnull=False),
                name="unknown_exactly_where_empty",
            ),
            models.CheckConstraint(
                condition=Q(dimension__in=Dimension.values), name="index_dimension_known"
            ),
            models.CheckConstraint(
                condition=Q(dimension=Dimension.REGION, key="")
                | (~Q(dimension=Dimension.REGION) & ~Q(key="")),
                name="index_part_has_key",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.index, self.level, self.dimension, self.key)))


class ProgramVerdictQuerySet(OfDoneRun["ProgramVerdict"]):
    pass


class ProgramVerdict(models.Model):
    """Whether a program counts in a run's numerator, and why; the figures as the run read them."""

    run = models.ForeignKey(AlignmentRun, on_delete=models.CASCADE, related_name="verdicts")
    program = models.ForeignKey(
        "programs.Program", on_delete=models.PROTECT, related_name="verdicts"
    )
    level = models.CharField(_("level"), max_length=24, choices=ProgramLevel)
    aligned = models.BooleanField(_("aligned"))
    key_weight = models.DecimalField(_("weight in key industries"), max_digits=5, decimal_places=4)
    links = models.JSONField(
        default=list, help_text=_("Industry, key industry it counts for or none, weight, kind.")
    )
    enrolment = models.PositiveIntegerField(null=True)
    intake = models.PositiveIntegerField(null=True)
    graduates = models.PositiveIntegerField(null=True)

    objects = ProgramVerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("program verdict")
        verbose_name_plural = _("program verdicts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "program"], name="one_verdict_per_program")
        ]

    def __str__(self) -> str:
        return f"{self.program_id}: {self.aligned}"


def newest(region: str, on: date | None = None) -> AlignmentRun | None:
    """The finished run that answers for the region (up to a date), or None."""
    runs = AlignmentRun.objects.published().filter(region_id=region).newest_first()
    if on is not None:
        runs = runs.filter(as_of__lte=on)
    return runs.select_related("framework", "region").first()

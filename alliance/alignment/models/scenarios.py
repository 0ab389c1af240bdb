"""What-if: changes of programs that nobody has made, and what every index would say."""

from typing import Any, Self

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.alignment.enums import ChangeState, Step
from alliance.alignment.models.changes import MOST_INTAKE, ProgramChange
from alliance.consortia.models import Alliance
from alliance.reference.enums import ProgramLevel
from alliance.web.records import Record, ScopedQuerySet

MOST_CHANGES = 200
"""Changes in one scenario."""


class ScenarioQuerySet(ScopedQuerySet["Scenario"]):
    def visible_to(self, user: Any) -> Self:
        """Its own organisation; shared ones the region's secretariats and public bodies too, and
        those that a proposed case rests on whoever has to judge the case.
        """
        scope = scope_of(user)
        if not scope.signed_in:
            return self.none()
        if scope.platform:
            return self.all()
        seen = Q(organisation_id__in=scope.organisations)
        near = Q(pk__in=[])
        if scope.secretariats:
            run_by_us = Alliance.objects.filter(pk__in=scope.secretariats.keys())
            near |= Q(region_id__in=run_by_us.values("region_id"))
        for prefix in sorted(scope.regions):
            near |= Q(region__code__startswith=prefix)
        judged = ProgramChange.objects.concerning(user).exclude(state=ChangeState.DRAFTED)
        seen |= near & Q(shared=True)
        seen |= Q(pk__in=judged.filter(scenario__isnull=False).values("scenario_id"))
        return self.filter(seen)

    def for_list(self) -> Self:
        return self.select_related("region", "base_run", "framework", "organisation")


@pghistory.track()
class Scenario(Record):
    """A set of changes on top of a finished run; another framework may be one of them."""

    title = models.CharField(_("title"), max_length=200)
    region = models.ForeignKey(
        "reference.Region",
        on_delete=models.PROTECT,
        related_name="scenarios",
        verbose_name=_("region"),
    )
    base_run = models.ForeignKey(
        "alignment.AlignmentRun",
        on_delete=models.PROTECT,
        related_name="scenarios",
        verbose_name=_("alignment run"),
        help_text=_("The finished run that the changes start from."),
    )
    framework = models.ForeignKey(
        "consortia.Framework",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="scenarios",
        verbose_name=_("other framework"),
        help_text=_("Empty: the run's own list of key industries."),
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="scenarios",
        verbose_name=_("organisation"),
        help_text=_("Whose scenario it is."),
    )
    shared = models.BooleanField(
        _("shared"),
        default=False,
        help_text=_("Also read by the region’s secretariats and public bodies."),
    )
    note = models.TextField(_("note"), max_length=5_000, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class ScenarioChangeQuerySet(ScopedQuerySet["ScenarioChange"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(scenario__in=Scenario.objects.visible_to(user))


def complete() -> Q:
    """Each step names what it needs and nothing else."""

    def step(kind: Step, *named: str) -> Q:
        said = Q(kind=kind)
        for name in ("program", "catalogue_program", "school", "to_program", "places"):
            said &= Q(**{f"{name}__isnull": name not in named})
        return said

    return (
        step(Step.LAUNCH, "catalogue_program", "school", "places")
        | step(Step.UPGRADE, "program", "catalogue_program")
        | step(Step.DOWNSIZE, "program", "places")
        | step(Step.DISCONTINUE, "program")
        | step(Step.MOVE_INTAKE, "program", "to_program", "places")
    )


@pghistory.track()
class ScenarioChange(models.Model):
    """One change of a scenario. Part of it: written with it, under its version."""

    scenario = models.ForeignKey(
        Scenario, on_delete=models.CASCADE, related_name="changes", verbose_name=_("scenario")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12, choices=Step)
    program = models.ForeignKey(
        "programs.Program",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("program"),
    )
    catalogue_program = models.ForeignKey(
        "reference.CatalogueProgram",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("catalogue program"),
    )
    school = models.ForeignKey(
        "programs.School",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("school"),
    )
    level = models.CharField(_("level"), max_length=24, choices=ProgramLevel, blank=True)
    to_program = models.ForeignKey(
        "programs.Program",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("receiving program"),
    )
    places = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_INTAKE)],
    )

    objects = ScenarioChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a scenario")
        verbose_name_plural = _("changes of scenarios")
        ordering = ["scenario", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "position"], name="scenario_position_once"),
            models.UniqueConstraint(
                fields=["scenario", "program"],
                condition=~Q(kind=Step.MOVE_INTAKE) & Q(program__isnull=False),
                name="scenario_program_once",
                violation_error_message=_("The scenario changes this program already."),
            ),
            models.CheckConstraint(condition=complete(), name="scenario_step_complete"),
            models.CheckConstraint(
                condition=Q(to_program__isnull=True) | ~Q(to_program=F("program")),
                name="scenario_moves_elsewhere",
                violation_error_message=_("Places move to another program."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.program or self.catalogue_program}"


class ScenarioResultQuerySet(ScopedQuerySet["ScenarioResult"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(scenario__in=Scenario.objects.visible_to(user))


class ScenarioResult(models.Model):
    """What the indices say with the changes, kept with the digest of what it was computed from.

    `rows` are the figures as `alliance.alignment.whatif` writes them; page, API and export read
    these. Figures of an earlier version of the scenario are not shown.
    """

    scenario = models.OneToOneField(
        Scenario, primary_key=True, on_delete=models.CASCADE, related_name="result"
    )
    of_version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=32)
    rows = models.JSONField(default=list)
    programs = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    objects = ScenarioResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result of a scenario")
        verbose_name_plural = _("results of scenarios")

    def __str__(self) -> str:
        return str(self.scenario_id)

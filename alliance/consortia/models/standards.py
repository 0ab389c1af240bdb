"""Construction standards, entered as data, and how alliances judge themselves by them."""

from decimal import Decimal
from typing import Any, Self

import pghistory
import pgtrigger
from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.consortia.enums import ASSESSMENT_FLOW, AssessmentState
from alliance.consortia.models.plans import FIRST_YEAR, LAST_YEAR, YEAR
from alliance.consortia.models.reach import members, overseers, secretariat
from alliance.web.records import M, Record, ScopedQuerySet

MOST_POINTS = Decimal(1000)
POINTS = [MinValueValidator(Decimal(0)), MaxValueValidator(MOST_POINTS)]


class OpenStandards(ScopedQuerySet[M]):
    def visible_to(self, user: Any) -> Self:
        """By what alliances are judged is open to everybody who is signed in."""
        return self.all() if scope_of(user).signed_in else self.none()


class StandardQuerySet(OpenStandards["Standard"]):
    pass


@pghistory.track()
class Standard(Record):
    """One edition of an indicator set. A judged edition stays as it is; a change is a new one."""

    name = models.CharField(_("name"), max_length=200)
    edition = models.CharField(_("edition"), max_length=40)
    keeper = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="standards",
        verbose_name=_("kept by"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The first day without it.")
    )
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("construction standard")
        verbose_name_plural = _("construction standards")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "edition"],
                name="standard_edition_once",
                violation_error_message=_("This edition is on record."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="standard_dates_in_order",
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"


class StandardIndicatorQuerySet(OpenStandards["StandardIndicator"]):
    pass


@pghistory.track()
class StandardIndicator(Record):
    standard = models.ForeignKey(
        Standard,
        on_delete=models.PROTECT,
        related_name="indicators",
        verbose_name=_("construction standard"),
    )
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=300)
    points = models.DecimalField(
        _("most points"), max_digits=6, decimal_places=2, default=Decimal(0), validators=POINTS
    )
    is_veto = models.BooleanField(
        _("veto"), default=False, help_text=_("Not met: the whole assessment fails.")
    )
    evidence_needed = models.TextField(_("evidence needed"), blank=True, max_length=2_000)

    objects = StandardIndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator of a standard")
        verbose_name_plural = _("indicators of standards")
        ordering = ["standard", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "code"],
                name="standard_indicator_once",
                violation_error_message=_("The standard has an indicator of this code."),
            ),
            models.CheckConstraint(
                condition=Q(points__range=(0, MOST_POINTS)), name="standard_indicator_points"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


def judged(scope: Any, path: str = "") -> Q:
    """Assessments: drafts the secretariat, submitted ones also the judges, confirmed ones members."""
    state = f"{path}state"
    submitted = Q(**{f"{state}__in": (AssessmentState.SUBMITTED, AssessmentState.CONFIRMED)})
    confirmed = Q(**{state: AssessmentState.CONFIRMED})
    alliance = f"{path}alliance"
    return (
        secretariat(scope, alliance)
        | (overseers(scope, alliance) & submitted)
        | (members(scope, alliance) & confirmed)
    )


class AssessmentQuerySet(ScopedQuerySet["Assessment"]):
    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        rows = self.all() if scope.platform else self.filter(judged(scope))
        return rows.with_figures()

    def with_figures(self) -> Self:
        """Adds up the marks in the database, so that lists cost one query."""
        marks = AssessmentMark.objects.filter(assessment=OuterRef("pk"))
        points = marks.order_by().values("assessment").annotate(sum=Sum("points")).values("sum")
        unmet = marks.filter(indicator__is_veto=True, met=False)
        return self.annotate(points_total=Subquery(points), veto_unmet=Exists(unmet))


@pghistory.track()
class Assessment(Record):
    """An alliance judged by one edition of a standard for one year."""

    alliance = models.ForeignKey(
        "consortia.Alliance",
        on_delete=models.PROTECT,
        related_name="assessments",
        verbose_name=_("alliance"),
    )
    standard = models.ForeignKey(
        Standard,
        on_delete=models.PROTECT,
        related_name="assessments",
        verbose_name=_("construction standard"),
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR)
    summary = models.TextField(_("summary"), blank=True, max_length=10_000)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=AssessmentState, default=AssessmentState.DRAFT
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "standard", "year"],
                name="assessment_once_a_year",
                violation_error_message=_("The alliance has this assessment for the year."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=AssessmentState.values), name="assessment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="assessment_year"
            ),
            models.CheckConstraint(
                condition=Q(state=AssessmentState.DRAFT, submitted_on__isnull=True)
                | (~Q(state=AssessmentState.DRAFT) & Q(submitted_on__isnull=False)),
                name="assessment_submitted_with_date",
            ),
            models.CheckConstraint(
                condition=Q(state=AssessmentState.CONFIRMED, confirmed_on__isnull=False)
                | (~Q(state=AssessmentState.CONFIRMED) & Q(confirmed_on__isnull=True)),
                name="assessment_confirmed_with_date",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="assessment_flow", field="state", transitions=ASSESSMENT_FLOW.pairs()
            )
        ]

    def __str__(self) -> str:
        return f"{self.alliance} {self.year}: {self.standard}"

    @property
    @admin.display(description=_("total"))
    def total(self) -> Decimal | None:
        """Points given; None while no indicator is marked."""
        if hasattr(self, "points_total"):
            found = self.points_total
        else:
            found = self.marks.aggregate(sum=Sum("points"))["sum"]
        return None if found is None else Decimal(found)

    @property
    @admin.display(description=_("vetoed"))
    def vetoed(self) -> bool:
        """Whether an indicator that must be met is not."""
        if hasattr(self, "veto_unmet"):
            return bool(self.veto_unmet)
        return self.marks.filter(indicator__is_veto=True, met=False).exists()

    @property
    def unmarked(self) -> list[str]:
        """Codes of the standard's indicators that nobody judged; a veto needs its yes or no."""
        given = self.marks.exclude(indicator__is_veto=True, met__isnull=True)
        rows = self.standard.indicators.exclude(pk__in=given.values("indicator_id"))
        return list(rows.order_by("code").values_list("code", flat=True))

    @property
    def unproven(self) -> list[str]:
        """Codes of indicators that ask for evidence and were marked with points or met without."""
        claimed = self.marks.filter(evidence="").exclude(indicator__evidence_needed="")
        rows = claimed.filter(Q(points__gt=0) | Q(met=True)).order_by("indicator__code")
        return list(rows.values_list("indicator__code", flat=True))


class AssessmentMarkQuerySet(ScopedQuerySet["AssessmentMark"]):
    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        return self.all() if scope.platform else self.filter(judged(scope, "assessment__"))


@pghistory.track()
class AssessmentMark(Record):
    assessment = models.ForeignKey(
        Assessment,
        on_delete=models.PROTECT,
        related_name="marks",
        verbose_name=_("self-assessment"),
    )
    indicator = models.ForeignKey(
        StandardIndicator,
        on_delete=models.PROTECT,
        related_name="marks",
        verbose_name=_("indicator of a standard"),
    )
    points = models.DecimalField(
        _("points"), max_digits=6, decimal_places=2, default=Decimal(0), validators=POINTS
    )
    met = models.BooleanField(
        _("met"), null=True, blank=True, help_text=_("For indicators with a veto.")
    )
    evidence = models.TextField(_("evidence"), blank=True, max_length=5_000)

    objects = AssessmentMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark of an assessment")
        verbose_name_plural = _("marks of assessments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                name="assessment_mark_once",
                violation_error_message=_("The indicator is marked."),
            ),
            models.CheckConstraint(
                condition=Q(points__range=(0, MOST_POINTS)), name="assessment_mark_points"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} – {self.assessment}"

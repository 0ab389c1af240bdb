"""Measures as data, and what sources say the measures are."""

from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.consortia.models import Alliance
from alliance.indicators.enums import (
    REPORT_FLOW,
    Comparison,
    IndicatorKind,
    ReportState,
    Unit,
)
from alliance.indicators.measures import prefix_of
from alliance.reference.models import Region
from alliance.web.records import Record, ScopedQuerySet

LARGEST_FIGURE = 10**15
"""Largest figure that a claim may quote, in its unit."""
MOST_PLACES = 4
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Years that a report may speak of."""


class IndicatorQuerySet(ScopedQuerySet["Indicator"]):
    def visible_to(self, user: Any) -> Self:
        """How figures are counted is public."""
        return self.all()

    def shown_for(self, region: Region) -> Self:
        """Shared measures and those of this region; what came of it first."""
        own = [region.code[:2] + "0000", region.code[:4] + "00", region.code]
        return self.filter(Q(region__isnull=True) | Q(region_id__in=own)).order_by(
            models.Case(models.When(kind=IndicatorKind.OUTCOME, then=0), default=1), "code"
        )


@pghistory.track()
class Indicator(Record):
    """A figure as data: what is counted, of what, and in which unit.

    Numerator and denominator are measures (`alliance.indicators.measures`), never numbers: no
    figure is typed in. Without a region it is shared by all.
    """

    code = models.SlugField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=IndicatorKind)
    unit = models.CharField(_("unit"), max_length=16, choices=Unit)
    numerator = models.JSONField(_("numerator"))
    denominator = models.JSONField(_("denominator"), null=True, blank=True)
    definition = models.TextField(
        _("definition"), blank=True, max_length=2_000, help_text=_("What is counted, in words.")
    )
    is_person_count = models.BooleanField(
        _("counts persons"), default=False, help_text=_("Counts under 10 are then not published.")
    )
    region = models.ForeignKey(
        "reference.Region",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="indicators",
        verbose_name=_("region"),
        help_text=_("Empty: used by all regions."),
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=IndicatorKind.values), name="indicator_kind_known"
            ),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="indicator_unit_known"),
            models.CheckConstraint(
                condition=~Q(unit__in=[Unit.PERSONS, Unit.PERSON_TIMES]) | Q(is_person_count=True),
                name="indicator_of_persons_says_so",
                violation_error_message=_("A count of persons has to be marked as one."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        english = not (get_language() or "en").startswith("zh")
        return self.name_en if english and self.name_en else self.name


class ClaimQuerySet(ScopedQuerySet["Claim"]):
    def visible_to(self, user: Any) -> Self:
        """What sources have published is public."""
        return self.all()

    def in_region(self, prefix: str) -> Self:
        return self.filter(region__code__startswith=prefix)

    def for_list(self) -> Self:
        return self.select_related("indicator", "region", "alliance", "organisation")


@pghistory.track()
class Claim(Record):
    """A figure that a source quotes: its words, its unit, its day. It is never counted with."""

    indicator = models.ForeignKey(
        Indicator,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="claims",
        verbose_name=_("indicator"),
        help_text=_("What the records give for it; empty where nothing here measures it."),
    )
    region = models.ForeignKey(
        "reference.Region",
        on_delete=models.PROTECT,
        related_name="claims",
        verbose_name=_("region"),
    )
    alliance = models.ForeignKey(
        "consortia.Alliance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="claims",
        verbose_name=_("about the alliance"),
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="claims",
        verbose_name=_("about the organisation"),
    )
    wording = models.CharField(_("wording"), max_length=300, help_text=_("As printed."))
    comparison = models.CharField(
        _("comparison"), max_length=12, choices=Comparison, default=Comparison.EXACTLY
    )
    value = models.DecimalField(
        _("value"),
        max_digits=22,
        decimal_places=6,
        validators=[MinValueValidator(0), MaxValueValidator(LARGEST_FIGURE)],
        help_text=_("A share lies between 0 and 1: 0.836 stands for 83.6 %."),
    )
    places = models.PositiveSmallIntegerField(
        _("decimals printed"),
        default=0,
        validators=[MaxValueValidator(MOST_PLACES)],
        help_text=_("Of a share, those of the percentage: 1 for 83.6 %."),
    )
    unit = models.CharField(_("unit"), max_length=16, choices=Unit)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    published_on = models.DateField(_("source published on"), null=True, blank=True)
    note = models.CharField(
        _("note"),
        max_length=1_000,
        blank=True,
        help_text=_("Why the records give something else, where that is known."),
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["region", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(comparison__in=Comparison.values), name="claim_comparison_known"
            ),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="claim_unit_known"),
            models.CheckConstraint(
                condition=Q(value__range=(0, LARGEST_FIGURE)),
                name="claim_value_range",
                violation_error_message=_("A quoted figure is neither negative nor that large."),
            ),
            models.CheckConstraint(
                condition=~Q(unit=Unit.SHARE) | Q(value__lte=1),
                name="claim_share_at_most_one",
                violation_error_message=_("A share is at most 1: enter 83.6 % as 0.836."),
            ),
            models.CheckConstraint(
                condition=Q(alliance__isnull=True) | Q(organisation__isnull=True),
                name="claim_about_one_subject",
                violation_error_message=_("A claim is about one alliance or one organisation."),
            ),
            models.UniqueConstraint(
                fields=["region", "wording", "source"],
                name="claim_once",
                violation_error_message=_("This claim is on record already."),
            ),
        ]

    def __str__(self) -> str:
        return self.wording

    @property
    def subject(self) -> str:
        """Whom the figure is about: an organisation, an alliance, else the region."""
        return str(self.organisation or self.alliance or self.region.label)


class RegionReportQuerySet(ScopedQuerySet["RegionReport"]):
    def visible_to(self, user: Any) -> Self:
        """What was published is public; drafts are for the region's offices, which publish them."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        seen = ~Q(state=ReportState.DRAFT)
        for prefix in sorted(scope.regions):
            seen |= Q(region__code__startswith=prefix)
        ours = Alliance.objects.filter(pk__in=scope.secretariats.keys())
        for region in ours.order_by("region_id").values_list("region_id", flat=True).distinct():
            seen |= Q(region__code__startswith=prefix_of(region))
        return self.filter(seen)

    def published(self) -> Self:
        """The report that stands for its region and year."""
        return self.filter(state=ReportState.PUBLISHED)


@pghistory.track(exclude=["content"])
class RegionReport(Record):
    """A region's yearly report as it was made: its figures and words, in both languages.

    `content` maps a language to its document. Nothing of a report changes after it was made but
    its state; the history keeps no copy of the content.
    """

    region = models.ForeignKey(
        "reference.Region",
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name=_("region"),
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    as_of = models.DateField(_("as of"), help_text=_("The last day that the report knows."))
    run = models.ForeignKey(
        "alignment.AlignmentRun",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name=_("alignment run"),
    )
    content = models.JSONField(_("content"), editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=ReportState, default=ReportState.DRAFT
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = RegionReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly report")
        verbose_name_plural = _("yearly reports")
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="report_state_known"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="report_year_range",
                violation_error_message=_("Reports speak of a year from 2000 to 2100."),
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT, published_at__isnull=True)
                | (~Q(state=ReportState.DRAFT) & Q(published_at__isnull=False)),
                name="report_published_with_date",
            ),
            models.UniqueConstraint(
                fields=["region", "year"],
                condition=Q(state=ReportState.PUBLISHED),
                name="one_published_report",
                violation_error_message=_("A report on this year is published already."),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="region_report_flow", field="state", transitions=REPORT_FLOW.pairs()
            ),
            pgtrigger.ReadOnly(
                name="report_is_frozen",
                fields=["region", "year", "as_of", "run", "content", "made_by"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region.label} {self.year}"

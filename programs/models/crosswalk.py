"""Where programs lead: links of one school's program, of a catalogue code, of an occupation."""

from datetime import date
from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.web.records import M, Record
from programs.enums import LinkKind, MappingKind
from programs.models.teaching import OpenRegister, Program


class DatedQuerySet(OpenRegister[M]):
    def valid_on(self, on: date) -> Self:
        return self.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def weight_field() -> "models.DecimalField[Any, Any]":
    """Four decimals, from 0 to 1."""
    return models.DecimalField(
        _("weight"),
        max_digits=5,
        decimal_places=4,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )


def target(model: str, name: Any, *, null: bool = True) -> "models.ForeignKey[Any, Any]":
    """Of a code list, without a way back."""
    return models.ForeignKey(
        model,
        null=null,
        blank=null,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=name,
    )


class CrosswalkLinkQuerySet(DatedQuerySet["CrosswalkLink"]):
    pass


@pghistory.track()
class CrosswalkLink(Record):
    """A program leads to an industry, or to an occupation, with a weight and a source."""

    program = models.ForeignKey(
        Program, on_delete=models.CASCADE, related_name="links", verbose_name=_("program")
    )
    industry = target("reference.Industry", _("industry"))
    occupation = target("reference.Occupation", _("occupation"))
    weight = weight_field()
    kind = models.CharField(_("kind"), max_length=12, choices=LinkKind)
    source = models.CharField(_("source"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = CrosswalkLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("crosswalk link")
        verbose_name_plural = _("crosswalk links")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(industry__isnull=True, occupation__isnull=False)
                | Q(industry__isnull=False, occupation__isnull=True),
                name="link_to_industry_or_occupation",
            ),
            models.CheckConstraint(condition=Q(weight__range=(0, 1)), name="link_weight_range"),
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="link_kind_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="link_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["program", "industry", "kind"],
                condition=Q(valid_to__isnull=True, industry__isnull=False),
                name="one_open_industry_link",
            ),
            models.UniqueConstraint(
                fields=["program", "occupation", "kind"],
                condition=Q(valid_to__isnull=True, occupation__isnull=False),
                name="one_open_occupation_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program_id} → {self.industry_id or self.occupation_id} ({self.kind})"


class CatalogueLinkQuerySet(DatedQuerySet["CatalogueLink"]):
    pass


@pghistory.track()
class CatalogueLink(Record):
    """Where every program of a catalogue code leads, wherever it is taught: a ministry's mapping.

    Of a code, a kind and a sort of target (industries, occupations) one edition of one source is
    in force at a time; a newer one ends it.
    """

    catalogue_program = target("reference.CatalogueProgram", _("catalogue program"), null=False)
    industry = target("reference.Industry", _("industry"))
    occupation = target("reference.Occupation", _("occupation"))
    weight = weight_field()
    kind = models.CharField(
        _("kind"), max_length=12, choices=MappingKind, default=MappingKind.OFFICIAL
    )
    source = models.CharField(
        _("source"), max_length=300, help_text=_("Who published the mapping, and its title.")
    )
    edition = models.CharField(_("edition"), max_length=64)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The first day without it.")
    )

    objects = CatalogueLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue link")
        verbose_name_plural = _("catalogue links")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(industry__isnull=True, occupation__isnull=False)
                | Q(industry__isnull=False, occupation__isnull=True),
                name="catalogue_link_one_target",
                violation_error_message=_("Name an industry or an occupation, one of them."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=1),
                name="catalogue_link_weight_range",
                violation_error_message=_("A weight is above 0 and at most 1."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MappingKind.values), name="catalogue_link_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(edition=""),
                name="catalogue_link_says_its_source",
                violation_error_message=_("Say source and edition."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="catalogue_link_dates_in_order",
                violation_error_message=_("It ends before it begins."),
            ),
            # NULLs differ from each other, so each of the next two is about its sort of target.
            models.UniqueConstraint(
                fields=["catalogue_program", "industry", "kind", "source", "edition", "valid_from"],
                name="catalogue_industry_once",
                violation_error_message=_("This row of the mapping is on record already."),
            ),
            models.UniqueConstraint(
                fields=[
                    "catalogue_program",
                    "occupation",
                    "kind",
                    "source",
                    "edition",
                    "valid_from",
                ],
                name="catalogue_occupation_once",
                violation_error_message=_("This row of the mapping is on record already."),
            ),
            models.UniqueConstraint(
                fields=["catalogue_program", "industry", "kind"],
                condition=Q(valid_to__isnull=True, industry__isnull=False),
                name="one_open_catalogue_industry",
                violation_error_message=_("The code leads there already."),
            ),
            models.UniqueConstraint(
                fields=["catalogue_program", "occupation", "kind"],
                condition=Q(valid_to__isnull=True, occupation__isnull=False),
                name="one_open_catalogue_occupation",
                violation_error_message=_("The code leads there already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.catalogue_program_id} → {self.industry_id or self.occupation_id}"


class OccupationIndustryQuerySet(DatedQuerySet["OccupationIndustry"]):
    pass


@pghistory.track()
class OccupationIndustry(Record):
    """A concordance: which industries employ an occupation, and in which shares.

    Of an occupation and a kind one edition of one source is in force at a time.
    """

    occupation = target("reference.Occupation", _("occupation"), null=False)
    industry = target("reference.Industry", _("industry"), null=False)
    weight = weight_field()
    kind = models.CharField(
        _("kind"), max_length=12, choices=MappingKind, default=MappingKind.OFFICIAL
    )
    source = models.CharField(
        _("source"), max_length=300, help_text=_("Who published the concordance, and its title.")
    )
    edition = models.CharField(_("edition"), max_length=64)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The first day without it.")
    )

    objects = OccupationIndustryQuerySet.as_manager()

    class Meta:
        verbose_name = _("industry of an occupation")
        verbose_name_plural = _("industries of occupations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=1),
                name="occupation_industry_weight_range",
                violation_error_message=_("A weight is above 0 and at most 1."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MappingKind.values), name="occupation_industry_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(edition=""),
                name="occupation_industry_says_its_source",
                violation_error_message=_("Say source and edition."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="occupation_industry_dates_in_order",
                violation_error_message=_("It ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["occupation", "industry", "kind", "source", "edition", "valid_from"],
                name="occupation_industry_once",
                violation_error_message=_("This row of the concordance is on record already."),
            ),
            models.UniqueConstraint(
                fields=["occupation", "industry", "kind"],
                condition=Q(valid_to__isnull=True),
                name="one_open_occupation_industry",
                violation_error_message=_("The occupation leads there already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation_id} → {self.industry_id}"

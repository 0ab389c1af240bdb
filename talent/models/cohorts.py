"""Cohorts, and the figures of any set of them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from alliance.web.records import Record, ScopedQuerySet
from talent.models.leaf import OutcomeChange
from talent.models.leaf_sql import COUNTS
from talent.models.reading import MOST_PERSONS, party_records

FIRST_YEAR, LAST_YEAR = 1950, 2100


@dataclass(frozen=True)
class Share:
    """A part of a whole; `excluded` stand in neither, because nothing is known of them."""

    numerator: int
    denominator: int
    excluded: int

    @property
    def rate(self) -> float | None:
        """Between 0 and 1; None where the whole is empty: unknown, not 0 %."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Pay:
    """Starting pay in yuan a month; of `excluded` working graduates it is not known."""

    total: Decimal
    persons: int
    excluded: int

    @property
    def mean(self) -> Decimal | None:
        return self.total / self.persons if self.persons else None


@dataclass(frozen=True)
class OutcomeSet:
    """Outcomes of a set of cohorts by each graduate's last measurement up to `as_of`.

    employed, placed and further study are shares of those whose destination is known; related
    and local are shares of the working graduates of whom the answer is known. Placed counts
    work, further study and service. `measured_on` is the last day on which anybody was
    measured; None where nobody was.
    """

    as_of: date
    measured_on: date | None
    graduates: int
    measured: int
    employed: Share
    placed: Share
    further_study: Share
    related: Share
    local: Share
    pay: Pay


class CohortQuerySet(ScopedQuerySet["Cohort"]):
    def visible_to(self, user: Any) -> Self:
        seen = party_records(
            user, ["program__school_id"], "program__school__organisation__region__code"
        )
        return self.all() if seen is None else self.filter(seen)

    def outcomes_on(self, as_of: date) -> OutcomeSet:
        """What became of the graduates of these cohorts; one query, however many they are."""
        changes = OutcomeChange.objects.filter(
            cohort__in=self.order_by().values("pk"), day__lte=as_of
        )
        sums: Any = changes.values("day").annotate(**{name: Sum(name) for name in COUNTS})
        days = list(sums)
        found = {name: sum(day[name] for day in days) for name in COUNTS}
        graduates, known, at_work = found["graduates"], found["known"], found["employed"]

        def of_known(name: str) -> Share:
            return Share(found[name], known, graduates - known)

        def of_working(name: str) -> Share:
            asked = found[f"{name}_known"]
            return Share(found[name], asked, at_work - asked)

        return OutcomeSet(
            as_of=as_of,
            measured_on=max((day["day"] for day in days if day["outcomes"]), default=None),
            graduates=graduates,
            measured=found["measured"],
            employed=of_known("employed"),
            placed=of_known("placed"),
            further_study=of_known("further"),
            related=of_working("related"),
            local=of_working("local"),
            pay=Pay(Decimal(found["pay"]) / 100, found["paid"], at_work - found["paid"]),
        )


@pghistory.track()
class Cohort(Record):
    """Those who finish one program in one year."""

    program = models.ForeignKey(
        "programs.Program",
        on_delete=models.PROTECT,
        related_name="cohorts",
        verbose_name=_("program"),
    )
    year = models.PositiveSmallIntegerField(
        _("graduation year"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    label = models.CharField(_("label"), max_length=100, blank=True)
    planned = models.PositiveIntegerField(
        _("planned intake"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PERSONS)],
        help_text=_("Places that the plan gave this cohort when it began."),
    )
    enrolled = models.PositiveIntegerField(
        _("enrolled"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PERSONS)],
        help_text=_("How many began. More than planned is possible."),
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "year", "label"],
                name="cohort_once",
                violation_error_message=_("This program has such a cohort in that year already."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="cohort_year_range",
                violation_error_message=_("A graduation year lies between 1950 and 2100."),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.program), str(self.year), self.label)))

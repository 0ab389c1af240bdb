"""The dated lists of key industries that regions publish."""

from datetime import date
from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.web.records import Record, ScopedQuerySet

MOST_PLACES = 1_000
"""Industries in one list."""


class FrameworkQuerySet(ScopedQuerySet["Framework"]):
    def visible_to(self, user: Any) -> Self:
        """Published lists of a region's industries are public."""
        return self.all()

    def valid_on(self, on: date) -> Self:
        return self.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))

    def in_force(self, region: str, on: date) -> Self:
        """The region's frameworks valid on a date, the newest first."""
        return self.valid_on(on).filter(region_id=region).order_by("-valid_from", "-pk")

    def used(self) -> Self:
        """Those that a finished run read. Runs are kept in a higher room; they are read by name."""
        return self.filter(runs__state="done").distinct()


@pghistory.track()
class Framework(Record):
    """A dated list of a region's key industries, such as "2+4+N"."""

    region = models.ForeignKey(
        "reference.Region",
        on_delete=models.PROTECT,
        related_name="frameworks",
        verbose_name=_("region"),
    )
    name = models.CharField(_("name"), max_length=100)
    title = models.CharField(_("title"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_main = models.BooleanField(
        _("used for published rates"),
        default=True,
        help_text=_("Where several lists are in force, published rates use this one."),
    )

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("industry framework")
        verbose_name_plural = _("industry frameworks")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name", "valid_from"], name="framework_edition_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="framework_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from:%Y-%m-%d})"


class KeyIndustryQuerySet(ScopedQuerySet["KeyIndustry"]):
    def visible_to(self, user: Any) -> Self:
        """As public as the lists that they stand in."""
        return self.all()


@pghistory.track()
class KeyIndustry(Record):
    """One industry of a framework; a code stands for all codes below it."""

    framework = models.ForeignKey(
        Framework,
        on_delete=models.CASCADE,
        related_name="industries",
        verbose_name=_("industry framework"),
    )
    group = models.CharField(_("group"), max_length=100, help_text=_("As the list names it."))
    industry = models.ForeignKey(
        "reference.Industry",
        on_delete=models.PROTECT,
        related_name="key_in",
        verbose_name=_("industry"),
    )
    position = models.PositiveSmallIntegerField(
        _("place in the list"), default=0, validators=[MaxValueValidator(MOST_PLACES)]
    )

    objects = KeyIndustryQuerySet.as_manager()

    class Meta:
        verbose_name = _("key industry")
        verbose_name_plural = _("key industries")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "industry"],
                name="key_industry_once",
                violation_error_message=_("The list names this industry already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.industry_id}"

"""Training and certification, counted by batch. Persons and person-times are kept apart."""

from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.web.records import Record, ScopedQuerySet
from talent.enums import CertificationKind, TrainingKind
from talent.models.reading import MOST_PERSONS, MOST_TIMES, party_records

MOST_TRAINING_HOURS = 1_000_000


def count(label: Any, *, most: int = MOST_PERSONS, hint: Any = "") -> Any:
    """A count that may be unknown: left empty it is not 0."""
    return models.PositiveIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(most)], help_text=hint
    )


class TrainingBatchQuerySet(ScopedQuerySet["TrainingBatch"]):
    def visible_to(self, user: Any) -> Self:
        seen = party_records(
            user, ["organiser_id", "enterprise_id"], "region__code", alliance="alliance_id"
        )
        return self.all() if seen is None else self.filter(seen)


@pghistory.track()
class TrainingBatch(Record):
    """One round of training: who held it, where, and how many it reached.

    A person who came to three courses is one person and three person-times.
    """

    organiser = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="training_batches",
        verbose_name=_("organiser"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=TrainingKind)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    alliance = models.ForeignKey(
        "consortia.Alliance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="training_batches",
        verbose_name=_("alliance"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="training_batches",
        verbose_name=_("for the enterprise"),
    )
    industry = models.ForeignKey(
        "reference.Industry",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("industry"),
    )
    region = models.ForeignKey(
        "reference.Region",
        on_delete=models.PROTECT,
        related_name="training_batches",
        verbose_name=_("region"),
    )
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    hours = count(_("hours"), most=MOST_TRAINING_HOURS)
    person_times = models.PositiveIntegerField(
        _("person-times"),
        validators=[MaxValueValidator(MOST_TIMES)],
        help_text=_("Attendances: who came to three courses counts three times."),
    )
    persons = count(_("persons"), hint=_("Each once. Empty where only attendances were counted."))
    certificates = count(_("certificates"), most=MOST_TIMES)
    employed = count(_("found work"), hint=_("Of the persons. Empty where nobody asked."))
    local = count(_("found work locally"), hint=_("Of those who found work."))
    families = count(_("families"), hint=_("Households of the persons trained."))
    leaders = count(_("village leaders"), hint=_("Of the persons."))

    objects = TrainingBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("training batch")
        verbose_name_plural = _("training batches")
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "title", "started_on"],
                name="training_batch_once",
                violation_error_message=_(
                    "The organiser has a batch of this title from this day on already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TrainingKind.values), name="training_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="training_dates_in_order",
                violation_error_message=_("Training cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(persons__isnull=True) | Q(persons__lte=F("person_times")),
                name="training_persons_within_times",
                violation_error_message=_("There are no more persons than person-times."),
            ),
            models.CheckConstraint(
                condition=Q(certificates__isnull=True) | Q(certificates__lte=F("person_times")),
                name="training_certificates_within_times",
                violation_error_message=_("There are no more certificates than person-times."),
            ),
            models.CheckConstraint(
                condition=Q(employed__isnull=True)
                | Q(persons__isnull=False, employed__lte=F("persons")),
                name="training_employed_of_persons",
                violation_error_message=_(
                    "Those who found work are counted among the persons, and are not more."
                ),
            ),
            models.CheckConstraint(
                condition=Q(local__isnull=True)
                | Q(employed__isnull=False, local__lte=F("employed")),
                name="training_local_of_employed",
                violation_error_message=_(
                    "Those who found work locally are counted among those who found work."
                ),
            ),
            models.CheckConstraint(
                condition=Q(families__isnull=True)
                | Q(persons__isnull=False, families__lte=F("persons")),
                name="training_families_of_persons",
                violation_error_message=_("There are no more families than persons."),
            ),
            models.CheckConstraint(
                condition=Q(leaders__isnull=True)
                | Q(persons__isnull=False, leaders__lte=F("persons")),
                name="training_leaders_of_persons",
                violation_error_message=_(
                    "Leaders are counted among the persons, and are not more."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CertificationQuerySet(ScopedQuerySet["Certification"]):
    def visible_to(self, user: Any) -> Self:
        seen = party_records(
            user,
            ["organiser_id", "enterprise_id", "school_id"],
            "region__code",
            alliance="alliance_id",
        )
        return self.all() if seen is None else self.filter(seen)


@pghistory.track()
class Certification(Record):
    """One round of certifying technical experts: how many tried, how many passed."""

    organiser = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="certifications",
        verbose_name=_("certifying organisation"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=CertificationKind)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    level = models.CharField(
        pgettext_lazy("certificate", "level"),
        max_length=100,
        blank=True,
        help_text=_("As the certificate names it."),
    )
    alliance = models.ForeignKey(
        "consortia.Alliance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="certifications",
        verbose_name=_("alliance"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="certifications",
        verbose_name=_("enterprise of the experts"),
        help_text=_("Empty where they come from several."),
    )
    school = models.ForeignKey(
        "programs.School",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="certifications",
        verbose_name=_("school that grants the degree"),
    )
    region = models.ForeignKey(
        "reference.Region",
        on_delete=models.PROTECT,
        related_name="certifications",
        verbose_name=_("region"),
    )
    awarded_on = models.DateField(_("awarded on"))
    candidates = models.PositiveIntegerField(
        _("candidates"), validators=[MaxValueValidator(MOST_PERSONS)]
    )
    passed = models.PositiveIntegerField(_("passed"), validators=[MaxValueValidator(MOST_PERSONS)])

    objects = CertificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        ordering = ["-awarded_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "title", "awarded_on"],
                name="certification_once",
                violation_error_message=_(
                    "The organisation has a certification of this title on this day already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CertificationKind.values), name="certification_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(passed__lte=F("candidates")),
                name="certification_passed_of_candidates",
                violation_error_message=_("No more can pass than tried."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

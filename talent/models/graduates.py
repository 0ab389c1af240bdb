"""Single graduates: a number, what became of them, what they agreed to, and who they are.

Graduates and outcomes come by the million. Their rows are narrow, and no copy of each version is
kept beside them; events say who entered or changed one by hand. Who a graduate is stands sealed
in GraduateIdentity alone, which no list, search, export, event or history reads.
"""

from datetime import date
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.accounts.enums import Role
from alliance.accounts.scope import scope_of
from alliance.web.records import Record, ScopedQuerySet
from talent.enums import ConsentPurpose, Destination, OutcomeState
from talent.models.reading import party_records

MOST_PAY = 1_000_000
"""Yuan a month."""


class GraduateQuerySet(ScopedQuerySet["Graduate"]):
    def visible_to(self, user: Any) -> Self:
        """Whoever reads the cohort, and the enterprise that an outcome names as employer."""
        seen = party_records(
            user,
            ["cohort__program__school_id"],
            "cohort__program__school__organisation__region__code",
        )
        if seen is None:
            return self.all()
        hired = Outcome.objects.filter(employer_id__in=scope_of(user).organisations)
        return self.filter(seen | Q(pk__in=hired.values("graduate_id")))


class Graduate(Record):
    """One person of a cohort, known here by the school's own running number.

    The number stays after an erasure: only the school can tell whose it was, and without it a
    file sent again would count the same person twice.
    """

    cohort = models.ForeignKey(
        "talent.Cohort",
        on_delete=models.CASCADE,
        related_name="graduates",
        verbose_name=_("cohort"),
        db_index=False,  # the unique constraint's index begins with it
    )
    number = models.CharField(_("number in the cohort"), max_length=32)
    erased_on = models.DateField(_("erased on"), null=True, blank=True, editable=False)

    objects = GraduateQuerySet.as_manager()

    class Meta:
        verbose_name = _("graduate")
        verbose_name_plural = _("graduates")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "number"],
                name="graduate_number_once",
                violation_error_message=_("The cohort has a graduate of this number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}-{self.number}"


class OutcomeQuerySet(ScopedQuerySet["Outcome"]):
    def visible_to(self, user: Any) -> Self:
        seen = party_records(
            user,
            ["graduate__cohort__program__school_id"],
            "graduate__cohort__program__school__organisation__region__code",
        )
        if seen is None:
            return self.all()
        return self.filter(seen | Q(employer_id__in=scope_of(user).organisations))

    def measured_by(self, on: date) -> Self:
        """The last measurement of each graduate up to a date."""
        return (
            self.filter(measured_on__lte=on)
            .order_by("graduate_id", "-measured_on", "-pk")
            .distinct("graduate_id")
        )


class Outcome(Record):
    """What became of a graduate, measured on a date."""

    graduate = models.ForeignKey(
        Graduate,
        on_delete=models.CASCADE,
        related_name="outcomes",
        verbose_name=_("graduate"),
        db_index=False,  # the unique constraint's index begins with it
    )
    measured_on = models.DateField(_("measured on"))
    destination = models.CharField(_("destination"), max_length=16, choices=Destination)
    related = models.BooleanField(_("in a related field"), null=True, blank=True)
    local = models.BooleanField(_("stays in the region"), null=True, blank=True)
    employer = models.ForeignKey(
        "enterprises.Enterprise",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hires",
        verbose_name=_("employer"),
        db_index=False,  # most rows name none: see the partial index
    )
    state = models.CharField(
        _("state"), max_length=10, choices=OutcomeState, default=OutcomeState.RECORDED
    )
    confirmed_on = models.DateField(
        _("confirmed by the employer on"), null=True, blank=True, editable=False
    )
    starting_pay = models.DecimalField(
        _("starting pay"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_PAY)],
        help_text=_("Yuan a month."),
    )

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        indexes = [
            models.Index(
                fields=["employer"],
                condition=Q(employer__isnull=False),
                name="outcome_by_employer",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "measured_on"],
                name="one_outcome_per_day",
                violation_error_message=_("The graduate was measured on this day already."),
            ),
            models.CheckConstraint(
                condition=Q(destination__in=Destination.values), name="outcome_destination_known"
            ),
            models.CheckConstraint(
                condition=Q(employer__isnull=True) | Q(destination=Destination.EMPLOYED),
                name="outcome_employer_employs",
                violation_error_message=_("Only an employed graduate has an employer."),
            ),
            models.CheckConstraint(
                condition=Q(state=OutcomeState.RECORDED, confirmed_on__isnull=True)
                | Q(
                    state=OutcomeState.CONFIRMED,
                    confirmed_on__isnull=False,
                    employer__isnull=False,
                ),
                name="outcome_confirmed_by_employer",
                violation_error_message=_("Without an employer nobody can have confirmed this."),
            ),
            models.CheckConstraint(
                condition=Q(starting_pay__isnull=True) | Q(starting_pay__range=(0, MOST_PAY)),
                name="outcome_pay_range",
                violation_error_message=_("Starting pay is given in yuan a month."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id}: {self.destination}"


class ConsentQuerySet(ScopedQuerySet["Consent"]):
    def visible_to(self, user: Any) -> Self:
        """The school's own staff: what somebody agreed to concerns nobody else."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        return self.filter(graduate__cohort__program__school_id__in=scope.organisations)

    def in_force(self, on: date) -> Self:
        """Given, and not withdrawn: a consent ends on the day of its withdrawal."""
        return self.filter(given_on__lte=on).filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on)
        )


class Consent(Record):
    """What a graduate agreed to, from when to when. Erasing the graduate deletes it."""

    graduate = models.ForeignKey(
        Graduate, on_delete=models.CASCADE, related_name="consents", verbose_name=_("graduate")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=ConsentPurpose)
    given_on = models.DateField(_("given on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "purpose"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_open_consent",
                violation_error_message=_("The graduate agreed to this already."),
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=ConsentPurpose.values), name="consent_purpose_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_dates_in_order",
                violation_error_message=_("A consent cannot be withdrawn before it was given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id}: {self.purpose}"


class GraduateIdentityQuerySet(ScopedQuerySet["GraduateIdentity"]):
    def visible_to(self, user: Any) -> Self:
        """Editors of the school; not even the platform."""
        writing = scope_of(user).organisations_as(Role.EDITOR)
        return self.filter(graduate__cohort__program__school_id__in=writing)

    def past_retention(self, on: date) -> Self:
        return self.filter(retention_until__lt=on)


class GraduateIdentity(models.Model):
    """Who a graduate is, as ciphertext that only `talent.identity` opens.

    `sealed_with` names the key, so that rows of a key that was replaced can be found.
    """

    graduate = models.OneToOneField(
        Graduate,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="identity",
        verbose_name=_("graduate"),
    )
    sealed = models.TextField(_("sealed content"), editable=False)
    sealed_with = models.CharField(_("name of the key"), max_length=16, editable=False)
    retention_until = models.DateField(_("kept until"))

    objects = GraduateIdentityQuerySet.as_manager()

    class Meta:
        verbose_name = _("graduate's identity")
        verbose_name_plural = _("graduates' identities")

    def __str__(self) -> str:
        return f"{self.graduate_id}"

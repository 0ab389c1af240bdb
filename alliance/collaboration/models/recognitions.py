"""What is honoured, what is paid for, and what others take into use."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.accounts.scope import scope_of
from alliance.collaboration.enums import (
    RecognitionKind,
    ResultLevel,
    ResultState,
    SubsidyKind,
)
from alliance.collaboration.models.results import Result
from alliance.collaboration.models.shared import MOST_PERSONS, MOST_YUAN, read_by_sides
from alliance.web.records import Record, ScopedQuerySet


class RecognitionQuerySet(ScopedQuerySet["Recognition"]):
    def visible_to(self, user: Any) -> Self:
        """Honours are known to everybody who is signed in."""
        return self.all() if scope_of(user).signed_in else self.none()


@pghistory.track()
class Recognition(Record):
    """An organisation, or a result and with it its organisation, was honoured."""

    kind = models.CharField(_("kind"), max_length=24, choices=RecognitionKind)
    title = models.CharField(_("title"), max_length=200)
    level = models.CharField(
        pgettext_lazy("recognition", "level"), max_length=12, choices=ResultLevel
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recognitions",
        verbose_name=_("organisation"),
        help_text=_("Left empty, the organisation of the result."),
    )
    result = models.ForeignKey(
        "collaboration.Result",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recognitions",
        verbose_name=_("result"),
    )
    awarded_by = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recognitions_given",
        verbose_name=_("awarded by"),
    )
    awarded_on = models.DateField(_("awarded on"))
    reward = models.DecimalField(
        _("reward (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(MOST_YUAN)],
    )
    alliance = models.ForeignKey(
        "consortia.Alliance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recognitions",
        verbose_name=_("alliance"),
    )
    policy = models.ForeignKey(
        "consortia.Policy",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recognitions",
        verbose_name=_("policy"),
    )

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        ordering = ["-awarded_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RecognitionKind.values), name="recognition_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(level__in=ResultLevel.values), name="recognition_level_known"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False),
                name="recognition_of_somebody",
                violation_error_message=_("Name the organisation or the result."),
            ),
            models.CheckConstraint(
                condition=Q(kind=RecognitionKind.CSR_REPORT) | Q(awarded_by__isnull=False),
                name="recognition_given_by_somebody",
                violation_error_message=_("Say who awarded it."),
            ),
            models.CheckConstraint(
                condition=Q(awarded_by__isnull=True) | ~Q(awarded_by=F("organisation")),
                name="recognition_by_another",
                violation_error_message=_("Nobody honours itself."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "title", "awarded_on"],
                name="recognition_once",
                violation_error_message=_("This recognition is on record already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class Spending:
    """Money granted in yuan, what of it was paid, and what it reached.

    `per_person` is granted money per person trained, over those subsidies alone whose effect was
    measured; None where none was.
    """

    subsidies: int
    granted: Decimal
    paid: Decimal
    trained: int
    per_person: Decimal | None


class SubsidyQuerySet(ScopedQuerySet["Subsidy"]):
    def visible_to(self, user: Any) -> Self:
        """Who got and gave it, their secretariats, the policy's alliance, public bodies."""
        seen = read_by_sides(
            user,
            "beneficiary_id",
            "granted_by_id",
            region="beneficiary__region__code",
            alliance="policy__alliance_id",
        )
        return self.all() if seen is None else self.filter(seen)

    def in_region(self, prefix: str) -> Self:
        return self.filter(beneficiary__region__code__startswith=prefix)

    def spending(self) -> Spending:
        measured = Q(persons_trained__isnull=False)
        found = self.order_by().aggregate(
            subsidies=Count("pk"),
            granted=Sum("amount"),
            paid=Sum("amount", filter=Q(paid_on__isnull=False)),
            trained=Sum("persons_trained"),
            spent=Sum("amount", filter=measured),
        )
        trained = found["trained"] or 0
        per_person = (found["spent"] / trained).quantize(Decimal("0.01")) if trained else None
        return Spending(
            subsidies=found["subsidies"],
            granted=found["granted"] or Decimal("0.00"),
            paid=found["paid"] or Decimal("0.00"),
            trained=trained,
            per_person=per_person,
        )


@pghistory.track()
class Subsidy(Record):
    """Public support for one organisation: on what basis, how much, and what came of it."""

    kind = models.CharField(_("kind"), max_length=12, choices=SubsidyKind)
    title = models.CharField(_("title"), max_length=200)
    policy = models.ForeignKey(
        "consortia.Policy",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subsidies",
        verbose_name=_("policy"),
    )
    basis = models.CharField(
        _("basis"),
        max_length=500,
        blank=True,
        help_text=_("The notice or decision; needed where no policy is named."),
    )
    beneficiary = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="subsidies",
        verbose_name=_("beneficiary"),
    )
    granted_by = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subsidies_granted",
        verbose_name=_("granted by"),
    )
    facility = models.ForeignKey(
        "collaboration.Facility",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subsidies",
        verbose_name=_("facility"),
    )
    amount = models.DecimalField(
        _("amount (yuan)"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(MOST_YUAN)],
    )
    granted_on = models.DateField(_("granted on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    effect = models.TextField(_("effect"), blank=True, max_length=5_000)
    effect_on = models.DateField(_("effect measured on"), null=True, blank=True)
    persons_trained = models.PositiveIntegerField(
        _("persons trained with it"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PERSONS)],
    )

    objects = SubsidyQuerySet.as_manager()

    class Meta:
        verbose_name = _("subsidy")
        verbose_name_plural = _("subsidies")
        ordering = ["-granted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SubsidyKind.values), name="subsidy_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="subsidy_amount_above_zero",
                violation_error_message=_("A subsidy is above zero."),
            ),
            models.CheckConstraint(
                condition=Q(policy__isnull=False) | ~Q(basis=""),
                name="subsidy_has_a_basis",
                violation_error_message=_("Name the policy or the decision behind it."),
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | Q(paid_on__gte=F("granted_on")),
                name="subsidy_paid_after_grant",
                violation_error_message=_("It was paid before it was granted."),
            ),
            models.CheckConstraint(
                condition=Q(persons_trained__isnull=True) | Q(effect_on__isnull=False),
                name="subsidy_effect_has_a_date",
                violation_error_message=_("Say on which day the effect was measured."),
            ),
            models.CheckConstraint(
                condition=Q(effect_on__isnull=True) | Q(effect_on__gte=F("granted_on")),
                name="subsidy_effect_after_grant",
                violation_error_message=_("The effect was measured before the grant."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AdoptionQuerySet(ScopedQuerySet["Adoption"]):
    def visible_to(self, user: Any) -> Self:
        """Who may read the result and is signed in, and the adopter itself."""
        scope = scope_of(user)
        if not scope.signed_in:
            return self.none()
        if scope.platform:
            return self.all()
        results = Result.objects.visible_to(user).values("pk")
        return self.filter(Q(result_id__in=results) | Q(organisation_id__in=scope.organisations))

    def standing(self) -> Self:
        """Adoptions of results that are shared today; what was withdrawn counts no more."""
        return self.filter(result__state=ResultState.SHARED)


@pghistory.track()
class Adoption(Record):
    """An organisation other than the author took a shared result into use."""

    result = models.ForeignKey(
        "collaboration.Result",
        on_delete=models.PROTECT,
        related_name="adoptions",
        verbose_name=_("result"),
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="adoptions",
        verbose_name=_("adopted by"),
    )
    adopted_on = models.DateField(_("adopted on"))
    use = models.TextField(_("use"), max_length=5_000)
    benefit = models.TextField(_("benefit"), blank=True, max_length=5_000)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["-adopted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["result", "organisation"],
                name="adopted_once",
                violation_error_message=_("This organisation's adoption is on record already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.result}"

"""What industry needs: enterprises and the demands that they publish."""

from datetime import date
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.accounts.scope import scope_of
from alliance.consortia.models import Membership
from alliance.reference.enums import ProgramLevel
from alliance.web.records import Record, ScopedQuerySet
from enterprises.enums import (
    DEMAND_FLOW,
    OPEN_TO_ALL,
    Decision,
    DemandKind,
    DemandState,
    EnterpriseSize,
)

MAX_HEADCOUNT = 100_000


class EnterpriseQuerySet(ScopedQuerySet["Enterprise"]):
    def visible_to(self, user: Any) -> Self:
        return self.all() if scope_of(user).signed_in else self.none()


@pghistory.track()
class Enterprise(Record):
    """The enterprise side of an organisation; same primary key."""

    organisation = models.OneToOneField(
        "accounts.Organisation",
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="enterprise",
    )
    industry = models.ForeignKey(
        "reference.Industry", on_delete=models.PROTECT, related_name="enterprises"
    )
    size = models.CharField(_("size"), max_length=8, choices=EnterpriseSize)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        constraints = [
            models.CheckConstraint(
                condition=Q(size__in=EnterpriseSize.values), name="enterprise_size_known"
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="enterprise_verified_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def last_verification(self) -> "Verification | None":
        """The newest decision on its papers; None where nobody has recorded one."""
        return self.verifications.order_by("-at", "-pk").first()

    @property
    def publishes_unchecked(self) -> bool:
        """Whether its demands need no look: verified, and still under the code that was checked."""
        if not self.is_verified:
            return False
        last = self.last_verification
        return last is None or last.uscc == (self.organisation.uscc or "")


class VerificationQuerySet(ScopedQuerySet["Verification"]):
    def visible_to(self, user: Any) -> Self:
        """The enterprise and the secretariats that look after it."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        overseen = Membership.objects.overseen_by(user).values("organisation_id")
        return self.filter(Q(enterprise_id__in=scope.organisations) | Q(enterprise_id__in=overseen))


class Verification(models.Model):
    """One decision on an enterprise's papers: what was checked, what came of it, and who says so.

    The row is written once; only a merge of organisations carries it to another enterprise.
    """

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.PROTECT,
        related_name="verifications",
        verbose_name=_("enterprise"),
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    uscc = models.CharField(
        _("code checked"),
        max_length=18,
        blank=True,
        help_text=_("The unified social credit code as it stands on the papers."),
    )
    licence = models.CharField(_("licence number"), max_length=60, blank=True)
    document = models.CharField(
        _("document seen"),
        max_length=300,
        blank=True,
        help_text=_("Where the paper can be found: a file number, a register, an address."),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("person", "by"),
    )
    at = models.DateTimeField(pgettext_lazy("time", "at"))

    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="verification_decision_known"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.REFUSED) & ~Q(reason="")
                | Q(decision=Decision.VERIFIED) & ~Q(uscc=""),
                name="verification_has_grounds",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="frozen", exclude=["enterprise"]),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.decision}"


class DemandQuerySet(ScopedQuerySet["Demand"]):
    def visible_to(self, user: Any) -> Self:
        """What is open, to everybody; the rest to the enterprise and to its secretariats."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        seen = Q(state__in=OPEN_TO_ALL)
        if scope.organisations:
            seen |= Q(enterprise_id__in=scope.organisations)
        if scope.secretariats:
            overseen = Membership.objects.overseen_by(user).values("organisation_id")
            seen |= Q(enterprise_id__in=overseen) & ~Q(state=DemandState.DRAFT)
        return self.filter(seen)

    def published(self) -> Self:
        return self.filter(state=DemandState.PUBLISHED)

    def overdue(self, on: date) -> Self:
        return self.published().filter(closes_on__lt=on)

    def for_list(self) -> Self:
        return self.select_related(
            "enterprise__organisation", "region", "occupation"
        ).prefetch_related("skills__skill")


@pghistory.track()
class Demand(Record):
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="demands")
    kind = models.CharField(_("kind"), max_length=20, choices=DemandKind)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=10_000)
    headcount = models.PositiveIntegerField(
        _("headcount"), validators=[MinValueValidator(1), MaxValueValidator(MAX_HEADCOUNT)]
    )
    region = models.ForeignKey(
        "reference.Region",
        on_delete=models.PROTECT,
        related_name="demands",
        verbose_name=_("place"),
    )
    occupation = models.ForeignKey(
        "reference.Occupation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="demands",
        verbose_name=_("occupation"),
    )
    levels = ArrayField(
        models.CharField(max_length=24, choices=ProgramLevel),
        default=list,
        blank=True,
        verbose_name=_("accepted levels"),
        help_text=_("None chosen means that every level is welcome."),
    )
    closes_on = models.DateField(_("closes on"))
    state = models.CharField(
        _("state"), max_length=12, choices=DemandState, default=DemandState.DRAFT
    )
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = DemandQuerySet.as_manager()

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "closes_on"], name="demand_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DemandState.values), name="demand_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DemandKind.values), name="demand_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(headcount__range=(1, MAX_HEADCOUNT)), name="demand_headcount_range"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN_TO_ALL)
                | Q(published_at__isnull=False, revision__gte=1),
                name="demand_published_has_revision",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="demand_flow", field="state", transitions=DEMAND_FLOW.pairs())
        ]

    def __str__(self) -> str:
        return self.title


class DemandSkill(models.Model):
    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey("reference.Skill", on_delete=models.PROTECT, related_name="+")
    importance = models.PositiveSmallIntegerField(_("importance"), default=3)
    level = models.PositiveSmallIntegerField(pgettext_lazy("skill", "level"), default=2)
    required = models.BooleanField(_("required"), default=False)

    class Meta:
        verbose_name = _("skill asked for")
        verbose_name_plural = _("skills asked for")
        ordering = ["-importance", "skill_id"]
        constraints = [
            models.UniqueConstraint(fields=["demand", "skill"], name="demand_skill_once"),
            models.CheckConstraint(
                condition=Q(importance__range=(1, 5)), name="demand_skill_importance"
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="demand_skill_level"),
        ]

    def __str__(self) -> str:
        return f"{self.demand_id} – {self.skill_id}"


class DemandRevision(models.Model):
    """What a published demand said; matches name the revision that they were made from."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("demand revision")
        verbose_name_plural = _("demand revisions")
        constraints = [
            models.UniqueConstraint(fields=["demand", "number"], name="demand_revision_once")
        ]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.demand_id} r{self.number}"

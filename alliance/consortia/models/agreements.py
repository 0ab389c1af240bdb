"""Agreements: their parties, their signatures, their ends."""

from datetime import date, timedelta
from typing import Any, Self

import pghistory
import pgtrigger
from django.contrib import admin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.consortia.enums import (
    AGREEMENT_FLOW,
    PARTY_FLOW,
    AgreementKind,
    AgreementState,
    PartyState,
)
from alliance.consortia.models.reach import secretariat
from alliance.web.records import Record, ScopedQuerySet


class AgreementQuerySet(ScopedQuerySet["Agreement"]):
    def visible_to(self, user: Any) -> Self:
        """Its parties, the secretariat, the platform; to others it does not exist."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        own = AgreementParty.objects.filter(organisation_id__in=scope.organisations)
        return self.filter(secretariat(scope) | Q(pk__in=own.values("agreement_id")))

    def in_force(self, on: date) -> Self:
        return self.filter(state=AgreementState.SIGNED, starts_on__lte=on).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        )

    def ending_soon(self, on: date, days: int) -> Self:
        """Signed, with their last day at most `days` days ahead, and not renewed by a signed one."""
        renewed = Agreement.objects.filter(state=AgreementState.SIGNED, renewal_of__isnull=False)
        return self.filter(
            state=AgreementState.SIGNED, ends_on__range=(on, on + timedelta(days=days))
        ).exclude(pk__in=renewed.values("renewal_of_id"))


@pghistory.track()
class Agreement(Record):
    """What parties agree; each wording is a version of the row while it is a draft."""

    alliance = models.ForeignKey(
        "consortia.Alliance",
        on_delete=models.PROTECT,
        related_name="agreements",
        verbose_name=_("alliance"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=AgreementKind)
    title = models.CharField(_("title"), max_length=200)
    subject = models.TextField(_("subject"), blank=True, max_length=20_000)
    benefit_sharing = models.TextField(_("how benefit is shared"), blank=True, max_length=10_000)
    innovation_chain = models.BooleanField(_("innovation chain"), default=False)
    industry_chain = models.BooleanField(_("industry chain"), default=False)
    talent_chain = models.BooleanField(_("talent chain"), default=False)
    capital_chain = models.BooleanField(_("capital chain"), default=False)
    since = models.DateField(
        _("partners since"),
        null=True,
        blank=True,
        help_text=_("When the partnership began; earlier than this agreement, as a rule."),
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The last day in force.")
    )
    renewal_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="renewals",
        verbose_name=_("renewal of"),
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    ended_on = models.DateField(_("ended before its time on"), null=True, blank=True)
    reminded_days = models.PositiveSmallIntegerField(
        _("reminded at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Days before the end; the smallest of the reminders given."),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=AgreementState, default=AgreementState.DRAFT
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AgreementKind.values), name="agreement_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AgreementState.values), name="agreement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_dates_in_order",
                violation_error_message=_("The agreement ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(since__lte=F("starts_on")),
                name="agreement_since_before_start",
                violation_error_message=_("The partnership began after the agreement's start."),
            ),
            models.CheckConstraint(
                condition=Q(renewal_of__isnull=True) | ~Q(renewal_of=F("id")),
                name="agreement_not_its_own_renewal",
                violation_error_message=_("An agreement does not renew itself."),
            ),
            models.CheckConstraint(
                condition=Q(state=AgreementState.DRAFT, signed_on__isnull=True)
                | (~Q(state=AgreementState.DRAFT) & Q(signed_on__isnull=False)),
                name="agreement_signed_with_date",
            ),
            models.CheckConstraint(
                condition=(Q(state=AgreementState.ENDED, ended_on__isnull=False) & ~Q(reason=""))
                | (~Q(state=AgreementState.ENDED) & Q(ended_on__isnull=True)),
                name="agreement_ended_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="agreement_flow", field="state", transitions=AGREEMENT_FLOW.pairs())
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def unsigned(self) -> list["AgreementParty"]:
        """Parties that have not signed, or signed another wording; none of a signed agreement."""
        if self.state != AgreementState.DRAFT:
            return []
        parties = self.parties.select_related("organisation").order_by("pk")
        return [party for party in parties if party.signed_version != self.version]


class AgreementPartyQuerySet(ScopedQuerySet["AgreementParty"]):
    def visible_to(self, user: Any) -> Self:
        """As its agreement."""
        return self.filter(agreement__in=Agreement.objects.visible_to(user))


@pghistory.track(exclude=["signatory"])
class AgreementParty(Record):
    """One party. Its signature holds for the version of the agreement that it was given for."""

    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        related_name="parties",
        verbose_name=_("agreement"),
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="agreements",
        verbose_name=_("organisation"),
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signatory = models.CharField(_("signed by"), max_length=100, blank=True)
    signed_version = models.PositiveIntegerField(
        _("wording signed"), null=True, blank=True, help_text=_("Version of the agreement.")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=PartyState, default=PartyState.INVITED
    )

    objects = AgreementPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party to an agreement")
        verbose_name_plural = _("parties to agreements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                name="agreement_party_once",
                violation_error_message=_("It is a party to this agreement."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state=PartyState.SIGNED, signed_on__isnull=False, signed_version__isnull=False
                )
                | Q(state=PartyState.INVITED, signed_on__isnull=True, signed_version__isnull=True),
                name="agreement_party_signed_with_date",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="agreement_party_flow", field="state", transitions=PARTY_FLOW.pairs()
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.agreement}"

    @property
    @admin.display(description=_("signature holds"))
    def holds(self) -> bool:
        """Whether it was given for the wording that stands now."""
        if self.agreement.state != AgreementState.DRAFT:
            return self.state == PartyState.SIGNED
        return self.signed_version == self.agreement.version

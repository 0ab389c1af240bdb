"""Cases by which programs change: what is to become of one, and on what evidence."""

from datetime import date
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib import admin
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.alignment.enums import CHANGE_FLOW, Advice, ChangeKind, ChangeState
from alliance.consortia.models import Membership
from alliance.reference.enums import ProgramLevel
from alliance.web.records import Record, ScopedQuerySet

MOST_INTAKE = 100_000
"""Places a year that a program is given at most."""
UNDECIDED = (ChangeState.DRAFTED, ChangeState.PROPOSED, ChangeState.REVIEWED)
OPEN_CHANGES = (*UNDECIDED, ChangeState.RESOLVED)
"""States of a case that has not come to its end."""


def concerned(user: Any) -> Q:
    """Cases of the user's schools, of schools that its secretariats oversee, of its regions."""
    scope = scope_of(user)
    seen = Q(school_id__in=scope.organisations)
    if scope.secretariats:
        overseen = Membership.objects.overseen_by(user).values("organisation_id")
        seen |= Q(school_id__in=overseen)
    for prefix in sorted(scope.regions):
        seen |= Q(school__organisation__region__code__startswith=prefix)
    return seen


class ProgramChangeQuerySet(ScopedQuerySet["ProgramChange"]):
    def visible_to(self, user: Any) -> Self:
        """What is in effect is known to all who are signed in, as the programs are. An open case
        to its school, the secretariats that oversee it and the region's public bodies.
        """
        scope = scope_of(user)
        if not scope.signed_in:
            return self.none()
        if scope.platform:
            return self.all()
        return self.filter(Q(state=ChangeState.EFFECTIVE) | concerned(user))

    def concerning(self, user: Any) -> Self:
        """Cases that the user's school puts forward or that the user is to judge or to follow."""
        scope = scope_of(user)
        if not scope.signed_in:
            return self.none()
        return self.all() if scope.platform else self.filter(concerned(user))

    def due(self, on: date) -> Self:
        """Resolved cases whose day has come."""
        return self.filter(state=ChangeState.RESOLVED, effective_on__lte=on)


@pghistory.track()
class ProgramChange(Record):
    """A case: a program is to be launched, upgraded, downsized or discontinued, and why.

    A launch names the catalogue's program and is given its own one when it takes effect.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=ChangeKind)
    school = models.ForeignKey(
        "programs.School",
        blank=True,
        on_delete=models.PROTECT,
        related_name="program_changes",
        verbose_name=_("school"),
        help_text=_("For a launch; otherwise the program's own."),
    )
    program = models.ForeignKey(
        "programs.Program",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="changes",
        verbose_name=_("program"),
        help_text=_("Empty for a launch."),
    )
    catalogue_program = models.ForeignKey(
        "reference.CatalogueProgram",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("catalogue program"),
        help_text=_("For a launch; otherwise the program's own."),
    )
    level = models.CharField(_("level"), max_length=24, choices=ProgramLevel, blank=True)
    intake_before = models.PositiveIntegerField(
        _("intake before"), null=True, blank=True, validators=[MaxValueValidator(MOST_INTAKE)]
    )
    intake_after = models.PositiveIntegerField(
        _("intake after"), null=True, blank=True, validators=[MaxValueValidator(MOST_INTAKE)]
    )
    evidence = models.TextField(
        _("evidence"), max_length=10_000, help_text=_("What speaks for the change.")
    )
    run = models.ForeignKey(
        "alignment.AlignmentRun",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="program_changes",
        verbose_name=_("alignment run"),
        help_text=_("The computed rates that the case rests on."),
    )
    scenario = models.ForeignKey(
        "alignment.Scenario",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="program_changes",
        verbose_name=_("scenario"),
        help_text=_("What every index would say; it stays as it is once the case is proposed."),
    )
    scorecard = models.JSONField(
        _("scorecard when proposed"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Edition, points and percentile of the program on the day of the proposal."),
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True, editable=False)
    opinion = models.TextField(
        _("opinion"), max_length=5_000, blank=True, help_text=_("What the review found.")
    )
    resolution = models.ForeignKey(
        "consortia.Resolution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="program_changes",
        verbose_name=_("resolution"),
    )
    effective_on = models.DateField(_("takes effect on"))
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ChangeState, default=ChangeState.DRAFTED
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("proposed by"),
    )

    objects = ProgramChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("program change")
        verbose_name_plural = _("program changes")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.values), name="change_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ChangeState.values), name="change_state_known"
            ),
            models.CheckConstraint(
                condition=Q(catalogue_program__isnull=False)
                & (
                    Q(program__isnull=False)
                    | (Q(kind=ChangeKind.LAUNCH) & ~Q(state=ChangeState.EFFECTIVE))
                ),
                name="change_names_its_program",
                violation_error_message=_("Name the program, or the catalogue's for a launch."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChangeKind.DOWNSIZE)
                | Q(
                    intake_before__isnull=False,
                    intake_after__isnull=False,
                    intake_after__lt=F("intake_before"),
                ),
                name="change_downsizes",
                violation_error_message=_("Downsizing leaves fewer places than before."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDECIDED) | Q(decided_on__isnull=False),
                name="change_decided_with_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=ChangeState.REJECTED) | ~Q(reason=""),
                name="change_rejected_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, opinion="")
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="change_review_is_whole",
            ),
            models.UniqueConstraint(
                fields=["program"],
                condition=Q(state__in=OPEN_CHANGES, program__isnull=False),
                name="one_open_change_per_program",
                violation_error_message=_("The program has an open case already."),
            ),
            models.UniqueConstraint(
                fields=["school", "catalogue_program"],
                condition=Q(state__in=OPEN_CHANGES, program__isnull=True),
                name="one_open_launch",
                violation_error_message=_("The school has an open case for this launch already."),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="program_change_flow", field="state", transitions=CHANGE_FLOW.pairs()
            )
        ]

    def __str__(self) -> str:
        what = self.program or self.catalogue_program
        return f"{self.get_kind_display()}: {what}"

    @property
    @admin.display(description=_("scorecard suggests"))
    def suggestion(self) -> str:
        """What the scorecard said when the case was proposed, by its open metrics alone."""
        said = (self.scorecard or {}).get("open") or {}
        code = said.get("suggestion")
        return str(Advice(code).label) if code else ""

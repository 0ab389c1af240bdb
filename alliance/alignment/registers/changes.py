"""Changes of programs as a register."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.alignment import actions, rules
from alliance.alignment.enums import CHANGE_FLOW, ChangeKind, RunState
from alliance.alignment.models import ProgramChange
from alliance.consortia.models import Resolution
from alliance.lib.errors import InvalidInput
from alliance.registers.register import Move, Register, Text, declare


def derive_change(change: ProgramChange) -> tuple[str, ...]:
    """A case of a present program takes school, code, level and intake from it."""
    if change.program is not None:
        change.school = change.program.school
        change.catalogue_program = change.program.catalogue_program
        change.level = change.program.level
        if change.intake_before is None:
            change.intake_before = change.program.intake
    elif change.catalogue_program is not None:
        change.level = change.catalogue_program.level
    return ("school", "catalogue_program", "level", "intake_before")


def check_change(change: ProgramChange) -> None:
    """Raises InvalidInput where the case contradicts its program."""
    launch = change.kind == ChangeKind.LAUNCH
    if launch and change.program is not None:
        raise InvalidInput.on("program", _("A launch names the catalogue's program instead."))
    if not launch and change.program is None:
        raise InvalidInput.on("program", _("Name the program that is to change."))
    if change.program is not None:
        if change.program.closed_on is not None:
            raise InvalidInput.on("program", _("This program has been closed."))
        if change.effective_on <= change.program.opened_on:
            text = _("A program changes after it opened.")
            raise InvalidInput.on("effective_on", text, code="order")
    if change.run is not None:
        place = change.school.organisation.region_id
        if change.run.state != RunState.DONE or not place.startswith(change.run.region.prefix):
            text = _("Name a finished run of a region that the school lies in.")
            raise InvalidInput.on("run", text)
    if change.scenario is not None:
        place = change.school.organisation.region_id
        if not place.startswith(change.scenario.region.prefix):
            text = _("Name a scenario of a region that the school lies in.")
            raise InvalidInput.on("scenario", text)


def decided_on(*, required: bool) -> forms.Field:
    widget: Any = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=gettext_lazy("decided on"), required=required, widget=widget)


def reason() -> forms.Field:
    widget: Any = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=gettext_lazy("reason"), max_length=500, widget=widget)


def opinion() -> forms.Field:
    widget: Any = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=gettext_lazy("opinion"), max_length=5_000, required=False, widget=widget
    )


def change_links(_user: Any, change: ProgramChange) -> list[tuple[Text, str]]:
    return [(gettext_lazy("Evidence and effect"), reverse("alignment:change", args=[change.pk]))]


FIELDS = (
    "kind",
    "school",
    "program",
    "catalogue_program",
    "intake_before",
    "intake_after",
    "evidence",
    "run",
    "scenario",
    "effective_on",
)

PROGRAM_CHANGES = declare(
    Register(
        name="program-changes",
        basename="program-change",
        model=ProgramChange,
        group="programs",
        enter=FIELDS,
        amend=("intake_before", "intake_after", "evidence", "run", "scenario", "effective_on"),
        shown=(
            "level",
            "suggestion",
            "reviewed_by",
            "reviewed_at",
            "opinion",
            "resolution",
            "decided_on",
            "state",
            "reason",
        ),
        listed=("kind", "school", "program", "catalogue_program", "effective_on", "state"),
        search=(
            "evidence",
            "program__name",
            "program__name_en",
            "catalogue_program__name",
            "school__organisation__name",
        ),
        filters=("kind", "state", "school", "program", "level", "decided_on", "effective_on"),
        may_begin=rules.can_begin_change,
        may_enter=rules.can_propose,
        may_amend=rules.can_amend_change,
        check=check_change,
        derive=derive_change,
        flow=CHANGE_FLOW,
        moves={
            "propose": Move(
                label=gettext_lazy("Propose"),
                act=actions.propose_change,
                rule=rules.can_propose,
                tone="primary",
            ),
            "review": Move(
                label=gettext_lazy("Mark as reviewed"),
                act=actions.review_change,
                rule=rules.can_review,
                fields={"opinion": opinion()},
                tone="primary",
            ),
            "resolve": Move(
                label=gettext_lazy("Resolved"),
                act=actions.resolve_change,
                rule=rules.can_decide,
                fields={
                    "resolution": forms.ModelChoiceField(
                        Resolution.objects.decided(),
                        label=gettext_lazy("resolution"),
                        required=False,
                    ),
                    "decided_on": decided_on(required=False),
                },
                tone="primary",
            ),
            "reject": Move(
                label=gettext_lazy("Rejected"),
                act=actions.reject_change,
                rule=rules.can_decide,
                fields={"decided_on": decided_on(required=True), "reason": reason()},
                tone="danger",
            ),
            "return": Move(
                label=gettext_lazy("Return to the school"),
                act=actions.return_change,
                rule=rules.can_review,
                fields={"reason": reason()},
            ),
            "take_effect": Move(
                label=gettext_lazy("Put into effect"),
                act=actions.take_effect,
                rule=rules.can_take_effect,
                tone="primary",
            ),
        },
        related=(
            "school__organisation__region",
            "program",
            "catalogue_program",
            "run",
            "scenario",
            "resolution",
        ),
        region="school__organisation__region__code",
        dated="effective_on",
        files=True,
        links=change_links,
    )
)

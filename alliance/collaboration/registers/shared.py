"""What several declarations of this room need."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.consortia.models import Alliance, Membership
from alliance.lib.errors import FieldError, InvalidInput


def act_on(argument: str, action: Callable[..., Any]) -> Callable[..., Any]:
    """An action that takes its record by this name, as a move; what was left empty is not given."""

    def act(record: Any, *, by: Any, version: int | None = None, **values: Any) -> Any:
        given = {name: value for name, value in values.items() if value is not None}
        return action(**{argument: record}, by=by, version=version, **given)

    return act


def reason() -> dict[str, forms.Field]:
    """What a move that has to be explained asks for; the action says why."""
    return {
        "reason": forms.CharField(
            label=gettext_lazy("reason"),
            max_length=500,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    }


def need(values: Mapping[str, Any], *names: str) -> None:
    """Raises InvalidInput naming every field of these that is not given."""
    text = _("This field is required.")
    faults = [FieldError(n, "required", text) for n in names if values.get(n) in (None, "")]
    if faults:
        raise InvalidInput(" ".join(f"{f.field}: {f.detail}" for f in faults), errors=faults)


def check_past(name: str, day: date | None) -> None:
    """Raises InvalidInput for a day that has not come."""
    if day is not None and day > timezone.localdate():
        raise InvalidInput.on(name, _("This day has not come yet."), code="future")


def check_alliance(alliance: Alliance | None, *organisations: int | None) -> None:
    """Raises InvalidInput unless one of the organisations is an active member of the alliance."""
    if alliance is None:
        return
    members = Membership.objects.active().filter(alliance=alliance)
    sides = [one for one in organisations if one is not None]
    if not members.filter(organisation_id__in=sides).exists():
        raise InvalidInput.on("alliance", _("None of its sides is an active member of it."))

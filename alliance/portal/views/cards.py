"""Pages of one organisation and of one alliance: what the registers hold about it, together."""

from datetime import date

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from alliance.accounts.models import Organisation
from alliance.consortia.models import Alliance
from alliance.portal import cards
from alliance.portal.views.membership import signed_in


class DayForm(forms.Form):
    """On which day; today where none is given."""

    on = forms.DateField(
        label=_("On the day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )


def asked_day(request: HttpRequest, today: date) -> tuple[DayForm, date]:
    """The form and the day that it names; a day that cannot be read counts as none."""
    form = DayForm(request.GET if request.GET.get("on") else None, initial={"on": today})
    given = form.cleaned_data["on"] if form.is_valid() else None
    return form, given or today


@login_required
@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """For everybody signed in; each part holds what this reader may see of it."""
    user = signed_in(request)
    rows = Organisation.objects.visible_to(user).select_related(
        "region", "school", "enterprise__industry"
    )
    row = get_object_or_404(rows, pk=pk)
    form, day = asked_day(request, timezone.localdate())
    context = {
        "organisation": row,
        "school": getattr(row, "school", None),
        "enterprise": getattr(row, "enterprise", None),
        "former": list(row.aliases.values_list("name", flat=True)),
        "card": cards.organisation_card(user, row, day),
        "form": form,
        "day": day,
        "edit_url": cards.may_edit(user, "organisations", row),
        "record_url": reverse("registers:detail", args=["organisations", row.pk]),
    }
    return render(request, "portal/organisation.html", context)


@login_required
@require_safe
def alliance(request: HttpRequest, pk: int) -> HttpResponse:
    """For everybody signed in; what only members read stays empty for others."""
    user = signed_in(request)
    rows = Alliance.objects.visible_to(user).select_related("region", "secretariat", "parent")
    row = get_object_or_404(rows, pk=pk)
    today = timezone.localdate()
    form, day = asked_day(request, today)
    context = {
        "alliance": row,
        "card": cards.alliance_card(user, row, day, today),
        "form": form,
        "day": day,
        "edit_url": cards.may_edit(user, "alliances", row),
        "record_url": reverse("registers:detail", args=["alliances", row.pk]),
    }
    return render(request, "portal/alliance.html", context)

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliance.consortia import actions, rules
from alliance.consortia.models import Framework, KeyIndustry
from alliance.registers.register import Register, Text, declare


def framework_page(row: Framework) -> str:
    return reverse("consortia:framework_detail", args=[row.pk])


def _to_page(of: Callable[[Any], Framework]) -> Callable[[Any, Any], list[tuple[Text, str]]]:
    return lambda _user, row: [(_("The whole list"), framework_page(of(row)))]


FRAMEWORKS = declare(
    Register(
        name="frameworks",
        basename="framework",
        model=Framework,
        group="organisations",
        shown=("region", "name", "title", "valid_from", "valid_to", "source", "is_main"),
        listed=("name", "region", "title", "valid_from", "valid_to", "is_main"),
        search=("name", "title", "source"),
        filters=("region", "is_main", "valid_from", "valid_to"),
        spans={"held_on": ("valid_from", "valid_to")},
        keys=("name",),
        order=("-valid_from", "-pk"),
        region="region__code",
        dated="valid_from",
        page=framework_page,
        links=_to_page(lambda row: row),
        api=False,
        admin=False,
    )
)

KEY_INDUSTRIES = declare(
    Register(
        name="key-industries",
        basename="key-industry",
        model=KeyIndustry,
        group="organisations",
        enter=("framework", "group", "industry", "position"),
        amend=("group", "position"),
        listed=("framework", "group", "industry", "position"),
        search=("group", "industry__code", "industry__name", "framework__name"),
        filters=("framework", "industry", "group"),
        may_enter=rules.can_keep_key_industry,
        may_amend=rules.can_keep_key_industry,
        may_begin=rules.can_begin_framework,
        entering=actions.add_key_industry,
        amending=actions.amend_key_industry,
        order=("-framework__valid_from", "framework", "position", "pk"),
        related=("framework__region", "industry"),
        region="framework__region__code",
        links=_to_page(lambda row: row.framework),
    )
)

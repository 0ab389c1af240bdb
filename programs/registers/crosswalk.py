"""Where programs lead: links of one program, mappings of codes, the concordance."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.lib.errors import InvalidInput
from alliance.lib.rules import Verdict
from alliance.reference.models import Industry, Occupation
from alliance.registers.register import Register, declare
from programs import actions, rules
from programs.enums import LinkKind
from programs.models import CatalogueLink, CrosswalkLink, OccupationIndustry
from programs.registers.schools import may_begin, need


def enter_link(
    *, by: User, values: Mapping[str, Any], now: datetime | None = None
) -> CrosswalkLink:
    """A newer link ends an older one of the same kind and target."""
    need(values, "program", "weight", "kind")
    industry, occupation = values.get("industry"), values.get("occupation")
    target: Industry | Occupation | None = industry or occupation
    if target is None or (industry is not None and occupation is not None):
        raise InvalidInput.on("industry", _("Name an industry or an occupation, one of them."))
    return actions.link_program(
        program=values["program"],
        target=target,
        weight=values["weight"],
        kind=LinkKind(values["kind"]),
        source=values.get("source", ""),
        by=by,
        now=now,
    )


def may_enter_link(user: Any, link: Any) -> Verdict:
    if link.kind == LinkKind.DECLARED:
        return rules.can_edit(user, link.program)
    return rules.can_confirm(user, link.program)


def mapping(model: type[Any], *names: str) -> Callable[..., Any]:
    """Entering a row of a mapping, of which these fields must be given."""

    def enter(*, by: User, values: Mapping[str, Any], now: datetime | None = None) -> Any:
        need(values, *names)
        return actions.add_mapping(model=model, by=by, values=values, now=now)

    return enter


LINKS = declare(
    Register(
        name="crosswalk-links",
        basename="crosswalk-link",
        model=CrosswalkLink,
        group="programs",
        enter=("program", "industry", "occupation", "weight", "kind", "source"),
        shown=("valid_from", "valid_to"),
        listed=("program", "industry", "occupation", "weight", "kind", "valid_from", "valid_to"),
        search=("program__name", "program__school__organisation__name", "source"),
        filters=(
            "kind",
            "program",
            "industry",
            "occupation",
            "weight",
            "valid_from",
            "valid_to",
        ),
        may_enter=may_enter_link,
        may_begin=may_begin,
        entering=enter_link,
        spans={"valid_on": ("valid_from", "valid_to")},
        related=("program__school__organisation", "industry", "occupation"),
        region="program__school__organisation__region__code",
        dated="valid_from",
        api=False,
        admin=False,
    )
)

CATALOGUE_LINKS = declare(
    Register(
        name="catalogue-links",
        basename="catalogue-link",
        model=CatalogueLink,
        group="programs",
        enter=(
            "catalogue_program",
            "industry",
            "occupation",
            "weight",
            "kind",
            "source",
            "edition",
            "valid_from",
            "valid_to",
        ),
        amend=("valid_to",),
        listed=(
            "catalogue_program",
            "industry",
            "occupation",
            "weight",
            "kind",
            "edition",
            "valid_from",
            "valid_to",
        ),
        search=(
            "catalogue_program__code",
            "catalogue_program__name",
            "industry__name",
            "occupation__name",
            "source",
            "edition",
        ),
        filters=(
            "catalogue_program",
            "industry",
            "occupation",
            "kind",
            "edition",
            "weight",
            "valid_from",
            "valid_to",
        ),
        may_enter=rules.can_map,
        may_amend=rules.can_map,
        may_begin=rules.can_map,
        entering=mapping(
            CatalogueLink, "catalogue_program", "weight", "source", "edition", "valid_from"
        ),
        amending=actions.end_mapping,
        spans={"valid_on": ("valid_from", "valid_to")},
        dated="valid_from",
    )
)

OCCUPATION_INDUSTRIES = declare(
    Register(
        name="occupation-industries",
        basename="occupation-industry",
        model=OccupationIndustry,
        group="programs",
        enter=(
            "occupation",
            "industry",
            "weight",
            "kind",
            "source",
            "edition",
            "valid_from",
            "valid_to",
        ),
        amend=("valid_to",),
        listed=(
            "occupation",
            "industry",
            "weight",
            "kind",
            "edition",
            "valid_from",
            "valid_to",
        ),
        search=("occupation__name", "industry__name", "source", "edition"),
        filters=(
            "occupation",
            "industry",
            "kind",
            "edition",
            "weight",
            "valid_from",
            "valid_to",
        ),
        may_enter=rules.can_map,
        may_amend=rules.can_map,
        may_begin=rules.can_map,
        entering=mapping(
            OccupationIndustry,
            "occupation",
            "industry",
            "weight",
            "source",
            "edition",
            "valid_from",
        ),
        amending=actions.end_mapping,
        spans={"valid_on": ("valid_from", "valid_to")},
        dated="valid_from",
    )
)

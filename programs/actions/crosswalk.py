"""Writing the crosswalk: links of one program, and mappings that hold for a code everywhere."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.events.record import record as tell
from alliance.lib.errors import InvalidInput
from alliance.reference.models import Industry, Occupation
from alliance.registers.actions import faults_of, raise_on, save, validate_constraints
from alliance.web.records import locked
from programs import rules
from programs.enums import LinkKind
from programs.models import CatalogueLink, CrosswalkLink, OccupationIndustry, Program

OWNER: Mapping[type[Any], str] = {
    CatalogueLink: "catalogue_program",
    OccupationIndustry: "occupation",
}
"""Kind of mapping → the field that names the code of which it speaks."""
SIDES: Mapping[type[Any], tuple[str, ...]] = {
    CatalogueLink: ("industry", "occupation"),
    OccupationIndustry: ("industry",),
}
"""Kind of mapping → the fields that may say where the code leads."""


@transaction.atomic
def link_program(
    *,
    program: Program,
    target: Industry | Occupation,
    weight: Decimal,
    kind: LinkKind,
    by: User,
    source: str = "",
    now: datetime | None = None,
) -> CrosswalkLink:
    """Say that a program leads somewhere; an older open link of the same kind and target ends.

    The industry weights of one kind may not sum above 1. A school declares; only a secretariat
    writes official and confirmed links. Raises InvalidInput naming `weight` otherwise.
    """
    program = locked(program)
    declares = kind == LinkKind.DECLARED
    verdict = rules.can_write(by, program.school) if declares else rules.can_confirm(by, program)
    verdict.require()
    if not 0 < weight <= 1:
        raise InvalidInput.on("weight", _("Above 0 and at most 1."), code="range")
    today = timezone.localdate(now or timezone.now())
    column = "industry" if isinstance(target, Industry) else "occupation"
    open_links = program.links.filter(kind=kind, valid_to__isnull=True)
    same = open_links.filter(**{column: target})
    same.filter(valid_from__gte=today).delete()  # corrected on the same day: nothing was valid yet
    same.update(valid_to=today, version=F("version") + 1, updated_at=Now())
    if column == "industry":
        others = open_links.filter(industry__isnull=False, valid_to__isnull=True)
        total = (others.aggregate(total=Sum("weight"))["total"] or Decimal(0)) + weight
        if total > 1:
            text = _("The program's industry weights of this kind would sum to %(sum)s, above 1.")
            raise InvalidInput.on("weight", text % {"sum": total}, code="sum")
    link = CrosswalkLink.objects.create(
        program=program,
        weight=weight,
        kind=kind,
        source=source,
        valid_from=today,
        **{column: target},
    )
    tell("crosswalk.changed", subject=program, by=by, now=now, link=link.pk, kind=kind)
    return link


@transaction.atomic
def add_mapping(
    *, model: type[Any], by: User, values: Mapping[str, Any], now: datetime | None = None
) -> Any:
    """One row of a mapping (CatalogueLink, OccupationIndustry), which holds in every region.

    Of a code, a kind and a sort of target one edition of one source is in force at a time: what
    an older edition said of the code ends on the first day of this one. Raises NotAllowed, or
    InvalidInput naming the fields at fault.
    """
    row = model(**values)
    rules.can_map(by, row).require()
    try:
        row.clean_fields()
    except ValidationError as error:
        raise_on(faults_of(error))
    owner = OWNER[model]
    code = getattr(row, owner)
    type(code).objects.select_for_update(of=("self",)).get(pk=code.pk)
    sides = [name for name in SIDES[model] if getattr(row, f"{name}_id") is not None]
    side = sides[0] if sides else SIDES[model][0]  # without any, the constraint says so below
    beside = model.objects.filter(
        **{owner: code, "kind": row.kind, f"{side}__isnull": False}
    ).order_by()
    end_older(row, beside)
    try:
        validate_constraints(row)
    except ValidationError as error:
        raise_on(faults_of(error))
    if side == "industry":
        check_sum(row, beside)
    save(row, force_insert=True)
    tell("crosswalk.changed", subject=row, by=by, now=now, edition=row.edition, kind=row.kind)
    return row


def end_older(row: Any, beside: Any) -> None:
    """Other editions end where this one begins. Raises InvalidInput where they would overlap."""
    others = beside.exclude(source=row.source, edition=row.edition)
    overlapping = Q(valid_from__lt=row.valid_from, valid_to__gt=row.valid_from)
    later = Q(valid_from__gte=row.valid_from)
    if row.valid_to is not None:
        later &= Q(valid_from__lt=row.valid_to)
    other = others.filter(overlapping | later).first()
    if other is not None:
        text = _("%(edition)s holds from %(day)s on: say when this one began and ended.")
        raise InvalidInput.on(
            "valid_from",
            text % {"edition": other.edition, "day": date_format(other.valid_from)},
            code="overlap",
        )
    older = others.filter(valid_to__isnull=True, valid_from__lt=row.valid_from)
    older.update(valid_to=row.valid_from, version=F("version") + 1, updated_at=Now())


def check_sum(row: Any, beside: Any) -> None:
    """Raises InvalidInput where the industries of the code would weigh more than 1 together."""
    same = beside.filter(source=row.source, edition=row.edition, valid_to__isnull=True)
    total = (same.aggregate(total=Sum("weight"))["total"] or Decimal(0)) + row.weight
    if row.valid_to is None and total > 1:
        text = _("The industry weights of this code would sum to %(sum)s, above 1.")
        raise InvalidInput.on("weight", text % {"sum": total}, code="sum")


@transaction.atomic
def end_mapping(
    *,
    record: Any,
    by: User,
    values: Mapping[str, date | None],
    version: int | None = None,
    now: datetime | None = None,
) -> Any:
    """Say when a row of a mapping ended. A row that ended is not opened again: enter another."""
    row = locked(record, version=version)
    rules.can_map(by, row).require()
    ends = values.get("valid_to", row.valid_to)
    if ends == row.valid_to:
        return row
    if ends is None:
        raise InvalidInput.on("valid_to", _("This has ended; enter it anew instead."))
    if row.valid_to is not None and ends > row.valid_to:
        raise InvalidInput.on("valid_to", _("It may end earlier than is on record, not later."))
    row.valid_to = ends
    try:
        validate_constraints(row)
    except ValidationError as error:
        raise_on(faults_of(error))
    save(row, "valid_to")
    tell("crosswalk.changed", subject=row, by=by, now=now, edition=row.edition, kind=row.kind)
    return row

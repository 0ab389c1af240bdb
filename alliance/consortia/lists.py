"""The list of key industries of a framework: what it may hold, and writing it.

Pages, the API, the administration and files all write lists through here; each of them asks who
may before. A list that a finished run has read stays as it is, so that every figure keeps the
list that it was computed from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from alliance.consortia.models import Framework, KeyIndustry
from alliance.lib.errors import InvalidInput, Refused
from alliance.reference.models import Industry, Region

MOST_INDUSTRIES = 500
MOST_GROUP = 100
"""Characters of a group's name."""


@dataclass(frozen=True)
class Changes:
    """How one list differs from another, by codes of industries."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        return bool(self.added or self.removed or self.moved)


def check_list(industries: Sequence[tuple[Industry, str]]) -> None:
    """Raises InvalidInput for an empty or doubled list, and for an industry without a group."""
    if not industries:
        raise InvalidInput.on("industries", _("A framework names at least one industry."))
    if len(industries) > MOST_INDUSTRIES:
        text = _("A framework names at most %(most)s industries.")
        raise InvalidInput.on("industries", text % {"most": MOST_INDUSTRIES})
    seen: set[str] = set()
    for industry, group in industries:
        if industry.pk in seen:
            text = _("%(code)s stands twice in the list.") % {"code": industry.pk}
            raise InvalidInput.on("industries", text, code="duplicate")
        seen.add(industry.pk)
        if not group.strip() or len(group) > MOST_GROUP:
            text = _("%(code)s needs the list's name for its group, at most %(most)s characters.")
            raise InvalidInput.on("industries", text % {"code": industry.pk, "most": MOST_GROUP})


def is_used(framework: Framework) -> bool:
    """Whether a finished run has read the list."""
    return Framework.objects.used().filter(pk=framework.pk).exists()


def refuse_if_used(framework: Framework) -> None:
    """Raises Refused for a list that a figure was computed from. Lock the framework before."""
    if is_used(framework):
        raise Refused(
            _("Rates were computed from this list, so it stays as it is; publish a new edition.")
        )


def store_edition(framework: Framework, industries: Sequence[tuple[Industry, str]]) -> None:
    """Write a new edition with its list; the editions of that name before and after it adjoin.

    The one before ends where this one begins; where one begins later, this one ends there.
    Raises IntegrityError where this edition exists already.
    """
    Region.objects.select_for_update(of=("self",)).get(pk=framework.region_id)
    editions = Framework.objects.filter(region_id=framework.region_id, name=framework.name)
    later = editions.filter(valid_from__gt=framework.valid_from).order_by("valid_from").first()
    if later is not None and (framework.valid_to is None or framework.valid_to > later.valid_from):
        framework.valid_to = later.valid_from
    framework.save(force_insert=True)
    end_before(framework)
    KeyIndustry.objects.bulk_create(
        KeyIndustry(framework=framework, industry=industry, group=group, position=place)
        for place, (industry, group) in enumerate(industries)
    )


def end_before(framework: Framework) -> None:
    """Editions of the same name that were in force on this one's first day end on it."""
    older = Framework.objects.filter(
        region_id=framework.region_id, name=framework.name, valid_from__lt=framework.valid_from
    )
    open_then = older.filter(valid_to__isnull=True) | older.filter(
        valid_to__gt=framework.valid_from
    )
    open_then.update(valid_to=framework.valid_from, version=F("version") + 1, updated_at=Now())


def replace_list(framework: Framework, industries: Sequence[tuple[Industry, str]]) -> Changes:
    """Make the list exactly this one, in this order; rows that stay keep their ids.

    Raises Refused where a finished run has read it and anything would change.
    """
    stored = {row.industry_id: row for row in framework.industries.all()}
    wanted = {industry.pk: (group, place) for place, (industry, group) in enumerate(industries)}
    found = Changes(
        added=tuple(code for code in wanted if code not in stored),
        removed=tuple(code for code in stored if code not in wanted),
        moved=tuple(
            code
            for code, row in stored.items()
            if code in wanted and wanted[code] != (row.group, row.position)
        ),
    )
    if not found.anything:
        return found
    refuse_if_used(framework)
    framework.industries.filter(industry_id__in=found.removed).delete()
    for code in found.moved:
        row = stored[code]
        row.group, row.position = wanted[code]
        row.store("group", "position")
    KeyIndustry.objects.bulk_create(
        KeyIndustry(
            framework=framework, industry_id=code, group=wanted[code][0], position=wanted[code][1]
        )
        for code in found.added
    )
    return found


def list_on(region: str, on: date) -> Framework | None:
    """The list that published rates of the region use on a day; None where there is none."""
    return Framework.objects.in_force(region, on).filter(is_main=True).first()

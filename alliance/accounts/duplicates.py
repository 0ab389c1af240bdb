"""Organisations of one city whose names are so alike that they may be one.

Names are compared by their pairs of neighbouring characters (Jaccard index) after everything has
been taken off that says nothing: width of characters, brackets, spaces, legal forms, kinds of school, the place.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import ceil
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from alliance.accounts.models import NotDuplicate, Organisation
from alliance.reference.models import Region

ALIKE: Final = 0.6
"""Share of common character pairs from which two names are shown."""
CITY: Final = 4
"""Digits of a region's code that name the city."""
FORMS: Final = (
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "股份公司",
    "集团公司",
    "总公司",
    "分公司",
    "集团",
    "公司",
    "职业中等专业学校",
    "中等职业技术学校",
    "中等职业学校",
    "中等专业学校",
    "职业技术学院",
    "职业技术学校",
    "职业技术大学",
    "职业学院",
    "职业学校",
    "职业大学",
    "技工学校",
    "技师学院",
    "学院",
    "学校",
    "大学",
)
"""Legal forms and kinds of school at the end of a Chinese name, the longest first.

Two schools of a city are not alike for both being vocational secondary schools.
"""
ENGLISH_FORMS: Final = frozenset(
    {"co", "ltd", "limited", "inc", "corp", "corporation", "company", "llc", "group", "the"}
)
PLACE_KINDS: Final = ("特别行政区", "自治区", "自治州", "自治县", "地区", "省", "市", "县", "区")
BRACKETS: Final = re.compile(r"[(\[{【〔《<]([^)\]}】〕》>]*)[)\]}】〕》>]")


@dataclass(frozen=True)
class Alike:
    """Two names: the share of common character pairs, and how many of how many."""

    first: int
    second: int
    score: float
    common: int
    total: int

    @property
    def why(self) -> str:
        if self.score == 1:
            return _("The names are the same but for legal form, place and writing.")
        counts = {"common": self.common, "total": self.total}
        return _("%(common)s of %(total)s pairs of characters are common.") % counts


def plain_name(name: str, places: Sequence[str] = ()) -> str:
    """The part of a name that tells organisations apart; never empty for a name that has letters.

    `places` are names of the region and of those above it, with or without their kind.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = BRACKETS.sub(lambda m: "" if m[1].strip() in places else f" {m[1]} ", text)
    words = re.findall(r"[^\W_]+", text)
    told = [w for w in words if w not in ENGLISH_FORMS] or words
    text = "".join(told)
    while True:
        shorter = _without(text, places)
        if shorter == text:
            return text
        text = shorter


def _without(text: str, places: Sequence[str]) -> str:
    for form in FORMS:
        if text.endswith(form) and len(text) >= len(form) + 2:
            return text[: -len(form)]
    for place in places:
        if text.startswith(place) and len(text) >= len(place) + 2:
            return text[len(place) :]
    return text


def pairs_of(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset({text})


def alike(names: Mapping[int, str], least: float = ALIKE) -> Iterator[Alike]:
    """All pairs of names at least so alike, in no order.

    Rare character pairs come first in each name: two names that share enough share one of the
    first few, so only those are looked up, and of the shorter name even fewer are written down.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for pk, name in names.items():
        if name:
            groups[name].append(pk)
    told = {name: pairs_of(name) for name in groups}
    for name, members in groups.items():
        n = len(told[name])
        for first, second in combinations(members, 2):
            yield Alike(first, second, 1.0, n, n)
    frequency = Counter(pair for pairs in told.values() for pair in pairs)
    # A name shares at least `least` of its pairs with a shorter one, and the shorter one, being
    # shorter, at least `2 * least / (1 + least)` of its own.
    of_shorter = 2 * least / (1 + least)
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(told, key=lambda n: (len(told[n]), n)):
        pairs = told[name]
        size = len(pairs)
        rare = sorted(pairs, key=lambda p: (frequency[p], p))
        candidates = {other for pair in rare[: _first(size, least)] for other in found[pair]}
        for other in candidates:
            theirs = told[other]
            common = len(pairs & theirs)
            total = size + len(theirs) - common
            if common >= least * total:
                for first, second in product(groups[other], groups[name]):
                    yield Alike(first, second, common / total, common, total)
        for pair in rare[: _first(size, of_shorter)]:
            found[pair].append(name)


def _first(size: int, share: float) -> int:
    """So many of `size` things must be looked at to meet one of any `share` of them."""
    return size - ceil(share * size - 1e-9) + 1


def places_of(codes: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Region code → names of the region, its city and its province, the longest first."""
    wanted = set(codes)
    above = {code: {code, f"{code[:4]}00", f"{code[:2]}0000"} for code in wanted}
    named = dict(
        Region.objects.filter(pk__in=set().union(*above.values())).values_list("pk", "name")
    )
    found = {}
    for code, chain in above.items():
        names = {named[c].casefold() for c in chain if c in named}
        for name in tuple(names):
            kind = next((k for k in PLACE_KINDS if name.endswith(k)), "")
            if kind and len(name) >= len(kind) + 2:
                names.add(name.removesuffix(kind))
        found[code] = tuple(sorted(names, key=lambda n: (-len(n), n)))
    return found


def likely_duplicates(within: frozenset[int] | None = None) -> list[Alike]:
    """Pairs of organisations of one city, the most alike first; what was told apart is left out.

    `within` keeps the pairs that one of these organisations belongs to; None keeps all.
    """
    rows = Organisation.objects.values_list("pk", "name", "name_en", "region_id").order_by()
    if within is not None:
        cities = {
            code[:CITY]
            for code in Organisation.objects.filter(pk__in=within).values_list(
                "region_id", flat=True
            )
        }
        nearby = Q(pk__in=())
        for city in sorted(cities):
            nearby |= Q(region__code__startswith=city)
        rows = rows.filter(nearby)
    held = list(rows)
    places = places_of({region for _pk, _name, _en, region in held})
    names: dict[str, dict[int, str]] = defaultdict(dict)
    english: dict[str, dict[int, str]] = defaultdict(dict)
    for pk, name, name_en, region in held:
        names[region[:CITY]][pk] = plain_name(name, places[region])
        if name_en:
            english[region[:CITY]][pk] = plain_name(name_en)
    best: dict[tuple[int, int], Alike] = {}
    for least, by_city in ((ALIKE, names), (1.0, english)):
        for called in by_city.values():
            for pair in alike(called, least):
                key = (min(pair.first, pair.second), max(pair.first, pair.second))
                if key not in best or best[key].score < pair.score:
                    best[key] = Alike(*key, pair.score, pair.common, pair.total)
    apart = {
        (min(pair), max(pair)) for pair in NotDuplicate.objects.values_list("first_id", "second_id")
    }
    kept = (
        pair
        for key, pair in best.items()
        if key not in apart and (within is None or not within.isdisjoint(key))
    )
    return sorted(kept, key=lambda p: (-p.score, p.first, p.second))

"""When two indices of one run say different things, the page says so and what it may mean.

The thresholds are ours: they are no part of any index and change no figure. The page of methods
prints them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliance.alignment.figures import Figure

Values = Mapping[str, Decimal]

HIGH_RATE = Decimal("0.75")
APART = Decimal("0.10")
MANY = Decimal("0.5")
"""More than this part of the occupations."""

SURPLUS, SHORTAGE = "D2:surplus", "D2:shortage"
"""Shares of occupations in a band, made from the figures of occupations."""


@dataclass(frozen=True)
class Rule:
    """One pair of figures that may contradict one another.

    first, second   codes of the two indices
    holds           whether they do, given every value that both name; never asked where one of
                    `needs` is unknown or not published
    when            the condition in signs, printed with the methods
    means           what it may mean, in a sentence
    """

    first: str
    second: str
    needs: tuple[str, ...]
    holds: Callable[[Values], bool]
    when: str
    means: str | Promise


RULES: tuple[Rule, ...] = (
    Rule(
        "A1", "A2", ("A1", "A2"),
        lambda v: v["A1"] - v["A2"] > APART,
        "A1 − A2 > 10 %",
        _("Programs that serve key industries are the smaller ones: counted by students, fewer are on course for them."),
    ),
    Rule(
        "A2", "A1", ("A1", "A2"),
        lambda v: v["A2"] - v["A1"] > APART,
        "A2 − A1 > 10 %",
        _("Programs that serve key industries are the larger ones: counting programs makes the region look less aligned than its students are."),
    ),
    Rule(
        "A1", "A3", ("A1", "A3"),
        lambda v: v["A1"] - v["A3"] > 2 * APART,
        "A1 − A3 > 20 %",
        _("Many programs pass the threshold with a part of what they teach; the rest of it leads elsewhere."),
    ),
    Rule(
        "A1", "B1w", ("A1", "B1w"),
        lambda v: v["A1"] >= HIGH_RATE and v["B1w"] >= MANY,
        "A1 ≥ 75 %, B1w ≥ 0.5",
        _("Most programs serve some key industry, yet education is shaped otherwise than the economy: they crowd into a few industries and leave others without provision."),
    ),
    Rule(
        "A1", "B4", ("A1", "B4"),
        lambda v: v["A1"] >= HIGH_RATE and v["B4"] >= Decimal("0.3"),
        "A1 ≥ 75 %, B4 ≥ 0.3",
        _("Most programs serve some key industry, yet nearly a third of the places or more would have to move for education to have the economy's shape."),
    ),
    Rule(
        "A1", "D2", ("A1", SURPLUS),
        lambda v: v["A1"] >= HIGH_RATE and v[SURPLUS] > MANY,
        "A1 ≥ 75 %, D2 > 1.2 in most occupations",
        _("Programs lead to key industries, but to occupations there for which more graduates are expected than openings are recorded."),
    ),
    Rule(
        "A1", "D2", ("A1", SHORTAGE),
        lambda v: v["A1"] >= HIGH_RATE and v[SHORTAGE] > MANY,
        "A1 ≥ 75 %, D2 < 0.8 in most occupations",
        _("The right industries are served with too few graduates: it is places that are missing rather than programs."),
    ),
    Rule(
        "A1", "G4", ("A1", "G4"),
        lambda v: v["A1"] >= HIGH_RATE and v["G4"] < Decimal("0.6"),
        "A1 ≥ 75 %, G4 < 60 %",
        _("Programs lead to key industries by the crosswalk; many of their graduates work elsewhere."),
    ),
    Rule(
        "G1", "G3", ("G1", "G3"),
        lambda v: v["G1"] >= Decimal("0.9") and v["G3"] < Decimal("0.6"),
        "G1 ≥ 90 %, G3 < 60 %",
        _("Nearly everybody is placed, but many outside their field."),
    ),
    Rule(
        "G1", "G8", ("G1", "G8"),
        lambda v: v["G8"] < Decimal("0.8"),
        "G8 < 80 %",
        _("What became of many graduates is not known; the rates speak of the others."),
    ),
    Rule(
        "C1", "C2", ("C1", "C2"),
        lambda v: v["C1"] >= Decimal("0.9") and v["C2"] < Decimal("0.4"),
        "C ≥ 0.9, T < 0.4",
        _("Education and industry are even because both are little developed; read the coordination, not the coupling."),
    ),
    Rule(
        "C3", "C5", ("C3", "C5"),
        lambda v: v["C3"] - v["C5"] > APART,
        "D − D′ > 0.1",
        _("The usual form of coordination flatters two sides that differ; the modified form is the more careful one."),
    ),
    Rule(
        "E1", "E4", ("E1", "E4"),
        lambda v: v["E1"] >= Decimal("0.8") and v["E4"] < MANY,
        "E1 ≥ 80 %, E4 < 50 %",
        _("Nearly every skill that is sought is taught somewhere, but not in the proportions in which it is sought."),
    ),
    Rule(
        "H1", "D2", ("H1", SHORTAGE),
        lambda v: v["H1"] < MANY and v[SHORTAGE] > MANY,
        "H1 < 50 %, D2 < 0.8 in most occupations",
        _("Graduates are short and yet the seats that are published stay empty; what keeps them apart is not their number."),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Disagreement:
    """A rule that holds in a run, with the two figures that it compares.

    `second` is None where it is not one figure but those of all occupations.
    """

    rule: Rule
    first: Figure
    second: Figure | None


def bands(figures: Iterable[Figure]) -> dict[str, Decimal]:
    """Shares of the occupations that are short or in surplus, of those whose figure is shown."""
    shown = [figure.row.detail.get("band") for figure in figures if figure.value is not None]
    found = [band for band in shown if band]
    if not found:
        return {}
    return {
        SURPLUS: Decimal(found.count("surplus")) / len(found),
        SHORTAGE: Decimal(found.count("shortage")) / len(found),
    }


def disagreements(
    figures: Mapping[str, Figure], occupations: Iterable[Figure] = ()
) -> list[Disagreement]:
    """The rules that hold for a region's figures, as their reader sees them."""
    values = {code: f.value for code, f in figures.items() if f.value is not None}
    values |= bands(occupations)
    return [
        Disagreement(rule, figures[rule.first], figures.get(rule.second))
        for rule in RULES
        if rule.first in figures
        and all(name in values for name in rule.needs)
        and rule.holds(values)
    ]

"""What each index is: its name, its formula, its convention. Pages, exports and the data dictionary
read it here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Form(StrEnum):
    """How a value is printed."""

    SHARE = "share"
    """Between 0 and 1, as a percentage."""
    RATIO = "ratio"
    """A quotient that may exceed 1."""
    SIGNED = "signed"
    """A deviation, negative or positive, as a percentage."""
    NUMBER = "number"
    DAYS = "days"
    YUAN = "yuan"


class Counts(StrEnum):
    """What stands in numerator and denominator: persons are subject to the small-cell rule."""

    PROGRAMS = "programs"
    PERSONS = "persons"
    NOTHING = "nothing"
    """Shares, scores and weights."""
    SEATS = "seats"
    CASES = "cases"


@dataclass(frozen=True)
class Index:
    """One index. `formula` is mathematics and the same in every language."""

    code: str
    family: str
    name: str | Promise
    lead: str | Promise
    formula: str
    convention: str | Promise
    form: Form
    counts: Counts


FAMILIES: Mapping[str, str | Promise] = {
    "A": _("Alignment rates"),
    "B": _("Structure of programs and industry"),
    "C": _("Coupling coordination"),
    "D": _("Supply and demand"),
    "E": _("Skills"),
    "F": _("Scorecard"),
    "G": _("Outcomes of graduates"),
    "H": _("The loop itself"),
}

_ALL = (
    Index(
        "A1", "A", _("Programs aligned"),
        _("Programs that serve key industries, out of all programs."),
        "A1 = |{p : Σ_{k∈K*} w_pk ≥ τ}| / |P|",
        _("τ, the unit counted and who declares are parameters of the run."),
        Form.SHARE, Counts.PROGRAMS,
    ),
    Index(
        "A2", "A", _("Aligned, by students"),
        _("Students in aligned programs, out of all students."),
        "A2 = Σ E_p·a_p / Σ E_p",
        _("Programs that state no students are in neither sum."),
        Form.SHARE, Counts.PERSONS,
    ),
    Index(
        "A3", "A", _("Graded, by students"),
        _("Students times their program's weight in key industries, out of all students."),
        "A3 = Σ E_p·Σ_{k∈K*} w_pk / Σ E_p",
        _("No threshold: a program counts by the part of it that leads to key industries."),
        Form.SHARE, Counts.PERSONS,
    ),
    Index(
        "B1", "B", _("Structural deviation"),
        _("How far an industry's share of the economy is from its share of education."),
        "SD_k = q_k / s_k − 1",
        _("Above 0: too little is provided for the industry; below 0: too much."),
        Form.SIGNED, Counts.NOTHING,
    ),
    Index(
        "B1m", "B", _("Mean deviation"),
        _("Mean size of the structural deviation over the industries."),
        "Σ |SD_k| / n",
        _("Unknown where an industry has no provision at all; those are listed."),
        Form.NUMBER, Counts.NOTHING,
    ),
    Index(
        "B1w", "B", _("Weighted deviation"),
        _("Size of the structural deviation, weighted by the industries' shares."),
        "Σ q_k·|SD_k|",
        _("Unknown where an industry has no provision at all; those are listed."),
        Form.NUMBER, Counts.NOTHING,
    ),
    Index(
        "B2", "B", _("Theil index"),
        _("Divergence of the economy's structure from that of education; 0 is equal."),
        "TL = Σ q_k·ln(q_k / s_k)",
        _("An industry without share adds 0; one without provision makes it unknown."),
        Form.NUMBER, Counts.NOTHING,
    ),
    Index(
        "B3", "B", _("Similarity"),
        _("Cosine of the two structures; 1 is equal."),
        "S = Σ q_k·s_k / √(Σ q_k² · Σ s_k²)", "", Form.NUMBER, Counts.NOTHING,
    ),
    Index(
        "B4", "B", _("Dissimilarity"),
        _("Part of education that would have to move for the structures to be equal."),
        "D = ½ Σ |q_k − s_k|", "", Form.NUMBER, Counts.NOTHING,
    ),
    Index(
        "C1", "C", _("Coupling"),
        _("How even education and industry are; poor on both sides is even, too."),
        "C = 2√(U₁U₂) / (U₁+U₂)",
        _("Never read alone: beside it stand T and the coordination D."),
        Form.NUMBER, Counts.NOTHING,
    ),
    Index(
        "C2", "C", _("Development"),
        _("Weighted mean of the two scores."),
        "T = α·U₁ + β·U₂", _("α = β = ½."), Form.NUMBER, Counts.NOTHING,
    ),
    Index(
        "C3", "C", _("Coupling coordination"),
        _("How well developed both sides are together."),
        "D = √(C·T)", _("Ten bands, the upper bound included."), Form.NUMBER, Counts.NOTHING,
    ),
    Index(
        "C4", "C", _("Coupling, modified"),
        _("The form of 2021, which spreads over the whole range."),
        "C′ = √{(1−|U₁−U₂|)·min/max}", "", Form.NUMBER, Counts.NOTHING,
    ),
    Index(
        "C5", "C", _("Coordination, modified"),
        _("Coordination with the modified coupling."),
        "D′ = √(C′·T)", "", Form.NUMBER, Counts.NOTHING,
    ),
    Index(
        "D1", "D", _("Openings for graduates"),
        _("Openings that fall to a program's graduates, shared among all who compete for them."),
        "H_p = (G_p+ε)·Σ_{o∈S_p} O_o / Σ_{p′∈C_o}(G_p′+ε)",
        _("Shown for each class of programs; the gap is openings minus graduates."),
        Form.RATIO, Counts.PERSONS,
    ),
    Index(
        "D2", "D", _("Supply per opening"),
        _("Graduates expected in an occupation for each opening in it."),
        "r_o = S_o / O_o,  S_o = Σ_p G_p·O_o / Σ_{o′∈S_p} O_o′",
        _("Below 0.8 shortage, up to 1.2 balance, above surplus."),
        Form.RATIO, Counts.PERSONS,
    ),
    Index(
        "E1", "E", _("Coverage of skills sought"),
        _("Part of the skills sought, by weight, that some program teaches at the level sought."),
        "Σ w_s·min(1, level_ps / level_ds) / Σ w_s",
        _("Levels from 1 to 4; the best teaching program counts."),
        Form.SHARE, Counts.NOTHING,
    ),
    Index(
        "E2", "E", _("Similarity of skills"),
        _("Cosine of skills taught and sought, rare ones weighing more."),
        "cos(tf·idf taught, tf·idf sought)", "", Form.NUMBER, Counts.NOTHING,
    ),
    Index(
        "E4", "E", _("Skill-structure alignment"),
        _("Common part of the structures of skills taught and sought; 1 is equal."),
        "Σ_s min(share sought, share taught)",
        _("Taught counts by graduates, sought by seats."),
        Form.SHARE, Counts.NOTHING,
    ),
    Index(
        "E5", "E", _("Skill, taught against sought"),
        _("A skill's share of all that is taught against its share of all that is sought."),
        "share taught / share sought",
        _("Above 1: taught more than it is sought."),
        Form.RATIO, Counts.NOTHING,
    ),
    Index(
        "G1", "G", _("Destination rate"),
        _("Graduates in work or further study, out of all graduates."),
        "(employed + further study) / graduates", "", Form.SHARE, Counts.PERSONS,
    ),
    Index(
        "G2", "G", _("Employment rate"),
        _("Graduates in work, out of all graduates."),
        "employed / graduates", "", Form.SHARE, Counts.PERSONS,
    ),
    Index(
        "G3", "G", _("Related field, of the employed"),
        _("In a related field, out of those in work."),
        "related / employed", _("Those whose field is not known are no yes."), Form.SHARE, Counts.PERSONS,
    ),
    Index(
        "G4", "G", _("Related field, of all graduates"),
        _("In a related field, out of all graduates."),
        "related / graduates", "", Form.SHARE, Counts.PERSONS,
    ),
    Index(
        "G5", "G", _("Local retention"),
        _("Working in the region, out of those in work."),
        "local / employed", _("Those whose place is not known are no yes."), Form.SHARE, Counts.PERSONS,
    ),
    Index(
        "G6", "G", _("Into the real economy"),
        _("Working in production industries, out of those whose employer's industry is known."),
        "employed in sections A–E / employed with known industry", "", Form.SHARE, Counts.PERSONS,
    ),
    Index(
        "G7", "G", _("Starting pay"),
        _("Mean starting pay in yuan a month of those of whom it is known."),
        "Σ pay / persons with pay", "", Form.YUAN, Counts.PERSONS,
    ),
    Index(
        "G8", "G", _("Knowledge rate"),
        _("Graduates whose destination is known, out of all graduates."),
        "known / graduates", "", Form.SHARE, Counts.PERSONS,
    ),
    Index(
        "H1", "H", _("Seats filled"),
        _("Seats of accepted matches, out of all seats published."),
        "accepted seats / published seats", "", Form.SHARE, Counts.SEATS,
    ),
    Index(
        "H2", "H", _("Answered in time"),
        _("Proposals answered within the days that an answer may take."),
        "answered within n days / at least n days old", _("n is set by each alliance."), Form.SHARE, Counts.CASES,
    ),
    Index(
        "H3", "H", _("Expired"),
        _("Proposals that ran out, out of those that came to an end."),
        "expired / ended", "", Form.SHARE, Counts.CASES,
    ),
    Index(
        "H4", "H", _("Conversion"),
        _("Cases that reached a stage, out of those that reached the one before."),
        "n(stage) / n(stage before)", "", Form.SHARE, Counts.CASES,
    ),
    Index(
        "H5", "H", _("Days per stage"),
        _("Median days from one stage to the next."),
        "median of days", _("Numerator: the median; denominator: 1 where any case is known."),
        Form.DAYS, Counts.CASES,
    ),
    Index(
        "H6", "H", _("Results of closed projects"),
        _("Verified results for each closed project."),
        "verified results / closed projects", "", Form.RATIO, Counts.CASES,
    ),
    Index(
        "H7", "H", _("Partners who come again"),
        _("Pairs of school and enterprise with two projects or more, out of all pairs."),
        "pairs with ≥ 2 projects / pairs", "", Form.SHARE, Counts.CASES,
    ),
)  # fmt: skip

INDICES: Mapping[str, Index] = {index.code: index for index in _ALL}
HEADLINE = ("A1", "A2", "A3")
"""Rates that lists of regions and the home page show."""

"""Figures as they may be published: counts of few persons are hidden, and what gives them away.

A county's figure follows from its city's and from those of the other counties, and a school's
from its county's and the other schools'. So an indicator is counted for its whole province at
once, with every alliance and organisation that any claim in it is about, and what is hidden is
decided for all of them together; whoever opens which page sees a part of one and the same answer.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from alliance.engines import disclosure
from alliance.engines.groupings import Table
from alliance.indicators.enums import Missing
from alliance.indicators.figures import (
    Figure,
    Part,
    Question,
    compute_all,
    count_by_region,
    sides_of,
    unanswerable,
)
from alliance.indicators.measures import Measure, Registers
from alliance.indicators.models import Claim, Indicator
from alliance.lib import smallcells

Subject: TypeAlias = tuple[str, int | None, int | None]
"""Region, alliance and organisation that a claim is about."""
Tree: TypeAlias = tuple[int, date, str]
"""One indicator on one day in one province: what is decided at once."""
Counts: TypeAlias = dict[str, int]
"""Persons by region code."""

SUBJECTS = (("subject",),)
ADDS_UP = ("count", "sum")
"""Ways of counting of which a region's total is the sum of those of its parts."""


def published(questions: Sequence[Question], known: Registers) -> list[Figure]:
    """A figure for each question, in their order, as anybody may read it."""
    figures = compute_all(questions, known)
    asked = {
        place: question
        for place, (question, figure) in enumerate(zip(questions, figures, strict=True))
        if question.indicator.is_person_count and figure.numerator is not None
    }
    hidden = hidden_among(asked, known)
    return [
        withheld(figure) if place in hidden or (place in asked and is_small(figure)) else figure
        for place, figure in enumerate(figures)
    ]


def withheld(figure: Figure) -> Figure:
    return replace(
        figure, value=None, numerator=None, denominator=None, rows=0, why_missing=Missing.HIDDEN
    )


def is_small(figure: Figure) -> bool:
    """Whether the figure by itself tells of few persons."""
    if figure.numerator is None:
        return False
    part, whole = int(figure.numerator), figure.denominator
    if whole is None:
        return smallcells.is_small(part)
    if part > whole:  # no part of it, as openings per graduate: either count may point at people
        return smallcells.is_small(part) or smallcells.is_small(int(whole))
    return not smallcells.share_is_safe(part, int(whole))


def hidden_among(asked: Mapping[int, Question], known: Registers) -> set[int]:
    """Which of the questions have an answer that would tell of few persons, or give such away.

    One query for the claims' subjects, and one for each register and day.
    """
    trees: dict[Tree, dict[int, Subject]] = defaultdict(dict)
    indicators: dict[int, Indicator] = {}
    for place, question in asked.items():
        number = indicator_number(question.indicator)
        indicators[number] = question.indicator
        subject = (question.region, question.alliance, question.organisation)
        trees[number, question.as_of, question.region[:2]][place] = subject
    claimed = claimed_subjects(indicators)
    parts: dict[tuple[int, str], Part] = {}
    members: dict[Tree, list[Subject]] = {}
    numbers: dict[tuple[Tree, Subject], int] = {}
    for tree, places in trees.items():
        number, day, province = tree
        everything = (f"{province}0000", None, None)
        narrowed = {one for one in places.values() if one[1:] != (None, None)}
        narrowed |= {one for one in claimed.get(number, ()) if one[0][:2] == province}
        members[tree] = [everything, *sorted(narrowed, key=str)]
        sides = sides_of(indicators[number], known)
        if not all(isinstance(m, Measure) and m.how in ADDS_UP for m in sides.values()):
            continue
        for subject in members[tree]:
            question = Question(indicators[number], subject[0], day, *subject[1:])
            numbers[tree, subject] = len(numbers)
            for side, measure in sides.items():
                if isinstance(measure, Measure) and unanswerable(measure, question) is None:
                    parts[numbers[tree, subject], side] = Part(measure, question)
    counted = count_by_region(parts)
    found: set[int] = set()
    for tree, places in trees.items():
        counts = {
            subject: [
                counted.get((numbers[tree, subject], side), {})
                for side in ("denominator", "numerator")
                if indicators[tree[0]].denominator is not None or side == "numerator"
            ]
            for subject in members[tree]
            if (tree, subject) in numbers
        }
        if counts and (whole := whole_numbers(counts)) is not None:
            found |= hidden_in(whole, places)
    return found


def indicator_number(indicator: Indicator) -> int:
    """One that is not stored has no claims; it is told apart by itself."""
    return int(indicator.pk) if indicator.pk else -id(indicator)


def claimed_subjects(indicators: Mapping[int, Indicator]) -> dict[int, set[Subject]]:
    """For each indicator the alliances and organisations that claims are about."""
    stored = [number for number in indicators if number > 0]
    rows = Claim.objects.filter(indicator__in=stored).exclude(alliance=None, organisation=None)
    found: dict[int, set[Subject]] = defaultdict(set)
    names = ("indicator_id", "region_id", "alliance_id", "organisation_id")
    for number, *subject in rows.order_by().values_list(*names).distinct():
        found[number].add((subject[0], subject[1], subject[2]))
    return found


def whole_numbers(
    counts: Mapping[Subject, list[dict[str, Decimal]]],
) -> dict[Subject, list[Counts]] | None:
    """The counts as persons; None where a sum is no number of them."""
    found: dict[Subject, list[Counts]] = {}
    for subject, sides in counts.items():
        if any(value < 0 or value % 1 for side in sides for value in side.values()):
            return None
        found[subject] = [{code: int(value) for code, value in side.items()} for side in sides]
    return found


def hidden_in(counts: Mapping[Subject, list[Counts]], places: Mapping[int, Subject]) -> set[int]:
    """Which of the places are hidden where these are the counts of a province and its subjects.

    Subjects without anybody in common are looked at together. Others are looked at one by one:
    nothing can be added up of sets that overlap in a way that no reader knows.
    """
    everything, *subjects = counts
    apart = are_apart(counts[everything], [counts[one] for one in subjects])
    found: set[int] = set()
    for some in [subjects] if apart else [[], *([one] for one in subjects)]:
        masks = masks_of(counts[everything], [counts[one] for one in some])
        for place, subject in places.items():
            if subject[1:] == (None, None):
                told = disclosure.place_hidden(masks, subject[0])
            elif subject in some and (some.index(subject),) in labels_of(masks):
                told = masks["subject",].row(some.index(subject))
            else:
                continue
            if told.any():
                found.add(place)
    return found


def labels_of(masks: Mapping[Table, disclosure.TableMask]) -> set[tuple[int, ...]]:
    return {tuple(labels) for labels in masks["subject",].labels.tolist()}


def are_apart(whole: Sequence[Counts], subjects: Sequence[Sequence[Counts]]) -> bool:
    """Whether the subjects' persons can be different ones everywhere."""
    return all(
        sum(subject[side].get(code, 0) for subject in subjects) <= whole[side].get(code, 0)
        for side in range(len(whole))
        for subject in subjects
        for code in subject[side]
    )


def masks_of(
    whole: Sequence[Counts], subjects: Sequence[Sequence[Counts]]
) -> dict[Table, disclosure.TableMask]:
    """What is hidden of a province's regions and of subjects in them, its rest being nobody's."""
    codes = sorted({code for side in whole for code in side})
    rows = [(code, number) for number in (-1, *range(len(subjects))) for code in codes]
    sides: list[npt.NDArray[np.int64]] = []
    for side, counts in enumerate(whole):
        theirs = np.array(
            [[subject[side].get(code, 0) for code in codes] for subject in subjects],
            dtype=np.int64,
        ).reshape(len(subjects), len(codes))
        rest = np.array([counts.get(code, 0) for code in codes], dtype=np.int64)
        sides.append(np.concatenate([rest - theirs.sum(axis=0), theirs.reshape(-1)]))
    dimensions = disclosure.places([code for code, _number in rows])
    dimensions["subject"] = np.array([number for _code, number in rows], dtype=np.int64)
    tables = [*disclosure.PLACES, *SUBJECTS]
    if len(sides) == 1 or (sides[1] <= sides[0]).all():
        return disclosure.persons_hidden(sides, dimensions, tables, threshold=smallcells.smallest())
    # no share of a whole, as openings per graduate: either count may point at people
    found = [
        disclosure.persons_hidden([side], dimensions, tables, threshold=smallcells.smallest())
        for side in sides
    ]
    return {
        table: disclosure.TableMask(mask.labels, mask.hidden | found[1][table].hidden)
        for table, mask in found[0].items()
    }

"""Geometry of the drawings, the rules of the warnings, the worked examples."""

from decimal import Decimal

import pytest

from alliance.alignment.catalogue import INDICES
from alliance.alignment.charts import (
    bar,
    heat_class,
    interval_bar,
    line_chart,
    scale,
    signed_bar,
)
from alliance.alignment.disagreements import RULES, disagreements
from alliance.alignment.figures import changed_text, quantity_text, shown, value_text
from alliance.alignment.worked import worked
from tests.factories.figures import figure

RUN = None


def drawn(values, places=(0, 1, 2)):
    text = [[str(v) for v in values]]
    labels = [str(p) for p in places]
    return line_chart(title="t", series=[("s", values)], places=places, x_labels=labels, text=text)


def test_an_unknown_point_leaves_a_gap_and_has_no_dot():
    chart = drawn([Decimal("0.2"), None, Decimal("0.4")])
    assert chart.lines[0].path.count("M") == 2
    assert [dot.text for dot in chart.lines[0].dots] == ["0.2", "0.4"]


@pytest.mark.parametrize("values", [[Decimal("0.2"), None, None], [None, None, None]])
def test_fewer_than_two_points_are_no_line(values):
    assert drawn(values) is None


@pytest.mark.parametrize(
    ("least", "most", "ends"),
    [
        ("0", "1", ("0", "1")),
        ("0.83", "0.84", ("0.7", "0.85")),
        ("0.2", "0.3", ("0", "0.3")),
        ("0", "0", ("0", "0.05")),
        ("1", "1", ("0.9", "1")),
    ],
)
def test_an_axis_has_round_ends_around_its_values(least, most, ends):
    low, high, step = scale(Decimal(least), Decimal(most), percent=True)
    assert (low, high) == (Decimal(ends[0]), Decimal(ends[1]))
    assert 2 <= (high - low) / step <= 6


def test_bars_stay_in_their_track_and_unknown_is_no_bar():
    assert (
        bar(Decimal(5), Decimal(10)).size,
        bar(Decimal(50), Decimal(10)).size,
        bar(None, Decimal(10)).size,
    ) == (50, 100, 0)
    assert (
        signed_bar(Decimal(-1), Decimal(2)).start,
        signed_bar(Decimal(-1), Decimal(2)).size,
    ) == (25, 25)
    assert (signed_bar(Decimal(1), Decimal(2)).start, signed_bar(None, Decimal(2)).size) == (50, 0)
    assert interval_bar(Decimal("0.5"), Decimal("0.5")).size == 0.8


def test_a_heat_map_has_ten_steps():
    steps = [heat_class(Decimal(v)) for v in ("0", "0.09", "0.1", "0.55", "0.9", "1")]
    assert [*steps, heat_class(None)] == [0, 0, 1, 5, 9, 9, None]


def test_values_counts_and_changes_print_rounded_half_up_in_their_unit():
    forms = {code: INDICES[code].form for code in ("A1", "B1", "D2", "B2", "G7", "H5")}
    assert [value_text(Decimal("0.12345"), form) for form in forms.values()] == [
        "12.3 %", "+12.3 %", "0.12", "0.123", "0", "0.1",
    ]  # fmt: skip
    assert value_text(Decimal("-0.272727"), forms["B1"]) == "−27.3 %"
    assert [quantity_text(Decimal(v)) for v in ("46", "17440.05", "36.666667")] == [
        "46", "17,440.05", "36.67",
    ]  # fmt: skip
    assert [changed_text(Decimal(v), forms["A1"]) for v in ("0.041", "-0.0004", "0")] == [
        "+4.1 points", "0.0 points", "0.0 points",
    ]  # fmt: skip
    assert changed_text(None, forms["A1"]) == "—"


def warned(values, bands=(), hidden=()):
    def one(code, value, **fields):
        row = figure(RUN, code, numerator=value, denominator=1, **fields)
        return shown(row)

    figures = {code: one(code, value, hidden=code in hidden) for code, value in values.items()}
    occupations = [one("D2", 1, dimension="occupation", detail={"band": band}) for band in bands]
    return [d.rule.when for d in disagreements(figures, occupations)]


@pytest.mark.parametrize(
    ("values", "bands", "when"),
    [
        ({"A1": 0.8, "A2": 0.69}, (), ["A1 − A2 > 10 %"]),
        ({"A1": 0.8, "A2": 0.7}, (), []),
        ({"A1": 0.6, "A2": 0.8}, (), ["A2 − A1 > 10 %"]),
        ({"A1": 0.8, "A3": 0.59}, (), ["A1 − A3 > 20 %"]),
        ({"A1": 0.75, "B1w": 0.5}, (), ["A1 ≥ 75 %, B1w ≥ 0.5"]),
        ({"A1": 0.74, "B1w": 0.5, "B4": 0.9}, (), []),
        ({"A1": 0.75, "B4": 0.3}, (), ["A1 ≥ 75 %, B4 ≥ 0.3"]),
        ({"A1": 0.8}, ("surplus", "surplus", "balance"), ["A1 ≥ 75 %, D2 > 1.2 in most occupations"]),
        ({"A1": 0.8}, ("surplus", "balance"), []),
        ({"A1": 0.8}, ("shortage",), ["A1 ≥ 75 %, D2 < 0.8 in most occupations"]),
        ({"A1": 0.8, "G4": 0.59}, (), ["A1 ≥ 75 %, G4 < 60 %"]),
        ({"G1": 0.9, "G3": 0.5}, (), ["G1 ≥ 90 %, G3 < 60 %"]),
        ({"G1": 0.5, "G8": 0.79}, (), ["G8 < 80 %"]),
        ({"C1": 0.9, "C2": 0.39}, (), ["C ≥ 0.9, T < 0.4"]),
        ({"C3": 0.7, "C5": 0.59}, (), ["D − D′ > 0.1"]),
        ({"E1": 0.8, "E4": 0.49}, (), ["E1 ≥ 80 %, E4 < 50 %"]),
        ({"H1": 0.49}, ("shortage",), ["H1 < 50 %, D2 < 0.8 in most occupations"]),
    ],
)  # fmt: skip
def test_each_rule_warns_at_its_threshold_and_not_before(values, bands, when):
    assert warned(values, bands) == when


def test_every_rule_has_been_tried_and_a_hidden_figure_warns_of_nothing():
    assert len(RULES) == 14
    assert warned({"A1": 0.8, "A2": 0.1}, hidden={"A2"}) == []


def test_every_index_has_a_worked_example_and_the_checks_come_out():
    examples = worked()
    assert set(examples) == set(INDICES)
    assert {code: examples[code].found for code in ("B1", "B1m", "B2", "B3", "C4", "D1")} == {
        "B1": "SD = (1, 0.25, −0.272727)",
        "B1m": "Σ|SD|/n = 0.507576",
        "B2": "TL = 0.053505",
        "B3": "S = 0.961696",
        "C4": "C′ = 0.636396;  1",
        "D1": "H = (30, 12.857143, 17.142857)",
    }
    assert examples["A1"].found.endswith("0.836364")


def test_the_page_of_methods_names_every_index_with_its_formula(browse, db):
    page = browse().get("/methods/")
    text = page.content.decode()
    assert [code for code in INDICES if f'id="{code}"' not in text] == []
    assert "H = (30, 12.857143, 17.142857)" in text
    assert all(str(rule.means).split(",")[0].split("'")[0] in text for rule in RULES)

"""The program table: what it holds, that it cannot be changed, and which rows it refuses."""

import dataclasses

import numpy as np
import pytest

from alliance.engines.errors import InputError
from alliance.engines.snapshot import ProgramRow, build_table

GOOD = ProgramRow(
    id=5,
    revision=2,
    level="higher",
    region="431002",
    seats=40,
    skills=(("IE-2", 3), ("IE-1", 1)),
    occupations=(("6-18-01-01", 60),),
)
BARE = ProgramRow(id=3, revision=0, level="secondary", region="140302")


def test_rows_become_arrays_in_id_order():
    table = build_table([GOOD, BARE])
    assert len(table) == 2
    assert {
        column.name: list(value)
        for column in dataclasses.fields(table)
        if isinstance(value := getattr(table, column.name), np.ndarray)
    } == {
        "id": [3, 5],
        "revision": [0, 2],
        "level": [1, 0],
        "region": [140302, 431002],
        "seats": [-1, 40],
        "skill_indptr": [0, 0, 2],
        "skill": [1, 0],
        "skill_level": [3, 1],
        "occupation_indptr": [0, 0, 1],
        "occupation": [0],
        "occupation_weight": [60],
    }
    assert (table.level_codes, table.skill_codes, table.occupation_codes) == (
        ("higher", "secondary"),
        ("IE-1", "IE-2"),
        ("6-18-01-01",),
    )
    assert table.skill_position == {"IE-1": 0, "IE-2": 1}
    assert (table.skills_of(1), table.occupations_of(1)) == (
        {"IE-1": 1, "IE-2": 3},
        {"6-18-01-01": 60},
    )
    assert table.only(1).skills_of(0) == table.skills_of(1)


def test_a_table_cannot_be_changed():
    table = build_table([GOOD])
    with pytest.raises(ValueError, match="read-only"):
        table.seats[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.seats = table.id


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("id", {"id": 0}),
        ("id", {"id": 3}),
        ("revision", {"revision": -1}),
        ("level", {"level": ""}),
        ("region", {"region": "43"}),
        ("seats", {"seats": -1}),
        ("skills[0]", {"skills": (("", 1),)}),
        ("skills[1]", {"skills": (("IE-1", 1), ("IE-1", 2))}),
        ("skills[0]", {"skills": (("IE-1", 5),)}),
        ("skills[0]", {"skills": (("IE-1", 0),)}),
        ("occupations[0]", {"occupations": (("6-18-01-01", 101),)}),
        ("occupations[1]", {"occupations": (("x", 1), ("x", 1))}),
    ],
)
def test_a_bad_row_is_named_with_its_place_and_field(field, change):
    with pytest.raises(InputError) as refusal:
        build_table([BARE, dataclasses.replace(GOOD, **change)])
    assert (refusal.value.row, refusal.value.field) == (1, field)
    assert str(refusal.value) == f"row 1, {field}: {refusal.value.detail}"


def ints(*values):
    return np.array(values, np.int64)


@pytest.mark.parametrize(
    ("field", "row", "change"),
    [
        ("seats", None, {"seats": ints(1)}),
        ("id", 0, {"id": ints(0, 5)}),
        ("id", 1, {"id": ints(5, 5)}),
        ("revision", 1, {"revision": ints(0, -1)}),
        ("region", 0, {"region": ints(4310, 431002)}),
        ("seats", 1, {"seats": ints(0, -2)}),
        ("level", 1, {"level": ints(0, 2)}),
        ("skill_indptr", None, {"skill_indptr": ints(0, 2)}),
        ("skill_indptr", None, {"skill_indptr": ints(0, 0, 1)}),
        ("skill_indptr", None, {"skill_indptr": ints(1, 1, 2)}),
        ("skill_indptr", 1, {"skill_indptr": ints(0, 3, 2)}),
        ("skill", None, {"skill_level": ints(1)}),
        ("skill", 1, {"skill_level": ints(1, 9)}),
        ("skill", 1, {"skill": ints(1, 1)}),
        ("skill", 1, {"skill": ints(7, 1)}),
        ("occupation", 1, {"occupation": ints(-1)}),
        ("occupation", 1, {"occupation_weight": ints(0)}),
        ("skill_codes", None, {"skill_codes": ("IE-1", "IE-1")}),
    ],
)
def test_arrays_that_contradict_each_other_are_refused(field, row, change):
    table = build_table([GOOD, BARE])
    columns = {c.name: getattr(table, c.name) for c in dataclasses.fields(table) if c.init}
    with pytest.raises(InputError) as refusal:
        type(table)(**{**columns, **change})
    assert (refusal.value.field, refusal.value.row) == (field, row)

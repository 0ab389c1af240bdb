"""A measure is data that is read strictly: what is wrong is named."""

import pytest

from alliance.indicators.measures import IndexMeasure, parse, prefix_of
from alliance.lib.errors import InvalidInput
from alliance.registers.register import registers

WRONG = [
    ("text", "a measure", "A measure is an object"),
    ("no register", {"count": True}, "There is no register “”"),
    ("unknown register", {"register": "dragons", "count": True}, "no register “dragons”"),
    ("unknown option", {"register": "programs", "count": True, "limit": 3}, "option “limit”"),
    ("nothing counted", {"register": "programs"}, "Name one of: count, sum"),
    ("two counted", {"register": "programs", "count": True, "sum": "intake"}, "Name one of"),
    ("count of a text", {"register": "programs", "count": "name"}, "“count” is true or absent"),
    ("unknown field", {"register": "programs", "sum": "size"}, "no field “size”"),
    ("sum of a text", {"register": "programs", "sum": "name"}, "“sum” cannot take “name”"),
    ("sum of a relation", {"register": "programs", "sum": "school"}, "cannot take “school”"),
    ("age of a number", {"register": "programs", "age": "intake"}, "“age” cannot take “intake”"),
    ("unshown field", {"register": "programs", "sum": "revision"}, "no field “revision”"),
    ("guarded field", {"register": "exchanges", "distinct": "person_name"}, "“person_name”"),
    ("name of a person", {"register": "unguarded", "distinct": "person_name"}, "“person_name”"),
    ("sum of a list", {"register": "clusters", "sum": "programs"}, "no field “programs”"),
    ("beyond a list", {"register": "clusters", "distinct": "programs__level"}, "no field"),
    ("day of a text", {"register": "programs", "count": True, "by": "name"}, "cannot take"),
    ("rows of rows", {"register": "programs", "distinct": "cohorts"}, "no field “cohorts”"),
    ("beyond a number", {"register": "programs", "sum": "intake__name"}, "“intake__name”"),
    ("until a text", {"register": "programs", "count": True, "until": "name"}, "cannot take"),
    ("last of a number", {"register": "programs", "count": True, "last": "intake"}, "cannot take"),
    ("no date", {"register": "programs", "count": True, "since": "2024"}, "“2024” is no date"),
    ("no years", {"register": "programs", "count": True, "years": 0}, "no number of years"),
    ("years as truth", {"register": "programs", "count": True, "years": True}, "no number"),
    ("list of conditions", {"register": "programs", "count": True, "where": []}, "“where” maps"),
    *[
        (f"condition {where}", {"register": "programs", "count": True, "where": where}, text)
        for where, text in [
            ({"colour": "red"}, "no field “colour”"),
            ({"level": "kindergarten"}, "“kindergarten” is no value of “level”"),
            ({"level__gte": "higher"}, "“level” cannot be asked for “gte”"),
            ({"level__in": []}, "“level__in” takes a list"),
            ({"level__in": ["higher", "kindergarten"]}, "“kindergarten” is no value"),
            ({"level": ["higher"]}, "no value of “level”"),
            ({"name__regex": ".*"}, "no field “name__regex”"),
            ({"intake__gte": "many"}, "“many” is no value of “intake”"),
            ({"intake__gte": float("nan")}, "“nan” is no value of “intake”"),
            ({"intake__gte": 10**16}, "is no value of “intake”"),
            ({"opened_on__year": 10_000}, "no value of “opened_on”"),
            ({"intake__gte": True}, "“True” is no value of “intake”"),
            ({"opened_on__lte": "soon"}, "“soon” is no date"),
            ({"opened_on__year": "2024"}, "no value of “opened_on”"),
            ({"intake__filled": True}, "“intake” cannot be asked for “filled”"),
            ({"name_en__filled": "yes"}, "“name_en__filled” is true or false"),
            ({"closed_on__isnull": "yes"}, "“closed_on__isnull” is true or false"),
            ({"school": 3}, "“3” is no value of “school”"),
            ({"school__organisation__region": 43}, "“43” is no value"),
            ({"school__organisation__people__user__email__contains": "a"}, "has no field"),
            ({"name": 7}, "“7” is no value of “name”"),
        ]
    ],
    ("unknown index", {"index": "Z9"}, "There is no index “Z9”"),
    ("unknown level", {"index": "A1", "level": "kindergarten"}, "no level “kindergarten”"),
    ("index with more", {"index": "A1", "register": "programs"}, "no option “register”"),
]


@pytest.mark.parametrize(
    ("data", "text"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_what_is_wrong_with_a_measure_is_named(known, data, text):
    with pytest.raises(InvalidInput) as refusal:
        parse(data, known, place="numerator")
    assert [fault.field for fault in refusal.value.errors] == ["numerator"]
    assert text in refusal.value.detail


def test_a_measure_says_in_words_what_it_counts(known):
    data = {
        "register": "programs",
        "where": {"level": "higher", "intake__gte": 40, "closed_on__isnull": True},
        "sum": "intake",
    }
    measure = parse(data, known, place="numerator")
    assert measure.told == ("closed on: none", "intake ≥ 40", "level: Higher vocational")
    assert (measure.counted, measure.plain) == ("intake", {"level": "higher"})


def test_a_published_rate_is_a_measure_of_its_own(known):
    found = parse({"index": "A1", "level": "secondary"}, known, place="numerator")
    assert found == IndexMeasure("A1", "secondary")


@pytest.mark.parametrize(
    ("code", "prefix"), [("430000", "43"), ("431000", "4310"), ("431024", "431024")]
)
def test_a_region_is_told_by_the_digits_that_its_places_share(code, prefix):
    assert prefix_of(code) == prefix


@pytest.mark.parametrize("narrowed", [{"intake__gte": 5}, {"school__tier": "higher"}])
def test_numbers_of_persons_are_summed_for_all_or_by_level_alone(narrowed):
    whole = {"register": "programs", "sum": "enrolment"}
    for allowed in (whole, {**whole, "where": {"level": "higher"}, "until": "closed_on"}):
        assert parse(allowed, registers(), place="numerator").path == "enrolment"
    with pytest.raises(InvalidInput, match="counts persons"):
        parse({**whole, "where": narrowed}, registers(), place="numerator")

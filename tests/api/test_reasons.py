"""The engine's reasons in words: every code has a sentence, labels cost a fixed number of queries."""

import pytest

from alliance.collaboration import reasons
from alliance.collaboration.models import Match
from tests import factories as f

LABELS = reasons.Labels(
    {
        "6-31-07-01": "Robot technician",
        "6-31-07-02": "Robot operator",
        "431002": "Beihu",
        "431000": "Chenzhou",
        "S1": "Welding",
        "S2": "Drawing",
        "S3": "Safety",
    }
)
ASKED = {"asked": "6-31-07-01", "linked": "6-31-07-02", "weight": 60}
PLACES = {"asked": "431000", "program": "431002"}
WEIGHTS = {"S1": 5000, "S2": 3000, "S3": 2000}
SENTENCES = [
    (
        "skills.covered",
        {"covered": ["S1", "S2", "S3"], "partly": [], "missing": [], "weights": WEIGHTS},
        "Teaches all 3 skills asked for, at the levels wanted.",
    ),
    (
        "skills.covered",
        {"covered": ["S1"], "partly": [], "missing": [], "weights": {"S1": 10000}},
        "Teaches the one skill asked for, at the level wanted.",
    ),
    (
        "skills.partly",
        {"covered": ["S1"], "partly": [["S2", 1, 3]], "missing": ["S3"], "weights": WEIGHTS},
        "Of 3 skills asked for: 1 taught, 1 in part, 1 not.",
    ),
    ("occupation.not_asked", {}, "The demand names no occupation."),
    (
        "occupation.same",
        ASKED | {"linked": "6-31-07-01"},
        "Leads to the occupation asked for, Robot technician.",
    ),
    (
        "occupation.small_class",
        ASKED,
        "Leads to Robot operator, in the same small class as Robot technician.",
    ),
    (
        "occupation.middle_class",
        ASKED,
        "Leads to Robot operator, in the same middle class as Robot technician.",
    ),
    (
        "occupation.major_class",
        ASKED,
        "Leads to Robot operator, in the same major class as Robot technician.",
    ),
    (
        "occupation.unrelated",
        ASKED,
        "Leads to Robot operator, which is unrelated to Robot technician.",
    ),
    (
        "occupation.unlinked",
        ASKED | {"linked": None, "weight": None},
        "No occupation is linked to this program; Robot technician was asked for.",
    ),
    ("capacity.not_asked", {}, "The demand names no headcount."),
    (
        "capacity.enough",
        {"seats": 60, "headcount": 30, "divisor": 1},
        "60 seats for 30 people wanted: enough.",
    ),
    (
        "capacity.part",
        {"seats": 16, "headcount": 30, "divisor": 2},
        "16 seats for 30 people wanted: at least one in 2.",
    ),
    (
        "capacity.less",
        {"seats": 2, "headcount": 30, "divisor": None},
        "2 seats for 30 people wanted: a small part.",
    ),
    (
        "capacity.unknown",
        {"seats": None, "headcount": 30, "divisor": None},
        "The program states no seats; 30 people are wanted.",
    ),
    ("region.not_asked", {}, "The demand names no region."),
    ("region.same", PLACES, "Taught in Beihu, within the region asked for."),
    ("region.prefecture", PLACES, "Taught in Beihu, in the same city as Chenzhou."),
    ("region.province", PLACES, "Taught in Beihu, in the same province as Chenzhou."),
    ("region.elsewhere", PLACES, "Taught in Beihu, in another province than Chenzhou."),
]


def part(code, params):
    name = code.partition(".")[0]
    return {"name": name, "value": 1, "max": 2, "reason": {"code": code, "params": params}}


@pytest.mark.parametrize(("code", "params", "expected"), SENTENCES)
def test_every_reason_is_a_sentence(code, params, expected):
    assert reasons.sentence(part(code, params), LABELS) == expected


def test_without_labels_the_codes_stand_for_themselves():
    said = reasons.sentence(part("occupation.small_class", ASKED))
    assert said == "Leads to 6-31-07-02, in the same small class as 6-31-07-01."


def test_skills_are_listed_by_how_they_are_served_with_label_levels_and_weight():
    opened = reasons.skill_lists(part("skills.partly", SENTENCES[2][1]), LABELS)
    assert opened == reasons.SkillLists(
        covered=(reasons.ListedSkill("S1", "Welding", 50.0),),
        partly=(reasons.ListedSkill("S2", "Drawing", 30.0, 1, 3),),
        missing=(reasons.ListedSkill("S3", "Safety", 20.0),),
    )


def test_other_parts_list_no_skills():
    assert reasons.skill_lists(part("region.same", PLACES)) == reasons.SkillLists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("level", "The level of the program is not accepted."),
        ("skill:S1", "The required skill Welding is not taught."),
    ],
)
def test_filters_say_what_they_exclude(name, expected):
    assert reasons.exclusion(name, LABELS) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_labels_of_many_matches_cost_one_query_per_code_list(
    number, home, django_assert_num_queries
):
    for _ in range(number):
        f.make_match(world=home)
    matches = list(Match.objects.all())
    with django_assert_num_queries(3):
        labels = reasons.labels_for(matches)
    assert {code: labels.of(code) for code in (home.skills[0].pk, "no-such")} == {
        home.skills[0].pk: home.skills[0].label,
        "no-such": "no-such",
    }

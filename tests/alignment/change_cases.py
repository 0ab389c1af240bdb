"""Cases of program change for tests: drafted, walked through their moves, with what each asks."""

from datetime import UTC, date, datetime

from alliance.alignment.actions import (
    propose_change,
    reject_change,
    resolve_change,
    return_change,
    review_change,
    take_effect,
)
from tests.factories import CatalogueProgramFactory
from tests.factories.indicators import ProgramChangeFactory

EFFECT = date(2026, 8, 31)
DECIDED = date(2026, 5, 6)
BEFORE = datetime(2026, 8, 30, 12, tzinfo=UTC)
AFTER = datetime(2026, 8, 31, 12, tzinfo=UTC)
MOVES = {
    "propose": propose_change,
    "review": review_change,
    "return": return_change,
    "resolve": resolve_change,
    "reject": reject_change,
    "take_effect": take_effect,
}
ASKED = {
    "return": {"reason": "Name the employers."},
    "resolve": {"decided_on": DECIDED},
    "reject": {"decided_on": DECIDED, "reason": "Too few teachers."},
}
ALLOWED = {
    ("drafted", "propose"): "proposed",
    ("proposed", "review"): "reviewed",
    ("proposed", "return"): "drafted",
    ("reviewed", "return"): "drafted",
    ("reviewed", "resolve"): "resolved",
    ("reviewed", "reject"): "rejected",
    ("resolved", "take_effect"): "effective",
}
MAKERS = {
    "propose": {"school"},
    "review": {"secretary", "bureau"},
    "return": {"secretary", "bureau"},
    "resolve": {"secretary"},
    "reject": {"secretary"},
    "take_effect": {"school", "secretary"},
}


def values(home, **fields):
    return {
        "kind": "discontinue",
        "program": home.program,
        "evidence": "Three years without applicants.",
        "effective_on": EFFECT,
        **fields,
    }


def launch(home, **fields):
    return {
        "kind": "launch",
        "school": home.school,
        "catalogue_program": CatalogueProgramFactory(code="460306", name="电气自动化技术"),
        "evidence": "Sixty places are asked for by members.",
        "effective_on": EFFECT,
        "intake_after": 60,
        **fields,
    }


def case(home, state="drafted", **fields):
    given = {
        "program": home.program,
        "effective_on": EFFECT,
        "proposed_by": None if state == "drafted" else home.school_user,
        **fields,
    }
    return ProgramChangeFactory(state=state, **given)


def make(change, move, by, **more):
    at = {"now": AFTER} if move in ("take_effect", "resolve", "reject") else {}
    return MOVES[move](change, by=by, **{**ASKED.get(move, {}), **at, **more})

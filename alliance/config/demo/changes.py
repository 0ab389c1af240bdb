"""Programs that were launched or closed lately: each by its case, from the proposal to the day."""

from datetime import date, timedelta
from typing import Any

from alliance.accounts.models import User
from alliance.alignment.enums import ChangeKind
from alliance.config.demo.moments import moment
from alliance.registers.actions import enter, make_move
from alliance.registers.register import registers
from programs.models import Program

EVIDENCE = {
    ChangeKind.LAUNCH: "三年内重点产业岗位需求持续增长，校企共同论证，实训条件已具备。",
    ChangeKind.DISCONTINUE: "连续三年报到率和对口就业率偏低，与区域重点产业关联度不足。",
}
PROPOSED = timedelta(days=200)
REVIEWED = timedelta(days=150)
RESOLVED = timedelta(days=120)
"""Before the day of effect; a year's list is settled in spring."""


def decide(
    kind: ChangeKind, *, effective: date, editor: User, secretariat: User, **named: Any
) -> Program:
    """The program after its case.

    The school's editor proposes, the secretariat reviews and enters the decision, the day comes.
    """
    register = registers()["program-changes"]
    values = {"kind": kind, "evidence": EVIDENCE[kind], "effective_on": effective, **named}
    change = enter(register, by=editor, values=values, now=moment(effective - PROPOSED))
    resolved = effective - RESOLVED
    for move, by, day, more in (
        ("propose", editor, effective - PROPOSED, {}),
        ("review", secretariat, effective - REVIEWED, {}),
        ("resolve", secretariat, resolved, {"decided_on": resolved}),
        ("take_effect", editor, effective, {}),
    ):
        change = make_move(
            register, record=change, move=move, by=by, values={**more, "now": moment(day)}
        )
    program: Program = change.program
    return program

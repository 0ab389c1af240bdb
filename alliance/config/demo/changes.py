"""Programs that were launched or closed lately: each by its case, from the proposal to the day;
and what the region tries out on paper.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from alliance.accounts.models import Organisation, User
from alliance.alignment.actions import StepInput, make_scenario
from alliance.alignment.enums import ChangeKind
from alliance.alignment.models import AlignmentRun, Scenario, newest
from alliance.config.demo.moments import moment
from alliance.config.demo.people import Cast
from alliance.config.demo.reading import rows
from alliance.consortia.models import Framework
from alliance.reference.models import CatalogueProgram
from alliance.registers.actions import enter, make_move
from alliance.registers.register import registers
from programs.models import Program, School

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


def tell_scenarios(region: str, *, now: datetime) -> None:
    """Scenarios on the newest run, and a case that rests on one and waits for its decision.

    Only once runs are computed: a scenario starts from one.
    """
    listed = rows(region, "scenarios.csv")
    if not listed:
        return
    names = {row["key"]: row["name"] for row in rows(region, "organisations.csv")}
    stored = {row.name: row for row in Organisation.objects.filter(is_demo=True)}
    homes = {key: stored[name] for key, name in names.items() if name in stored}
    cast = Cast(homes)
    made: dict[str, Scenario] = {}
    for row in listed:
        home = homes[row["by"]]
        place = run_of(home)
        if place is None:
            return
        frameworks = Framework.objects.filter(region=place.region, name=row["framework"])
        made[row["key"]] = make_scenario(
            by=cast.of(row["by"]),
            values={
                "title": row["title"],
                "region": place.region,
                "base_run": place,
                "framework": frameworks.first() if row["framework"] else None,
                "organisation": home,
                "shared": row["shared"] == "yes",
                "note": row["note"],
            },
            steps=[
                step(line, names)
                for line in rows(region, "scenario-changes.csv")
                if line["scenario"] == row["key"]
            ],
            now=now,
        )
    register = registers()["program-changes"]
    for row in rows(region, "cases.csv"):
        values = {
            "kind": row["kind"],
            "program": point(row["program"], names),
            "intake_after": int(row["intake_after"]),
            "evidence": row["evidence"],
            "run": made[row["scenario"]].base_run,
            "scenario": made[row["scenario"]],
            "effective_on": date.fromisoformat(row["effective_on"]),
        }
        editor = cast.of(row["by"])
        case = enter(register, by=editor, values=values, now=now)
        make_move(register, record=case, move="propose", by=editor, values={"now": now})
        reviewer = cast.of(row["reviewed_by"])
        said = {"opinion": row["opinion"], "now": now}
        make_move(register, record=case, move="review", by=reviewer, values=said)


def run_of(home: Organisation) -> AlignmentRun | None:
    """The newest run of the city that the organisation lies in."""
    return newest(f"{home.region_id[:4]}00")


def point(text: str, names: Mapping[str, str]) -> Program | None:
    """The open program of `school code`."""
    school, _, code = text.partition(" ")
    if not school:
        return None
    return Program.objects.get(
        school__organisation__name=names[school], catalogue_program_id=code, closed_on=None
    )


def step(line: Mapping[str, str], names: Mapping[str, str]) -> StepInput:
    entry, school = line["catalogue_program"], line["school"]
    return StepInput(
        kind=line["kind"],
        program=point(line["program"], names),
        catalogue_program=CatalogueProgram.objects.get(pk=entry) if entry else None,
        school=School.objects.get(organisation__name=names[school]) if school else None,
        to_program=point(line["to_program"], names),
        places=int(line["places"]) if line["places"] else None,
    )

"""Short spellings of demands and programs."""

from alliance.engines.matching import DemandProfile, DemandSkill, ProgramRow, build_table, explain


def wants(*skills, **rest):
    return DemandProfile(
        skills=tuple(DemandSkill(skill=c, importance=i, level=v) for c, i, v in skills), **rest
    )


def teaches(number, *skills, **rest):
    row = {"revision": 1, "level": "higher", "region": "431002", **rest}
    return ProgramRow(id=number, skills=skills, **row)


def codes_of(row, demand):
    entry = explain(build_table([row]), demand, row.id).entry
    return [(part.value, part.reason.code) for part in entry.parts]

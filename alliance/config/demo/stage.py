"""The stage: organisations, alliances with members, frameworks, programs with their links."""

import random
from datetime import date, datetime
from decimal import Decimal

from alliance.accounts.enums import OrganisationKind
from alliance.accounts.models import Organisation, User
from alliance.alignment.enums import ChangeKind
from alliance.config.demo.changes import decide
from alliance.config.demo.moments import moment
from alliance.config.demo.people import Cast
from alliance.config.demo.reading import rows, weights
from alliance.consortia.actions import (
    admit_member,
    apply_for_membership,
    leave_alliance,
    publish_framework,
    suspend_member,
)
from alliance.consortia.enums import AllianceKind, MembershipState
from alliance.consortia.models import Alliance
from alliance.lib import uscc
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import CatalogueProgram, CatalogueSkill, Industry, Occupation, Region
from enterprises.actions import verify_enterprise
from enterprises.models import Enterprise
from programs.actions import create_program, edit_program, link_program
from programs.enums import LinkKind, SchoolTier
from programs.models import Program, School

SOURCE = "Composed for the demonstration"
LINKED = {
    LinkKind.OFFICIAL: "Catalogue of vocational programs, industry orientation",
    LinkKind.CONFIRMED: "Alliance secretariat, yearly check",
    LinkKind.DECLARED: "School's statement",
    LinkKind.COMPUTED: "Similarity of program and industry texts",
}
KINDS = (LinkKind.OFFICIAL, LinkKind.CONFIRMED, LinkKind.DECLARED, LinkKind.COMPUTED)
FEWEST_SKILLS = 10
TRANSVERSAL = "transversal"
YEARS = {ProgramLevel.SECONDARY: 3, ProgramLevel.HIGHER: 3}


LINKED_ON = date(2022, 7, 4)
"""Schools and links are on record from here on; the stories begin later."""


def create_organisations(
    region: str, prefix: str, more: dict[str, Organisation]
) -> dict[str, Organisation]:
    """Organisations of a region's file by key, with their school or enterprise side."""
    found = dict(more)
    offices = {
        "school": "12",
        "public_body": "11",
        "association": "51",
        "alumni": "51",
        "research": "12",
        "enterprise": "91",
    }
    for place, row in enumerate(rows(region, "organisations.csv"), start=1):
        body = f"{offices[row['kind']]}{prefix}DEM{place:06d}"
        organisation = Organisation.objects.create(
            kind=OrganisationKind(row["kind"]),
            name=row["name"],
            name_en=row["name_en"],
            uscc=body + uscc.check_digit(body),
            region_id=row["region"],
            is_demo=True,
        )
        if row["tier"]:
            School.objects.create(organisation=organisation, tier=row["tier"])
        if row["industry"]:
            Enterprise.objects.create(
                organisation=organisation, industry_id=row["industry"], size=row["size"]
            )
        found[row["key"]] = organisation
    return found


def create_alliances(
    region: str, organisations: dict[str, Organisation], secretariat: Organisation
) -> dict[str, Alliance]:
    """The tree of a region's file by key; all are run by one secretariat."""
    found: dict[str, Alliance] = {}
    for row in rows(region, "alliances.csv"):
        found[row["key"]] = Alliance.objects.create(
            kind=AllianceKind(row["kind"]),
            name=row["name"],
            name_en=row["name_en"],
            parent=found[row["parent"]] if row["parent"] else None,
            region_id=row["region"],
            secretariat=secretariat,
            founded_on=date.fromisoformat(row["founded_on"]),
            is_demo=True,
        )
    return found


def admit_members(
    region: str,
    organisations: dict[str, Organisation],
    alliances: dict[str, Alliance],
    cast: Cast,
    secretariat: User,
) -> None:
    """Every listed member applies for itself and is admitted on the founding day.

    `memberships.csv` names those that are not, or no longer, active.
    """
    sides = [
        row["key"] for row in rows(region, "organisations.csv") if row["tier"] or row["industry"]
    ]
    other = {(row["alliance"], row["organisation"]): row for row in rows(region, "memberships.csv")}
    for row in rows(region, "alliances.csv"):
        alliance = alliances[row["key"]]
        at = moment(date.fromisoformat(row["founded_on"]))
        listed = sides if row["members"] == "*" else row["members"].split()
        late = [key for home, key in other if home == row["key"]]
        for key in dict.fromkeys([*listed, *late]):
            organisation = organisations[key]
            state = other.get((row["key"], key), {"state": MembershipState.ACTIVE, "reason": ""})
            membership = apply_for_membership(
                alliance=alliance, organisation=organisation, by=cast.of(key), now=at
            )
            if state["state"] == MembershipState.APPLIED:
                continue
            membership = admit_member(membership=membership, by=secretariat, now=at)
            if state["state"] == MembershipState.SUSPENDED:
                suspend_member(membership=membership, by=secretariat, reason=state["reason"])
            elif state["state"] == MembershipState.LEFT:
                leave_alliance(membership=membership, by=cast.of(key), reason=state["reason"])


def verify_enterprises(
    region: str, organisations: dict[str, Organisation], secretariat: User
) -> None:
    """Those that the file calls verified; the others' demands wait for a check."""
    for row in rows(region, "organisations.csv"):
        if row["verified"] == "yes":
            verify_enterprise(
                enterprise=organisations[row["key"]].enterprise,
                by=secretariat,
                now=moment(LINKED_ON),
            )


def publish_frameworks(region: str, code: str, secretariat: User) -> None:
    """The region's dated lists, in the order of its file."""
    lists: dict[str, list[dict[str, str]]] = {}
    for row in rows(region, "frameworks.csv"):
        lists.setdefault(row["framework"], []).append(row)
    for name, lines in lists.items():
        publish_framework(
            region=Region.objects.get(pk=code),
            name=name,
            title=lines[0]["title"],
            valid_from=date.fromisoformat(lines[0]["valid_from"]),
            source=SOURCE,
            is_main=lines[0]["main"] == "yes",
            industries=[
                (Industry.objects.get(pk=industry), line["group"])
                for line in lines
                for industry in line["industries"].split()
            ],
            by=secretariat,
        )


class Catalogue:
    """What the demo knows of each catalogue program: English name, links, skills."""

    def __init__(self) -> None:
        self.lines = {row["program"]: row for row in rows("catalogue.csv")}
        self.programs = CatalogueProgram.objects.in_bulk(self.lines)
        self.industries = Industry.objects.in_bulk()
        self.occupations = Occupation.objects.in_bulk()
        self.skills: dict[str, list[tuple[str, int, bool]]] = {}
        usual = CatalogueSkill.objects.filter(catalogue_program_id__in=self.lines)
        for code, skill, level, category in usual.order_by("skill_id").values_list(
            "catalogue_program_id", "skill_id", "level", "skill__category"
        ):
            kept = self.skills.setdefault(code, [])
            kept.append((skill, level, category == TRANSVERSAL))

    def taught(self, code: str, chance: random.Random) -> list[tuple[str, int]]:
        """The usual skills, some a level better or weaker, some of the general ones left out."""
        usual = self.skills.get(code, [])
        general = [skill for skill, _, transversal in usual if transversal]
        spare = max(0, min(len(general), len(usual) - FEWEST_SKILLS, chance.randint(0, 3)))
        left_out = set(chance.sample(general, spare))
        steps = (-1, 0, 0, 0, 0, 1)
        return [
            (skill, min(4, max(1, level + chance.choice(steps))))
            for skill, level, _ in usual
            if skill not in left_out
        ]


def create_programs(
    region: str,
    organisations: dict[str, Organisation],
    cast: Cast,
    secretariat: User,
    special: dict[tuple[str, str], dict[str, int]],
) -> dict[tuple[str, str], Program]:
    """Every point of the region's files by (school, catalogue code), with skills and links.

    `changes.csv` dates what was launched or discontinued lately; the rest is older.
    `special` gives numbers of persons that a mechanism of the sources fixes.
    """
    catalogue = Catalogue()
    found: dict[tuple[str, str], Program] = {}
    dated = {(row["school"], row["program"]): row for row in rows(region, "changes.csv")}
    listed = [
        (row["school"], code)
        for row in rows(region, "points.csv")
        for code in row["programs"].split()
    ]
    for school, code in dict.fromkeys([*listed, *dated]):
        point = (school, code)
        chance = random.Random(f"{region} {point}")  # noqa: S311 -- figures, not secrets
        entry, by = catalogue.programs[code], cast.of(school)
        opened = date(chance.randint(2008, 2021), 9, 1)
        change = dated.get(point)
        if change is not None:
            opened = date.fromisoformat(change["opened_on"])
        on_record = moment(max(opened, LINKED_ON))
        fields: dict[str, object] = {
            "name_en": catalogue.lines[code]["name_en"],
            **persons(entry, chance),
            **special.get(point, {}),
        }
        skills = catalogue.taught(code, chance)
        side = organisations[school].school
        if change is not None and not change["closed_on"]:
            launched = decide(
                ChangeKind.LAUNCH,
                effective=opened,
                editor=by,
                secretariat=secretariat,
                school=side,
                catalogue_program=entry,
                intake_after=fields["intake"],
            )
            found[point] = edit_program(
                program=launched, by=by, fields=fields, skills=skills, now=on_record
            )
        else:
            fields |= {"catalogue_program": entry, "opened_on": opened}
            if side.tier == SchoolTier.TECHNICIAN:
                fields["level"] = ProgramLevel.TECHNICIAN
            found[point] = create_program(
                school=side, by=by, fields=fields, skills=skills, now=on_record
            )
        link(found[point], catalogue, chance, by, secretariat, on_record)
        if change is not None and change["closed_on"]:
            found[point] = decide(
                ChangeKind.DISCONTINUE,
                effective=date.fromisoformat(change["closed_on"]),
                editor=by,
                secretariat=secretariat,
                program=found[point],
            )
    return found


def persons(entry: CatalogueProgram, chance: random.Random) -> dict[str, int]:
    """Intake in whole classes; some leave on the way."""
    intake = chance.choice((40, 45, 50, 80, 90, 100, 120, 135, 150))
    years = YEARS[ProgramLevel(entry.level)]
    return {
        "intake": intake,
        "enrolment": round(intake * years * chance.uniform(0.82, 0.98)),
        "graduates": round(intake * chance.uniform(0.78, 0.95)),
    }


def link(
    program: Program,
    catalogue: Catalogue,
    chance: random.Random,
    school: User,
    secretariat: User,
    now: datetime,
) -> None:
    """Links of one kind to industries; to occupations as the school declares them.

    A program that leads to no key industry is never linked officially: what its partners prove
    later may still outrank the present links.
    """
    line = catalogue.lines[program.catalogue_program_id]
    kind = chance.choice(KINDS)
    if line["industries"].split(":")[0] in SERVICES:
        kind = LinkKind.DECLARED
    by = school if kind == LinkKind.DECLARED else secretariat
    for code, percent in weights(line["industries"]):
        link_program(
            program=program,
            target=catalogue.industries[code],
            weight=Decimal(percent) / 100,
            kind=kind,
            by=by,
            source=LINKED[kind],
            now=now,
        )
    for code, percent in weights(line["occupations"]):
        link_program(
            program=program,
            target=catalogue.occupations[code],
            weight=Decimal(percent) / 100,
            kind=LinkKind.DECLARED,
            by=school,
            source=LINKED[LinkKind.DECLARED],
            now=now,
        )


SERVICES = frozenset({"745", "746", "643", "724", "74", "748", "841", "525", "831", "811", "47"})
"""Where a program's first industry is one of these, its links are the school's own statement."""

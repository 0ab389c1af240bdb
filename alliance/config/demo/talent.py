"""What became of graduates, and who works on the other side: counted from single records."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import chain, product, repeat

from alliance.accounts.models import Organisation
from alliance.config.demo.people import names
from alliance.config.demo.reading import rows, weights
from enterprises.models import Enterprise
from programs.models import Program
from talent.enums import TO_SCHOOL, Destination, DualTeacher, ExchangeKind
from talent.models import Cohort, Exchange, Graduate, Outcome


def create_outcomes(
    region: str,
    programs: Mapping[tuple[str, str], Program],
    organisations: Mapping[str, Organisation],
) -> None:
    """Each line of the file becomes a cohort with as many graduates, one outcome each.

    `related` and `local` count among the employed; of the others neither is asked. Where the file
    says so, `planned` and `enrolled` tell how the cohort began, `employers` (`key:60;key:40`) by
    whom the first of the employed are employed, and `pay` what they start with, in yuan a month.
    """
    for row in rows(region, "outcomes.csv"):
        cohort = Cohort.objects.create(
            program=programs[row["school"], row["program"]],
            year=int(row["year"]),
            label=row["label"],
            planned=row.get("planned") or None,
            enrolled=row.get("enrolled") or None,
        )
        reached = list(chain.from_iterable(repeat(d, int(row[d])) for d in Destination.values))
        graduates = Graduate.objects.bulk_create(
            Graduate(cohort=cohort, number=f"{place:04d}") for place in range(1, len(reached) + 1)
        )
        employed = int(row[Destination.EMPLOYED])
        chance = random.Random(f"{region} {cohort.year} {row}")  # noqa: S311 -- who, not how many
        related = set(chance.sample(range(employed), int(row["related"])))
        local = set(chance.sample(range(employed), int(row["local"])))
        employers = employed_by(row.get("employers") or "", organisations)
        pay = row.get("pay")
        Outcome.objects.bulk_create(
            Outcome(
                graduate=graduate,
                measured_on=date.fromisoformat(row["measured_on"]),
                destination=destination,
                related=place in related if destination == Destination.EMPLOYED else None,
                local=place in local if destination == Destination.EMPLOYED else None,
                employer=employers[place] if place < min(len(employers), employed) else None,
                starting_pay=int(pay) + 100 * chance.randint(-5, 5)
                if pay and destination == Destination.EMPLOYED
                else None,
            )
            for place, (graduate, destination) in enumerate(zip(graduates, reached, strict=True))
        )


def employed_by(text: str, organisations: Mapping[str, Organisation]) -> list[Enterprise]:
    """An employer for each place of the list, as often as it is counted there."""
    return [
        organisations[key].enterprise
        for key, count in (weights(text) if text else ())
        for _ in range(count)
    ]


def create_exchanges(region: str, organisations: Mapping[str, Organisation]) -> None:
    """As many exchanges of each kind as the file says, between partners of one consortium."""
    pairs = partners(region, organisations)
    invented = names(f"exchanges {region}")
    found: list[Exchange] = []
    for row in rows(region, "exchanges.csv"):
        kind = ExchangeKind(row["kind"])
        chance = random.Random(f"{region} {kind}")  # noqa: S311 -- dates, not secrets
        first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
        recognised = int(row.get("dual_teachers") or 0)
        for place in range(int(row["count"])):
            school, enterprise = pairs[place % len(pairs)]
            started = first + timedelta(days=chance.randint(0, (last - first).days))
            stays = chance.randint(5, 40) if kind in TO_SCHOOL else chance.randint(30, 180)
            found.append(
                Exchange(
                    kind=kind,
                    school=school.school,
                    enterprise=enterprise.enterprise,
                    person_name=next(invented),
                    started_on=started,
                    ended_on=started + timedelta(days=stays),
                    hours=8 * chance.randint(2, 12),
                    dual_teacher=DualTeacher.RECOGNISED if place < recognised else DualTeacher.NONE,
                    dual_teacher_on=started + timedelta(days=stays) if place < recognised else None,
                )
            )
    Exchange.objects.bulk_create(found)


def partners(
    region: str, organisations: Mapping[str, Organisation]
) -> Sequence[tuple[Organisation, Organisation]]:
    """Pairs of a school and an enterprise that share a consortium, each once."""
    sides = {row["key"]: row for row in rows(region, "organisations.csv")}
    found: dict[tuple[str, str], None] = {}
    for row in rows(region, "alliances.csv"):
        members = [key for key in row["members"].split() if key in sides]
        schools = [key for key in members if sides[key]["tier"]]
        enterprises = [key for key in members if sides[key]["industry"]]
        found |= dict.fromkeys(product(schools, enterprises))
    return [(organisations[school], organisations[enterprise]) for school, enterprise in found]

"""What sources quote of each region, and the measures by which the portal counts it from records.

`data/indicators.csv` is shared; `data/<region>/claims.csv` names alliances and organisations by
the keys of the region's other files. A claim without a region is about its alliance's or its
organisation's place, else about the demo region. The quoted figures enter no computation.
"""

from collections.abc import Mapping
from datetime import datetime

from alliance.accounts.models import Organisation, User
from alliance.config.demo.reading import FOLDER, rows
from alliance.consortia.models import Alliance
from alliance.indicators.models import Claim, Indicator
from alliance.reference.models import Region
from alliance.registers.actions import enter
from alliance.registers.cells import parse
from alliance.registers.register import Register, registers

NAMED = ("region", "alliance", "organisation")
"""Columns that the demo reads in its own way."""


def create_indicators(*, by: User, now: datetime | None = None) -> int:
    """Every measure that is not on record yet, entered by the platform; how many were."""
    register = registers()["indicators"]
    known = set(Indicator.objects.values_list("code", flat=True))
    missing = [row for row in rows("indicators.csv") if row["code"] not in known]
    for row in missing:
        enter(register, by=by, values=cells(register, row, by), now=now)
    return len(missing)


def create_claims(
    region: str,
    code: str,
    *,
    organisations: Mapping[str, Organisation],
    alliances: Mapping[str, Alliance],
    by: User,
    now: datetime | None = None,
) -> list[Claim]:
    """The claims of a region's file; none where it has no such file.

    Raises KeyError where a line names what the region's other files do not.
    """
    if not (FOLDER / region / "claims.csv").exists():
        return []
    register = registers()["claims"]
    found = []
    for row in rows(region, "claims.csv"):
        alliance = alliances[row["alliance"]] if row["alliance"] else None
        organisation = organisations[row["organisation"]] if row["organisation"] else None
        place = row["region"] or place_of(alliance or organisation) or code
        plain = {name: text for name, text in row.items() if name not in NAMED}
        values = {
            **cells(register, plain, by),
            "region": Region.objects.get(pk=place),
            "alliance": alliance,
            "organisation": organisation,
        }
        found.append(enter(register, by=by, values=values, now=now))
    return found


def place_of(subject: Alliance | Organisation | None) -> str:
    return "" if subject is None else subject.region_id


def cells(register: Register, row: Mapping[str, str], by: User) -> dict[str, object]:
    """The cells of a line as values; an empty one is left out."""
    return {name: parse(register, name, text, by) for name, text in row.items() if text}

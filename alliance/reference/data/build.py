"""Rebuild the shipped code lists from a folder of source files.

Run ``python -m alliance.reference.data.build SOURCE_DIR`` after a new edition of a list appears,
then commit the changed files. Only facts are taken over: codes, names, levels, parents, editions.
Long descriptive columns of the sources (what an industry covers, what an occupation does) are text
of published books and are left out on purpose.

The output is the same, byte for byte, for the same sources: rows keep the order of the source,
lines end in LF, and files above 200 kB are packed with a zero time stamp.
"""

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parent
GZIP_ABOVE = 200_000  # bytes
Row = Mapping[str, str]

LEVELS = {
    "secondary": "secondary",
    "associate": "higher",
    "bachelor": "vocational_bachelor",
}


@dataclass(frozen=True)
class CodeList:
    """One list: where it comes from, which columns it ships, and how a source row becomes one."""

    list: str
    kind: str
    scheme: str
    edition: str
    published: str
    title: str
    source: str
    target: str
    columns: tuple[str, ...]
    convert: Callable[[Row], Sequence[str]]


def _region(row: Row) -> Sequence[str]:
    return row["code"], row["level"], row["parent"], row["name"], row["placeholder"]


def _industry(row: Row) -> Sequence[str]:
    return row["code"], row["level"], row["parent"], row["name"]


def _emerging(row: Row) -> Sequence[str]:
    parent = f"sei:{row['parent']}" if row["parent"] else ""
    return f"sei:{row['code']}", row["level"], parent, row["name"]


def _occupation(row: Row) -> Sequence[str]:
    return (
        row["code"],
        row["level"],
        row["parent"],
        row["name"],
        row["green_digital"],
        row["edition"],
    )


def _isco(row: Row) -> Sequence[str]:
    parent = f"isco:{row['code'][:-1]}" if len(row["code"]) > 1 else ""
    return f"isco:{row['code']}", row["level"], parent, row["label"]


def _program(row: Row) -> Sequence[str]:
    edition = "2025-12" if row["note"].startswith("2025年12月") else "2021"
    return (
        row["code"],
        LEVELS[row["level_code"]],
        row["category_code"],
        row["category"],
        row["class_code"],
        row["class_name"],
        row["name"],
        row["state_controlled"],
        edition,
    )


CODED = ("code", "level", "parent", "name")
LISTS = (
    CodeList(
        "regions", "region", "MCA", "2023", "2023",
        "中华人民共和国县以上行政区划代码（民政部，2023）",
        "cn_admin_divisions_2023.csv", "regions.csv", (*CODED, "placeholder"), _region,
    ),
    CodeList(
        "industries", "industry", "GB/T 4754-2017", "2017", "2017-06-30",
        "GB/T 4754—2017 国民经济行业分类",
        "cn_industry_gbt4754_2017.csv", "industries.csv", CODED, _industry,
    ),
    CodeList(
        "industries_emerging", "industry", "SEI-2018", "2018", "2018-11",
        "战略性新兴产业分类（2018）（国家统计局令第23号）",
        "cn_strategic_emerging_2018_l1l2.csv", "industries_emerging.csv", CODED, _emerging,
    ),
    CodeList(
        "occupations", "occupation", "CN-2022", "2022+2024-07", "2024-07",
        "中华人民共和国职业分类大典（2022年版）及2024年7月发布的新职业",
        "cn_occupations_2022.csv.gz", "occupations.csv",
        (*CODED, "green_digital", "edition"), _occupation,
    ),
    CodeList(
        "occupations_isco08", "occupation", "ISCO-08", "2008", "2008",
        "International Standard Classification of Occupations 2008 (ILO)",
        "isco08.csv", "occupations_isco08.csv", CODED, _isco,
    ),
    CodeList(
        "catalogue", "catalogue", "vocational", "2021+2025-12", "2025-12",
        "职业教育专业目录（2021年）及截至2025年12月的增补专业（教育部）",
        "cn_voc_programs.csv", "catalogue.csv",
        ("code", "level", "category_code", "category", "class_code", "class_name", "name",
         "state_controlled", "edition"),
        _program,
    ),
)  # fmt: skip
EDITION_COLUMNS = (
    "list", "kind", "scheme", "edition", "published", "title", "file", "rows",
)  # fmt: skip


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV file, packed or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file's bytes: UTF-8 without a mark, LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def write(target: Path, name: str, content: bytes) -> str:
    """Write one file, packed when it is large, and return the name under which it is kept."""
    packed = target / f"{name}.gz"
    plain = target / name
    if len(content) > GZIP_ABOVE:
        packed.write_bytes(gzip.compress(content, mtime=0))
        plain.unlink(missing_ok=True)
        return packed.name
    plain.write_bytes(content)
    packed.unlink(missing_ok=True)
    return plain.name


def build(source: Path, target: Path = DATA) -> dict[str, int]:
    """Write every list and ``editions.csv``; return the number of rows per list.

    Raises FileNotFoundError for a missing source and KeyError for a missing column.
    """
    counts: dict[str, int] = {}
    editions: list[Sequence[str]] = []
    for item in LISTS:
        rows = [item.convert(row) for row in read_rows(source / item.source)]
        kept = write(target, item.target, to_csv(item.columns, rows))
        counts[item.list] = len(rows)
        editions.append(
            (
                item.list, item.kind, item.scheme, item.edition, item.published, item.title,
                kept, str(len(rows)),
            )
        )  # fmt: skip
    write(target, "editions.csv", to_csv(EDITION_COLUMNS, editions))
    return counts


def main() -> None:
    """Command line door."""
    parser = argparse.ArgumentParser(description="Rebuild the shipped code lists.")
    parser.add_argument("source", type=Path, metavar="SOURCE_DIR")
    for name, count in build(parser.parse_args().source).items():
        sys.stdout.write(f"{name}: {count}\n")


if __name__ == "__main__":
    main()

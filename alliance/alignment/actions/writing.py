"""Rows of a run into their tables; they come by the ten thousand, so they are copied in."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, models

from alliance.alignment.inputs import Read
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramVerdict
from alliance.engines.indices import LINK_KINDS, UNKNOWN, WEIGHT_ONE, judge_all
from alliance.engines.indices.run import Row

VALUE_COLUMNS = (
    "run_id",
    "index",
    "version",
    "level",
    "dimension",
    "key",
    "numerator",
    "denominator",
    "value",
    "detail",
    "hidden",
)
VERDICT_COLUMNS = (
    "run_id",
    "program_id",
    "level",
    "aligned",
    "key_weight",
    "links",
    "enrolment",
    "intake",
    "graduates",
)


def write_rows(
    run: AlignmentRun, rows: Iterable[Row], *, withheld: frozenset[str] = frozenset()
) -> None:
    """Store figures of a run; those of `withheld` indices are hidden whatever they count."""
    copy(
        IndexValue,
        VALUE_COLUMNS,
        (
            (
                run.pk,
                row.index,
                row.version,
                row.level,
                row.dimension,
                row.key,
                row.numerator,
                row.denominator,
                row.value,
                json.dumps(dict(row.detail)),
                row.hidden or row.index in withheld,
            )
            for row in rows
        ),
    )


def write_verdicts(run: AlignmentRun, read: Read) -> None:
    """Store whether each program counts, with the links that say so and where those come from."""
    facts, links = read.facts, read.programs.industries
    judged = judge_all(facts)
    key_of = [facts.industry_codes[place] for place in facts.key.tolist()]
    nearest = dict(zip(facts.industry_codes, facts.nearest_key.tolist(), strict=True))
    indptr, index = links.indptr.tolist(), links.index.tolist()
    weight, kind = links.weight.tolist(), links.kind.tolist()

    def of(row: int) -> str:
        return json.dumps(
            [
                {
                    "industry": code,
                    "key": key_of[nearest[code]] if nearest[code] != UNKNOWN else None,
                    "weight": f"{Decimal(weight[place]) / WEIGHT_ONE:.4f}",
                    "kind": LINK_KINDS[kind[place]],
                    "source": links.source[place],
                }
                for place in range(indptr[row], indptr[row + 1])
                for code in (links.codes[index[place]],)
            ],
            ensure_ascii=False,
        )

    def stated(count: int) -> int | None:
        return None if count == UNKNOWN else count

    copy(
        ProgramVerdict,
        VERDICT_COLUMNS,
        (
            (
                run.pk,
                program,
                facts.level_codes[level],
                aligned,
                Decimal(key_weight) / WEIGHT_ONE,
                of(row),
                stated(enrolment),
                stated(intake),
                stated(graduates),
            )
            for row, (
                program,
                level,
                aligned,
                key_weight,
                enrolment,
                intake,
                graduates,
            ) in enumerate(
                zip(
                    facts.id.tolist(),
                    facts.level.tolist(),
                    judged.aligned.tolist(),
                    judged.key_weight.tolist(),
                    facts.enrolment.tolist(),
                    facts.intake.tolist(),
                    facts.graduates.tolist(),
                    strict=True,
                )
            )
        ),
    )


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Send rows to the model's table; None is NULL, texts are as they are."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL)
    for row in rows:
        writer.writerow([r"\N" if value is None else value for value in row])
    file.seek(0)
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    command = f"COPY {table} ({named}) FROM STDIN WITH (FORMAT csv, NULL '\\N')"
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(command, file)

"""What goes out comes back, and nothing in it is a formula."""

import csv
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from alliance.imports import columns, exports
from alliance.registers import lists
from alliance.registers.register import registers
from talent.models import Exchange, TrainingBatch
from tests import factories as make
from tests.factories import imports as files
from tests.lib.test_safe_cells import LIVE

TEXT = st.text(
    alphabet=st.characters(exclude_characters="\x00", exclude_categories=("Cs",))
    | st.sampled_from("'=+-@_x0041\r\n\t\"，；;"),
    min_size=1,
    max_size=40,
).filter(lambda text: text == text.strip() and text.strip("\ufeff"))


def exported(kind: str, user, fmt: str = "csv", **options) -> bytes:
    register = registers()[kind]
    rows = lists.base(register, user)
    response = exports.export_response(register, rows, fmt, user, **options)
    content = b"".join(response.streaming_content)
    for close in response._resource_closers:  # without the signal that ends a request
        close()
    return content


def make_batch(organiser, **values):
    given = {
        "organiser": organiser,
        "kind": "employee",
        "title": "T",
        "region": make.RegionFactory(),
        "started_on": date(2026, 3, 1),
        "person_times": 10,
    }
    return TrainingBatch.objects.create(**{**given, **values})


def state_of_rows():
    return list(TrainingBatch.objects.order_by("pk").values())


class RoundTrip(TestCase):
    """Any text, number, date, choice and relation that the register holds."""

    @settings(
        max_examples=6,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],  # each example starts processes: no shrinking
    )
    @given(
        rows=st.lists(
            st.tuples(
                TEXT,
                st.just("") | TEXT,
                st.sampled_from(["employee", "farmer"]),
                st.dates(date(1990, 1, 1), date(2090, 1, 1)),
                st.integers(0, 100_000_000),
                st.none() | st.integers(0, 1_000_000),
            ),
            min_size=1,
            max_size=40,
            unique_by=lambda row: row[0],
        ),
        fmt=st.sampled_from(["csv", "xlsx"]),
    )
    def test_an_export_sent_back_changes_nothing_and_rebuilds_what_was_emptied(self, rows, fmt):
        school = make.SchoolFactory().organisation
        user = make.editor_of(school)
        for title, title_en, kind, day, times, hours in rows:
            make_batch(
                school, title=title, title_en=title_en, kind=kind, started_on=day,
                person_times=times, hours=hours,
            )  # fmt: skip
        before = state_of_rows()
        content = exported("training-batches", user, fmt)

        same = files.run(files.send("training-batches", content, by=user))
        assert files.counts(same) == ("done", 0, 0, len(rows), 0)
        assert state_of_rows() == before

        TrainingBatch.objects.update(title_en="changed", person_times=1, hours=None)
        back = files.run(files.send("training-batches", content, by=user))
        assert back.refused == 0
        unlike = ("version", "updated_at")
        assert [{k: v for k, v in row.items() if k not in unlike} for row in state_of_rows()] == [
            {k: v for k, v in row.items() if k not in unlike} for row in before
        ]


@pytest.fixture
def school(db):
    return make.SchoolFactory().organisation


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_no_export_holds_a_live_cell(school, fmt):
    user = make.editor_of(school)
    payloads = [*LIVE, *(f"{start}1|x" for start in "=+-@＝＋－＠"), "#N/A", "=1\x01"]
    for number, text in enumerate(payloads):
        make_batch(school, title=f"{text}", title_en=text, person_times=number)
    content = exported("training-batches", user, fmt)

    if fmt == "csv":
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
            assert [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
    else:
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert kinds <= {"s", "n", "d"}


def test_a_reader_gets_only_rows_and_fields_that_are_theirs(school):
    enterprise = make.EnterpriseFactory()
    Exchange.objects.create(
        kind="teacher_practice", school=school.school, enterprise=enterprise,
        person_name="CANARY", started_on="2026-01-01",
    )  # fmt: skip
    make_batch(make.SchoolFactory().organisation, title="CANARY")
    bureau = make.UserFactory(
        organisation=make.OrganisationFactory(kind="public_body", region=make.RegionFactory())
    )
    stranger = make.editor_of(make.SchoolFactory().organisation)

    assert b"CANARY" in exported("exchanges", make.editor_of(school))
    assert b"CANARY" not in exported("exchanges", bureau)
    assert exported("exchanges", bureau).count(b"\n") == 2
    assert exported("exchanges", stranger).count(b"\n") == 1
    assert b"CANARY" not in exported("training-batches", stranger)


def test_numbers_of_the_source_system_come_along(school):
    user = make.editor_of(school)
    batch = make_batch(school)
    files.brought(
        "training-batches", ["id", "external_id"], [batch.pk, "HR-1"], by=user, source="hr"
    )

    def external(source):
        content = exported("training-batches", user, source=source).decode("utf-8-sig")
        return next(csv.DictReader(io.StringIO(content)))["external_id"]

    assert external("hr") == "HR-1"
    assert external("") == ""


def test_the_command_writes_what_the_command_reads(school, tmp_path, capsys):
    make.UserFactory(is_superuser=True, email="root@people.test")
    make_batch(school, title="甲")
    for suffix in ("csv", "xlsx"):
        path = tmp_path / f"out.{suffix}"
        call_command("export", "training-batches", out=path)
        assert capsys.readouterr().out == f"1 rows written to {path}\n"
        call_command("import_file", "training-batches", str(path))
        assert capsys.readouterr().out == "0 created, 0 changed, 1 unchanged, 0 refused\n"
    call_command("import_file", "training-batches", template=True)
    header = ",".join(columns.template(registers()["training-batches"]))
    assert capsys.readouterr().out == f"{header}\n"


def test_the_command_reports_refused_rows_and_says_so(school, tmp_path):
    make.UserFactory(is_superuser=True)
    path, report = tmp_path / "in.csv", tmp_path / "report.csv"
    path.write_bytes(files.csv_bytes(["title", "kind"], ["甲", "=nonsense"]))

    with pytest.raises(CommandError) as refused:
        call_command("import_file", "training-batches", str(path), report=report)

    assert "1 row was refused; nothing was written." in str(refused.value)
    rows = list(csv.reader(report.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["row", "outcome", "id", "errors"]
    assert rows[1][:3] == ["2", "refused", ""]


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (["nothing", "x.csv"], {}),
        (["training-batches", "missing.csv"], {}),
        (["training-batches"], {}),
    ],
)
def test_a_wrong_question_ends_with_2(db, arguments, options):
    with pytest.raises(CommandError) as refused:
        call_command("import_file", *arguments, **options)
    assert refused.value.returncode == 2

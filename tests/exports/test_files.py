"""A run as a file: whole, harmless to spreadsheets, in the reader's language, refused with reason."""

import csv
import io
import zipfile

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from alliance.alignment.catalogue import INDICES
from alliance.alignment.exports import TABLES
from alliance.web import pdf
from tests import factories as make

FORMS = ("csv", "xlsx", "pdf", "html")


@pytest.fixture
def small(home):
    return make.make_run(framework=home.framework)


def table(browser, run, name):
    answer = browser.get(f"/alignment/runs/{run.pk}/export.csv?table={name}")
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def book(browser, run):
    answer = browser.get(f"/alignment/runs/{run.pk}/export.xlsx")
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def text_of(browser, run):
    answer = browser.get(f"/alignment/runs/{run.pk}/export.pdf")
    assert answer.status_code == 200
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "".join(page.extract_text() for page in pages)


def test_the_head_names_region_day_framework_rule_and_digest(small, home, browse):
    head = {row["field"]: row["value"] for row in table(browse(), small, "run")}
    told = {name: head[name] for name in head if not name.startswith("parameter_")}
    assert told == {
        "run": str(small.pk),
        "region": "431000",
        "region_name": "郴州市",
        "as_of": timezone.localdate().isoformat(),
        "framework": home.framework.name,
        "framework_title": home.framework.title,
        "framework_valid_from": home.framework.valid_from.isoformat(),
        "engine_version": small.engine_version,
        "digest": small.digest,
        "figures": str(small.values.count()),
        "withheld": str(small.values.filter(hidden=True).count()),
    }
    parameters = {name.removeprefix("parameter_") for name in set(head) - set(told)}
    assert parameters == set(small.parameters)
    assert head["parameter_tau"] == "0.5"


def test_programs_are_told_without_persons(small, home, browse):
    school = home.school.organisation
    assert table(browse(), small, "programs") == [
        {
            "program": str(home.program.pk),
            "name": home.program.name,
            "catalogue_code": home.program.catalogue_program_id,
            "level": "higher",
            "level_name": "Higher vocational",
            "school": str(school.pk),
            "school_name": str(school),
            "region": "431000",
            "region_name": "郴州市",
            "aligned": "yes",
            "key_weight": "1",
            "industries": table_of_links(small),
            "intake": "60",
        }
    ]


def table_of_links(run):
    links = run.verdicts.get().links
    return "; ".join(
        f"{link['industry']} 1" + (f" > {link['key']}" if link["key"] else "") for link in links
    )


def test_the_dictionary_tells_every_index_of_the_run_and_every_column(small, browse):
    rows = table(browse(), small, "dictionary")
    indices = {row["code"]: row for row in rows if row["entry"] == "index"}
    assert set(indices) == set(small.values.values_list("index", flat=True))
    for code, row in indices.items():
        index = INDICES[code]
        assert (row["name"], row["formula"]) == (str(index.name), index.formula)
        assert row["version"] in set(
            small.values.filter(index=code).values_list("version", flat=True)
        )
        assert row["unit"]
        assert row["counts"]
    columns = [(row["table"], row["code"]) for row in rows if row["entry"] == "column"]
    assert columns == [
        (name, column.name) for name in ("values", "programs") for column in TABLES[name].columns
    ]
    assert all(row["meaning"] for row in rows)


def test_numbers_are_numbers_in_a_workbook(small, browse):
    found = book(browse(), small)
    assert found.sheetnames == [str(one.title) for one in TABLES.values()]
    values = found["Figures"]
    names = [column.name for column in TABLES["values"].columns]
    places = {name: names.index(name) for name in ("index", "numerator", "denominator", "value")}
    whole = next(row for row in values.iter_rows(min_row=2) if row[places["index"]].value == "A1")
    assert [whole[places[n]].value for n in ("numerator", "denominator", "value")] == [1, 1, 1]
    assert {whole[places[n]].data_type for n in ("numerator", "denominator", "value")} == {"n"}
    assert found["Run"].freeze_panes == "A2"


def test_a_name_that_looks_like_a_formula_is_text_everywhere(home, browse):
    home.program.name = '=HYPERLINK("https://evil.test")'
    home.program.save()
    run = make.make_run(framework=home.framework)
    assert table(browse(), run, "programs")[0]["name"] == "'" + home.program.name
    cell = book(browse(), run)["Programs"].cell(row=2, column=2)
    assert (cell.data_type, cell.value) == ("s", "'" + home.program.name)


def test_files_speak_the_readers_language(small, browse, pango):
    english, chinese = browse(), browse(zh=True)
    assert {row["level_name"] for row in table(english, small, "programs")} == {"Higher vocational"}
    assert {row["level_name"] for row in table(chinese, small, "programs")} == {"高职专科"}
    assert "Higher vocational" in text_of(english, small)
    assert "高职专科" in text_of(chinese, small)


@pytest.mark.parametrize("form", FORMS)
def test_a_run_without_figures_is_refused_with_a_sentence(home, browse, form):
    run = make.make_run(framework=home.framework, done=False)
    answer = browse(home.bureau_user).get(f"/alignment/runs/{run.pk}/export.{form}")
    assert answer.status_code == 409
    assert "only finished runs are exported" in answer.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_run_that_is_not_yours_is_not_there(home, browse, form):
    run = make.make_run(framework=home.framework, done=False)
    assert browse().get(f"/alignment/runs/{run.pk}/export.{form}").status_code == 404
    assert browse().get(f"/alignment/runs/{run.pk + 1}/export.{form}").status_code == 404


def test_other_forms_and_tables_are_refused(small, browse):
    assert browse().get(f"/alignment/runs/{small.pk}/export.docx").status_code == 404
    answer = browse().get(f"/alignment/runs/{small.pk}/export.csv?table=persons")
    assert answer.status_code == 400
    assert "run, values, programs, dictionary" in answer.content.decode()


def test_where_pdf_cannot_be_made_the_page_to_print_says_so(small, browse, monkeypatch):
    monkeypatch.setattr(pdf, "library_or_none", lambda: None)
    answer = browse(zh=False).get(f"/alignment/runs/{small.pk}/export.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (503, "text/html; charset=utf-8")
    text = answer.content.decode()
    assert "the library Pango is not installed" in text
    assert "Programs that count as aligned" in text


def test_a_printed_page_fetches_our_static_files_and_nothing_else(pango):
    assert pdf.static_name(f"{pdf.BASE}/static/css/print.css?v=1") == "css/print.css"
    assert b"@page" in pdf.static_content("css/print.css")
    for address in (
        "https://elsewhere.test/static/css/print.css",
        "file:///etc/hostname",
        "data:text/css,body{}",
        f"{pdf.BASE}/admin/",
    ):
        with pytest.raises(ValueError, match="static files alone"):
            pdf.static_name(address)
    with pytest.raises(BaseException, match="Error fetching"):
        pdf.pdf_of('<link rel="stylesheet" href="https://elsewhere.test/a.css">')
    with pytest.raises(Exception, match=r"SuspiciousFileOperation|outside|located"):
        pdf.static_content("../../manage.py")


def test_a_workbook_is_a_sound_archive(small, browse):
    answer = browse().get(f"/alignment/runs/{small.pk}/export.xlsx")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
    assert f"run{small.pk}.xlsx" in answer["Content-Disposition"]

"""The same run gives the same figure on its page, over the API, in CSV, XLSX and PDF."""

from decimal import ROUND_HALF_UP, Decimal

from alliance.alignment.figures import shown
from tests.exports import reading
from tests.exports.reading import HIDDEN

DIMENSIONS = {"", "county", "school", "class", "industry", "class_industry", "occupation",
              "skill", "year", "county_year", "school_year", "stage"}  # fmt: skip


def chosen(run):
    """Every figure of the whole region, and of each sort of part one of each family: a published
    and a hidden one where there are both.
    """
    rows, seen = [], set()
    for row in run.values.order_by("dimension", "index", "level", "key"):
        kind = row.dimension, row.index[:1], row.hidden
        if row.dimension == "" or (not row.level and kind not in seen):
            seen.add(kind)
            rows.append(row)
    return rows


def expected(row):
    """What the run itself holds, as its reader is told."""
    if row.hidden:
        return HIDDEN
    return row.numerator, row.denominator, shown(row).text


def differences(rows, surfaces):
    """(surface, figure, what it says, what the run holds) wherever they are not the same."""
    return [
        (name, reading.place(row), told.get(reading.place(row)), expected(row))
        for name, told in surfaces.items()
        for row in rows
        if told.get(reading.place(row))
        not in [expected(row), *(on_page(row) if name == "page" else [])]
    ]


def on_page(row):
    """How a page may say it as well: counts with two decimals, or none where it is no share."""
    if row.hidden:
        return []
    counts = [c.quantize(Decimal("0.01"), ROUND_HALF_UP) for c in (row.numerator, row.denominator)]
    return [(*counts, shown(row).text), (None, None, shown(row).text)]


def told_by(browser, run, rows):
    """Every surface's figures; page and PDF those of the rows, of which the PDF has no levels."""
    return {
        "page": reading.of_pages(browser, rows),
        "api": reading.of_api(browser, run),
        "csv": reading.of_csv(browser, run),
        "xlsx": reading.of_xlsx(browser, run),
        "pdf": reading.of_pdf(browser, run, [row for row in rows if not row.level]),
    }


def test_all_five_say_what_the_run_holds(run, home, browse, pango):
    rows = chosen(run)
    printed = [row for row in rows if not row.level]
    assert {row.dimension for row in printed} == DIMENSIONS
    assert {row.index for row in printed if row.hidden} >= {"A2"}
    assert {row.index for row in printed if not row.hidden} >= {"A1", "A2", "A3", "D1", "G1"}
    told = told_by(browse(home.enterprise_user), run, rows)  # who may read no exact figures
    assert differences(rows, {"page": told["page"]}) == []
    assert differences(printed, {"pdf": told["pdf"]}) == []
    every = list(run.values.all())
    for name in ("api", "csv", "xlsx"):
        assert set(told[name]) == {reading.place(row) for row in every}
        assert differences(every, {name: told[name]}) == []


def test_a_figure_that_one_surface_tells_otherwise_is_found(run, home, browse, pango):
    rows = list(run.values.filter(index="A1", dimension="", level=""))
    where = reading.place(rows[0])
    for name, told in told_by(browse(home.enterprise_user), run, rows).items():
        numerator, denominator, printed = told[where]
        for wrong in (
            (numerator + 1, denominator, printed),
            (numerator, denominator, "99.9 %"),
            HIDDEN,
            None,
        ):
            changed = {name: {**told, where: wrong}}
            assert [found[:2] for found in differences(rows, changed)] == [(name, where)]


def test_who_may_read_exact_figures_takes_none_of_them_away_in_a_file(run, home, browse, pango):
    """A file travels: it holds what is published, whoever asks for it."""
    bureau, stranger = browse(home.bureau_user), browse()
    assert HIDDEN not in reading.of_api(bureau, run).values()
    for read in (reading.of_csv, reading.of_xlsx):
        assert read(bureau, run) == read(stranger, run)
        assert HIDDEN in read(bureau, run).values()
    rows = [row for row in chosen(run) if not row.level]
    assert reading.of_pdf(bureau, run, rows) == reading.of_pdf(stranger, run, rows)

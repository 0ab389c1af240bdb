"""The figures of a run as each of its surfaces tells them.

Every reader gives {(index, level, dimension, key): (numerator, denominator, printed)}, where a
figure that is not published is HIDDEN. A surface that does not print the two counts says None.
"""

import csv
import io
import re
from decimal import ROUND_HALF_UP, Decimal
from html import unescape

from openpyxl import load_workbook
from pypdf import PdfReader

from alliance.alignment.catalogue import INDICES, Counts
from alliance.alignment.figures import value_text
from alliance.alignment.labels import labels_of

HIDDEN = "hidden"
TOO_FEW = "Not published, to protect persons"
COUNT = r"[\d,]+(?:\.\d+)?"
PRINTED = r"[+−-]?[\d,]+(?:\.\d+)?(?: ?%)?|—"


def place(row):
    return row.index, row.level or "all", row.dimension or "region", row.key


def number(text):
    return Decimal(str(text).replace(",", ""))


def of_csv(browser, run):
    answer = browser.get(f"/alignment/runs/{run.pk}/export.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return {
        (row["index"], row["level"], row["dimension"], row["key"]): in_file(row)
        for row in csv.DictReader(io.StringIO(text))
    }


def of_xlsx(browser, run):
    answer = browser.get(f"/alignment/runs/{run.pk}/export.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)
    rows = book["Figures"].iter_rows(min_row=2, values_only=True)
    names = [
        "index",
        "name",
        "version",
        "level",
        "level_name",
        "dimension",
        "dimension_name",
        "key",
        "part",
        "numerator",
        "denominator",
        "value",
        "printed",
        "status",
        "remark",
    ]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return {
        (row["index"], row["level"], row["dimension"], row["key"] or ""): in_file(row)
        for row in found
    }


def in_file(row):
    """What a line of a table says; of a figure that is withheld not a digit stands there."""
    if row["status"] == "withheld":
        told = {row[n] for n in ("numerator", "denominator", "value", "printed", "remark")}
        return HIDDEN if told <= {"", None} else told
    return number(row["numerator"]), number(row["denominator"]), row["printed"]


def of_api(browser, run):
    found = {}
    address = f"/api/v1/index-values/?run={run.pk}&dimension=all"
    while address:
        answer = browser.get(address).json()
        for row in answer["results"]:
            where = row["index"], row["level"], row["dimension"] or "region", row["key"]
            if row["hidden"]:
                told = {row["numerator"], row["denominator"], row["value"]}
                found[where] = HIDDEN if told == {None} else told
            else:
                value = None if row["value"] is None else Decimal(row["value"])
                printed = value_text(value, INDICES[row["index"]].form)
                found[where] = number(row["numerator"]), number(row["denominator"]), printed
        address = answer["next"]
    return found


def of_pages(browser, rows):
    """The first tile of each figure's own page."""
    return {place(row): in_tile(browser, row) for row in rows}


def in_tile(browser, row):
    text = browser.get(f"/alignment/values/{row.pk}/").content.decode()
    tile = re.search(r'<div class="tile.*?</div>', text, re.DOTALL)[0]
    value = words(re.search(r'<p class="tile-value">(.*?)</p>', tile, re.DOTALL)[1])
    note = re.search(r'<p class="tile-note">(.*?)</p>', tile, re.DOTALL)
    if note and TOO_FEW in note[1]:
        return HIDDEN if not re.search(r"\d", value) else value
    counts = re.search(rf"({COUNT}) of ({COUNT})", words(note[1])) if note else None
    return (*(map(number, counts.groups()) if counts else (None, None)), value)


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def of_pdf(browser, run, rows):
    """The lines of these figures, as far as the PDF holds them."""
    answer = browser.get(f"/alignment/runs/{run.pk}/export.pdf")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = squeezed("".join(page.extract_text() for page in pages))
    labels = labels_of(rows)
    return {
        place(row): told
        for row in rows
        if (told := in_line(section(text, row), row, labels)) is not None
    }


def section(text, row):
    """What stands under the heading of the row's sort of part, all levels together."""
    heading = f"By part: {row.get_dimension_display()}" if row.dimension else "All levels"
    found = text.partition(squeezed(heading))[2]
    return re.split("Bypart:|Programsthatcountasaligned|Highervocational", found)[0]


def squeezed(text):
    """Without blanks and breaks: a PDF sets them where its lines end."""
    return re.sub(r"\s+", "", text)


def in_line(text, row, labels):
    """Part, code and name of the index, then both counts and the value or why they are missing.

    Squeezed, "46" and "55" read "4655": the counts of the row say where the one ends, and
    whatever else stood there would not be found.
    """
    name = re.escape(squeezed(f"{labels.of(row)}{row.index}{INDICES[row.index].name}"))
    if re.search(name + re.escape(squeezed(TOO_FEW)), text):
        return HIDDEN
    places = "0.0001" if INDICES[row.index].counts == Counts.NOTHING else "0.01"
    counts = "".join(printed_count(count, places) for count in both(row))
    line = re.search(name + counts + f"(?P<value>{PRINTED.replace(' ?', '')})", text)
    if line is None:
        return None
    return *both(row), line["value"].replace("%", " %")


def both(row):
    return row.numerator, row.denominator


def printed_count(value, places):
    rounded = value.quantize(Decimal(places), ROUND_HALF_UP)
    whole = rounded == rounded.to_integral_value()
    return re.escape(f"{rounded:,.0f}" if whole else f"{rounded.normalize():,f}")

"""Files that mean harm or simply are not what they say: a clear refusal, bounded, nothing written."""

import gzip
import io
import os
import resource
import stat
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings

from alliance.imports import child, files
from alliance.imports.faults import MOST_CSV_ROWS, MOST_SHEET_ROWS
from alliance.imports.models import ImportSession
from alliance.lib.errors import InvalidInput
from talent.models import TrainingBatch
from tests import factories as make
from tests.factories import imports as made

HEADER = b"external_id,title,kind\n"
TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"
BOMB = b"\0" * (101 * 1024 * 1024)
MOST_RSS_KB = 300_000
MEASURE = """
import os, subprocess, sys
reading = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_pid, _status, used = os.wait4(reading.pid, 0)
print(used.ru_maxrss, used.ru_utime + used.ru_stime)
"""


def good() -> bytes:
    return made.xlsx_bytes(["external_id", "title"], ["1", "甲"])


def packed(changes=None, *, drop=(), infos=(), compression=zipfile.ZIP_DEFLATED) -> bytes:
    """A good workbook with some parts replaced, added or left out."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(good())) as source:
        parts = {name: source.read(name) for name in source.namelist() if name not in drop}
    parts |= changes or {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as target:
        for name, content in parts.items():
            target.writestr(name, content)
        for info, content in infos:
            target.writestr(info, content)
    return out.getvalue()


def sheet(rows: str, head: str = "", tail: str = "") -> bytes:
    text = (
        f'<?xml version="1.0"?>{head}<worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{tail}</worksheet>'
    )
    return packed({SHEET: text.encode()})


def cell(place: str, text: str = "x", kind: str = "inlineStr") -> str:
    inside = f"<is><t>{text}</t></is>" if kind == "inlineStr" else f"<v>{text}</v>"
    return f'<c r="{place}" t="{kind}">{inside}</c>'


HEAD_ROW = f'<row r="1">{cell("A1", "title")}{cell("B1", "kind")}</row>'


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def damaged() -> bytes:
    content = bytearray(good())
    at = content.find(b"xl/worksheets/sheet1.xml") + 40
    content[at : at + 20] = b"\xff" * 20
    return bytes(content)


def linked() -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo("xl/link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, b"/etc/passwd"


def locked() -> bytes:
    content = bytearray(good())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def lying() -> bytes:
    """Declares that a part is smaller than it is."""
    big = packed({"xl/big.xml": b"<a/>" * 100_000})
    size = (400_000).to_bytes(4, "little")
    return big.replace(size, (10).to_bytes(4, "little"))


ENTITIES = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
XXE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
MANY = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 200_000))

FILES = {
    # archives
    "flat bomb": (lambda: packed({"xl/bomb.xml": BOMB}), "bomb"),
    "bomb in the sheet": (lambda: packed({SHEET: BOMB}), "bomb"),
    "bomb in shared strings": (lambda: packed({"xl/sharedStrings.xml": BOMB}), "bomb"),
    "many middling parts": (
        lambda: packed({f"xl/p{n}.xml": os.urandom(16) * 90_000 for n in range(5)}), "bomb",
    ),
    "dense part": (lambda: packed({"xl/a.xml": b"a" * 3_000_000}), "bomb"),
    "nested archive": (lambda: packed({TYPES: b"x"}, drop=(SHEET,)), "no_workbook"),
    "archive in an archive": (
        lambda: packed({"inner.zip": packed({"xl/bomb.xml": b"0" * 50_000_000})}), None,
    ),
    "stored archive of another kind": (lambda: zipped({"a.txt": b"x"}), "no_workbook"),
    "empty archive": (lambda: zipped({}), "no_workbook"),
    "docx": (lambda: zipped({TYPES: b"<a/>", "word/document.xml": b"<a/>"}), "no_workbook"),
    "too many parts": (
        lambda: packed({f"xl/x{n}.xml": b"<a/>" for n in range(1001)}), "parts",
    ),
    "parent folder": (lambda: packed({"../evil.xml": b"<a/>"}), "names"),
    "deep parent folder": (lambda: packed({"xl/../../evil.xml": b"<a/>"}), "names"),
    "absolute name": (lambda: packed({"/etc/cron.d/x": b"x"}), "names"),
    "drive name": (lambda: packed({"C:/x.xml": b"x"}), "names"),
    "backslashes": (lambda: packed({"xl\\..\\x.xml": b"x"}), "names"),
    "symbolic link": (lambda: packed(infos=[linked()]), "names"),
    "encrypted part": (locked, "password"),
    "lying size": (lying, "broken"),
    "lzma part": (lambda: packed(compression=zipfile.ZIP_LZMA), "broken"),
    "bzip2 part": (lambda: packed(compression=zipfile.ZIP_BZIP2), "broken"),
    "cut in half": (lambda: good()[: len(good()) // 2], "broken"),
    "only the mark": (lambda: b"PK\x03\x04", "broken"),
    "mark and noise": (lambda: b"PK\x03\x04" + bytes(range(256)) * 40, "broken"),
    "damaged content": (damaged, "broken"),
    "names differing in case": (lambda: packed({SHEET.upper(): b"<a/>"}), "broken"),
    # what a workbook must not hold
    "macros": (lambda: packed({"xl/vbaProject.bin": b"x"}), "macros"),
    "macro type": (
        lambda: packed({TYPES: b'<Types><O ContentType="x.macroEnabled.main+xml"/></Types>'}),
        "macros",
    ),
    "excel 4 macros": (lambda: packed({"xl/macrosheets/sheet1.xml": b"<a/>"}), "macros"),
    "external link": (
        lambda: packed({"xl/externalLinks/externalLink1.xml": b"<a/>"}), "links",
    ),
    "billion laughs": (lambda: sheet(HEAD_ROW, ENTITIES), "entities"),
    "external entity": (lambda: sheet(HEAD_ROW, XXE), "entities"),
    "entity in shared strings": (
        lambda: packed({"xl/sharedStrings.xml": XXE.encode() + b"<a/>"}), "entities",
    ),
    "doctype in small letters": (lambda: sheet(HEAD_ROW, XXE.lower()), "entities"),
    "entity behind a long comment": (
        lambda: sheet(HEAD_ROW, "<!--" + "ab" * 40_000 + "-->" + XXE), "entities",
    ),
    "utf-16 xml": (
        lambda: packed({SHEET: f"<?xml version='1.0'?>{XXE}<a/>".encode("utf-16")}), "entities",
    ),
    "no xml": (lambda: packed({SHEET: b"this is no xml"}), "broken"),
    "unclosed xml": (lambda: packed({SHEET: b"<worksheet><sheetData>"}), None),
    "no workbook part": (lambda: packed(drop=("xl/workbook.xml",)), "broken"),
    "password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old"),
    # sheets
    "16,384 columns": (
        lambda: made.xlsx_bytes([f"c{n}" for n in range(16_384)], ["x"] * 16_384), "columns",
    ),
    "a value in the last column": (
        lambda: sheet(HEAD_ROW + f'<row r="2">{cell("XFD2")}</row>'), "columns",
    ),
    "too many rows": (
        lambda: made.xlsx_bytes(["title"], *(["x"] for _ in range(MOST_SHEET_ROWS + 1))), "rows",
    ),
    "merged cells": (
        lambda: sheet(HEAD_ROW, tail=f"<mergeCells>{MANY}</mergeCells>"), "empty",
    ),
    "rows in reverse": (
        lambda: sheet(
            HEAD_ROW + f'<row r="9">{cell("A9")}</row><row r="3">{cell("A3")}</row>'
        ), "order",
    ),
    "cells in reverse": (
        lambda: sheet(HEAD_ROW + f'<row r="2">{cell("B2")}{cell("A2")}</row>'), "order",
    ),
    "far row": (lambda: sheet(HEAD_ROW + f'<row r="99999999999">{cell("A1")}</row>'), None),
    "no such string": (
        lambda: sheet(HEAD_ROW + f'<row r="2">{cell("A2", "99", "s")}</row>'), "broken",
    ),
    "no number": (
        lambda: sheet(HEAD_ROW + f'<row r="2">{cell("A2", "nan", "n")}</row>'), "broken",
    ),
    "infinite number": (
        lambda: sheet(HEAD_ROW + f'<row r="2">{cell("A2", "1e999", "n")}</row>'), "digits",
    ),
    "rounded number": (
        lambda: sheet(HEAD_ROW + f'<row r="2">{cell("A2", "9.1430000E+17", "n")}</row>'), "digits",
    ),
    "error cell": (
        lambda: sheet(HEAD_ROW + f'<row r="2">{cell("A2", "#DIV/0!", "e")}</row>'), "error_cell",
    ),
    "escaped nul": (
        lambda: sheet(HEAD_ROW + f'<row r="2">{cell("A2", "a_x0000_b")}</row>'), "nul",
    ),
    "very long text": (
        lambda: sheet(HEAD_ROW + f'<row r="2">{cell("A2", "a1" * 20_000)}</row>'), "long",
    ),
    "empty sheet": (made.xlsx_bytes, "empty"),
    "only a header": (lambda: made.xlsx_bytes(["title"]), "empty"),
    "column twice": (lambda: made.xlsx_bytes(["title", "Title"], ["a", "b"]), "twice"),
    "value without a column": (
        lambda: made.xlsx_bytes(["title", None, "kind"], ["a", "b", "c"]), "unnamed",
    ),
    "more cells than columns": (
        lambda: made.xlsx_bytes(["title"], ["a", "b"]), "extra",
    ),
    # csv
    "nothing but blanks": (lambda: b" \n\n ", "empty"),
    "header alone": (lambda: HEADER, "empty"),
    "nul in the head": (lambda: HEADER + b"1,a\0b,x\n", "nul"),
    "nul far below": (lambda: HEADER + b"1,a,x\n" * 9000 + b"1,a\0,x\n", "nul"),
    "utf-16 with a mark": (lambda: HEADER.decode().encode("utf-16"), "utf16"),
    "utf-16 without a mark": (lambda: HEADER.decode().encode("utf-16-le"), "nul"),
    "utf-32": (lambda: HEADER.decode().encode("utf-32"), "utf16"),
    "latin-1": (lambda: HEADER + "1,café,x\n".encode("latin-1"), "encoding"),
    "utf-8 with a wrong byte": (
        lambda: HEADER + "1,计算机应用技术专业,x\n".encode() * 9 + b"1,\xff,x\n", "utf8",
    ),
    "unclosed quotation": (lambda: HEADER + b'1,"abc,x\n' + b"2,b,x\n" * 20_000, "quotes"),
    "text after a quotation": (lambda: HEADER + b'1,"a"b,x\n', "quotes"),
    "too many csv rows": (lambda: b"t\n" + b"x\n" * (MOST_CSV_ROWS + 1), "rows"),
    "too many csv columns": (
        lambda: ",".join(f"c{n}" for n in range(201)).encode() + b"\n1\n", "columns",
    ),
    "longer rows": (lambda: HEADER + b"1,a,x,y\n", "extra"),
    "doubled column": (lambda: b"title,title\n1,2\n", "twice"),
    "very long cell": (lambda: HEADER + b"1," + b"a" * 40_000 + b",x\n", "quotes"),
    "one endless line": (lambda: b"a" * 5_000_000, "quotes"),
    # something else
    "pdf": (lambda: b"%PDF-1.7\n" + bytes(range(1, 256)), "format"),
    "png": (lambda: b"\x89PNG\r\n\x1a\n" + b"a" * 50, "format"),
    "gzip": (lambda: gzip.compress(HEADER), "format"),
    "html": (lambda: b"<!DOCTYPE html><table><tr><td>title</td></tr></table>", "format"),
    "html that calls itself a workbook": (lambda: b"\xef\xbb\xbf <html><body></body>", "format"),
    "svg": (lambda: b"<svg onload='alert(1)'></svg>", "format"),
    "xml": (lambda: b"<?xml version='1.0'?><a/>", "format"),
    "program": (lambda: b"\x7fELF" + b"a" * 100, "format"),
}  # fmt: skip


def test_there_are_at_least_sixty_hostile_files():
    assert len(FILES) >= 60


def outcome_of(path):
    """(rows, None) or (None, the refusal)."""
    try:
        with files.plain(path) as table:
            return list(table.rows()), None
    except InvalidInput as refusal:
        return None, refusal


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_in_words(name, tmp_path):
    """By the reading process under its limits; its sentence says what is wrong."""
    content, code = FILES[name]
    path = tmp_path / "sent"
    path.write_bytes(content())

    rows, refused = outcome_of(path)

    if code is not None:
        assert rows is None, f"read {len(rows)} rows"
        assert (refused.errors[0].field, refused.errors[0].code) == ("file", code)
    if refused is not None:
        assert refused.detail
        assert "%(" not in refused.detail
    else:
        assert len(rows) <= 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["sent"]


@pytest.mark.parametrize("name", ["flat bomb", "column twice", "nul in the head", "pdf"])
def test_a_refused_file_leaves_neither_session_nor_file(name, db, tmp_path):
    school = make.SchoolFactory()
    with pytest.raises(InvalidInput):
        made.send("training-batches", FILES[name][0](), by=make.editor_of(school.organisation))
    assert ImportSession.objects.count() == 0
    assert TrainingBatch.objects.count() == 0
    assert [p for p in (tmp_path / "media").rglob("*") if p.is_file()] == []


def strings(count: int) -> bytes:
    """A workbook that asks for as much memory as its size allows."""
    items = "".join(f"<si><t>{n:08x}</t></si>" for n in range(count))
    text = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>'
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/sharedStrings.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
        'sharedStrings+xml"/></Types>'
    )
    return packed({"xl/sharedStrings.xml": text.encode(), TYPES: kinds.encode()})


@pytest.mark.parametrize(
    "content",
    [
        FILES["flat bomb"][0],
        FILES["16,384 columns"][0],
        FILES["merged cells"][0],
        FILES["too many csv rows"][0],
        lambda: strings(1_000_000),
    ],
    ids=["bomb", "columns", "merged", "rows", "strings"],
)
def test_no_file_makes_the_reading_process_large_or_slow(content, tmp_path):
    path = tmp_path / "sent"
    path.write_bytes(content())
    reading = [sys.executable, "-m", "alliance.imports.child", str(path), str(tmp_path / "out")]
    # Between the two stands a small process: what is forked counts its parent's size as its own.
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *reading],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    most_kb, seconds = done.stdout.split()
    assert int(most_kb) < MOST_RSS_KB
    assert float(seconds) < child.SECONDS


def test_the_limits_hold_in_the_reading_process_alone():
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != child.MEMORY


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("external_id,title\n1,计算机\n".encode(), "计算机"),
        ("\ufeffexternal_id,title\r\n1,计算机\r\n".encode(), "计算机"),
        ("external_id,title\n1,计算机应用\n".encode("gb18030"), "计算机应用"),
        (b"external_id;title\n1;a,b\n", "a,b"),
        (b"external_id\ttitle\n1\ta;b\n", "a;b"),
        (b'external_id,title\n1,"two\r\nlines"\n', "two\r\nlines"),
        (b"external_id,title\n\n\n1,'=1+1\n", "=1+1"),
        (made.xlsx_bytes(["external_id", "title"], [1, "计算机"]), "计算机"),
        (made.xlsx_bytes([], ["external_id", "title"], [1, 2.5]), "2.5"),
        (made.xlsx_bytes(["external_id", "title"], [1, True]), "true"),
    ],
)
def test_what_people_really_send_is_read(content, title, tmp_path):
    path = tmp_path / "sent"
    path.write_bytes(content)
    with files.plain(path) as table:
        rows = list(table.rows())
    assert [cells for _number, cells in rows] == [["1", title]]

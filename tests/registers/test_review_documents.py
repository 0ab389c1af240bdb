"""Damaged archives: told to the sender in words, whatever part of them is broken."""

import io
import zipfile

import pytest

from alliance.lib.errors import InvalidInput
from alliance.registers.files import examined

WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = b'<Types><Override ContentType="' + WORD + b'"/></Types>'


def word(method):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", "<w/>" * 40)
    return made.getvalue()


def cut_short(content):
    """The manifest's packed bytes are fewer than its entry says: reading ends in the middle."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = archive.getinfo("[Content_Types].xml")
    middle = manifest.header_offset + 30 + len(manifest.filename) + manifest.compress_size // 2
    return content[:middle] + b"\x00" * 8 + content[middle + 8 :]


@pytest.mark.parametrize(
    "content",
    [
        word(zipfile.ZIP_LZMA),
        cut_short(word(zipfile.ZIP_LZMA)),
        word(zipfile.ZIP_BZIP2),
        cut_short(word(zipfile.ZIP_BZIP2)),
        cut_short(word(zipfile.ZIP_DEFLATED)),
    ],
    ids=["lzma", "broken lzma", "bzip2", "broken bzip2", "broken deflate"],
)
def test_an_archive_that_no_office_program_writes_is_refused_in_words(content):
    with pytest.raises(InvalidInput) as refusal:
        examined(content)

    assert [(e.field, e.code) for e in refusal.value.errors] == [("file", "file_type")]

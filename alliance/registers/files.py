"""Documents by their content: what may be stored, and without what it should not carry.

The name and the type that a browser sends are anybody's word and not read. What is accepted is
one format from its first byte to its last, so that no second reading of it (an archive behind a
picture, a page in front of an archive) comes along. Pictures lose their notes on camera, place
and author; what the eye sees stays as it is.
"""

import io
import re
import struct
import zipfile
import zlib

from django.utils.translation import gettext as _

from alliance.lib.errors import InvalidInput
from alliance.registers.enums import FileType

MOST_PARTS = 2_000
MOST_UNFOLDED = 200 * 1024 * 1024
"""Bytes that an archive may declare for all its parts."""
MOST_RATIO = 200
PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How office programs pack a part."""
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,  # zipfile's word for a way of packing that it does not know
    OSError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged archive raises."""
PDF_HEAD = re.compile(rb"%PDF-[12]\.\d[\r\n \t]")
PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\x00]*\Z")
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD pHYs acTL fcTL fdAT".split()
)
OOXML = {
    FileType.DOCX: (
        "word/document.xml",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    FileType.XLSX: (
        "xl/workbook.xml",
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ),
}
MIME = {
    FileType.PDF: "application/pdf",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileType.PNG: "image/png",
    FileType.JPEG: "image/jpeg",
}


class Unfit(ValueError):
    """The content is not what its first bytes promise."""


def examined(content: bytes) -> tuple[FileType, bytes]:
    """The type that the content has, and what to store of it. Raises InvalidInput on `file`."""
    try:
        if content.startswith(b"%PDF-"):
            return FileType.PDF, pdf(content)
        if content.startswith(PNG_SIGNATURE):
            return FileType.PNG, png(content)
        if content.startswith(b"\xff\xd8\xff"):
            return FileType.JPEG, jpeg(content)
        if content.startswith(b"PK\x03\x04"):
            return office(content), content
    except (Unfit, struct.error, IndexError) as error:
        raise refused(_("This file is damaged, or holds more than the one document.")) from error
    raise refused(_("Attach a PDF, a Word or Excel document (docx, xlsx), a PNG or a JPEG."))


def refused(sentence: str) -> InvalidInput:
    return InvalidInput.on("file", sentence, code="file_type")


def pdf(content: bytes) -> bytes:
    """As it is: a header at its very start, and nothing behind its last line."""
    if not PDF_HEAD.match(content) or not PDF_END.search(content[-2048:]):
        raise Unfit
    return content


def png(content: bytes) -> bytes:
    """The chunks that make the picture; checksums must fit and nothing may follow the last."""
    kept = [PNG_SIGNATURE]
    at = len(PNG_SIGNATURE)
    names: list[bytes] = []
    while not names or names[-1] != b"IEND":
        size, name = struct.unpack_from(">I4s", content, at)
        chunk = content[at : at + 12 + size]
        checksum = struct.unpack_from(">I", chunk, 8 + size)[0]
        if checksum != zlib.crc32(chunk[4 : 8 + size]):
            raise Unfit
        if name in PNG_KEPT:
            kept.append(chunk)
        names.append(name)
        at += len(chunk)
    if names[0] != b"IHDR" or b"IDAT" not in names or at != len(content):
        raise Unfit
    return b"".join(kept)


def jpeg(content: bytes) -> bytes:
    """The picture without its notes (APP1 to APP13, APP15, comments) and without what follows it."""
    kept, at, scans = [content[:2]], 2, 0
    while True:
        marker, name = content[at], content[at + 1]
        if marker != 0xFF:
            raise Unfit
        if name == 0xFF:  # padding between segments
            at += 1
            continue
        if name == 0xD9:
            break
        size = struct.unpack_from(">H", content, at + 2)[0]
        end = at + 2 + size
        if size < 2 or end > len(content) or 0xD0 <= name <= 0xD8:
            raise Unfit
        if name == 0xDA:
            end = scan_end(content, end)
            scans += 1
        colours = name in (0xE0, 0xE2, 0xEE)  # size of pixels, colour profile, colour transform
        if colours or not (0xE0 <= name <= 0xEF or name == 0xFE):
            kept.append(content[at:end])
        at = end
    if not scans:
        raise Unfit
    return b"".join([*kept, b"\xff\xd9"])


def scan_end(content: bytes, at: int) -> int:
    """Where the next segment begins: a marker that is no stuffed byte and no restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise Unfit
        name = content[at + 1]
        if name != 0x00 and not 0xD0 <= name <= 0xD7:
            return at
        at += 2


def office(content: bytes) -> FileType:
    """Word or Excel without macros: one archive from the first byte to the last, with its parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            sound(content, parts, archive)
            names = {part.filename for part in parts}
            if any("vba" in name.casefold() for name in names):
                raise refused(_("This document holds macros. Save it as docx or xlsx without."))
            types = archive.read("[Content_Types].xml")
            for kind, (part, declared) in OOXML.items():
                if part in names and declared in types:
                    return kind
    except DAMAGED as error:
        raise Unfit from error
    raise Unfit


def sound(content: bytes, parts: list[zipfile.ZipInfo], archive: zipfile.ZipFile) -> None:
    """Raises Unfit for what no office program writes: foreign bytes around, doubled or odd parts."""
    names = [part.filename for part in parts]
    packed = sum(part.compress_size for part in parts)
    unfolded = sum(part.file_size for part in parts)
    alone = (
        min((part.header_offset for part in parts), default=-1) == 0
        and not archive.comment
        and content[-22:-18] == b"PK\x05\x06"  # the end record is the last thing in the file
    )
    odd = any(
        name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name for name in names
    )
    locked = any(part.flag_bits & 1 for part in parts)
    foreign = any(part.compress_type not in PACKED for part in parts)
    too_much = (
        len(parts) > MOST_PARTS
        or unfolded > MOST_UNFOLDED
        or unfolded > MOST_RATIO * max(packed, 1)
    )
    manifest = next((p for p in parts if p.filename == "[Content_Types].xml"), None)
    if not alone or odd or locked or foreign or too_much or len(set(names)) != len(names):
        raise Unfit
    if manifest is None or manifest.file_size > 2**20:
        raise Unfit

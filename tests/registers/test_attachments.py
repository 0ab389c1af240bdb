"""Documents beside records: what is taken, who gets it back, and how it is sent."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alliance.accounts.enums import Role
from alliance.events.models import Event
from alliance.lib.errors import InvalidInput, NotAllowed, Refused
from alliance.registers import attachments
from alliance.registers.files import examined
from alliance.registers.models import Attachment
from alliance.registers.register import registers
from tests import factories as f
from tests.factories.consortia import AgreementFactory, AgreementPartyFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
PAGE = b"<!doctype html><script>alert(1)</script>"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def chunk(name, data=b""):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*more):
    body = [chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0"), *more]
    return (
        b"\x89PNG\r\n\x1a\n"
        + b"".join(body)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND")
    )


def jpeg(*segments, tail=b""):
    parts = [b"\xff" + bytes([name]) + struct.pack(">H", len(d) + 2) + d for name, d in segments]
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + b"".join(parts) + scan + b"\xff\xd9" + tail


def word(declared=WORD, more=(), comment=b"", content=b"<w/>"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override ContentType="{declared}"/></Types>'
        )
        archive.writestr("word/document.xml", content)
        for name, data in more:
            archive.writestr(name, data)
        archive.comment = comment
    return made.getvalue()


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def agreements():
    return registers()["agreements"]


@pytest.fixture
def agreement():
    return AgreementFactory()


@pytest.fixture
def secretary(agreement):
    return f.secretary_of(agreement.alliance)


def stored(tmp_path):
    return sorted(path.name for path in tmp_path.rglob("*") if path.is_file())


def files_page(row):
    return f"/records/agreements/{row.pk}/files/"


def put(agreements, agreement, by, content=PDF, name="合同 v1.pdf"):
    return attachments.attach(agreements, record=agreement, by=by, content=content, name=name)


# -- content ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "pdf"), (png(), "png"), (jpeg(), "jpg"), (word(), "docx")],
    ids=["pdf", "png", "jpg", "docx"],
)
def test_what_is_kept_is_told_by_its_content(content, kind):
    assert examined(content) == (kind, content)


@pytest.mark.parametrize(
    "content",
    [
        PAGE,
        b"\n" + PDF,
        PAGE + PDF,
        PDF + PAGE,
        PDF + word(),
        PDF[:-6],
        b"%PDF-" + PAGE,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + PAGE,
        b"MZ" + bytes(200),
        png() + PAGE,
        png()[:-4],
        png()[:20] + b"\xff" + png()[21:],
        b"\x89PNG\r\n\x1a\n",
        jpeg()[:-2],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff" + PAGE,
        PAGE + word(),
        word() + PAGE,
        word(comment=PAGE),
        word(declared=MACROS),
        word(more=[("word/vbaProject.bin", b"x")]),
        word(more=[("../evil.html", PAGE)]),
        word(more=[("/etc/passwd", b"x")]),
        word(content=bytes(3_000_000)),
        word()[:-30],
        b"PK\x03\x04" + PAGE,
        b"PK\x05\x06" + bytes(18),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    ],
)
def test_what_is_not_one_whole_document_is_refused(content):
    with pytest.raises(InvalidInput) as refusal:
        examined(content)
    assert [fault.field for fault in refusal.value.errors] == ["file"]


def test_an_archive_that_is_no_document_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("readme.html", PAGE)
    with pytest.raises(InvalidInput):
        examined(made.getvalue())


def test_pictures_lose_their_notes_and_what_follows_them():
    place = (0xE1, b"Exif\0\0GPS 25.77 113.01")
    frame = (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    assert examined(jpeg(frame, place, (0xFE, b"by Li"), tail=b"video")) == ("jpg", jpeg(frame))
    noted = png(chunk(b"tEXt", b"Author\0Li"), chunk(b"eXIf", b"GPS"), chunk(b"gAMA", b"\0\0\0\1"))
    assert examined(noted) == ("png", png(chunk(b"gAMA", b"\0\0\0\1")))


# -- attaching ----------------------------------------------------------------------------------


def test_a_document_is_attached_under_a_name_that_nobody_can_guess(
    browse, agreement, secretary, tmp_path
):
    sent = SimpleUploadedFile('..\\合同 "v1".HTML.pdf', PDF, "text/html")
    page = browse(secretary).post(files_page(agreement), {"file": sent}, follow=True)
    row = Attachment.objects.get()
    assert [file.pk for file in page.context["files"]] == [row.pk]
    assert (row.file_type, row.size, row.uploaded_by) == ("pdf", len(PDF), secretary)
    assert row.organisation == agreement.alliance.secretariat
    assert stored(tmp_path) == [row.file.name.rpartition("/")[2]]
    assert len(stored(tmp_path)[0]) == 32
    assert row.name == "合同 v1 .HTML.pdf"
    assert Event.objects.about(agreement).get().payload == {
        "attachment": row.pk,
        "size": len(PDF),
    }


def test_a_page_in_the_clothes_of_a_pdf_is_refused_and_leaves_nothing(
    browse, agreement, secretary, tmp_path
):
    sent = SimpleUploadedFile("contract.pdf", PAGE, "application/pdf")
    page = browse(secretary).post(files_page(agreement), {"file": sent}, follow=True)
    assert "Attach a PDF" in page.content.decode()
    assert (Attachment.objects.count(), stored(tmp_path)) == (0, [])


def test_who_does_not_keep_the_record_attaches_nothing(browse, agreements, agreement, tmp_path):
    party = AgreementPartyFactory(agreement=agreement).organisation
    member = f.editor_of(party)
    with pytest.raises(NotAllowed):
        put(agreements, agreement, member)
    sent = SimpleUploadedFile("contract.pdf", PDF)
    assert browse(member).post(files_page(agreement), {"file": sent}).status_code == 403
    sent = SimpleUploadedFile("contract.pdf", PDF)
    assert browse(f.UserFactory()).post(files_page(agreement), {"file": sent}).status_code == 404
    assert (Attachment.objects.count(), stored(tmp_path)) == (0, [])


def test_a_signed_agreement_still_gets_its_scan(agreements):
    signed = AgreementFactory(state="signed")
    assert put(agreements, signed, f.secretary_of(signed.alliance)).size == len(PDF)


def test_what_is_too_large_is_refused_before_it_is_read(
    browse, agreements, agreement, secretary, monkeypatch
):
    client = browse(secretary)
    answer = client.post(
        files_page(agreement), {"file": SimpleUploadedFile("a.pdf", PDF)}, CONTENT_LENGTH=10**9
    )
    assert answer.status_code == 400
    monkeypatch.setattr(attachments, "LARGEST_FILE", 10)
    with pytest.raises(InvalidInput):
        put(agreements, agreement, secretary)
    assert not Attachment.objects.exists()


def test_the_space_of_an_organisation_is_bounded_and_removing_gives_it_back(
    agreements, agreement, secretary, monkeypatch
):
    monkeypatch.setattr(attachments, "QUOTA", 2 * len(PDF))
    first, _second = put(agreements, agreement, secretary), put(agreements, agreement, secretary)
    with pytest.raises(Refused, match="space"):
        put(agreements, agreement, secretary)
    attachments.remove(agreements, record=agreement, attachment=first, by=secretary)
    put(agreements, agreement, secretary)


def test_a_failure_behind_the_file_leaves_no_file(
    agreements, agreement, secretary, monkeypatch, tmp_path
):
    def fails(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(attachments, "record_event", fails)
    with pytest.raises(RuntimeError):
        put(agreements, agreement, secretary)
    assert (Attachment.objects.count(), stored(tmp_path)) == (0, [])


def test_the_form_needs_its_token(agreement, secretary):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(secretary)
    sent = {"file": SimpleUploadedFile("a.pdf", PDF)}
    assert client.post(files_page(agreement), sent).status_code == 403
    assert not Attachment.objects.exists()


# -- reading and removing -----------------------------------------------------------------------


def test_a_document_is_sent_as_a_download_to_who_may_see_its_record(
    browse, agreements, agreement, secretary
):
    row = put(agreements, agreement, secretary)
    party = AgreementPartyFactory(agreement=agreement).organisation
    reader = f.UserFactory(organisation=party, role=Role.VIEWER)
    answer = browse(reader).get(f"{files_page(agreement)}{row.pk}/")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, PDF)
    assert {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options")} == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
    }
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%90%88%E5%90%8C%20v1.pdf"
    )


def test_to_a_third_party_the_document_does_not_exist(browse, agreements, agreement, secretary):
    row = put(agreements, agreement, secretary)
    other = AgreementFactory()
    stranger = f.secretary_of(other.alliance)
    for address in (f"{files_page(agreement)}{row.pk}/", f"{files_page(other)}{row.pk}/"):
        assert browse(stranger).get(address).status_code == 404
        assert browse(stranger).post(f"{address}remove/").status_code == 404
    assert browse().get(f"{files_page(agreement)}{row.pk}/").status_code == 302
    assert Attachment.objects.filter(removed_at__isnull=True).count() == 1


def test_no_address_serves_stored_files_by_name(browse, agreements, agreement, secretary):
    row = put(agreements, agreement, secretary)
    for prefix in ("/media/", "/static/", "/attachments/", "/"):
        assert browse(secretary).get(f"{prefix}{row.file.name}").status_code == 404


def test_a_removed_document_is_gone_and_remembered(
    browse, agreements, agreement, secretary, tmp_path, django_capture_on_commit_callbacks
):
    row = put(agreements, agreement, secretary)
    client = browse(secretary)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{files_page(agreement)}{row.pk}/remove/")
    row.refresh_from_db()
    assert (row.file.name, row.removed_by, stored(tmp_path)) == ("", secretary, [])
    assert client.get(f"{files_page(agreement)}{row.pk}/").status_code == 404
    page = client.get(f"/records/agreements/{agreement.pk}/")
    assert (page.context["files"], [gone.pk for gone in page.context["files_gone"]]) == (
        [],
        [row.pk],
    )
    assert list(Event.objects.about(agreement).values_list("kind", flat=True)) == [
        "attachment.added",
        "attachment.removed",
    ]


def test_a_party_reads_and_does_not_remove(browse, agreements, agreement, secretary):
    row = put(agreements, agreement, secretary)
    member = f.editor_of(AgreementPartyFactory(agreement=agreement).organisation)
    answer = browse(member).post(f"{files_page(agreement)}{row.pk}/remove/", follow=True)
    assert "Only those who keep this record" in answer.content.decode()
    row.refresh_from_db()
    assert row.removed_at is None


def test_a_register_without_documents_has_no_place_for_them(browse):
    root = f.UserFactory(is_superuser=True)
    plain = next(r for r in registers().values() if not r.files)
    assert browse(root).post(f"/records/{plain.name}/1/files/").status_code == 404


def test_a_title_is_a_name_that_any_system_takes():
    assert attachments.plain_title("a/b\x00c\u202etxt.exe") == "a b c txt.exe"
    assert attachments.plain_title(" ../.. ") == "document"

"""The pages and the API of imports: both send, follow, apply and cancel through the same actions."""

import csv
import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from alliance.imports.models import ImportMapping, ImportSession
from talent.models import TrainingBatch
from tests import factories as make
from tests.factories import imports as files

HEADER = ["external_id", "organiser", "kind", "title", "region", "started_on", "person_times"]


@pytest.fixture
def school(db):
    return make.SchoolFactory().organisation


@pytest.fixture
def editor(school):
    return make.editor_of(school)


@pytest.fixture
def site(client, editor):
    client.force_login(editor)
    return client


def row(school, title="甲", **other):
    values = {
        "external_id": f"E-{title}", "organiser": f"#{school.pk}", "kind": "employee",
        "title": title, "region": make.CHENZHOU, "started_on": "2026-03-01", "person_times": 10,
    }  # fmt: skip
    return [{**values, **other}[name] for name in HEADER]


def upload(*rows, name="rows.csv"):
    return ContentFile(files.csv_bytes(*rows), name=name)


def only():
    return ImportSession.objects.get()


def test_a_file_is_sent_tried_and_written_by_the_pages(site, school):
    new = reverse("imports:new")
    assert site.get(f"{new}?kind=training-batches").status_code == 200

    answer = site.post(new, {"kind": "training-batches", "file": upload(HEADER, row(school))})
    session = only()
    here = reverse("imports:detail", args=[session.pk])
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert (session.state, session.dry_run) == ("queued", True)
    assert b"The file is being read." in site.get(here).content
    fragment = site.get(here, headers={"HX-Request": "true"})
    assert b'id="progress"' in fragment.content
    assert b"<html" not in fragment.content

    files.run(session)
    assert "HX-Refresh" in site.get(here, headers={"HX-Request": "true"}).headers
    assert b"Write these rows" in site.get(here).content
    assert TrainingBatch.objects.count() == 0

    site.post(reverse("imports:move", args=[session.pk, "apply"]))
    files.run(session)
    assert b"1 created, 0 changed, 0 unchanged." in site.get(here).content
    assert TrainingBatch.objects.get().title == "甲"
    assert session.name.encode() in site.get(reverse("imports:list")).content


def test_unknown_columns_are_asked_for_once_and_remembered(site, school):
    named = ["编号", *HEADER[1:3], "课程", *HEADER[4:]]
    new = reverse("imports:new")
    site.post(new, {"kind": "training-batches", "file": upload(named, row(school))})
    session = only()
    here = reverse("imports:detail", args=[session.pk])
    assert session.state == "drafted"
    shown = site.get(here).content.decode()
    assert "课程" in shown

    answers = {f"column_{n}": name for n, name in enumerate(HEADER)}
    unsaid = site.post(here, {**answers, "column_0": "?"})
    assert unsaid.status_code == 400
    assert site.post(here, answers).status_code == 302
    session.refresh_from_db()
    assert session.state == "queued"
    assert session.mapping == dict(zip(named, HEADER, strict=True))
    assert ImportMapping.objects.count() == 1
    files.run(session)
    assert files.counts(session) == ("done", 1, 0, 0, 0)

    site.post(new, {"kind": "training-batches", "file": upload(named, row(school, "乙"))})
    assert ImportSession.objects.latest("pk").state == "queued"


def test_refused_rows_come_back_as_a_file_that_can_be_corrected(site, school, editor):
    session = files.brought(
        "training-batches", HEADER, row(school), row(school, "=1+1", kind="nonsense"), by=editor
    )
    here = reverse("imports:detail", args=[session.pk])
    shown = site.get(here).content.decode()
    assert "1 row was refused; nothing was written." in shown

    content = site.get(reverse("imports:errors", args=[session.pk])).content.decode("utf-8-sig")
    header, refused = list(csv.reader(io.StringIO(content)))
    assert header == [*HEADER, "_errors"]
    assert refused[3] == "'=1+1"
    assert refused[-1].startswith("kind: ")

    refused[2] = "farmer"
    again = files.brought("training-batches", header, refused, by=editor)
    assert files.counts(again) == ("done", 1, 0, 0, 0)
    assert TrainingBatch.objects.get().title == "=1+1"


def test_a_file_that_cannot_be_read_is_refused_on_the_form(site):
    answer = site.post(
        reverse("imports:new"),
        {"kind": "training-batches", "file": ContentFile(b"%PDF-1.4 x", name="a.csv")},
    )
    assert answer.status_code == 400
    assert b"This is neither CSV nor XLSX." in answer.content
    assert ImportSession.objects.count() == 0


def test_a_session_is_cancelled_by_its_page(site, school, editor):
    session = files.send("training-batches", files.csv_bytes(HEADER, row(school)), by=editor)
    site.post(reverse("imports:move", args=[session.pk, "cancel"]))
    session.refresh_from_db()
    assert session.state == "cancelled"
    again = site.post(reverse("imports:move", args=[session.pk, "cancel"]))
    assert again.status_code == 409


def test_sessions_of_others_are_not_there(client, school, editor):
    session = files.brought("training-batches", HEADER, row(school), by=editor)
    client.force_login(make.editor_of(make.SchoolFactory().organisation))
    for name in ("detail", "errors"):
        assert client.get(reverse(f"imports:{name}", args=[session.pk])).status_code == 404
    assert client.post(reverse("imports:move", args=[session.pk, "cancel"])).status_code == 404
    assert client.get(f"/api/v1/imports/{session.pk}/").status_code == 404
    assert client.get(f"/api/v1/imports/{session.pk}/rows/").status_code == 404
    assert client.get("/api/v1/imports/").json()["results"] == []


def test_a_list_is_exported_as_it_is_filtered(site, school, editor):
    files.brought("training-batches", HEADER, row(school), row(school, "乙"), by=editor)
    place = reverse("imports:export", args=["training-batches"])
    answer = site.get(f"{place}?q=乙&format=csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert answer["Content-Disposition"] == 'attachment; filename="training-batches.csv"'
    assert [line["title"] for line in csv.DictReader(io.StringIO(content))] == ["乙"]
    assert site.get(reverse("imports:export", args=["nothing"])).status_code == 404
    assert site.get(f"{place}?format=exe").status_code == 400


def test_the_template_is_what_an_import_understands(site):
    answer = site.get(reverse("imports:template", args=["training-batches"]))
    header = next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert header[:3] == ["id", "external_id", "organiser"]


def test_a_program_sends_follows_and_applies(site, school):
    sent = site.post(
        "/api/v1/imports/", {"kind": "training-batches", "file": upload(HEADER, row(school))}
    )
    assert sent.status_code == 201, sent.content
    body = sent.json()
    assert (body["state"], body["dry_run"], body["kind"]) == ("queued", True, "training-batches")
    here = f"/api/v1/imports/{body['id']}/"
    assert sent["Location"].endswith(here)

    files.run(only())
    done = site.get(here).json()
    assert (done["state"], done["created"], done["refused"]) == ("done", 1, 0)
    rows = site.get(f"{here}rows/").json()["results"]
    assert [(r["row"], r["outcome"], r["errors"]) for r in rows] == [(2, "created", [])]
    assert site.get(f"{here}rows/?outcome=refused").json()["results"] == []

    assert site.post(f"{here}apply/").json()["state"] == "queued"
    assert site.post(f"{here}cancel/").json()["state"] == "cancelled"
    assert site.post(f"{here}apply/").status_code == 409


def test_a_program_says_what_columns_mean_or_hears_that_they_are_unknown(site, school):
    named = ["number", *HEADER[1:]]
    body = {"kind": "training-batches", "file": upload(named, row(school)), "dry_run": "false"}
    unknown = site.post("/api/v1/imports/", body)
    assert unknown.status_code == 400
    assert unknown.json()["errors"][0]["pointer"] == "/mapping"
    assert ImportSession.objects.count() == 0

    body["file"] = upload(named, row(school))
    told = site.post("/api/v1/imports/", {**body, "mapping": '{"number": "external_id"}'})
    assert told.status_code == 201, told.content
    files.run(only())
    assert files.counts(only()) == ("done", 1, 0, 0, 0)


def test_one_key_with_another_file_is_another_request(site, school):
    def post(*rows):
        return site.post(
            "/api/v1/imports/",
            {"kind": "training-batches", "file": upload(*rows)},
            headers={"Idempotency-Key": "k1"},
        )

    first = post(HEADER, row(school))
    same = post(HEADER, row(school))
    other = post(HEADER, row(school, "乙"))

    assert (first.status_code, same.status_code, other.status_code) == (201, 201, 422)
    assert same.json()["id"] == first.json()["id"]
    assert same["Idempotent-Replayed"] == "true"
    assert ImportSession.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "nothing"},
        {"file": ""},
        {"mapping": "[1]"},
        {"mapping": "{"},
        {"dry_run": "perhaps"},
        {"strange": "1"},
        {"organisation": "999999"},
    ],
)
def test_bad_requests_are_refused_and_leave_nothing(site, school, changes):
    body = {"kind": "training-batches", "file": upload(HEADER, row(school))}
    answer = site.post("/api/v1/imports/", {**body, **changes})
    assert answer.status_code == 400, answer.content
    assert ImportSession.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_queries_for_any_number(
    site, school, editor, count, django_assert_max_num_queries
):
    for n in range(count):
        files.send("training-batches", files.csv_bytes(HEADER, row(school, f"T{n}")), by=editor)
    site.get(reverse("imports:list"))
    with django_assert_max_num_queries(14):
        site.get(reverse("imports:list"))
    with django_assert_max_num_queries(8):
        site.get("/api/v1/imports/")

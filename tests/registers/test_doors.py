"""Every kind of record comes in by form, API, administration and file, and is the same record.

The record that the register's own action enters is the measure: each door must leave exactly that
row and that act behind.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from alliance.imports import exports
from alliance.imports.columns import EXTERNAL, ID, fields_of
from alliance.registers.forms import RecordForm
from alliance.registers.register import registers
from tests import factories as f
from tests.factories.imports import counts, faults, run, send
from tests.outcomes import NOTHING, changes
from tests.registers import doors
from tests.registers.doors import (
    Before,
    body,
    browser,
    entered_directly,
    form_data,
    given,
    keyed,
    session,
    staff,
    stored,
)
from tests.registers.samples import SAMPLES
from tests.registers.samples_base import fresh

ALL = registers()
ENTERED = [name for name, register in ALL.items() if register.enter]

OWN_SHAPE: dict[str, dict[str, Any]] = {
    "organisations": {},
    "alliances": {},
    "schools": {},
    "enterprises": {},
    "memberships": {},
    "programs": {},
    "crosswalk-links": {},
    "demands": {},
    "results": {"without_project": True},
    "projects": {},
    "scenarios": {},
}
"""Their own API, which creates; what it is told besides. Projects are opened from a match."""
OWN_API = set(OWN_SHAPE)
OWN_ADMIN = OWN_API - {"scenarios"}  # in tests/admin

EVERY = pytest.mark.parametrize("name", ENTERED)
BY_API = pytest.mark.parametrize("name", [n for n in ENTERED if n not in OWN_API])
PLATFORMS = ("catalogue-links", "occupation-industries")
"""Written by the platform alone, and so by no key: a key acts for one organisation."""
BY_KEY = pytest.mark.parametrize("name", [n for n in ENTERED if n not in (*OWN_API, *PLATFORMS)])
ONE_OF_EACH_GROUP = list({ALL[name].group: name for name in ENTERED}.values())
BY_ADMIN = pytest.mark.parametrize("name", [n for n in ENTERED if n not in OWN_ADMIN])


@pytest.fixture(scope="module")
def _world(django_db_setup, django_db_blocker):
    """Two small alliances, made once and undone after the last test of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield f.world()
        transaction.set_rollback(True)


@pytest.fixture
def home(_world, db):
    return _world


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def act(register, sample):
    """The event that entering such a record leaves."""
    return [(sample.event or f"{register.event}.entered", sample.by.pk)]


def asked(client, address):
    """The form that the page shows."""
    response = client.get(address)
    assert response.status_code == 200
    return response.context["form"]


def unread(response):
    """What the page says against the form, for the failure's message."""
    return response.context["form"].errors if response.context else response.content[:500]


# -- what is measured by --------------------------------------------------------------------------


def test_every_register_that_takes_entries_has_a_sample():
    assert set(SAMPLES) == set(ENTERED)
    assert {
        name for name, register in ALL.items() if register.enter and not register.api
    } == OWN_API
    assert {n for n, register in ALL.items() if register.enter and not register.admin} == OWN_ADMIN


@EVERY
def test_what_is_entered_is_what_is_stored(home, name):
    register, sample = ALL[name], SAMPLES[name](home)
    said = given(register, sample)

    direct = entered_directly(register, sample)

    assert {column: direct.row[column] for column in said} == said


# -- the browser's form ---------------------------------------------------------------------------


@EVERY
def test_the_browser_form_enters_shows_and_amends_the_record(home, name):
    register, sample = ALL[name], SAMPLES[name](home)
    direct, client = entered_directly(register, sample), browser(sample.by)
    address, before = reverse("registers:new", args=[name]), Before(register)

    response = client.post(address, form_data(asked(client, address), sample.values))

    assert response.status_code == 302, unread(response)
    row = before.row()
    assert stored(register, row) == direct.row
    assert before.events() == act(register, sample)
    page = client.get(reverse("registers:detail", args=[name, row.pk]))
    assert (page.status_code, page.context["record"]) == (200, row)
    listed = client.get(reverse("registers:list", args=[name]))
    assert row in listed.context["page"].object_list
    if sample.amended:
        amends_by_form(register, sample, client, row)


def amends_by_form(register, sample, client, row):
    """Saved as it is shown, the form changes nothing; with other values, exactly those."""
    address = reverse("registers:edit", args=[register.name, row.pk])
    shown, before, past = asked(client, address), stored(register, row), Before(register)

    unchanged = client.post(address, {**form_data(shown, {}), "version": 1})
    untouched = stored(register, row)
    response = client.post(address, {**form_data(shown, sample.amended), "version": 1})

    assert (unchanged.status_code, untouched) == (302, before)
    assert response.status_code == 302, unread(response)
    assert stored(register, row) == {**before, **changed(register, sample), "version": 2}
    assert past.events() == [(sample.event or f"{register.event}.edited", sample.by.pk)]


def changed(register, sample):
    """The amended values as they are stored."""
    return given(register, type(sample)(sample.by, sample.amended))


# -- the API --------------------------------------------------------------------------------------


@BY_API
def test_the_api_enters_and_amends_the_record(home, name):
    register, sample = ALL[name], SAMPLES[name](home)
    direct, client = entered_directly(register, sample), session(sample.by)
    address, before = f"/api/v1/{name}/", Before(register)
    sent = body(register, sample.values)

    unknown = client.post(address, {**sent, "no_such_field": 1})
    response = client.post(address, sent)

    assert unknown.status_code == 400
    assert [e["pointer"] for e in unknown.json()["errors"]] == ["/no_such_field"]
    assert response.status_code == 201, response.content
    row = before.row()
    assert stored(register, row) == direct.row
    assert before.events() == act(register, sample)
    answer = response.json()
    assert {field: ordered(answer[field]) for field in sent} == sent
    assert (answer["id"], answer["version"]) == (str(row.pk), 1)
    assert response["ETag"] == '"v1"'
    assert client.get(response["Location"]).json() == answer
    assert answer in client.get(address, {"page_size": 100}).json()["results"]
    if sample.amended:
        amends(register, sample, client, response["Location"], row)


@pytest.mark.parametrize("name", sorted(OWN_API))
def test_a_resource_of_its_own_room_takes_the_same_values_or_only_reads(home, name):
    register, sample = ALL[name], SAMPLES[name](home)
    direct, before = entered_directly(register, sample), Before(register)
    sent = {**body(register, sample.values), **OWN_SHAPE.get(name, {})}

    response = session(sample.by).post(f"/api/v1/{name}/", sent)

    if name == "projects":
        told = [error["pointer"] for error in response.json()["errors"]]
        assert (response.status_code, "/match" in told, before.new()) == (400, True, [])
    else:
        assert response.status_code == 201, response.content
        assert stored(register, before.row()) == direct.row
        assert before.events() == act(register, sample)


def ordered(value):
    """Lists of ids bear no order."""
    ids = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return sorted(value) if ids else value


def amends(register, sample, client, address, row):
    sent, before = body(register, sample.amended), stored(register, row)

    blind = client.patch(address, sent)
    strange = client.patch(address, {"no_such_field": 1}, headers={"If-Match": '"v1"'})
    first = client.patch(address, sent, headers={"If-Match": '"v1"'})
    stale = client.patch(address, sent, headers={"If-Match": '"v1"'})

    assert (blind.status_code, strange.status_code, stale.status_code) == (428, 400, 412)
    assert (first.status_code, first["ETag"]) == (200, '"v2"')
    assert {field: ordered(first.json()[field]) for field in sent} == sent
    assert stored(register, row) == {**before, **changed(register, sample), "version": 2}


@BY_KEY
def test_a_partner_system_enters_the_record_once_however_often_it_sends_it(home, name):
    register, sample = ALL[name], SAMPLES[name](home)
    direct, client = entered_directly(register, sample), keyed(sample.by)
    address, sent, before = f"/api/v1/{name}/", body(register, sample.values), Before(register)

    without = client.post(address, sent)
    key = {"Idempotency-Key": "one"}
    first, second = (client.post(address, sent, headers=key) for _time in range(2))
    other = client.post(address, {**sent, "no_such_field": 1}, headers=key)

    assert without.status_code == 400
    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 422)
    assert second.json() == first.json()
    assert (first.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "true")
    assert stored(register, before.row()) == direct.row


# -- the administration ---------------------------------------------------------------------------


@BY_ADMIN
def test_the_administration_enters_the_record(home, name):
    register, sample = ALL[name], SAMPLES[name](home)
    user = staff(sample.by, home)
    direct, client = entered_directly(register, sample), browser(user)
    address, before = doors.admin_address(register.model, "add"), Before(register)
    form = client.get(address).context["adminform"].form

    response = client.post(address, form_data(form, sample.values))

    assert response.status_code == 302, response.context["adminform"].form.errors
    row = before.row()
    assert stored(register, row) == direct.row
    assert before.events() == act(register, sample)
    page = doors.admin_address(register.model, "change", row.pk)
    assert client.get(page).status_code == 200


# -- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ONE_OF_EACH_GROUP)
def test_a_file_is_sent_and_its_record_entered(home, name):
    """As a whole: a session, its reading process, its report. The next test takes its parts."""
    register, sample = ALL[name], SAMPLES[name](home)
    direct, before = entered_directly(register, sample), Before(register)
    file = doors.csv_of([EXTERNAL, *direct.texts], ["S-1", *direct.texts.values()])

    session = run(send(name, file, by=sample.by, source="old system"))

    assert (counts(session), faults(session)) == (("done", 1, 0, 0, 0), [])
    assert stored(register, before.row()) == direct.row
    assert before.events() == act(register, sample)


@EVERY
def test_a_file_enters_the_record_and_what_is_sent_back_writes_nothing(home, name, tmp_path):
    register, sample = ALL[name], SAMPLES[name](home)
    direct, before = entered_directly(register, sample), Before(register)
    file = doors.csv_of([EXTERNAL, *direct.texts], ["S-1", *direct.texts.values()])
    (tmp_path / "a.csv").write_bytes(file)

    def applied(path):
        return doors.applied(register, path, by=sample.by, source="old system")

    assert applied(tmp_path / "a.csv") == [("created", ())]

    row = before.row()
    assert stored(register, row) == direct.row
    assert before.events() == act(register, sample)
    for fmt in ("csv", "xlsx"):
        (tmp_path / f"b.{fmt}").write_bytes(exported(register, row, sample.by, fmt))

    with changes() as seen:
        again = [applied(tmp_path / file) for file in ("a.csv", "b.csv", "b.xlsx")]

    assert again == [[("unchanged", ())]] * 3
    assert seen == NOTHING


def exported(register, row, user, fmt):
    """Under the register's own columns; files that are read by sets have columns of their own."""
    rows, fields = register.visible_to(user).filter(pk=row.pk), (ID, EXTERNAL, *fields_of(register))
    if fmt == "xlsx":
        file = io.BytesIO()
        exports.write_xlsx(register, rows, fields, file, user=user, source="old system")
        return file.getvalue()
    text = io.StringIO(newline="")
    exports.write_csv(register, rows, fields, text, user=user, source="old system")
    return text.getvalue().encode("utf-8-sig")


# -- strangers ------------------------------------------------------------------------------------

OPEN_TO_SECRETARIATS = {
    "organisations": "every secretariat enters organisations into the one register",
    "schools": "as organisations",
    "enterprises": "as organisations",
}
STRANGERS = ("enterprise_user", "secretary")


@EVERY
def test_a_stranger_is_refused_at_every_door(home, name, tmp_path):
    """403; or 400 for naming a row that the stranger cannot see, in the words for an unknown one."""
    register, sample = ALL[name], SAMPLES[name](home)
    texts = entered_directly(register, sample).texts
    sent = Sent(
        form=form_data(
            RecordForm(register=register, names=register.enter, user=sample.by), sample.values
        ),
        body=body(register, sample.values),
        file=tmp_path / "a.csv",
    )
    sent.file.write_bytes(doors.csv_of(list(texts), list(texts.values())))
    strangers = [
        staff(fresh(getattr(home.foreign, who)), home.foreign)
        for who in STRANGERS
        if who != "secretary" or name not in OPEN_TO_SECRETARIATS
    ]
    clients = [(who, browser(who), session(who)) for who in strangers]

    with changes() as seen:
        for stranger, page, program in clients:
            hidden = {n for n, row in doors.scoped(sample.values) if not sees(stranger, row)}
            refuses(register, sent, stranger, page, program, sorted(hidden))

    assert seen == NOTHING


@dataclass(frozen=True)
class Sent:
    """What its author would send through each door."""

    form: Mapping[str, Any]
    body: Mapping[str, Any]
    file: Path


def refuses(register, sent, stranger, page, program, hidden):
    begins = bool(register.may_begin(stranger))
    form = page.post(reverse("registers:new", args=[register.name]), sent.form)
    assert form.status_code == (400 if hidden and begins else 403)

    [(outcome, fields)] = doors.applied(register, sent.file, by=stranger)
    assert (outcome, list(fields)) == ("refused", hidden or ["record"])

    if register.api:
        api = program.post(f"/api/v1/{register.name}/", sent.body)
        assert api.status_code == (400 if hidden else 403)
        assert sorted(e["pointer"][1:] for e in api.json().get("errors", ())) == hidden

    if register.admin:
        desk = page.post(doors.admin_address(register.model, "add"), sent.form)
        assert desk.status_code == (200 if begins else 403)
        assert desk.status_code == 403 or desk.context["adminform"].form.errors


def sees(user, row):
    return type(row)._default_manager.all().visible_to(user).filter(pk=row.pk).exists()

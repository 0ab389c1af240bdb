"""Every kind of record comes in by form, API, administration and file, and is the same record.

The record that the register's own action enters is the measure: each door must leave exactly that
row and that act behind.
"""

import io

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from alliance.accounts.enums import Role
from alliance.accounts.models import OrganisationRole
from alliance.imports import exports
from alliance.imports.columns import EXTERNAL, template
from alliance.partners.models import ApiKey, KeyScope
from alliance.registers import cells
from alliance.registers.register import registers
from tests import factories as f
from tests.factories.imports import counts, faults, run, send
from tests.outcomes import changes
from tests.registers import doors
from tests.registers.doors import Before, body, entered_directly, form_data, given, stored
from tests.registers.samples import SAMPLES
from tests.registers.samples_base import fresh

ALL = registers()
ENTERED = [name for name, register in ALL.items() if register.enter]

OWN_API = {
    "organisations": "the API of organisations, tests/api",
    "alliances": "the API of alliances and consortia, tests/api",
    "memberships": "an application is a move of its own, tests/consortia",
    "enterprises": "the API of enterprises, tests/api",
    "schools": "the API of schools, tests/api",
    "programs": "sent with their skills, tests/api",
    "crosswalk-links": "the API of links, tests/api",
    "demands": "sent with their skills, tests/api",
    "projects": "opened from a match, tests/api",
    "results": "say whether they come from a project, tests/api",
}
"""Registers whose resource another room makes, and where it is tested."""
OWN_ADMIN = set(OWN_API)
"""The same rooms have an administration of their own (tests/admin)."""

EVERY = pytest.mark.parametrize("name", ENTERED)
BY_API = pytest.mark.parametrize("name", [n for n in ENTERED if n not in OWN_API])
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


def browser(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def session(user):
    client = APIClient(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def holder(user):
    """The organisation that the person writes for."""
    return OrganisationRole.objects.filter(user=user).earliest("pk").organisation


def keyed(user):
    text, prefix, digest = ApiKey.generate()
    ApiKey.objects.create(
        organisation=holder(user),
        created_by=user,
        label="test",
        prefix=prefix,
        digest=digest,
        scope=KeyScope.WRITE,
    )
    client = APIClient(headers={"accept-language": "en"})
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


def staff(user, home):
    """The person with a desk in the secretariat, which the administration asks of everybody."""
    if not user.is_superuser and holder(user) != home.secretariat:
        OrganisationRole.objects.create(
            user=user, organisation=home.secretariat, role=Role.VIEWER
        )
    type(user).objects.filter(pk=user.pk).update(is_staff=True)
    return fresh(user)


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
    assert {name for name, register in ALL.items() if register.enter and not register.api} == set(
        OWN_API
    )
    assert {n for n, register in ALL.items() if register.enter and not register.admin} == OWN_ADMIN


@EVERY
def test_what_is_entered_is_what_is_stored(home, name):
    register, sample = ALL[name], SAMPLES[name](home)
    said = given(register, sample)

    direct = entered_directly(register, sample)

    assert {column: direct.row[column] for column in said} == said


# -- the browser's form ---------------------------------------------------------------------------


@EVERY
def test_the_browser_form_enters_the_record(home, name):
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
    shown = client.get(reverse("registers:list", args=[name]), {"page": "last"})
    assert shown.status_code == 200
    assert reverse("registers:detail", args=[name, row.pk]) in [
        *listed_addresses(shown),
        reverse("registers:detail", args=[name, row.pk]) if own_page(register, row, shown) else "",
    ]


def listed_addresses(response):
    return response.content.decode().split('"')


def own_page(register, row, response):
    """Records with a page of their own are listed under its address."""
    return register.page is not None and register.page(row) in listed_addresses(response)


@EVERY
def test_the_browser_form_amends_the_record(home, name):
    register, sample = ALL[name], SAMPLES[name](home)
    if not sample.amended:
        pytest.skip("its room's own page amends it, or nothing does")
    before, client = Before(register), browser(sample.by)
    new = reverse("registers:new", args=[name])
    client.post(new, form_data(asked(client, new), sample.values))
    row = before.row()
    address, as_entered = reverse("registers:edit", args=[name, row.pk]), stored(register, row)
    sent = form_data(asked(client, address), sample.amended)

    unchanged = client.post(address, {**form_data(asked(client, address), {}), "version": 1})
    untouched = stored(register, row)
    response = client.post(address, {**sent, "version": 1})

    assert (unchanged.status_code, untouched) == (302, as_entered)
    assert response.status_code == 302, unread(response)
    expected = {**as_entered, **changed(register, sample), "version": 2}
    assert stored(register, row) == expected
    edited = "changed" if sample.event else "edited"
    assert before.events()[1:] == [(f"{register.event}.{edited}", sample.by.pk)]


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


def ordered(value):
    """Lists of ids bear no order."""
    return sorted(value) if isinstance(value, list) else value


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


@BY_API
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


@EVERY
def test_a_file_enters_the_record_and_says_the_same_when_sent_again(home, name):
    register, sample = ALL[name], SAMPLES[name](home)
    direct, before = entered_directly(register, sample), Before(register)
    file = doors.csv_of([EXTERNAL, *direct.texts], ["S-1", *direct.texts.values()])

    first = run(send(name, file, by=sample.by, source="old system"))

    assert (counts(first), faults(first)) == (("done", 1, 0, 0, 0), [])
    row = before.row()
    assert stored(register, row) == direct.row
    assert before.events() == act(register, sample)

    session = send(name, file, by=sample.by, source="old system")
    with changes() as seen:
        again = run(session)

    assert (counts(again), faults(again)) == (("done", 0, 0, 1, 0), [])
    assert only_the_session(seen, again)


def only_the_session(seen, session):
    """Whether nothing was written but what became of the file itself."""
    tables = {table for table, _row in [*seen.changed, *seen.added, *seen.removed]}
    kinds = [kind for kind, *_rest in seen.events]
    return tables <= {"imports.importsession", "imports.importrow"} and kinds in (
        [],
        ["import.applied"],
    )


@EVERY
@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_what_is_exported_is_read_back_as_it_is(home, name, fmt):
    register, sample = ALL[name], SAMPLES[name](home)
    direct = entered_directly(register, sample)
    before = Before(register)
    file = doors.csv_of(list(direct.texts), list(direct.texts.values()))
    run(send(name, file, by=sample.by))
    row = before.row()

    session = send(name, exported(register, row, sample.by, fmt), by=sample.by, name=f"a.{fmt}")
    with changes() as seen:
        again = run(session)

    assert (counts(again), faults(again)) == (("done", 0, 0, 1, 0), [])
    assert only_the_session(seen, again)


def exported(register, row, user, fmt):
    rows, fields = register.visible_to(user).filter(pk=row.pk), template(register)
    if fmt == "xlsx":
        file = io.BytesIO()
        exports.write_xlsx(register, rows, fields, file, user=user)
        return file.getvalue()
    text = io.StringIO(newline="")
    exports.write_csv(register, rows, fields, text, user=user)
    return text.getvalue().encode("utf-8-sig")


# -- strangers ------------------------------------------------------------------------------------

OPEN_TO_SECRETARIATS = {
    "organisations": "every secretariat enters organisations into the one register",
    "schools": "as organisations",
    "enterprises": "as organisations",
}
STRANGERS = {"an editor": "enterprise_user", "a secretary": "secretary"}


@EVERY
@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_is_refused_at_every_door(home, name, who):
    if who == "a secretary" and name in OPEN_TO_SECRETARIATS:
        pytest.skip(OPEN_TO_SECRETARIATS[name])
    register, sample = ALL[name], SAMPLES[name](home)
    direct = entered_directly(register, sample)
    stranger = fresh(getattr(home.foreign, STRANGERS[who]))
    if who == "a secretary":
        stranger = staff(stranger, home.foreign)
    page, program = browser(stranger), session(stranger)
    hidden = sorted({n for n, row in doors.scoped(sample.values) if not sees(stranger, row)})
    file = send(name, doors.csv_of(list(direct.texts), list(direct.texts.values())), by=stranger)

    with changes() as seen:
        answers = {
            "form": by_form(page, register, stranger, sample),
            "file": faults(run(file)),
        }
        if name not in OWN_API:
            answers["api"] = program.post(f"/api/v1/{name}/", body(register, sample.values))
        if name not in OWN_ADMIN:
            answers["admin"] = by_admin(page, register, stranger, sample)

    assert only_the_session(seen, file)
    assert seen.events == []
    begins = bool(register.may_begin(stranger))
    assert answers["form"].status_code == (400 if hidden and begins else 403)
    refused = sorted({field for _row, field, _code in answers["file"]})
    assert refused == (hidden or ["record"])
    if "api" in answers:
        assert answers["api"].status_code == (400 if hidden else 403)
        if hidden:
            told = sorted({e["pointer"][1:] for e in answers["api"].json()["errors"]})
            assert told == hidden
    if "admin" in answers:
        opens = who == "a secretary" and begins
        assert answers["admin"].status_code == (200 if opens else 403)


def sees(user, row):
    return type(row)._default_manager.all().visible_to(user).filter(pk=row.pk).exists()


def by_form(client, register, user, sample):
    """As a stranger would send it who knows the ids."""
    data = {n: id_text(v) for n, v in sample.values.items()}
    return client.post(reverse("registers:new", args=[register.name]), data)


def by_admin(client, register, user, sample):
    data = {n: id_text(v) for n, v in sample.values.items()}
    return client.post(doors.admin_address(register.model, "add"), data)


def id_text(value):
    if isinstance(value, list):
        return [str(row.pk) for row in value]
    if doors.is_row(value):
        return str(value.pk)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return cells.as_text(value)

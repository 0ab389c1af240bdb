"""One change for many records: with a reason, all of them or none, and an answer for each."""

from datetime import date

import pytest
from django.utils import timezone

from alliance.consortia.models import Meeting
from alliance.events.models import Event
from alliance.lib.errors import InvalidInput, Refused
from alliance.registers import bulk
from alliance.registers.register import registers
from talent.models import TrainingBatch
from tests import factories as f
from tests.factories.consortia import MeetingFactory
from tests.factories.talent import TrainingBatchFactory
from tests.outcomes import NOTHING, changes

pytestmark = pytest.mark.django_db

ADDRESS = "/records/training-batches/many/"


@pytest.fixture
def house():
    return f.OrganisationFactory()


@pytest.fixture
def client(browse, house):
    return browse(f.editor_of(house))


def kinds(page):
    return {line["record"].pk: line["kind"] for line in page.context["outcomes"]}


def change(client, rows, **more):
    keys = ",".join(str(row.pk) for row in rows)
    sent = {"act": "edit", "keys": keys, "confirmed": "1", "why": "Counted anew.", **more}
    return client.post(ADDRESS, sent)


def test_the_chosen_records_get_the_value_and_their_histories_the_reason(client, house):
    a, b, same = (TrainingBatchFactory(organiser=house, hours=h) for h in (10, 20, 48))
    other = TrainingBatchFactory(organiser=house, hours=10)
    page = change(client, [a, b, same], change=["hours"], hours="48", title="not ticked")
    assert page.status_code == 200
    assert kinds(page) == {a.pk: "changed", b.pk: "changed", same.pk: "unchanged"}
    assert dict(TrainingBatch.objects.values_list("pk", "hours")) == {
        a.pk: 48,
        b.pk: 48,
        same.pk: 48,
        other.pk: 10,
    }
    assert list(
        Event.objects.filter(kind="training_batch.edited")
        .order_by("subject_id")
        .values_list("subject_id", "payload")
    ) == [
        (str(pk), {"fields": ["hours"], "reason": "Counted anew."})
        for pk in sorted(map(str, (a.pk, b.pk)))
    ]


def test_one_refusal_takes_everything_back_and_says_why(client, house):
    good = TrainingBatchFactory(organiser=house, person_times=300)
    small = TrainingBatchFactory(organiser=house, person_times=50)
    with changes() as seen:
        page = change(client, [good, small], change=["persons"], persons="100")
    assert page.status_code == 409
    assert kinds(page) == {good.pk: "changed", small.pk: "refused"}
    [refused] = [line for line in page.context["outcomes"] if line["kind"] == "refused"]
    assert "no more persons than person-times" in refused["why"]
    assert (seen.changed, seen.events) == ({}, [])


def test_a_record_that_the_person_may_not_amend_stops_all(client, house, browse):
    own, foreign = TrainingBatchFactory(organiser=house), TrainingBatchFactory()
    records = [own, foreign]
    user = f.editor_of(house)
    with changes() as seen:
        outcomes = bulk.edit_many(
            registers()["training-batches"],
            records=records,
            by=user,
            values={"hours": 3},
            reason="Because.",
        )
    assert {o.record.pk: o.kind for o in outcomes} == {own.pk: "changed", foreign.pk: "refused"}
    assert seen == NOTHING


def test_a_reason_and_a_field_must_be_given(client, house):
    row = TrainingBatchFactory(organiser=house)
    without_reason = change(client, [row], change=["hours"], hours="48", why="  ")
    without_field = change(client, [row], hours="48")
    assert (without_reason.status_code, without_field.status_code) == (400, 400)
    assert "why" in without_reason.context["form"].errors
    row.refresh_from_db()
    assert row.version == 1
    with pytest.raises(InvalidInput):
        bulk.edit_many(
            registers()["training-batches"],
            records=[row],
            by=f.editor_of(house),
            values={"hours": 1},
            reason=" ",
        )


def test_ticking_shows_the_form_first_and_changes_nothing(client, house):
    row = TrainingBatchFactory(organiser=house)
    with changes() as seen:
        page = client.post(ADDRESS, {"act": "edit", "pk": [row.pk, "x", "9" * 40]})
    assert (page.status_code, page.context["keys"]) == (200, str(row.pk))
    assert seen == NOTHING


def test_records_that_the_person_may_not_see_cannot_be_chosen(browse, house):
    ours = f.AllianceFactory()
    secretary = f.secretary_of(ours)
    own, foreign = MeetingFactory(alliance=ours), MeetingFactory()
    page = browse(secretary).post(
        "/records/meetings/many/", {"act": "edit", "pk": [own.pk, foreign.pk]}
    )
    assert page.context["keys"] == str(own.pk)


def test_all_that_the_filter_finds_are_chosen_up_to_a_limit(client, house, monkeypatch):
    found = [TrainingBatchFactory(organiser=house, title=f"焊工 {n}") for n in range(3)]
    TrainingBatchFactory(organiser=house, title="护理")
    sent = {"act": "edit", "all": "1", "query": "q=焊工"}
    page = client.post(ADDRESS, sent)
    assert set(page.context["keys"].split(",")) == {str(row.pk) for row in found}
    monkeypatch.setattr(bulk, "MOST", 2)
    assert client.post(ADDRESS, sent).status_code == 409
    with pytest.raises(Refused):
        bulk.together(found, lambda _row: True)


def test_a_move_is_made_with_all_records_and_asks_for_its_fields(browse):
    ours = f.AllianceFactory()
    a, b = MeetingFactory(alliance=ours), MeetingFactory(alliance=ours)
    client = browse(f.secretary_of(ours))
    sent = {"act": "move:cancel", "keys": f"{a.pk},{b.pk}", "confirmed": "1"}
    unsaid = client.post("/records/meetings/many/", sent)
    assert (unsaid.status_code, kinds(unsaid)) == (409, {a.pk: "refused", b.pk: "refused"})
    assert unsaid.context["form"].fields.keys() == {"reason"}
    page = client.post("/records/meetings/many/", {**sent, "reason": "Snow."})
    assert kinds(page) == {a.pk: "changed", b.pk: "changed"}
    assert set(Meeting.objects.values_list("state", "reason")) == {("cancelled", "Snow.")}


def test_a_move_that_one_record_refuses_is_made_with_none(browse):
    ours = f.AllianceFactory()
    past = MeetingFactory(alliance=ours, held_on=date(2025, 1, 1))
    coming = MeetingFactory(alliance=ours, held_on=timezone.localdate().replace(year=2100, day=1))
    page = browse(f.secretary_of(ours)).post(
        "/records/meetings/many/",
        {"act": "move:hold", "keys": f"{past.pk},{coming.pk}", "confirmed": "1"},
    )
    assert page.status_code == 409
    assert kinds(page) == {past.pk: "changed", coming.pk: "refused"}
    assert set(Meeting.objects.values_list("state", flat=True)) == {"planned"}


def test_nothing_chosen_leads_back_to_the_list(client):
    answer = client.post(ADDRESS, {"act": "edit", "query": "kind=resident"})
    assert answer.url == "/records/training-batches/?kind=resident"


@pytest.mark.parametrize("act", ["", "edit:x", "move:", "move:explode", "delete"])
def test_what_is_not_offered_is_not_found(client, house, act):
    row = TrainingBatchFactory(organiser=house)
    assert client.post(ADDRESS, {"act": act, "pk": [row.pk]}).status_code == 404


def test_people_who_write_for_nobody_choose_nothing(browse):
    reader = f.UserFactory()
    TrainingBatchFactory()
    client = browse(reader)
    assert client.get("/records/training-batches/").context["bulk"] == []
    assert client.post(ADDRESS, {"act": "edit", "pk": ["1"]}).status_code == 403

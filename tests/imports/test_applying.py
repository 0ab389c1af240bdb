"""What a file does to the register: all of it or nothing, and never more than its sender may."""

from pathlib import Path

import pytest

from alliance.accounts.enums import Role
from alliance.events.models import Event
from alliance.imports import actions
from alliance.imports.models import ExternalKey, ImportRow, ImportSession
from alliance.lib.errors import NotAllowed, Refused
from talent.models import Exchange, TrainingBatch
from tests import factories as make
from tests.factories import imports as files

HEADER = ["external_id", "organiser", "kind", "title", "region", "started_on", "person_times"]


@pytest.fixture
def school(db):
    return make.SchoolFactory()


@pytest.fixture
def editor(school):
    return make.editor_of(school.organisation)


def rows_for(school, *titles, times=10):
    name = f"{school.organisation.name} #{school.pk}"
    return [
        [f"E{place}", name, "employee", title, make.CHENZHOU, "2026-03-01", times]
        for place, title in enumerate(titles, start=1)
    ]


def stored():
    return list(
        TrainingBatch.objects.order_by("pk").values_list("title", "person_times", "version")
    )


def test_rows_are_entered_by_the_registers_own_action(school, editor):
    session = files.brought("training-batches", HEADER, *rows_for(school, "甲", "乙"), by=editor)

    assert files.counts(session) == ("done", 2, 0, 0, 0)
    assert stored() == [("甲", 10, 1), ("乙", 10, 1)]
    entered = Event.objects.filter(kind="training_batch.entered")
    assert set(entered.values_list("actor_id", flat=True)) == {editor.pk}
    assert entered.count() == 2
    applied = Event.objects.get(kind="import.applied")
    assert applied.payload["created"] == 2
    assert [row.object_id for row in session.rows.all()] == [
        str(pk) for pk in TrainingBatch.objects.order_by("pk").values_list("pk", flat=True)
    ]


def test_the_same_file_again_changes_nothing(school, editor):
    rows = [HEADER, *rows_for(school, "甲", "乙")]
    files.brought("training-batches", *rows, by=editor)
    before = stored()

    again = files.brought("training-batches", *rows, by=editor)

    assert files.counts(again) == ("done", 0, 0, 2, 0)
    assert stored() == before


def test_a_changed_row_is_amended_and_the_others_stay(school, editor):
    first = rows_for(school, "甲", "乙")
    files.brought("training-batches", HEADER, *first, by=editor)
    first[1][-1] = 99

    session = files.brought("training-batches", HEADER, *first, by=editor)

    assert files.counts(session) == ("done", 0, 1, 1, 0)
    assert stored() == [("甲", 10, 1), ("乙", 99, 2)]


def test_one_refused_row_and_nothing_is_written(school, editor):
    rows = rows_for(school, "甲", "乙", "丙")
    rows[1][2] = "no such kind"
    rows[2][5] = "yesterday"

    session = files.brought("training-batches", HEADER, *rows, by=editor)

    assert files.counts(session) == ("failed", 1, 0, 0, 2)
    assert session.error == "2 rows were refused; nothing was written."
    assert files.faults(session) == [(3, "kind", "invalid"), (4, "started_on", "invalid")]
    assert stored() == []
    assert ExternalKey.objects.count() == 0
    assert not Event.objects.filter(kind__in=["training_batch.entered", "import.applied"]).exists()
    refused = session.rows.get(number=3)
    assert refused.raw == dict(zip(HEADER, map(str, rows[1]), strict=True))
    assert session.rows.get(number=2).raw is None


def test_a_trial_run_reports_and_writes_nothing_and_can_be_applied(school, editor):
    rows = [HEADER, *rows_for(school, "甲")]
    session = files.brought("training-batches", *rows, by=editor, dry_run=True)

    assert files.counts(session) == ("done", 1, 0, 0, 0)
    assert stored() == []

    actions.apply_session(session=session, by=editor)
    session.refresh_from_db()
    assert session.state == "queued"
    files.run(session)
    assert files.counts(session) == ("done", 1, 0, 0, 0)
    assert stored() == [("甲", 10, 1)]
    with pytest.raises(Refused):
        actions.apply_session(session=session, by=editor)


def test_a_trial_run_with_refused_rows_cannot_be_applied(school, editor):
    rows = rows_for(school, "甲")
    rows[0][2] = "nothing"
    session = files.brought("training-batches", HEADER, *rows, by=editor, dry_run=True)

    assert files.counts(session) == ("done", 0, 0, 0, 1)
    with pytest.raises(Refused):
        actions.apply_session(session=session, by=editor)


def test_a_file_does_nothing_that_its_sender_may_not_do(school, editor):
    foreign = make.SchoolFactory()

    session = files.brought("training-batches", HEADER, *rows_for(foreign, "甲"), by=editor)

    assert files.counts(session) == ("failed", 0, 0, 0, 1)
    assert files.faults(session) == [(2, "record", "not_allowed")]
    assert stored() == []


def test_a_record_that_the_sender_does_not_see_is_not_there_for_a_file(school, editor):
    foreign = make.SchoolFactory()
    theirs = make.editor_of(foreign.organisation)
    files.brought("training-batches", HEADER, *rows_for(foreign, "甲"), by=theirs)
    secret = TrainingBatch.objects.get()

    session = files.brought(
        "training-batches", ["id", "title"], [secret.pk, "mine"], [10**9, "mine"], by=editor
    )

    assert files.faults(session) == [(2, "id", "missing"), (3, "id", "missing")]
    said = {row.errors[0]["detail"] for row in session.rows.all()}
    assert said == {"There is no such record that you may see."}
    assert stored() == [("甲", 10, 1)]


def test_numbers_of_another_organisation_name_other_records(school, editor):
    files.brought("training-batches", HEADER, *rows_for(school, "甲"), by=editor, source="hr")
    other = make.SchoolFactory()
    theirs = make.editor_of(other.organisation)

    session = files.brought(
        "training-batches", HEADER, *rows_for(other, "甲"), by=theirs, source="hr"
    )

    assert files.counts(session) == ("done", 1, 0, 0, 0)
    assert ExternalKey.objects.filter(external_id="E1").count() == 2


def test_two_rows_about_one_record_are_refused(school, editor):
    rows = rows_for(school, "甲", "乙")
    rows[1][0] = rows[0][0]

    session = files.brought("training-batches", HEADER, *rows, by=editor)

    assert files.faults(session) == [(3, "record", "twice")]
    assert stored() == []


def test_a_record_is_found_by_what_may_be_there_once(school, editor):
    rows = [row[1:] for row in rows_for(school, "甲")]
    files.brought("training-batches", HEADER[1:], *rows, by=editor)

    again = files.brought("training-batches", HEADER[1:], *rows, by=editor)

    assert files.counts(again) == ("done", 0, 0, 1, 0)
    assert len(stored()) == 1


def test_what_is_fixed_at_entry_stays(school, editor):
    files.brought("training-batches", HEADER, *rows_for(school, "甲"), by=editor)
    mine = make.SchoolFactory()
    make.OrganisationRoleFactory(user=editor, organisation=mine.organisation, role=Role.EDITOR)
    editor = type(editor).objects.get(pk=editor.pk)

    session = files.brought(
        "training-batches",
        HEADER,
        *rows_for(mine, "甲"),
        by=editor,
        organisation=school.organisation,
    )

    assert files.faults(session) == [(2, "organiser", "fixed")]


def test_a_field_that_its_sender_does_not_read_is_not_emptied(school, editor):
    """An export shows it empty; the same file back must not erase it."""
    exchange = Exchange.objects.create(
        kind="teacher_practice",
        school=school,
        enterprise=make.EnterpriseFactory(),
        person_name="Somebody",
        started_on="2026-01-01",
    )
    bureau = make.OrganisationFactory(kind="public_body")
    reader = make.UserFactory(organisation=bureau)

    session = files.brought(
        "exchanges", ["id", "person_name", "hours"], [exchange.pk, "", exchange.hours], by=reader
    )

    assert files.counts(session) == ("done", 0, 0, 1, 0)
    exchange.refresh_from_db()
    assert exchange.person_name == "Somebody"


def test_viewers_send_no_files(school):
    viewer = make.UserFactory()
    make.OrganisationRoleFactory(user=viewer, organisation=school.organisation, role=Role.VIEWER)
    with pytest.raises(NotAllowed):
        files.send("training-batches", files.csv_bytes(HEADER), by=viewer)
    assert ImportSession.objects.count() == 0


def test_somebody_who_left_writes_nothing_by_a_file_that_waits(school, editor):
    session = files.send(
        "training-batches", files.csv_bytes(HEADER, *rows_for(school, "甲")), by=editor
    )
    editor.organisation_roles.update(is_active=False)

    files.run(session)

    assert session.state == "failed"
    assert stored() == []


def test_a_key_acts_for_its_organisation_only_in_the_worker_too(school, editor):
    other = make.SchoolFactory()
    make.OrganisationRoleFactory(user=editor, organisation=other.organisation, role=Role.EDITOR)
    keyed = type(editor).objects.get(pk=editor.pk)
    keyed.acting_key = "iea_12345678"
    keyed.acting_organisation_id = school.organisation.pk

    session = files.brought("training-batches", HEADER, *rows_for(other, "甲"), by=keyed)

    assert files.faults(session) == [(2, "organiser", "invalid")] or files.faults(session) == [
        (2, "record", "not_allowed")
    ]
    assert stored() == []


def test_a_session_is_seen_by_its_sender_and_their_managers(school, editor):
    session = files.send(
        "training-batches", files.csv_bytes(HEADER, *rows_for(school, "甲")), by=editor
    )
    colleague = make.UserFactory(organisation=school.organisation)
    manager = make.UserFactory()
    make.OrganisationRoleFactory(user=manager, organisation=school.organisation, role=Role.MANAGER)
    stranger = make.editor_of(make.SchoolFactory().organisation)

    def seen(user):
        return list(ImportSession.objects.visible_to(user))

    assert seen(editor) == [session]
    assert seen(manager) == [session]
    assert seen(colleague) == []
    assert seen(stranger) == []
    with pytest.raises(NotAllowed):
        actions.cancel_session(session=session, by=manager)


def test_old_sessions_go_with_their_rows_and_files(school, editor):
    session = files.brought("training-batches", HEADER, *rows_for(school, "甲"), by=editor)
    path = session.file.path
    ImportSession.objects.filter(pk=session.pk).update(created_at="2020-01-01T00:00:00Z")

    assert actions.forget_old() == 1
    assert ImportRow.objects.count() == 0
    assert not Path(path).exists()
    assert stored() == [("甲", 10, 1)]

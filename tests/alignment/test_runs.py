"""Alignment runs: asked for once, computed once, frozen, and never lost."""

import itertools
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import InternalError, connection, transaction
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.alignment import actions, inputs, tasks
from alliance.alignment.enums import RUN_FLOW, RunState
from alliance.alignment.models import LEASE, AlignmentRun, IndexValue, newest
from alliance.consortia.actions import publish_framework
from alliance.engines import indices
from alliance.engines.indices.run import BLOCKS
from alliance.events.drain import drain
from alliance.events.models import Event
from alliance.lib.errors import InvalidInput, NotAllowed
from programs.actions import edit_program
from tests import factories as make
from tests.outcomes import NOTHING, Thread, changes, subject_of, until, waiting_for_locks

TODAY = timezone.localdate()
ALLOWED = {
    ("queued", "claim"): "running",
    ("running", "finish"): "done",
    ("running", "fail"): "failed",
    ("running", "release"): "queued",
    ("running", "drop"): "cancelled",
    ("queued", "cancel"): "cancelled",
}
STATES = ("queued", "running", "done", "failed", "cancelled")


@pytest.fixture
def home(db):
    return make.world()


def row_in(state: str, framework) -> AlignmentRun:
    """A bare row, as an insert may make it in any state."""
    finished = {"digest": "d" * 64, "engine_version": "1", "finished_at": timezone.now()}
    return AlignmentRun.objects.create(
        region=framework.region,
        as_of=TODAY,
        framework=framework,
        state=state,
        parameters=asdict(indices.DEFAULT_PARAMETERS),
        requested_at=timezone.now(),
        **(finished if state == "done" else {}),
    )


def test_the_flow_has_exactly_the_agreed_states_and_moves():
    moves = {move for _, move in ALLOWED}
    assert tuple(RunState.values) == STATES
    assert RUN_FLOW.moves == moves
    assert RUN_FLOW.clock == moves - {"cancel"}
    for state, move in itertools.product(STATES, moves):
        assert RUN_FLOW.allows(state, move) == ((state, move) in ALLOWED)
    assert {key: RUN_FLOW.target(*key) for key in ALLOWED} == ALLOWED


@pytest.mark.parametrize("state", STATES)
def test_the_database_itself_lets_only_agreed_changes_of_state_through(home, state):
    run = row_in(state, home.framework)
    rows = AlignmentRun.objects.filter(pk=run.pk)
    more = {"digest": "d" * 64, "engine_version": "1", "finished_at": timezone.now()}
    for target in set(STATES) - {state}:
        if target in {t for (source, _), t in ALLOWED.items() if source == state}:
            with transaction.atomic():
                assert rows.update(state=target, **more) == 1
                transaction.set_rollback(True)
        else:
            with pytest.raises(InternalError), transaction.atomic():
                rows.update(state=target, **more)
    run.refresh_from_db()
    assert run.state == state


def test_a_finished_run_is_neither_changed_nor_removed(home):
    run = make.make_run(framework=home.framework)
    rows = AlignmentRun.objects.filter(pk=run.pk)
    for write in (
        lambda: rows.update(as_of=TODAY - timedelta(days=1)),
        lambda: rows.update(digest="0" * 64),
        lambda: rows._raw_delete("default"),
    ):
        with changes() as seen, pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            write()
        assert seen == NOTHING


@pytest.mark.parametrize("state", [s for s in STATES if s != "queued"])
def test_only_a_queued_run_is_computed(home, state):
    run = row_in(state, home.framework)
    with changes() as seen:
        assert actions.compute_run(run_id=run.pk) is False
    assert seen == NOTHING


def test_a_run_is_queued_and_told_with_its_question(home):
    now = timezone.now()
    with changes() as seen:
        run = actions.ask_for_run(region=home.region, as_of=TODAY, by=home.bureau_user, now=now)
    assert seen.added == [
        (
            "alignment.alignmentrun",
            {
                "region_id": "431000",
                "as_of": TODAY,
                "framework_id": home.framework.pk,
                "state": "queued",
                "parameters": asdict(indices.DEFAULT_PARAMETERS),
                "digest": "",
                "engine_version": "",
                "extent": {},
                "requested_by_id": home.bureau_user.pk,
                "requested_at": now,
                "started_at": None,
                "finished_at": None,
                "same_as_id": None,
                "attempts": 0,
                "error": "",
            },
        )
    ]
    payload = {"region": "431000"}
    told = ("alignment.requested", subject_of(run), home.bureau_user.pk, payload)
    assert (seen.events, seen.owed, seen.changed) == ([told], [], {})


def test_the_same_question_asked_twice_waits_once(home):
    ask = {"region": home.region, "as_of": TODAY, "by": home.secretary}
    first = actions.ask_for_run(**ask)
    assert actions.ask_for_run(**ask) == first
    assert AlignmentRun.objects.count() == 1
    assert actions.ask_for_run(**{**ask, "as_of": TODAY - timedelta(days=1)}) != first


def test_exactly_these_may_ask(home):
    district = make.RegionFactory(code="431002")
    people = {
        "bureau": (home.bureau_user, True),
        "secretariat": (home.secretary, True),
        "platform": (make.UserFactory(is_superuser=True), True),
        "secretariat's viewer": (
            make.UserFactory(organisation=home.secretariat, role=Role.VIEWER),
            False,
        ),
        "school": (home.school_user, False),
        "enterprise": (home.enterprise_user, False),
        "foreign bureau": (home.foreign.bureau_user, False),
        "foreign secretariat": (home.foreign.secretary, False),
        "bureau of a district": (
            make.UserFactory(
                organisation=make.OrganisationFactory(kind="public_body", region=district)
            ),
            False,
        ),
    }
    for name, (user, may) in people.items():
        with changes() as seen:
            if may:
                actions.ask_for_run(region=home.region, as_of=TODAY, by=user)
                continue
            with pytest.raises(NotAllowed, match="may ask for a run"):
                actions.ask_for_run(region=home.region, as_of=TODAY, by=user)
        assert seen == NOTHING, name


def test_a_question_that_cannot_be_answered_names_its_field(home):
    ask = {"region": home.region, "as_of": TODAY, "by": home.secretary}
    for change, fault in (
        ({"as_of": TODAY + timedelta(days=1)}, ("as_of", "future")),
        ({"as_of": date(2021, 12, 31)}, ("framework", "invalid")),
        ({"framework": home.foreign.framework}, ("framework", "invalid")),
    ):
        with changes() as seen, pytest.raises(InvalidInput) as refusal:
            actions.ask_for_run(**{**ask, **change})
        assert [(e.field, e.code) for e in refusal.value.errors] == [fault]
        assert seen == NOTHING


def test_a_run_stores_its_figures_and_every_verdict(home):
    other = make.ProgramFactory(school=home.school, skills=[], enrolment=60)
    make.CrosswalkLinkFactory(
        program=other, industry=make.IndustryFactory(code="3824"), weight=Decimal("0.25")
    )
    make.ProgramFactory(school=home.foreign.school)  # another region's
    run = actions.queue_run(region=home.region, as_of=TODAY, framework=home.framework)
    with changes() as seen:
        assert actions.compute_run(run_id=run.pk) is True
    values = {
        (row["index"], row["level"]): (row["numerator"], row["denominator"], row["value"])
        for table, row in seen.added
        if table == "alignment.indexvalue" and row["dimension"] == "" and row["index"] < "B"
    }
    assert set(values) == {(i, level) for i in ("A1", "A2", "A3") for level in ("", "higher")}
    assert values["A1", ""] == (1, 2, Decimal("0.5"))
    verdicts = {
        row["program_id"]: row for table, row in seen.added if table == "alignment.programverdict"
    }
    assert verdicts[home.program.pk] == {
        "run_id": run.pk,
        "program_id": home.program.pk,
        "level": "higher",
        "aligned": True,
        "key_weight": Decimal(1),
        "links": [
            {
                "industry": "6513",
                "key": "6513",
                "weight": "1.0000",
                "kind": "confirmed",
                "source": "register",
            }
        ],
        "enrolment": 180,
        "intake": 60,
        "graduates": 55,
    }
    assert (verdicts[other.pk]["aligned"], verdicts[other.pk]["key_weight"]) == (False, 0)
    assert set(verdicts) == {home.program.pk, other.pk}
    ((key, told),) = seen.changed.items()
    assert key == ("alignment.alignmentrun", run.pk)
    assert told["state"] == ("queued", "done")
    assert told["engine_version"] == ("", indices.ENGINE_VERSION)
    assert len(told["digest"][1]) == 64
    assert told["extent"][1]["programs"] == 2
    frozen = inputs.facts_of_run(run)
    assert (frozen.digest(), frozen.id.tolist()) == (told["digest"][1], sorted(verdicts))
    blocks = {row["name"] for table, row in seen.added if table == "alignment.runblock"}
    assert blocks == set(BLOCKS)
    assert [(kind, actor) for kind, _, actor, _ in seen.events] == [("alignment.computed", None)]
    run.refresh_from_db()
    assert newest("431000") == run
    assert newest("431000", TODAY - timedelta(days=1)) is None
    assert newest("140300") is None


def test_a_second_delivery_computes_nothing(home):
    run = make.make_run(framework=home.framework)
    with changes() as seen:
        tasks.work_runs()
        assert actions.compute_run(run_id=run.pk) is False
    assert seen == NOTHING


def test_equal_inputs_are_not_stored_twice_and_other_inputs_are(home):
    first = make.make_run(framework=home.framework)
    second = make.make_run(framework=home.framework)
    assert (second.state, second.same_as, second.values.count()) == ("cancelled", first, 0)
    edit_program(program=home.program, by=home.school_user, fields={"enrolment": 1})
    third = make.make_run(framework=home.framework)
    assert (third.state, third.digest != first.digest) == ("done", True)


def test_a_lost_run_is_queued_again_after_the_lease_and_not_before(home):
    run = actions.queue_run(region=home.region, as_of=TODAY, framework=home.framework)
    now = timezone.now()
    assert AlignmentRun.objects.claim(run.pk, now=now)
    assert not AlignmentRun.objects.claim(run.pk, now=now)
    assert AlignmentRun.objects.release_lost(now=now + LEASE) == 0
    assert AlignmentRun.objects.release_lost(now=now + LEASE + timedelta(seconds=1)) == 1
    run.refresh_from_db()
    assert (run.state, run.started_at) == ("queued", None)
    tasks.work_runs()
    run.refresh_from_db()
    assert (run.state, run.values.count()) == ("running", 0)
    tasks.work_blocks()
    run.refresh_from_db()
    assert run.state == "done"


def test_a_run_released_half_way_begins_anew(home):
    run = actions.queue_run(region=home.region, as_of=TODAY, framework=home.framework)
    now = timezone.now()
    assert actions.freeze_run(run_id=run.pk, now=now) == now
    first = actions.open_blocks(run.pk)
    assert actions.compute_block(run_id=run.pk, name=first[0]) is True
    assert actions.compute_block(run_id=run.pk, name=first[0]) is False
    assert actions.open_blocks(run.pk) == first[1:]
    assert actions.finish_run(run_id=run.pk) is False
    assert list(IndexValue.objects.visible_to(home.bureau_user).filter(run=run)) == []
    assert AlignmentRun.objects.release_lost(now=now + LEASE + timedelta(seconds=1)) == 1
    edit_program(program=home.program, by=home.school_user, fields={"enrolment": 1})
    assert actions.compute_run(run_id=run.pk) is True
    run.refresh_from_db()
    assert (run.state, run.verdicts.get().enrolment) == ("done", 1)
    assert run.values.filter(index="A2", dimension="", level="").get().denominator == 1


def test_a_failing_run_keeps_its_reason_and_the_others_go_on(home, monkeypatch):
    bad = row_in("queued", home.framework)
    AlignmentRun.objects.filter(pk=bad.pk).update(parameters={"no such parameter": 1})
    good = actions.queue_run(
        region=home.foreign.region, as_of=TODAY, framework=home.foreign.framework
    )
    tasks.work_runs()
    tasks.work_blocks()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "done")
    assert bad.error.startswith("TypeError: ")
    assert bad.finished_at is not None
    assert bad.values.count() == 0


def test_a_change_of_a_program_queues_the_run_of_its_region_only(home):
    with transaction.atomic():
        edit_program(program=home.program, by=home.school_user, fields={"enrolment": 1})
    assert drain() == 1
    (run,) = AlignmentRun.objects.all()
    assert (run.region, run.as_of, run.framework, run.state) == (
        home.region,
        TODAY,
        home.framework,
        "queued",
    )


def test_a_change_touches_every_region_above_that_keeps_a_list(home):
    province = make.FrameworkFactory(region=make.RegionFactory(code="430000"))
    edit_program(program=home.program, by=home.school_user, fields={"enrolment": 1})
    assert drain() == 1
    assert set(AlignmentRun.objects.values_list("framework_id", flat=True)) == {
        province.pk,
        home.framework.pk,
    }


def test_a_new_list_queues_a_run_under_it(home):
    framework = publish_framework(
        region=home.region,
        name="3+5",
        valid_from=date(2025, 1, 1),
        industries=[(home.industry, "软件")],
        by=home.secretary,
    )
    assert drain() == 1
    assert [run.framework for run in AlignmentRun.objects.all()] == [framework]


def test_an_event_about_something_without_a_place_asks_for_nothing(home):
    with changes() as seen:
        tasks.request_run(Event(kind="program.changed", subject_type="accounts.user"))
    assert seen == NOTHING


def test_every_night_each_region_with_a_list_in_force_gets_its_run(home):
    make.FrameworkFactory(region=make.RegionFactory(code="430000"), valid_from=date(2099, 1, 1))
    make.FrameworkFactory(region=make.RegionFactory(code="140000"), valid_to=date(2023, 1, 1))
    tasks.nightly()
    assert set(AlignmentRun.objects.values_list("region_id", "state")) == {
        ("431000", "queued"),
        ("140300", "queued"),
    }


# -- several at once --------------------------------------------------------------------------


@pytest.fixture
def queued():
    home = make.make_world()
    return actions.queue_run(region=home.region, as_of=TODAY, framework=home.framework)


def hold_figures():
    """Let nobody write a figure before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE alignment_indexvalue IN SHARE MODE")


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_computes(queued):
    with transaction.atomic():
        hold_figures()
        threads = [Thread(lambda: actions.compute_run(run_id=queued.pk)) for _ in range(2)]
        until(lambda: waiting_for_locks() == 1)
        until(lambda: any(thread.ended for thread in threads))
    assert sorted(thread.result() for thread in threads) == [False, True]
    assert Event.objects.filter(kind="alignment.computed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_given_up_for_lost_writes_nothing(queued, monkeypatch):
    claimed, go_on = [], []

    def read(**question):
        # The first worker stops here until it has been given up and another has finished.
        answer = original(**question)
        if not claimed:
            claimed.append(True)
            until(lambda: go_on)
        return answer

    original = inputs.read
    monkeypatch.setattr(inputs, "read", read)
    slow = Thread(lambda: actions.compute_run(run_id=queued.pk))
    until(lambda: claimed)
    later = timezone.now() + LEASE + timedelta(seconds=1)
    assert AlignmentRun.objects.release_lost(now=later) == 1
    assert AlignmentRun.objects.claim(queued.pk, now=later)  # by another worker, still at it
    with changes() as seen:
        go_on.append(True)
        assert slow.result() is False
    assert seen == NOTHING
    run = AlignmentRun.objects.get()
    assert (run.state, run.started_at, run.values.count()) == ("running", later, 0)


@pytest.mark.django_db(transaction=True)
def test_two_runs_with_equal_inputs_at_once_are_stored_once(queued):
    with transaction.atomic():
        hold_figures()
        first = Thread(lambda: actions.compute_run(run_id=queued.pk))
        until(lambda: waiting_for_locks() == 1)
        second = Thread(lambda: make.make_run(framework=queued.framework, done=False)).result()
        assert second.pk != queued.pk
        other = Thread(lambda: actions.compute_run(run_id=second.pk))
        until(lambda: waiting_for_locks() == 2)
    first.result(), other.result()
    queued.refresh_from_db()
    second.refresh_from_db()
    done, dropped = sorted((queued, second), key=lambda run: run.state == "cancelled")
    assert (done.state, dropped.state, dropped.same_as) == ("done", "cancelled", done)
    assert (dropped.values.count(), dropped.verdicts.count(), dropped.blocks.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_the_same_question_asked_at_once_waits_once():
    home = make.make_world()
    threads = [
        Thread(lambda: actions.ask_for_run(region=home.region, as_of=TODAY, by=home.secretary))
        for _ in range(4)
    ]
    assert len({thread.result().pk for thread in threads}) == 1
    assert AlignmentRun.objects.count() == 1

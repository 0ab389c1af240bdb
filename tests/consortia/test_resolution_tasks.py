"""Tasks that follow from resolutions and plans: done by their owners, overdue by the day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from alliance.consortia import actions
from alliance.consortia.models import ResolutionTask
from alliance.lib.errors import InvalidInput, NotAllowed
from alliance.registers.actions import enter
from alliance.registers.register import registers
from tests import factories as make
from tests.factories.consortia import (
    ResolutionFactory,
    ResolutionTaskFactory,
    YearPlanFactory,
)
from tests.outcomes import NOTHING, changes, moved

DAY = date(2025, 3, 1)
NOON = datetime(2025, 3, 1, 4, tzinfo=UTC)


@pytest.fixture
def home(db):
    return make.world()


def test_the_owner_finishes_its_task_and_does_no_more(home):
    task = ResolutionTaskFactory(
        resolution__meeting__alliance=home.alliance, owner=home.school.organisation
    )
    with changes() as seen, pytest.raises(NotAllowed):
        actions.drop_task(task, by=home.school_user, reason="Too much.")
    assert seen == NOTHING
    with changes() as seen:
        actions.finish_task(task, by=home.school_user, now=NOON)
    assert seen == moved(
        task,
        home.school_user,
        "resolution_task.finished",
        state=("open", "done"),
        done_on=(None, DAY),
    )


def test_a_task_is_overdue_from_the_day_after_its_day_while_it_is_open(db):
    task = ResolutionTaskFactory(due_on=DAY)
    ResolutionTaskFactory(due_on=DAY, state="done")
    assert list(ResolutionTask.objects.overdue(DAY)) == []
    assert list(ResolutionTask.objects.overdue(DAY + timedelta(days=1))) == [task]


def test_a_task_belongs_to_a_resolution_or_a_plan_and_goes_to_who_can_do_it(home):
    register = registers()["resolution-tasks"]
    plan = YearPlanFactory(alliance=home.alliance)
    resolution = ResolutionFactory(meeting__alliance=home.alliance, state="adopted")
    given = {"title": "Build the base", "owner": home.school.organisation, "due_on": DAY}

    def faults(**values):
        with changes() as seen, pytest.raises((InvalidInput, NotAllowed)) as refusal:
            enter(register, by=home.secretary, values={**given, **values})
        assert seen == NOTHING
        return [fault.field for fault in refusal.value.errors]

    assert faults(plan=plan, resolution=resolution) == ["record"]
    assert faults(plan=plan, owner=home.foreign.school.organisation) == ["owner"]
    with pytest.raises(NotAllowed):
        enter(register, by=home.secretary, values=given)
    for owner in (home.school.organisation, home.secretariat, home.bureau):
        enter(register, by=home.secretary, values={**given, "plan": plan, "owner": owner})
    assert plan.tasks.count() == 3


def test_tasks_are_seen_by_owners_and_with_what_set_them(home):
    mine = ResolutionTaskFactory(
        plan=YearPlanFactory(alliance=home.alliance), owner=home.school.organisation
    )
    draft = ResolutionTaskFactory(plan=YearPlanFactory(alliance=home.alliance))
    public = ResolutionTaskFactory(plan=YearPlanFactory(alliance=home.alliance, state="published"))

    def seen(user):
        return set(ResolutionTask.objects.visible_to(user))

    assert seen(home.school_user) == {mine, public}
    assert seen(home.enterprise_user) == {public}
    assert seen(home.bureau_user) == {public}
    assert seen(home.secretary) == {mine, draft, public}
    assert seen(home.foreign.secretary) == set()
    assert seen(make.UserFactory()) == set()

from django.utils.translation import gettext_lazy as _

from alliance.consortia import actions, checks, rules
from alliance.consortia.enums import PLAN_FLOW, TASK_FLOW
from alliance.consortia.models import Policy, ResolutionTask, YearPlan
from alliance.consortia.registers.asking import reason
from alliance.registers.register import Move, Register, declare

POLICIES = declare(
    Register(
        name="policies",
        basename="policy",
        model=Policy,
        group="governance",
        enter=(
            "kind",
            "title",
            "number",
            "issuer",
            "region",
            "alliance",
            "sector",
            "published_on",
            "valid_to",
            "url",
            "text",
        ),
        amend=(
            "kind",
            "title",
            "number",
            "sector",
            "published_on",
            "valid_to",
            "url",
            "text",
        ),
        listed=("title", "kind", "issuer", "region", "sector", "published_on", "valid_to"),
        search=("title", "number", "text", "issuer__name"),
        filters=(
            "kind",
            "issuer",
            "region",
            "alliance",
            "sector",
            "published_on",
            "valid_to",
        ),
        may_enter=rules.can_keep_policy,
        may_amend=rules.can_keep_policy,
        may_begin=rules.can_begin_policy,
        spans={"held_on": ("published_on", "valid_to")},
        keys=("title",),
        order=("-pk",),
        related=("issuer", "alliance"),
        region="region__code",
        dated="published_on",
        files=True,
    )
)

YEAR_PLANS = declare(
    Register(
        name="year-plans",
        basename="year-plan",
        model=YearPlan,
        group="governance",
        enter=("alliance", "year", "kind", "title", "text"),
        amend=("year", "kind", "title", "text"),
        shown=("state", "published_on", "reason"),
        listed=("title", "alliance", "year", "kind", "state", "published_on"),
        search=("title", "text", "alliance__name"),
        filters=("alliance", "year", "kind", "state", "published_on"),
        may_enter=rules.can_keep,
        may_amend=rules.can_amend_plan,
        may_begin=rules.can_begin,
        flow=PLAN_FLOW,
        moves={
            "approve": Move(
                label=_("Approve"),
                act=actions.approve_plan,
                rule=rules.can_keep,
                tone="primary",
            ),
            "publish": Move(
                label=_("Publish"),
                act=actions.publish_plan,
                rule=rules.can_keep,
                tone="primary",
            ),
            "reopen": Move(
                label=_("Reopen"),
                act=actions.reopen_plan,
                rule=rules.can_keep,
                fields=reason(),
            ),
        },
        keys=("title",),
        order=("-year", "-pk"),
        related=("alliance",),
        region="alliance__region__code",
        dated="published_on",
        files=True,
    )
)

TASKS = declare(
    Register(
        name="resolution-tasks",
        basename="resolution-task",
        model=ResolutionTask,
        group="governance",
        enter=("resolution", "plan", "title", "owner", "due_on"),
        amend=("title", "owner", "due_on"),
        shown=("state", "done_on", "reason"),
        listed=("title", "owner", "due_on", "state", "done_on", "resolution", "plan"),
        search=("title", "owner__name", "resolution__title", "plan__title"),
        filters=("resolution", "plan", "owner", "state", "due_on", "done_on"),
        may_enter=rules.can_keep,
        may_amend=rules.can_amend_task,
        may_begin=rules.can_begin,
        check=checks.check_task,
        flow=TASK_FLOW,
        moves={
            "finish": Move(
                label=_("Is done"),
                act=actions.finish_task,
                rule=rules.can_finish_task,
                tone="primary",
            ),
            "drop": Move(
                label=_("Drop"),
                act=actions.drop_task,
                rule=rules.can_keep,
                fields=reason(),
                tone="danger",
            ),
            "reopen": Move(
                label=_("Reopen"),
                act=actions.reopen_task,
                rule=rules.can_keep,
                fields=reason(),
            ),
        },
        order=("due_on", "-pk"),
        related=("owner", "resolution__meeting__alliance", "plan__alliance"),
        dated="due_on",
        files=True,
    )
)

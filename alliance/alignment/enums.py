from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.lib.flow import Flow


class RunState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


RUN_FLOW = Flow(
    "AlignmentRun",
    {
        (RunState.QUEUED, "claim"): RunState.RUNNING,
        (RunState.RUNNING, "finish"): RunState.DONE,
        (RunState.RUNNING, "fail"): RunState.FAILED,
        (RunState.RUNNING, "release"): RunState.QUEUED,
        (RunState.RUNNING, "drop"): RunState.CANCELLED,
        (RunState.QUEUED, "cancel"): RunState.CANCELLED,
    },
    actors={
        "claim": "a worker, by conditional update",
        "finish": "the worker that claimed it, under its claim time",
        "fail": "the worker that claimed it",
        "release": "the clock, when a worker was lost",
        "drop": "the worker, when the newest run has the same inputs",
        "cancel": "who may ask for a run",
    },
    clock=frozenset({"claim", "finish", "fail", "release", "drop"}),
)


class ChangeKind(models.TextChoices):
    """What is to become of a program."""

    LAUNCH = "launch", _("Launch")
    UPGRADE = "upgrade", _("Upgrade")
    DOWNSIZE = "downsize", _("Downsize")
    DISCONTINUE = "discontinue", _("Discontinue")


class ChangeState(models.TextChoices):
    DRAFTED = "drafted", _("Drafted")
    PROPOSED = "proposed", _("Proposed")
    REVIEWED = "reviewed", _("Reviewed")
    RESOLVED = "resolved", _("Resolved")
    REJECTED = "rejected", _("Rejected")
    EFFECTIVE = "effective", _("In effect")


CHANGE_FLOW = Flow(
    "ProgramChange",
    {
        (ChangeState.DRAFTED, "propose"): ChangeState.PROPOSED,
        (ChangeState.PROPOSED, "review"): ChangeState.REVIEWED,
        (ChangeState.REVIEWED, "resolve"): ChangeState.RESOLVED,
        (ChangeState.REVIEWED, "reject"): ChangeState.REJECTED,
        (ChangeState.PROPOSED, "return"): ChangeState.DRAFTED,
        (ChangeState.REVIEWED, "return"): ChangeState.DRAFTED,
        (ChangeState.RESOLVED, "take_effect"): ChangeState.EFFECTIVE,
    },
    actors={
        "propose": "the school",
        "review": "secretariat or the region's public body",
        "resolve": "secretariat, once the committee has resolved",
        "reject": "secretariat, with a reason",
        "return": "secretariat or the region's public body, with a reason",
        "take_effect": "the school, the secretariat or the clock, from the day of effect",
    },
)

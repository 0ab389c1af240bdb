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

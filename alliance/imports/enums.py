from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.lib.flow import Flow, many


class SessionState(models.TextChoices):
    DRAFTED = "drafted", _("Columns to be named")
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Outcome(models.TextChoices):
    CREATED = "created", _("Created")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")


OPEN = (SessionState.DRAFTED, SessionState.QUEUED, SessionState.RUNNING)

IMPORT_FLOW = Flow(
    "ImportSession",
    {
        (SessionState.DRAFTED, "submit"): SessionState.QUEUED,
        (SessionState.QUEUED, "claim"): SessionState.RUNNING,
        (SessionState.RUNNING, "finish"): SessionState.DONE,
        (SessionState.RUNNING, "fail"): SessionState.FAILED,
        (SessionState.RUNNING, "release"): SessionState.QUEUED,
        (SessionState.DONE, "apply"): SessionState.QUEUED,
        **many(OPEN, "cancel", SessionState.CANCELLED),
    },
    actors={
        "submit": "who sent the file, once its columns are named",
        "claim": "a worker, by conditional update",
        "finish": "the worker that claimed it, under its claim time",
        "fail": "the worker that claimed it; nothing was written",
        "release": "the clock, when a worker was lost",
        "apply": "who sent the file, after a trial run without a refused row",
        "cancel": "who sent the file; a running one ends at its next look",
    },
    clock=frozenset({"claim", "finish", "fail", "release"}),
)

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


class Dimension(models.TextChoices):
    """Of what part of a region a figure speaks; two parts are joined by "|" in its key."""

    REGION = "", _("The whole region")
    COUNTY = "county", _("County")
    SCHOOL = "school", _("School")
    CLASS = "class", _("Program class")
    INDUSTRY = "industry", _("Industry")
    CLASS_INDUSTRY = "class_industry", _("Program class and industry")
    OCCUPATION = "occupation", _("Occupation")
    SKILL = "skill", _("Skill")
    YEAR = "year", _("Graduation year")
    COUNTY_YEAR = "county_year", _("County and graduation year")
    SCHOOL_YEAR = "school_year", _("School and graduation year")
    STAGE = "stage", _("Stage")


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


class Step(models.TextChoices):
    """What a scenario does to a program."""

    LAUNCH = "launch", _("Launch")
    UPGRADE = "upgrade", _("Upgrade")
    DOWNSIZE = "downsize", _("Downsize")
    DISCONTINUE = "discontinue", _("Discontinue")
    MOVE_INTAKE = "move_intake", _("Move places")


class Metric(models.TextChoices):
    """What a scorecard judges a program by."""

    KEY_WEIGHT = "key_weight", _("Weight in key industries")
    OPENINGS = "openings", _("Openings per place")
    COVERAGE = "coverage", _("Coverage of skills sought")
    FILL = "fill", _("Graduates per place")
    TREND = "trend", _("Trend of graduates")
    DESTINATION = "destination", _("Destination rate")
    RELATED = "related", _("Related field, of the employed")
    LOCAL = "local", _("Local retention")
    PAY = "pay", _("Starting pay")


OPEN_METRICS = frozenset({Metric.KEY_WEIGHT, Metric.OPENINGS, Metric.COVERAGE})
"""Metrics that count places, links and skills; the others count persons."""


class Advice(models.TextChoices):
    """What a scorecard suggests for a program; people decide."""

    LAUNCH = "launch", _("Launch")
    UPGRADE = "upgrade", _("Upgrade")
    KEEP = "keep", _("Keep")
    DOWNSIZE = "downsize", _("Downsize")
    DISCONTINUE = "discontinue", _("Discontinue")

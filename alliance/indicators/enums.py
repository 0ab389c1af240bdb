from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lib.flow import Flow


class IndicatorKind(models.TextChoices):
    """How integration is judged: by what came of it. What was done is only what went in."""

    OUTCOME = "outcome", pgettext_lazy("indicator", "Outcome")
    INPUT = "input", _("Activity")


class Unit(models.TextChoices):
    PERSONS = "persons", _("persons")
    PERSON_TIMES = "person_times", _("person-times")
    FAMILIES = "families", _("families")
    ORGANISATIONS = "organisations", _("organisations")
    PROGRAMS = "programs", _("programs")
    RECORDS = "records", _("records")
    YUAN = "yuan", _("yuan")
    SHARE = "share", _("share")
    SQUARE_METRES = "square_metres", _("square metres")
    YEARS = "years", _("years")


OF_PERSONS = (Unit.PERSONS, Unit.PERSON_TIMES)
"""Units whose small counts could point at somebody."""


class Comparison(models.TextChoices):
    """What a source says about its figure: "52", "280+", "nearly 4 million", "over 70 %"."""

    EXACTLY = "exactly", _("exactly")
    AT_LEAST = "at_least", _("at least")
    MORE_THAN = "more_than", _("more than")
    ABOUT = "about", pgettext_lazy("comparison", "about")


class Missing(models.TextChoices):
    """Why the records give no figure."""

    NOT_KEPT = "not_kept", _("No list of this kind is kept here.")
    NO_REGION = "no_region", _("These records belong to no region.")
    NO_SUBJECT = (
        "no_subject",
        _("These records cannot be narrowed to one alliance or organisation."),
    )
    NO_MEASURE = "no_measure", _("No measure is defined for this.")
    NO_RUN = "no_run", _("The rate has not been computed up to this day.")
    EMPTY = "empty", _("There is nothing to take a share of.")
    HIDDEN = "hidden", _("Not published, to protect persons.")


class AgreementKind(models.TextChoices):
    """How a quoted figure stands beside what the records give."""

    AGREES = "agrees", _("Records agree")
    LESS = "less", _("Records give less")
    MORE = "more", _("Records give more")
    OTHER_UNIT = "other_unit", _("Another unit")
    OTHER_DATE = "other_date", _("Another day")
    NOTHING = "nothing", _("Nothing on record")
    HIDDEN = "hidden", _("Not published")


TONES = {
    AgreementKind.AGREES: "good",
    AgreementKind.LESS: "wait",
    AgreementKind.MORE: "wait",
    AgreementKind.OTHER_UNIT: "wait",
    AgreementKind.OTHER_DATE: "wait",
    AgreementKind.NOTHING: "quiet",
    AgreementKind.HIDDEN: "quiet",
}
"""Tone of the badge; a figure that differs asks for a look, it is no fault."""


class ReportState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("report", "Draft")
    PUBLISHED = "published", pgettext_lazy("report", "Published")
    SUPERSEDED = "superseded", pgettext_lazy("report", "Superseded")


REPORT_FLOW = Flow(
    "RegionReport",
    {
        (ReportState.DRAFT, "publish"): ReportState.PUBLISHED,
        (ReportState.PUBLISHED, "supersede"): ReportState.SUPERSEDED,
    },
    actors={
        "publish": "who keeps the region's figures: its public bodies and secretariats",
        "supersede": "the publication of a newer report on the same year",
    },
    clock=frozenset({"supersede"}),
)

"""Internships."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alliance.collaboration import rules
from alliance.collaboration.actions import internships
from alliance.collaboration.enums import INTERNSHIP_FLOW
from alliance.collaboration.models import Internship
from alliance.collaboration.registers.shared import act_on, check_alliance, reason
from alliance.lib.errors import InvalidInput
from alliance.registers.register import Move, Register, declare


def check_internship(row: Internship) -> None:
    """Raises InvalidInput where class or alliance belong to others than the two sides."""
    check_alliance(row.alliance, row.program.school_id, row.enterprise_id)
    taught = row.training_class
    if taught is not None and taught.program_id != row.program_id:
        raise InvalidInput.on("training_class", _("This class belongs to another program."))


def count_months(row: Internship) -> tuple[str, ...]:
    row.months = rules.months_begun(row.starts_on, row.ends_on)
    return ("months",)


TERMS = (
    "title",
    "training_class",
    "alliance",
    "position",
    "persons",
    "minors",
    "minimum_age",
    "starts_on",
    "ends_on",
    "daily_hours",
    "weekly_hours",
    "night_work",
    "overtime",
    "filing",
    "guardian_consents",
    "tri_party_agreements",
    "insured",
    "pay_monthly",
    "pay_share",
)

INTERNSHIPS = declare(
    Register(
        name="internships",
        basename="internship",
        model=Internship,
        group="work",
        enter=("kind", "program", "enterprise", *TERMS),
        amend=TERMS,
        shown=("months", "state", "reason"),
        listed=("title", "program", "enterprise", "persons", "starts_on", "ends_on", "state"),
        search=(
            "title",
            "position",
            "program__name",
            "program__school__organisation__name",
            "enterprise__organisation__name",
        ),
        filters=(
            "kind",
            "state",
            "program",
            "enterprise",
            "training_class",
            "alliance",
            "persons",
            "starts_on",
            "ends_on",
            "months",
            "pay_monthly",
        ),
        may_enter=rules.can_run_internship,
        may_amend=rules.can_amend_internship,
        may_begin=rules.can_begin,
        check=check_internship,
        derive=count_months,
        flow=INTERNSHIP_FLOW,
        moves={
            "approve": Move(
                label=gettext_lazy("Approve"),
                act=act_on("row", internships.approve_internship),
                rule=rules.can_settle_internship,
                tone="primary",
            ),
            "reopen": Move(
                label=gettext_lazy("Reopen"),
                act=act_on("row", internships.reopen_internship),
                rule=rules.can_settle_internship,
                fields=reason(),
            ),
            "start": Move(
                label=gettext_lazy("Start"),
                act=act_on("row", internships.start_internship),
                rule=rules.can_settle_internship,
                tone="primary",
            ),
            "finish": Move(
                label=gettext_lazy("Finish"),
                act=act_on("row", internships.finish_internship),
                rule=rules.can_run_internship,
                tone="primary",
            ),
            "cancel": Move(
                label=pgettext_lazy("internship", "Cancel"),
                act=act_on("row", internships.cancel_internship),
                rule=rules.can_run_internship,
                fields=reason(),
                tone="danger",
            ),
        },
        keys=("title",),
        related=("program__school__organisation", "enterprise__organisation", "alliance"),
        region="program__school__organisation__region__code",
        dated="starts_on",
    )
)

"""Classes, their mentors, and joint evaluation."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alliance.collaboration import rules
from alliance.collaboration.actions import classes
from alliance.collaboration.enums import CLASS_FLOW, MentorSide
from alliance.collaboration.models import ClassMentor, JointEvaluation, TrainingClass
from alliance.collaboration.registers.shared import act_on, check_alliance, check_past, reason
from alliance.lib.errors import InvalidInput
from alliance.registers.register import Move, Register, declare


def check_class(row: TrainingClass) -> None:
    """Raises InvalidInput where project, alliance or host belong to others than the two sides."""
    school, enterprise = row.program.school_id, row.enterprise_id
    check_alliance(row.alliance, school, enterprise)
    project = row.project
    if project is not None and (project.school_id, project.enterprise_id) != (school, enterprise):
        raise InvalidInput.on("project", _("This project has other sides."))
    facility = row.facility
    if facility is not None and not (facility.involves(school) or facility.involves(enterprise)):
        raise InvalidInput.on("facility", _("Neither side has part in this facility."))


def check_mentor(mentor: ClassMentor) -> None:
    """Raises InvalidInput for an organisation that does not stand on that side."""
    if mentor.side == MentorSide.SCHOOL:
        if mentor.organisation_id != mentor.training_class.program.school_id:
            raise InvalidInput.on("organisation", _("The school's side is the class's school."))
    elif not rules.is_enterprise(mentor.organisation):
        raise InvalidInput.on("organisation", _("It is registered as no enterprise."))


def check_evaluation(row: JointEvaluation) -> None:
    """Raises InvalidInput for a day to come, or a class of other sides."""
    check_past("evaluated_on", row.evaluated_on)
    taught = row.training_class
    if taught is not None and taught.program_id != row.program_id:
        raise InvalidInput.on("training_class", _("This class belongs to another program."))


CLASSES = declare(
    Register(
        name="classes",
        basename="class",
        model=TrainingClass,
        group="work",
        enter=(
            "kind",
            "title",
            "program",
            "enterprise",
            "project",
            "alliance",
            "facility",
            "pattern",
            "seats",
            "students",
            "started_on",
            "ended_on",
        ),
        amend=(
            "title",
            "project",
            "alliance",
            "facility",
            "pattern",
            "seats",
            "students",
            "started_on",
            "ended_on",
        ),
        shown=("graduates", "state", "reason"),
        listed=("title", "kind", "program", "enterprise", "students", "started_on", "state"),
        search=(
            "title",
            "program__name",
            "program__school__organisation__name",
            "enterprise__organisation__name",
        ),
        filters=(
            "kind",
            "state",
            "program",
            "enterprise",
            "alliance",
            "facility",
            "seats",
            "students",
            "graduates",
            "started_on",
            "ended_on",
        ),
        may_enter=rules.can_run_class,
        may_amend=rules.can_amend_class,
        may_begin=rules.can_begin,
        check=check_class,
        flow=CLASS_FLOW,
        moves={
            "start": Move(
                label=gettext_lazy("Start"),
                act=act_on("row", classes.start_class),
                rule=rules.can_run_class,
                tone="primary",
            ),
            "finish": Move(
                label=gettext_lazy("Finish"),
                act=act_on("row", classes.finish_class),
                rule=rules.can_run_class,
                fields={
                    "graduates": forms.IntegerField(
                        label=gettext_lazy("students who finished"), min_value=0
                    ),
                    "ended_on": forms.DateField(
                        label=pgettext_lazy("class", "last day"), required=False
                    ),
                },
                tone="primary",
            ),
            "cancel": Move(
                label=pgettext_lazy("class", "Cancel"),
                act=act_on("row", classes.cancel_class),
                rule=rules.can_run_class,
                fields=reason(),
                tone="danger",
            ),
            "resume": Move(
                label=gettext_lazy("Resume"),
                act=act_on("row", classes.resume_class),
                rule=rules.can_run_class,
                fields=reason(),
            ),
        },
        guarded={"project": rules.can_see_project},
        keys=("title",),
        related=("program__school__organisation", "enterprise__organisation", "alliance"),
        region="program__school__organisation__region__code",
        dated="started_on",
    )
)

MENTORS = declare(
    Register(
        name="class-mentors",
        basename="class-mentor",
        model=ClassMentor,
        group="work",
        enter=("training_class", "side", "organisation", "person_name", "started_on", "ended_on"),
        amend=("person_name", "started_on", "ended_on"),
        listed=("training_class", "side", "organisation", "person_name", "started_on", "ended_on"),
        search=("training_class__title", "organisation__name"),
        filters=("training_class", "side", "organisation", "started_on", "ended_on"),
        may_enter=rules.can_enter_mentor,
        may_amend=rules.can_enter_mentor,
        may_begin=rules.can_begin,
        check=check_mentor,
        guarded={"person_name": rules.can_see_mentor},
        related=("training_class__program", "organisation"),
        region="organisation__region__code",
        dated="started_on",
    )
)

EVALUATIONS = declare(
    Register(
        name="joint-evaluations",
        basename="joint-evaluation",
        model=JointEvaluation,
        group="work",
        enter=(
            "title",
            "program",
            "training_class",
            "enterprise",
            "evaluated_on",
            "method",
            "criteria",
            "candidates",
            "passed",
        ),
        amend=("title", "evaluated_on", "method", "criteria", "candidates", "passed"),
        listed=("title", "program", "enterprise", "evaluated_on", "candidates", "passed"),
        search=("title", "method", "program__name", "enterprise__organisation__name"),
        filters=("program", "training_class", "enterprise", "evaluated_on", "candidates", "passed"),
        may_enter=rules.can_enter_evaluation,
        may_amend=rules.can_enter_evaluation,
        may_begin=rules.can_begin,
        check=check_evaluation,
        related=("program__school__organisation", "enterprise__organisation"),
        region="program__school__organisation__region__code",
        dated="evaluated_on",
    )
)

"""The registers of people: cohorts with their graduates and outcomes, exchanges, training."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.lib.errors import InvalidInput
from alliance.registers.register import Move, Register, declare
from talent import actions, rules
from talent.enums import OUTCOME_FLOW, OutcomeState
from talent.models import (
    Certification,
    Cohort,
    Consent,
    Exchange,
    Graduate,
    Outcome,
    TrainingBatch,
)


def names(path: str) -> tuple[str, ...]:
    """Look-ups of an organisation's names, which the quick search reads."""
    return tuple(f"{path}__{name}" for name in ("name", "name_en", "name_pinyin"))


def not_erased(row: Any) -> None:
    """Raises InvalidInput where a new row is about somebody who was erased."""
    if row._state.adding and row.graduate.erased_on is not None:
        raise InvalidInput.on("graduate", _("This graduate was erased; nothing more is recorded."))


def identity_page(user: Any, row: Graduate) -> list[tuple[Any, str]]:
    """The way to who a graduate is, for the few who may go it."""
    if not rules.can_keep_person(user, row) and not rules.purposes_for(user, row):
        return []
    return [(_("Identity"), reverse("talent:identity", args=[row.pk]))]


def check_outcome(row: Outcome) -> None:
    not_erased(row)
    if row.measured_on > timezone.localdate():
        raise InvalidInput.on("measured_on", _("An outcome is measured today or earlier."))


def forget_confirmation(row: Outcome) -> tuple[str, ...]:
    """What one employer confirmed does not speak for another."""
    if row.state != OutcomeState.CONFIRMED:
        return ()
    stored = Outcome.objects.filter(pk=row.pk, employer_id=row.employer_id)
    if row.employer_id is not None and stored.exists():
        return ()
    row.state, row.confirmed_on = OutcomeState.RECORDED, None
    return ("state", "confirmed_on")


def check_consent(row: Consent) -> None:
    not_erased(row)
    today = timezone.localdate()
    for name in ("given_on", "withdrawn_on"):
        day = getattr(row, name)
        if day is not None and day > today:
            raise InvalidInput.on(name, _("This day has not come yet."))


def fits_alliance(row: Any, *organisations: int | None) -> None:
    """Raises InvalidInput where nobody of the record belongs to the alliance that it names."""
    if row.alliance_id is not None and not rules.belong_to(row.alliance_id, *organisations):
        raise InvalidInput.on(
            "alliance", _("None of the organisations named belongs to this alliance.")
        )


def check_exchange(row: Exchange) -> None:
    fits_alliance(row, row.school_id, row.enterprise_id)


def check_training(row: TrainingBatch) -> None:
    fits_alliance(row, row.organiser_id, row.enterprise_id)


def check_certification(row: Certification) -> None:
    fits_alliance(row, row.organiser_id, row.enterprise_id, row.school_id)


OF_TRAINING = (
    "kind",
    "title",
    "title_en",
    "alliance",
    "enterprise",
    "industry",
    "region",
    "started_on",
    "ended_on",
    "hours",
    "person_times",
    "persons",
    "certificates",
    "employed",
    "local",
    "families",
    "leaders",
)
OF_CERTIFICATION = (
    "kind",
    "title",
    "title_en",
    "level",
    "alliance",
    "enterprise",
    "school",
    "region",
    "awarded_on",
    "candidates",
    "passed",
)
"""What can be amended: all but who holds it."""

COHORTS = declare(
    Register(
        name="cohorts",
        basename="cohort",
        model=Cohort,
        group="people",
        enter=("program", "year", "label", "planned", "enrolled"),
        amend=("label", "planned", "enrolled"),
        listed=("program", "year", "label", "planned", "enrolled"),
        search=(
            "label",
            "program__name",
            "program__name_en",
            *names("program__school__organisation"),
        ),
        filters=("program", "year", "planned", "enrolled"),
        may_enter=rules.can_keep_cohort,
        may_amend=rules.can_keep_cohort,
        may_begin=rules.may_begin,
        order=("-year", "-pk"),
        related=("program__school__organisation",),
        region="program__school__organisation__region__code",
    )
)

GRADUATES = declare(
    Register(
        name="graduates",
        basename="graduate",
        model=Graduate,
        group="people",
        enter=("cohort", "number"),
        shown=("erased_on",),
        listed=("number", "cohort", "erased_on"),
        search=("number",),
        filters=("cohort", "erased_on"),
        may_enter=rules.can_keep_graduate,
        may_begin=rules.may_begin,
        related=("cohort__program__school__organisation",),
        region="cohort__program__school__organisation__region__code",
        links=identity_page,
    )
)

OUTCOMES = declare(
    Register(
        name="outcomes",
        basename="outcome",
        model=Outcome,
        group="people",
        enter=(
            "graduate",
            "measured_on",
            "destination",
            "related",
            "local",
            "employer",
            "starting_pay",
        ),
        amend=("destination", "related", "local", "employer", "starting_pay"),
        shown=("state", "confirmed_on"),
        listed=("graduate", "measured_on", "destination", "related", "local", "employer", "state"),
        search=("graduate__number", *names("employer__organisation")),
        filters=(
            "graduate",
            "destination",
            "related",
            "local",
            "employer",
            "state",
            "measured_on",
        ),
        may_enter=rules.can_keep_outcome,
        may_amend=rules.can_keep_outcome,
        may_begin=rules.may_begin,
        check=check_outcome,
        derive=forget_confirmation,
        flow=OUTCOME_FLOW,
        moves={
            "confirm": Move(
                label=gettext_lazy("Confirm the employment"),
                act=actions.confirm_hire,
                rule=rules.can_answer_for_employer,
                tone="primary",
            ),
            "disown": Move(
                label=gettext_lazy("Not employed by us"),
                act=actions.disown_hire,
                rule=rules.can_answer_for_employer,
                tone="danger",
            ),
        },
        guarded={"starting_pay": rules.can_read_pay},
        order=("-measured_on", "-pk"),
        related=(
            "graduate__cohort__program__school__organisation",
            "employer__organisation",
        ),
        region="graduate__cohort__program__school__organisation__region__code",
        dated="measured_on",
    )
)

CONSENTS = declare(
    Register(
        name="consents",
        basename="consent",
        model=Consent,
        group="people",
        enter=("graduate", "purpose", "given_on", "withdrawn_on"),
        amend=("withdrawn_on",),
        listed=("graduate", "purpose", "given_on", "withdrawn_on"),
        search=("graduate__number",),
        filters=("graduate", "purpose", "given_on", "withdrawn_on"),
        may_enter=rules.can_keep_consent,
        may_amend=rules.can_keep_consent,
        may_begin=rules.may_begin,
        check=check_consent,
        spans={"in_force_on": ("given_on", "withdrawn_on")},
        order=("-given_on", "-pk"),
        related=("graduate__cohort__program__school__organisation",),
        region="graduate__cohort__program__school__organisation__region__code",
        dated="given_on",
    )
)

EXCHANGES = declare(
    Register(
        name="exchanges",
        basename="exchange",
        model=Exchange,
        group="people",
        enter=(
            "kind",
            "school",
            "enterprise",
            "alliance",
            "person_name",
            "position",
            "field",
            "started_on",
            "ended_on",
            "hours",
            "dual_teacher",
            "dual_teacher_on",
        ),
        amend=(
            "alliance",
            "person_name",
            "position",
            "field",
            "started_on",
            "ended_on",
            "hours",
            "dual_teacher",
            "dual_teacher_on",
        ),
        listed=("kind", "person_name", "school", "enterprise", "position", "started_on", "hours"),
        search=(
            "position",
            "field",
            *names("school__organisation"),
            *names("enterprise__organisation"),
        ),
        filters=(
            "kind",
            "school",
            "enterprise",
            "alliance",
            "dual_teacher",
            "started_on",
            "ended_on",
            "dual_teacher_on",
        ),
        may_enter=rules.can_keep_exchange,
        may_amend=rules.can_keep_exchange,
        may_begin=rules.may_begin,
        check=check_exchange,
        guarded={"person_name": rules.can_read_person},
        order=("-started_on", "-pk"),
        related=("school__organisation", "enterprise__organisation", "alliance"),
        region="school__organisation__region__code",
        dated="started_on",
        files=True,
    )
)

TRAINING_BATCHES = declare(
    Register(
        name="training-batches",
        basename="training-batch",
        model=TrainingBatch,
        group="people",
        enter=("organiser", *OF_TRAINING),
        amend=OF_TRAINING,
        listed=(
            "title",
            "kind",
            "organiser",
            "region",
            "started_on",
            "person_times",
            "persons",
            "employed",
        ),
        search=("title", "title_en", *names("organiser"), *names("enterprise__organisation")),
        filters=(
            "kind",
            "organiser",
            "alliance",
            "enterprise",
            "industry",
            "region",
            "started_on",
            "ended_on",
            "person_times",
            "persons",
        ),
        may_enter=rules.can_keep_training,
        may_amend=rules.can_keep_training,
        may_begin=rules.may_begin,
        check=check_training,
        keys=("title",),
        order=("-started_on", "-pk"),
        related=("organiser", "alliance", "enterprise__organisation", "industry", "region"),
        region="region__code",
        dated="started_on",
        files=True,
    )
)

CERTIFICATIONS = declare(
    Register(
        name="certifications",
        basename="certification",
        model=Certification,
        group="people",
        enter=("organiser", *OF_CERTIFICATION),
        amend=OF_CERTIFICATION,
        listed=(
            "title",
            "kind",
            "organiser",
            "enterprise",
            "school",
            "awarded_on",
            "candidates",
            "passed",
        ),
        search=(
            "title",
            "title_en",
            "level",
            *names("organiser"),
            *names("enterprise__organisation"),
        ),
        filters=(
            "kind",
            "organiser",
            "alliance",
            "enterprise",
            "school",
            "region",
            "awarded_on",
            "passed",
        ),
        may_enter=rules.can_keep_certification,
        may_amend=rules.can_keep_certification,
        may_begin=rules.may_begin,
        check=check_certification,
        keys=("title",),
        order=("-awarded_on", "-pk"),
        related=(
            "organiser",
            "alliance",
            "enterprise__organisation",
            "school__organisation",
            "region",
        ),
        region="region__code",
        dated="awarded_on",
        files=True,
    )
)

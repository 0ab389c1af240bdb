from django.utils.translation import gettext_lazy as _

from alliance.consortia import actions, checks, rules
from alliance.consortia.enums import ASSESSMENT_FLOW
from alliance.consortia.models import (
    Assessment,
    AssessmentMark,
    Standard,
    StandardIndicator,
)
from alliance.consortia.registers.asking import reason
from alliance.registers.register import Move, Register, declare

STANDARDS = declare(
    Register(
        name="standards",
        basename="standard",
        model=Standard,
        group="governance",
        enter=("name", "edition", "keeper", "valid_from", "valid_to", "source"),
        amend=("name", "edition", "keeper", "valid_from", "valid_to", "source"),
        listed=("name", "edition", "keeper", "valid_from", "valid_to"),
        search=("name", "edition", "source", "keeper__name"),
        filters=("keeper", "valid_from", "valid_to"),
        may_enter=rules.can_keep_standard,
        may_amend=rules.can_keep_standard,
        may_begin=rules.can_begin_policy,
        check=checks.check_standard,
        spans={"held_on": ("valid_from", "valid_to")},
        keys=("name",),
        order=("-valid_from", "-pk"),
        related=("keeper",),
        dated="valid_from",
        files=True,
    )
)

INDICATORS = declare(
    Register(
        name="standard-indicators",
        basename="standard-indicator",
        model=StandardIndicator,
        group="governance",
        enter=("standard", "code", "title", "points", "is_veto", "evidence_needed"),
        amend=("code", "title", "points", "is_veto", "evidence_needed"),
        listed=("standard", "code", "title", "points", "is_veto"),
        search=("code", "title", "standard__name"),
        filters=("standard", "is_veto", "points"),
        may_enter=rules.can_keep_indicator,
        may_amend=rules.can_keep_indicator,
        may_begin=rules.can_begin_policy,
        check=checks.check_indicator,
        keys=("code",),
        order=("standard", "code", "pk"),
        related=("standard",),
    )
)

ASSESSMENTS = declare(
    Register(
        name="assessments",
        basename="assessment",
        model=Assessment,
        group="governance",
        enter=("alliance", "standard", "year", "summary"),
        amend=("year", "summary"),
        shown=("state", "total", "vetoed", "submitted_on", "confirmed_on", "reason"),
        listed=("alliance", "standard", "year", "state", "total", "vetoed"),
        search=("alliance__name", "standard__name", "summary"),
        filters=("alliance", "standard", "year", "state", "submitted_on", "confirmed_on"),
        may_enter=rules.can_keep,
        may_amend=rules.can_amend_assessment,
        may_begin=rules.can_begin,
        check=checks.check_assessment,
        flow=ASSESSMENT_FLOW,
        moves={
            "submit": Move(
                label=_("Submit"),
                act=actions.submit_assessment,
                rule=rules.can_keep,
                tone="primary",
            ),
            "confirm": Move(
                label=_("Confirm"),
                act=actions.confirm_assessment,
                rule=rules.can_judge,
                tone="primary",
            ),
            "return": Move(
                label=_("Return"),
                act=actions.return_assessment,
                rule=rules.can_judge,
                fields=reason(),
            ),
        },
        order=("-year", "-pk"),
        related=("alliance__parent", "standard"),
        region="alliance__region__code",
        dated="confirmed_on",
        files=True,
    )
)

MARKS = declare(
    Register(
        name="assessment-marks",
        basename="assessment-mark",
        model=AssessmentMark,
        group="governance",
        enter=("assessment", "indicator", "points", "met", "evidence"),
        amend=("points", "met", "evidence"),
        listed=("assessment", "indicator", "points", "met", "evidence"),
        search=("indicator__code", "indicator__title", "evidence"),
        filters=("assessment", "indicator", "met", "points"),
        may_enter=rules.can_keep_mark,
        may_amend=rules.can_keep_mark,
        may_begin=rules.can_begin,
        check=checks.check_mark,
        order=("assessment", "indicator__code", "-pk"),
        related=("assessment__alliance", "assessment__standard", "indicator__standard"),
        region="assessment__alliance__region__code",
        files=True,
    )
)

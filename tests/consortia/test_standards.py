"""Self-assessment by a construction standard: points, vetoes, evidence, and who confirms."""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from alliance.consortia import actions
from alliance.consortia.enums import ASSESSMENT_FLOW, AssessmentState
from alliance.consortia.models import Assessment
from alliance.lib.errors import InvalidInput, InvalidTransition, NotAllowed, Refused
from alliance.registers.actions import amend, enter, make_move
from alliance.registers.register import registers
from tests import factories as make
from tests.factories.consortia import (
    AssessmentFactory,
    AssessmentMarkFactory,
    StandardFactory,
    StandardIndicatorFactory,
)
from tests.outcomes import NOTHING, changes, moved

NOON = datetime(2025, 3, 1, 4, tzinfo=UTC)
ALLOWED = {
    ("draft", "submit"): "submitted",
    ("submitted", "confirm"): "confirmed",
    ("submitted", "return"): "draft",
}


@pytest.fixture
def home(db):
    return make.world()


@pytest.fixture
def standard(db):
    """Two indicators with points, one of which asks for evidence, and one veto."""
    found = StandardFactory()
    StandardIndicatorFactory(standard=found, code="A1", points=Decimal(60))
    StandardIndicatorFactory(standard=found, code="A2", points=Decimal(40), evidence_needed="PDF")
    StandardIndicatorFactory(standard=found, code="V1", points=Decimal(0), is_veto=True)
    return found


def mark(home, assessment, code, **values):
    indicator = assessment.standard.indicators.get(code=code)
    given = {"assessment": assessment, "indicator": indicator, **values}
    return enter(registers()["assessment-marks"], by=home.secretary, values=given)


def marked(home, standard, *, met=True, evidence="Report, page 3."):
    assessment = AssessmentFactory(alliance=home.alliance, standard=standard)
    mark(home, assessment, "A1", points=Decimal("52.50"))
    mark(home, assessment, "A2", points=Decimal("30.25"), evidence=evidence)
    mark(home, assessment, "V1", met=met)
    return assessment


@pytest.mark.parametrize(
    ("state", "move"),
    list(itertools.product(AssessmentState.values, ("submit", "confirm", "return"))),
)
def test_each_move_works_where_it_is_agreed_and_changes_nothing_elsewhere(
    home, standard, state, move
):
    assert ASSESSMENT_FLOW.allows(state, move) == ((state, move) in ALLOWED)
    if state == "draft":
        assessment = marked(home, standard)
    else:
        assessment = AssessmentFactory(alliance=home.alliance, standard=standard, state=state)
    by = home.secretary if move == "submit" else home.bureau_user
    values = {"reason": "A2 is unclear."} if move == "return" else {}
    asked = {"record": assessment, "move": move, "by": by, "values": values}
    if (state, move) in ALLOWED:
        make_move(registers()["assessments"], **asked)
        assert Assessment.objects.get().state == ALLOWED[state, move]
        return
    with changes() as seen, pytest.raises(InvalidTransition):
        make_move(registers()["assessments"], **asked)
    assert seen == NOTHING


def test_points_add_up_and_a_veto_fails_the_whole(home, standard):
    fine, failed = marked(home, standard), AssessmentFactory(alliance=home.alliance)
    assert (failed.total, failed.vetoed) == (None, False)
    assert (fine.total, fine.vetoed) == (Decimal("82.75"), False)
    veto = fine.marks.get(indicator__code="V1")
    amend(registers()["assessment-marks"], record=veto, by=home.secretary, values={"met": False})
    assert (fine.total, fine.vetoed) == (Decimal("82.75"), True)
    listed = {a.pk: (a.total, a.vetoed) for a in Assessment.objects.visible_to(home.secretary)}
    assert listed == {fine.pk: (Decimal("82.75"), True), failed.pk: (None, False)}


def test_every_indicator_is_judged_and_proven_before_submission(home, standard):
    assessment = AssessmentFactory(alliance=home.alliance, standard=standard)

    def missing():
        with changes() as seen, pytest.raises(Refused) as refusal:
            actions.submit_assessment(assessment, by=home.secretary)
        assert seen == NOTHING
        return str(refusal.value)

    assert missing() == "Not judged yet: A1, A2, V1."
    mark(home, assessment, "A1", points=Decimal(50))
    proof = mark(home, assessment, "A2", points=Decimal(30))
    veto = mark(home, assessment, "V1")
    assert missing() == "Not judged yet: V1."
    register = registers()["assessment-marks"]
    amend(register, record=veto, by=home.secretary, values={"met": True})
    assert missing() == "Evidence is missing for: A2."
    amend(register, record=proof, by=home.secretary, values={"evidence": "Report, page 3."})
    with changes() as seen:
        actions.submit_assessment(assessment, by=home.secretary, now=NOON)
    assert seen == moved(
        assessment,
        home.secretary,
        "assessment.submitted",
        state=("draft", "submitted"),
        submitted_on=(None, date(2025, 3, 1)),
    )


def test_an_empty_standard_judges_nobody(home):
    assessment = AssessmentFactory(alliance=home.alliance)
    with pytest.raises(Refused):
        actions.submit_assessment(assessment, by=home.secretary)


def test_nobody_confirms_what_they_submitted(home, standard):
    parent = make.AllianceFactory(kind="association", region=home.region)
    assessment = AssessmentFactory(
        alliance=home.alliance, standard=standard, state=AssessmentState.SUBMITTED
    )
    type(home.alliance).objects.filter(pk=home.alliance.pk).update(parent=parent)
    for by in (home.secretary, home.school_user, home.foreign.bureau_user):
        with changes() as seen, pytest.raises(NotAllowed):
            actions.confirm_assessment(assessment, by=by)
        assert seen == NOTHING
    actions.confirm_assessment(assessment, by=make.secretary_of(parent))
    assert Assessment.objects.get().state == "confirmed"


def test_the_association_above_does_not_confirm_what_it_runs_itself(home, standard):
    parent = make.AllianceFactory(
        kind="association", region=home.region, secretariat=home.secretariat
    )
    type(home.alliance).objects.filter(pk=home.alliance.pk).update(parent=parent)
    assessment = AssessmentFactory(
        alliance=home.alliance, standard=standard, state=AssessmentState.SUBMITTED
    )
    with changes() as seen, pytest.raises(NotAllowed):
        actions.confirm_assessment(assessment, by=home.secretary)
    assert seen == NOTHING


def test_marks_fit_their_indicator_and_stay_once_submitted(home, standard):
    assessment = AssessmentFactory(alliance=home.alliance, standard=standard)
    with pytest.raises(InvalidInput) as refusal:
        mark(home, assessment, "A1", points=Decimal("60.01"))
    assert [fault.field for fault in refusal.value.errors] == ["points"]
    strange = StandardIndicatorFactory()
    values = {"assessment": assessment, "indicator": strange}
    with pytest.raises(InvalidInput) as refusal:
        enter(registers()["assessment-marks"], by=home.secretary, values=values)
    assert [fault.field for fault in refusal.value.errors] == ["indicator"]
    kept = mark(home, assessment, "A1", points=Decimal(60))
    Assessment.objects.filter(pk=assessment.pk).update(
        state="submitted", submitted_on=date(2025, 3, 1)
    )
    with changes() as seen, pytest.raises(NotAllowed):
        amend(
            registers()["assessment-marks"],
            record=kept,
            by=home.secretary,
            values={"points": Decimal(1)},
        )
    assert seen == NOTHING


def test_a_judged_edition_keeps_its_name_and_indicators(home):
    standard = StandardFactory(keeper=home.bureau)
    indicator = StandardIndicatorFactory(standard=standard, points=Decimal(10))
    standards, indicators = registers()["standards"], registers()["standard-indicators"]
    by = home.bureau_user
    AssessmentMarkFactory(assessment__standard=standard, indicator=indicator, points=Decimal(8))
    with pytest.raises(InvalidInput):
        amend(indicators, record=indicator, by=by, values={"points": Decimal(7)})
    amend(indicators, record=indicator, by=by, values={"points": Decimal(8)})
    Assessment.objects.update(state="submitted", submitted_on=date(2025, 3, 1))
    values = {"standard": standard, "code": "B1", "title": "New"}
    with changes() as seen:
        with pytest.raises(Refused):
            amend(indicators, record=indicator, by=by, values={"title": "Other"})
        with pytest.raises(Refused):
            enter(indicators, by=by, values=values)
        with pytest.raises(Refused):
            amend(standards, record=standard, by=by, values={"edition": "2026"})
    assert seen == NOTHING
    amend(standards, record=standard, by=by, values={"valid_to": date(2026, 1, 1)})


def test_secretariats_and_bureaus_keep_standards_in_their_own_name(home):
    values = {"name": "Indicators", "edition": "2025", "valid_from": date(2025, 1, 1)}
    register = registers()["standards"]
    wrong = [
        (home.secretary, home.bureau),
        (home.school_user, home.school.organisation),
        (home.bureau_user, home.foreign.bureau),
    ]
    for by, keeper in wrong:
        with changes() as seen, pytest.raises(NotAllowed):
            enter(register, by=by, values={**values, "keeper": keeper})
        assert seen == NOTHING
    enter(register, by=home.secretary, values={**values, "keeper": home.secretariat})
    later = {**values, "edition": "2026", "keeper": home.bureau}
    enter(register, by=home.bureau_user, values=later)


@pytest.mark.parametrize(
    ("year", "fits"), [(2023, False), (2024, True), (2025, True), (2026, False)]
)
def test_an_edition_judges_the_years_in_which_it_was_valid(home, year, fits):
    standard = StandardFactory(valid_from=date(2024, 7, 1), valid_to=date(2025, 12, 31))
    values = {"alliance": home.alliance, "standard": standard, "year": year}
    if fits:
        assert enter(registers()["assessments"], by=home.secretary, values=values).year == year
        return
    with pytest.raises(InvalidInput) as refusal:
        enter(registers()["assessments"], by=home.secretary, values=values)
    assert [fault.field for fault in refusal.value.errors] == ["standard"]


def test_drafts_are_the_secretariats_and_confirmed_ones_the_members(home):
    rows = {s: AssessmentFactory(alliance=home.alliance, state=s) for s in AssessmentState}

    def seen(user):
        return {row.state for row in Assessment.objects.visible_to(user)}

    assert seen(home.secretary) == set(rows)
    assert seen(home.bureau_user) == {"submitted", "confirmed"}
    assert seen(home.school_user) == {"confirmed"}
    assert seen(home.foreign.secretary) == set()

"""Facilities and their services, honours, public money, and results in use."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from alliance.collaboration.models import FacilityService, Subsidy
from alliance.collaboration.models.recognitions import Spending
from alliance.collaboration.registers import (
    ADOPTIONS,
    FACILITIES,
    RECOGNITIONS,
    SERVICES,
    SUBSIDIES,
)
from alliance.lib.errors import InvalidInput, NotAllowed
from alliance.registers.actions import amend, enter
from tests import factories as make
from tests.factories.collaboration import (
    AdoptionFactory,
    FacilityFactory,
    FacilityServiceFactory,
    RecognitionFactory,
    SubsidyFactory,
    tomorrow,
)
from tests.factories.consortia import AgreementFactory, PolicyFactory
from tests.outcomes import NOTHING, changes, subject_of

DAY = date(2025, 4, 1)


def refused(register, by, values):
    """The faults (field, sentence) with which these values are not taken, and nothing is stored."""
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        enter(register, by=by, values=values)
    assert seen == NOTHING
    return [(e.field, e.detail) for e in refusal.value.errors]


# -- facilities -------------------------------------------------------------------------------


def base(home, **other):
    return {
        "kind": "training_base",
        "name": "Electronics base",
        "host": home.school.organisation,
        "region": home.region,
        "area_m2": 3000,
        "capacity": 200,
        "opened_on": DAY,
        **other,
    }


def test_a_facility_names_host_and_partners(home):
    partner = home.enterprise.organisation
    with changes() as seen:
        row = enter(FACILITIES, by=home.school_user, values=base(home, partners=[partner]))
    assert seen.events == [("facility.entered", subject_of(row), home.school_user.pk, {})]
    assert list(row.partners.all()) == [partner]
    assert [row.involves(o.pk) for o in (row.host, partner, home.bureau)] == [True, True, False]


def test_host_and_its_secretariat_keep_a_facility_and_nobody_else(home):
    row = enter(FACILITIES, by=home.secretary, values=base(home))
    said = "Only editors of the host and its secretariat keep this facility."
    for user in (home.enterprise_user, home.bureau_user, home.foreign.secretary):
        with changes() as seen, pytest.raises(NotAllowed) as refusal:
            amend(FACILITIES, record=row, by=user, values={"capacity": 1})
        assert (refusal.value.detail, seen) == (said, NOTHING)
        assert FACILITIES.visible_to(user).filter(pk=row.pk).exists()


def test_the_parts_of_a_facility_fit_each_other(home):
    agreement = AgreementFactory(alliance=home.alliance)
    for change, fault in (
        (
            {"partners": [home.school.organisation]},
            ("partners", "The host stands here already."),
        ),
        (
            {"alliance": home.foreign.alliance},
            ("alliance", "None of its sides is an active member of it."),
        ),
        ({"agreement": agreement}, ("agreement", "The host is no party of this agreement.")),
        ({"closed_on": DAY}, ("record", "A facility closes after it opened.")),
    ):
        assert refused(FACILITIES, home.school_user, base(home, **change)) == [fault]
    enter(FACILITIES, by=home.school_user, values=base(home))
    assert [field for field, _ in refused(FACILITIES, home.school_user, base(home))] == ["record"]


def test_a_facility_is_open_from_its_first_day_to_the_day_before_its_last(db):
    row = FacilityFactory(opened_on=DAY, closed_on=DAY + timedelta(days=2))
    always = FacilityFactory(opened_on=None)
    found = {
        shift: set(FACILITIES.model.objects.open_on(DAY + timedelta(days=shift)))
        for shift in (-1, 0, 1, 2)
    }
    assert found == {-1: {always}, 0: {row, always}, 1: {row, always}, 2: {always}}


def test_the_agreement_behind_a_facility_is_for_its_parties(home):
    row = FacilityFactory(
        host=home.school.organisation, agreement=AgreementFactory(alliance=home.alliance)
    )
    rule = FACILITIES.guarded["agreement"]
    assert [bool(rule(user, row)) for user in (home.secretary, home.bureau_user)] == [True, False]


def test_enterprises_supported_are_counted_once_each(home):
    row = FacilityFactory(host=home.school.organisation)
    for _ in range(2):
        FacilityServiceFactory(facility=row)
    FacilityServiceFactory(facility=row, enterprise=home.enterprise)
    FacilityServiceFactory(facility=row, enterprise=home.enterprise, title="Casting test")
    assert FacilityService.objects.count() == 4
    assert FacilityService.objects.filter(facility=row).enterprises() == 3


def test_a_service_lies_between_opening_and_today(home):
    row = FacilityFactory(host=home.school.organisation, opened_on=DAY, closed_on=date(2025, 6, 1))
    values = {"facility": row, "enterprise": home.enterprise, "title": "Test", "served_on": DAY}
    closed = "The facility was not open on that day."
    for day, text in (
        (DAY - timedelta(days=1), closed),
        (date(2025, 6, 1), closed),
        (tomorrow(), "This day has not come yet."),
    ):
        faults = refused(SERVICES, home.school_user, {**values, "served_on": day})
        assert faults == [("served_on", text)]
    with pytest.raises(NotAllowed):
        enter(SERVICES, by=home.enterprise_user, values=values)
    stored = enter(SERVICES, by=home.school_user, values=values)
    readers = (home.school_user, home.enterprise_user, home.bureau_user, home.foreign.school_user)
    seen = [SERVICES.visible_to(user).filter(pk=stored.pk).exists() for user in readers]
    assert seen == [True, True, True, False]


# -- honours ----------------------------------------------------------------------------------


def honour(home, **other):
    return {
        "kind": "excellent_enterprise",
        "title": "Excellent enterprise 2025",
        "level": "city",
        "organisation": home.enterprise.organisation,
        "awarded_by": home.bureau,
        "awarded_on": DAY,
        "reward": Decimal("100000.00"),
        **other,
    }


def test_who_awards_it_or_the_secretariat_enters_an_honour(home):
    for user in (home.bureau_user, home.secretary):
        enter(RECOGNITIONS, by=user, values=honour(home, title=f"By {user.pk}"))
    for user in (home.enterprise_user, home.foreign.secretary, home.foreign.bureau_user):
        with changes() as seen, pytest.raises(NotAllowed):
            enter(RECOGNITIONS, by=user, values=honour(home))
        assert seen == NOTHING
    assert RECOGNITIONS.visible_to(home.foreign.school_user).count() == 2


def test_a_responsibility_report_is_the_enterprises_own(home):
    report = honour(home, kind="csr_report", title="CSR 2025", awarded_by=None, reward=None)
    with pytest.raises(NotAllowed):
        enter(RECOGNITIONS, by=home.school_user, values=report)
    row = enter(RECOGNITIONS, by=home.enterprise_user, values=report)
    assert (row.organisation, row.awarded_by) == (home.enterprise.organisation, None)


def test_an_achievement_honours_the_organisation_that_made_it(home):
    result = make.make_result(world=home, state="verified")
    award = honour(home, kind="achievement", organisation=None, result=result)
    row = enter(RECOGNITIONS, by=home.secretary, values=award)
    assert row.organisation == home.school.organisation
    draft = make.make_result(project=result.project, title="Not yet")
    faults = refused(RECOGNITIONS, home.secretary, {**award, "title": "Too early", "result": draft})
    assert faults == [("result", "Only a verified result is recognised.")]
    stranger = home.foreign.school_user
    assert not RECOGNITIONS.guarded["result"](stranger, row)


def test_honours_that_do_not_fit_are_refused(home):
    policy = PolicyFactory(issuer=home.bureau, region=home.region, published_on=date(2025, 5, 1))
    for change, field in (
        ({"organisation": home.school.organisation}, "organisation"),
        ({"awarded_on": tomorrow()}, "awarded_on"),
        ({"reward": Decimal(0)}, "reward"),
        ({"policy": policy}, "policy"),
        ({"alliance": home.foreign.alliance}, "alliance"),
    ):
        assert [f for f, _ in refused(RECOGNITIONS, home.bureau_user, honour(home, **change))] == [
            field
        ]
    for change, text in (
        ({"awarded_by": home.enterprise.organisation}, "Nobody honours itself."),
        ({"awarded_by": None}, "Say who awarded it."),
    ):
        faults = refused(RECOGNITIONS, home.secretary, honour(home, **change))
        assert faults == [("record", text)]
    nobody = honour(home, kind="achievement", organisation=None)
    faults = refused(RECOGNITIONS, home.bureau_user, nobody)
    assert faults == [("record", "Name the organisation or the result.")]


def test_a_honour_is_on_record_once(home):
    row = RecognitionFactory(
        organisation=home.enterprise.organisation,
        title="Excellent enterprise 2025",
        awarded_on=DAY,
    )
    faults = refused(RECOGNITIONS, home.bureau_user, honour(home))
    assert [f for f, _ in faults] == ["record"]
    assert RECOGNITIONS.model.objects.get() == row


# -- money ------------------------------------------------------------------------------------


def grant(home, **other):
    return {
        "kind": "grant",
        "title": "Support of the base",
        "basis": "Notice 2025-12",
        "beneficiary": home.school.organisation,
        "granted_by": home.bureau,
        "amount": Decimal("562032.00"),
        "granted_on": DAY,
        **other,
    }


def test_the_region_or_the_secretariat_grants_and_never_the_beneficiary(home):
    said = "Only the beneficiary's secretariat and public bodies of its region do that."
    for user in (home.school_user, home.enterprise_user, home.foreign.bureau_user):
        with changes() as seen, pytest.raises(NotAllowed) as refusal:
            enter(SUBSIDIES, by=user, values=grant(home))
        assert (refusal.value.detail, seen) == (said, NOTHING)
    for user in (home.bureau_user, home.secretary):
        enter(SUBSIDIES, by=user, values=grant(home))
    readers = (home.school_user, home.bureau_user, home.secretary, home.enterprise_user)
    assert [SUBSIDIES.visible_to(user).count() for user in readers] == [2, 2, 2, 0]


def test_a_secretariat_does_not_support_itself(home):
    make.MembershipFactory(alliance=home.alliance, organisation=home.secretariat)
    with pytest.raises(NotAllowed):
        enter(SUBSIDIES, by=home.secretary, values=grant(home, beneficiary=home.secretariat))


def test_a_subsidy_has_a_basis_a_day_and_an_amount(home):
    facility = FacilityFactory()
    late = PolicyFactory(issuer=home.bureau, region=home.region, published_on=date(2025, 5, 1))
    for change, fault in (
        ({"basis": ""}, ("record", "Name the policy or the decision behind it.")),
        ({"paid_on": DAY - timedelta(days=1)}, ("record", "It was paid before it was granted.")),
        ({"persons_trained": 9}, ("record", "Say on which day the effect was measured.")),
        (
            {"effect_on": DAY - timedelta(days=1)},
            ("record", "The effect was measured before the grant."),
        ),
        ({"facility": facility}, ("facility", "The beneficiary has no part in this facility.")),
        ({"granted_by": home.school.organisation}, ("granted_by", "Nobody subsidises itself.")),
        ({"policy": late}, ("policy", "This policy was not published by then.")),
        ({"granted_on": tomorrow()}, ("granted_on", "This day has not come yet.")),
    ):
        assert refused(SUBSIDIES, home.bureau_user, grant(home, **change)) == [fault]
    assert {f for f, _ in refused(SUBSIDIES, home.bureau_user, grant(home, amount=Decimal(0)))} == {
        "amount"
    }


def test_money_adds_up_and_an_unmeasured_effect_is_not_zero(db):
    assert Subsidy.objects.spending() == Spending(
        subsidies=0, granted=Decimal("0.00"), paid=Decimal("0.00"), trained=0, per_person=None
    )
    SubsidyFactory(amount=Decimal("3000000.01"), paid_on=date(2025, 5, 1))
    assert Subsidy.objects.spending().per_person is None
    SubsidyFactory(amount=Decimal("1000000.00"), persons_trained=300, effect_on=date(2026, 1, 1))
    SubsidyFactory(amount=Decimal("0.10"), persons_trained=0, effect_on=date(2026, 1, 1))
    assert Subsidy.objects.spending() == Spending(
        subsidies=3,
        granted=Decimal("4000000.11"),
        paid=Decimal("3000000.01"),
        trained=300,
        per_person=Decimal("3333.33"),
    )


# -- results in use ---------------------------------------------------------------------------


def use(result, organisation, **other):
    return {
        "result": result,
        "organisation": organisation,
        "adopted_on": result.achieved_on,
        "use": "Second line",
        **other,
    }


@pytest.mark.parametrize(
    ("audience", "adopters"),
    [
        ("consortium", {"enterprise", "member"}),
        ("alliance", {"enterprise", "member", "branch"}),
        ("public", {"enterprise", "member", "branch", "other"}),
    ],
)
def test_whom_a_result_reaches_may_adopt_it(home, audience, adopters):
    branch = make.AllianceFactory(region=home.region, parent=home.alliance)
    sides = {
        "author": home.school.organisation,
        "enterprise": home.enterprise.organisation,
        "member": make.SchoolFactory(member_of=home.alliance).organisation,
        "branch": make.SchoolFactory(member_of=branch).organisation,
        "other": home.foreign.school.organisation,
    }
    result = make.make_result(world=home, state="shared", audience=audience)
    done = set()
    for name, organisation in sides.items():
        by = make.editor_of(organisation)
        with changes() as seen:
            try:
                row = enter(ADOPTIONS, by=by, values=use(result, organisation))
            except NotAllowed:
                row = None
        if row is None:
            assert seen == NOTHING
        else:
            done.add(name)
            assert seen.events == [("adoption.entered", subject_of(row), by.pk, {})]
    assert done == adopters
    assert result.adoptions.standing().count() == len(adopters)


@pytest.mark.parametrize("state", ["draft", "submitted", "verified", "withdrawn"])
def test_only_what_is_shared_is_adopted(home, state):
    result = make.make_result(world=home, state=state, audience="public")
    with changes() as seen, pytest.raises(NotAllowed) as refusal:
        enter(ADOPTIONS, by=home.enterprise_user, values=use(result, home.enterprise.organisation))
    assert refusal.value.detail == "Only a shared result is adopted."
    assert seen == NOTHING


def test_nobody_says_for_another_that_it_uses_something(home):
    result = make.make_result(world=home, state="shared", audience="public")
    for by in (home.school_user, home.secretary, home.foreign.enterprise_user):
        with changes() as seen, pytest.raises(NotAllowed) as refusal:
            enter(ADOPTIONS, by=by, values=use(result, home.enterprise.organisation))
        said = "Only editors of the organisation that uses it enter an adoption."
        assert (refusal.value.detail, seen) == (said, NOTHING)


def test_an_organisation_adopts_a_result_once_and_after_it_was_there(home):
    result = make.make_result(world=home, state="shared", achieved_on=DAY)
    values = use(result, home.enterprise.organisation)
    early = {**values, "adopted_on": DAY - timedelta(days=1)}
    faults = refused(ADOPTIONS, home.enterprise_user, early)
    assert faults == [("adopted_on", "The result was not there yet.")]
    enter(ADOPTIONS, by=home.enterprise_user, values=values)
    assert [f for f, _ in refused(ADOPTIONS, home.enterprise_user, values)] == ["record"]


def test_a_withdrawn_result_counts_no_adoption(home):
    result = make.make_result(world=home, state="withdrawn", audience="public")
    AdoptionFactory(result=result, organisation=home.enterprise.organisation)
    assert result.adoptions.count() == 1
    assert result.adoptions.standing().count() == 0
    assert ADOPTIONS.visible_to(home.enterprise_user).count() == 1
    assert ADOPTIONS.visible_to(home.foreign.school_user).count() == 0

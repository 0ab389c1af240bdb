"""Agreements: whose signatures count, who knows of them, and when their end is announced."""

from datetime import UTC, date, datetime, timedelta

import pytest

from alliance.consortia import actions, tasks
from alliance.consortia.models import Agreement, AgreementParty
from alliance.events.models import Event
from alliance.lib.errors import InvalidInput, InvalidTransition, NotAllowed, Refused
from alliance.registers.actions import amend, enter, make_move
from alliance.registers.register import registers
from tests import factories as make
from tests.factories.consortia import AgreementFactory, AgreementPartyFactory
from tests.outcomes import NOTHING, Changes, changes, key_of, moved, race, subject_of

DAY = date(2025, 3, 1)
NOON = datetime(2025, 3, 1, 4, tzinfo=UTC)


@pytest.fixture
def home(db):
    return make.world()


@pytest.fixture
def draft(home):
    """Between the world's school and its enterprise."""
    sides = [home.school.organisation, home.enterprise.organisation]
    return AgreementFactory(alliance=home.alliance, parties=sides)


def sign_all(home, agreement):
    for party in agreement.parties.order_by("pk"):
        by = make.editor_of(party.organisation)
        actions.sign_party(party, by=by, now=NOON)
    return agreement


def refused(error, call):
    with changes() as seen, pytest.raises(error) as refusal:
        call()
    assert seen == NOTHING
    return refusal.value


def test_an_agreement_is_signed_once_every_party_has_signed(home, draft):
    school, enterprise = draft.parties.order_by("pk")
    refused(Refused, lambda: actions.sign_agreement(draft, by=home.secretary))
    day = DAY - timedelta(days=4)
    with changes() as seen:
        actions.sign_party(
            school, by=home.school_user, signed_on=day, signatory="Lin Yue", now=NOON
        )
    assert seen == moved(
        school,
        home.school_user,
        "agreement_party.signed",
        payload={"wording": 1},
        state=("invited", "signed"),
        signed_on=(None, day),
        signatory=("", "Lin Yue"),
        signed_version=(None, 1),
    )
    missing = refused(Refused, lambda: actions.sign_agreement(draft, by=home.secretary))
    assert str(missing) == (f"This wording was not signed by: {home.enterprise.organisation.name}.")
    actions.sign_party(enterprise, by=home.enterprise_user, now=NOON)
    with changes() as seen:
        actions.sign_agreement(draft, by=home.secretary, version=1)
    assert seen == moved(
        draft,
        home.secretary,
        "agreement.signed",
        state=("draft", "signed"),
        signed_on=(None, DAY),
    )


def test_a_new_wording_needs_every_signature_again(home, draft):
    sign_all(home, draft)
    register = registers()["agreements"]
    changed = amend(
        register, record=draft, by=home.secretary, values={"benefit_sharing": "40 to 60."}
    )
    refused(Refused, lambda: actions.sign_agreement(changed, by=home.secretary))
    assert [party.holds for party in AgreementParty.objects.all()] == [False, False]
    sign_all(home, draft)
    assert actions.sign_agreement(changed, by=home.secretary).state == "signed"
    assert [party.holds for party in AgreementParty.objects.all()] == [True, True]


def test_a_wording_changed_while_a_party_signs_is_not_signed_by_it(transactional_db):
    # A lock that waits needs transactions of its own.
    agreement = AgreementFactory(parties=[make.OrganisationFactory(), make.OrganisationFactory()])
    by = make.secretary_of(agreement.alliance)
    first, second = agreement.parties.order_by("pk")
    actions.sign_party(first, by=by)
    actions.sign_party(second, by=by)
    answers = race(
        agreement,
        lambda: actions.sign_agreement(agreement, by=by, version=1),
        lambda: amend(
            registers()["agreements"],
            record=agreement,
            by=by,
            values={"title": "Another"},
            version=1,
        ),
    )
    stored = Agreement.objects.get()
    assert len([a for a in answers if isinstance(a, Agreement)]) == 1
    assert (stored.state, stored.title == "Another") in {("signed", False), ("draft", True)}


def test_one_party_alone_agrees_with_nobody(home):
    agreement = AgreementFactory(alliance=home.alliance, parties=[home.school.organisation])
    sign_all(home, agreement)
    refused(Refused, lambda: actions.sign_agreement(agreement, by=home.secretary))
    empty = AgreementFactory(alliance=home.alliance)
    refused(Refused, lambda: actions.sign_agreement(empty, by=home.secretary))


def test_a_party_signs_for_itself_and_the_secretariat_enters_paper(home, draft):
    party = draft.parties.get(organisation=home.school.organisation)
    for by in (home.enterprise_user, home.foreign.secretary, home.bureau_user):
        refused(NotAllowed, lambda by=by: actions.sign_party(party, by=by))
    viewer = make.UserFactory(organisation=home.school, role="viewer")
    refused(NotAllowed, lambda: actions.sign_party(party, by=viewer))
    assert actions.sign_party(party, by=home.secretary).state == "signed"


def test_no_signature_is_given_for_a_day_to_come(home, draft):
    party = draft.parties.first()
    day = DAY + timedelta(days=1)
    error = refused(
        InvalidInput,
        lambda: actions.sign_party(party, by=home.secretary, signed_on=day, now=NOON),
    )
    assert [fault.field for fault in error.errors] == ["signed_on"]


def test_a_signature_is_withdrawn_only_from_a_draft(home, draft):
    sign_all(home, draft)
    party = draft.parties.get(organisation=home.school.organisation)
    with changes() as seen:
        actions.withdraw_signature(party, by=home.school_user)
    assert seen == moved(
        party,
        home.school_user,
        "agreement_party.withdrawn",
        state=("signed", "invited"),
        signed_on=(DAY, None),
        signed_version=(1, None),
    )
    refused(InvalidTransition, lambda: actions.withdraw_signature(party, by=home.school_user))
    sign_all(home, draft)
    actions.sign_agreement(draft, by=home.secretary)
    refused(Refused, lambda: actions.withdraw_signature(party, by=home.school_user))
    refused(Refused, lambda: actions.sign_party(party, by=home.school_user))


def test_who_the_parties_are_is_part_of_what_they_sign(home, draft):
    register = registers()["agreement-parties"]
    values = {"agreement": draft, "organisation": make.OrganisationFactory()}
    actions.sign_party(draft.parties.first(), by=home.secretary)
    refused(Refused, lambda: enter(register, by=home.secretary, values=values))
    actions.withdraw_signature(draft.parties.first(), by=home.secretary)
    refused(NotAllowed, lambda: enter(register, by=home.school_user, values=values))
    enter(register, by=home.secretary, values=values)
    again = refused(InvalidInput, lambda: enter(register, by=home.secretary, values=values))
    assert str(again) == "record: It is a party to this agreement."
    sign_all(home, draft)
    actions.sign_agreement(draft, by=home.secretary)
    late = {"agreement": draft, "organisation": make.OrganisationFactory()}
    refused(Refused, lambda: enter(register, by=home.secretary, values=late))


def test_a_signed_agreement_stays_and_ends_with_a_reason(home):
    agreement = AgreementFactory(alliance=home.alliance, state="signed")
    register = registers()["agreements"]
    values = {"title": "Another"}
    refused(NotAllowed, lambda: amend(register, record=agreement, by=home.secretary, values=values))
    end = {"record": agreement, "move": "end", "by": home.secretary}
    refused(InvalidInput, lambda: make_move(register, **end, values={"reason": ""}))
    with changes() as seen:
        actions.end_agreement(agreement, by=home.secretary, reason="Plant closed.", now=NOON)
    assert seen == moved(
        agreement,
        home.secretary,
        "agreement.ended",
        payload={"reason": "Plant closed."},
        state=("signed", "ended"),
        reason=("", "Plant closed."),
        ended_on=(None, DAY),
    )


def test_only_parties_secretariat_and_platform_know_of_an_agreement(home, draft):
    third = make.editor_of(make.SchoolFactory(member_of=home.alliance))
    elsewhere = AgreementFactory()
    users = {
        "party": home.school_user,
        "secretariat": home.secretary,
        "third member": third,
        "bureau": home.bureau_user,
        "other secretariat": home.foreign.secretary,
        "nobody": None,
    }
    known = {name: set(Agreement.objects.visible_to(user)) for name, user in users.items()}
    assert known == {
        "party": {draft},
        "secretariat": {draft},
        "third member": set(),
        "bureau": set(),
        "other secretariat": set(),
        "nobody": set(),
    }
    parties = {
        name: AgreementParty.objects.visible_to(user).count() for name, user in users.items()
    }
    assert parties == {name: 2 * len(rows) for name, rows in known.items()}
    platform = make.UserFactory(is_superuser=True)
    assert set(Agreement.objects.visible_to(platform)) == {draft, elsewhere}


def test_a_third_member_finds_no_agreement_at_any_address(client, home, draft):
    client.force_login(make.editor_of(make.SchoolFactory(member_of=home.alliance)))
    address = f"/api/v1/agreements/{draft.pk}/"
    assert client.get(address).status_code == 404
    assert client.get("/api/v1/agreements/").json()["results"] == []
    client.force_login(home.school_user)
    assert client.get(address).status_code == 200


def test_only_an_earlier_signed_agreement_of_the_alliance_is_renewed(home):
    register = registers()["agreements"]
    values = {
        "alliance": home.alliance,
        "kind": "strategic",
        "title": "Second term",
        "starts_on": DAY + timedelta(days=1),
    }
    wrong = [
        AgreementFactory(alliance=home.foreign.alliance, state="signed"),
        AgreementFactory(alliance=home.alliance),
        AgreementFactory(alliance=home.alliance, state="signed", starts_on=DAY + timedelta(days=1)),
    ]
    for earlier in wrong:
        error = refused(
            InvalidInput,
            lambda earlier=earlier: enter(
                register, by=home.secretary, values={**values, "renewal_of": earlier}
            ),
        )
        assert [fault.field for fault in error.errors] == ["renewal_of"]
    first = AgreementFactory(alliance=home.alliance, state="signed")
    second = enter(register, by=home.secretary, values={**values, "renewal_of": first})
    assert list(first.renewals.all()) == [second]


def test_the_end_is_announced_once_sixty_and_once_thirty_days_before(db):
    agreement = AgreementFactory(state="signed", ends_on=DAY)

    def on(days_before):
        """What the day's run says, asked twice."""
        now = NOON - timedelta(days=days_before)
        return [
            days
            for days in (30, 60, 30, 60)
            if actions.remind_agreement(agreement=agreement, days=days, now=now)
        ]

    said = {day: on(day) for day in (61, 60, 59, 31, 30, 29, 0)}
    assert said == {61: [], 60: [60], 59: [], 31: [], 30: [30], 29: [], 0: []}
    assert [
        (event.actor_id, event.payload)
        for event in Event.objects.filter(kind="agreement.ending").order_by("pk")
    ] == [
        (None, {"days": 60, "ends_on": "2025-03-01"}),
        (None, {"days": 30, "ends_on": "2025-03-01"}),
    ]


def test_after_an_outage_only_the_nearest_reminder_is_given(home):
    ends = tasks.timezone.localdate() + timedelta(days=20)
    agreement = AgreementFactory(alliance=home.alliance, state="signed", ends_on=ends)
    AgreementFactory(alliance=home.alliance, ends_on=ends)  # a draft
    renewed = AgreementFactory(alliance=home.alliance, state="signed", ends_on=ends)
    AgreementFactory(alliance=home.alliance, state="signed", renewal_of=renewed)
    with changes() as seen:
        tasks.remind()
    assert seen == Changes(
        changed={key_of(agreement): {"version": (1, 2), "reminded_days": (None, 30)}},
        events=[
            (
                "agreement.ending",
                subject_of(agreement),
                None,
                {"days": 30, "ends_on": ends.isoformat()},
            )
        ],
    )
    with changes() as seen:
        tasks.remind()
    assert seen == NOTHING


def test_an_agreement_is_in_force_from_its_first_to_its_last_day(db):
    last = DAY + timedelta(days=2)
    agreement = AgreementFactory(state="signed", ends_on=last)
    AgreementFactory(ends_on=last)
    AgreementFactory(state="ended", ends_on=last)
    days = [DAY + timedelta(days=n) for n in range(-1, 4)]
    found = [list(Agreement.objects.in_force(day)) for day in days]
    assert found == [[], [agreement], [agreement], [agreement], []]


def test_the_signatory_is_in_no_history(db):
    party = AgreementPartyFactory()
    names = {f.name for f in party.events.model._meta.get_fields()}
    assert "signatory" not in names
    assert "signed_on" in names

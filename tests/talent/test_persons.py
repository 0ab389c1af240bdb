"""Who a graduate is: kept sealed, revealed to few and on record, erased without a trace."""

import itertools
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.accounts.models import User
from alliance.events.models import Event
from alliance.lib.errors import InvalidInput, NotAllowed, Refused, Stale
from talent.actions import (
    LONGEST_RETENTION,
    erase_graduate,
    forget_some,
    keep_identity,
    reseal_some,
    reveal_identity,
)
from talent.enums import RevealPurpose
from talent.identity import current_key
from talent.models import Consent, Graduate, GraduateIdentity, Outcome
from talent.tasks import forget_identities
from tests import factories as make
from tests.factories.talent import (
    PERSON,
    CohortFactory,
    ConsentFactory,
    GraduateFactory,
    OutcomeFactory,
    make_person,
)

pytestmark = pytest.mark.django_db


def places_of(*texts):
    """Tables of which any row, read as text, holds one of these: the whole database is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = set()
        for table in tables:
            for text in texts:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{text}%"]
                )
                if cursor.fetchone() != (0,):
                    found.add((table, text))
    assert len(tables) > 50
    return found


def events_of(graduate):
    return [(event.kind, event.actor_id, event.payload) for event in Event.objects.about(graduate)]


def again(user):
    """The same person at a later moment, with a scope of that moment."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def stage():
    """A graduate with identity, consent and a confirmed employer, and everybody around."""
    home = make.world()
    graduate = GraduateFactory(cohort=CohortFactory(program=home.program))
    person = make_person(graduate)
    outcome = OutcomeFactory(graduate=person, employer=home.enterprise, confirmed=True)
    consents = [
        ConsentFactory(graduate=person, purpose=p) for p in ("employer_contact", "follow_up")
    ]
    rival = make.EnterpriseFactory(organisation__region=home.region, member_of=home.alliance)
    who = {
        "school editor": make.editor_of(home.school),
        "school viewer": make.UserFactory(organisation=home.school, role=Role.VIEWER),
        "employer editor": make.editor_of(home.enterprise),
        "employer viewer": make.UserFactory(organisation=home.enterprise, role=Role.VIEWER),
        "rival": make.editor_of(rival),
        "secretary": home.secretary,
        "bureau": home.bureau_user,
        "other school": home.foreign.school_user,
        "outsider": make.UserFactory(),
        "platform": make.UserFactory(is_superuser=True),
    }
    return SimpleNamespace(
        home=home, graduate=person, outcome=outcome, consents=consents, rival=rival, who=who
    )


def revealed(stage, consents=True):
    """(who, purpose) pairs that reach the identity."""
    reached = set()
    for (name, user), purpose in itertools.product(stage.who.items(), RevealPurpose.values):
        try:
            found = reveal_identity(graduate=stage.graduate, by=again(user), purpose=purpose)
        except NotAllowed:
            continue
        assert found == PERSON.masked()
        reached.add((name, purpose))
    return reached


OWN = {("school editor", "outcome_check"), ("school editor", "own_request")}
CONTACT = {("school editor", "employer_contact"), ("employer editor", "employer_contact")}
SURVEY = {("school editor", "follow_up")}


def test_the_school_and_the_confirmed_employer_learn_who_it_is_and_nobody_else(stage):
    assert revealed(stage) == OWN | CONTACT | SURVEY


def test_without_consent_only_the_schools_own_duties_reveal(stage):
    Consent.objects.all().delete()
    assert revealed(stage) == OWN


def test_a_withdrawn_consent_counts_no_longer_and_another_purpose_is_none(stage):
    contact, _survey = stage.consents
    Consent.objects.filter(pk=contact.pk).update(withdrawn_on=timezone.localdate())
    assert revealed(stage) == OWN | SURVEY


def test_an_employer_that_has_not_confirmed_learns_nothing(stage):
    Outcome.objects.update(state="recorded", confirmed_on=None)
    assert revealed(stage) == OWN | SURVEY | {("school editor", "employer_contact")}


def test_an_earlier_employer_learns_nothing_once_a_later_outcome_names_another(stage):
    Outcome.objects.update(measured_on=timezone.localdate() - timedelta(days=200))
    OutcomeFactory(graduate=stage.graduate, employer=stage.rival, confirmed=True)
    assert revealed(stage) == OWN | SURVEY | {
        ("school editor", "employer_contact"),
        ("rival", "employer_contact"),
    }


def test_reading_it_whole_is_recorded_with_reader_and_purpose_and_nothing_more(stage):
    editor = stage.who["employer editor"]
    before = events_of(stage.graduate)
    found = reveal_identity(
        graduate=stage.graduate, by=editor, purpose="employer_contact", whole=True
    )
    assert found == PERSON
    assert events_of(stage.graduate) == [
        *before,
        ("graduate.revealed", editor.pk, {"purpose": "employer_contact"}),
    ]


def test_a_refused_reader_leaves_no_event_and_learns_only_the_rule(stage):
    before = Event.objects.count()
    with pytest.raises(NotAllowed, match="Only the school and the confirmed employer"):
        reveal_identity(
            graduate=stage.graduate, by=stage.who["rival"], purpose="employer_contact", whole=True
        )
    with pytest.raises(InvalidInput):
        reveal_identity(graduate=stage.graduate, by=stage.who["school editor"], purpose="curious")
    assert Event.objects.count() == before


def test_only_editors_of_the_school_reach_the_rows_of_identities(stage):
    seen = {
        name
        for name, user in stage.who.items()
        if GraduateIdentity.objects.visible_to(again(user)).exists()
    }
    assert seen == {"school editor"}


@pytest.mark.parametrize("act", ["keep", "erase"])
def test_only_editors_of_the_school_keep_and_erase(stage, act):
    before = GraduateIdentity.objects.values().get()
    for name, user in stage.who.items():
        if name == "school editor":
            continue
        with pytest.raises(NotAllowed):
            if act == "erase":
                erase_graduate(graduate=stage.graduate, by=again(user), reason="request")
            else:
                keep_identity(
                    graduate=stage.graduate,
                    by=again(user),
                    identity=PERSON,
                    retention_until=timezone.localdate(),
                )
    assert GraduateIdentity.objects.values().get() == before


def test_no_table_holds_a_word_of_it_in_the_clear_before_or_after_erasing(stage):
    canaries = (PERSON.name, PERSON.id_number, PERSON.phone, "canary.ouyang")
    editor = stage.who["school editor"]
    reveal_identity(graduate=stage.graduate, by=editor, purpose="outcome_check", whole=True)
    assert places_of(*canaries) == set()
    sealed = GraduateIdentity.objects.get().sealed
    assert places_of(sealed) == {("talent_graduateidentity", sealed)}

    erase_graduate(graduate=stage.graduate, by=editor, reason="request")
    assert places_of(*canaries, sealed) == set()


def test_the_search_for_canaries_finds_what_is_there(stage):
    stage.home.school.organisation.name_en = "Canary College"
    stage.home.school.organisation.save()
    tables = {table for table, _text in places_of("Canary College")}
    assert {"accounts_organisation", "accounts_organisationevent"} <= tables


def test_erasing_leaves_number_and_outcomes_and_says_how_much_went(stage):
    editor, now = stage.who["school editor"], timezone.now()
    outcomes = list(Outcome.objects.values())
    statistics = type(stage.graduate.cohort).objects.all().outcomes_on(timezone.localdate())
    erased = erase_graduate(
        graduate=stage.graduate, by=editor, reason="request", version=1, now=now
    )
    assert list(Outcome.objects.values()) == outcomes
    assert type(stage.graduate.cohort).objects.all().outcomes_on(timezone.localdate()) == statistics
    assert (erased.number, erased.erased_on) == (stage.graduate.number, timezone.localdate(now))
    assert (GraduateIdentity.objects.count(), Consent.objects.count()) == (0, 0)
    assert events_of(erased)[-1] == (
        "graduate.erased",
        editor.pk,
        {"reason": "request", "identities": 1, "consents": 2},
    )


def test_an_erased_graduate_is_not_erased_twice_nor_known_again(stage):
    editor = stage.who["school editor"]
    erase_graduate(graduate=stage.graduate, by=editor, reason="mistake")
    with pytest.raises(Refused, match="erased already"):
        erase_graduate(graduate=stage.graduate, by=editor, reason="mistake")
    with pytest.raises(Refused, match="was erased"):
        make_person(stage.graduate)
    with pytest.raises(Refused, match="Nobody is known"):
        reveal_identity(graduate=stage.graduate, by=editor, purpose="outcome_check")


def test_erasing_names_a_known_reason_and_the_version_that_was_seen(stage):
    editor = stage.who["school editor"]
    with pytest.raises(InvalidInput):
        erase_graduate(graduate=stage.graduate, by=editor, reason="欧阳金丝雀 asked")
    with pytest.raises(Stale):
        erase_graduate(graduate=stage.graduate, by=editor, reason="request", version=7)
    assert GraduateIdentity.objects.count() == 1


def test_keeping_it_again_replaces_what_was_kept(stage):
    first = GraduateIdentity.objects.get().sealed
    make_person(stage.graduate)
    kept = GraduateIdentity.objects.get()
    assert kept.sealed != first
    assert [kind for kind, _actor, _payload in events_of(stage.graduate)] == [
        "graduate.identified",
        "graduate.identified",
    ]


@pytest.mark.parametrize("days", [-1, LONGEST_RETENTION.days + 1])
def test_nobody_is_kept_into_the_past_or_for_ever(days):
    graduate = GraduateFactory()
    with pytest.raises(InvalidInput) as refused:
        keep_identity(
            graduate=graduate,
            by=make.editor_of(graduate.cohort.program.school),
            identity=PERSON,
            retention_until=timezone.localdate() + timedelta(days=days),
        )
    assert [fault.field for fault in refused.value.errors] == ["retention_until"]
    assert GraduateIdentity.objects.count() == 0


def test_the_clock_forgets_who_is_past_retention_and_keeps_the_rest():
    today = timezone.localdate()
    people = [make_person() for _ in range(4)]
    for person, days in zip(people, (-2, -1, 0, 1), strict=True):
        GraduateIdentity.objects.filter(graduate=person).update(
            retention_until=today + timedelta(days=days)
        )
    assert [forget_some(most=1), forget_some(most=5), forget_some()] == [1, 1, 0]
    assert set(GraduateIdentity.objects.values_list("graduate_id", flat=True)) == {
        people[2].pk,
        people[3].pk,
    }
    assert [events_of(person)[1:] for person in people] == [
        [("graduate.forgotten", None, {})],
        [("graduate.forgotten", None, {})],
        [],
        [],
    ]


def test_an_identity_past_retention_is_not_revealed_even_before_the_clock_comes():
    person = make_person()
    late = datetime.combine(
        timezone.localdate() + timedelta(days=366),
        datetime.min.time(),
        tzinfo=timezone.get_current_timezone(),
    )
    with pytest.raises(Refused, match="Nobody is known"):
        reveal_identity(
            graduate=person,
            by=make.editor_of(person.cohort.program.school),
            purpose="outcome_check",
            now=late,
        )


def test_the_nightly_task_seals_anew_what_a_replaced_key_sealed(settings):
    people = [make_person() for _ in range(3)]
    lost = GraduateIdentity.objects.get(graduate=people[1])
    GraduateIdentity.objects.filter(pk=lost.pk).update(sealed="unreadable")
    new = Fernet.generate_key().decode()
    settings.IDENTITY_KEYS = [new, *settings.IDENTITY_KEYS]
    forget_identities()
    settings.IDENTITY_KEYS = [new]
    kept = dict(GraduateIdentity.objects.values_list("graduate_id", "sealed_with"))
    assert [kept[person.pk] == current_key() for person in people] == [True, False, True]
    for person in (people[0], people[2]):
        editor = make.editor_of(person.cohort.program.school)
        assert (
            reveal_identity(graduate=person, by=editor, purpose="outcome_check", whole=True)
            == PERSON
        )


def test_sealing_anew_goes_on_behind_rows_that_no_key_opens(settings):
    people = [make_person() for _ in range(2)]
    GraduateIdentity.objects.filter(graduate=people[0]).update(sealed="unreadable")
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode(), *settings.IDENTITY_KEYS]
    last = reseal_some(most=1)
    assert last == people[0].pk
    assert reseal_some(after=last, most=1) == people[1].pk
    assert reseal_some(after=people[1].pk) is None
    assert list(
        GraduateIdentity.objects.filter(sealed_with=current_key()).values_list("pk", flat=True)
    ) == [people[1].pk]


def test_a_graduate_of_a_later_day_is_measured_by_that_day(stage):
    """Consent counts on the day of reading, not on the day of writing."""
    early = datetime(2025, 12, 31, 12, tzinfo=timezone.get_current_timezone())
    assert stage.consents[0].given_on == date(2026, 1, 1)
    with pytest.raises(NotAllowed, match="has not agreed"):
        reveal_identity(
            graduate=stage.graduate,
            by=stage.who["school editor"],
            purpose="employer_contact",
            now=early,
        )
    assert Graduate.objects.get(pk=stage.graduate.pk).erased_on is None

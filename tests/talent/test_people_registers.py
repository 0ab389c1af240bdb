"""Entering and amending people's records: who may, what is refused, and what is written."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import User
from alliance.events.models import Event
from alliance.lib.errors import InvalidInput, NotAllowed, Stale
from alliance.registers.actions import amend, enter
from alliance.registers.register import registers
from talent.registers import (
    CERTIFICATIONS,
    COHORTS,
    CONSENTS,
    EXCHANGES,
    GRADUATES,
    OUTCOMES,
    TRAINING_BATCHES,
)
from tests import factories as make
from tests.factories.talent import (
    PERSON,
    CertificationFactory,
    CohortFactory,
    ConsentFactory,
    ExchangeFactory,
    GraduateFactory,
    OutcomeFactory,
    TrainingBatchFactory,
    make_person,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
ALL = (COHORTS, GRADUATES, OUTCOMES, CONSENTS, EXCHANGES, TRAINING_BATCHES, CERTIFICATIONS)


class Stage:
    """An alliance with a third school and enterprise, a training organiser, and one of each row."""

    def __init__(self):
        self.home = home = make.world()
        self.third = make.SchoolFactory(organisation__region=home.region, member_of=home.alliance)
        self.organiser = make.OrganisationFactory(
            kind=OrganisationKind.PUBLIC_BODY, region=home.region
        )
        make.MembershipFactory(alliance=home.alliance, organisation=self.organiser)
        self.cohort = CohortFactory(program=home.program)
        self.graduate = GraduateFactory(cohort=self.cohort)
        province = make.OrganisationFactory(
            kind=OrganisationKind.PUBLIC_BODY, region=make.RegionFactory(code="430000")
        )
        self.rows = {
            "cohorts": self.cohort,
            "graduates": self.graduate,
            "outcomes": OutcomeFactory(graduate=self.graduate, measured_on=DAY),
            "consents": ConsentFactory(graduate=self.graduate),
            "exchanges": ExchangeFactory(school=home.school, enterprise=home.enterprise),
            "training-batches": TrainingBatchFactory(
                organiser=self.organiser, enterprise=home.enterprise, region=home.region
            ),
            "certifications": CertificationFactory(
                organiser=self.organiser,
                enterprise=home.enterprise,
                school=home.school,
                region=home.region,
            ),
        }

        def viewer(organisation):
            return make.UserFactory(organisation=organisation, role=Role.VIEWER)

        self.people = {
            "school": make.editor_of(home.school),
            "school viewer": viewer(home.school),
            "enterprise": make.editor_of(home.enterprise),
            "third school": make.editor_of(self.third),
            "organiser": make.editor_of(self.organiser),
            "secretary": home.secretary,
            "office viewer": viewer(home.secretariat),
            "bureau": home.bureau_user,
            "province": make.editor_of(province),
            "foreign secretary": home.foreign.secretary,
            "foreign bureau": home.foreign.bureau_user,
            "outsider": make.UserFactory(),
            "platform": make.UserFactory(is_superuser=True),
        }

    def values(self, name):
        """A further record of the kind, complete."""
        home = self.home
        return {
            "cohorts": {"program": home.program, "year": 2024, "planned": 60, "enrolled": 58},
            "graduates": {"cohort": self.cohort, "number": "0007"},
            "outcomes": {
                "graduate": self.graduate,
                "measured_on": DAY + timedelta(days=1),
                "destination": "employed",
                "related": True,
                "local": None,
                "employer": home.enterprise,
            },
            "consents": {"graduate": self.graduate, "purpose": "follow_up", "given_on": DAY},
            "exchanges": {
                "kind": "industry_professor",
                "school": home.school,
                "enterprise": home.enterprise,
                "alliance": home.alliance,
                "person_name": "Somebody",
                "position": "产教融合教授",
                "started_on": DAY,
                "hours": 40,
                "dual_teacher": "recognised",
                "dual_teacher_on": DAY,
            },
            "training-batches": {
                "organiser": self.organiser,
                "kind": "resident",
                "title": "人人有技能",
                "region": home.region,
                "started_on": DAY,
                "person_times": 300,
                "persons": 200,
                "employed": 150,
                "local": 100,
            },
            "certifications": {
                "organiser": self.organiser,
                "kind": "degree_plus_skills",
                "title": "学历+技能",
                "region": home.region,
                "awarded_on": DAY,
                "candidates": 280,
                "passed": 230,
            },
        }[name]


@pytest.fixture
def stage():
    return Stage()


def again(user):
    return User.objects.get(pk=user.pk)


STAFF = "school|school viewer"
# The organiser is a public body of the region and reads what bureaus read.
READERS = "secretary|office viewer|bureau|organiser|province|platform"
SEEN = {
    "cohorts": f"{STAFF}|{READERS}",
    "graduates": f"{STAFF}|{READERS}",
    "outcomes": f"{STAFF}|{READERS}",
    "consents": f"{STAFF}|platform",
    "exchanges": f"{STAFF}|enterprise|{READERS}",
    "training-batches": f"enterprise|{READERS}",
    "certifications": f"{STAFF}|enterprise|{READERS}",
}
KEPT = {
    "cohorts": "school|secretary|platform",
    "graduates": "school|secretary|platform",
    "outcomes": "school|secretary|platform",
    "consents": "school",
    "exchanges": "school|enterprise|secretary|platform",
    "training-batches": "organiser|secretary|platform",
    "certifications": "organiser|enterprise|secretary|platform",
}


def test_every_row_is_seen_by_exactly_those_who_may(stage):
    seen = {
        register.name: {
            who
            for who, user in stage.people.items()
            if register.visible_to(again(user)).filter(pk=stage.rows[register.name].pk).exists()
        }
        for register in ALL
    }
    assert seen == {name: set(people.split("|")) for name, people in SEEN.items()}
    assert not any(register.visible_to(AnonymousUser()).exists() for register in ALL)


def test_every_row_is_kept_by_exactly_those_who_may(stage):
    kept = {
        register.name: {
            who
            for who, user in stage.people.items()
            if register.may_enter(again(user), stage.rows[register.name])
        }
        for register in ALL
    }
    assert kept == {name: set(people.split("|")) for name, people in KEPT.items()}
    for register in ALL:
        if register.amend:
            assert register.may_amend is register.may_enter


@pytest.mark.parametrize("register", ALL, ids=lambda r: r.name)
def test_a_record_is_entered_with_an_event_that_says_nothing_of_it(stage, register):
    by = stage.people[
        "organiser" if register.name in ("training-batches", "certifications") else "school"
    ]
    values = stage.values(register.name)
    row = enter(register, by=by, values=values)
    stored = register.model.objects.get(pk=row.pk)
    assert {name: getattr(stored, name) for name in values} == values
    assert stored.version == 1
    event = Event.objects.about(row).get()
    assert (event.kind, event.actor_id, event.payload) == (
        f"{register.event}.entered",
        by.pk,
        {},
    )


@pytest.mark.parametrize("register", ALL, ids=lambda r: r.name)
def test_a_neighbour_enters_nothing(stage, register):
    before = register.model.objects.count(), Event.objects.count()
    with pytest.raises(NotAllowed):
        enter(register, by=stage.people["third school"], values=stage.values(register.name))
    assert (register.model.objects.count(), Event.objects.count()) == before


REFUSED = [
    ("cohorts", {"year": 1949}, {"year", "record"}),
    ("cohorts", {"planned": 10_000_001}, {"planned"}),
    ("graduates", {"number": ""}, {"number"}),
    ("outcomes", {"measured_on": DAY}, {"record"}),
    ("outcomes", {"destination": "moon"}, {"destination"}),
    ("outcomes", {"destination": "seeking"}, {"record"}),
    ("outcomes", {"starting_pay": -1}, {"starting_pay"}),
    ("outcomes", {"state": "confirmed"}, {"state"}),
    ("consents", {"purpose": "employer_contact"}, {"record"}),
    ("consents", {"given_on": timezone.localdate() + timedelta(days=1)}, {"given_on"}),
    ("exchanges", {"ended_on": DAY - timedelta(days=1)}, {"record"}),
    ("exchanges", {"dual_teacher_on": None}, {"record"}),
    ("exchanges", {"hours": 100_001}, {"hours"}),
    ("training-batches", {"persons": 301}, {"record"}),
    ("training-batches", {"persons": None}, {"record"}),
    ("training-batches", {"local": 151}, {"record"}),
    ("training-batches", {"person_times": None}, {"person_times"}),
    ("training-batches", {"kind": "party"}, {"kind"}),
    ("certifications", {"passed": 281}, {"record"}),
]


@pytest.mark.parametrize(("name", "change", "fields"), REFUSED)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_stored(stage, name, change, fields):
    register = registers()[name]
    before = register.model.objects.count(), Event.objects.count()
    with pytest.raises(InvalidInput) as refused:
        enter(register, by=stage.people["platform" if name != "consents" else "school"],
              values={**stage.values(name), **change})  # fmt: skip
    assert {fault.field for fault in refused.value.errors} <= fields
    assert (register.model.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("name", ["exchanges", "training-batches", "certifications"])
def test_an_alliance_is_named_only_by_those_who_belong_to_it(stage, name):
    register = registers()[name]
    values = {**stage.values(name), "alliance": stage.home.foreign.alliance}
    with pytest.raises(InvalidInput) as refused:
        enter(register, by=stage.people["platform"], values=values)
    assert [fault.field for fault in refused.value.errors] == ["alliance"]
    values["alliance"] = stage.home.alliance
    assert enter(register, by=stage.people["platform"], values=values).alliance_id


def test_a_secretariat_names_its_own_alliance_for_training_that_it_holds_itself(stage):
    values = {
        **stage.values("training-batches"),
        "organiser": stage.home.secretariat,
        "alliance": stage.home.alliance,
    }
    assert enter(TRAINING_BATCHES, by=stage.people["secretary"], values=values).pk


@pytest.mark.parametrize("name", ["outcomes", "consents"])
def test_nothing_more_is_recorded_of_an_erased_graduate(stage, name):
    stage.graduate.erased_on = DAY
    stage.graduate.save()
    with pytest.raises(InvalidInput) as refused:
        enter(registers()[name], by=stage.people["school"], values=stage.values(name))
    assert [fault.field for fault in refused.value.errors] == ["graduate"]


def test_an_amendment_raises_the_version_and_names_its_fields(stage):
    by = stage.people["school"]
    done = amend(COHORTS, record=stage.cohort, by=by, values={"planned": 50, "enrolled": 55})
    assert (done.planned, done.enrolled, done.version) == (50, 55, 2)
    event = Event.objects.about(done).get()
    assert (event.kind, event.payload) == ("cohort.edited", {"fields": ["enrolled", "planned"]})
    with pytest.raises(Stale):
        amend(COHORTS, record=stage.cohort, by=by, values={"planned": 1}, version=1)
    with pytest.raises(InvalidInput):
        amend(COHORTS, record=stage.cohort, by=by, values={"year": 2020})


def test_the_person_of_an_exchange_is_read_by_both_sides_and_their_secretariats(stage):
    rule = EXCHANGES.guarded["person_name"]
    readers = {
        who for who, user in stage.people.items() if rule(again(user), stage.rows["exchanges"])
    }
    assert readers == {"school", "school viewer", "enterprise", "secretary", "platform"}


@pytest.mark.parametrize("who", ["secretary", "school", "bureau"])
def test_reading_names_in_a_list_costs_the_same_for_any_number_of_rows(
    stage, who, django_assert_num_queries
):
    rule, user = EXCHANGES.guarded["person_name"], again(stage.people[who])
    for _ in range(3):
        ExchangeFactory(school=stage.home.school, enterprise=stage.home.enterprise)
    rows = list(EXCHANGES.visible_to(user))
    with django_assert_num_queries(1 if who == "secretary" else 0):
        assert [bool(rule(user, row)) for row in rows] == [who != "bureau"] * 4


def test_no_register_knows_a_field_of_an_identity_or_searches_a_guarded_one():
    identity = {"name", "id_number", "phone", "email", "identity", "sealed"}
    for register in ALL:
        assert not identity & {*register.fields, *register.search, *register.filters}
        for name in register.guarded:
            assert name not in register.search
            assert name not in register.filters
    assert "GraduateIdentity" not in {r.model.__name__ for r in registers().values()}


def test_resources_of_graduates_never_answer_with_an_identity(client, stage):
    make_person(stage.graduate)
    client.force_login(stage.people["school"])
    for name in ("graduates", "outcomes", "consents"):
        answer = client.get(f"/api/v1/{name}/")
        assert answer.status_code == 200
        assert len(answer.json()["results"]) == 1
        for text in (PERSON.name, PERSON.id_number, PERSON.phone, PERSON.email):
            assert text not in answer.content.decode()

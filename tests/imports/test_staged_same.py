"""Large files are judged and written in sets, to the same end as row by row."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from alliance.accounts.models import Organisation
from alliance.imports.actions import organisation_of
from alliance.imports.applying import Applier
from alliance.imports.columns import EXTERNAL, ID
from alliance.imports.models import ExternalKey
from alliance.registers.register import registers
from talent.models import Graduate, Outcome
from tests import factories as make
from tests.factories import imports as files
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory

DAY = date(2026, 6, 30)


@pytest.fixture
def cohort(db):
    return CohortFactory(year=2026)


@pytest.fixture
def editor(cohort):
    return make.editor_of(cohort.program.school.organisation)


def stored():
    """Graduates and outcomes with their versions, and the numbers that stand for them."""
    people = dict(Graduate.objects.values_list("pk", "number"))
    days = {o.pk: (people[o.graduate_id], o.measured_on) for o in Outcome.objects.all()}
    known = {"graduates": people, "outcomes": days}
    keys = [
        (k.register, k.source, k.external_id, known[k.register].get(int(k.object_id)))
        for k in ExternalKey.objects.order_by("external_id")
    ]
    people_told = sorted((g.cohort_id, g.number, g.version) for g in Graduate.objects.all())
    told = [
        (days[o.pk], o.destination, o.related, o.local, o.employer_id, o.starting_pay,
         o.state, o.confirmed_on, o.version)
        for o in Outcome.objects.all()
    ]  # fmt: skip
    return people_told, sorted(told, key=str), keys


def by_row(kind, texts, by):
    """(outcome, fields refused, what is stored) by the register's own actions; then undone."""
    with transaction.atomic():
        sender = Organisation.objects.filter(pk=organisation_of(by, None)).first()
        applier = Applier(registers()[kind], by, "S", sender)
        result = applier.apply(2, {name: str(text) for name, text in texts.items()})
        found = result.outcome.value, {e.field for e in result.errors}, stored()
        transaction.set_rollback(True)
    return found


def by_set(kind, texts, by):
    with transaction.atomic():
        session = files.brought(kind, list(texts), list(texts.values()), by=by, source="S")
        counted = zip(("created", "changed", "unchanged", "refused"), files.counts(session)[1:],
                      strict=True)  # fmt: skip
        [outcome] = [name for name, count in counted if count]
        found = outcome, {field for _n, field, _c in files.faults(session)}, stored()
        transaction.set_rollback(True)
    return found


def key(kind, row, external):
    sender = row.cohort.program.school_id if kind == "graduates" else (
        row.graduate.cohort.program.school_id
    )  # fmt: skip
    ExternalKey.objects.create(
        organisation_id=sender, source="S", register=kind, external_id=external, object_id=row.pk
    )


GRADUATES = {
    "new": ({"cohort": "#{cohort}", "number": "9"}, "created"),
    "new, named in words": ({"cohort": "2026 #{cohort}", "number": " 9\u3000"}, "created"),
    "new with a number of the school's own": (
        {EXTERNAL: "N", "cohort": "#{cohort}", "number": "9"}, "created"),
    "known by number": ({"cohort": "#{cohort}", "number": "1"}, "unchanged"),
    "known by number, with a key for later": (
        {EXTERNAL: "N", "cohort": "#{cohort}", "number": "2"}, "unchanged"),
    "known by id": ({ID: "{graduate}", "cohort": "#{cohort}", "number": "1"}, "unchanged"),
    "known by id in words": ({ID: "x #{graduate}"}, "unchanged"),
    "known by key": ({EXTERNAL: "K", "cohort": "#{cohort}", "number": "1"}, "unchanged"),
    "known by key alone": ({EXTERNAL: "K"}, "unchanged"),
    "both, agreeing": ({ID: "{graduate}", EXTERNAL: "K"}, "unchanged"),
    "both, disagreeing": ({ID: "{other}", EXTERNAL: "K"}, "refused"),
    "another number": ({ID: "{graduate}", "number": "7"}, "refused"),
    "another cohort": ({EXTERNAL: "K", "cohort": "#{second}"}, "refused"),
    "key of one who is gone": ({EXTERNAL: "GONE"}, "refused"),
    "unknown id": ({ID: "999999", "cohort": "#{cohort}", "number": "1"}, "refused"),
    "an id that is none": ({ID: "soon", "cohort": "#{cohort}", "number": "1"}, "refused"),
    "id of a stranger": ({ID: "{foreign}"}, "refused"),
    "a stranger's cohort": ({"cohort": "#{foreign_cohort}", "number": "9"}, "refused"),
    "unknown cohort": ({"cohort": "#999999", "number": "9"}, "refused"),
    "cohort without id": ({"cohort": "2026", "number": "9"}, "refused"),
    "no number": ({"cohort": "#{cohort}", "number": ""}, "refused"),
    "no cohort": ({"cohort": "", "number": "9"}, "refused"),
    "long number": ({"cohort": "#{cohort}", "number": "8" * 33}, "refused"),
    "long key": ({EXTERNAL: "k" * 201, "cohort": "#{cohort}", "number": "9"}, "refused"),
    "erased": ({"cohort": "#{cohort}", "number": "E"}, "unchanged"),
}  # fmt: skip


@pytest.mark.parametrize("case", GRADUATES)
def test_graduates_in_sets_come_to_what_single_rows_come_to(cohort, editor, case):
    graduate = GraduateFactory(cohort=cohort, number="1")
    GraduateFactory(cohort=cohort, number="E", erased_on=date(2026, 1, 1))
    foreign = GraduateFactory()
    key("graduates", graduate, "K")
    ExternalKey.objects.create(
        organisation_id=cohort.program.school_id, source="S", register="graduates",
        external_id="GONE", object_id="999999",
    )  # fmt: skip
    ids = {
        "cohort": cohort.pk, "graduate": graduate.pk, "foreign": foreign.pk,
        "other": GraduateFactory(cohort=cohort, number="2").pk,
        "second": CohortFactory(program=cohort.program, year=2025).pk,
        "foreign_cohort": foreign.cohort_id,
    }  # fmt: skip
    texts, expected = GRADUATES[case]
    texts = {name: text.format(**ids) for name, text in texts.items()}

    found = by_set("graduates", texts, editor)

    assert found[:1] == (expected,), found[1]
    assert found == by_row("graduates", texts, editor)


BOTH = {"graduate": "#{graduate}", "measured_on": "2026-06-30"}
OUTCOMES = {
    "new": ({"graduate": "#{fresh}", "measured_on": "2026-06-30", "destination": "employed",
             "related": "是", "local": "no", "employer": "{employer}", "starting_pay": "4500.5"},
            "created"),
    "new with a key": ({EXTERNAL: "N", "graduate": "#{fresh}", "measured_on": "2026年6月30日",
                        "destination": "Employed"}, "created"),
    "another day": ({**BOTH, "measured_on": "2026/6/1", "destination": "seeking"}, "created"),
    "the same": ({**BOTH, "destination": "employed", "employer": "#{employer_id}"}, "unchanged"),
    "by id": ({ID: "#{outcome}", "destination": "employed", "related": "no"}, "changed"),
    "by key": ({EXTERNAL: "K", "destination": "employed", "starting_pay": "1"}, "changed"),
    "the same employer by credit code": (
        {**BOTH, "destination": "employed", "employer": "{uscc}", "local": "yes"}, "changed"),
    "another employer": (
        {**BOTH, "destination": "employed", "employer": "{second}"}, "changed"),
    "no employer any more": ({**BOTH, "destination": "seeking", "employer": ""}, "changed"),
    "seeking with an employer": (
        {**BOTH, "destination": "seeking", "employer": "{employer}"}, "refused"),
    "new, seeking with an employer": (
        {"graduate": "#{fresh}", "measured_on": "2026-06-30", "destination": "seeking",
         "employer": "{employer}"}, "refused"),
    "no such employer": ({**BOTH, "destination": "employed", "employer": "nobody"}, "refused"),
    "a school for an employer": (
        {**BOTH, "destination": "employed", "employer": "#{school}"}, "refused"),
    "employer of two": ({**BOTH, "destination": "employed", "employer": "Twin"}, "refused"),
    "pay too high": ({**BOTH, "destination": "employed", "starting_pay": "1000001"}, "refused"),
    "pay in thousandths": ({**BOTH, "destination": "employed", "starting_pay": "1.005"}, "refused"),
    "pay below nothing": ({**BOTH, "destination": "employed", "starting_pay": "-1"}, "refused"),
    "related, perhaps": ({**BOTH, "destination": "employed", "related": "perhaps"}, "refused"),
    "tomorrow": ({**BOTH, "measured_on": "{tomorrow}", "destination": "seeking"}, "refused"),
    "no destination": ({**BOTH, "destination": ""}, "refused"),
    "a strange destination": ({**BOTH, "destination": "rich"}, "refused"),
    "without the column of destinations": ({**BOTH, "related": "no"}, "changed"),
    "new without the column": (
        {"graduate": "#{fresh}", "measured_on": "2026-06-30", "related": "no"}, "refused"),
    "no day": ({"graduate": "#{fresh}", "measured_on": "", "destination": "seeking"}, "refused"),
    "no graduate": ({"graduate": "", "measured_on": "2026-06-30", "destination": "seeking"},
                    "refused"),
    "unknown graduate": (
        {"graduate": "#99999", "measured_on": "2026-06-30", "destination": "seeking"}, "refused"),
    "a stranger's graduate": (
        {"graduate": "#{foreign}", "measured_on": "2026-06-30", "destination": "seeking"},
        "refused"),
    "another day for the id": ({ID: "{outcome}", "measured_on": "2026-06-29",
                                "destination": "employed"}, "refused"),
    "another graduate for the id": ({ID: "{outcome}", "graduate": "#{fresh}",
                                     "destination": "employed"}, "refused"),
    "erased, a further day": ({"graduate": "#{erased}", "measured_on": "2026-06-29",
                               "destination": "seeking"}, "refused"),
    "erased, corrected": ({"graduate": "#{erased}", "measured_on": "2026-06-30",
                           "destination": "seeking"}, "changed"),
}  # fmt: skip


def outcomes_at(cohort, *, confirmed=True):
    """What the rows above are about; ids by the names that stand in them."""
    employer = make.EnterpriseFactory()
    twins = [
        make.EnterpriseFactory(
            organisation__name="Twin", organisation__region=make.RegionFactory(code=code)
        )
        for code in ("140300", "431000")
    ]
    graduate = GraduateFactory(cohort=cohort, number="1")
    outcome = OutcomeFactory(
        graduate=graduate, measured_on=DAY, employer=employer, confirmed=confirmed,
        starting_pay=Decimal("5000.00"),
    )  # fmt: skip
    erased = GraduateFactory(cohort=cohort, number="E", erased_on=date(2026, 1, 1))
    OutcomeFactory(graduate=erased, measured_on=DAY)
    key("outcomes", outcome, "K")
    return {
        "graduate": graduate.pk, "outcome": outcome.pk, "erased": erased.pk,
        "fresh": GraduateFactory(cohort=cohort, number="2").pk,
        "foreign": GraduateFactory().pk,
        "employer": employer.organisation.name, "employer_id": employer.pk,
        "uscc": employer.organisation.uscc, "second": f"x #{twins[0].pk}",
        "school": cohort.program.school_id,
        "tomorrow": timezone.localdate() + timedelta(days=1),
    }  # fmt: skip


@pytest.mark.parametrize("confirmed", [True, False], ids=["confirmed", "not confirmed"])
@pytest.mark.parametrize("case", OUTCOMES)
def test_outcomes_in_sets_come_to_what_single_rows_come_to(cohort, editor, case, confirmed):
    ids = outcomes_at(cohort, confirmed=confirmed)
    texts, expected = OUTCOMES[case]
    texts = {name: text.format(**ids) for name, text in texts.items()}

    found = by_set("outcomes", texts, editor)

    assert found[:1] == (expected,), found[1]
    assert found == by_row("outcomes", texts, editor)


WHO = ["editor", "stranger", "employer", "secretary", "body", "platform"]
RIGHTS = {
    "unchanged": {**BOTH, "destination": "employed"},
    "changed": {**BOTH, "destination": "employed", "related": "no"},
    "pay": {**BOTH, "destination": "employed", "related": "no", "starting_pay": ""},
    "of a day that somebody else answers for": {
        "graduate": "#{graduate}", "measured_on": "2026-06-01", "destination": "unknown"},
    "new": {"graduate": "#{fresh}", "measured_on": "2026-06-30", "destination": "seeking"},
}  # fmt: skip


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("case", RIGHTS)
def test_rights_in_sets_are_those_of_single_rows(cohort, who, case):
    ids = outcomes_at(cohort)
    OutcomeFactory(graduate_id=ids["graduate"], measured_on=date(2026, 6, 1), destination="unknown")
    school = cohort.program.school.organisation
    secretariat = make.OrganisationFactory(region=school.region)
    alliance = make.AllianceFactory(secretariat=secretariat)
    make.MembershipFactory(alliance=alliance, organisation=school, state="active")
    by = {
        "editor": lambda: make.editor_of(school),
        "stranger": lambda: make.editor_of(make.SchoolFactory().organisation),
        "employer": lambda: make.editor_of(Organisation.objects.get(pk=ids["employer_id"])),
        "secretary": lambda: make.editor_of(secretariat),
        "body": lambda: make.editor_of(
            make.OrganisationFactory(kind="public_body", region=school.region)
        ),
        "platform": lambda: make.UserFactory(is_superuser=True),
    }[who]()
    texts = {name: text.format(**ids) for name, text in RIGHTS[case].items()}

    assert by_set("outcomes", texts, by) == by_row("outcomes", texts, by)

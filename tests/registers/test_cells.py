"""A cell means the same in a form, a file and on the command line, and comes back as it went."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance.lib.errors import InvalidInput
from alliance.registers import cells
from alliance.registers.register import registers
from talent.enums import TrainingKind
from tests import factories as f
from tests.factories.talent import CohortFactory, GraduateFactory

pytestmark = pytest.mark.django_db


def register(name="training-batches"):
    return registers()[name]


def parsed(name, text, user=None, of="training-batches"):
    return cells.parse(register(of), name, text, user)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("title", "  A title ", "A title"),
        ("persons", "12", 12),
        ("persons", "12.0", 12),
        ("persons", "", None),
        ("started_on", "2024-09-01", date(2024, 9, 1)),
        ("started_on", "2024/9/1", date(2024, 9, 1)),
        ("started_on", "2024年9月1日", date(2024, 9, 1)),
        ("started_on", "2024-09-01 00:00:00", date(2024, 9, 1)),
        ("ended_on", "", None),
        ("kind", "resident", TrainingKind.RESIDENT),
        ("kind", "RESIDENT", TrainingKind.RESIDENT),
    ],
)
def test_a_cell_is_read(name, text, value):
    assert parsed(name, text) == value


def test_a_choice_is_read_by_its_name_in_either_language():
    for language in ("en", "zh-hans"):
        with cells.translation.override(language):
            label = str(TrainingKind.RESIDENT.label)
        assert parsed("kind", label) == TrainingKind.RESIDENT


def test_yes_and_no_are_read_in_both_languages():
    told = [parsed("related", text, of="outcomes") for text in ("yes", "是", "No", "否", "")]
    assert told == [True, True, False, False, None]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("persons", "12.5"),
        ("persons", "twelve"),
        ("persons", "9" * 30),
        ("started_on", "2024-13-01"),
        ("started_on", "45000"),
        ("started_on", ""),
        ("kind", "sailing"),
        ("title", "nul\x00"),
        ("nothing", "1"),
    ],
)
def test_what_cannot_be_read_names_its_field(name, text):
    with pytest.raises(InvalidInput) as refusal:
        parsed(name, text)
    assert [fault.field for fault in refusal.value.errors] == [name]


def test_organisations_are_named_by_credit_code_name_or_id():
    organisation = f.OrganisationFactory(name="唯一技工学校")
    user = f.UserFactory()
    texts = (
        organisation.uscc,
        organisation.name,
        f"#{organisation.pk}",
        f"错名 #{organisation.pk}",
    )
    assert [parsed("organiser", text, user) for text in texts] == [organisation] * 4


def test_a_name_that_two_bear_is_refused_until_the_id_stands_beside():
    one = f.OrganisationFactory(name="同名学校", region=f.RegionFactory(code="431000"))
    f.OrganisationFactory(name="同名学校", region=f.RegionFactory(code="140300"))
    user = f.UserFactory()
    with pytest.raises(InvalidInput, match="#12"):
        parsed("organiser", "同名学校", user)
    assert parsed("organiser", f"同名学校 #{one.pk}", user) == one


def test_schools_and_enterprises_are_named_as_their_organisations():
    school = f.SchoolFactory()
    assert parsed("school", school.organisation.name, f.UserFactory(), of="exchanges") == school


def test_what_the_reader_may_not_see_reads_as_missing():
    cohort = CohortFactory()
    stranger, insider = f.UserFactory(), f.editor_of(cohort.program.school)
    with pytest.raises(InvalidInput) as foreign:
        parsed("cohort", f"#{cohort.pk}", stranger, of="graduates")
    with pytest.raises(InvalidInput) as missing:
        parsed("cohort", "#999999", stranger, of="graduates")
    assert str(foreign.value) == str(missing.value)
    assert parsed("cohort", f"#{cohort.pk}", insider, of="graduates") == cohort


def test_codes_are_read_alone_with_their_name_or_by_it():
    region = f.RegionFactory(code="431002")
    told = [parsed("region", text) for text in ("431002", "431002 北湖区", "北湖区")]
    assert told == [region] * 3


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200),
    persons=st.none() | st.integers(0, 10_000_000),
    started=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    kind=st.sampled_from(TrainingKind.values),
)
def test_what_a_cell_shows_it_also_reads(title, persons, started, kind):
    batch = register().model(title=title.strip(), persons=persons, started_on=started, kind=kind)
    for name in ("title", "persons", "started_on", "kind"):
        text = cells.as_text(
            cells.show(register(), name, batch, cells.Sight(register(), [batch], None))
        )
        assert parsed(name, text) == getattr(batch, name)


def test_a_relation_comes_back_from_what_its_cell_shows():
    school = f.SchoolFactory()
    cohort = CohortFactory(program=f.ProgramFactory(school=school))
    user = f.editor_of(school)
    sight = cells.Sight(register("cohorts"), [cohort], user)
    shown = cells.as_text(cells.show(register("cohorts"), "program", cohort, sight))
    assert parsed("program", shown, user, of="cohorts") == cohort.program


def test_money_is_read_as_a_number_with_its_cents():
    assert parsed("starting_pay", "5200.50", of="outcomes") == Decimal("5200.50")


def test_whom_the_reader_may_not_see_is_named_by_id_alone():
    program = f.ProgramFactory()
    cohort = CohortFactory(program=program)
    graduates = register("graduates")
    graduate = GraduateFactory(cohort=cohort)
    editor, stranger = f.editor_of(program.school), f.UserFactory()
    seen = cells.Sight(graduates, [graduate], editor)
    unseen = cells.Sight(graduates, [graduate], stranger)
    assert (seen.sees("cohort", cohort), unseen.sees("cohort", cohort)) == (True, False)
    assert cells.show(graduates, "cohort", graduate, unseen) == f"#{cohort.pk}"

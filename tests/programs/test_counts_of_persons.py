"""How many persons a program has is read by its school and by those who oversee it, at no other door."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from alliance.accounts.enums import Role
from alliance.accounts.models import User
from alliance.imports import exports
from alliance.registers.lists import Reader, filter_names, sort_path
from programs.registers import PROGRAMS
from programs.rules import can_read_persons
from tests import factories as make

ENROLMENT, GRADUATES, INTAKE = 7391, 2917, 8123
"""Numbers that stand nowhere else on a page."""
READERS = {
    "school_user": True,
    "viewer": True,
    "secretary": True,
    "bureau_user": True,
    "platform": True,
    "enterprise_user": False,
    "outsider": False,
    "foreign_secretary": False,
    "foreign_bureau": False,
    "foreign_school": False,
}
"""Who reads the numbers of persons, written by hand from the agreed rule."""


@pytest.fixture
def home(db):
    home = make.world()
    program = home.program
    type(program).objects.filter(pk=program.pk).update(
        enrolment=ENROLMENT, graduates=GRADUATES, intake=INTAKE
    )
    program.refresh_from_db()
    return home


def person(home, who):
    foreign = home.foreign
    found = {
        "viewer": lambda: make.UserFactory(organisation=home.school, role=Role.VIEWER),
        "platform": lambda: make.UserFactory(is_superuser=True),
        "outsider": make.UserFactory,
        "foreign_secretary": lambda: foreign.secretary,
        "foreign_bureau": lambda: foreign.bureau_user,
        "foreign_school": lambda: foreign.school_user,
    }
    user = found[who]() if who in found else getattr(home, who)
    return User.objects.get(pk=user.pk)


EVERYBODY = pytest.mark.parametrize(("who", "reads"), READERS.items())


@EVERYBODY
def test_the_rule_names_the_school_and_who_oversees_it(home, who, reads):
    assert bool(can_read_persons(person(home, who), home.program)) is reads


@EVERYBODY
def test_the_api_gives_numbers_of_persons_to_readers_alone(home, who, reads):
    client = APIClient()
    client.force_login(person(home, who))
    shown = client.get(f"/api/v1/programs/{home.program.pk}/").json()
    listed = client.get("/api/v1/programs/", {"school": home.school.pk}).json()["results"]
    wanted = (ENROLMENT, GRADUATES) if reads else (None, None)
    for row in (shown, *listed):
        assert (row["enrolment"], row["graduates"], row["intake"]) == (*wanted, INTAKE)


@EVERYBODY
def test_pages_show_numbers_of_persons_to_readers_alone(home, who, reads):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(home, who))
    for address in (
        reverse("programs:program_detail", args=[home.program.pk]),
        f"{reverse('programs:program_list')}?view=all",
        f"{reverse('registers:list', args=['programs'])}?columns=intake&columns=enrolment",
        reverse("registers:detail", args=["programs", home.program.pk]),
    ):
        text = client.get(address).content.decode().replace(",", "")
        assert str(INTAKE) in text
        assert (str(ENROLMENT) in text) is reads
    assert str(GRADUATES) not in text or reads


@EVERYBODY
def test_exports_hold_numbers_of_persons_for_readers_alone(home, who, reads):
    user, text = person(home, who), io.StringIO(newline="")
    rows = PROGRAMS.visible_to(user).filter(pk=home.program.pk)
    fields = ("intake", "enrolment", "graduates")
    exports.write_csv(PROGRAMS, rows, fields, text, user=user)
    wanted = f"{INTAKE},{ENROLMENT},{GRADUATES}" if reads else f"{INTAKE},,"
    assert text.getvalue().splitlines()[1] == wanted


def test_a_match_report_tells_the_enterprise_no_number_of_persons(home):
    match = make.make_match(world=home)
    make_program = type(home.program).objects.filter(pk=match.program_id)
    make_program.update(graduates=GRADUATES)
    address = reverse("collaboration:match_detail", args=[match.pk])
    for user, reads in ((home.enterprise_user, False), (home.school_user, True)):
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        response = client.get(address)
        assert response.status_code == 200
        assert (str(GRADUATES) in response.content.decode().replace(",", "")) is reads


def test_no_filter_and_no_order_answers_what_a_reader_may_not_see(home):
    numbers = {"enrolment", "graduates"}
    assert not {name for name in filter_names(PROGRAMS) if name.startswith(tuple(numbers))}
    assert [sort_path(PROGRAMS, name) for name in numbers] == ["", ""]
    client = APIClient()
    client.force_login(home.enterprise_user)
    answer = client.get("/api/v1/programs/", {"enrolment_from": ENROLMENT})
    assert answer.status_code == 400


@pytest.mark.parametrize(("who", "reads"), [("platform", True), ("secretary", False)])
def test_the_administration_lists_them_to_the_platform_alone(home, who, reads):
    user = person(home, who)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(home, who) if who == "secretary" else User.objects.get(pk=user.pk))
    text = client.get(reverse("admin:programs_program_changelist")).content.decode()
    assert str(INTAKE) in text.replace(",", "")
    assert (str(ENROLMENT) in text.replace(",", "")) is reads
    filtered = client.get(
        reverse("admin:programs_program_changelist"), {"enrolment__gte": ENROLMENT}
    )
    assert filtered.status_code == 400


def test_a_stranger_reads_no_earlier_number_in_the_administrations_history(home):
    desk = make.UserFactory(organisation=home.foreign.secretariat, is_staff=True)
    client = Client()
    client.force_login(desk)
    address = reverse("admin:programs_program_history", args=[home.program.pk])
    assert client.get(address).status_code in (302, 403, 404)


@pytest.mark.parametrize("count", [1, 3])
def test_asking_for_many_programs_costs_one_question(home, count, django_assert_num_queries):
    user = person(home, "secretary")
    rows = [make.ProgramFactory(school=home.school, skills=[]) for _ in range(count)]
    reader = Reader(PROGRAMS, rows, user)
    assert can_read_persons(user, home.program)  # scope and members are read once
    with django_assert_num_queries(0):
        assert [reader.cell("enrolment", row).text for row in rows] == ["180"] * count

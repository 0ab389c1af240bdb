"""A register's list: filters, order, columns, search, pages and files, as its reader asks."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliance.registers import forms as registers_forms
from alliance.registers.lists import asked, searched, sort_path
from alliance.registers.register import registers
from talent.models import TrainingBatch
from tests import factories as f
from tests.factories.consortia import CommitteeFactory
from tests.factories.talent import OutcomeFactory, TrainingBatchFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/records/training-batches/"


@pytest.fixture
def batches():
    return registers()["training-batches"]


@pytest.fixture
def organiser():
    return f.OrganisationFactory(name="北京职业培训中心", name_en="Training Centre")


@pytest.fixture
def client(browse, organiser):
    return browse(f.editor_of(organiser))


def titles(page):
    return [line["cells"][0].text for line in page.context["lines"]]


def three(organiser):
    for title, day, times in (("甲", 1, 30), ("乙", 3, 10), ("丙", 2, 20)):
        TrainingBatchFactory(
            organiser=organiser, title=title, started_on=date(2025, 3, day), person_times=times
        )


def test_a_list_is_put_in_order_by_a_field_and_back(client, organiser):
    three(organiser)
    assert titles(client.get(ADDRESS, {"sort": "started_on"})) == ["甲", "丙", "乙"]
    assert titles(client.get(ADDRESS, {"sort": "-started_on"})) == ["乙", "丙", "甲"]


def test_the_heading_of_the_order_in_force_turns_it_round(client, organiser):
    three(organiser)
    page = client.get(ADDRESS, {"sort": "started_on", "kind": "resident"})
    [heading] = [h for h in page.context["headings"] if h["sorted"]]
    assert heading["sorted"] == "ascending"
    assert sorted(heading["href"].removeprefix("?").split("&")) == [
        "kind=resident",
        "sort=-started_on",
    ]


def test_rows_that_are_equal_in_the_order_keep_one_order(client, organiser):
    made = [TrainingBatchFactory(organiser=organiser, title=f"班 {n}") for n in range(4)]
    newest_first = [row.title for row in reversed(made)]
    assert titles(client.get(ADDRESS, {"sort": "started_on"})) == newest_first
    assert titles(client.get(ADDRESS, {"sort": "-started_on"})) == newest_first


@pytest.mark.parametrize("sort", ["password", "organiser__uscc", "-", "pk", "starting_pay", "\x00"])
def test_an_order_that_is_not_offered_is_the_registers_own(client, organiser, sort):
    three(organiser)
    assert titles(client.get(ADDRESS, {"sort": sort})) == titles(client.get(ADDRESS))


def test_nobody_sorts_by_what_some_may_not_read():
    assert sort_path(registers()["outcomes"], "starting_pay") == ""
    OutcomeFactory(starting_pay=5000)
    rows = asked(registers()["outcomes"], {"sort": "starting_pay"}, f.UserFactory()).rows
    assert "starting_pay" not in str(rows.query.order_by)


@pytest.mark.parametrize("register", list(registers().values()), ids=lambda r: r.name)
def test_no_list_is_narrowed_by_what_some_may_not_read(register):
    days = {name for span in register.spans.values() for name in span}
    assert set(register.guarded) & {*register.filters, *days} == set()


def test_organisations_sort_by_pinyin(client, browse):
    for name in ("重阳公司", "阿里学校", "北海中心"):
        TrainingBatchFactory(organiser=f.OrganisationFactory(name=name), title=name)
    root = browse(f.UserFactory(is_superuser=True))
    found = titles(root.get(ADDRESS, {"sort": "organiser"}))
    assert found[:2] == ["阿里学校", "北海中心"]


def test_the_reader_chooses_columns(client, organiser):
    three(organiser)
    page = client.get(ADDRESS, {"columns": ["title", "hours", "no such", "title"]})
    assert [h["label"] for h in page.context["headings"]] == ["Title", "Hours"]
    assert [name for name, _label, shown in page.context["column_choices"] if shown] == [
        "title",
        "hours",
    ]


def test_the_pager_keeps_filter_order_and_columns(client, organiser):
    for number in range(51):
        TrainingBatchFactory(organiser=organiser, title=f"班 {number:02}")
    asked_for = {"kind": "resident", "sort": "title", "columns": ["title", "kind"], "q": "班"}
    page = client.get(ADDRESS, asked_for)
    assert (
        'rel="next" href="?kind=resident&amp;sort=title&amp;columns=title&amp;columns=kind'
        "&amp;q=%E7%8F%AD&amp;page=2" in page.content.decode()
    )
    second = client.get(ADDRESS, {**asked_for, "page": 2})
    assert titles(second) == ["班 50"]


@pytest.mark.parametrize(
    "words",
    ["北京", "训练 焊工", "TRAINING", "beijing", "bei jing", "beijingzhiye", "焊工 beijing"],
)
def test_the_quick_search_finds_chinese_english_and_pinyin(batches, organiser, words):
    found = TrainingBatchFactory(organiser=organiser, title="焊工训练一期")
    TrainingBatchFactory(title="养老护理", organiser=f.OrganisationFactory(name="上海"))
    root = f.UserFactory(is_superuser=True)
    assert list(searched(batches, words, root)) == [found]
    assert list(asked(batches, {"q": words}, root).rows) == [found]


def test_every_word_must_be_found(batches, organiser):
    TrainingBatchFactory(organiser=organiser, title="焊工训练一期")
    root = f.UserFactory(is_superuser=True)
    assert list(searched(batches, "焊工 上海", root)) == []


def test_a_filter_that_cannot_be_read_shows_nothing_and_says_so(client, organiser):
    three(organiser)
    page = client.get(ADDRESS, {"started_on_from": "yesterday"})
    assert titles(page) == []
    assert len(page.context["faults"]) == 1


def test_an_empty_filter_of_a_long_relation_narrows_nothing(client, organiser, monkeypatch):
    monkeypatch.setattr(registers_forms, "FEW", 0)
    three(organiser)
    everything = client.get(ADDRESS, {"organiser": "", "kind": ""})
    assert (len(titles(everything)), everything.context["faults"]) == (3, [])
    own = client.get(ADDRESS, {"organiser": f"#{organiser.pk}"})
    assert len(titles(own)) == 3
    other = client.get(ADDRESS, {"organiser": f"#{f.OrganisationFactory().pk}"})
    assert (titles(other), other.context["faults"]) == ([], [])


@pytest.mark.parametrize("few", [0, 40])
def test_a_relation_to_several_is_filtered_by_one_of_them(browse, monkeypatch, few):
    monkeypatch.setattr(registers_forms, "FEW", few)
    host = f.OrganisationFactory()
    led = CommitteeFactory(hosts=[host, f.OrganisationFactory()])
    CommitteeFactory(hosts=[f.OrganisationFactory()])
    page = browse(f.UserFactory(is_superuser=True)).get(
        "/records/committees/", {"hosts": f"#{host.pk}"}
    )
    assert ([line["pk"] for line in page.context["lines"]], page.context["faults"]) == (
        [led.pk],
        [],
    )


def test_files_hold_the_list_as_it_is_asked_for(client, organiser):
    page = client.get(ADDRESS, {"kind": "resident", "sort": "title", "page": 1, "view": "0"})
    place = reverse("imports:export", args=["training-batches"])
    assert page.context["import_url"] == f"{reverse('imports:new')}?kind=training-batches"
    addresses = [href for _name, href in page.context["exports"]]
    assert addresses == [
        f"{place}?kind=resident&sort=title&format=csv",
        f"{place}?kind=resident&sort=title&format=xlsx",
    ]


def test_a_stranger_signs_in_first(browse):
    for address in (ADDRESS, "/records/"):
        assert browse().get(address).status_code == 302


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["training-batches", "outcomes"])
def test_one_row_and_three_cost_the_same_queries(browse, kinds_known, name):
    register = registers()[name]
    kinds_known(register.model)
    client = browse(f.UserFactory(is_superuser=True))
    make = {"training-batches": TrainingBatchFactory, "outcomes": OutcomeFactory}[name]
    make()
    client.get(f"/records/{name}/")
    once = queries(client, f"/records/{name}/")
    make(), make()
    assert queries(client, f"/records/{name}/") == once


def test_a_record_costs_the_same_queries_however_many_stand_beside_it(
    client, kinds_known, organiser
):
    kinds_known(TrainingBatch)
    row = TrainingBatchFactory(organiser=organiser)
    client.get(f"{ADDRESS}{row.pk}/")
    client.post(f"{ADDRESS}{row.pk}/journal/", {"text": "One.", "kind": "info"})
    client.get(f"{ADDRESS}{row.pk}/")
    once = queries(client, f"{ADDRESS}{row.pk}/")
    for text in ("Two.", "Three."):
        client.post(f"{ADDRESS}{row.pk}/journal/", {"text": text, "kind": "info"})
    client.get(f"{ADDRESS}{row.pk}/")
    assert queries(client, f"{ADDRESS}{row.pk}/") == once


def test_the_overview_says_what_each_group_is_about(client):
    groups = client.get("/records/").context["groups"]
    assert [g["title"] for g in groups if not g["note"]] == []

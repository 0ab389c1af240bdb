"""Dated lists of key industries."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from alliance.consortia import lists
from alliance.consortia.actions import edit_framework, publish_framework
from alliance.consortia.enums import AllianceKind
from alliance.consortia.models import Alliance, Framework
from alliance.consortia.registers import KEY_INDUSTRIES
from alliance.imports import staged
from alliance.lib.errors import InvalidInput, NotAllowed, Refused
from alliance.registers.actions import amend, enter
from tests import factories as make
from tests.factories import imports as files
from tests.outcomes import NOTHING, changes, subject_of


@pytest.fixture
def home(db):
    return make.world()


def publish(home, **other):
    named = {
        "region": home.region,
        "name": "3+5",
        "valid_from": date(2026, 1, 1),
        "industries": [(home.industry, "软件"), (make.IndustryFactory(code="3824"), "电力电子")],
        "by": home.secretary,
    }
    return publish_framework(**{**named, **other})


def test_a_list_keeps_its_order_and_owes_a_new_rate(home):
    power = make.IndustryFactory(code="3824")
    with changes() as seen:
        framework = publish(home, title="三大五新", source="市政府")
    assert seen.added == [
        (
            "consortia.framework",
            {
                "version": 1,
                "region_id": "431000",
                "name": "3+5",
                "title": "三大五新",
                "valid_from": date(2026, 1, 1),
                "valid_to": None,
                "source": "市政府",
                "is_main": True,
            },
        ),
        *(
            (
                "consortia.keyindustry",
                {
                    "version": 1,
                    "framework_id": framework.pk,
                    "industry_id": code,
                    "group": group,
                    "position": place,
                },
            )
            for place, (code, group) in enumerate(
                [(home.industry.pk, "软件"), (power.pk, "电力电子")]
            )
        ),
    ]
    payload = {"region": "431000"}
    assert seen.events == [("framework.changed", subject_of(framework), home.secretary.pk, payload)]
    assert seen.owed == [("framework.changed", "alliance.alignment.tasks.request_run")]
    assert seen.changed == {}


def test_an_empty_or_doubled_list_is_refused(home):
    make.IndustryFactory(code="3824")
    for industries in ([], [(home.industry, "a"), (home.industry, "b")]):
        with changes() as seen, pytest.raises(InvalidInput) as refusal:
            publish(home, industries=industries)
        assert [e.field for e in refusal.value.errors] == ["industries"]
        assert seen == NOTHING
    publish(home)
    with changes() as seen, pytest.raises(InvalidInput, match="exists already"):
        publish(home)
    assert seen == NOTHING


def test_only_the_secretariat_of_the_region_and_the_platform_keep_it(home):
    make.IndustryFactory(code="3824")
    for user in (
        home.foreign.secretary,
        home.bureau_user,
        home.school_user,
        make.UserFactory(organisation=home.secretariat, role="viewer"),
    ):
        with changes() as seen, pytest.raises(NotAllowed, match="of this region keeps"):
            publish(home, by=user)
        assert seen == NOTHING
    assert publish(home, by=make.UserFactory(is_superuser=True)).name == "3+5"


def test_the_list_in_force_on_a_day_is_the_newest_that_has_begun_and_not_ended(home):
    first = home.framework  # since 2022-01-01
    second = publish(home)  # since 2026-01-01

    def on(day):
        return list(Framework.objects.in_force("431000", day))

    assert on(date(2021, 12, 31)) == []
    assert on(date(2022, 1, 1)) == on(date(2025, 12, 31)) == [first]
    assert on(date(2026, 1, 1)) == [second, first]
    first.valid_to = date(2026, 1, 1)
    first.save()
    assert on(date(2025, 12, 31)) == [first]
    assert on(date(2026, 1, 1)) == [second]
    assert list(Framework.objects.in_force("140300", date(2026, 1, 1))) == [home.foreign.framework]


def test_consortia_are_told_from_other_alliances_and_found_by_region(db):
    rows = {kind: make.AllianceFactory(kind=kind) for kind in AllianceKind}
    assert set(Alliance.objects.consortia()) == {
        rows["regional_consortium"],
        rows["sector_community"],
    }
    assert Alliance.objects.in_region("4310").count() == 4
    assert Alliance.objects.in_region("14").count() == 0


# -- editions and their lists ---------------------------------------------------------------------


def edit(home, framework, **other):
    named = {"framework": framework, "by": home.secretary, "fields": {}}
    return edit_framework(**{**named, **other})


def codes(framework):
    return list(framework.industries.values_list("industry_id", "group", "position"))


def test_a_new_edition_ends_the_one_of_that_name_before_it(home):
    make.IndustryFactory(code="3824")
    first, other = publish(home), publish(home, name="333")
    with changes() as seen:
        second = publish(home, valid_from=date(2027, 1, 1))
    assert seen.changed == {
        ("consortia.framework", first.pk): {
            "valid_to": (None, date(2027, 1, 1)),
            "version": (1, 2),
        }
    }
    between = publish(home, valid_from=date(2026, 7, 1))
    ends = {row.pk: row.valid_to for row in Framework.objects.all()}
    assert (ends[first.pk], ends[between.pk]) == (date(2026, 7, 1), date(2027, 1, 1))
    assert (ends[second.pk], ends[other.pk]) == (None, None)
    assert lists.list_on("431000", date(2026, 8, 1)) in (between, other)


def test_the_list_of_an_edition_is_edited_until_a_rate_was_computed_from_it(home):
    power, lab = make.IndustryFactory(code="3824"), make.IndustryFactory(code="26")
    framework = publish(home)
    kept = framework.industries.get(industry=power)
    new = [(power, "能源"), (lab, "化工")]
    with changes() as seen:
        edit(home, framework, industries=new, fields={"title": "新"}, version=1)
    assert codes(framework) == [("3824", "能源", 0), ("26", "化工", 1)]
    assert framework.industries.get(industry=power).pk == kept.pk
    payload = {
        "region": "431000",
        "fields": ["title"],
        "added": ["26"],
        "removed": [home.industry.pk],
        "moved": ["3824"],
    }
    assert [(event[0], event[3]) for event in seen.events] == [("framework.changed", payload)]
    with changes() as seen:
        edit(home, framework, industries=new, fields={"title": "新"})
    assert seen == NOTHING

    make.make_run(framework=framework, as_of=date(2026, 6, 1))
    with changes() as seen, pytest.raises(Refused, match="publish a new edition"):
        edit(home, framework, industries=[(power, "能源")])
    assert seen == NOTHING
    edit(home, framework, industries=new, fields={"source": "政府", "valid_to": date(2030, 1, 1)})
    framework.refresh_from_db()
    assert (framework.source, framework.valid_to, framework.version) == (
        "政府",
        date(2030, 1, 1),
        3,
    )


def test_a_run_that_is_only_asked_for_holds_no_list(home):
    framework = publish(home, industries=[(home.industry, "软件")])
    make.make_run(framework=framework, as_of=date(2026, 6, 1), done=False)
    power = make.IndustryFactory(code="3824")
    edit(home, framework, industries=[(power, "电力电子")])
    assert codes(framework) == [("3824", "电力电子", 0)]


def test_an_edition_is_edited_by_its_regions_secretariat_and_the_platform(home):
    make.IndustryFactory(code="3824")
    framework = publish(home)
    for user in (home.foreign.secretary, home.bureau_user, home.school_user):
        with changes() as seen, pytest.raises(NotAllowed, match="of this region keeps"):
            edit(home, framework, by=user, fields={"title": "x"})
        assert seen == NOTHING
    with changes() as seen, pytest.raises(InvalidInput):
        edit(home, framework, fields={"valid_to": framework.valid_from})
    assert seen == NOTHING
    edit(home, framework, by=make.UserFactory(is_superuser=True), fields={"title": "x"})


def test_one_industry_more_is_entered_and_amended_as_a_record(home):
    framework = publish(home, industries=[(home.industry, "软件")])
    power = make.IndustryFactory(code="3824")
    values = {"framework": framework, "group": "电力", "industry": power, "position": 1}
    row = enter(KEY_INDUSTRIES, by=home.secretary, values=values)
    amend(KEY_INDUSTRIES, record=row, by=home.secretary, values={"group": "能源"})
    assert codes(framework) == [(home.industry.pk, "软件", 0), ("3824", "能源", 1)]
    with pytest.raises(InvalidInput):
        enter(KEY_INDUSTRIES, by=home.secretary, values=values)
    make.make_run(framework=framework, as_of=date(2026, 6, 1))
    for act in (
        lambda: amend(KEY_INDUSTRIES, record=row, by=home.secretary, values={"group": "x"}),
        lambda: enter(
            KEY_INDUSTRIES,
            by=home.secretary,
            values={**values, "industry": make.IndustryFactory(code="26")},
        ),
    ):
        with pytest.raises(Refused, match="new edition"):
            act()
    assert framework.industries.count() == 2


# -- the pages ------------------------------------------------------------------------------------


@pytest.fixture
def desk(home):
    client = Client(headers={"accept-language": "en"})
    client.force_login(home.secretary)
    return client


def test_lists_are_public_and_tell_which_held_on_a_day(home, client):
    make.IndustryFactory(code="3824")
    publish(home)  # since 2026-01-01, beside one since 2022
    address = reverse("consortia:framework_list")
    shown = client.get(address, {"region": "4310", "on": "2025-06-01"})
    assert [row.name for row in shown.context["page"]] == ["2+4+N"]
    shown = client.get(address, {"region": "4310", "on": "2026-06-01"})
    assert [row.name for row in shown.context["page"]] == ["3+5", "2+4+N"]
    page = client.get(reverse("consortia:framework_detail", args=[home.framework.pk]))
    assert (page.status_code, page.context["may_keep"]) == (200, False)
    edit_address = reverse("consortia:framework_edit", args=[home.framework.pk])
    assert client.get(edit_address).status_code == 302
    client.force_login(home.school_user)
    assert client.get(edit_address).status_code == 403


def test_a_list_is_published_edited_and_followed_by_an_edition_in_the_browser(home, desk):
    for code in ("3824", "26"):
        make.IndustryFactory(code=code)
    make.IndustryFactory(code="sei:1.5", scheme="SEI-2018", level=2)
    sent = {
        "region": "431000 郴州",
        "name": "1221",
        "valid_from": "2026-03-01",
        "is_main": "on",
        "industries": "新能源: 3824 sei:1.5\n软件：6513\n",
    }
    response = desk.post(reverse("consortia:framework_new"), sent)
    made = Framework.objects.get(name="1221")
    assert response.url == reverse("consortia:framework_detail", args=[made.pk])
    assert codes(made) == [("3824", "新能源", 0), ("sei:1.5", "新能源", 1), ("6513", "软件", 2)]
    page = desk.get(response.url).content.decode()
    assert "No official concordance" in page

    address = reverse("consortia:framework_edit", args=[made.pk])
    form = desk.get(address).context["form"]
    assert form.initial["industries"] == "新能源: 3824 sei:1.5\n软件: 6513"
    changed = {"title": "t", "is_main": "on", "industries": "化工: 26", "version": made.version}
    assert desk.post(address, changed).status_code == 302
    assert codes(made) == [("26", "化工", 0)]
    assert desk.post(address, changed).status_code == 412

    make.make_run(framework=made, as_of=date(2026, 6, 1))
    made.refresh_from_db()
    refused = desk.post(address, {**changed, "industries": "x: 3824", "version": made.version})
    assert refused.status_code == 409
    assert "publish a new edition" in refused.content.decode()
    newer = {**sent, "valid_from": "2027-01-01", "industries": "化工: 26 3824"}
    response = desk.post(reverse("consortia:framework_edition", args=[made.pk]), newer)
    assert response.status_code == 302
    made.refresh_from_db()
    assert (made.valid_to, codes(made)) == (date(2027, 1, 1), [("26", "化工", 0)])


@pytest.mark.parametrize("text", ["", "no colon 26", "x: 9999", ": 26", "a: 26\nb: 26"])
def test_a_list_that_cannot_be_read_is_shown_again_with_the_reason(home, desk, text):
    make.IndustryFactory(code="26")
    sent = {"region": "431000", "name": "x", "valid_from": "2026-03-01", "industries": text}
    response = desk.post(reverse("consortia:framework_new"), sent)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["industries"]
    assert not Framework.objects.filter(name="x").exists()


# -- the API --------------------------------------------------------------------------------------


def test_the_api_edits_a_list_and_refuses_once_a_rate_was_computed_from_it(home):
    make.IndustryFactory(code="3824")
    framework = publish(home)
    client = APIClient(headers={"accept-language": "en"})
    client.force_login(home.secretary)
    address = f"/api/v1/frameworks/{framework.pk}/"
    body = {"industries": [{"industry": "3824", "group": "电力"}], "title": "t"}
    assert client.patch(address, body).status_code == 428
    answer = client.patch(address, body, headers={"If-Match": '"v1"'})
    assert (answer.status_code, answer["ETag"]) == (200, '"v2"')
    assert answer.json()["industries"] == body["industries"]
    fixed = client.patch(address, {"name": "x"}, headers={"If-Match": '"v2"'})
    assert fixed.status_code == 400
    make.make_run(framework=framework, as_of=date(2026, 6, 1))
    other = {"industries": [{"industry": "6513", "group": "软件"}]}
    refused = client.patch(address, other, headers={"If-Match": '"v2"'})
    assert (refused.status_code, "new edition" in refused.json()["detail"]) == (409, True)
    found = client.get("/api/v1/frameworks/", {"region": "431000", "held_on": "2025-01-01"}).json()
    assert [row["name"] for row in found["results"]] == ["2+4+N"]


# -- files ----------------------------------------------------------------------------------------

HEADER = ["region", "framework", "valid_from", "group", "industry", "title", "is_main"]


def brought(*rows, by, header=HEADER):
    return files.brought("key-industries", header, *rows, by=by)


def test_a_file_publishes_lists_and_adds_to_those_on_record(home):
    for code in ("3824", "26", "sei:1.5"):
        make.IndustryFactory(code=code, level=2)
    rows = [
        ["431000", "1221", "2026-03-01", "新能源", "3824", "一二二一", "no"],
        ["431000 郴州市", "1221", "2026-03-01", "新能源", "sei:1.5 高端", "", ""],
        ["431000", "333", "2026-03-01", "软件", "6513", "", ""],
    ]
    with changes() as seen:
        session = brought(*rows, by=home.secretary)
    assert files.counts(session) == ("done", 3, 0, 0, 0)
    assert [kind for kind, *_ in seen.events if kind == "framework.changed"] == [
        "framework.changed"
    ] * 2
    made = Framework.objects.get(name="1221")
    assert (made.title, made.is_main, codes(made)) == (
        "一二二一",
        False,
        [("3824", "新能源", 0), ("sei:1.5", "新能源", 1)],
    )
    assert files.counts(brought(*rows, by=home.secretary)) == ("done", 0, 0, 3, 0)
    rows[0][3] = "能源"
    more = ["431000", "1221", "2026-03-01", "化工", "26", "", ""]
    assert files.counts(brought(*rows, more, by=home.secretary)) == ("done", 1, 1, 2, 0)
    assert codes(made) == [("3824", "能源", 0), ("sei:1.5", "新能源", 1), ("26", "化工", 2)]


def test_a_file_takes_a_list_by_its_number_and_an_export_comes_back_without_a_trace(home):
    framework = publish(home, industries=[(home.industry, "软件")])
    row = ["", f"3+5 #{framework.pk}", "", "软件", home.industry.pk, "", ""]
    assert files.counts(brought(row, by=home.secretary)) == ("done", 0, 0, 1, 0)
    filled = staged.of("key-industries").fill(list(framework.industries.all()), home.secretary)
    assert list(filled.values()) == [
        {
            "region": "431000",
            "valid_from": date(2026, 1, 1),
            "title": "",
            "source": "",
            "is_main": "yes",
        }
    ]


FAULTS = [
    (["999999", "x", "2026-03-01", "g", "26", "", ""], [("region", "unknown")]),
    (["431000", "x", "2026-03-01", "g", "9999", "", ""], [("industry", "unknown")]),
    (["431000", "x", "2026-03-01", "", "26", "", ""], [("group", "required")]),
    (["431000", "", "2026-03-01", "g", "26", "", ""], [("framework", "required")]),
    (["431000", "x", "", "g", "26", "", ""], [("valid_from", "required")]),
    (["431000", "x #99999", "", "g", "26", "", ""], [("framework", "missing")]),
    (["431000", "x", "2026-03-01", "g", "26", "", "perhaps"], [("is_main", "invalid")]),
    (["140300", "x", "2026-03-01", "g", "26", "", ""], [("record", "not_allowed")]),
]


@pytest.mark.parametrize(("row", "told"), FAULTS)
def test_a_row_that_cannot_be_kept_keeps_the_file_out(home, row, told):
    make.IndustryFactory(code="26")
    before = Framework.objects.count()
    good = ["431000", "y", "2026-03-01", "g", "26", "", ""]
    session = brought(good, row, by=home.secretary)
    assert files.faults(session) == [(3, field, code) for field, code in told]
    assert Framework.objects.count() == before


def test_a_file_changes_no_list_that_a_rate_was_computed_from(home):
    make.IndustryFactory(code="26")
    framework = publish(home, industries=[(home.industry, "软件")])
    make.make_run(framework=framework, as_of=date(2026, 6, 1))
    old = ["431000", "3+5", "2026-01-01", "软件", home.industry.pk, "", ""]
    new = ["431000", "3+5", "2026-01-01", "化工", "26", "", ""]
    assert files.faults(brought(old, new, by=home.secretary)) == [(3, "record", "refused")]
    assert files.faults(brought(old, old, by=home.secretary)) == [(3, "industry", "twice")]
    assert files.counts(brought(old, by=home.secretary)) == ("done", 0, 0, 1, 0)

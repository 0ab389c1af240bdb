"""The demand form: rows of skills without script, searches, errors, stale saves, and its preview."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from alliance.collaboration.actions import matches
from alliance.collaboration.models import Match
from enterprises.actions import edit_demand
from enterprises.models import Demand
from tests.factories import (
    DemandFactory,
    EnterpriseFactory,
    OccupationFactory,
    OrganisationRoleFactory,
    ProgramFactory,
    RegionFactory,
    SkillFactory,
    publish_in,
)

pytestmark = pytest.mark.django_db

NEW = "collaboration:demand_new"


@pytest.fixture
def hr(home, sign_in):
    return sign_in(home.enterprise_user)


@pytest.fixture
def sent(home):
    """What a complete form sends."""
    return {
        "kind": "order_class",
        "title": "Technicians wanted",
        "description": "Two shifts.",
        "headcount": "12",
        "closes_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "region": home.region.code,
        "other_region": "",
        "occupation": str(home.occupation),
        "levels": [],
        "skill": [skill.code for skill in home.skills],
    }


def post(browser, data, address=None):
    return browser.post(address or reverse(NEW), data)


def picked(page):
    return [
        (row.skill.code, row.importance, row.level, row.required)
        for row in page.context["rows"].rows
    ]


def counts():
    """Rows of every table, to show that nothing was written."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_a_skill_is_found_added_weighed_and_removed_without_script(home, hr):
    welding = SkillFactory(name_en="Arc welding", name_zh="电弧焊接")
    page = post(hr, {"skill_search": "焊接", "title": "Kept"})
    assert page.context["rows"].found == (welding,)
    assert f'name="add" value="{welding.code}"' in page.content.decode()
    assert page.context["form"]["title"].value() == "Kept"
    assert not page.context["form"].errors

    page = post(hr, {"add": welding.code, "skill": [home.skills[0].code]})
    assert picked(page) == [(home.skills[0].code, 3, 2, False), (welding.code, 3, 2, False)]

    rows = {"skill": [home.skills[0].code, welding.code], f"importance-{welding.code}": "5"}
    rows |= {f"level-{welding.code}": "4", f"required-{welding.code}": "on"}
    page = post(hr, {**rows, "remove": home.skills[0].code})
    assert picked(page) == [(welding.code, 5, 4, True)]


def test_the_same_skill_is_never_picked_twice(home, hr):
    code = home.skills[0].code
    page = post(hr, {"skill": [code, code], "add": code})
    assert [row[0] for row in picked(page)] == [code]


def test_saving_and_submitting_store_exactly_what_was_sent(home, hr, sent):
    first, second = home.skills
    sent |= {f"importance-{first.code}": "5", f"level-{first.code}": "4"}
    sent |= {f"required-{first.code}": "on", "levels": ["higher"], "then": "save"}
    answer = post(hr, sent)
    demand = Demand.objects.get()
    assert answer["Location"] == reverse("collaboration:demand_detail", args=[demand.pk])
    stored = {
        "kind": demand.kind,
        "title": demand.title,
        "description": demand.description,
        "headcount": demand.headcount,
        "region": demand.region_id,
        "occupation": demand.occupation_id,
        "levels": demand.levels,
        "state": demand.state,
        "enterprise": demand.enterprise_id,
    }
    assert stored == {
        "kind": "order_class",
        "title": "Technicians wanted",
        "description": "Two shifts.",
        "headcount": 12,
        "region": home.region.code,
        "occupation": home.occupation.code,
        "levels": ["higher"],
        "state": "draft",
        "enterprise": home.enterprise.pk,
    }
    rows = set(demand.skills.values_list("skill_id", "importance", "level", "required"))
    assert rows == {(first.code, 5, 4, True), (second.code, 3, 2, False)}

    edit = reverse("collaboration:demand_edit", args=[demand.pk])
    answer = post(hr, {**sent, "then": "submit", "version": demand.version}, edit)
    assert answer.status_code == 302
    demand.refresh_from_db()
    assert demand.state == "published"


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(home, hr, sent):
    sent |= {"headcount": "0", "closes_on": "2001-01-01", "title": "", "kind": "nonsense"}
    sent |= {"region": "", "then": "submit"}
    before = counts()
    page = post(hr, sent)
    assert page.status_code == 400
    assert set(page.context["form"].errors) == {"headcount", "title", "kind", "region"}
    html = page.content.decode()
    assert 'id="error-summary"' in html
    assert 'href="#id_headcount"' in html
    assert 'value="2001-01-01"' in html
    assert "Two shifts." in html
    assert len(picked(page)) == 2
    assert counts() == before

    page = post(
        hr,
        {**sent, "headcount": "3", "title": "T", "kind": "internship", "region": home.region.code},
    )
    assert (page.status_code, list(page.context["form"].errors)) == (400, ["closes_on"])
    assert counts() == before


def test_submitting_without_skills_saves_nothing_and_says_why(home, hr, sent):
    sent |= {"skill": [], "then": "submit"}
    page = post(hr, sent)
    assert page.status_code == 400
    assert page.context["rows"].errors == ("Name at least one skill; programs are found by them.",)
    assert not Demand.objects.exists()


def test_a_level_out_of_range_names_the_skill(home, hr, sent):
    code = home.skills[0].code
    page = post(hr, {**sent, f"level-{code}": "9", "then": "save"})
    assert page.status_code == 400
    assert page.context["rows"].errors == (f"{home.skills[0].label}: Level is 1 to 4.",)
    assert not Demand.objects.exists()


def test_a_skill_that_does_not_exist_is_refused(home, hr, sent):
    page = post(hr, {**sent, "skill": ["NO-SUCH"], "then": "save"})
    assert page.status_code == 400
    assert page.context["rows"].errors == ("There is no skill with the code NO-SUCH.",)


def test_words_that_fit_several_occupations_offer_a_choice(home, hr, sent):
    one = OccupationFactory(code="6-18-02-04", name="焊工")
    other = OccupationFactory(code="6-18-02-99", name="电焊工人")
    page = post(hr, {**sent, "occupation": "焊", "then": "save"})
    assert page.status_code == 400
    assert page.context["form"].occupation_found == [one, other]
    page = post(hr, {**sent, "occupation": "焊", "pick_occupation": str(one)})
    assert page.context["form"]["occupation"].value() == str(one)
    assert page.status_code == 200


def test_a_place_elsewhere_is_named_by_code_or_name(home, hr, sent):
    RegionFactory(code="140300")
    for words in ("140300", "阳泉市"):
        answer = post(hr, {**sent, "region": "", "other_region": words, "then": "save"})
        assert answer.status_code == 302
        assert Demand.objects.latest("pk").region_id == "140300"
    page = post(hr, {**sent, "other_region": "Atlantis", "then": "save"})
    assert list(page.context["form"].errors) == ["other_region"]


def test_a_stale_save_shows_both_versions_and_saves_nothing(home, hr, sent):
    demand = DemandFactory(enterprise=home.enterprise, skills=home.skills, title="As first written")
    edit = reverse("collaboration:demand_edit", args=[demand.pk])
    seen = demand.version
    edit_demand(demand=demand, by=home.enterprise_user, fields={"title": "By a colleague"})
    page = post(hr, {**sent, "title": "By me", "version": seen, "then": "save"}, edit)
    assert page.status_code == 412
    conflict = {label: (yours, stored) for label, yours, stored in page.context["sheet"].conflict}
    assert conflict["Title"] == ("By me", "By a colleague")
    assert "Headcount" in conflict
    assert "Kind" not in conflict
    demand.refresh_from_db()
    assert (demand.title, demand.version) == ("By a colleague", seen + 1)
    assert 'value="By me"' in page.content.decode()

    again = post(
        hr,
        {**sent, "title": "By me", "version": page.context["sheet"].version, "then": "save"},
        edit,
    )
    assert again.status_code == 302
    demand.refresh_from_db()
    assert demand.title == "By me"


def test_the_edit_form_shows_what_is_stored_and_what_it_would_find(home, hr):
    demand = DemandFactory(
        enterprise=home.enterprise, skills=home.skills, occupation=home.occupation
    )
    page = hr.get(reverse("collaboration:demand_edit", args=[demand.pk]))
    form = page.context["form"]
    values = {name: form[name].value() for name in ("title", "headcount", "region", "occupation")}
    assert values == {
        "title": demand.title,
        "headcount": demand.headcount,
        "region": demand.region_id,
        "occupation": str(home.occupation),
    }
    assert [s.program for s in page.context["preview"].best] == [home.program]


def test_a_revision_is_published_at_once_and_matched_anew(home, hr, sent):
    demand = publish_in(home)
    address = reverse("collaboration:demand_revise", args=[demand.pk])
    answer = post(hr, {**sent, "version": demand.version, "then": "save"}, address)
    assert answer.status_code == 302
    demand.refresh_from_db()
    assert (demand.state, demand.revision, demand.headcount) == ("published", 2, 12)


def test_preview_ranks_as_publishing_does_and_writes_nothing(home, hr, sent):
    weaker = ProgramFactory(school=home.school, skills=[(home.skills[0], 1)])
    ProgramFactory(school=home.school)
    ProgramFactory(school=home.foreign.school, skills=home.skills)
    before = counts()
    page = post(hr, sent, reverse("collaboration:demand_preview"))
    seen = page.context["preview"]
    assert page.status_code == 200
    assert counts() == before

    post(hr, {**sent, "then": "submit"})
    run = matches.match_demand(demand=Demand.objects.get(), revision=1)
    stored = Match.objects.filter(run=run).order_by("rank")
    assert [(s.program, s.percent) for s in seen.best] == [(m.program, m.percent) for m in stored]
    assert [s.program for s in seen.best] == [home.program, weaker]
    assert (seen.considered, seen.fitting, seen.unrelated) == (
        run.considered,
        run.fitting,
        run.unrelated,
    )
    assert (seen.considered, seen.fitting) == (3, 2)


def test_preview_counts_what_only_one_wish_shuts_out(home, hr, sent):
    first, second = home.skills
    ProgramFactory(school=home.school, skills=[first])
    ProgramFactory(school=home.school, skills=[first], level="secondary")
    sent |= {f"required-{second.code}": "on", "levels": [home.program.level]}
    page = post(hr, sent, reverse("collaboration:demand_preview"))
    counted = [(e.programs, e.alone) for e in page.context["preview"].excluded]
    assert counted == [(1, 0), (2, 1)]
    assert second.label in page.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"headcount": "many"},
        {"headcount": ""},
        {"region": ""},
        {"region": "999999"},
        {"occupation": "what is this"},
        {"levels": ["nonsense"]},
        {"closes_on": "tomorrow"},
        {"title": ""},
    ],
)
def test_preview_uses_what_is_usable_of_a_half_filled_form(hr, sent, change):
    page = post(hr, {**sent, **change}, reverse("collaboration:demand_preview"))
    assert page.status_code == 200
    assert page.context["preview"].fitting == 1


def test_preview_without_skills_or_with_impossible_ones_says_so(home, hr, sent):
    address = reverse("collaboration:demand_preview")
    page = post(hr, {**sent, "skill": []}, address)
    assert page.context["preview"] == "Name a skill to see which programs could meet the demand."
    code = home.skills[0].code
    page = post(hr, {**sent, f"importance-{code}": "77"}, address)
    assert page.context["preview"] == "A skill's importance is 1 to 5 and its level 1 to 4."


def test_preview_and_form_are_for_writers_of_an_enterprise(home, sign_in, sent):
    address = reverse("collaboration:demand_preview")
    assert post(sign_in(home.school_user), sent, address).status_code == 403
    assert post(sign_in(), sent, address).status_code == 302
    foreign = home.foreign.enterprise.pk
    assert post(sign_in(home.enterprise_user), {**sent, "enterprise": foreign}).status_code == 404
    viewer = OrganisationRoleFactory(organisation=home.enterprise.organisation, role="viewer").user
    assert sign_in(viewer).get(reverse(NEW)).status_code == 403
    assert not Demand.objects.exists()


def test_who_writes_for_two_enterprises_chooses_one(home, hr, sent):
    second = EnterpriseFactory(organisation__region=home.region, member_of=home.alliance)
    OrganisationRoleFactory(
        user=home.enterprise_user, organisation=second.organisation, role="editor"
    )
    page = hr.get(reverse(NEW))
    assert set(page.context["enterprises"]) == {home.enterprise, second}
    post(hr, {**sent, "enterprise": second.pk, "then": "save"})
    assert Demand.objects.get().enterprise == second


def test_suggestions_are_fragments_in_either_language(home, hr):
    SkillFactory(name_en="Arc welding", name_zh="电弧焊接")
    address = reverse("collaboration:suggest_skills")
    for words in ("weld", "焊接", "ARC  welding"):
        html = hr.get(address, {"skill_search": words}).content.decode()
        assert "Arc welding" in html
        assert "<html" not in html
    assert "button" not in hr.get(address, {"skill_search": "\0"}).content.decode()
    OccupationFactory(code="6-18-02-04", name="焊工")
    found = hr.get(reverse("collaboration:suggest_occupations"), {"occupation": "焊工"})
    assert found.content.decode().strip() == '<option value="6-18-02-04 焊工"></option>'


XSS = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def test_what_people_type_is_shown_as_text(home, hr, sent, sign_in):
    demand = publish_in(home, title=XSS, description=XSS)
    run = matches.match_demand(demand=demand, revision=1)
    match = run.matches.get()
    pages = [
        hr.get(reverse("collaboration:demand_list")),
        hr.get(reverse("collaboration:demand_detail", args=[demand.pk])),
        hr.get(reverse("collaboration:demand_revise", args=[demand.pk])),
        sign_in(home.school_user).get(reverse("collaboration:match_detail", args=[match.pk])),
        sign_in(home.school_user).get(reverse("collaboration:match_list") + f"?q={XSS}"),
        post(hr, {**sent, "title": XSS, "skill_search": XSS, "occupation": XSS}),
    ]
    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200
        assert "alert(1)" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html

"""Forms of projects, results and programs, and what every page of the loop keeps to."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from alliance.collaboration.actions.projects import edit_project
from alliance.collaboration.models import Project, Result
from programs.actions import edit_program
from tests.factories import (
    CrosswalkLinkFactory,
    DemandFactory,
    IndustryFactory,
    SkillFactory,
    make_match,
    make_project,
    make_result,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr(home, sign_in):
    return sign_in(home.enterprise_user)


@pytest.fixture
def school(home, sign_in):
    return sign_in(home.school_user)


def url(name, *args):
    return reverse(f"collaboration:{name}", args=args)


def test_a_project_is_drafted_from_its_match_and_only_once(home, hr):
    match = make_match(world=home, state="accepted")
    form = hr.get(url("project_new", match.pk)).context["form"]
    assert form.initial["title"] == match.demand.title
    sent = {"kind": "joint_lab", "title": "Our lab", "seats": "5", "starts_on": "2027-01-01"}
    answer = hr.post(url("project_new", match.pk), sent)
    project = Project.objects.get()
    assert answer["Location"] == url("project_detail", project.pk)
    assert (project.kind, project.seats, project.match, project.school, project.enterprise) == (
        "joint_lab",
        5,
        match,
        home.school,
        home.enterprise,
    )
    again = hr.post(url("project_new", match.pk), sent)
    assert (again.status_code, Project.objects.count()) == (409, 1)
    assert hr.get(url("project_new", match.pk))["Location"] == url("project_detail", project.pk)


def test_a_match_that_is_not_agreed_opens_no_project(home, hr):
    match = make_match(world=home, state="interested")
    assert hr.get(url("project_new", match.pk)).status_code == 409
    sent = {"kind": "joint_lab", "title": "Our lab"}
    assert hr.post(url("project_new", match.pk), sent).status_code == 409
    assert not Project.objects.exists()


def test_a_project_form_names_its_faults(home, hr):
    match = make_match(world=home, state="accepted")
    sent = {"kind": "", "title": "", "seats": "-1", "starts_on": "x"}
    page = hr.post(url("project_new", match.pk), sent)
    assert page.status_code == 400
    assert set(page.context["form"].errors) == {"kind", "title", "seats", "starts_on"}
    sent = {"kind": "joint_lab", "title": "T", "starts_on": "2027-02-01", "ends_on": "2027-01-01"}
    page = hr.post(url("project_new", match.pk), sent)
    assert (page.status_code, list(page.context["form"].errors)) == (400, ["ends_on"])
    assert not Project.objects.exists()


def test_a_stale_project_draft_is_not_saved(home, hr):
    project = make_project(world=home)
    seen = project.version
    edit_project(project=project, by=home.school_user, fields={"title": "By the school"})
    sent = {"kind": project.kind, "title": "By us", "version": seen}
    page = hr.post(url("project_edit", project.pk), sent)
    assert page.status_code == 412
    assert ("Title", "By us", "By the school") in page.context["conflict"]
    project.refresh_from_db()
    assert project.title == "By the school"
    assert (
        hr.post(url("project_edit", project.pk), {**sent, "version": seen + 1}).status_code == 302
    )
    project.refresh_from_db()
    assert project.title == "By us"


@pytest.fixture
def result_sent(home):
    return {
        "organisation": home.school.pk,
        "kind": "course",
        "level": "city",
        "title": "A course",
        "achieved_on": timezone.localdate().isoformat(),
    }


def test_a_result_comes_from_a_project_or_explicitly_from_none(home, school, result_sent):
    project = make_project(world=home, state="running")
    page = school.post(url("result_new"), result_sent)
    assert (page.status_code, list(page.context["origin"].errors)) == (400, ["project"])
    both = {**result_sent, "project": project.pk, "without_project": "on"}
    assert school.post(url("result_new"), both).status_code == 400
    assert not Result.objects.exists()

    assert school.post(url("result_new"), {**result_sent, "project": project.pk}).status_code == 302
    assert Result.objects.get().project == project
    lonely = {**result_sent, "without_project": "on"}
    page = school.post(url("result_new"), lonely)
    assert (page.status_code, list(page.context["origin"].errors)) == (400, ["alliance"])
    answer = school.post(url("result_new"), {**lonely, "alliance": home.alliance.pk})
    assert answer.status_code == 302
    made = Result.objects.latest("pk")
    assert (made.project, made.without_project, made.alliance) == (None, True, home.alliance)


def test_foreign_organisations_projects_and_alliances_are_no_choice(home, school, result_sent):
    foreign = make_project(world=home.foreign, state="running")
    for change in (
        {"organisation": home.foreign.school.pk, "without_project": "on"},
        {"project": foreign.pk},
        {"without_project": "on", "alliance": home.foreign.alliance.pk},
        {"project": "x"},
    ):
        page = school.post(url("result_new"), {**result_sent, **change})
        assert page.status_code == 400
    assert not Result.objects.exists()


def test_the_link_from_a_project_fills_in_the_origin(home, school):
    project = make_project(world=home, state="running")
    page = school.get(url("result_new") + f"?project={project.pk}")
    assert page.context["origin"].initial == {
        "project": project.pk,
        "organisation": home.school.pk,
    }
    assert school.get(url("result_new") + "?project=zzz").status_code == 200


def test_a_day_to_come_is_no_date_of_a_result(home, school, result_sent):
    project = make_project(world=home, state="running")
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    sent = {**result_sent, "project": project.pk, "achieved_on": day}
    page = school.post(url("result_new"), sent)
    assert (page.status_code, list(page.context["form"].errors)) == (400, ["achieved_on"])


def test_submitting_without_evidence_is_refused_on_the_page(home, school):
    result = make_result(world=home, evidence="")
    page = school.post(url("result_move", result.pk, "submit"), {"version": result.version})
    assert page.status_code == 400
    assert "Say where it can be checked." in page.content.decode()
    result.refresh_from_db()
    assert result.state == "draft"


def test_a_result_links_back_only_to_what_its_reader_may_see(home, school, sign_in):
    result = make_result(world=home, state="shared", audience="public")
    back = [
        url("project_detail", result.project_id),
        url("match_detail", result.project.match_id),
    ]
    party = school.get(url("result_detail", result.pk)).content.decode()
    assert all(f'href="{address}"' in party for address in back)
    stranger = sign_in().get(url("result_detail", result.pk)).content.decode()
    assert not any(f'href="{address}"' in stranger for address in back)
    demand = url("demand_detail", result.project.match.demand_id)
    assert f'href="{demand}"' in stranger  # an open demand is public
    assert stranger.count("known to its parties") == 2
    assert "not yet" not in stranger


def test_a_program_shows_which_links_count(home, school):
    outranked = IndustryFactory(code="3824")
    CrosswalkLinkFactory(
        program=home.program, industry=outranked, kind="declared", weight=Decimal("0.3")
    )
    page = school.get(reverse("programs:program_detail", args=[home.program.pk]))
    counting = {row["target"].code: row["counts"] for row in page.context["links"]}
    assert counting == {home.industry.code: True, outranked.code: False, home.occupation.code: True}


def test_a_school_edits_its_program_and_its_skills(home, school):
    new = SkillFactory(name_en="Arc welding", name_zh="电弧焊接")
    address = reverse("programs:program_edit", args=[home.program.pk])
    sent = {"name": "New name", "intake": "77", "skill": [home.skills[0].code]}
    page = school.post(address, {**sent, "skill_search": "welding"})
    assert page.context["rows"].found == (new,)
    sent |= {"skill": [home.skills[0].code, new.code], f"level-{new.code}": "4"}
    sent |= {"declared_key": "true", "version": home.program.version, "then": "save"}
    assert school.post(address, sent).status_code == 302
    program = home.program
    program.refresh_from_db()
    skills = dict(program.skills.values_list("skill_id", "level"))
    assert (program.name, program.intake, program.declared_key, program.revision) == (
        "New name",
        77,
        True,
        2,
    )
    assert skills == {home.skills[0].code: 2, new.code: 4}


def test_a_stale_program_is_not_saved_and_both_versions_show(home, school):
    program, seen = home.program, home.program.version
    edit_program(program=program, by=home.school_user, fields={"intake": 11})
    address = reverse("programs:program_edit", args=[program.pk])
    sent = {"name": program.name, "intake": "22", "version": seen, "then": "save"}
    page = school.post(address, sent)
    assert page.status_code == 412
    assert ("Intake", "22", "11") in page.context["conflict"]
    program.refresh_from_db()
    assert program.intake == 11


@pytest.mark.parametrize("sent", [{"name": ""}, {"intake": "-1"}, {"intake": "x"}, {"skill": "NO"}])
def test_a_program_form_refuses_nonsense(home, school, sent):
    address = reverse("programs:program_edit", args=[home.program.pk])
    full = {"name": "N", "then": "save", **sent}
    assert school.post(address, full).status_code == 400
    home.program.refresh_from_db()
    assert home.program.revision == 1


STYLES = re.compile(r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|javascript:""", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_hold_no_inline_style_or_script(home, hr, school, language):
    result = make_result(world=home)
    project = result.project
    match = project.match
    draft = DemandFactory(enterprise=home.enterprise)
    pages = [
        hr.get(address, headers={"accept-language": language})
        for address in (
            url("demand_list"),
            url("demand_new"),
            url("demand_detail", draft.pk),
            url("demand_edit", draft.pk),
            url("match_list"),
            url("match_detail", match.pk),
            url("project_list"),
            url("project_detail", project.pk),
            url("result_list"),
            url("result_detail", result.pk),
            url("result_new"),
            reverse("programs:program_list"),
            reverse("programs:program_detail", args=[home.program.pk]),
        )
    ]
    address = reverse("programs:program_edit", args=[home.program.pk])
    pages.append(school.get(address, headers={"accept-language": language}))
    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200
        assert not STYLES.search(html), STYLES.search(html)
        assert not SCRIPT.search(html)
        assert html.count("<h1") == 1
        assert page["Content-Security-Policy"].startswith("default-src 'self'")

"""The whole loop in the browser's terms: forms posted, pages read, no script."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alliance.collaboration.models import Match, Project, Result
from alliance.events.drain import drain
from enterprises.models import Demand

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"collaboration:{name}", args=args)


def press(client, record, kind, move, **fields):
    record.refresh_from_db()
    response = client.post(
        url(f"{kind}_move", record.pk, move), {"version": record.version, **fields}
    )
    assert response.status_code == 302, response.content.decode()
    page = client.get(response["Location"])
    assert page.status_code == 200
    record.refresh_from_db()
    return record.state


def test_demand_becomes_match_project_and_public_result(home, sign_in):
    hr, school = sign_in(home.enterprise_user), sign_in(home.school_user)
    office, public = sign_in(home.secretary), sign_in()
    skills = [row.skill_id for row in home.program.skills.all()]

    sent = {
        "kind": "order_class",
        "title": "Technicians wanted",
        "headcount": "12",
        "closes_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "region": home.enterprise.organisation.region_id,
        "skill": skills,
        "then": "submit",
    }
    response = hr.post(url("demand_new"), sent)
    assert response.status_code == 302, response.content.decode()
    demand = Demand.objects.get(title="Technicians wanted")
    assert demand.state == "published"
    drain()

    match = Match.objects.get(demand=demand, program=home.program)
    assert match in school.get(url("match_list")).context["page"].object_list
    assert press(school, match, "match", "respond") == "interested"
    assert press(hr, match, "match", "accept") == "accepted"

    response = hr.post(url("project_new", match.pk), {"kind": "order_class", "title": "Our class"})
    assert response.status_code == 302, response.content.decode()
    project = Project.objects.get(match=match)
    assert press(hr, project, "project", "submit") == "approving"
    for browser in (hr, school, office):
        assert press(browser, project, "project", "approve") == "approving"
    assert press(office, project, "project", "sign") == "signed"
    assert press(school, project, "project", "start") == "running"
    assert press(school, project, "project", "complete") == "completed"

    sent = {
        "organisation": home.school.pk,
        "project": project.pk,
        "kind": "course",
        "level": "city",
        "title": "A shared course",
        "achieved_on": timezone.localdate().isoformat(),
        "evidence": "register 7",
    }
    response = school.post(url("result_new"), sent)
    assert response.status_code == 302, response.content.decode()
    result = Result.objects.get(project=project)
    assert press(school, result, "result", "submit") == "submitted"
    assert press(office, result, "result", "verify") == "verified"
    assert press(school, result, "result", "share", audience="public") == "shared"

    page = public.get(url("result_detail", result.pk)).content.decode()
    assert "A shared course" in page
    assert "register 7" not in page

"""Every list and every record of the administration opens, for the two kinds of people who enter."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliance.accounts.models import User
from tests import factories
from tests.admin.conftest import client_of, whole_story

PLATFORM_ONLY = {"event", "owed", "heartbeat", "loadededition"}
SCHOOL_ONLY = {"consent"}
"""What a secretariat opens and finds empty: it concerns the school's own staff."""
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)


def address(model, page, *args):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=args)


def cost(client, url, *, warm=False):
    if not warm:
        client.get(url)  # what a process reads once is not the page's cost
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(queries), response


def test_everything_that_the_story_needs_is_registered():
    assert {model._meta.label for model in REGISTERED} == {
        "accounts.Organisation",
        "accounts.OrganisationRole",
        "accounts.User",
        "alignment.AlignmentRun",
        "alignment.IndexValue",
        "alignment.ProgramChange",
        "alignment.ProgramVerdict",
        "alignment.Scenario",
        "alignment.Scorecard",
        "alignment.ScorecardBand",
        "alignment.ScorecardMetric",
        "collaboration.Adoption",
        "collaboration.ClassMentor",
        "collaboration.Facility",
        "collaboration.FacilityService",
        "collaboration.Internship",
        "collaboration.JointEvaluation",
        "collaboration.Match",
        "collaboration.MatchRun",
        "collaboration.Project",
        "collaboration.Recognition",
        "collaboration.Result",
        "collaboration.Subsidy",
        "collaboration.TrainingClass",
        "consortia.Agreement",
        "consortia.AgreementParty",
        "consortia.Alliance",
        "consortia.Assessment",
        "consortia.AssessmentMark",
        "consortia.Attendance",
        "consortia.Committee",
        "consortia.CouplingEdition",
        "consortia.Framework",
        "consortia.IndustryStatistic",
        "consortia.KeyIndustry",
        "consortia.Meeting",
        "consortia.Membership",
        "consortia.Policy",
        "consortia.Resolution",
        "consortia.ResolutionTask",
        "consortia.Seat",
        "consortia.Standard",
        "consortia.StandardIndicator",
        "consortia.YearPlan",
        "enterprises.Demand",
        "enterprises.Enterprise",
        "events.Event",
        "events.Heartbeat",
        "events.Owed",
        "indicators.Claim",
        "indicators.Indicator",
        "indicators.RegionReport",
        "partners.ApiKey",
        "programs.CatalogueLink",
        "programs.Course",
        "programs.CrosswalkLink",
        "programs.OccupationIndustry",
        "programs.Program",
        "programs.ProgramCluster",
        "programs.School",
        "reference.CatalogueProgram",
        "reference.Industry",
        "reference.LoadedEdition",
        "reference.Occupation",
        "reference.Region",
        "reference.Skill",
        "talent.Certification",
        "talent.Cohort",
        "talent.Consent",
        "talent.Exchange",
        "talent.Graduate",
        "talent.Outcome",
        "talent.TrainingBatch",
    }


@pytest.mark.parametrize("who", ["platform", "secretary"])
def test_lists_and_records_cost_the_same_queries_for_one_row_as_for_three(world, platform, who):
    client = client_of(platform if who == "platform" else world.secretary)
    mine = [
        model
        for model in REGISTERED
        if who == "platform" or model._meta.model_name not in PLATFORM_ONLY | SCHOOL_ONLY
    ]
    whole_story(world, 1)
    first = {model: cost(client, address(model, "changelist"))[0] for model in mine}
    shown = {}
    user = User.objects.get(pk=(platform if who == "platform" else world.secretary).pk)
    for model in mine:
        kept = admin.site._registry[model]
        row = kept.visible(user).first()
        assert row is not None, model
        shown[model] = (row.pk, cost(client, address(model, "change", row.pk))[0])
        history = client.get(address(model, "history", row.pk)).status_code
        assert (model, history) == (model, 200 if kept.may_see_history(user, row) else 403)
    for number in (2, 3):
        whole_story(world, number)
    later = {model: cost(client, address(model, "changelist"), warm=True)[0] for model in mine}
    assert {m._meta.label: n for m, n in later.items()} == {
        m._meta.label: n for m, n in first.items()
    }
    again = {
        m: (pk, cost(client, address(m, "change", pk), warm=True)[0])
        for m, (pk, _) in shown.items()
    }
    assert {m._meta.label: n for m, (_, n) in again.items()} == {
        m._meta.label: n for m, (_, n) in shown.items()
    }


def test_lists_search_in_both_languages_and_survive_odd_words(as_platform, world):
    words = ("电力", "'; --", "\x00")
    asked = [(address(model, "changelist"), word) for model in REGISTERED for word in words]
    answers = {
        (u, w): as_platform.get(u, {"q": w}, follow="\x00" in w).status_code for u, w in asked
    }
    assert answers == dict.fromkeys(asked, 200)


def test_lists_find_by_chinese_english_and_pinyin(as_platform, world):
    organisation = world.enterprise.organisation
    organisation.name, organisation.name_en = "郴州锂电", "Chenzhou Lithium"
    organisation.save()
    demand = factories.publish_in(world)
    for word in ("锂电", "lithium", "li dian"):
        listed = as_platform.get(address(type(demand), "changelist"), {"q": word})
        assert [row.pk for row in listed.context["cl"].result_list] == [demand.pk]


def test_a_filter_with_nonsense_in_it_breaks_nothing(as_platform, world):
    as_platform.raise_request_exception = False
    broken = {}
    for model in REGISTERED:
        page = as_platform.get(address(model, "changelist"))
        for spec in page.context["cl"].filter_specs:
            for name in spec.expected_parameters():
                for junk in ("zz", "\x00"):
                    answer = as_platform.get(address(model, "changelist"), {name: junk})
                    if answer.status_code not in (200, 302):
                        broken[model._meta.label, name, junk] = answer.status_code
    assert broken == {}


def test_lists_are_filtered_by_enterprise(as_platform, world):
    mine = factories.publish_in(world)
    other = factories.publish_in(world.foreign)
    url = address(type(mine), "changelist")
    for demand in (mine, other):
        chosen = {"enterprise__organisation__exact": demand.enterprise_id}
        listed = as_platform.get(url, chosen)
        assert [row.pk for row in listed.context["cl"].result_list] == [demand.pk]


def test_nothing_is_deleted_here(as_platform, world):
    whole_story(world, 1)
    before = {model: model._default_manager.count() for model in REGISTERED}
    rows = {model: model._default_manager.first() for model in REGISTERED}
    answers = {
        model: as_platform.post(address(model, "delete", row.pk), {"post": "yes"}).status_code
        for model, row in rows.items()
    }
    assert answers == dict.fromkeys(REGISTERED, 403)
    assert {model: model._default_manager.count() for model in REGISTERED} == before


def test_the_platforms_own_rows_are_closed_to_secretariats(as_secretary):
    closed = [model for model in REGISTERED if model._meta.model_name in PLATFORM_ONLY]
    answers = [as_secretary.get(address(model, "changelist")).status_code for model in closed]
    assert answers == [403] * len(PLATFORM_ONLY)


def test_the_front_page_counts_what_waits_and_leads_to_it(as_platform, world):
    whole_story(world, 1)
    page = as_platform.get(reverse("admin:index"))
    found = {card["title"]: (card["count"], card["url"]) for card in page.context["waiting"]}
    assert found == {
        "Demands to check": (1, "/admin/enterprises/demand/?state__exact=submitted"),
        "Applications for membership": (1, "/admin/consortia/membership/?state__exact=applied"),
        "Projects in approval": (1, "/admin/collaboration/project/?state__exact=approving"),
        "Results to verify": (1, "/admin/collaboration/result/?state__exact=submitted"),
        "Work given up": (found["Work given up"][0], "/admin/events/owed/?progress=dead"),
    }
    for count, url in found.values():
        listed = as_platform.get(url)
        assert (listed.status_code, listed.context["cl"].result_count) == (200, count)


def test_a_strangers_front_page_counts_nothing_of_ours(as_stranger, world):
    whole_story(world, 1)
    page = as_stranger.get(reverse("admin:index"))
    assert [card["count"] for card in page.context["waiting"]] == [0, 0, 0, 0]


def test_the_sidebar_leads_to_every_list_once(as_platform):
    groups = as_platform.get(reverse("admin:index")).context["sidebar_navigation"]
    links = [str(item["link"]) for group in groups for item in group["items"]]
    assert sorted(links) == sorted(
        [reverse("admin:index"), *(address(model, "changelist") for model in REGISTERED)]
    )

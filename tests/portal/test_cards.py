"""The pages of one organisation and of one alliance: together, and to each reader only their own."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.accounts.models import OrganisationAlias
from alliance.consortia.enums import Post
from tests.factories import (
    AllianceFactory,
    MembershipFactory,
    UserFactory,
    make_project,
    make_result,
    publish_in,
)
from tests.factories.collaboration import FacilityFactory, RecognitionFactory
from tests.factories.consortia import (
    AgreementFactory,
    AssessmentFactory,
    AssessmentMarkFactory,
    CommitteeFactory,
    MeetingFactory,
    ResolutionFactory,
    ResolutionTaskFactory,
    SeatFactory,
    YearPlanFactory,
)

FIRST, SECOND, THIRD = date(2023, 1, 1), date(2024, 1, 1), date(2025, 1, 1)


def blocks(page):
    """{title: [rows]} of what a card shows."""
    card = page.context["card"]
    return {str(block.title): [line.title for line in block.lines] for block in card.blocks}


def fill_organisation(home, times=1):
    """So many of everything that a school's card brings together."""
    school = home.school.organisation
    for number in range(times):
        AgreementFactory(
            alliance=home.alliance,
            state="signed",
            parties=[school, home.enterprise.organisation],
        )
        FacilityFactory(host=school)
        FacilityFactory(host=home.enterprise.organisation, partners=[school])
        RecognitionFactory(
            organisation=school, kind="excellent_school", title=f"Excellent {times} {number}"
        )
        make_result(project=make_project(world=home, state="running"), state="shared")
        SeatFactory(alliance=home.alliance, organisation=school, post=Post.VICE_CHAIR)
        MembershipFactory(organisation=school)


@pytest.mark.parametrize(
    ("who", "agreements"),
    [
        ("school_user", 1),
        ("enterprise_user", 1),
        ("secretary", 1),
        ("bureau_user", 0),
        ("outsider", 0),
    ],
)
def test_an_organisations_card_holds_what_its_reader_may_see(home, browse, who, agreements):
    fill_organisation(home)
    user = home.foreign.enterprise_user if who == "outsider" else getattr(home, who)
    page = browse(user).get(f"/organisations/{home.school.pk}/")
    shown = blocks(page)
    card = page.context["card"]
    belongs = who != "outsider"
    assert page.status_code == 200
    assert {title: len(lines) for title, lines in shown.items()} == {
        **({"Agreements": agreements} if agreements else {}),
        "Facilities": 2,
        "Recognitions": 1,
        **({"Results": 1} if who in ("school_user", "enterprise_user", "secretary") else {}),
    }
    assert len(card.memberships) == 2
    assert (len(card.seats), len(card.held)) == ((1, 1) if belongs else (0, 0))
    assert [(str(label), count) for label, count, _href in card.counts] == [("Programs", 1)]


def test_the_card_names_kind_region_code_and_former_names(home, browse):
    organisation = home.enterprise.organisation
    OrganisationAlias.objects.create(organisation=organisation, name="Old works", former_id=99)
    publish_in(home)
    text = browse(home.school_user).get(f"/organisations/{organisation.pk}/").content.decode()
    missing = [
        word
        for word in (
            organisation.name,
            "Enterprise",
            organisation.region.label,
            organisation.uscc,
            "Old works",
            str(home.alliance),
            f"/alliances/{home.alliance.pk}/",
            f"/records/demands/?enterprise=%23{organisation.pk}",
        )
        if word not in text
    ]
    assert missing == []


def seats_of(home):
    """Vice-chair in 2023, council member in 2024 and 2025 on."""
    shared = {"alliance": home.alliance, "organisation": home.school.organisation}
    SeatFactory(post=Post.VICE_CHAIR, started_on=FIRST, ended_on=SECOND, **shared)
    SeatFactory(post=Post.COUNCIL_MEMBER, started_on=SECOND, **shared)
    SeatFactory(post=Post.SECRETARY_GENERAL, started_on=THIRD, **shared)


@pytest.mark.parametrize(
    ("day", "posts"),
    [
        (FIRST - timedelta(days=1), []),
        (FIRST, ["Vice-chair unit"]),
        (SECOND - timedelta(days=1), ["Vice-chair unit"]),
        (SECOND, ["Council member"]),
        (THIRD, ["Council member", "Secretary-general"]),
    ],
)
def test_seats_on_a_day_are_exactly_those_held_then(home, browse, day, posts):
    seats_of(home)
    browser = browse(home.school_user)
    page = browser.get(f"/organisations/{home.school.pk}/?on={day}")
    assert [line.title for line in page.context["card"].held] == posts
    page = browser.get(f"/alliances/{home.alliance.pk}/?on={day}")
    assert sorted(post for post, _lines in page.context["card"].posts) == sorted(posts)


@pytest.mark.parametrize("text", ["", "nonsense", "2024-02-31", "9" * 40, "\x00"])
def test_a_day_that_cannot_be_read_is_today(home, browse, text):
    seats_of(home)
    page = browse(home.school_user).get(f"/organisations/{home.school.pk}/", {"on": text})
    assert (page.status_code, page.context["day"]) == (200, timezone.localdate())


def fill_alliance(home, times=1):
    """So many of everything that an alliance's card brings together."""
    today = timezone.localdate()
    for number in range(times):
        committee = CommitteeFactory(alliance=home.alliance)
        SeatFactory(
            alliance=home.alliance,
            organisation=home.school.organisation,
            post=Post.COMMITTEE_DIRECTOR,
            committee=committee,
        )
        SeatFactory(alliance=home.alliance, organisation=home.enterprise.organisation)
        MeetingFactory(alliance=home.alliance, held_on=today + timedelta(days=number))
        MeetingFactory(alliance=home.alliance, held_on=today - timedelta(days=1))
        held = MeetingFactory(alliance=home.alliance, state="held")
        resolution = ResolutionFactory(meeting=held, state="adopted")
        ResolutionFactory(meeting=held, state="drafted")
        ResolutionTaskFactory(resolution=resolution, owner=home.school.organisation)
        ResolutionTaskFactory(resolution=resolution, state="done")
        YearPlanFactory(alliance=home.alliance, state="published")
        YearPlanFactory(alliance=home.alliance, state="draft")
        judged = AssessmentFactory(alliance=home.alliance, state="confirmed")
        AssessmentMarkFactory(assessment=judged)
        AllianceFactory(parent=home.alliance, region=home.region)
        MembershipFactory(alliance=home.alliance)
        fill_foreign(home)


def fill_foreign(home):
    """The same in another alliance: it must not show here."""
    other = home.foreign.alliance
    CommitteeFactory(alliance=other)
    SeatFactory(alliance=other)
    resolution = ResolutionFactory(meeting__alliance=other, meeting__state="held", state="adopted")
    ResolutionTaskFactory(resolution=resolution)


EVERYTHING = {
    "Next meetings": 1,
    "Resolutions adopted": 1,
    "Open tasks": 1,
    "Yearly plans and reports": 1,
}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("school_user", EVERYTHING),
        ("bureau_user", EVERYTHING),
        ("secretary", {**EVERYTHING, "Yearly plans and reports": 2}),
        ("outsider", {}),
    ],
)
def test_an_alliances_card_holds_what_its_reader_may_see(home, browse, who, expected):
    fill_alliance(home)
    user = home.foreign.school_user if who == "outsider" else getattr(home, who)
    page = browse(user).get(f"/alliances/{home.alliance.pk}/")
    card = page.context["card"]
    belongs = who != "outsider"
    assert page.status_code == 200
    assert {title: len(lines) for title, lines in blocks(page).items()} == expected
    assert (card.members, len(card.branches)) == (3, 1)
    assert [
        [line.title for line in directors] for _committee, _href, directors in card.committees
    ] == ([[str(home.school)]] if belongs else [])
    assert [(post, [line.title for line in lines]) for post, lines in card.posts] == (
        [("Vice-chair unit", [str(home.enterprise)])] if belongs else []
    )
    assert (card.assessment and card.assessment.total) == (5 if belongs else None)


def test_a_sector_community_says_which_leads_it_lacks(home, browse):
    community = AllianceFactory(kind="sector_community", parent=home.alliance, region=home.region)
    SeatFactory(
        alliance=community, organisation=home.school.organisation, post=Post.LEAD_SCHOOL,
        started_on=SECOND,
    )  # fmt: skip
    browser = browse(home.secretary)
    page = browser.get(f"/alliances/{community.pk}/?on={SECOND}")
    assert page.context["card"].lacking == [Post.LEAD_ENTERPRISE, Post.LEAD_UNIVERSITY]
    page = browser.get(f"/alliances/{community.pk}/?on={FIRST}")
    assert page.context["card"].lacking == [
        Post.LEAD_ENTERPRISE,
        Post.LEAD_UNIVERSITY,
        Post.LEAD_SCHOOL,
    ]
    assert f'href="/alliances/{home.alliance.pk}/"' in page.content.decode()


@pytest.mark.parametrize("kind", ["organisation", "alliance"])
def test_more_rows_cost_no_more_queries(home, browse, kind):
    fill = {"organisation": fill_organisation, "alliance": fill_alliance}[kind]
    pk = {"organisation": home.school.pk, "alliance": home.alliance.pk}[kind]
    browser = browse(home.secretary)

    def cost():
        with CaptureQueriesContext(connection) as caught:
            page = browser.get(f"/{kind}s/{pk}/")
        return len(caught), sum(len(lines) for lines in blocks(page).values())

    fill(home, 1)
    few, before = cost()
    fill(home, 2)
    many, after = cost()
    assert (many, after > before) == (few, True)


def test_strangers_sign_in_and_what_is_not_there_is_not_found(home, browse):
    places = [f"/organisations/{home.school.pk}/", f"/alliances/{home.alliance.pk}/"]
    assert [browse().get(place)["Location"] for place in places] == [
        f"/accounts/login/?next={place}" for place in places
    ]
    browser = browse(home.secretary)
    answers = [browser.get(f"/{kind}/987654321/") for kind in ("organisations", "alliances")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert browser.post(places[0]).status_code == 405


def test_the_way_there_leads_from_search_and_from_the_registers(home, browse):
    browser = browse(home.secretary)
    school, alliance = home.school.organisation, home.alliance
    places = {
        f"/organisations/{school.pk}/": [
            f"/search/?q={school.name}",
            f"/records/organisations/?q={school.name}",
            f"/records/organisations/{school.pk}/",
        ],
        f"/alliances/{alliance.pk}/": [
            f"/search/?q={alliance.name}",
            "/records/alliances/",
            f"/records/alliances/{alliance.pk}/",
        ],
    }
    lost = [
        (start, place)
        for place, starts in places.items()
        for start in starts
        if f'href="{place}"' not in browser.get(start).content.decode()
    ]
    assert lost == []


def test_only_who_may_change_the_row_is_offered_the_form(home, browse):
    manager = home.school_user
    viewer = UserFactory(organisation=home.school, role="viewer")
    place = f"/organisations/{home.school.pk}/"
    offered = [browse(user).get(place).context["edit_url"] for user in (manager, viewer)]
    assert offered == [f"/records/organisations/{home.school.pk}/edit/", ""]

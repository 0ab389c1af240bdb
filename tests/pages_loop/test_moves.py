"""Moves as buttons: offered where they are possible, refused in the same words as by the API."""

import json

import pytest
from django.urls import reverse

from alliance.events.models import Event
from enterprises.actions import revise_demand
from tests.factories import DemandFactory, make_match, make_project, make_result, publish_in

pytestmark = pytest.mark.django_db


def press(browser, kind, record, move, **fields):
    return browser.post(
        reverse(f"collaboration:{kind}_move", args=[record.pk, move]),
        {"version": record.version, **fields},
    )


def offered(browser, kind, record):
    page = browser.get(reverse(f"collaboration:{kind}_detail", args=[record.pk]))
    return [button.name for button in page.context["buttons"]]


REFUSALS = [
    # kind, record, who, move, body
    ("demand", publish_in, "enterprise_user", "submit", {}),
    ("demand", publish_in, "school_user", "withdraw", {}),
    ("demand", publish_in, "secretary", "publish", {}),
    ("match", lambda w: make_match(world=w), "enterprise_user", "respond", {}),
    ("match", lambda w: make_match(world=w), "enterprise_user", "accept", {}),
    ("match", lambda w: make_match(world=w), "enterprise_user", "decline", {"reason": "no"}),
    ("project", lambda w: make_project(world=w), "school_user", "sign", {}),
    ("project", lambda w: make_project(world=w, state="approving"), "school_user", "sign", {}),
    ("project", lambda w: make_project(world=w), "secretary", "submit", {}),
    ("result", lambda w: make_result(world=w, state="submitted"), "school_user", "verify", {}),
    ("result", lambda w: make_result(world=w), "school_user", "share", {"audience": "public"}),
]


@pytest.mark.parametrize(("kind", "make", "who", "move", "body"), REFUSALS)
def test_page_and_api_refuse_in_the_same_words(home, sign_in, kind, make, who, move, body):
    record = make(home)
    browser = sign_in(getattr(home, who))
    before = (record.state, record.version, Event.objects.count())
    fields = {"sure": "on"} if move == "withdraw" and kind == "demand" else {}
    page = press(browser, kind, record, move, **body, **fields)
    api = browser.post(
        reverse(f"api:{kind}-{move}", args=[record.pk]),
        json.dumps(body),
        content_type="application/json",
        headers={"If-Match": f'"v{record.version}"'},
    )
    assert (page.status_code, page.context["refusal"].detail) == (
        api.status_code,
        api.json()["detail"],
    )
    assert page.status_code in (403, 409)
    assert page.context["refusal"].detail in page.content.decode().replace("&#x27;", "'")
    record.refresh_from_db()
    assert (record.state, record.version, Event.objects.count()) == before


def test_buttons_are_those_of_the_state_and_of_the_person(home, sign_in):
    match = make_match(world=home)
    school, enterprise = sign_in(home.school_user), sign_in(home.enterprise_user)
    office = sign_in(home.secretary)
    assert offered(school, "match", match) == ["respond", "decline"]
    assert offered(enterprise, "match", match) == []
    press(school, "match", match, "respond")
    match.refresh_from_db()
    assert offered(school, "match", match) == ["decline"]
    assert offered(enterprise, "match", match) == ["accept", "decline"]
    assert offered(office, "match", match) == []


def test_signing_shows_who_is_still_missing(home, sign_in):
    project = make_project(world=home, state="approving")
    browser = sign_in(home.school_user)
    page = browser.get(reverse("collaboration:project_detail", args=[project.pk]))
    sign = next(b for b in page.context["buttons"] if b.name == "sign")
    assert sign.refused == "Still to approve: School, Enterprise, Alliance."
    press(browser, "project", project, "approve")
    page = browser.get(reverse("collaboration:project_detail", args=[project.pk]))
    sign = next(b for b in page.context["buttons"] if b.name == "sign")
    assert sign.refused == "Still to approve: Enterprise, Alliance."


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_declining_needs_a_reason_of_readable_length(home, sign_in, reason):
    match = make_match(world=home)
    page = press(sign_in(home.school_user), "match", match, "decline", reason=reason)
    assert page.status_code == 400
    bound = next(b.form for b in page.context["buttons"] if b.name == "decline")
    assert list(bound.errors) == ["reason"]
    assert page.context["refusal"].detail.startswith("Reason: ")
    match.refresh_from_db()
    assert (match.state, match.reason) == ("suggested", "")


def test_an_outdated_report_is_accepted_only_knowingly(home, sign_in):
    match = make_match(world=home, state="interested")
    revise_demand(demand=match.demand, by=home.enterprise_user, fields={"headcount": 7})
    browser = sign_in(home.enterprise_user)
    page = press(browser, "match", match, "accept")
    assert page.status_code == 409
    assert press(browser, "match", match, "accept", accept_outdated="on").status_code == 302
    match.refresh_from_db()
    assert match.state == "accepted"


def test_a_stale_press_changes_nothing(home, sign_in):
    match = make_match(world=home)
    seen = match.version
    browser = sign_in(home.school_user)
    press(browser, "match", match, "respond")
    match.refresh_from_db()
    match.version = seen
    page = press(browser, "match", match, "decline", reason="Too late.")
    assert page.status_code == 412
    match.refresh_from_db()
    assert match.state == "interested"


def test_withdrawing_asks_twice(home, sign_in):
    demand = publish_in(home)
    browser = sign_in(home.enterprise_user)
    assert press(browser, "demand", demand, "withdraw").status_code == 400
    assert press(browser, "demand", demand, "withdraw", sure="on").status_code == 302
    demand.refresh_from_db()
    assert demand.state == "withdrawn"


def test_what_is_no_move_is_not_found_and_foreign_records_too(home, sign_in):
    match = make_match(world=home)
    own, foreign = sign_in(home.school_user), sign_in(home.foreign.school_user)
    assert press(own, "match", match, "expire").status_code == 404
    assert press(own, "match", match, "supersede").status_code == 404
    assert press(own, "match", match, "fly").status_code == 404
    assert press(foreign, "match", match, "respond").status_code == 404


def test_moves_are_posts_of_those_who_signed_in(home, sign_in):
    match = make_match(world=home)
    address = reverse("collaboration:match_move", args=[match.pk, "respond"])
    assert sign_in(home.school_user).get(address).status_code == 405
    answer = sign_in().post(address)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("version", ["x", "1.5", "9" * 12, "-1"])
def test_a_version_that_is_none_is_refused(home, sign_in, version):
    match = make_match(world=home)
    browser = sign_in(home.school_user)
    address = reverse("collaboration:match_move", args=[match.pk, "respond"])
    assert browser.post(address, {"version": version}).status_code == 400


@pytest.mark.parametrize(
    ("wanted", "way"),
    [("/workspace/", "/workspace/"), ("https://evil.test/", None), ("//evil.test", None)],
)
def test_after_a_move_one_goes_on_inside_the_portal_only(home, sign_in, wanted, way):
    match = make_match(world=home)
    answer = press(sign_in(home.school_user), "match", match, "respond", next=wanted)
    own = reverse("collaboration:match_detail", args=[match.pk])
    assert answer["Location"] == (way or own)


def test_verifying_offers_key_industries_and_confirms_the_link(home, sign_in):
    result = make_result(world=home, state="submitted")
    browser = sign_in(home.secretary)
    page = browser.get(reverse("collaboration:result_detail", args=[result.pk]))
    form = next(b.form for b in page.context["buttons"] if b.name == "verify")
    key = set(home.framework.industries.values_list("industry_id", flat=True))
    offered_codes = {row.pk for row in form.fields["confirms"].queryset}
    assert offered_codes == key | {home.enterprise.industry_id}
    code = home.enterprise.industry_id
    too_much = press(browser, "result", result, "verify", confirms=code, weight="1.5")
    assert too_much.status_code == 400
    press(browser, "result", result, "verify", confirms=code, weight="0.4")
    result.refresh_from_db()
    link = home.program.links.get(kind="confirmed", industry_id=code, valid_to=None)
    assert (result.state, str(link.weight)) == ("verified", "0.4000")


def test_a_returned_demand_tells_its_enterprise_why(home, sign_in):
    demand = DemandFactory(enterprise=home.enterprise, state="submitted")
    press(sign_in(home.secretary), "demand", demand, "return", reason="Name the <shifts>.")
    page = sign_in(home.enterprise_user).get(
        reverse("collaboration:demand_detail", args=[demand.pk])
    )
    assert "Name the &lt;shifts&gt;." in page.content.decode()

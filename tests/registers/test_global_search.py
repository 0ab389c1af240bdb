"""The one search field: rows of every register, as its reader may see them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as f
from tests.factories.consortia import AgreementFactory, MeetingFactory

pytestmark = pytest.mark.django_db


def found(client, text, **headers):
    page = client.get("/search/", {"q": text}, headers=headers)
    assert page.status_code == 200
    return {str(kind.label): [hit.title for hit in kind.hits] for kind in page.context["found"]}


def test_rows_of_registers_are_found_by_who_may_see_them(browse):
    agreement = AgreementFactory(title="锌冶炼合作协议")
    AgreementFactory(title="锌矿协议")
    secretary = browse(f.secretary_of(agreement.alliance))
    assert found(secretary, "锌") == {"Agreements": ["锌冶炼合作协议"]}
    assert found(browse(f.UserFactory()), "锌") == {}
    assert found(browse(), "锌") == {}


def test_five_of_a_register_are_shown_and_the_way_to_all(browse):
    alliance = f.AllianceFactory()
    for number in range(6):
        MeetingFactory(alliance=alliance, title=f"Casting {number}")
    page = browse(f.secretary_of(alliance)).get("/search/", {"q": "casting"})
    [meetings] = page.context["found"]
    assert (len(meetings.hits), meetings.more, meetings.every) == (
        5,
        True,
        "/records/meetings/?q=casting",
    )


def test_a_register_is_found_by_its_name(browse):
    page = browse(f.UserFactory()).get("/search/", {"q": "meeting"})
    [named] = page.context["found"]
    assert ("Meetings", "/records/meetings/") in [(hit.title, hit.href) for hit in named.hits]


def test_the_field_in_the_frame_gets_the_bare_list(browse):
    client = browse(f.UserFactory())
    part = client.get("/search/", {"q": "meeting"}, headers={"hx-request": "true"})
    assert part.templates[0].name == "portal/_found.html"
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]


def test_more_rows_cost_no_more_queries(browse):
    alliance = f.AllianceFactory()
    client = browse(f.secretary_of(alliance))

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get("/search/", {"q": "casting"})
        return len(seen)

    MeetingFactory(alliance=alliance, title="Casting")
    queries()
    once = queries()
    MeetingFactory(alliance=alliance, title="Casting two")
    MeetingFactory(alliance=alliance, title="Casting three")
    assert queries() == once


def test_odd_texts_break_nothing(browse):
    client = browse(f.UserFactory(is_superuser=True))
    for text in ("%", "_", "\x00", "x" * 500, "<b>", "' or 1=1", "１２", "۝"):
        assert client.get("/search/", {"q": text}).status_code == 200


def test_the_registers_are_in_the_way_through_the_portal(browse):
    page = browse(f.UserFactory()).get("/records/")
    assert [entry.label for entry in page.context["nav"] if entry.current] == ["Registers"]

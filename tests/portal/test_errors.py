"""Refusals and faults: a page for people, a fragment for htmx, a problem for programs."""

import json

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.portal.error_urls")

STATUS = {
    "invalid": (400, "A title is needed."),
    "refused": (403, "Only the school answers."),
    "moved": (409, "Match: cannot accept from expired"),
    "stale": (412, "Somebody saved a newer version."),
    "unversioned": (428, "Send the version."),
    "reused": (422, "The key came back with another body."),
    "busy": (409, "Still working."),
    "denied": (403, "your role does not allow this"),
    "absent": (404, "There is nothing here for you"),
    "suspicious": (400, "The request could not be understood"),
    "broken": (500, "The error has been recorded"),
}


def ask(path, **headers):
    return Client(raise_request_exception=False).get(path, headers=headers)


@pytest.mark.parametrize(("kind", "status", "words"), [(k, *v) for k, v in STATUS.items()])
def test_a_page_answers_with_the_status_its_sentence_and_the_request_s_number(kind, status, words):
    response = ask(f"/fail/{kind}/", **{"x-request-id": "request-12345"})
    text = response.content.decode()
    assert response.status_code == status
    assert words in text
    assert "request-12345" in text
    assert "internal words" not in text
    assert "matches the given query" not in text
    assert response["Content-Type"].startswith("text/html")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("kind", "status"), [(k, v[0]) for k, v in STATUS.items()])
def test_the_api_answers_with_a_problem(kind, status):
    response = ask(f"/api/fail/{kind}/", **{"x-request-id": "request-12345"})
    body = json.loads(response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, body["status"], body["request_id"]) == (
        status,
        status,
        "request-12345",
    )
    assert "internal words" not in response.content.decode()


@pytest.mark.parametrize(("kind", "status"), [(k, v[0]) for k, v in STATUS.items()])
def test_htmx_gets_a_fragment_that_goes_above_the_page(kind, status):
    response = ask(f"/fail/{kind}/", **{"hx-request": "true"})
    text = response.content.decode()
    assert response.status_code == status
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#notices", "innerHTML")
    assert 'role="alert"' in text
    assert "<html" not in text


def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs():
    assert ask("/nowhere/").content.decode().count("<h1>") == 1
    assert json.loads(ask("/api/v1/nowhere/").content)["status"] == 404


def test_a_busy_answer_says_when_to_come_back():
    assert ask("/fail/busy/")["Retry-After"] == "1"


def test_errors_speak_the_reader_s_language():
    response = ask("/fail/absent/", **{"accept-language": "zh-hans"})
    assert '<html lang="zh-Hans">' in response.content.decode()


def test_a_refusal_s_words_are_escaped(monkeypatch):
    from alliance.lib.errors import Refused
    from tests.portal import error_urls

    monkeypatch.setitem(error_urls.FAULTS, "moved", Refused("<script>alert(1)</script>"))
    for headers in ({}, {"hx-request": "true"}):
        text = ask("/fail/moved/", **headers).content.decode()
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_a_form_without_its_token_is_told_to_open_the_page_again():
    browser = Client(enforce_csrf_checks=True)
    response = browser.post("/i18n/setlang/", {"language": "en"})
    assert response.status_code == 403
    assert "This form is too old" in response.content.decode()


def test_the_500_page_needs_no_template(monkeypatch):
    from alliance.portal import errors

    def broken(*args, **kwargs):
        raise RuntimeError("template")

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = ask("/fail/broken/")
    assert (response.status_code, response.content) == (500, b"Server error")

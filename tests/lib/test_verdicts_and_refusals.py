"""Verdicts carry their reason; refusals carry what doors answer with."""

import pytest

from alliance.lib import errors
from alliance.lib.rules import ALLOW, deny


def test_a_denial_is_falsy_and_raises_its_reason():
    verdict = deny("Only on Tuesdays.")
    assert (bool(verdict), verdict.reason) == (False, "Only on Tuesdays.")
    with pytest.raises(errors.NotAllowed, match=r"^Only on Tuesdays\.$"):
        verdict.require()


def test_a_permission_is_truthy_and_lets_pass():
    assert ALLOW
    assert ALLOW.require() is None


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        (errors.DomainError("x"), 400, "refused"),
        (errors.InvalidInput("x"), 400, "invalid"),
        (errors.NotAllowed("x"), 403, "not_allowed"),
        (errors.Refused("x"), 409, "conflict"),
        (errors.InvalidTransition("x"), 409, "invalid_transition"),
        (errors.Busy("x"), 409, "in_progress"),
        (errors.Stale("x", current=3), 412, "stale"),
        (errors.KeyReused("x"), 422, "idempotency_key_reused"),
        (errors.VersionRequired("x"), 428, "version_required"),
    ],
)
def test_each_refusal_has_one_status_and_one_code(refusal, status, code):
    assert isinstance(refusal, errors.DomainError)
    assert (refusal.status, refusal.code, refusal.detail, str(refusal)) == (status, code, "x", "x")


def test_a_faulty_input_names_its_field():
    fault = errors.InvalidInput.on("weight", "Too heavy.", code="range")
    assert fault.errors == (errors.FieldError("weight", "range", "Too heavy."),)
    assert fault.detail == "Too heavy."

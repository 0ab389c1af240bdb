"""Refusals that the domain speaks, translated once for pages and once for the API."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """One fault of an input: where it is, a stable code, and a sentence for people."""

    field: str
    code: str
    detail: str


class DomainError(Exception):
    """Base of every refusal; `status` is what a door answers with, `code` what a program reads."""

    status = 400
    code = "refused"

    def __init__(self, detail: str, *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)


class InvalidInput(DomainError):
    """What was sent cannot be accepted; every fault names its field."""

    code = "invalid"

    @classmethod
    def on(cls, field: str, detail: str, *, code: str = "invalid") -> "InvalidInput":
        return cls(detail, errors=[FieldError(field, code, detail)])


class NotAllowed(DomainError):
    """The caller sees the object but lacks the right."""

    status = 403
    code = "not_allowed"


class Refused(DomainError):
    """The object's state, or another object, forbids the act."""

    status = 409
    code = "conflict"


class InvalidTransition(Refused):
    code = "invalid_transition"


class Stale(DomainError):
    """The caller saw an older version than the stored one (`current`, where it is numbered)."""

    status = 412
    code = "stale"

    def __init__(self, detail: str, *, current: int | None = None) -> None:
        super().__init__(detail)
        self.current = current


class VersionRequired(DomainError):
    status = 428
    code = "version_required"


class KeyReused(DomainError):
    """An idempotency key came back with another body."""

    status = 422
    code = "idempotency_key_reused"


class Busy(Refused):
    """The same idempotency key is being worked on; try again in `retry_after` seconds."""

    code = "in_progress"
    retry_after = 1

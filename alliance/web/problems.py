"""Errors of the API as RFC 9457 problem details."""

from collections.abc import Iterator
from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from alliance.lib.errors import Busy, DomainError, FieldError, Stale
from alliance.web.request_id import request_id

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Refused in this state",
    412: "Stale version",
    413: "Body too large",
    415: "Unsupported media type",
    422: "Key reused",
    428: "Version required",
    429: "Too many requests",
    500: "Server error",
}


def problem(
    request: HttpRequest, status: int, detail: str, *, code: str = "", errors: list[FieldError]
) -> dict[str, Any]:
    """The body; `type` is a stable name of the kind of problem, not an address to open."""
    return {
        "type": f"urn:alliance:problem:{code or status}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": sendable(detail),
        "errors": [
            {
                "pointer": sendable(pointer(e.field)),
                "code": e.code,
                "detail": sendable(e.detail),
            }
            for e in errors
        ],
        "request_id": request_id(request),
    }


def pointer(field: str) -> str:
    """A dotted field path as JSON pointer: `skills.0.level` → `/skills/0/level`."""
    return "".join(f"/{part}" for part in field.split(".") if part)


def sendable(text: str) -> str:
    """The text without lone surrogates: JSON may bring them in, UTF-8 cannot take them out."""
    return text.encode("utf-8", errors="replace").decode()


def json_problem(request: HttpRequest, status: int, detail: str, *, code: str = "") -> JsonResponse:
    """For refusals outside a view: unknown addresses, faults of the server."""
    body = problem(request, status, detail, code=code, errors=[])
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)


def handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None (a fault of ours) is left to Django, which answers 500."""
    request = context["request"]._request
    status, detail, code, errors, headers = translate(exc)
    if status is None:
        return None
    set_rollback()
    body = problem(request, status, detail, code=code, errors=errors)
    response = Response(body, status=status, headers=headers)
    response.content_type = MEDIA_TYPE
    response["Cache-Control"] = "no-store"
    return response


def translate(
    exc: Exception,
) -> tuple[int | None, str, str, list[FieldError], dict[str, str]]:
    """(status, detail, code, errors, headers) of a refusal; status None for what is no refusal."""
    headers: dict[str, str] = {}
    if isinstance(exc, Stale) and exc.current is not None:
        headers["ETag"] = f'"v{exc.current}"'
    if isinstance(exc, Busy):
        headers["Retry-After"] = str(exc.retry_after)
    if isinstance(exc, DomainError):
        return exc.status, exc.detail, exc.code, list(exc.errors), headers
    if isinstance(exc, exceptions.ValidationError):
        errors = list(flatten(exc.detail))
        return 400, sentence(errors), "invalid", errors, headers
    if isinstance(exc, ValidationError):
        errors = [FieldError("", "invalid", text) for text in exc.messages]
        return 400, sentence(errors), "invalid", errors, headers
    if isinstance(exc, (Http404, exceptions.NotFound)):
        return 404, _("There is nothing here that you may see."), "not_found", [], headers
    if isinstance(exc, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return (
            413,
            _("A body has at most %(most)s bytes.") % {"most": most},
            "too_large",
            [],
            headers,
        )
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, exceptions.APIException):
        header = getattr(exc, "auth_header", None)
        if header:
            headers["WWW-Authenticate"] = header
        wait = getattr(exc, "wait", None)
        if wait:
            headers["Retry-After"] = str(ceil(wait))
        return exc.status_code, str(exc.detail), exc.default_code, [], headers
    return None, "", "", [], headers


def flatten(detail: Any, path: str = "") -> Iterator[FieldError]:
    """DRF's nested error structure as a flat list with dotted paths."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            own = path if key == "non_field_errors" else f"{path}.{key}" if path else str(key)
            yield from flatten(value, own)
    elif isinstance(detail, list):
        if detail and not isinstance(detail[0], (dict, list)):
            for item in detail:
                yield FieldError(path, getattr(item, "code", "invalid"), str(item))
        else:
            for index, item in enumerate(detail):
                yield from flatten(item, f"{path}.{index}" if path else str(index))
    else:
        yield FieldError(path, getattr(detail, "code", "invalid"), str(detail))


def sentence(errors: list[FieldError]) -> str:
    """The faults in one line, each with its field."""
    return " ".join(f"{e.field}: {e.detail}" if e.field else e.detail for e in errors[:5])

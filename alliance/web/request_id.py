"""A name for each request, in its answer's header, its problem body and the log."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))


class RequestId:
    """Keeps an id that a proxy sent when it is harmless, else makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        name = sent if ACCEPTED.fullmatch(sent) else uuid.uuid4().hex
        request.request_id = name  # type: ignore[attr-defined]  # requests carry it by agreement
        response = self.get_response(request)
        response[HEADER] = name
        return response

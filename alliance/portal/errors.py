"""Refusals and faults as answers: a page for people, a fragment for htmx, a problem for the API."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from alliance.lib.errors import Busy, DomainError
from alliance.web.problems import json_problem, translate
from alliance.web.request_id import request_id

API_PREFIX = "/api/"
TEMPLATES = {
    400: "errors/400.html",
    403: "errors/403.html",
    404: "errors/404.html",
    500: "errors/500.html",
}
CONFLICT_TEMPLATE = "errors/409.html"
"""For every other refusal: the matter has moved on, whichever way."""


def answer(request: HttpRequest, status: int, reason: str = "", *, code: str = "") -> HttpResponse:
    """The error in the shape that the caller reads; touches neither database nor session.

    `reason` is a sentence for people; empty shows the page's own words.
    """
    if request.path.startswith(API_PREFIX):
        return json_problem(request, status, reason or plain(status), code=code)
    context = {"reason": reason, "request_id": request_id(request), "status": status}
    if getattr(request, "htmx", False):
        context["reason"] = reason or plain(status)
        response = HttpResponse(render_to_string("errors/fragment.html", context), status=status)
        # The fragment belongs above the page, not in the place that the request wanted to fill.
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML"
    else:
        template = TEMPLATES.get(status, CONFLICT_TEMPLATE)
        response = HttpResponse(render_to_string(template, context), status=status)
    response["Cache-Control"] = "no-store"
    return response


def plain(status: int) -> str:
    """One sentence for a status where the error brought none."""
    sentences = {
        400: _("The request could not be understood."),
        403: _("You lack the right to do this."),
        404: _("There is nothing here that you may see."),
        500: _("Something went wrong on our side; the error has been recorded."),
    }
    return sentences.get(status, _("This is no longer possible in the present state."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own refusals: a wrong host, too many fields, a broken upload."""
    return answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """PermissionDenied outside the domain's rules."""
    return answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Absent and foreign rows alike; the exception's text may name what exists and stays unsaid."""
    return answer(request, 404)


def nothing(request: HttpRequest) -> HttpResponse:
    """An address of an app in use that the portal does not offer."""
    return answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. The last line of defence: plain words if even the page cannot be made."""
    try:
        return answer(request, 500)
    except Exception:  # noqa: BLE001 -- a broken template must not hide that the server still answers
        return HttpResponse("Server error", status=500, content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without its token: an old page, or cookies that are switched off."""
    return answer(
        request,
        403,
        _(
            "This form is too old, or your browser keeps no cookies. "
            "Open the page again and repeat what you did; nothing was saved."
        ),
        code="csrf",
    )


class DomainErrors:
    """Answers a refusal that a page's view let through with its status and its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None for what is no refusal: Django answers that."""
        if not isinstance(exception, DomainError):
            return None
        status, detail, code, _errors, headers = translate(exception)
        response = answer(request, status or exception.status, detail, code=code)
        if isinstance(exception, Busy):
            response["Retry-After"] = headers["Retry-After"]
        return response

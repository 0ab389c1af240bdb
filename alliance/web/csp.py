"""The Content-Security-Policy header."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def policy_for(path: str) -> str:
    """The header's value: the site's directives, with those of matching prefixes laid over them."""
    directives: dict[str, str] = {}
    for prefix in sorted(settings.SECURE_CSP, key=len):
        if path.startswith(prefix):
            directives |= settings.SECURE_CSP[prefix]
    return "; ".join(f"{name} {value}" for name, value in directives.items())


class ContentSecurityPolicy:
    """Sends the policy of settings.SECURE_CSP with every answer that brings none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the header set."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy_for(request.path))
        return response

"""Addresses that fail in every way, for the tests of error answers."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.urls import path

from alliance.config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from alliance.config.urls import urlpatterns as real
from alliance.lib.errors import (
    Busy,
    InvalidInput,
    InvalidTransition,
    KeyReused,
    NotAllowed,
    Stale,
    VersionRequired,
)

FAULTS = {
    "invalid": InvalidInput.on("title", "A title is needed."),
    "refused": NotAllowed("Only the school answers."),
    "moved": InvalidTransition("Match: cannot accept from expired"),
    "stale": Stale("Somebody saved a newer version.", current=3),
    "unversioned": VersionRequired("Send the version."),
    "reused": KeyReused("The key came back with another body."),
    "busy": Busy("Still working."),
    "denied": PermissionDenied("internal words"),
    "absent": Http404("No Demand matches the given query."),
    "suspicious": SuspiciousOperation("internal words"),
    "broken": ZeroDivisionError("internal words"),
}


def fail(request, kind):
    raise FAULTS[kind]


urlpatterns = [
    path("fail/<slug:kind>/", fail),
    path("api/fail/<slug:kind>/", fail),
    *real,
]

"""Rows of imports in the matrix: files are read by who sent them and the organisation's managers."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alliance.imports.models import ImportRow, ImportSession
from tests.api.matrix_cases import (
    ALL,
    ENTERPRISE_WRITES,
    OWN,
    PLATFORM,
    REACHES,
    Case,
    act,
    read,
    resource,
    together,
    who,
)
from tests.api.matrix_marks import MatrixWorld, mark
from tests.factories.imports import csv_bytes

HEADER = ("organiser", "kind", "title", "region", "started_on", "person_times")


def objects(relation: str, base: dict[str, Any], sender: Any) -> dict[str, Any]:
    """A queued file and a trial run that may be applied, both for the pair's enterprise."""

    def session(**fields: Any) -> ImportSession:
        made = ImportSession.objects.create(
            kind="training-batches",
            name=mark(relation, "sender"),
            source=mark(relation, "sender"),
            error=mark(relation, "sender"),
            organisation=base["enterprise"].organisation,
            created_by=sender,
            created_at=timezone.now(),
            **fields,
        )
        fault = {"field": "title", "code": "invalid", "detail": mark(relation, "sender")}
        ImportRow.objects.create(session=made, number=2, outcome="refused", errors=[fault])
        return made

    return {
        "queued_import": session(state="queued"),
        "trial_import": session(state="done", finished_at=timezone.now()),
    }


def body(world: MatrixWorld, relation: str) -> Any:
    return {
        "kind": "training-batches",
        "organisation": str(world.objects[relation]["enterprise"].pk),
        "file": SimpleUploadedFile("rows.csv", csv_bytes(HEADER, HEADER)),
    }


SENDS = together(ENTERPRISE_WRITES, PLATFORM)
READERS_ONLY = who(ALL, "viewer", "bureau", "removed", "read_key")
"""They write for nobody and are refused, whomever they name; a writer's mistake is another's name."""
SENDER = who(OWN, "enterprise_editor")

ROWS: dict[tuple[str, str], list[Any]] = {
    **resource("import", "queued_import", REACHES["sender"]),
    ("import-rows", "GET"): [read("queued_import", REACHES["sender"])],
    ("import-list", "POST"): [
        Case(
            sees=together(SENDS, READERS_ONLY),
            may=SENDS,
            body=body,
            status=201,
            creates=True,
            format="multipart",
        )
    ],
    ("import-apply", "POST"): [act("trial_import", "sender", SENDER)],
    ("import-cancel", "POST"): [act("queued_import", "sender", SENDER)],
}

SEEN = {"import": {"queued_import": "sender", "trial_import": "sender"}}
"""Which of a resource's lists hold which objects for whom."""

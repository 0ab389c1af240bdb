"""Imports for programs: send a file, follow it, read what became of its rows."""

import hashlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.imports import actions
from alliance.imports.enums import Outcome, SessionState
from alliance.imports.models import ImportRow, ImportSession
from alliance.imports.serializers import RowSerializer, SendBody, SessionSerializer
from alliance.lib.errors import InvalidInput
from alliance.web.api import Call, Creates, RecordViewSet, move
from alliance.web.parsers import Json


class SessionFilter(django_filters.FilterSet):
    kind = django_filters.CharFilter(max_length=64)
    state = django_filters.ChoiceFilter(choices=SessionState.choices)


class ImportViewSet(Creates, RecordViewSet[ImportSession]):
    """Files on their way into the registers. Creating one queues it; rows are written all or none."""

    http_method_names: ClassVar[list[str]] = ["get", "post", "head"]  # type: ignore[misc]  # stub wants an instance variable
    parser_classes: ClassVar[list[type[BaseParser]]] = [Json, MultiPartParser]  # type: ignore[misc]  # as above
    model = ImportSession
    serializer_class = SessionSerializer
    filterset_class = SessionFilter

    def paged(self) -> bool:
        return self.action in ("list", "rows")

    @extend_schema(request={"multipart/form-data": SendBody})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send a file as multipart/form-data."""
        return super().create(request, *args, **kwargs)

    def parsed(self, kind: Any = None, **options: Any) -> Any:
        return super().parsed(SendBody if self.action == "create" else kind, **options)

    def create_record(self, call: Call) -> ImportSession:
        return actions.send_file(by=call.user, **call.data)

    def once(self, request: Request, act: Callable[[], Response]) -> Response:
        """A file counts by what it holds: another one under the same key is another request."""
        body: Any = request.data
        sent: Any = body.get("file") if hasattr(body, "get") else None
        if not hasattr(sent, "chunks"):
            return super().once(request, act)
        digest = hashlib.sha256()
        for chunk in sent.chunks():
            digest.update(chunk)
        sent.seek(0)
        told: Any = SimpleNamespace(
            headers=request.headers,
            auth=request.auth,
            user=request.user,
            method=request.method,
            path=request.path,
            data={**body.dict(), "file": digest.hexdigest()},
        )
        return super().once(told, act)

    @move()
    def apply(self, session: ImportSession, call: Call) -> ImportSession:
        """Write the rows of a trial run in which none was refused."""
        return actions.apply_session(session=session, by=call.user)

    @move()
    def cancel(self, session: ImportSession, call: Call) -> ImportSession:
        """Take it back; one that is running ends soon, with nothing written."""
        return actions.cancel_session(session=session, by=call.user)

    @extend_schema(responses=RowSerializer(many=True))
    @action(detail=True, filterset_class=None)
    def rows(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What became of each row; `?outcome=` narrows. Of large files the refused ones alone."""
        session = self.get_object()
        found = ImportRow.objects.visible_to(request.user).filter(session=session)
        outcome = request.query_params.get("outcome", "")
        if outcome and outcome not in Outcome.values:
            raise InvalidInput.on("outcome", _("There is no such outcome."))
        if outcome:
            found = found.filter(outcome=outcome)
        page: Any = self.paginate_queryset(found)  # type: ignore[arg-type]  # rows of another model than the list's
        return self.get_paginated_response(RowSerializer(page, many=True).data)

    def known_query(self) -> set[str]:
        known = set(super().known_query())
        return known | {"outcome"} if self.action == "rows" else known

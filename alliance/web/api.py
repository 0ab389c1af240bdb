"""What all REST doors share: versions as ETags, idempotent POSTs, moves, strict query parameters."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar, Generic, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from alliance.lib.errors import FieldError, InvalidInput, Stale, VersionRequired
from alliance.web.parsers import Json
from alliance.web.records import Record
from alliance.web.serializers import EmptyBody
from alliance.web.throttle import PerPrincipal

M = TypeVar("M", bound=Model)

KEY_HEADER = "Idempotency-Key"
MAX_KEY = 255
ETAG = re.compile(r'"v(\d{1,9})"')
ALWAYS_KNOWN = frozenset({"format"})
PAGING = frozenset({"cursor", "page_size"})


@dataclass(frozen=True)
class Call:
    """What a door hands to an action: who, which version they saw, and the parsed body."""

    user: Any
    version: int | None
    data: Mapping[str, Any]


class ReadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[M]):
    """List and detail. The room gives `model`; reads start at `visible_to`."""

    permission_classes: ClassVar[list[type[BasePermission]]] = [IsAuthenticated]  # type: ignore[misc]  # stub wants an instance variable
    throttle_classes: ClassVar[list[type[BaseThrottle]]] = [PerPrincipal]  # type: ignore[misc]  # as above
    metadata_class = None  # OPTIONS is answered by the schema at /api/schema/
    parser_classes: ClassVar[list[type[BaseParser]]] = [Json]  # type: ignore[misc]  # as above
    lookup_value_regex = "[0-9]{1,18}"
    model: type[M]

    def get_queryset(self) -> QuerySet[M]:
        manager: Any = self.model._default_manager  # every room's queryset is scoped
        rows: QuerySet[M] = manager.all().visible_to(self.request.user)
        return rows.for_list() if hasattr(rows, "for_list") else rows

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_query(request, self.known_query())

    def known_query(self) -> Set[str]:
        """Names of the query parameters that this action reads."""
        known = set(PAGING) if self.paged() else set()
        filters = getattr(self, "filterset_class", None) if self.action == "list" else None
        if filters is not None:
            known |= set(filters.get_filters())
        return known

    def paged(self) -> bool:
        return self.action == "list"

    def filter_queryset(self, queryset: QuerySet[M, Any]) -> QuerySet[M, Any]:
        """Filters are for lists; a single record is found by its id alone."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.rendered(rows or []))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.single(self.get_object())

    def single(self, record: M, code: int = status.HTTP_200_OK) -> Response:
        data = self.rendered([record])[0]
        return Response(data, status=code, headers=etag(record, data))

    def rendered(self, rows: Any) -> Sequence[Any]:
        """What the serializer shows, with what the room reads once for all of these rows."""
        context = {**self.get_serializer_context(), **self.shared(rows)}
        kind = self.get_serializer_class()
        shown: Sequence[Any] = kind(rows, many=True, context=context).data
        return shown

    def shared(self, rows: Sequence[M]) -> dict[str, Any]:
        """Additions to the serializer's context that would cost a query per row elsewhere."""
        return {}


class CodeViewSet(ReadViewSet[M], Generic[M]):
    """A code list: public facts, looked up by official code."""

    permission_classes: ClassVar[list[type[BasePermission]]] = [AllowAny]  # type: ignore[misc]  # as above
    lookup_value_regex = "[A-Za-z0-9:._-]{1,64}"


class RecordViewSet(ReadViewSet[M], Generic[M]):
    """A record that can be written; add Creates, Edits and moves as the room has them."""

    http_method_names: ClassVar[list[str]] = ["get", "post", "patch", "head"]  # type: ignore[misc]  # as above

    def once(self, request: Request, act: Callable[[], Response]) -> Response:
        """Run a POST's effect; under an Idempotency-Key once, however often it is sent.

        The header is required with an API key, because a partner system retries.
        """
        key = request.headers.get(KEY_HEADER, "")
        if not key:
            if request.auth is not None:
                raise InvalidInput.on(
                    KEY_HEADER, _("Send an Idempotency-Key header with each POST."), code="required"
                )
            return act()
        if len(key) > MAX_KEY or not key.isascii() or not key.isprintable():
            raise InvalidInput.on(KEY_HEADER, _("At most 255 printable ASCII characters."))
        store = import_module(settings.IDEMPOTENCY_STORE)
        sent = f"{request.method} {request.path}\n{canonical(request.data)}"

        def answer() -> Any:
            response = act()
            body = JSONRenderer().render(response.data).decode()
            headers = {n: v for n, v in response.items() if n in ("ETag", "Location")}
            return store.Answer(response.status_code, body, headers)

        kept = store.once(
            user_id=request.user.pk,
            organisation_id=getattr(request.user, "acting_organisation_id", 0),
            key=key,
            fingerprint=hashlib.sha256(sent.encode()).hexdigest(),
            act=answer,
        )
        return replay(kept)

    def seen_version(self, *, required: bool) -> int | None:
        """The version that the caller saw, from If-Match. Raises VersionRequired, InvalidInput."""
        header = self.request.headers.get("If-Match", "")
        if not header:
            if required:
                raise VersionRequired(_("Send If-Match with the ETag of the version you saw."))
            return None
        found = ETAG.fullmatch(header.strip())
        if found is None:
            raise InvalidInput.on("If-Match", _('Send one ETag as you got it, like "v3".'))
        return int(found.group(1))

    def seen_on(self, record: M) -> int | None:
        """The version that a move names. Rows without one have a digest as their ETag: raises
        Stale where the caller's is another.
        """
        if isinstance(record, Record):
            return self.seen_version(required=False)
        header = self.request.headers.get("If-Match", "").strip()
        if header and header != etag(record, self.get_serializer(record).data)["ETag"]:
            raise Stale(_("What you saw is no longer what is stored."))
        return None

    def parsed(
        self, kind: type[serializers.BaseSerializer[Any]] | None = None, **options: Any
    ) -> Any:
        """The validated body. Raises DRF's ValidationError, which names every field."""
        made = (kind or self.get_serializer_class())(
            data=self.request.data, context=self.get_serializer_context(), **options
        )
        made.is_valid(raise_exception=True)
        return made.validated_data

    def shown(self, record: M, code: int = status.HTTP_200_OK) -> Response:
        """The record as it is now, read anew so that it shows what its queryset shows."""
        row = self.get_queryset().filter(pk=record.pk).first() or record
        response = self.single(row, code)
        if code == status.HTTP_201_CREATED:
            response["Location"] = self.reverse_action("detail", args=[row.pk])
        return response


class Creates:
    """POST on the list; the room gives `create_record`."""

    def create(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        def act() -> Response:
            record = self.create_record(Call(request.user, None, self.parsed()))
            created: Response = self.shown(record, status.HTTP_201_CREATED)
            return created

        answer: Response = self.once(request, act)
        return answer


class Edits:
    """PATCH on a record, under If-Match; the room gives `edit_record`."""

    def partial_update(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        version = self.seen_version(required=True)
        data = self.parsed(instance=record, partial=True)
        edited = self.edit_record(record, Call(request.user, version, data))
        answer: Response = self.shown(edited)
        return answer


Act = Callable[[Any, Any, Call], Any]


def move(
    body: type[serializers.BaseSerializer[Any]] = EmptyBody,
    *,
    path: str | None = None,
    **options: Any,
) -> Callable[[Act], Any]:
    """`POST …/{id}/{move}/`: the decorated method gets (record, call) and returns the record.

    `path` where the move's name is no Python name; `options` go to the body's serializer.
    """

    def decorate(act: Act) -> Any:
        name = path or act.__name__

        def door(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
            record = self.get_object()
            version = self.seen_on(record)

            def once() -> Response:
                data = self.parsed(body, **options)
                moved: Response = self.shown(act(self, record, Call(request.user, version, data)))
                return moved

            answer: Response = self.once(request, once)
            return answer

        door.__name__ = act.__name__
        door.__doc__ = act.__doc__
        routed = action(detail=True, methods=["post"], url_path=name, url_name=name)(door)
        return extend_schema(request=None if body is EmptyBody else body)(routed)

    return decorate


def check_query(request: Request, known: Set[str] = frozenset()) -> None:
    """Refuses query parameters that nobody reads: a misspelt filter must not widen a list."""
    faults = [
        FieldError(name, "unknown", _("There is no such parameter here."))
        for name in sorted(set(request.query_params) - known - ALWAYS_KNOWN)
    ]
    if faults:
        raise InvalidInput(" ".join(f"{f.field}: {f.detail}" for f in faults), errors=faults)


def etag(record: Any, data: Any) -> dict[str, str]:
    """A strong ETag: the version, or a digest of what is shown where rows have none."""
    if not isinstance(record, Record):
        digest = hashlib.sha256(JSONRenderer().render(data)).hexdigest()
        return {"ETag": f'"{digest[:32]}"'}
    return {"ETag": f'"v{record.version}"'}


def canonical(data: Any) -> str:
    """The body as text that does not depend on the order of its keys."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), default=str)


def replay(kept: Any) -> Response:
    """The stored answer; marked when it was given before."""
    headers = dict(kept.headers)
    if kept.replayed:
        headers["Idempotent-Replayed"] = "true"
    return Response(json.loads(kept.body), status=kept.status, headers=headers)

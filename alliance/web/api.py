"""What all REST doors share: versions as ETags, idempotent POSTs, moves, strict query parameters."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar, Generic, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.lib.errors import FieldError, InvalidInput, VersionRequired
from alliance.web.serializers import EmptyBody

M = TypeVar("M", bound=Model)

KEY_HEADER = "Idempotency-Key"
MAX_KEY = 255
ETAG = re.compile(r'"v(\d{1,9})"')
FRAMEWORK_PARAMETERS = frozenset({"cursor", "page_size", "format"})


@dataclass(frozen=True)
class Call:
    """What a door hands to an action: who, which version they saw, and the parsed body."""

    user: Any
    version: int | None
    data: Mapping[str, Any]


class ReadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[M]):
    """List and detail. The room gives `model`; reads start at `visible_to`."""

    permission_classes: ClassVar[list[type[BasePermission]]] = [IsAuthenticated]  # type: ignore[misc,assignment]  # stub wants an instance variable
    lookup_value_regex = "[0-9]{1,18}"
    model: type[M]

    def get_queryset(self) -> QuerySet[M]:
        rows = self.model._default_manager.all().visible_to(self.request.user)  # type: ignore[attr-defined]  # every room's queryset is scoped
        return rows.for_list() if hasattr(rows, "for_list") else rows

    def filter_queryset(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Refuses query parameters that no filter knows: a misspelt one must not widen a list."""
        if self.action == "list":
            known = set(FRAMEWORK_PARAMETERS)
            filters = getattr(self, "filterset_class", None)
            if filters is not None:
                known |= set(filters.get_filters())
            faults = [
                FieldError(name, "unknown", _("There is no such filter here."))
                for name in sorted(set(self.request.query_params) - known)
            ]
            if faults:
                raise InvalidInput(
                    " ".join(f"{f.field}: {f.detail}" for f in faults), errors=faults
                )
        return super().filter_queryset(queryset)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        return Response(self.get_serializer(record).data, headers=etag(record))


class CodeViewSet(ReadViewSet[M], Generic[M]):
    """A code list: public facts, looked up by official code."""

    permission_classes: ClassVar[list[type[BasePermission]]] = [AllowAny]  # type: ignore[misc]  # as above
    lookup_value_regex = "[A-Za-z0-9:._-]{1,64}"


class RecordViewSet(ReadViewSet[M], Generic[M]):
    """A record that can be written; add Creates, Edits and moves as the room has them."""

    http_method_names: ClassVar[list[str]] = ["get", "post", "patch", "head", "options"]  # type: ignore[misc]  # as above

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
        headers = etag(row)
        if code == status.HTTP_201_CREATED:
            headers["Location"] = self.reverse_action("detail", args=[row.pk])
        return Response(self.get_serializer(row).data, status=code, headers=headers)


class Creates:
    """POST on the list; the room gives `create_record`."""

    create_record: Callable[[Call], Any]

    def create(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        def act() -> Response:
            record = self.create_record(Call(request.user, None, self.parsed()))
            return self.shown(record, status.HTTP_201_CREATED)

        return self.once(request, act)


class Edits:
    """PATCH on a record, under If-Match; the room gives `edit_record`."""

    edit_record: Callable[[Any, Call], Any]

    def partial_update(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        version = self.seen_version(required=True)
        data = self.parsed(instance=record, partial=True)
        return self.shown(self.edit_record(record, Call(request.user, version, data)))


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
            version = self.seen_version(required=False)

            def once() -> Response:
                data = self.parsed(body, **options)
                return self.shown(act(self, record, Call(request.user, version, data)))

            return self.once(request, once)

        door.__name__ = act.__name__
        door.__doc__ = act.__doc__
        routed = action(detail=True, methods=["post"], url_path=name, url_name=name)(door)
        return extend_schema(request=None if body is EmptyBody else body)(routed)

    return decorate


def etag(record: Any) -> dict[str, str]:
    """A strong ETag from the version; rows without one have none."""
    version = getattr(record, "version", None)
    return {} if version is None else {"ETag": f'"v{version}"'}


def canonical(data: Any) -> str:
    """The body as text that does not depend on the order of its keys."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), default=str)


def replay(kept: Any) -> Response:
    """The stored answer; marked when it was given before."""
    headers = dict(kept.headers)
    if kept.replayed:
        headers["Idempotent-Replayed"] = "true"
    return Response(json.loads(kept.body), status=kept.status, headers=headers)

"""Pages of lists, and queries over them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from alliance.lib.errors import InvalidInput


class Pages(CursorPagination):
    """`{next, previous, results}`; a cursor keeps its place while rows come and go."""

    ordering = "pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100
    cursor_query_param = "cursor"

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any] | None:
        """One page. Raises InvalidInput for a cursor that was not made here."""
        self.key = queryset.model._meta.pk
        try:
            page: list[Any] | None = super().paginate_queryset(queryset, request, view)
        except NotFound as error:
            raise bad_cursor() from error
        return page

    def decode_cursor(self, request: Request) -> Any:
        """DRF's cursor, if its position can be a key of the list; else the database would refuse it."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            position = str(cursor.position)
            if "\x00" in position:
                raise bad_cursor()
            try:
                self.key.get_prep_value(self.key.to_python(position))
            except (ValueError, ValidationError) as error:
                raise bad_cursor() from error
        return cursor

    def get_page_size(self, request: Request) -> int:
        """What was asked for, at most `max_page_size`. Raises InvalidInput for what is no number."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not asked.isascii() or not asked.isdigit() or len(asked) > 9 or int(asked) < 1:
            raise InvalidInput.on("page_size", _("A number from 1 to 100."))
        return min(int(asked), self.max_page_size)


def bad_cursor() -> InvalidInput:
    return InvalidInput.on("cursor", _("Follow the links next and previous; this is neither."))

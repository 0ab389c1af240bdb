"""Filters that all rooms use."""

from typing import Any

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

MAX_ID = 2**63 - 1


@extend_schema_field(OpenApiTypes.STR)
class IdFilter(django_filters.Filter):
    """Rows whose relation is the record of this id."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(field_name, min_value=1, max_value=MAX_ID, **kwargs)


class NumberFilter(django_filters.NumberFilter):
    """Rows by a number of ordinary size: one like -1e9999999 would be written out digit by digit."""

    def __init__(self, field_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(field_name, max_digits=24, decimal_places=6, **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class CodeFilter(django_filters.CharFilter):
    """Rows with this code of a code list, or (startswith) with codes that begin so."""

    def __init__(self, field_name: str | None = None, **kwargs: Any) -> None:
        shape = RegexValidator(r"\A[A-Za-z0-9:._-]{1,64}\Z", _("This is no code."))
        super().__init__(field_name, validators=[shape], **kwargs)


@extend_schema_field(OpenApiTypes.BOOL)
class FlagFilter(django_filters.TypedChoiceFilter):
    """true or false; anything else is refused instead of being taken for neither."""

    def __init__(self, field_name: str | None = None, **kwargs: Any) -> None:
        words = [("true", _("Yes")), ("false", _("No"))]
        super().__init__(
            field_name,
            choices=words,
            coerce=lambda word: word == "true",
            empty_value=None,
            **kwargs,
        )


@extend_schema_field(OpenApiTypes.STR)
class TextFilter(django_filters.CharFilter):
    """Rows that contain the text in any of the fields, whatever the case."""

    def __init__(self, *fields: str, **kwargs: Any) -> None:
        self.fields = fields
        super().__init__(max_length=100, **kwargs)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if not value:
            return qs
        found = Q()
        for name in self.fields:
            found |= Q(**{f"{name}__icontains": value})
        return qs.filter(found)

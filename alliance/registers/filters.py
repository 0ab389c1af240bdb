"""What narrows a register's lists, the same on pages, in the API and for exports."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import django_filters
from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from alliance.reference.models import CodeEntry
from alliance.registers.cells import field_of
from alliance.registers.register import Register
from alliance.web.filters import CodeFilter, FlagFilter, IdFilter, NumberFilter, TextFilter

MOST_WORDS = 8
"""Words of a search that are looked for; further ones are not read."""


class HeldOn(django_filters.DateFilter):
    """Rows that held on a day: from their first day until the day after their last."""

    def __init__(self, first: str, after: str, **kwargs: Any) -> None:
        self.first, self.after = first, after
        super().__init__(**kwargs)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if value is None or value == "":
            return qs
        begun = Q(**{f"{self.first}__lte": value})
        going = Q(**{f"{self.after}__isnull": True}) | Q(**{f"{self.after}__gt": value})
        return qs.filter(begun & going)


@extend_schema_field(OpenApiTypes.STR)
class QuickSearch(TextFilter):
    """Rows in which every word of the text stands somewhere, whatever the case.

    Pinyin is stored by syllables ("bei jing"); it is found as people type it ("beijing").
    """

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        words = value.split()[:MOST_WORDS] if value else []
        if not words:
            return qs
        pinyin = {
            f"quick_{number}": Replace(F(name), Value(" "), Value(""))
            for number, name in enumerate(self.fields)
            if name.endswith("name_pinyin")
        }
        found = qs.alias(**pinyin)
        places = (*self.fields, *pinyin)
        for word in words:
            either = Q()
            for place in places:
                either |= Q(**{f"{place}__icontains": word})
            found = found.filter(either)
        if any(is_several(qs.model, name) for name in self.fields):
            found = qs.filter(pk__in=found.order_by().values("pk"))  # each row once
        narrowed: QuerySet[Any] = found
        return narrowed


def is_several(model: Any, path: str) -> bool:
    """Whether the look-up passes a relation to many rows."""
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        if field.is_relation and (field.many_to_many or field.one_to_many):
            return True
        if not field.is_relation:
            return False
        model = field.related_model
    return False


def filters_for(register: Register, name: str) -> Mapping[str, django_filters.Filter]:
    """The filters that one field offers, by parameter."""
    field: Any = field_of(register, name)
    if field.choices:
        return {name: django_filters.ChoiceFilter(choices=field.flatchoices)}
    if field.is_relation and issubclass(field.related_model, CodeEntry):
        label = _("Code or its beginning")
        return {name: CodeFilter(f"{name}__code", lookup_expr="startswith", label=label)}
    if field.is_relation:
        distinct = bool(field.many_to_many)
        return {name: IdFilter(f"{name}__pk" if distinct else field.attname, distinct=distinct)}
    if isinstance(field, models.BooleanField):
        return {name: FlagFilter(name)}
    if isinstance(field, models.DateField):
        kind: Any = django_filters.DateFilter
        suffix = "__date" if isinstance(field, models.DateTimeField) else ""
    elif isinstance(field, models.IntegerField | models.DecimalField):
        kind, suffix = NumberFilter, ""
    else:
        return {name: django_filters.CharFilter(name, max_length=100)}
    return {
        f"{name}_from": kind(f"{name}{suffix}", lookup_expr="gte"),
        f"{name}_to": kind(f"{name}{suffix}", lookup_expr="lte"),
    }


@cache
def filterset_of(register: Register) -> type[django_filters.FilterSet]:
    """The filter set of a register; `q` searches."""
    found: dict[str, Any] = {}
    if register.search:
        found["q"] = QuickSearch(*register.search, label=_("Words"))
    for name in register.filters:
        found.update(filters_for(register, name))
    for name, (first, after) in register.spans.items():
        found[name] = HeldOn(first, after, label=_("Held on"))
    meta = type("Meta", (), {"model": register.model, "fields": []})
    made: type[django_filters.FilterSet] = type(
        f"{register.model.__name__}RegisterFilter",
        (django_filters.FilterSet,),
        {**found, "Meta": meta},
    )
    return made

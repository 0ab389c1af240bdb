"""Words that appear on screen and that no room writes down: fields, rooms and the theme's texts.

A relation without a name of its own is shown under its attribute's name, a room under its label,
and the administration's theme brings English alone. The texts below stand in the catalogue, so
that all of them are translated; in English nothing reads differently.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

PACKAGES: Final = ("alliance", "enterprises", "programs", "talent")

FIELDS: Final[Mapping[str, Any]] = {
    "actor": _("actor"),
    "alliance": _("alliance"),
    "at": pgettext_lazy("time", "at"),
    "attempts": _("attempts"),
    "available": _("available"),
    "beat_at": _("beat at"),
    "by": pgettext_lazy("person", "by"),
    "catalogue_program": _("catalogue program"),
    "category_code": _("category code"),
    "class_code": _("class code"),
    "cohort": _("cohort"),
    "computed_at": _("computed at"),
    "considered": _("considered"),
    "content": _("content"),
    "created_at": _("created at"),
    "created_by": _("created by"),
    "dead": pgettext_lazy("owed work", "dead"),
    "demand": _("demand"),
    "digest": _("digest"),
    "done": pgettext_lazy("owed work", "done"),
    "edition": _("edition"),
    "engine_version": _("engine version"),
    "enrolment": _("enrolment"),
    "enterprise": _("enterprise"),
    "event": _("event"),
    "excluded": _("excluded"),
    "exclusions": _("exclusions"),
    "factors_version": _("factors version"),
    "fitting": _("fitting"),
    "framework": _("framework"),
    "graduate": _("graduate"),
    "graduates": _("graduates"),
    "id": _("id"),
    "idf_version": _("idf version"),
    "industry": _("industry"),
    "intake": _("intake"),
    "key": pgettext_lazy("name", "key"),
    "kind": _("kind"),
    "last_error": _("last error"),
    "level": pgettext_lazy("skill", "level"),
    "links": _("links"),
    "list": _("list"),
    "loaded_at": _("loaded at"),
    "match": _("match"),
    "name": _("name"),
    "name_pinyin": _("name pinyin"),
    "number": _("number"),
    "occupation": _("occupation"),
    "organisation": _("organisation"),
    "parent": _("parent"),
    "payload": _("payload"),
    "placeholder": _("placeholder"),
    "position": _("position"),
    "program": _("program"),
    "program_revision": _("program revision"),
    "project": _("project"),
    "region": _("region"),
    "relation": _("relation"),
    "requested_by": _("requested by"),
    "revision": _("revision"),
    "rows": _("rows"),
    "run": _("run"),
    "school": _("school"),
    "skill": _("skill"),
    "subject_id": _("subject id"),
    "subject_type": _("subject type"),
    "subscriber": _("subscriber"),
    "unrelated": _("unrelated"),
    "user": _("user"),
    "verified_by": _("verified by"),
    "version": _("version"),
    "via": _("via"),
}
"""Attribute → what it is called where a model says nothing."""

ROOMS: Final[Mapping[str, Any]] = {
    "accounts": _("Accounts"),
    "alignment": _("Alignment"),
    "collaboration": _("Collaboration"),
    "consortia": pgettext_lazy("room", "Consortia"),
    "enterprises": _("Enterprises"),
    "events": _("Events"),
    "imports": _("Imports"),
    "indicators": _("Indicators"),
    "partners": _("Partners"),
    "programs": _("Programs"),
    "reference": _("Reference"),
    "registers": _("Beside the records"),
    "talent": _("Talent"),
}
"""Room → its heading in the administration."""

THEME: Final = (
    gettext_noop("All applications"),
    gettext_noop("Apply Filters"),
    gettext_noop("Choose file to upload"),
    gettext_noop("Click to cancel"),
    gettext_noop("Click to download"),
    gettext_noop("Dark"),
    gettext_noop("Date"),
    gettext_noop("Date from"),
    gettext_noop("Date to"),
    gettext_noop("Expand row"),
    gettext_noop("False"),
    gettext_noop("From"),
    gettext_noop("General"),
    gettext_noop("Go back"),
    gettext_noop("Light"),
    gettext_noop("Loading more results..."),
    gettext_noop("More actions"),
    gettext_noop("No data"),
    gettext_noop("No recent searches"),
    gettext_noop("No results found"),
    gettext_noop("No results matching your query"),
    gettext_noop("Recent searches"),
    gettext_noop("Reset filters"),
    gettext_noop("Return to site"),
    gettext_noop("Search apps and models..."),
    gettext_noop("Select action"),
    gettext_noop("Select action to run"),
    gettext_noop("Select all rows"),
    gettext_noop("Select record"),
    gettext_noop("Select value"),
    gettext_noop("This item will be deleted."),
    gettext_noop("This page yielded into no results. Create a new item or reset your filters."),
    gettext_noop("To"),
    gettext_noop("Toggle password visibility"),
    gettext_noop("True"),
    gettext_noop("Type to search"),
    gettext_noop("Value"),
    gettext_noop("Welcome back to"),
    gettext_noop("You have been successfully logged out from the administration"),
)
"""The theme's own texts, letter for letter; it has no catalogue of its own."""


def name_what_is_unnamed() -> None:
    """Give fields and rooms without a name the ones above.

    A name that Django made from the attribute is a plain string, a given one is lazy. Migrations
    do not see the difference: they compare what the model itself declares.
    """
    for model in apps.get_models():
        if not model.__module__.startswith(PACKAGES):
            continue
        for item in model._meta.local_fields:
            if isinstance(item.verbose_name, str) and item.name in FIELDS:
                item.verbose_name = FIELDS[item.name]
    for label, name in ROOMS.items():
        apps.get_app_config(label).verbose_name = name

"""The base of the secretariat's administration: scoped reads, saves through actions, moves.

A room's admin says what is shown and which action each save and each move calls. Nothing is
written here, so the administration cannot do what pages and API cannot.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from alliance.lib.errors import DomainError, Refused
from alliance.lib.flow import Flow
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.web.admin_forms import Entry, Move, RecordForm, show_refusal
from alliance.web.row_history import history_of

TONES = {
    **dict.fromkeys(("submitted", "applied", "approving", "interested", "queued"), "warning"),
    **dict.fromkeys(("published", "accepted", "active", "shared", "done", "signed"), "success"),
    **dict.fromkeys(("running", "verified", "suggested", "completed"), "info"),
    **dict.fromkeys(("returned", "declined", "suspended", "terminated", "failed"), "danger"),
    # Grey; named all the same, because a state that is missing here loses its word.
    **dict.fromkeys(("draft", "drafted", "fulfilled", "closed", "cancelled", "left"), "default"),
    **dict.fromkeys(("withdrawn", "expired", "superseded"), "default"),
}
"""State → colour of its badge in lists."""
RECORD = (
    gettext_lazy("Record"),
    {"fields": ("created_at", "updated_at", "version"), "classes": ("collapse",)},
)
"""The fieldset of what every record carries."""


class ScopedFields:
    """Relations offer, and accept, only rows that the person may see."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        registered = self.admin_site._registry.get(db_field.remote_field.model)  # type: ignore[attr-defined]  # set by the admin that mixes this in
        if registered is not None:
            kwargs.setdefault("queryset", registered.get_queryset(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # as above

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the buttons that open another record in a window of its own.

        An address without a scheme is read as https, as the portal's own forms read it.
        """
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        made = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # as above
        for part in ("add", "change", "delete", "view"):
            if made is not None and hasattr(made.widget, f"can_{part}_related"):
                setattr(made.widget, f"can_{part}_related", False)
        return made


class PartInline(ScopedFields, TabularInline):
    """Rows that belong to a record. They are written with it, by its action, or only shown."""

    extra = 0
    hide_title = True
    related: ClassVar[tuple[str, ...]] = ()

    def may_write(self, request: HttpRequest, parent: Any) -> bool:
        """`parent` is None while it is being created."""
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*self.related)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request, obj)


class RecordAdmin(ScopedFields, ModelAdmin):
    """Everybody who enters sees what `visible_to` gives; rules and actions decide the rest.

    `editable` and `add_fields` name what a form may set; every other field is only shown.
    `may_add` and `may_change` show the form; the action behind it decides once more.
    """

    form = RecordForm
    related: ClassVar[tuple[str, ...]] = ()
    editable: ClassVar[tuple[str, ...]] = ()
    add_fields: ClassVar[tuple[str, ...]] = ()
    guarded: ClassVar[Mapping[str, Callable[[Any, Any], Verdict]]] = {}
    """Field → who reads it; nobody else finds it in the form, or by a filter in the address."""
    flow: ClassVar[Any] = None
    argument: ClassVar[str] = "record"
    moves: ClassVar[Mapping[str, Move]] = {}

    object_history_template = "admin/record_history.html"
    change_form_before_template = "admin/seen_version.html"
    change_form_outer_before_template = "admin/record_moves.html"
    list_filter_submit = True
    list_filter_sheet = False
    list_per_page = 50
    show_full_result_count = False
    warn_unsaved_form = True

    # -- who may ------------------------------------------------------------------------------

    def may_enter(self, user: Any) -> bool:
        """Whether this kind of record concerns the person at all."""
        return True

    def may_add(self, user: Any) -> Verdict:
        return deny(_("Records of this kind are not created here."))

    def may_change(self, user: Any, record: Any) -> Verdict:
        return ALLOW if self.editable else deny(_("Records of this kind are not edited here."))

    def may_see_history(self, user: Any, record: Any) -> Verdict:
        """Whoever sees the record; a room says less where readers are more than its parties."""
        return ALLOW

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_enter(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_enter(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_enter(request.user) and bool(self.add_fields and self.may_add(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Without a record: whether there is anything to edit, for lists and unknown ids."""
        if not self.editable or not self.may_enter(request.user):
            return False
        return obj is None or bool(self.may_change(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # -- reading ------------------------------------------------------------------------------

    def visible(self, user: Any) -> Any:
        return self.model._default_manager.all().visible_to(user)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = self.visible(request.user).select_related(*self.related)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        if "\x00" in search_term:  # PostgreSQL has no such text, so nothing can hold it
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """PostgreSQL has no text with a NUL in it, and would say so with an error."""
        odd = [name for name, values in request.GET.lists() if "\x00" in "".join(values)]
        if odd:
            text = _("%(name)s holds a character that no text can hold.")
            messages.error(request, text % {"name": ", ".join(odd)})
            return redirect(request.path)
        try:
            answer: HttpResponse = super().changelist_view(request, extra_context)
            if isinstance(answer, SimpleTemplateResponse):
                answer.render()
        except (ValueError, OverflowError):  # a filter from the address that is no date or number
            if not request.GET:
                raise
            messages.error(request, _("A filter in the address has a value that cannot be read."))
            return redirect(request.path)
        return answer

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Filters by school or enterprise too: their key is their organisation's.

        Never by what only some readers see, nor by what nobody is shown here: a list would tell
        it letter by letter. Django itself lets any column of the row through.
        """
        field = lookup.partition("__")[0].removesuffix("_id")
        if field in self.guarded or field in self.unshown():
            return False
        shared = {f"{f[0]}__organisation__exact" for f in self.list_filter if isinstance(f, tuple)}
        return lookup in shared or bool(super().lookup_allowed(lookup, value, request))

    def unshown(self) -> set[str]:
        """Columns of the row that neither lists nor forms show, nor offer filters by."""
        if not self.fieldsets:
            return set(self.exclude or ())
        filters = [f[0] if isinstance(f, tuple) else f for f in self.list_filter]
        named = [*self.list_display, *filters, *flatten_fieldsets(self.fieldsets)]
        heads = {name.partition("__")[0] for name in named if isinstance(name, str)}
        return {f.name for f in self.opts.concrete_fields if not f.primary_key} - heads

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """What is not yours and what is not there look the same: 404, without a word."""
        raise Http404

    @display(description=gettext_lazy("state"), ordering="state", label=TONES)
    def state_badge(self, record: Any) -> tuple[str, str]:
        return record.state, record.get_state_display()

    # -- forms --------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": list(self.add_fields)})]
        sets = super().get_fieldsets(request, obj)
        hidden = {name for name, rule in self.guarded.items() if not rule(request.user, obj)}
        return [
            (title, {**part, "fields": [name for name in part["fields"] if name not in hidden]})
            for title, part in sets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = [
            name for _title, part in self.get_fieldsets(request, obj) for name in part["fields"]
        ]
        writable = self.add_fields if obj is None else self.editable
        return [name for name in shown if name not in writable]

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new record has only those parts that are written with it."""
        found = super().get_inline_instances(request, obj)
        return [i for i in found if obj is not None or i.may_write(request, None)]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = super().get_form(request, obj, **kwargs)
        made.refusal = getattr(request, "refusal", None)
        return made

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refused save is rolled back and its form shown again with the reasons."""
        try:
            answer: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except DomainError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]  # read by get_form
        except IntegrityError:
            request.refusal = Refused(_("This contradicts another record, saved meanwhile."))  # type: ignore[attr-defined]  # as above
        else:
            return answer
        shown: HttpResponse = super().changeform_view(request, *args, **kwargs)
        return shown

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        record = kwargs.get("obj")
        context["moves"] = self.buttons(request, record) if record is not None else []
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    # -- writing ------------------------------------------------------------------------------

    def create(self, entry: Entry) -> Any:
        """Call the room's action; returns the stored record."""
        raise PermissionDenied

    def edit(self, entry: Entry) -> Any:
        """Call the room's action; returns the stored record."""
        raise PermissionDenied

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: one action takes the record and its parts together in `save_related`."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        allowed = self.editable if change else self.add_fields
        said = form.changed_data if change else form.cleaned_data
        entry = Entry(
            request=request,
            record=form.instance,
            fields={n: form.cleaned_data[n] for n in allowed if n in said and n in form.fields},
            version=form.cleaned_data.get("seen_version"),
            parts=self.parts(request, form.instance if change else None, formsets),
        )
        form.instance.pk = (self.edit(entry) if change else self.create(entry)).pk

    def parts(self, request: HttpRequest, parent: Any, formsets: Any) -> Any:
        writable = {
            inline.model
            for inline in self.get_inline_instances(request, parent)
            if inline.has_change_permission(request, parent)
        }
        found: dict[type[models.Model], list[dict[str, Any]]] = {}
        for formset in formsets:
            if formset.model not in writable or not formset.has_changed():
                continue
            rows = [f.cleaned_data for f in formset.forms if f.cleaned_data]
            skipped = {"DELETE", formset.fk.name, formset.model._meta.pk.name}
            found[formset.model] = [
                {name: value for name, value in row.items() if name not in skipped}
                for row in rows
                if not row.get("DELETE")
            ]
        return found

    def construct_change_message(self, *args: Any, **kwargs: Any) -> list[Any]:
        return []

    def log_addition(self, *args: Any) -> None:
        """The record's own events and row history are the log."""

    def log_change(self, *args: Any) -> None:
        """See log_addition."""

    # -- moves --------------------------------------------------------------------------------

    def fits(self, record: Any, name: str) -> bool:
        """Whether the move leads anywhere from the record's state."""
        move = self.moves[name]
        if move.when is not None:
            return move.when(record)
        flow: Flow[Any] = self.flow
        return name in flow.moves_from(record.state)

    def buttons(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        """The moves that state and rule allow this person now."""
        return [
            {
                "label": move.label,
                "url": self.move_url(record, name),
                "tone": move.tone,
                "asks": bool(move.fields),
                "version": getattr(record, "version", ""),
            }
            for name, move in self.moves.items()
            if self.fits(record, name) and move.rule(request.user, record)
        ]

    def move_url(self, record: Any, name: str) -> str:
        return reverse(f"admin:{self._address('move')}", args=[record.pk, name])

    def _address(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view(self.move_view)
        here = path("<path:object_id>/move/<slug:name>/", view, name=self._address("move"))
        return [here, *super().get_urls()]

    def move_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """GET asks, POST acts; a refusal is shown where the person came from."""
        record = (
            self.get_object(request, unquote(object_id)) if self.may_enter(request.user) else None
        )
        move = self.moves.get(name)
        if record is None or move is None:
            raise Http404
        back = redirect(f"admin:{self._address('change')}", record.pk)
        form = move.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            seen = request.POST.get("seen_version", "")
            version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
            try:
                answer = self.perform(request, name, record, version, form.cleaned_data)
            except DomainError as refusal:
                if not (move.fields and refusal.errors):
                    messages.error(request, refusal.detail)
                    return back
                show_refusal(form, refusal)
            else:
                if isinstance(answer, HttpResponse):
                    return answer
                messages.success(request, _("%(move)s: done.") % {"move": move.label})
                return back
        context = {
            **self.admin_site.each_context(request),
            "title": move.label,
            "subtitle": str(record),
            "opts": self.opts,
            "original": record,
            "form": form,
            "tone": "danger" if move.tone == "danger" else "primary",
            "back": back.url,
            "version": request.POST.get("seen_version") or getattr(record, "version", ""),
        }
        return TemplateResponse(request, "admin/record_move.html", context)

    def perform(
        self, request: HttpRequest, name: str, record: Any, version: int | None, said: Any
    ) -> Any:
        """Call the move's action. A response that it returns is shown instead of the record."""
        act = self.moves[name].act
        act(**{self.argument: record}, by=request.user, version=version, **said)

    # -- history ------------------------------------------------------------------------------

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None or not self.has_view_permission(request, record):
            raise Http404
        self.may_see_history(request.user, record).require()
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(record),
            "opts": self.opts,
            "original": record,
            "entries": history_of(record),
            "back": reverse(f"admin:{self._address('change')}", args=[record.pk]),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)


class ReadOnlyAdmin(RecordAdmin):
    """Rows that are shown and never written here."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.fieldsets:
            return self.fieldsets
        names = [f.name for f in self.opts.concrete_fields if f.name not in (self.exclude or ())]
        return [(None, {"fields": names})]


class PlatformOnly:
    """For what concerns the platform's own administrators alone."""

    def may_enter(self, user: Any) -> bool:
        return bool(user.is_superuser)

    def visible(self, user: Any) -> Any:
        rows = self.model._default_manager.all()  # type: ignore[attr-defined]  # set by the admin that mixes this in
        return rows if user.is_superuser else rows.none()

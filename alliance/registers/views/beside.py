"""What lies beside a record, on its page: journal, tags, attachments. Each post goes back to it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.lib.errors import DomainError
from alliance.registers import attachments, notes
from alliance.registers.enums import FileType, JournalKind, Tone
from alliance.registers.files import MIME
from alliance.registers.models import (
    LARGEST_FILE,
    LONGEST_NOTE,
    Attachment,
    JournalEntry,
    Tag,
    Tagging,
)
from alliance.registers.register import Register
from alliance.registers.rules import can_attach, can_keep_journal
from alliance.registers.views.common import caller, found, one, own_page

SHOWN = 50
"""Journal entries and removed documents on a page."""
AROUND = 64 * 1024
"""Bytes that an upload's form may add to its file."""


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("New entry"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 2}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=JournalKind)


class TagForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Tag"),
        max_length=40,
        widget=forms.TextInput({"list": "tags-known", "autocomplete": "off"}),
    )
    tone = forms.ChoiceField(label=gettext_lazy("Colour, if new"), choices=Tone, required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("For"), empty_label=None
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.filter(pk__in=scope_of(user).organisations_as(Role.EDITOR))
        field: Any = self.fields["organisation"]
        field.queryset = mine
        if len(mine) == 1:
            field.widget = forms.HiddenInput()
            field.initial = mine[0]
        self.is_open = bool(mine)


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, Word, Excel, PNG or JPEG, at most 20 MB."),
        widget=forms.FileInput({"accept": ",".join(f".{kind}" for kind in FileType)}),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Empty: the file's name."),
    )


def beside(register: Register, record: Model, user: User) -> dict[str, Any]:
    """The page's part on journal, tags and attachments, as far as the person may read them."""
    journal = bool(can_keep_journal(register, user, record))
    entries = JournalEntry.objects.about(record).select_related("by") if journal else ()
    tag_form = TagForm(user=user, auto_id="id_tag_%s")
    mine = Tag.objects.visible_to(user)
    put = Tagging.objects.about(record).filter(tag__in=mine).select_related("tag__organisation")
    return {
        "journal_form": NoteForm(auto_id="id_note_%s") if journal else None,
        "journal": list(entries[:SHOWN]),
        "tag_form": tag_form if tag_form.is_open else None,
        "tags": [tagging.tag for tagging in put.order_by("tag__name")],
        "tags_known": mine[: notes.MOST_TAGS] if tag_form.is_open else (),
        "may_untag": scope_of(user).organisations_as(Role.EDITOR),
        **documents(register, record, user),
    }


def documents(register: Register, record: Model, user: User) -> dict[str, Any]:
    if not register.files:
        return {"files": None, "file_form": None, "files_gone": ()}
    rows = Attachment.objects.about(record)
    keeps = bool(can_attach(register, user, record))
    gone = rows.filter(removed_at__isnull=False).select_related("removed_by") if keeps else ()
    return {
        "files": list(rows.filter(removed_at__isnull=True)[: attachments.MOST_FILES]),
        "file_form": FileForm(auto_id="id_file_%s") if keeps else None,
        "files_gone": list(gone[:SHOWN]),
    }


def answered(request: HttpRequest, back: str, act: Callable[[], Any], done: str) -> HttpResponse:
    """Do it and go back to the record; a refusal is told there."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, refusal.detail)
    else:
        messages.success(request, done)
    return HttpResponseRedirect(back)


def unread(request: HttpRequest, form: forms.Form, back: str) -> HttpResponse:
    for name, faults in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label}: {' '.join(map(str, faults))}".removeprefix(": "))
    return HttpResponseRedirect(back)


@login_required
@require_POST
def journal_note(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    register, user = found(name), caller(request)
    record = one(register, pk, user)
    back = f"{own_page(register, record)}#journal"
    form = NoteForm(request.POST)
    if not form.is_valid():
        return unread(request, form, back)
    said = form.cleaned_data
    return answered(
        request,
        back,
        lambda: notes.note(register, record=record, by=user, text=said["text"], kind=said["kind"]),
        _("The entry stands in the journal."),
    )


@login_required
@require_POST
def tag_add(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    register, user = found(name), caller(request)
    record = one(register, pk, user)
    back = f"{own_page(register, record)}#tags"
    form = TagForm(request.POST, user=user)
    if not form.is_valid():
        return unread(request, form, back)
    said = form.cleaned_data
    return answered(
        request,
        back,
        lambda: notes.tag(
            record=record,
            by=user,
            organisation=said["organisation"],
            name=said["name"],
            tone=said["tone"] or Tone.PLAIN,
        ),
        _("Tagged: %(name)s.") % {"name": said["name"]},
    )


@login_required
@require_POST
def tag_remove(request: HttpRequest, name: str, pk: int, tag: int) -> HttpResponse:
    register, user = found(name), caller(request)
    record = one(register, pk, user)
    row = get_object_or_404(Tag.objects.visible_to(user), pk=tag)
    return answered(
        request,
        f"{own_page(register, record)}#tags",
        lambda: notes.untag(record=record, by=user, tag=row),
        _("The tag is taken off."),
    )


@method_decorator((csrf_exempt, login_required), name="dispatch")
class FileAdd(View):
    """Takes a document. The token is checked inside: outside, the whole body would be read first."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, name: str, pk: int) -> HttpResponseBase:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE + AROUND:
            raise attachments.too_large()
        return take_file(request, name, pk)


@csrf_protect
def take_file(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    register, user = found(name), caller(request)
    if not register.files:
        raise Http404
    record = one(register, pk, user)
    can_attach(register, user, record).require()
    back = f"{own_page(register, record)}#files"
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return unread(request, form, back)
    sent = form.cleaned_data["file"]
    return answered(
        request,
        back,
        lambda: attachments.attach(
            register,
            record=record,
            by=user,
            content=sent.read(LARGEST_FILE + 1),
            name=sent.name,
            title=form.cleaned_data["title"],
        ),
        _("The document is attached."),
    )


def document(register: Register, record: Model, pk: int) -> Attachment:
    """A document that is there still. Raises Http404."""
    rows = Attachment.objects.about(record).filter(removed_at__isnull=True)
    row: Attachment = get_object_or_404(rows, pk=pk)
    if not register.files:
        raise Http404
    return row


@login_required
@require_safe
def file_send(request: HttpRequest, name: str, pk: int, attachment: int) -> HttpResponseBase:
    """The document as a download, for whoever may see its record."""
    register = found(name)
    row = document(register, one(register, pk, request.user), attachment)
    try:
        content = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=True,
        filename=row.name,
        content_type=MIME[FileType(row.file_type)],
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_POST
def file_remove(request: HttpRequest, name: str, pk: int, attachment: int) -> HttpResponse:
    register, user = found(name), caller(request)
    record = one(register, pk, user)
    row = document(register, record, attachment)
    return answered(
        request,
        f"{own_page(register, record)}#files",
        lambda: attachments.remove(register, record=record, attachment=row, by=user),
        _("The document is removed."),
    )

"""Pages of imports: send a file, say what its columns mean, watch it, read what became of it."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.accounts.models import User
from alliance.imports import actions, columns, exports, rules
from alliance.imports.enums import Outcome, SessionState
from alliance.imports.forms import ColumnsForm, SendForm
from alliance.imports.models import ImportRow, ImportSession
from alliance.lib.cells import safe_cell
from alliance.lib.errors import DomainError, InvalidInput, NotAllowed
from alliance.registers.lists import asked
from alliance.registers.register import Register, registers
from alliance.web.pages import paged, put_errors, with_status

ROWS_PER_PAGE = 50


def caller(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first."))
    return request.user


def one(request: HttpRequest, pk: int) -> ImportSession:
    """The session, if the person may see it. Raises Http404."""
    rows = ImportSession.objects.visible_to(request.user).for_list()
    return get_object_or_404(rows, pk=pk)


def register_of(session: ImportSession) -> Register | None:
    return registers().get(session.kind)


def title_of(kind: str) -> str:
    register = registers().get(kind)
    return register.title.capitalize() if register else kind


@login_required
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    page = paged(request, ImportSession.objects.visible_to(request.user).for_list())
    lines = [{"session": session, "kind": title_of(session.kind)} for session in page]
    context = {"page": page, "lines": lines, "may_import": bool(rules.can_import(request.user))}
    return render(request, "imports/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: HttpRequest) -> HttpResponse:
    """Send a file; it is tried first, unless somebody wants it written at once."""
    user = caller(request)
    rules.can_import(user).require()
    form = SendForm(
        request.POST or None,
        request.FILES or None,
        user=user,
        initial={"kind": request.GET.get("kind", "")},
    )
    refused = 0
    if request.method == "POST" and form.is_valid():
        try:
            session = actions.send_file(by=user, dry_run=True, may_ask=True, **form.cleaned_data)
            return HttpResponseRedirect(reverse("imports:detail", args=[session.pk]))
        except DomainError as refusal:
            put_errors(form, refusal)
            refused = refusal.status
    elif request.method == "POST":
        refused = 400
    kind = form["kind"].value() or ""
    context = {"form": form, "template_url": template_url(str(kind)), "kind": title_of(str(kind))}
    return with_status(render(request, "imports/new.html", context), refused or 200)


def template_url(kind: str) -> str:
    return reverse("imports:template", args=[kind]) if kind in registers() else ""


@login_required
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """A file with nothing but the header that an import understands."""
    register = registers().get(kind)
    if register is None:
        raise Http404
    text = io.StringIO()
    csv.writer(text).writerow(columns.template(register))
    return download(text.getvalue(), f"{register.name}-template.csv")


def download(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands. While it is a draft: its columns; while it runs: how far it is."""
    session = one(request, pk)
    register = register_of(session)
    if session.state == SessionState.DRAFTED and register is not None:
        return name_columns(request, session, register)
    if request.method == "POST":
        return HttpResponseRedirect(reverse("imports:detail", args=[pk]))
    if request.headers.get("HX-Request"):
        response = render(request, "imports/_progress.html", progress(request, session))
        if not session.is_open:
            response["HX-Refresh"] = "true"  # the report takes the progress's place
        return response
    return render(request, "imports/detail.html", detail(request, session))


def progress(request: HttpRequest, session: ImportSession) -> dict[str, Any]:
    return {
        "session": session,
        "may_steer": bool(rules.can_steer(request.user, session)),
        "here": reverse("imports:detail", args=[session.pk]),
    }


def detail(request: HttpRequest, session: ImportSession) -> dict[str, Any]:
    rows = ImportRow.objects.visible_to(request.user).filter(session=session)
    wanted = request.GET.get("outcome", "")
    if wanted in Outcome.values:
        rows = rows.filter(outcome=wanted)
    page = paged(request, rows, ROWS_PER_PAGE)
    register = register_of(session)
    return {
        **progress(request, session),
        "kind": title_of(session.kind),
        "page": page,
        "lines": [line(row, register) for row in page],
        "outcomes": [
            {
                "label": choice.label,
                "count": getattr(session, choice.value),
                "href": f"?outcome={choice.value}",
                "current": wanted == choice.value,
            }
            for choice in Outcome
        ],
        "all_rows": not wanted,
        "list_url": reverse("registers:list", args=[session.kind]) if register else "",
    }


def line(row: ImportRow, register: Register | None) -> dict[str, Any]:
    written = row.object_id.isdigit() and register is not None
    link = (
        reverse("registers:detail", args=[register.name, int(row.object_id)])
        if written and register is not None and row.session.was_applied
        else ""
    )
    return {
        "number": row.number,
        "outcome": Outcome(row.outcome).label,
        "tone": "bad" if row.outcome == Outcome.REFUSED else "quiet",
        "href": link,
        "object_id": row.object_id,
        "faults": [f"{fault['field']}: {fault['detail']}" for fault in row.errors],
    }


def name_columns(request: HttpRequest, session: ImportSession, register: Register) -> HttpResponse:
    form = ColumnsForm(request.POST or None, session=session, register=register)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.name_columns(session=session, by=caller(request), mapping=form.mapping)
                return HttpResponseRedirect(reverse("imports:detail", args=[session.pk]))
            except InvalidInput as refusal:
                put_errors(form, refusal)
        status = 400
    context = {**progress(request, session), "form": form, "kind": title_of(session.kind)}
    return with_status(render(request, "imports/columns.html", context), status)


@login_required
@require_POST
def session_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Apply or cancel."""
    session = one(request, pk)
    if move == "apply":
        actions.apply_session(session=session, by=caller(request))
        messages.success(request, _("The rows are being written."))
    elif move == "cancel":
        actions.cancel_session(session=session, by=caller(request))
        messages.success(request, _("The import was taken back."))
    else:
        raise Http404
    return HttpResponseRedirect(reverse("imports:detail", args=[pk]))


@login_required
@require_safe
def errors_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows as they came, with what is wrong: to be corrected and sent again."""
    session = one(request, pk)
    rows = ImportRow.objects.visible_to(request.user).filter(
        session=session, outcome=Outcome.REFUSED
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*map(safe_cell, session.header), columns.ERRORS])
    for row in rows.iterator():
        faults = "; ".join(f"{fault['field']}: {fault['detail']}" for fault in row.errors)
        cells = [(row.raw or {}).get(name, "") for name in session.header]
        writer.writerow([*map(safe_cell, cells), safe_cell(faults)])
    return download(text.getvalue(), f"{session.kind}-errors-{session.pk}.csv")


@login_required
@require_safe
def export(request: HttpRequest, kind: str) -> FileResponse:
    """A register's list, as its page shows it, as a file."""
    register = registers().get(kind)
    if register is None:
        raise Http404
    found = asked(register, request.GET, caller(request))
    if found.faults:
        raise InvalidInput.on("filter", " ".join(found.faults))
    chosen = [name for name in request.GET.getlist("columns") if name in register.fields]
    return exports.export_response(
        register,
        found.rows,
        request.GET.get("format", "csv"),
        caller(request),
        fields=("id", *chosen) if chosen else None,
        source=request.GET.get("source", ""),
    )

"""What all pages share: pages of lists, moves as buttons, refusals on the page where they arose."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from alliance.lib.errors import DomainError, InvalidInput
from alliance.lib.flow import Flow
from alliance.lib.rules import Verdict

M = TypeVar("M", bound=Model)

PER_PAGE = 20


def paged(request: HttpRequest, rows: QuerySet[M], per_page: int = PER_PAGE) -> Page[M]:
    """The page that `?page=` names; nonsense gives the first, too high a number the last."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def seen_version(request: HttpRequest) -> int | None:
    """The version that the page was made from; None where the form carries none."""
    text = request.POST.get("version", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidInput.on("version", _("This is no version number."))
    return int(text)


def put_errors(form: BaseForm, refusal: DomainError) -> None:
    """Show an action's refusal on the form: each fault beside its field, the rest above all."""
    for fault in refusal.errors:
        name = fault.field.partition(".")[0]
        form.add_error(name if name in form.fields else None, fault.detail)
    if not refusal.errors:
        form.add_error(None, refusal.detail)


def fault_lines(form: BaseForm) -> Iterator[str]:
    """Each fault of the form in one line with its field's name."""
    for name, faults in form.errors.items():
        field = form.fields.get(name)
        for fault in faults:
            yield f"{field.label}: {fault}" if field is not None else str(fault)


def way_on(request: HttpRequest, fallback: str) -> HttpResponseRedirect:
    """To the page that the form names in `next`, if it is one of ours; else to the fallback."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if ours else fallback)


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move of a flow as a page offers it.

    `form` makes the fields that the move needs, from (record, user); their cleaned values go to
    the action by name. `hurdle` says what else stands in the way: the button shows but is
    disabled. `page` is the address of a page that makes the move instead of a button.
    """

    label: str | Promise
    act: Callable[..., Any] | None = None
    rule: Callable[[Any, Any], Verdict]
    tone: str = "plain"
    done: str | Promise = ""
    form: Callable[..., BaseForm] | None = None
    hurdle: Callable[[Any], str] | None = None
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class Button:
    name: str
    url: str
    label: str | Promise
    tone: str
    version: int
    form: BaseForm | None = None
    refused: str | None = None
    is_link: bool = False


@dataclass(frozen=True)
class Moves:
    """The moves of one kind of record; `subject` is the record's name in the actions."""

    subject: str
    flow: Flow[Any]
    address: str
    table: Mapping[str, Move] = field(default_factory=dict)

    def buttons(
        self, user: Any, record: Any, bound: tuple[str, BaseForm] | None = None
    ) -> list[Button]:
        """What the user may do now: the flow allows it and the rule says yes."""
        return list(self._buttons(user, record, bound))

    def _buttons(
        self, user: Any, record: Any, bound: tuple[str, BaseForm] | None
    ) -> Iterator[Button]:
        if not user.is_authenticated:
            return
        for name in self.flow.moves_from(record.state):
            move = self.table[name]
            if not move.rule(user, record):
                continue
            form = None
            if bound is not None and bound[0] == name:
                form = bound[1]
            elif move.form is not None:
                form = move.form(record=record, user=user, auto_id=f"id_{name}_%s")
            yield Button(
                name=name,
                url=reverse(move.page, args=[record.pk]) if move.page else self.url(record, name),
                label=move.label,
                tone=move.tone,
                version=record.version,
                form=form,
                refused=(move.hurdle(record) or None) if move.hurdle else None,
                is_link=bool(move.page),
            )

    def url(self, record: Any, name: str) -> str:
        """Where the move is posted to."""
        return reverse(self.address, args=[record.pk, name])

    def make(
        self,
        request: HttpRequest,
        record: Any,
        name: str,
        *,
        detail: Callable[..., HttpResponse],
        fallback: str,
    ) -> HttpResponse:
        """Make the move that was posted, then go on; a refusal shows on the record's own page.

        `detail(bound=…, refusal=…)` renders that page: with the form that was sent and the
        refusal's sentence. Raises Http404 for a move that is none.
        """
        move = self.table.get(name)
        if move is None or move.act is None:
            raise Http404
        form = None
        values: dict[str, Any] = {}
        if move.form is not None:
            form = move.form(
                request.POST, record=record, user=request.user, auto_id=f"id_{name}_%s"
            )
            if not form.is_valid():
                faults = InvalidInput(" ".join(fault_lines(form)))
                return with_status(detail(bound=(name, form), refusal=faults), faults.status)
            values = form.cleaned_data
        try:
            move.act(
                **{self.subject: record}, by=request.user, version=seen_version(request), **values
            )
        except DomainError as refusal:
            if form is not None and isinstance(refusal, InvalidInput):
                put_errors(form, refusal)
                return with_status(detail(bound=(name, form), refusal=refusal), refusal.status)
            return with_status(detail(bound=None, refusal=refusal), refusal.status)
        if move.done:
            messages.success(request, str(move.done))
        return way_on(request, fallback)


def with_status(response: HttpResponse, status: int) -> HttpResponse:
    response.status_code = status
    return response

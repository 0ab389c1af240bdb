"""The page's components as template tags: `{% load portal %}`.

Tags rather than bare includes, so that every parameter is named, typed and has its default in one place, and a misspelt
one is an error at once. Each tag renders `templates/components/<tag>.html`; block tags take their inside as content.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from alliance.portal.templatetags import figures, frames, states

register = frames.register
register.filter("percent", figures.percent)
register.filter("points", figures.points)
register.filter("number", figures.number)
register.filter("money", figures.money)

SOON = 3  # days before a clock turns to "soon"


@register.filter
def dash(value: object) -> object:
    """The value, or "—" where nothing is known; 0 is known."""
    return figures.UNKNOWN if value is None or value == "" else value


@register.filter
def web_address(value: str) -> str:
    """The address if it is one that a reader may safely follow, else "#": entered links can hold scripts."""
    return value if str(value).lower().startswith(("https://", "http://", "/")) else "#"


@register.inclusion_tag("components/crumb.html")
def crumb(label: str, href: str) -> dict[str, object]:
    """One step of a breadcrumb."""
    return {"label": label, "href": href}


@register.inclusion_tag("components/tab.html")
def tab(
    label: str, href: str, *, current: bool = False, count: int | None = None
) -> dict[str, object]:
    """One tab; `count` says how many things are behind it."""
    return {"label": label, "href": href, "current": current, "count": count}


@register.inclusion_tag("components/fact.html")
def fact(
    label: str, value: object, *, href: str | None = None, note: str | None = None
) -> dict[str, object]:
    """One term and its value; unknown is "—". Dates are printed in the reader's language."""
    return {
        "label": label,
        "value": value,
        "href": href,
        "note": note,
        "is_date": isinstance(value, dt.date),
    }


@register.inclusion_tag("components/badge.html")
def badge(subject: object, label: str | None = None, tone: str | None = None) -> dict[str, object]:
    """A state's word in its tone. `subject` is an object with a state, an enum member or a bare state."""
    state = states.state_of(subject)
    return {
        "label": label or states.label_of(subject),
        "state": state,
        "tone": tone or states.tone_of(state),
    }


@register.inclusion_tag("components/chip.html")
def chip(label: object, *, must: bool = False, note: str | None = None) -> dict[str, object]:
    """A skill or keyword; `must` marks what cannot be done without, in words for those who do not see the star."""
    return {"label": label, "must": must, "note": note}


@register.simple_tag
def message_tone(message: Message) -> str:
    """The tone of a notice after an action, from the message's level."""
    levels = ((messages.ERROR, "bad"), (messages.WARNING, "wait"), (messages.SUCCESS, "good"))
    return next((tone for level, tone in levels if message.level >= level), "info")


@register.inclusion_tag("components/tile.html")
def tile(
    label: str,
    value: object,
    *,
    note: str | None = None,
    href: str | None = None,
    quiet: bool = False,
) -> dict[str, object]:
    """One figure with its name. `value` is ready to read; a bare number gets its groups, None is "—".

    `quiet` is for activity counts, which are inputs and must not outshine outcomes.
    """
    plain = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    shown = figures.number(value) if plain else value  # type: ignore[arg-type]  # plain has just been checked
    return {"label": label, "value": dash(shown), "note": note, "href": href, "quiet": quiet}


@register.inclusion_tag("components/rate.html")
def rate(
    label: str,
    numerator: figures.Figure | None,
    denominator: figures.Figure | None,
    *,
    href: str | None = None,
    note: str | None = None,
    as_of: dt.date | None = None,
    change: Fraction | Decimal | float | None = None,
    inline: bool = False,
) -> dict[str, object]:
    """A rate that opens: "83.6 % · 46 of 55", linking to the list it was counted from.

    Takes the counts, never a ready percentage, so that no page can show a share without its denominator.
    `change` is a difference of shares (0.041 = 4.1 points).
    """
    value = figures.share(numerator, denominator)
    return {
        "label": label,
        "value": figures.percent(value),
        "numerator": numerator,
        "denominator": denominator,
        "is_known": value is not None,
        "width": 0.0
        if value is None
        else float(figures.rounded(min(max(value, Fraction(0)), Fraction(1)) * 100, 2)),
        "href": href,
        "note": note,
        "as_of": as_of,
        "change": None if change is None else figures.points(change),
        "inline": inline,
    }


def _bar(value: object, maximum: object) -> float:
    """Length of a bar in percent of its track, for an SVG attribute; unknown or empty is no bar."""
    number, whole = figures.exact(value), figures.exact(maximum)  # type: ignore[arg-type]  # refuses what is no figure
    if number is None or not whole:
        return 0.0
    return float(figures.rounded(min(max(number / whole, Fraction(0)), Fraction(1)) * 100, 2))


@register.inclusion_tag("components/score.html")
def score(
    value: object, maximum: object = 100, *, label: str | None = None, href: str | None = None
) -> dict[str, object]:
    """A score as a bar with its number; read aloud as "87 of 100"."""
    return {
        "value": value,
        "maximum": maximum,
        "width": _bar(value, maximum),
        "label": label,
        "href": href,
    }


@register.inclusion_tag("components/parts.html")
def parts(
    items: Iterable[Any], *, total: object = None, maximum: object = 100, caption: str | None = None
) -> dict[str, object]:
    """What a score is made of: each stored part {name, value, max, reason}, optionally {label}, and the sum."""
    lines = [_part(item) for item in items]
    return {
        "lines": lines,
        "total": total,
        "maximum": maximum,
        "total_width": _bar(total, maximum),
        "caption": caption,
    }


def _part(item: Any) -> dict[str, object]:
    """One part from a mapping (stored JSON) or an object (the engine's dataclass)."""

    def read(name: str) -> Any:
        return item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)

    value, maximum = read("value"), read("max")
    return {
        "label": read("label") or read("name"),
        "value": value,
        "maximum": maximum,
        "reason": read("reason"),
        "width": _bar(value, maximum),
    }


@register.inclusion_tag("components/clock.html")
def clock(
    due: dt.date | dt.datetime | None, *, label: str | None = None, today: dt.date | None = None
) -> dict[str, object]:
    """By when an answer is due and how long that is, the same for both sides. None: no clock runs.

    `today` is for pages about another day; otherwise the portal's local date.
    """
    day = timezone.localtime(due).date() if isinstance(due, dt.datetime) else due
    left = None if day is None else (day - (today or timezone.localdate())).days
    tone = "none" if left is None else "over" if left < 0 else "soon" if left <= SOON else "calm"
    return {
        "day": day,
        "left": left,
        "over": None if left is None else -left,
        "label": label,
        "tone": tone,
    }


@register.inclusion_tag("components/timeline.html")
def timeline(events: Sequence[Any], *, empty: str | None = None) -> dict[str, object]:
    """What happened, as given (newest first by custom): each {at, title} and optionally {by, note, href, tone}."""
    return {"events": events, "empty": empty}


@register.inclusion_tag("components/steps.html")
def steps(items: Sequence[Any], *, label: str) -> dict[str, object]:
    """Where a case stands: each {label, state: done | current | todo | stopped} and optionally {note, href}."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/chain.html")
def chain(items: Sequence[Any], *, label: str | None = None) -> dict[str, object]:
    """The chain of custody: each {kind, title} and optionally {href, state, current}; a missing title is not there yet."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/approvals.html")
def approvals(items: Sequence[Any]) -> dict[str, object]:
    """Who has approved and who is still missing: each {party, side, by, at}; `at` None means missing.

    `side` is school, enterprise or alliance and gives the ring its colour.
    """
    missing = [
        item for item in items if not (item.get("at") if isinstance(item, Mapping) else item.at)
    ]
    return {"items": items, "missing": len(missing)}


@register.inclusion_tag("components/funnel.html")
def funnel(items: Sequence[Mapping[str, Any]], *, caption: str) -> dict[str, object]:
    """Counts of the loop's stages, each {label, value} and optionally {href}; shares are of the stage before."""
    top = max((item["value"] for item in items), default=0)
    lines, before = [], None
    for item in items:
        value = item["value"]
        lines.append(
            {
                "label": item["label"],
                "value": value,
                "href": item.get("href"),
                "width": _bar(value, top),
                "share": None
                if before is None
                else figures.percent(figures.share(value, before), 0),
            }
        )
        before = value
    return {"lines": lines, "caption": caption}


@register.inclusion_tag("components/party.html")
def party(
    name: object, side: str, *, href: str | None = None, note: str | None = None
) -> dict[str, object]:
    """An organisation with its side's ring: school, enterprise, alliance or public."""
    return {"name": name, "side": side, "href": href, "note": note}


@register.inclusion_tag("components/move.html")
def move(
    url: str,
    label: str,
    *,
    tone: str = "plain",
    version: int | None = None,
    refused: str | None = None,
    name: str | None = None,
    value: str | None = None,
    next: str | None = None,  # noqa: A002 - the form field's own name, as Django's redirect views call it
) -> dict[str, object]:
    """A move as a button that posts. `refused` (the rule's reason) shows the button disabled with the reason beside it."""
    return {
        "url": url,
        "label": label,
        "tone": tone,
        "version": version,
        "refused": refused,
        "name": name,
        "value": value,
        "next": next,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, object]:
    """Every error of a form at its top, each linking to its field; nothing where there is none."""
    return {"form": form}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], *, parameter: str = "page") -> dict[str, object]:
    """Previous and next with the other query parameters kept; nothing on a single page."""
    request = context.get("request")

    def address(number: int) -> str:
        query = request.GET.copy() if request is not None else None
        if query is None:
            return f"?{parameter}={number}"
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "previous": address(page.previous_page_number()) if page.has_previous() else None,
        "next": address(page.next_page_number()) if page.has_next() else None,
    }


@register.simple_tag
def ring(size: int = 28) -> SafeString:
    """The portal's sign, two linked rings, drawn here so that it takes the page's colours."""
    return mark_safe(  # noqa: S308 - constant markup; the only value is an int
        f'<svg class="ring" viewBox="2 2 32 20" width="{int(size * 1.6)}" height="{int(size)}" aria-hidden="true">'
        '<circle class="ring-b" cx="24" cy="12" r="8.4"/><circle class="ring-gap" cx="12" cy="12" r="8.4"/>'
        '<circle class="ring-a" cx="12" cy="12" r="8.4"/><path class="ring-gap" d="M21.1 19.9A8.4 8.4 0 0 1 15.9 14.2"/>'
        '<path class="ring-b" d="M21.8 20.1A8.4 8.4 0 0 1 15.75 13.5"/></svg>'
    )

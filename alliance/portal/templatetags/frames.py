"""Components with an inside: page header, card, notice, table, lists. Loaded with the rest by `{% load portal %}`.

Each renders `templates/components/<tag>.html` with its inside as `content`.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

register = template.Library()


def _block(context: Context, name: str, **values: object) -> SafeString:
    """Render a component with exactly these values; nothing of the page leaks in, except what rendering needs."""
    if context.template is None:  # only outside a render, where no tag can run
        raise template.TemplateSyntaxError(name)
    inner = context.new(values)
    for needed in ("csrf_token", "request"):
        if needed in context:
            inner[needed] = context[needed]
    return context.template.engine.get_template(f"components/{name}.html").render(inner)


@register.simple_block_tag(takes_context=True)
def page_header(
    context: Context,
    content: SafeString,
    title: str,
    lead: str | None = None,
    kicker: str | None = None,
    state: object = None,
) -> SafeString:
    """The page's only h1; the inside holds its actions (buttons), the kicker says what kind of thing this is."""
    return _block(
        context, "page_header", content=content, title=title, lead=lead, kicker=kicker, state=state
    )


@register.simple_block_tag(takes_context=True)
def card(
    context: Context,
    content: SafeString,
    title: str | None = None,
    note: str | None = None,
    id: str | None = None,  # noqa: A002 - the HTML attribute's own name reads best in a template
    href: str | None = None,
    link: str | None = None,
    count: int | None = None,
) -> SafeString:
    """A section with an h2; `href` and `link` put "see all" beside the title."""
    return _block(
        context,
        "card",
        content=content,
        title=title,
        note=note,
        id=id,
        href=href,
        link=link,
        count=count,
    )


@register.simple_block_tag(takes_context=True)
def notice(
    context: Context, content: SafeString, tone: str = "info", title: str | None = None
) -> SafeString:
    """A message in the page: info, wait, good or bad."""
    return _block(context, "notice", content=content, tone=tone, title=title)


@register.simple_block_tag(takes_context=True)
def datatable(
    context: Context,
    content: SafeString,
    rows: Any,
    caption: str,
    empty: str,
    hint: str | None = None,
    show_caption: bool = False,
) -> SafeString:
    """A table that scrolls by itself on a phone; where `rows` is empty it says so instead.

    The inside is thead and tbody. The caption is read aloud, and shown only on request, as a heading is usually near.
    """
    return _block(
        context,
        "datatable",
        content=content,
        is_empty=not rows,
        caption=caption,
        empty=empty,
        hint=hint,
        show_caption=show_caption,
    )


@register.simple_block_tag(takes_context=True)
def empty(context: Context, content: SafeString, title: str) -> SafeString:
    """What a place says while nothing is there; the inside offers the next step."""
    return _block(context, "empty", content=content, title=title)


@register.simple_block_tag(takes_context=True)
def facts(context: Context, content: SafeString, wide: bool = False) -> SafeString:
    """A definition list; its inside is `{% fact %}` lines."""
    return _block(context, "facts", content=content, wide=wide)


@register.simple_block_tag(takes_context=True)
def breadcrumb(context: Context, content: SafeString, current: str) -> SafeString:
    """Where this page lies; the inside is `{% crumb label href %}` from the top down."""
    return _block(context, "breadcrumb", content=content, current=current)


@register.simple_block_tag(takes_context=True)
def tabs(context: Context, content: SafeString, label: str) -> SafeString:
    """Views of one thing, as links; the inside is `{% tab label href current=… count=… %}`."""
    return _block(context, "tabs", content=content, label=label)


@register.simple_block_tag(takes_context=True)
def move_form(
    context: Context,
    content: SafeString,
    url: str,
    label: str,
    title: str | None = None,
    tone: str = "plain",
    version: int | None = None,
    refused: str | None = None,
) -> SafeString:
    """A move that needs words (a reason, a choice): folded until wanted, its fields are the inside."""
    return _block(
        context,
        "move_form",
        content=content,
        url=url,
        label=label,
        title=title or label,
        tone=tone,
        version=version,
        refused=refused,
    )

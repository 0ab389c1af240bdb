"""The look: figures, components, frames. Nothing here needs a database."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path
from django.utils import translation
from django.views import View

from alliance.accounts.models import User
from alliance.accounts.scope import Scope
from alliance.portal import context
from alliance.portal.templatetags import figures, states

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def shown(source: str, **values: object) -> str:
    """What a reader reads: the tag's text without markup, white space as one blank."""
    html = Template("{% load portal %}" + source).render(Context(values))
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(46, 55), "83.6 %"),
        (Fraction(36, 48), "75.0 %"),
        (Fraction(220, 391), "56.3 %"),
        (0.5625, "56.3 %"),  # exactly half: a float formatted by Python would print 56.2
        (Decimal("0.0005"), "0.1 %"),
        (-0.0005, "-0.1 %"),
        (1, "100.0 %"),
        (0, "0.0 %"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_a_share_reads_as_a_percentage_rounded_half_up(value, text):
    assert figures.percent(value) == text


def test_what_is_no_figure_is_refused_rather_than_printed():
    with pytest.raises(ValueError, match="not a figure"):
        figures.percent("many")


def test_chinese_percentages_have_no_blank():
    with translation.override("zh-hans"):
        assert figures.percent(Fraction(46, 55)) == "83.6%"


def test_numbers_money_and_changes_read_as_in_a_report():
    assert [figures.number(v) for v in (1234567, Decimal("12.50"), 0, None)] == [
        "1,234,567",
        "12.5",
        "0",
        "—",
    ]
    assert [figures.money(v) for v in ("3900000.00", "12.5", None)] == ["¥3,900,000", "¥12.50", "—"]
    assert figures.money("562032", "USD") == "US$562,032"
    assert [figures.points(v) for v in (0.041, -0.02, 0, None)] == [
        "+4.1 points",
        "−2.0 points",
        "±0.0 points",
        "—",
    ]


def test_a_rate_shows_its_counts_and_opens_to_its_list():
    html = Template('{% load portal %}{% rate "Rate" 46 55 href="/list/" inline=True %}').render(
        Context()
    )
    assert html.strip() == '<a class="rate-inline" href="/list/"><b>83.6 %</b> · 46 of 55</a>'


def test_a_rate_over_nothing_is_unknown_and_a_hidden_count_too():
    assert shown('{% rate "Rate" 0 0 %}') == "Rate — Nothing to count yet"
    assert shown('{% rate "Rate" None 12 %}') == "Rate — Nothing to count yet"


def test_zero_of_some_is_zero_and_not_unknown():
    assert shown('{% rate "Rate" 0 12 %}') == "Rate 0.0 % 0 of 12"


@pytest.mark.parametrize(
    ("due", "text"),
    [
        (dt.date(2026, 12, 3), "Answer by Dec. 3, 2026 12 days left"),
        (dt.date(2026, 11, 22), "Answer by Nov. 22, 2026 1 day left"),
        (dt.date(2026, 11, 21), "Answer by Nov. 21, 2026 last day"),
        (dt.date(2026, 11, 20), "Answer by Nov. 20, 2026 1 day over"),
        (dt.datetime(2026, 11, 21, 17, 0, tzinfo=dt.UTC), "Answer by Nov. 22, 2026 1 day left"),
        (None, "no deadline"),
    ],
)
def test_a_clock_says_the_day_and_how_long_it_is(due, text):
    today = dt.date(2026, 11, 21)
    assert shown('{% clock due label="Answer" today=today %}', due=due, today=today) == text


def test_entered_text_never_becomes_markup_in_any_component():
    hostile = "<script>alert(1)</script>"
    source = """{% page_header title=t lead=t kicker=t %}{% endpage_header %}{% card title=t note=t %}{% endcard %}
      {% notice title=t %}{% endnotice %}{% datatable none caption=t empty=t hint=t %}{% enddatatable %}
      {% empty title=t %}{% endempty %}{% fact t t note=t %}{% badge t %}{% tile t t note=t %}{% rate t 1 2 note=t %}
      {% score 3 label=t %}{% parts parts caption=t %}{% timeline events %}{% steps steps label=t %}{% chain chain %}
      {% approvals approvals %}{% funnel funnel caption=t %}{% party t t %}{% move t t refused=t %}{% chip t note=t %}
      {% breadcrumb current=t %}{% crumb t t %}{% endbreadcrumb %}{% tabs label=t %}{% tab t t %}{% endtabs %}
      {% move_form t t title=t %}{% endmove_form %}{% clock day label=t %}"""
    values = {
        "t": hostile,
        "none": [],
        "day": dt.date(2026, 1, 1),
        "parts": [{"name": hostile, "value": 1, "max": 2, "reason": hostile}],
        "events": [{"title": hostile, "at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "by": hostile}],
        "steps": [{"label": hostile, "state": hostile, "note": hostile}],
        "chain": [{"kind": hostile, "title": hostile, "state": hostile}],
        "approvals": [{"party": hostile, "side": hostile, "by": hostile, "at": None}],
        "funnel": [{"label": hostile, "value": 1}],
    }
    html = Template("{% load portal %}" + source).render(Context(values))
    assert hostile not in html
    assert html.count("&lt;script&gt;") > 40


def test_a_link_that_somebody_entered_is_followed_only_to_the_web():
    assert shown(
        "{{ a|web_address }} {{ b|web_address }}", a="javascript:alert(1)", b="https://a.test/"
    ) == ("# https://a.test/")


def test_a_refused_move_stays_visible_with_its_reason_and_cannot_be_pressed():
    html = Template('{% load portal %}{% move "/x/" "Sign" refused="Not yet." %}').render(Context())
    assert re.search(r"<button[^>]* disabled>Sign</button>", html)
    assert "Not yet." in html


def test_a_misspelt_parameter_is_an_error():
    with pytest.raises(TemplateSyntaxError):
        Template('{% load portal %}{% tile "A" 1 notes="x" %}')


def test_pages_keep_the_rest_of_the_query():
    request = RequestFactory().get("/?q=a%26b&page=2")
    template = Template(
        "{% load gallery portal %}{% gallery_samples as s %}{% pagination s.page %}"
    )
    html = template.render(Context({"request": request}))
    assert re.findall(r'href="([^"]+)"', html) == ["?q=a%26b&amp;page=1", "?q=a%26b&amp;page=3"]


def test_every_state_with_a_word_has_a_tone():
    assert set(states.LABELS) <= set(states.TONES)


def visitor(*, signed_in: bool):
    """A person without roles, whom nothing awaits, or a stranger."""
    if not signed_in:
        return AnonymousUser()
    person = User(pk=1, email="reader@example.test")
    person._scope = Scope(user_id=1)
    return person


portal_urls = [
    path("", View.as_view(), name="home"),
    path("workspace/", View.as_view(), name="workspace"),
]
demand_urls = [path("", View.as_view(), name="demand_list")]
urlpatterns = [
    path("demands/", include((demand_urls, "collaboration"))),
    path("", include((portal_urls, "portal"))),
]


@pytest.mark.urls("tests.portal.test_look")
@pytest.mark.parametrize(
    ("signed_in", "address", "entries"),
    [
        (False, "/", [("/", "Overview", True), ("/demands/", "Demands", False)]),
        (
            False,
            "/demands/7/",
            [("/", "Overview", False), ("/demands/", "Demands", True)],
        ),
        (
            True,
            "/demands/7/",
            [("/workspace/", "Workspace", False), ("/demands/", "Demands", True)],
        ),
    ],
)
def test_the_navigation_leads_only_to_rooms_that_are_there(signed_in, address, entries):
    request = RequestFactory().get(address)
    request.user = visitor(signed_in=signed_in)
    nav = context.portal(request)["nav"]
    assert [(entry.url, str(entry.label), entry.current) for entry in nav] == entries


class Outline(HTMLParser):
    """Ids, references to ids and headings of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.headings: list[int] = []
        self.inline: list[str] = []
        self.linked: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"])
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.wanted.update((given.get(name) or "").split())
        if (given.get("href") or "").startswith("#") and given["href"] != "#":
            self.linked.add(given["href"][1:])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.inline += [n for n in given if n == "style" or n.startswith("on")]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_gallery_shows_every_component_with_a_sound_outline(language):
    with translation.override(language):
        html = render_to_string("portal/gallery.html", {}, RequestFactory().get("/gallery/?page=2"))
    page = Outline(html)
    assert len(page.ids) == len(set(page.ids))
    assert (page.wanted | page.linked) - set(page.ids) == set()
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert page.inline == []
    assert {"wrong_title", "wrong_headcount", "wrong_audience"} <= page.linked
    assert f'lang="{"zh-Hans" if language == "zh-hans" else language}"' in html


@pytest.mark.parametrize("code", [400, 403, 404, 409, 500])
def test_an_error_page_needs_nothing_but_itself(code):
    bare = render_to_string(f"errors/{code}.html")
    told = render_to_string(f"errors/{code}.html", {"request_id": "7f3c", "reason": "Because."})
    assert ("7f3c" in bare, "7f3c" in told, "Because." in told) == (False, True, True)
    assert 'href="/"' in bare


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_template_holds_inline_style_script_or_handler(path):
    source = path.read_text()
    assert re.findall(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:", source) == []


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_and_controls_contrast_as_wcag_aa_asks(theme):
    css = (ROOT / "static/css/tokens.css").read_text()
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", css)
    colour = {name: (light, dark)[theme] for name, light, dark in pairs}
    grounds = ["paper", "surface", "sunken"]
    wanted = [(text, on, 4.5) for text in ("ink", "ink-soft", "teal", "red") for on in grounds]
    tones = ["teal", "ochre", "indigo", "red", "green", "slate"]
    wanted += [(tone, f"{tone}-wash", 4.5) for tone in tones]
    wanted += [("ink", f"{tone}-wash", 4.5) for tone in tones]
    wanted += [("on-teal", "teal", 4.5), ("on-red", "red", 4.5)]
    wanted += [(line, on, 3) for line in ("line-strong", "focus") for on in grounds]
    low = {
        (a, b): round(contrast(colour[a], colour[b]), 2)
        for a, b, least in wanted
        if contrast(colour[a], colour[b]) < least
    }
    assert low == {}

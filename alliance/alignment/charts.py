"""Geometry of the pages' drawings. Pages draw on the server: nothing here needs a script.

Coordinates are those of an SVG view box. A drawing repeats what a table beside it says in words,
so it is hidden from screen readers where that table is in the same place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.functional import Promise

Text = str | Promise

WIDTH, HEIGHT = 640, 230
LEFT, RIGHT, TOP, BOTTOM = 46, 18, 12, 26
DASHES = ("none", "7 4", "2 3", "10 3 2 3", "1 4", "5 2 1 2")
"""Lines differ in their dashes too, for those who do not tell their colours and for print."""


@dataclass(frozen=True)
class Dot:
    """One known point of a line; `text` is what it says."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Line:
    """One series. `path` has a gap wherever a value is unknown or not published."""

    label: Text
    style: int
    dashes: str
    path: str
    dots: tuple[Dot, ...]
    last: str


@dataclass(frozen=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True)
class LineChart:
    """A drawing of series over a common axis, ready for a template."""

    title: str
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    mark: float | None = None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT

    @property
    def right(self) -> int:
        return self.width - RIGHT

    @property
    def floor(self) -> int:
        return self.height - BOTTOM

    @property
    def top(self) -> int:
        return TOP


def line_chart(
    *,
    title: str,
    series: Sequence[tuple[Text, Sequence[Decimal | None]]],
    places: Sequence[float],
    x_labels: Sequence[str],
    text: "Sequence[Sequence[str]]",
    percent: bool = True,
    mark: float | None = None,
) -> LineChart | None:
    """Draw series over `places` (any rising numbers); None where no series has two known points.

    text   what each point says, in the shape of `series`
    mark   a place to be marked by a vertical line, such as the threshold in use
    """
    drawn = [number for _, values in series for number in values if number is not None]
    if len(places) < 2 or all(sum(v is not None for v in values) < 2 for _, values in series):
        return None
    low, high, step = scale(min(drawn), max(drawn), percent=percent)
    first, last = places[0], places[-1]

    def across(place: float) -> float:
        return round(LEFT + (place - first) / (last - first) * (WIDTH - LEFT - RIGHT), 1)

    def down(value: Decimal) -> float:
        return round(TOP + float((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM), 1)

    lines = []
    for style, (label, values) in enumerate(series):
        dots, path, pen = [], [], "M"
        for place, value, words in zip(places, values, text[style], strict=True):
            if value is None:
                pen = "M"
                continue
            dots.append(Dot(across(place), down(value), words))
            path.append(f"{pen}{dots[-1].x},{dots[-1].y}")
            pen = "L"
        if dots:
            dashes = DASHES[style % len(DASHES)]
            line = Line(label, style % 6, dashes, "".join(path), tuple(dots), dots[-1].text)
            lines.append(line)
    ticks = []
    value = low
    while value <= high:
        shown = f"{value * 100:.0f} %" if percent else f"{value.normalize():f}"
        ticks.append(Tick(down(value), shown))
        value += step
    return LineChart(
        title=title,
        lines=tuple(lines),
        x_ticks=tuple(thinned([(across(p), t) for p, t in zip(places, x_labels, strict=True)])),
        y_ticks=tuple(ticks),
        mark=None if mark is None else across(mark),
    )


def scale(least: Decimal, most: Decimal, *, percent: bool) -> tuple[Decimal, Decimal, Decimal]:
    """Lower end, upper end and step of an axis: round numbers, three to six of them.

    Shares start at 0 unless all of them lie high: a line that fills its frame is read, and the
    axis says where it starts.
    """
    if percent and least >= Decimal("0.5"):
        floor = (least * 10).to_integral_value(ROUND_FLOOR) / 10
        low = max(Decimal(0), floor - Decimal("0.1"))
    else:
        low = min(Decimal(0), least)
    span = max(most - low, Decimal("0.05"))
    size = Decimal(1).scaleb(span.adjusted())
    step = next(s for s in (size / 5, size / 2, size, size * 2) if span / s <= 5)
    ceiling = low + (span / step).to_integral_value(ROUND_CEILING) * step
    return low, min(ceiling, Decimal(1)) if percent and most <= 1 else ceiling, step


def thinned(ticks: Sequence[tuple[float, str]]) -> list[Tick]:
    """Labels that do not run into one another; the last one always stands."""
    kept: list[Tick] = []
    longest = max((len(text) for _, text in ticks), default=0)
    apart = 14 + 7 * longest
    for at, text in reversed(ticks):
        if not kept or kept[-1].at - at >= apart:
            kept.append(Tick(at, text))
    return kept[::-1]


@dataclass(frozen=True)
class Bar:
    """A bar from `start` of length `size`, in percent of its track."""

    start: float
    size: float


def bar(value: Decimal | None, most: Decimal) -> Bar:
    """From the left end; unknown is no bar."""
    if value is None or most <= 0:
        return Bar(0, 0)
    return Bar(0, percent_of(value, most))


def signed_bar(value: Decimal | None, most: Decimal) -> Bar:
    """From the middle to the right for what is added, to the left for what is lost."""
    if value is None or most <= 0:
        return Bar(50, 0)
    half = percent_of(abs(value), most) / 2
    return Bar(50, half) if value >= 0 else Bar(50 - half, half)


def interval_bar(low: Decimal, high: Decimal, most: Decimal = Decimal(1)) -> Bar:
    """From low to high, with a width that can be seen even where both are equal."""
    start, end = percent_of(low, most), percent_of(high, most)
    return Bar(min(start, 99.2), max(round(end - start, 2), 0.8))


def percent_of(value: Decimal, most: Decimal) -> float:
    return round(float(min(max(value / most, Decimal(0)), Decimal(1)) * 100), 2)


def heat_class(value: Decimal | None) -> int | None:
    """One of ten steps for a share; the tenth holds 0.9 to 1."""
    return None if value is None else min(9, int(max(value, Decimal(0)) * 10))

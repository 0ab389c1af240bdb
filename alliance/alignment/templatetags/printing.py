"""Figures on paper: `{% load printing %}`."""

from django import template

from alliance.alignment.conventions import side_text
from alliance.alignment.figures import Figure

register = template.Library()


@register.filter
def numerator_of(figure: Figure) -> str:
    return side_text(figure, figure.numerator)


@register.filter
def denominator_of(figure: Figure) -> str:
    return side_text(figure, figure.denominator)

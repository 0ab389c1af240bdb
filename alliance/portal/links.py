"""Addresses of lists, narrowed by a query."""

from urllib.parse import urlencode

from django.urls import reverse


def listed(name: str, **query: object) -> str:
    """The list's address with the query that shows only what is meant."""
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)

"""What all pages of registers share: who asks, for which register, for which record."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.lib.errors import NotAllowed, Stale
from alliance.registers.lists import base
from alliance.registers.register import Register, registers
from alliance.web.pages import seen_version
from alliance.web.records import Record


def found(name: str) -> Register:
    """The register of an address. Raises Http404."""
    register = registers().get(name)
    if register is None:
        raise Http404
    return register


def caller(request: HttpRequest) -> User:
    """Who asks; only behind a sign-in."""
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first."))
    return request.user


def one(register: Register, pk: int, user: Any) -> Any:
    """The record, if the person may see it. Raises Http404."""
    return get_object_or_404(base(register, user), pk=pk)


def address(register: Register, row: Any) -> str:
    if register.page is not None:
        return register.page(row)
    return own_page(register, row)


def own_page(register: Register, row: Any) -> str:
    """The register's page of the record, also where another room has one of its own."""
    return reverse("registers:detail", args=[register.name, row.pk])


def door(name: str, *args: Any) -> str:
    """An address of a room above this one; "" where the portal runs without that room."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def must_know(request: HttpRequest, row: Any) -> int | None:
    """The version that the form was made from. Raises Stale where a versioned row's is missing."""
    version = seen_version(request)
    if version is None and isinstance(row, Record):
        raise Stale(
            _("Open the record again: it is unknown which version you saw."), current=row.version
        )
    return version

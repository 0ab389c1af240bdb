"""`manage.py create_admin`: the first person of a new installation."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.core.validators import validate_email

from alliance.accounts.models import User


class Command(BaseCommand):
    """Make an administrator of the platform, or set the password of one."""

    help = (
        "Make a platform administrator. The password is read from ADMIN_PASSWORD, else asked for "
        "at the terminal; for an existing administrator it is replaced."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The address is the account."""
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Refuse what is no address or a weak password; nothing is written then."""
        password = os.environ.get("ADMIN_PASSWORD") or _asked()
        email = User.objects.normalize_email(email).lower()
        person = User.objects.filter(email__iexact=email).first() or User(email=email)
        try:
            validate_email(email)
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        known = person.pk is not None
        person.is_staff = person.is_superuser = person.is_active = True
        person.set_password(password)
        person.save()
        done = "has a new password" if known else "is an administrator"
        self.stdout.write(f"{person.email} {done}.")


def _asked() -> str:
    if not sys.stdin.isatty():
        msg = "No terminal to ask for a password: set ADMIN_PASSWORD."
        raise CommandError(msg)
    first, second = getpass.getpass("Password: "), getpass.getpass("Again: ")
    if first != second:
        msg = "The two passwords differ."
        raise CommandError(msg)
    return first

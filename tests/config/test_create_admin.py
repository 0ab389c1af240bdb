"""The first person of an installation."""

import pytest
from django.core.management import CommandError, call_command

from alliance.accounts.models import User

pytestmark = pytest.mark.django_db
GOOD = "correct horse battery staple"


def rights() -> list[tuple]:
    return [
        (u.email, u.is_staff, u.is_superuser, u.check_password(GOOD)) for u in User.objects.all()
    ]


def test_an_administrator_is_made_once_and_gets_a_new_password_later(monkeypatch, capsys):
    monkeypatch.setenv("ADMIN_PASSWORD", "another long password")
    call_command("create_admin", "ada@portal.test")
    monkeypatch.setenv("ADMIN_PASSWORD", GOOD)
    call_command("create_admin", "ada@portal.test")
    assert rights() == [("ada@portal.test", True, True, True)]
    assert capsys.readouterr().out.splitlines() == [
        "ada@portal.test is an administrator.",
        "ada@portal.test has a new password.",
    ]


@pytest.mark.parametrize(
    ("email", "password", "reason"),
    [
        ("ada", GOOD, "Enter a valid email address."),
        ("ada@portal.test", "short", "This password is too short."),
    ],
)
def test_a_bad_address_or_password_makes_nobody(monkeypatch, email, password, reason):
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    with pytest.raises(CommandError, match=reason):
        call_command("create_admin", email)
    assert rights() == []

"""DEMO_PASSWORD holds at every start, not only at the first."""

import pytest

from alliance.accounts.models import User
from alliance.config.demo import people
from alliance.config.management.commands.up import _set_passwords


@pytest.mark.django_db
def test_a_new_demo_password_replaces_that_of_the_demo_accounts_only(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    demo = User.objects.create_user("school@demo.test", "first-password")
    other = User.objects.create_user("ada@portal.test", "first-password")
    kept = people.Credentials("school@demo.test", "学校", "key", "first-password")
    people.write_kept([kept])

    _set_passwords("second-password")

    demo.refresh_from_db()
    other.refresh_from_db()
    assert (demo.check_password("second-password"), other.check_password("first-password")) == (
        True,
        True,
    )
    assert people.read_kept() == [
        people.Credentials("school@demo.test", "学校", "key", "second-password")
    ]
    assert people.kept_file().stat().st_mode & 0o777 == 0o600

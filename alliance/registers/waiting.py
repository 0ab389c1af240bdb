"""Lists narrowed to what waits for their reader; what that is, a room above says."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from alliance.registers.register import Register


def waiting_in(register: Register, data: Any, user: Any) -> Any:
    """The keys of the rows that `waiting` (and `of`, for whom) ask for; None where it asks not.

    The provider that settings name is called with (user, model, key, of).
    """
    key = data.get("waiting", "")
    if not key:
        return None
    provider = import_string(settings.WAITING_PROVIDER)
    return provider(user, register.model, key, data.get("of", ""))

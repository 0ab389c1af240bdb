"""How people enter: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):
    """Sign-in as allauth does it, without open registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers: accounts come from an organisation's invitation."""
        return False

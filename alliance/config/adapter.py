"""How people enter: with an account that the platform made for them."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):
    """Sign-in as allauth does it, without open registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers: the platform's administrators make the accounts."""
        return False

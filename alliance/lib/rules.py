"""One rule, one function, one verdict that carries its reason."""

from dataclasses import dataclass

from alliance.lib.errors import NotAllowed


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed; otherwise holds the sentence that page and API show."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raises NotAllowed with the reason unless allowed."""
        if not self.allowed:
            raise NotAllowed(self.reason)


ALLOW = Verdict(allowed=True)


def deny(reason: object) -> Verdict:
    """A refusal; lazily translated sentences are rendered here, in the caller's language."""
    return Verdict(allowed=False, reason=str(reason))

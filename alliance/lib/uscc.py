"""Unified social credit codes (统一社会信用代码, GB 32100-2015): 17 characters and a check digit."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LENGTH = 18


def check_digit(body: str) -> str:
    """The 18th character for 17 given ones. Raises ValueError naming the first wrong character."""
    if len(body) != LENGTH - 1:
        msg = f"17 characters are needed, {len(body)} given"
        raise ValueError(msg)
    total = 0
    for place, (char, weight) in enumerate(zip(body, WEIGHTS, strict=True), start=1):
        value = ALPHABET.find(char)
        if value < 0:
            msg = f"character {place} ({char!r}) is not one of the code's 31"
            raise ValueError(msg)
        total += value * weight
    return ALPHABET[(31 - total % 31) % 31]


def fault(code: str) -> str | None:
    """Why `code` is not a valid USCC, or None when it is."""
    if len(code) != LENGTH:
        return f"18 characters are needed, {len(code)} given"
    try:
        expected = check_digit(code[:-1])
    except ValueError as error:
        return str(error)
    if expected != code[-1]:
        return "the check digit does not fit"
    return None

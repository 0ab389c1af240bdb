"""Who a graduate is: sealed before it is stored, opened only by the actions that may.

One ciphertext per graduate (Fernet: AES-128-CBC with HMAC-SHA256) holds all of it, together with
the graduate's id, so that a ciphertext copied to another row does not open there. The keys come
from the environment and are never in the database.
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from alliance.lib.errors import FieldError, InvalidInput, Refused

LONGEST_NAME = 100
KEY = re.compile(r"[\w-]{43}=?\Z", re.ASCII)
RESIDENT_ID = re.compile(r"\d{17}[\dX]\Z")
OTHER_ID = re.compile(r"(?=.*\d)[A-Z0-9]{5,17}\Z")
PHONE = re.compile(r"\+?\d{5,15}\Z")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
"""GB 11643: weights of the first 17 digits, and the check character by remainder of 11."""


@dataclass(frozen=True, repr=False)
class Identity:
    """Direct identifiers of one person; all but the name may be empty.

    It prints without its content, so that neither a log nor an error report can hold it.
    """

    name: str
    id_number: str = ""
    phone: str = ""
    email: str = ""

    def __repr__(self) -> str:
        return "Identity(…)"

    def masked(self) -> "Identity":
        """What is shown where nobody asked for more: 138****5678."""
        mailbox, at, host = self.email.partition("@")
        return Identity(
            name=self.name[:1] + "*" * (len(self.name) - 1),
            id_number=middle_hidden(self.id_number),
            phone=middle_hidden(self.phone),
            email=f"{mailbox[:1]}***{at}{host}" if mailbox else "",
        )


def middle_hidden(text: str) -> str:
    """The first three and last four characters of at least nine; of a shorter text nothing."""
    if len(text) < 9:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"


def checked(identity: Identity) -> Identity:
    """The identity in its stored form. Raises InvalidInput that names each fault, not its value."""
    found = Identity(
        name=" ".join(identity.name.split()),
        id_number="".join(identity.id_number.split()).upper(),
        phone=re.sub(r"[\s()-]", "", identity.phone),
        email=identity.email.strip(),
    )
    faults = []
    if not found.name or len(found.name) > LONGEST_NAME:
        faults.append(FieldError("name", "invalid", _("A name of at most 100 characters.")))
    if found.id_number and not is_id_number(found.id_number):
        faults.append(FieldError("id_number", "invalid", _("This is no valid identity number.")))
    if found.phone and not PHONE.match(found.phone):
        faults.append(FieldError("phone", "invalid", _("A telephone number of 5 to 15 digits.")))
    if found.email and not is_email(found.email):
        faults.append(FieldError("email", "invalid", _("This is no e-mail address.")))
    if faults:
        raise InvalidInput(" ".join(fault.detail for fault in faults), errors=faults)
    return found


def is_id_number(text: str) -> bool:
    """A resident identity card's number with its check character, or a passport's."""
    if RESIDENT_ID.match(text):
        total = sum(int(digit) * weight for digit, weight in zip(text, ID_WEIGHTS, strict=False))
        return ID_CHECKS[total % 11] == text[-1]
    return bool(OTHER_ID.match(text))


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def seal(identity: Identity, *, graduate: int) -> tuple[str, str]:
    """(ciphertext, name of the key). Raises ImproperlyConfigured without a key."""
    content = json.dumps({"graduate": graduate, **asdict(identity)}, ensure_ascii=False)
    return _box().encrypt(content.encode()).decode(), current_key()


def unseal(sealed: str, *, graduate: int) -> Identity:
    """The identity behind a ciphertext. Raises Refused where no key of this deployment fits."""
    try:
        content = json.loads(_box().decrypt(sealed.encode()))
    except InvalidToken as error:
        raise Refused(_("No key of this installation opens this identity.")) from error
    if content.pop("graduate") != graduate:
        raise Refused(_("This identity was sealed for somebody else."))
    return Identity(**{field.name: content[field.name] for field in fields(Identity)})


def current_key() -> str:
    """Name of the key that seals now: it tells keys apart and nothing about them."""
    return hashlib.sha256(b"identity key " + _keys()[0].encode()).hexdigest()[:16]


def _keys() -> Sequence[str]:
    keys: Sequence[str] = settings.IDENTITY_KEYS
    if not keys:
        msg = "IDENTITY_KEYS is not set: identities of graduates can be neither kept nor read."
        raise ImproperlyConfigured(msg)
    return keys


def _box() -> MultiFernet:
    return _made(tuple(_keys()))


@lru_cache(maxsize=4)
def _made(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_padded(key)) for key in keys])


def _padded(key: str) -> bytes:
    """Keys are 32 bytes in URL-safe base64, with or without the padding."""
    if not KEY.match(key):
        msg = "Each of IDENTITY_KEYS must be 32 bytes in URL-safe base64."
        raise ImproperlyConfigured(msg)
    return base64.urlsafe_b64encode(base64.urlsafe_b64decode(key.rstrip("=") + "="))

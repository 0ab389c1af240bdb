"""What is sealed opens only where it belongs, and neither prints nor complains with its content."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from alliance.lib.errors import InvalidInput, Refused
from talent.identity import Identity, checked, current_key, seal, unseal
from tests.factories.talent import PERSON

TEXT = st.text(max_size=60)


@given(st.builds(Identity, name=TEXT, id_number=TEXT, phone=TEXT, email=TEXT), st.integers(1))
def test_what_is_sealed_comes_back_and_nothing_of_it_is_readable(identity, graduate):
    sealed, key = seal(identity, graduate=graduate)
    assert unseal(sealed, graduate=graduate) == identity
    assert key == current_key()
    assert sealed.isascii()


def test_a_ciphertext_copied_to_another_graduate_does_not_open():
    sealed, _key = seal(PERSON, graduate=1)
    with pytest.raises(Refused, match="sealed for somebody else"):
        unseal(sealed, graduate=2)


def test_a_changed_ciphertext_does_not_open():
    sealed, _key = seal(PERSON, graduate=1)
    with pytest.raises(Refused, match="No key"):
        unseal(sealed[:-2] + "AA", graduate=1)


def test_a_new_key_in_front_seals_and_the_old_one_still_opens(settings):
    old, new = settings.IDENTITY_KEYS[0], Fernet.generate_key().decode()
    sealed, first = seal(PERSON, graduate=1)
    settings.IDENTITY_KEYS = [new, old]
    again, second = seal(PERSON, graduate=1)
    assert unseal(sealed, graduate=1) == unseal(again, graduate=1) == PERSON
    assert first != second
    settings.IDENTITY_KEYS = [new]
    assert unseal(again, graduate=1) == PERSON
    with pytest.raises(Refused, match="No key"):
        unseal(sealed, graduate=1)


@pytest.mark.parametrize(
    ("keys", "sentence"), [([], "is not set"), (["short"], "32 bytes in URL-safe base64")]
)
def test_without_a_proper_key_nothing_is_sealed(settings, keys, sentence):
    settings.IDENTITY_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match=sentence):
        seal(PERSON, graduate=1)


def test_an_identity_prints_without_its_content():
    assert (repr(PERSON), str(PERSON), f"{PERSON}") == ("Identity(…)",) * 3
    with pytest.raises(InvalidInput) as refused:
        checked(Identity(name="", id_number="canary", phone="canary", email="canary"))
    assert "canary" not in str(refused.value.errors)
    assert [fault.field for fault in refused.value.errors] == [
        "name",
        "id_number",
        "phone",
        "email",
    ]


@pytest.mark.parametrize(
    ("given_", "masked"),
    [
        (
            PERSON,
            Identity("欧****", "431***********101X"[:3] + "*" * 11 + "101X", "138****5678",
                     "c***@people.test"),
        ),
        (Identity("王"), Identity("王")),
        (Identity("Li Wei", phone="12345678"), Identity("L*****", phone="********")),
    ],
)  # fmt: skip
def test_masking_leaves_what_cannot_find_the_person(given_, masked):
    assert given_.masked() == masked


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("1101051949 1231 002X", True),
        ("110105194912310020", False),
        ("E12345678", True),
        ("E1", False),
        ("", True),
    ],
)
def test_identity_numbers_are_checked_by_their_check_character(number, valid):
    identity = Identity(name="Somebody", id_number=number)
    if valid:
        assert checked(identity).id_number == number.replace(" ", "").upper()
    else:
        with pytest.raises(InvalidInput):
            checked(identity)


def test_an_identity_is_stored_tidied():
    given_ = Identity(
        name="  Li   Wei ", id_number="e12345678", phone="+86 (138) 1234-5678", email=" a@b.test "
    )
    assert checked(given_) == Identity("Li Wei", "E12345678", "+8613812345678", "a@b.test")

"""The real hasher, which other tests replace by a cheap one."""

from argon2 import PasswordHasher

from mutuelle.account.passwords import Passwords


async def test_a_hash_costs_what_argon2_recommends_and_opens_with_its_password_alone():
    passwords = Passwords()
    kept = await passwords.hashed("Tilleul-Canard-42")
    assert kept.startswith("$argon2id$") and not PasswordHasher().check_needs_rehash(kept)
    assert await passwords.verify(kept, "Tilleul-Canard-42")
    assert not await passwords.verify(kept, "tilleul-canard-42")


async def test_without_an_account_as_much_is_computed_and_refused():
    passwords = Passwords()
    assert not PasswordHasher().check_needs_rehash(passwords._nobody)
    assert not await passwords.verify(None, "nobody has this password")

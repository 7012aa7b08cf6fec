"""One hasher for all tests, cheap as the family's hashes: a real one takes 64 MiB and a tenth of a second by design.

The tests of passwords themselves make a real one.
"""

from functools import cache

from argon2 import PasswordHasher

from mutuelle.account.passwords import Passwords


@cache
def passwords() -> Passwords:
    """Return the hasher: all but its cost is the product's."""
    made = Passwords()
    made._hasher = PasswordHasher(time_cost=1, memory_cost=64)
    made._nobody = made._hasher.hash("nobody has this password")
    return made

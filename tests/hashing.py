"""One hasher for all tests: making one hashes a password, which takes memory and a tenth of a second by design."""

from functools import cache

from mutuelle.account.passwords import Passwords

passwords = cache(Passwords)

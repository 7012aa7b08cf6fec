"""Password hashes: argon2id, a few at a time, since each takes memory and a core."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mutuelle.account.password_rules import normalised

CONCURRENT = 2


class Passwords:
    """Hashes and verifies passwords off the event loop, at most `CONCURRENT` at once."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._slots = asyncio.Semaphore(CONCURRENT)
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Return the argon2id hash to store."""
        return self._hasher.hash(normalised(password))

    async def hashed(self, password: str) -> str:
        """Return the hash to store, computed off the event loop."""
        async with self._slots:
            return await asyncio.to_thread(self.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Say whether the password is right; takes as long when there is no account (`None`)."""
        async with self._slots:
            right = await asyncio.to_thread(self._verify, password_hash or self._nobody, password)
        return right and password_hash is not None

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, normalised(password))
        except (VerificationError, InvalidHashError):
            return False

"""Sealing what must not be read in the database: authenticated encryption.

The keys are derived from the application's secret. Each purpose has a key of its own, so that what was sealed for one
cannot be opened for another.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def seal(secret: str, purpose: str, text: str) -> str:
    """Return the text sealed for a purpose; sealing twice gives different results."""
    return _box(secret, purpose).encrypt(text.encode()).decode()


def unseal(secret: str, purpose: str, sealed: str) -> str:
    """Return what was sealed. Raises cryptography.fernet.InvalidToken for anything else."""
    return _box(secret, purpose).decrypt(sealed.encode()).decode()


@lru_cache(maxsize=32)
def _box(secret: str, purpose: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"mutuelle:{purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))

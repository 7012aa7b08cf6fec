"""Texts that must be read again but never lie in the database in clear: sealed with a key of their purpose.

The key is made from the application's secret (HKDF-SHA256, the purpose as context), the seal is Fernet's (AES-128-CBC
and HMAC-SHA256): what was sealed for one purpose, or with another secret, cannot be opened nor forged.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class BrokenSeal(Exception):
    """The text was not sealed with this secret for this purpose, or was changed since."""


def seal(secret: str, purpose: str, text: str) -> str:
    """Return `text` sealed; never the same twice, about 1.4 times as long plus 100 ASCII characters.

    `secret` is `Settings.secret`; `purpose` names what the text is, e.g. `totp_secret`.
    """
    return _fernet(secret, purpose).encrypt(text.encode()).decode("ascii")


def unseal(secret: str, purpose: str, sealed: str) -> str:
    """Return what was sealed. Raises BrokenSeal."""
    try:
        return _fernet(secret, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise BrokenSeal from None


def seal_bytes(secret: str, purpose: str, content: bytes) -> bytes:
    """Return `content` sealed; 58 to 73 bytes longer. `purpose` may name one row, so that rows cannot be exchanged."""
    return base64.urlsafe_b64decode(_fernet(secret, purpose).encrypt(content))


def unseal_bytes(secret: str, purpose: str, sealed: bytes) -> bytes:
    """Return what was sealed. Raises BrokenSeal."""
    try:
        return _fernet(secret, purpose).decrypt(base64.urlsafe_b64encode(sealed))
    except InvalidToken:
        raise BrokenSeal from None


@lru_cache(maxsize=32)
def _fernet(secret: str, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"mutuelle:{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))

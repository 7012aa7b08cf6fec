"""Codes of an authenticator app: six digits that change every 30 seconds (RFC 6238). Pure."""

import hmac
from datetime import datetime

import pyotp

ISSUER = "Ma Mutuelle"
STEP_S = 30
DRIFT = 1  # steps that a phone's clock may be off, either way


def new_secret() -> str:
    """Return a fresh secret for an app, 160 bits in base 32."""
    return pyotp.random_base32()


def setup_uri(secret: str, identifier: str) -> str:
    """Return what the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=identifier, issuer_name=ISSUER)


def grouped(secret: str) -> str:
    """Return the secret in groups of four, for typing it into an app."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def matching_step(secret: str, typed: str, *, now: datetime) -> int | None:
    """Return the step that a code is of, one step early or late at most; None when it is wrong."""
    current, totp = int(now.timestamp()) // STEP_S, pyotp.TOTP(secret)
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            return step
    return None

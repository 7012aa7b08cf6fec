"""Ties a form to the browser it was shown to, and to the one-time link it is behind."""

import hashlib
import hmac
import secrets
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from bot.body import read_capped
from mutuelle.settings import Settings

COOKIE = "csrf"
MAX_FORM = 8 * 1024


class Csrf:
    """The hidden field of the forms under `path`, and the cookie that goes with it."""

    def __init__(self, settings: Settings, path: str) -> None:
        self._secret = settings.secret.encode()
        self._secure = settings.public_url.startswith("https:")
        self._path = path

    def nonce(self, request: Request) -> str:
        """Return the browser's nonce, or a new one."""
        return request.cookies.get(COOKIE) or secrets.token_urlsafe(24)

    def field(self, nonce: str, token: str) -> str:
        """Return the value of the hidden field in the form behind the link `token`."""
        return hmac.new(self._secret, f"csrf:{nonce}:{token}".encode(), hashlib.sha256).hexdigest()

    def keep(self, response: Response, nonce: str) -> None:
        """Set the cookie."""
        response.set_cookie(COOKIE, nonce, httponly=True, samesite="strict", secure=self._secure, path=self._path)

    def right(self, request: Request, token: str, given: str) -> bool:
        """Say whether the form was shown to this browser."""
        nonce = request.cookies.get(COOKIE, "")
        return bool(nonce) and hmac.compare_digest(given.encode(), self.field(nonce, token).encode())


async def fields_of(request: Request) -> dict[str, str]:
    """Return the fields of a posted form, the first of each name. Raises BodyTooBig."""
    form = parse_qs((await read_capped(request, MAX_FORM)).decode("utf-8", "replace"))
    return {name: values[0] for name, values in form.items()}

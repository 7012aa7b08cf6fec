"""Which conversation a browser is in: a signed, HttpOnly cookie; the database only keeps its hash."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from mutuelle.conversations.transcript import Transcript
from mutuelle.settings import Settings

COOKIE = "conversation"
MAX_AGE_S = 30 * 24 * 3600
LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Visitor:
    """A browser's conversation, and the cookie to set when it is new."""

    conversation_id: str
    set_cookie: str | None


class Visitors:
    """Finds or begins the conversation of a browser."""

    def __init__(self, transcript: Transcript, settings: Settings) -> None:
        self._transcript = transcript
        self._settings = settings
        public = urlsplit(settings.public_url)
        self._hosts = {public.netloc}
        if public.hostname in LOOPBACK:
            self._hosts |= {f"{name}:{public.port}" for name in LOOPBACK}

    async def of(self, request: HTTPConnection) -> Visitor:
        """Return the visitor; a missing or forged cookie begins a new conversation."""
        token = self._token(request)
        set_cookie = None
        if token is None:
            set_cookie, address = self.fresh()
        else:
            address = _address(token)
        return Visitor(await self._transcript.open("web", address), set_cookie)

    def fresh(self) -> tuple[str, str]:
        """Return a new cookie to set, and the address of the conversation that it names."""
        token = secrets.token_urlsafe(32)
        return self._cookie(token), _address(token)

    async def known(self, request: HTTPConnection) -> str | None:
        """Return the conversation that the browser is in already, if any."""
        token = self._token(request)
        return None if token is None else await self._transcript.find("web", _address(token))

    def from_here(self, request: HTTPConnection) -> bool:
        """Say whether a request comes from one of our own pages (or from no page at all)."""
        origin = request.headers.get("origin")
        if origin is None:
            return True
        host = origin.partition("://")[2]  # an origin has nothing else; urlsplit raises on some
        return host in self._hosts

    def _token(self, request: HTTPConnection) -> str | None:
        token, _, signature = request.cookies.get(COOKIE, "").partition(".")
        right = hmac.compare_digest(signature.encode(), self._signature(token).encode())
        return token if token and right else None

    def _cookie(self, token: str) -> str:
        secure = "; Secure" if self._settings.public_url.startswith("https:") else ""
        value = f"{token}.{self._signature(token)}"
        return f"{COOKIE}={value}; Path=/; Max-Age={MAX_AGE_S}; HttpOnly; SameSite=Lax{secure}"

    def _signature(self, token: str) -> str:
        return hmac.new(self._settings.secret.encode(), f"visitor:{token}".encode(), hashlib.sha256).hexdigest()


def _address(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""The headers that every answer carries."""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HOME = "/"  # the only page with maps
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(self)",
}


def csp_with(tiles: str) -> str:
    """Return the policy of a page that shows tiles: pictures also from their host, and from no other."""
    parts = urlsplit(tiles)
    if parts.scheme not in {"https", "http"} or not parts.netloc or set(parts.netloc) & set("; ,'\""):
        return CSP
    return CSP.replace("img-src 'self' data:", f"img-src 'self' data: {parts.scheme}://{parts.netloc}")


class SecurityHeaders:
    """Adds them; pages and data are never cached, static files must be asked for anew."""

    def __init__(self, app: ASGIApp, *, https: bool, tiles: str = "") -> None:
        """`tiles` is the address of the maps' tiles, "" for none: the home page may show pictures of its host."""
        self._app = app
        self._headers = dict(HEADERS)
        self._home_csp = csp_with(tiles)
        if https:
            self._headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        path = scope.get("path", "")
        cache = "no-cache" if path.startswith("/static/") else "no-store"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if path == HOME:
                    headers.setdefault("content-security-policy", self._home_csp)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", cache)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)

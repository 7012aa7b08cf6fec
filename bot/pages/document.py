"""The pages of documents: fetching one's own, and verifying one that somebody was given."""

import re
import unicodedata
from datetime import timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot.pages.secure import PROBLEMS, OtherBrowser
from bot.texts import TEXTS
from bot.throttle import Throttle
from bot.web.visitor import Visitors
from mutuelle.clock import Clock
from mutuelle.documents.service import DocumentService, File
from mutuelle.documents.verification import VerificationService
from mutuelle.errors import DocumentChanged, LinkUnknown, MutuelleError
from mutuelle.french import long_date

MOST_WRONG, WITHIN = 20, timedelta(minutes=10)
GONE, TOO_MANY = 410, 429
# A browser's own viewer needs styles; nothing in the file may load or run anything.
VIEWER_CSP = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


class DocumentPage:
    """Serves `/document/{token}`: the file, made now, for the browser that asked for it."""

    def __init__(
        self, documents: DocumentService, visitors: Visitors, templates: Jinja2Templates, clock: Clock
    ) -> None:
        self._documents = documents
        self._visitors = visitors
        self._templates = templates
        self._throttle = Throttle(clock, most=MOST_WRONG, within=WITHIN)

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        return [Route("/document/{token}", self.fetch, methods=["GET"])]

    async def fetch(self, request: Request) -> Response:
        """Answer with the file, to be saved or, with `?voir`, shown; or say why not."""
        address = request.client.host if request.client else ""
        if self._throttle.refuses(address):
            return self._problem(request, TEXTS["documents"]["too_often"], TOO_MANY)
        token = request.path_params["token"]
        try:
            asked = await self._documents.request(token)
            if asked.channel == "web" and await self._visitors.known(request) != asked.conversation_id:
                raise OtherBrowser
            if request.method == "HEAD":
                return Response()
            return file_response(await self._documents.fetch(token), inline="voir" in request.query_params)
        except DocumentChanged:
            return self._problem(request, TEXTS["documents"]["changed"], GONE)
        except MutuelleError as problem:
            if isinstance(problem, LinkUnknown):
                self._throttle.failed(address)
            key, status = PROBLEMS[type(problem)]
            return self._problem(request, {**TEXTS["links"][key], **TEXTS["documents"][key]}, status)

    def _problem(self, request: Request, text: dict[str, str], status: int) -> Response:
        return self._templates.TemplateResponse(request, "link_problem.html", text, status_code=status)


class VerificationPage:
    """Serves `/verification/{reference}`, for anybody."""

    def __init__(self, verifications: VerificationService, templates: Jinja2Templates, clock: Clock) -> None:
        self._verifications = verifications
        self._templates = templates
        self._throttle = Throttle(clock, most=MOST_WRONG, within=WITHIN)

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        return [
            Route("/verification", self.show, methods=["GET"]),
            Route("/verification/{reference}", self.show, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """Say whether the document is ours, and as little as possible of whom; without a reference, ask for it."""
        address = request.client.host if request.client else ""
        reference = request.path_params.get("reference") or request.query_params.get("reference", "")
        context: dict[str, object] = {"reference": reference[:40]}
        if not reference.strip():
            return self._templates.TemplateResponse(request, "verification.html", context)
        if self._throttle.refuses(address):
            text = TEXTS["documents"]["too_often"]
            return self._templates.TemplateResponse(request, "link_problem.html", text, status_code=TOO_MANY)
        found = await self._verifications.verify(reference.replace("\x00", ""))
        if found is None:
            self._throttle.failed(address)
            context["unknown"] = True
            return self._templates.TemplateResponse(request, "verification.html", context, status_code=404)
        texts = TEXTS["verification"]
        context |= {
            "found": found,
            "kind": texts["kinds"][found.kind],
            "state": texts["states"][found.state],
            "explanation": texts["explanations"][found.state],
            "issued_on": long_date(found.issued_on),
            "valid_until": long_date(found.valid_until) if found.valid_until else None,
        }
        return self._templates.TemplateResponse(request, "verification.html", context)


def file_response(file: File, *, inline: bool) -> Response:
    """Return a file to be saved, or shown by the browser."""
    headers = {"content-disposition": disposition(file.name, inline=inline)}
    if inline:
        headers["content-security-policy"] = VIEWER_CSP
    return Response(file.content, media_type=file.media_type, headers=headers)


def disposition(name: str, *, inline: bool) -> str:
    """Return a Content-Disposition (RFC 6266): the name in plain letters, and as it is."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w .()-]", "-", folded).strip() or "document"
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

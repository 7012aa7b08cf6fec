"""What the pages behind a one-time link share: who may open one, its form, and what is answered when it can't be used.

A page asks its service what the link is for (`_asked`), shows its form, and on a POST checks `right` before it does
anything. Its two handlers go through `routes`, which answers the link that does not work and the form that is too big.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot.body import BodyTooBig
from bot.pages.csrf import Csrf
from bot.texts import TEXTS
from bot.web.visitor import Visitors
from mutuelle.errors import LinkExpired, LinkUnknown, LinkUsed, MutuelleError
from mutuelle.settings import Settings

Handler = Callable[[Request], Awaitable[Response]]


class OtherBrowser(MutuelleError):
    """The link was asked for in a web chat that is open in another browser."""


PROBLEMS: dict[type[MutuelleError], tuple[str, int]] = {
    LinkUnknown: ("unknown", 404),
    LinkExpired: ("expired", 410),
    LinkUsed: ("used", 410),
    OtherBrowser: ("other_browser", 403),
}


class FromConversation(Protocol):
    """What a link is for, when a conversation asked for it."""

    @property
    def conversation_id(self) -> str: ...  # noqa: D102
    @property
    def channel(self) -> str: ...  # noqa: D102


class SecurePage:
    """One page under `path`, rendered from `template`; `section` holds its words in fr.yml."""

    def __init__(
        self,
        visitors: Visitors,
        templates: Jinja2Templates,
        settings: Settings,
        *,
        path: str,
        template: str,
        section: str = "links",
    ) -> None:
        self._visitors = visitors
        self._templates = templates
        self._csrf = Csrf(settings, path)
        self._path = path
        self._template = template
        self._section = section

    def routes(self, show: Handler, submit: Handler) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        path = f"{self._path}/{{token}}"
        return [
            Route(path, self.answering(show), methods=["GET"]),
            Route(path, self.answering(submit), methods=["POST"]),
        ]

    async def check_browser(self, request: Request, asked: FromConversation) -> None:
        """Raise OtherBrowser when the page was asked for in a web chat that is open in another browser."""
        if asked.channel == "web" and await self._visitors.known(request) != asked.conversation_id:
            raise OtherBrowser

    def right(self, request: Request, fields: Mapping[str, str]) -> bool:
        """Say whether a posted form was shown to this browser."""
        return self._csrf.right(request, _token(request), fields.get("csrf", ""))

    def form(
        self, request: Request, context: Mapping[str, Any], *, error: str = "", field: str = "", status: int = 200
    ) -> Response:
        """Show the form; `field` names the one that `error` is about, if any."""
        nonce = self._csrf.nonce(request)
        hidden = {"action": request.url.path, "csrf": self._csrf.field(nonce, _token(request))}
        response = self.render(request, self._template, {**hidden, "error": error, "wrong": field, **context}, status)
        self._csrf.keep(response, nonce)
        return response

    def done(self, request: Request, words: Mapping[str, str], *, web: bool = True) -> Response:
        """Say what was done."""
        return self.render(request, "change_done.html", {**words, "back_url": "/" if web else None})

    def problem(self, request: Request, problem: MutuelleError, section: str | None = None) -> Response:
        """Say what is wrong with the link; the section has its own words for some problems."""
        key, status = PROBLEMS[type(problem)]
        words = {**TEXTS["links"][key], **TEXTS[section or self._section].get(f"link_{key}", {})}
        return self.render(request, "link_problem.html", words, status)

    def too_big(self, request: Request) -> Response:
        """Refuse a form that is too big."""
        return self.render(request, "error.html", TEXTS["errors"]["too_big"], 413)

    def render(self, request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> Response:
        """Show another page than the form."""
        return self._templates.TemplateResponse(request, template, dict(context), status_code=status)

    def answering(self, handler: Handler) -> Handler:
        """Have a link that does not work, and a form that is too big, answered by a page that says what to do."""

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except BodyTooBig:
                return self.too_big(request)
            except MutuelleError as problem:
                if type(problem) not in PROBLEMS:
                    raise
                return self.problem(request, problem)

        return answer


def address_of(request: Request) -> str:
    """Return the network address of the client, which failures are counted by."""
    return request.client.host if request.client else "unknown"


def _token(request: Request) -> str:
    return str(request.path_params.get("token", ""))

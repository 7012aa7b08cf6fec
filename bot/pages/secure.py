"""What the secure pages that change an account share: who may open one, its form, what is wrong with its link."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from bot.pages.csrf import Csrf
from bot.pages.login import PROBLEMS, OtherBrowser
from bot.texts import TEXTS
from bot.web.visitor import Visitors
from mutuelle.account.pages import PageOf
from mutuelle.errors import MutuelleError
from mutuelle.settings import Settings


class SecurePage:
    """One page under `path`, rendered from `template`; `section` holds its words in fr.yml."""

    def __init__(
        self, visitors: Visitors, templates: Jinja2Templates, settings: Settings, *, path: str, template: str
    ) -> None:
        self._visitors = visitors
        self._templates = templates
        self._csrf = Csrf(settings, path)
        self._template = template

    async def check_browser(self, request: Request, asked: PageOf) -> None:
        """Raise OtherBrowser when the page was asked for in a web chat that is open in another browser."""
        if asked.channel == "web" and await self._visitors.known(request) != asked.conversation_id:
            raise OtherBrowser

    def right(self, request: Request, fields: Mapping[str, str]) -> bool:
        """Say whether a posted form was shown to this browser."""
        return self._csrf.right(request, request.path_params["token"], fields.get("csrf", ""))

    def form(self, request: Request, context: Mapping[str, Any], *, error: str = "", status: int = 200) -> Response:
        """Show the form."""
        nonce = self._csrf.nonce(request)
        hidden = {"action": request.url.path, "csrf": self._csrf.field(nonce, request.path_params["token"])}
        made = {**hidden, "error": error, **context}
        response = self._templates.TemplateResponse(request, self._template, made, status_code=status)
        self._csrf.keep(response, nonce)
        return response

    def done(self, request: Request, words: Mapping[str, str], *, web: bool = True) -> Response:
        """Say what was done."""
        context = {**words, "back_url": "/" if web else None}
        return self._templates.TemplateResponse(request, "change_done.html", context)

    def problem(self, request: Request, problem: MutuelleError, section: str) -> Response:
        """Say what is wrong with the link; `section` has its own words for some problems."""
        key, status = PROBLEMS[type(problem)]
        words = {**TEXTS["links"][key], **TEXTS[section].get(f"link_{key}", {})}
        return self._templates.TemplateResponse(request, "link_problem.html", words, status_code=status)

    def too_big(self, request: Request) -> Response:
        """Refuse a form that is too big."""
        return self._templates.TemplateResponse(request, "error.html", TEXTS["errors"]["too_big"], status_code=413)

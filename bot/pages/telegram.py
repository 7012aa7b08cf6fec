"""The secure page that links a Telegram account, the member's side of it."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot.body import BodyTooBig
from bot.hub import Hub
from bot.pages.csrf import Csrf, fields_of
from bot.pages.login import PROBLEMS, OtherBrowser
from bot.texts import TEXTS, say
from bot.web.visitor import Visitors
from mutuelle.account.telegram import Linking, TelegramLinks
from mutuelle.errors import MutuelleError, NotConfirmed
from mutuelle.settings import Settings


class TelegramPage:
    """Serves `/relier-telegram/{token}`."""

    def __init__(
        self,
        links: TelegramLinks,
        visitors: Visitors,
        hub: Hub,
        templates: Jinja2Templates,
        settings: Settings,
        username: Callable[[], str | None],
    ) -> None:
        """`username` returns the bot's name in Telegram, None as long as Telegram can't be reached."""
        self._links = links
        self._visitors = visitors
        self._hub = hub
        self._templates = templates
        self._csrf = Csrf(settings, "/relier-telegram")
        self._username = username

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        path = "/relier-telegram/{token}"
        return [Route(path, self.show, methods=["GET"]), Route(path, self.submit, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """Show what is to be done next; opening the page changes nothing."""
        try:
            return self._page(request, await self._asked(request))
        except MutuelleError as problem:
            return self._problem(request, problem)

    async def submit(self, request: Request) -> Response:
        """Make the link, if Telegram confirmed it; or show the page again and say why not."""
        try:
            asked = await self._asked(request)
            fields = await fields_of(request)
            if not self._csrf.right(request, request.path_params["token"], fields.get("csrf", "")):
                return self._page(request, asked, error=say("telegram", "expired_form"), status=403)
            return await self._finish(request, asked)
        except BodyTooBig:
            return self._templates.TemplateResponse(request, "error.html", TEXTS["errors"]["too_big"], status_code=413)
        except MutuelleError as problem:
            return self._problem(request, problem)

    async def _finish(self, request: Request, asked: Linking) -> Response:
        try:
            done = await self._links.finish(request.path_params["token"], notice=say("telegram", "linked"))
        except NotConfirmed:
            return self._page(request, asked, error=say("telegram", "not_confirmed"), status=409)
        self._hub.changed(done.conversation_id)
        self._hub.changed(done.telegram_conversation_id)
        context = {"label": asked.label, "back_url": "/" if done.channel == "web" else None}
        return self._templates.TemplateResponse(request, "telegram_done.html", context)

    async def _asked(self, request: Request) -> Linking:
        asked = await self._links.request(request.path_params["token"])
        if asked.channel == "web" and await self._visitors.known(request) != asked.conversation_id:
            raise OtherBrowser
        return asked

    def _page(self, request: Request, asked: Linking, *, error: str | None = None, status: int = 200) -> Response:
        nonce, username = self._csrf.nonce(request), self._username()
        context = {
            "action": request.url.path,
            "csrf": self._csrf.field(nonce, request.path_params["token"]),
            "name": asked.name,
            "label": asked.label,
            "opened": asked.opened,
            "confirmed": asked.confirmed,
            "deep_link": f"https://t.me/{username}?start={asked.start_token}" if username else None,
            "error": error,
        }
        response = self._templates.TemplateResponse(request, "telegram.html", context, status_code=status)
        self._csrf.keep(response, nonce)
        return response

    def _problem(self, request: Request, problem: MutuelleError) -> Response:
        key, status = PROBLEMS[type(problem)]
        text = {**TEXTS["links"][key], **TEXTS["telegram"].get(f"link_{key}", {})}
        return self._templates.TemplateResponse(request, "link_problem.html", text, status_code=status)

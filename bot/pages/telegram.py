"""The secure page that links a Telegram account, the member's side of it."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.templating import Jinja2Templates

from bot.hub import Hub
from bot.pages.csrf import fields_of
from bot.pages.secure import SecurePage
from bot.texts import say
from bot.web.visitor import Visitors
from mutuelle.account.telegram import Linking, TelegramLinks
from mutuelle.errors import NotConfirmed
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
        self._hub = hub
        self._page = SecurePage(
            visitors, templates, settings, path="/relier-telegram", template="telegram.html", section="telegram"
        )
        self._username = username

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        return self._page.routes(self.show, self.submit)

    async def show(self, request: Request) -> Response:
        """Show what is to be done next; opening the page changes nothing."""
        return self._form(request, await self._asked(request))

    async def submit(self, request: Request) -> Response:
        """Make the link, if Telegram confirmed it; or show the page again and say why not."""
        asked = await self._asked(request)
        if not self._page.right(request, await fields_of(request)):
            return self._form(request, asked, error=say("telegram", "expired_form"), status=403)
        return await self._finish(request, asked)

    async def _finish(self, request: Request, asked: Linking) -> Response:
        try:
            done = await self._links.finish(request.path_params["token"], notice=say("telegram", "linked"))
        except NotConfirmed:
            return self._form(request, asked, error=say("telegram", "not_confirmed"), status=409)
        self._hub.changed(done.conversation_id)
        self._hub.changed(done.telegram_conversation_id)
        context = {"label": asked.label, "back_url": "/" if done.channel == "web" else None}
        return self._page.render(request, "telegram_done.html", context)

    async def _asked(self, request: Request) -> Linking:
        asked = await self._links.request(request.path_params["token"])
        await self._page.check_browser(request, asked)
        return asked

    def _form(self, request: Request, asked: Linking, *, error: str = "", status: int = 200) -> Response:
        username = self._username()
        context = {
            "name": asked.name,
            "label": asked.label,
            "opened": asked.opened,
            "confirmed": asked.confirmed,
            "deep_link": f"https://t.me/{username}?start={asked.start_token}" if username else None,
        }
        return self._page.form(request, context, error=error, status=status)

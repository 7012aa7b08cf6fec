"""The page where a member fetches a copy of his data: a ZIP that is made while it is sent, and kept nowhere."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute
from starlette.templating import Jinja2Templates

from bot.pages.csrf import fields_of
from bot.pages.document import disposition
from bot.pages.secure import SecurePage
from bot.texts import say
from bot.web.visitor import Visitors
from mutuelle.account.pages import PageOf
from mutuelle.privacy.copying import CopyService
from mutuelle.settings import Settings

SECTION = "own_data"


class OwnDataPage:
    """Serves `/mes-donnees/{token}`: reading it changes nothing, submitting it begins the download."""

    def __init__(self, copies: CopyService, visitors: Visitors, templates: Jinja2Templates, settings: Settings) -> None:
        self._copies = copies
        self._page = SecurePage(
            visitors, templates, settings, path="/mes-donnees", template="own_data.html", section=SECTION
        )

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        return self._page.routes(self.show, self.fetch)

    async def show(self, request: Request) -> Response:
        """Say what the copy holds, and offer to download it."""
        asked = await self._asked(request)
        return self._page.form(request, {"web": asked.channel == "web"})

    async def fetch(self, request: Request) -> Response:
        """Send the copy, or show the page again."""
        asked = await self._asked(request)
        if not self._page.right(request, await fields_of(request)):
            context = {"web": asked.channel == "web"}
            return self._page.form(request, context, error=say(SECTION, "expired_form"), status=403)
        copy = await self._copies.copy(request.path_params["token"])
        headers = {"content-disposition": disposition(copy.name, inline=False)}
        return StreamingResponse(copy.chunks, media_type="application/zip", headers=headers)

    async def _asked(self, request: Request) -> PageOf:
        asked = await self._copies.page(request.path_params["token"])
        await self._page.check_browser(request, asked)
        return asked

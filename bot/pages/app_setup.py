"""The page that shows the secret of an authenticator app and takes its first code."""

import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot.body import BodyTooBig
from bot.hub import Hub
from bot.pages.csrf import fields_of
from bot.pages.secure import SecurePage
from bot.texts import TEXTS, say
from bot.web.visitor import Visitors
from mutuelle.account.second_factor import SecondFactorService, Setup
from mutuelle.errors import MutuelleError, WrongCode
from mutuelle.settings import Settings

SECTION = "app_setup"
LONGEST_CODE = 20


class AppSetupPage:
    """Serves `/application/{token}`: reading it changes nothing."""

    def __init__(
        self,
        factors: SecondFactorService,
        visitors: Visitors,
        hub: Hub,
        templates: Jinja2Templates,
        settings: Settings,
    ) -> None:
        self._factors = factors
        self._hub = hub
        self._page = SecurePage(visitors, templates, settings, path="/application", template="app_setup.html")

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        path = "/application/{token}"
        return [Route(path, self.show, methods=["GET"]), Route(path, self.confirm, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """Show the QR code, the secret to type, and the field of the first code."""
        try:
            return self._form(request, await self._asked(request))
        except MutuelleError as problem:
            return self._page.problem(request, problem, SECTION)

    async def confirm(self, request: Request) -> Response:
        """Turn the app on, or show the form again."""
        try:
            setup = await self._asked(request)
            fields = await fields_of(request)
            if not self._page.right(request, fields):
                return self._form(request, setup, error=say(SECTION, "expired_form"), status=403)
            return await self._take(request, setup, fields.get("code", "")[:LONGEST_CODE])
        except BodyTooBig:
            return self._page.too_big(request)
        except MutuelleError as problem:
            return self._page.problem(request, problem, SECTION)

    async def _take(self, request: Request, setup: Setup, code: str) -> Response:
        try:
            asked = await self._factors.confirm(request.path_params["token"], code, notice=TEXTS[SECTION]["notice"])
        except WrongCode:
            return self._form(request, setup, error=say(SECTION, "wrong"), status=422)
        self._hub.changed(asked.conversation_id)
        return self._page.done(request, TEXTS["app_done"], web=asked.channel == "web")

    async def _asked(self, request: Request) -> Setup:
        setup = await self._factors.setup(request.path_params["token"])
        await self._page.check_browser(request, setup.asked)
        return setup

    def _form(self, request: Request, setup: Setup, *, error: str = "", status: int = 200) -> Response:
        image = segno.make(setup.uri, error="m").svg_data_uri(scale=5, border=4, light="#fff")
        return self._page.form(request, {"qr": image, "secret": setup.secret}, error=error, status=status)

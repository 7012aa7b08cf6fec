"""The page where a new account's password is chosen, and the one that the activation e-mail leads to."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.templating import Jinja2Templates

from bot.mailer import Mailer
from bot.pages.csrf import fields_of
from bot.pages.secure import SecurePage
from bot.texts import TEXTS, say
from bot.web.visitor import Visitors
from mutuelle.account.opening import Asked, OpeningService, in_words
from mutuelle.errors import PasswordRefused
from mutuelle.settings import Settings

TAKES_S = 0.6  # the same whether or not an e-mail leaves


class OpeningPages:
    """Serves `/creation/{token}` and `/activation/{token}`: reading them changes nothing."""

    def __init__(
        self,
        openings: OpeningService,
        visitors: Visitors,
        mailer: Mailer | None,
        templates: Jinja2Templates,
        settings: Settings,
    ) -> None:
        self._openings = openings
        self._mailer = mailer
        self._creation = SecurePage(
            visitors, templates, settings, path="/creation", template="new_password.html", section="opening_links"
        )
        self._activation = SecurePage(
            visitors, templates, settings, path="/activation", template="activation.html", section="activation_links"
        )

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        return [
            *self._creation.routes(self.show_password, self.choose_password),
            *self._activation.routes(self.show_activation, self.activate),
        ]

    async def show_password(self, request: Request) -> Response:
        """Show the form of the new password."""
        return self._password_form(request, await self._asked(request))

    async def choose_password(self, request: Request) -> Response:
        """Record the request, or show the form again and say what the password lacks."""
        asked = await self._asked(request)
        fields = await fields_of(request)
        password = fields.get("password", "")
        if not self._creation.right(request, fields):
            return self._password_form(request, asked, say("passwords", "expired_form"), status=403)
        if password != fields.get("confirmation", ""):
            return self._password_form(request, asked, say("passwords", "different"), "confirmation")
        return await self._record(request, asked, password)

    async def show_activation(self, request: Request) -> Response:
        """Show the button that confirms the address; mail scanners open links too, so opening confirms nothing."""
        await self._openings.look_at(request.path_params["token"])
        return self._activation.form(request, {})

    async def activate(self, request: Request) -> Response:
        """Open the account."""
        fields = await fields_of(request)
        if not self._activation.right(request, fields):
            await self._openings.look_at(request.path_params["token"])
            return self._activation.form(request, {}, error=say("activation", "expired_form"), status=403)
        await self._openings.activate(request.path_params["token"])
        return self._activation.render(request, "activation_done.html", {})

    async def _record(self, request: Request, asked: Asked, password: str) -> Response:
        least = asyncio.create_task(asyncio.sleep(TAKES_S))
        try:
            recorded = await self._openings.record(request.path_params["token"], password)
        except PasswordRefused as refused:
            return self._password_form(request, asked, say("passwords", refused.problem), "password")
        if self._mailer:
            self._mailer.wake()
        await least
        context = {
            "at": in_words(recorded.at),
            "until": in_words(recorded.until),
            "back_url": "/" if asked.channel == "web" else None,
        }
        return self._creation.render(request, "opening_done.html", context)

    async def _asked(self, request: Request) -> Asked:
        asked = await self._openings.asked(request.path_params["token"])
        await self._creation.check_browser(request, asked)
        return asked

    def _password_form(
        self, request: Request, asked: Asked, error: str = "", field: str = "", status: int = 0
    ) -> Response:
        context = {"email": asked.email, **TEXTS["opening_page"]}
        status = status or (422 if error else 200)
        return self._creation.form(request, context, error=error, field=field, status=status)

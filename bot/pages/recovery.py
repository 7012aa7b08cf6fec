"""The pages of a forgotten or changed password."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot.mailer import Mailer
from bot.pages.csrf import fields_of
from bot.pages.opening import TAKES_S
from bot.pages.secure import OtherBrowser, SecurePage, address_of
from bot.texts import TEXTS, say
from bot.web.visitor import Visitors
from mutuelle.account.recovery import PasswordPage, RecoveryService
from mutuelle.errors import PasswordRefused, TooManyAttempts, WrongCredentials
from mutuelle.settings import Settings

FORGOTTEN = "/mot-de-passe-oublie"


class RecoveryPages:
    """Serves `/mot-de-passe-oublie` and `/mot-de-passe/{token}`."""

    def __init__(
        self,
        recoveries: RecoveryService,
        visitors: Visitors,
        mailer: Mailer | None,
        templates: Jinja2Templates,
        settings: Settings,
    ) -> None:
        self._recoveries = recoveries
        self._visitors = visitors
        self._mailer = mailer
        self._forgotten = SecurePage(visitors, templates, settings, path=FORGOTTEN, template="forgotten.html")
        self._page = SecurePage(
            visitors, templates, settings, path="/mot-de-passe", template="new_password.html", section="password_links"
        )

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        return [
            Route(FORGOTTEN, self.show_forgotten, methods=["GET"]),
            Route(FORGOTTEN, self._forgotten.answering(self.ask), methods=["POST"]),
            *self._page.routes(self.show, self.choose),
        ]

    async def show_forgotten(self, request: Request) -> Response:
        """Ask for the e-mail address."""
        return self._forgotten.form(request, {})

    async def ask(self, request: Request) -> Response:
        """Answer the same, in the same time, whether or not there is such an account."""
        fields = await fields_of(request)
        kept = {"identifier": fields.get("identifier", "")}
        if not self._forgotten.right(request, fields):
            return self._forgotten.form(request, kept, error=say("passwords", "expired_form"), status=403)
        least = asyncio.create_task(asyncio.sleep(TAKES_S))
        try:
            await self._recoveries.ask(fields.get("identifier", ""), address=address_of(request))
        except TooManyAttempts:
            return self._forgotten.form(request, kept, error=say("passwords", "too_often"), status=429)
        if self._mailer:
            self._mailer.wake()
        await least
        return self._forgotten.done(request, TEXTS["forgotten_done"])

    async def show(self, request: Request) -> Response:
        """Show the form of the new password."""
        return self._form(request, await self._owner(request))

    async def choose(self, request: Request) -> Response:
        """Set the password, or show the form again and say why not."""
        owner = await self._owner(request)
        fields = await fields_of(request)
        if not self._page.right(request, fields):
            return self._form(request, owner, say("passwords", "expired_form"), status=403)
        return await self._set(request, owner, fields)

    async def _set(self, request: Request, owner: PasswordPage, fields: dict[str, str]) -> Response:
        password = fields.get("password", "")
        if password != fields.get("confirmation", ""):
            return self._form(request, owner, say("passwords", "different"), "confirmation")
        token, current = request.path_params["token"], fields.get("current", "")
        try:
            await self._recoveries.set_password(token, password, current=current[:512])
        except PasswordRefused as refused:
            return self._form(request, owner, say("passwords", refused.problem), "password")
        except WrongCredentials:
            return self._form(request, owner, say("passwords", "wrong_current"), "current", status=401)
        except TooManyAttempts:
            return self._form(request, owner, say("passwords", "too_often"), status=429)
        if self._mailer:
            self._mailer.wake()
        return self._page.done(request, TEXTS["password_changed" if owner.conversation_id else "password_done"])

    async def _owner(self, request: Request) -> PasswordPage:
        owner = await self._recoveries.asks_current(request.path_params["token"])
        if owner.channel == "web" and await self._visitors.known(request) != owner.conversation_id:
            raise OtherBrowser
        return owner

    def _form(
        self, request: Request, owner: PasswordPage, error: str = "", field: str = "", status: int = 0
    ) -> Response:
        context = {
            "asks_current": owner.conversation_id is not None,
            **TEXTS["password_change_page" if owner.conversation_id else "password_page"],
        }
        status = status or (422 if error else 200)
        return self._page.form(request, context, error=error, field=field, status=status)

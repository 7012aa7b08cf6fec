"""The secure login page behind a one-time link."""

import math

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.templating import Jinja2Templates

from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.pages.csrf import fields_of
from bot.pages.secure import SecurePage, address_of
from bot.texts import TEXTS, say
from bot.web.visitor import Visitors
from mutuelle.account.service import AccountService, LoginRequest
from mutuelle.clock import Clock
from mutuelle.errors import LinkedToOther, TooManyAttempts, WrongCredentials
from mutuelle.settings import Settings

LONGEST_PASSWORD = 512


class LoginPage:
    """Serves `/connexion/{token}`."""

    def __init__(
        self,
        accounts: AccountService,
        visitors: Visitors,
        dispatcher: Dispatcher,
        hub: Hub,
        templates: Jinja2Templates,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._visitors = visitors
        self._dispatcher = dispatcher
        self._hub = hub
        self._page = SecurePage(visitors, templates, settings, path="/connexion", template="login.html")
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        return self._page.routes(self.show, self.submit)

    async def show(self, request: Request) -> Response:
        """Show the form; opening the link changes nothing, since mail and chat scanners open links too."""
        return self._form(request, await self._asked(request, opening=True))

    async def submit(self, request: Request) -> Response:
        """Log in and go on in the conversation; or show the form again and say why."""
        asked = await self._asked(request, opening=False)
        fields = await fields_of(request)
        identifier, password = fields.get("identifier", ""), fields.get("password", "")
        if not self._page.right(request, fields):
            return self._form(request, asked, identifier, error=say("login", "expired_form"), status=403)
        return await self._log_in(request, asked, identifier, password)

    async def _log_in(self, request: Request, asked: LoginRequest, identifier: str, password: str) -> Response:
        address = address_of(request)
        cookie, moves_to = self._visitors.fresh() if asked.channel == "web" else (None, None)
        try:
            logged_in = await self._accounts.log_in(
                request.path_params["token"],
                identifier=identifier[:254],
                password=password[:LONGEST_PASSWORD],
                address=address,
                moves_to=moves_to,
                if_leaving=TEXTS["deletion"]["resume"],
            )
        except WrongCredentials:
            return self._form(request, asked, identifier, error=say("login", "wrong"), field="password", status=401)
        except LinkedToOther:
            return self._form(request, asked, identifier, error=say("login", "other_account"), status=403)
        except TooManyAttempts as blocked:
            seconds = math.ceil((blocked.until - self._clock.now()).total_seconds())
            error = say("login", "wait", wait=_duration(seconds))
            return self._form(request, asked, identifier, error=error, wait=seconds, status=429)
        self._hub.keep_only(logged_in.conversation_id, address)
        self._dispatcher.wake(logged_in.conversation_id)
        self._hub.changed(logged_in.conversation_id)
        back = "/" if logged_in.channel == "web" else None
        context = {"back_url": back, "channel": _asked_by(asked)}
        response = self._page.render(request, "login_done.html", context)
        if cookie:
            response.headers.append("set-cookie", cookie)
        return response

    async def _asked(self, request: Request, *, opening: bool) -> LoginRequest:
        asked = await self._accounts.login_request(request.path_params["token"], opening=opening)
        await self._page.check_browser(request, asked)
        return asked

    def _form(
        self,
        request: Request,
        asked: LoginRequest,
        identifier: str = "",
        *,
        error: str = "",
        field: str = "",
        wait: int = 0,
        status: int = 200,
    ) -> Response:
        context = {"asked_by": _asked_by(asked), "wait_seconds": wait, "identifier": identifier}
        return self._page.form(request, context, error=error, field=field, status=status)


def _asked_by(asked: LoginRequest) -> str:
    if asked.channel == "web":
        return say("login", "asked_by_web")
    return (
        say("login", "asked_by_telegram", label=asked.label)
        if asked.label
        else say("login", "asked_by_telegram_unknown")
    )


def _duration(seconds: int) -> str:
    if seconds < 120:  # noqa: PLR2004
        return say("login", "wait_seconds", count=seconds)
    return say("login", "wait_minutes", count=math.ceil(seconds / 60))

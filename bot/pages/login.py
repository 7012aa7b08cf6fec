"""The secure login page behind a one-time link."""

import math

from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from bot.body import BodyTooBig
from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.pages.csrf import Csrf, fields_of
from bot.texts import TEXTS, say
from bot.web.visitor import Visitors
from mutuelle.account.service import AccountService, LoginRequest
from mutuelle.clock import Clock
from mutuelle.errors import (
    LinkedToOther,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    MutuelleError,
    TooManyAttempts,
    WrongCredentials,
)
from mutuelle.settings import Settings

LONGEST_PASSWORD = 512


class OtherBrowser(MutuelleError):
    """The link was asked for in a web chat that is open in another browser."""


PROBLEMS: dict[type[MutuelleError], tuple[str, int]] = {
    LinkUnknown: ("unknown", 404),
    LinkExpired: ("expired", 410),
    LinkUsed: ("used", 410),
    OtherBrowser: ("other_browser", 403),
}


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
        self._templates = templates
        self._csrf = Csrf(settings, "/connexion")
        self._clock = clock

    async def show(self, request: Request) -> Response:
        """Show the form; opening the link changes nothing, since mail and chat scanners open links too."""
        try:
            asked = await self._asked(request, opening=True)
        except MutuelleError as problem:
            return self._problem(request, problem)
        return self._form(request, asked)

    async def submit(self, request: Request) -> Response:
        """Log in and go on in the conversation; or show the form again and say why."""
        try:
            asked = await self._asked(request, opening=False)
            fields = await fields_of(request)
            identifier, password = fields.get("identifier", ""), fields.get("password", "")
            if not self._csrf.right(request, request.path_params["token"], fields.get("csrf", "")):
                return self._form(request, asked, identifier, error=say("login", "expired_form"), status=403)
            return await self._log_in(request, asked, identifier, password)
        except BodyTooBig:
            return self._templates.TemplateResponse(request, "error.html", TEXTS["errors"]["too_big"], status_code=413)
        except MutuelleError as problem:
            return self._problem(request, problem)

    async def _log_in(self, request: Request, asked: LoginRequest, identifier: str, password: str) -> Response:
        address = request.client.host if request.client else "unknown"
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
            return self._form(request, asked, identifier, error=say("login", "wrong"), status=401)
        except LinkedToOther:
            return self._form(request, asked, identifier, error=say("login", "other_account"), status=403)
        except TooManyAttempts as blocked:
            seconds = math.ceil((blocked.until - self._clock.now()).total_seconds())
            return self._form(
                request,
                asked,
                identifier,
                error=say("login", "wait", wait=_duration(seconds)),
                wait=seconds,
                status=429,
            )
        self._hub.keep_only(logged_in.conversation_id, address)
        self._dispatcher.wake(logged_in.conversation_id)
        self._hub.changed(logged_in.conversation_id)
        back = "/" if logged_in.channel == "web" else None
        context = {"back_url": back, "channel": _asked_by(asked)}
        response = self._templates.TemplateResponse(request, "login_done.html", context)
        if cookie:
            response.headers.append("set-cookie", cookie)
        return response

    async def _asked(self, request: Request, *, opening: bool) -> LoginRequest:
        asked = await self._accounts.login_request(request.path_params["token"], opening=opening)
        if asked.channel == "web" and await self._visitors.known(request) != asked.conversation_id:
            raise OtherBrowser
        return asked

    def _form(
        self,
        request: Request,
        asked: LoginRequest,
        identifier: str = "",
        *,
        error: str | None = None,
        wait: int = 0,
        status: int = 200,
    ) -> Response:
        nonce = self._csrf.nonce(request)
        context = {
            "action": request.url.path,
            "csrf": self._csrf.field(nonce, request.path_params["token"]),
            "asked_by": _asked_by(asked),
            "error": error,
            "wait_seconds": wait,
            "identifier": identifier,
        }
        response = self._templates.TemplateResponse(request, "login.html", context, status_code=status)
        self._csrf.keep(response, nonce)
        return response

    def _problem(self, request: Request, problem: MutuelleError) -> Response:
        key, status = PROBLEMS[type(problem)]
        return self._templates.TemplateResponse(request, "link_problem.html", TEXTS["links"][key], status_code=status)


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

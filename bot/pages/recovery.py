"""The pages of a forgotten or changed password."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from bot.body import BodyTooBig
from bot.mailer import Mailer
from bot.pages.csrf import Csrf, fields_of
from bot.pages.login import OtherBrowser
from bot.pages.opening import STATUS, TAKES_S
from bot.texts import TEXTS, say
from bot.web.visitor import Visitors
from mutuelle.account.recovery import PasswordPage, RecoveryService
from mutuelle.errors import MutuelleError, PasswordRefused, TooManyAttempts, WrongCredentials
from mutuelle.settings import Settings

FORGOTTEN = "forgotten"


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
        self._templates = templates
        self._forgotten_csrf = Csrf(settings, "/mot-de-passe-oublie")
        self._csrf = Csrf(settings, "/mot-de-passe/")

    async def show_forgotten(self, request: Request) -> Response:
        """Ask for the e-mail address."""
        return self._forgotten(request)

    async def ask(self, request: Request) -> Response:
        """Answer the same, in the same time, whether or not there is such an account."""
        try:
            fields = await fields_of(request)
        except BodyTooBig:
            return self._templates.TemplateResponse(request, "error.html", TEXTS["errors"]["too_big"], status_code=413)
        if not self._forgotten_csrf.right(request, FORGOTTEN, fields.get("csrf", "")):
            return self._forgotten(request, say("passwords", "expired_form"), 403)
        least = asyncio.create_task(asyncio.sleep(TAKES_S))
        address = request.client.host if request.client else "unknown"
        try:
            await self._recoveries.ask(fields.get("identifier", ""), address=address)
        except TooManyAttempts:
            return self._forgotten(request, say("passwords", "too_often"), 429)
        if self._mailer:
            self._mailer.wake()
        await least
        return self._templates.TemplateResponse(request, "password_done.html", TEXTS["forgotten_done"])

    async def show(self, request: Request) -> Response:
        """Show the form of the new password."""
        try:
            owner = await self._owner(request)
        except MutuelleError as problem:
            return self._problem(request, problem)
        return self._form(request, owner)

    async def choose(self, request: Request) -> Response:
        """Set the password, or show the form again and say why not."""
        try:
            owner = await self._owner(request)
            fields = await fields_of(request)
            if not self._csrf.right(request, request.path_params["token"], fields.get("csrf", "")):
                return self._form(request, owner, say("passwords", "expired_form"), 403)
            return await self._set(request, owner, fields)
        except BodyTooBig:
            return self._templates.TemplateResponse(request, "error.html", TEXTS["errors"]["too_big"], status_code=413)
        except MutuelleError as problem:
            return self._problem(request, problem)

    async def _set(self, request: Request, owner: PasswordPage, fields: dict[str, str]) -> Response:
        password = fields.get("password", "")
        if password != fields.get("confirmation", ""):
            return self._form(request, owner, say("passwords", "different"), 422)
        token, current = request.path_params["token"], fields.get("current", "")
        try:
            await self._recoveries.set_password(token, password, current=current[:512])
        except PasswordRefused as refused:
            return self._form(request, owner, say("passwords", refused.problem), 422)
        except WrongCredentials:
            return self._form(request, owner, say("passwords", "wrong_current"), 401)
        except TooManyAttempts:
            return self._form(request, owner, say("passwords", "too_often"), 429)
        if self._mailer:
            self._mailer.wake()
        words = TEXTS["password_changed" if owner.conversation_id else "password_done"]
        return self._templates.TemplateResponse(request, "password_done.html", words)

    async def _owner(self, request: Request) -> PasswordPage:
        owner = await self._recoveries.asks_current(request.path_params["token"])
        if owner.channel == "web" and await self._visitors.known(request) != owner.conversation_id:
            raise OtherBrowser
        return owner

    def _form(self, request: Request, owner: PasswordPage, error: str = "", status: int = 200) -> Response:
        nonce = self._csrf.nonce(request)
        context = {
            "action": request.url.path,
            "csrf": self._csrf.field(nonce, request.path_params["token"]),
            "asks_current": owner.conversation_id is not None,
            "error": error,
            **TEXTS["password_change_page" if owner.conversation_id else "password_page"],
        }
        response = self._templates.TemplateResponse(request, "new_password.html", context, status_code=status)
        self._csrf.keep(response, nonce)
        return response

    def _forgotten(self, request: Request, error: str = "", status: int = 200) -> Response:
        nonce = self._forgotten_csrf.nonce(request)
        context = {"csrf": self._forgotten_csrf.field(nonce, FORGOTTEN), "error": error}
        response = self._templates.TemplateResponse(request, "forgotten.html", context, status_code=status)
        self._forgotten_csrf.keep(response, nonce)
        return response

    def _problem(self, request: Request, problem: MutuelleError) -> Response:
        key, status = STATUS[type(problem)]
        words = TEXTS["password_links"].get(key) or TEXTS["links"][key]
        return self._templates.TemplateResponse(request, "link_problem.html", words, status_code=status)

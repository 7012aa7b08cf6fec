"""The page where a new account's password is chosen, and the one that the activation e-mail leads to."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from bot.body import BodyTooBig
from bot.mailer import Mailer
from bot.pages.csrf import Csrf, fields_of
from bot.pages.login import OtherBrowser
from bot.texts import TEXTS, say
from bot.web.visitor import Visitors
from mutuelle.account.opening import Asked, OpeningService, in_words
from mutuelle.errors import LinkExpired, LinkUnknown, LinkUsed, MutuelleError, PasswordRefused
from mutuelle.settings import Settings

TAKES_S = 0.6  # the same whether or not an e-mail leaves
STATUS: dict[type[MutuelleError], tuple[str, int]] = {
    LinkUnknown: ("unknown", 404),
    LinkExpired: ("expired", 410),
    LinkUsed: ("used", 410),
    OtherBrowser: ("other_browser", 403),
}


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
        self._visitors = visitors
        self._mailer = mailer
        self._templates = templates
        self._opening_csrf = Csrf(settings, "/creation")
        self._activation_csrf = Csrf(settings, "/activation")

    async def show_password(self, request: Request) -> Response:
        """Show the form of the new password."""
        try:
            asked = await self._asked(request)
        except MutuelleError as problem:
            return self._problem(request, "opening_links", problem)
        return self._password_form(request, asked)

    async def choose_password(self, request: Request) -> Response:
        """Record the request, or show the form again and say what the password lacks."""
        try:
            asked = await self._asked(request)
            fields = await fields_of(request)
            password, confirmation = fields.get("password", ""), fields.get("confirmation", "")
            if not self._opening_csrf.right(request, request.path_params["token"], fields.get("csrf", "")):
                return self._password_form(request, asked, say("passwords", "expired_form"), 403)
            if password != confirmation:
                return self._password_form(request, asked, say("passwords", "different"), 422)
            return await self._record(request, asked, password)
        except BodyTooBig:
            return self._templates.TemplateResponse(request, "error.html", TEXTS["errors"]["too_big"], status_code=413)
        except MutuelleError as problem:
            return self._problem(request, "opening_links", problem)

    async def show_activation(self, request: Request) -> Response:
        """Show the button that confirms the address; mail scanners open links too, so opening confirms nothing."""
        try:
            await self._openings.look_at(request.path_params["token"])
        except MutuelleError as problem:
            return self._problem(request, "activation_links", problem)
        return self._activation_form(request)

    async def activate(self, request: Request) -> Response:
        """Open the account."""
        try:
            fields = await fields_of(request)
            if not self._activation_csrf.right(request, request.path_params["token"], fields.get("csrf", "")):
                return self._activation_form(request, 403)
            await self._openings.activate(request.path_params["token"])
        except BodyTooBig:
            return self._templates.TemplateResponse(request, "error.html", TEXTS["errors"]["too_big"], status_code=413)
        except MutuelleError as problem:
            return self._problem(request, "activation_links", problem)
        return self._templates.TemplateResponse(request, "activation_done.html")

    async def _record(self, request: Request, asked: Asked, password: str) -> Response:
        least = asyncio.create_task(asyncio.sleep(TAKES_S))
        try:
            recorded = await self._openings.record(request.path_params["token"], password)
        except PasswordRefused as refused:
            return self._password_form(request, asked, say("passwords", refused.problem), 422)
        if self._mailer:
            self._mailer.wake()
        await least
        context = {
            "at": in_words(recorded.at),
            "until": in_words(recorded.until),
            "back_url": "/" if asked.channel == "web" else None,
        }
        return self._templates.TemplateResponse(request, "opening_done.html", context)

    async def _asked(self, request: Request) -> Asked:
        asked = await self._openings.asked(request.path_params["token"])
        if asked.channel == "web" and await self._visitors.known(request) != asked.conversation_id:
            raise OtherBrowser
        return asked

    def _password_form(self, request: Request, asked: Asked, error: str = "", status: int = 200) -> Response:
        nonce = self._opening_csrf.nonce(request)
        context = {
            "action": request.url.path,
            "csrf": self._opening_csrf.field(nonce, request.path_params["token"]),
            "email": asked.email,
            "error": error,
            **TEXTS["opening_page"],
        }
        response = self._templates.TemplateResponse(request, "new_password.html", context, status_code=status)
        self._opening_csrf.keep(response, nonce)
        return response

    def _activation_form(self, request: Request, status: int = 200) -> Response:
        nonce = self._activation_csrf.nonce(request)
        context = {
            "action": request.url.path,
            "csrf": self._activation_csrf.field(nonce, request.path_params["token"]),
        }
        response = self._templates.TemplateResponse(request, "activation.html", context, status_code=status)
        self._activation_csrf.keep(response, nonce)
        return response

    def _problem(self, request: Request, section: str, problem: MutuelleError) -> Response:
        key, status = STATUS[type(problem)]
        words = TEXTS[section].get(key) or TEXTS["links"][key]
        return self._templates.TemplateResponse(request, "link_problem.html", words, status_code=status)

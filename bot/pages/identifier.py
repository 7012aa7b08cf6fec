"""The page that asks for a new identifier, and the one that the e-mailed link leads to."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot.body import BodyTooBig
from bot.hub import Hub
from bot.mailer import Mailer
from bot.pages.csrf import fields_of
from bot.pages.secure import SecurePage
from bot.texts import TEXTS, say
from bot.web.visitor import Visitors
from mutuelle.account.identifiers import ChangePage, IdentifierService
from mutuelle.account.opening import in_words
from mutuelle.errors import EmailRefused, MutuelleError
from mutuelle.settings import Settings

SECTION = "identifier"


class IdentifierPages:
    """Serves `/identifiant/{token}` and `/nouvel-identifiant/{token}`: reading them changes nothing."""

    def __init__(
        self,
        identifiers: IdentifierService,
        visitors: Visitors,
        hub: Hub,
        mailer: Mailer | None,
        templates: Jinja2Templates,
        settings: Settings,
    ) -> None:
        self._identifiers = identifiers
        self._hub = hub
        self._mailer = mailer
        self._page = SecurePage(visitors, templates, settings, path="/identifiant", template="identifier.html")
        self._link = SecurePage(
            visitors, templates, settings, path="/nouvel-identifiant", template="identifier_confirm.html"
        )

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        page, link = "/identifiant/{token}", "/nouvel-identifiant/{token}"
        return [
            Route(page, self.show, methods=["GET"]),
            Route(page, self.ask, methods=["POST"]),
            Route(link, self.show_link, methods=["GET"]),
            Route(link, self.confirm, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the identifier in force and the field of the new one."""
        try:
            return self._form(request, await self._asked(request))
        except MutuelleError as problem:
            return self._page.problem(request, problem, SECTION)

    async def ask(self, request: Request) -> Response:
        """Have the link sent to the new address, or show the form again and say what is wrong with it."""
        try:
            page = await self._asked(request)
            fields = await fields_of(request)
            email = fields.get("email", "")[:254]
            if not self._page.right(request, fields):
                return self._form(request, page, email, error=say(SECTION, "expired_form"), status=403)
            return await self._send(request, page, email, kept=fields.get("kept", ""))
        except BodyTooBig:
            return self._page.too_big(request)
        except MutuelleError as problem:
            return self._page.problem(request, problem, SECTION)

    async def show_link(self, request: Request) -> Response:
        """Show the button that confirms; mail scanners open links too, so opening confirms nothing."""
        try:
            return await self._link_form(request)
        except MutuelleError as problem:
            return self._link.problem(request, problem, "identifier_link")

    async def confirm(self, request: Request) -> Response:
        """Change the identifier."""
        try:
            fields = await fields_of(request)
            if not self._link.right(request, fields):
                return await self._link_form(request, error=say(SECTION, "expired_form"), status=403)
            changed = await self._identifiers.confirm(
                request.path_params["token"], notice=TEXTS[SECTION]["changed_notice"]
            )
        except BodyTooBig:
            return self._link.too_big(request)
        except MutuelleError as problem:
            return self._link.problem(request, problem, "identifier_link")
        if changed.conversation_id:
            self._hub.changed(changed.conversation_id)
        self._wake()
        return self._link.done(request, TEXTS["identifier_changed"])

    async def _send(self, request: Request, page: ChangePage, email: str, *, kept: str) -> Response:
        notice = TEXTS[SECTION]["asked_notice"]
        try:
            asked = await self._identifiers.request(request.path_params["token"], email, kept=kept, notice=notice)
        except EmailRefused as refused:
            error = say(SECTION, refused.problem, hint=refused.hint)
            kept = email.strip().lower() if refused.problem == "typo" else ""
            return self._form(request, page, email, kept=kept, error=error, status=422)
        self._hub.changed(asked.asked.conversation_id)
        self._wake()
        words = dict(TEXTS["identifier_asked"])
        words["explanation"] = words["explanation"].format(email=asked.email, until=in_words(asked.until))
        return self._page.done(request, words, web=asked.asked.channel == "web")

    async def _asked(self, request: Request) -> ChangePage:
        page = await self._identifiers.page(request.path_params["token"])
        await self._page.check_browser(request, page.asked)
        return page

    def _form(
        self,
        request: Request,
        page: ChangePage,
        email: str | None = None,
        *,
        kept: str = "",
        error: str = "",
        status: int = 200,
    ) -> Response:
        shown = page.proposed if email is None else email
        context = {"identifier": page.asked.identifier, "email": shown, "kept": kept}
        return self._page.form(request, context, error=error, status=status)

    async def _link_form(self, request: Request, *, error: str = "", status: int = 200) -> Response:
        confirming = await self._identifiers.confirming(request.path_params["token"])
        context = {"email": confirming.email, "former": confirming.masked_former}
        return self._link.form(request, context, error=error, status=status)

    def _wake(self) -> None:
        if self._mailer:
            self._mailer.wake()

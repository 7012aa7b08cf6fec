"""The secure page of a procedure: what is given there must never pass through the chat."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot.body import BodyTooBig
from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.pages.csrf import Csrf, fields_of
from bot.pages.secure import PROBLEMS, OtherBrowser
from bot.texts import TEXTS, say
from bot.web.visitor import Visitors
from mutuelle.errors import MutuelleError, NotLoggedIn
from mutuelle.procedures.pages import PageAsked, ProcedurePages
from mutuelle.procedures.procedure import FieldsRefused
from mutuelle.requests.rules import label_of
from mutuelle.settings import Settings

PATH = "/demarche/{token}"
LONGEST_FIELD = 200


class ProcedurePage:
    """Serves `/demarche/{token}`."""

    def __init__(
        self,
        pages: ProcedurePages,
        visitors: Visitors,
        dispatcher: Dispatcher,
        hub: Hub,
        templates: Jinja2Templates,
        settings: Settings,
    ) -> None:
        self._pages = pages
        self._visitors = visitors
        self._dispatcher = dispatcher
        self._hub = hub
        self._templates = templates
        self._csrf = Csrf(settings, "/demarche")

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        return [Route(PATH, self.show, methods=["GET"]), Route(PATH, self.submit, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """Show the fields; opening the page changes nothing."""
        try:
            return self._form(request, await self._asked(request))
        except MutuelleError as problem:
            return self._problem(request, problem)

    async def submit(self, request: Request) -> Response:
        """Take what was given; or show the form again, with what was typed, and say why not."""
        token = request.path_params["token"]
        try:
            asked = await self._asked(request)
            given = {name: value.strip()[:LONGEST_FIELD] for name, value in (await fields_of(request)).items()}
            if not self._csrf.right(request, token, given.pop("csrf", "")):
                return self._form(request, asked, given=given, error=say("procedures", "expired_form"), status=403)
            try:
                done = await self._pages.submit(token, given)
            except FieldsRefused as refused:
                return self._form(request, asked, given=given, problems=refused.problems, status=422)
        except BodyTooBig:
            return self._templates.TemplateResponse(request, "error.html", TEXTS["errors"]["too_big"], status_code=413)
        except MutuelleError as problem:
            return self._problem(request, problem)
        self._dispatcher.wake(done.conversation_id)
        self._hub.changed(done.conversation_id)
        context = {"back_url": "/" if done.channel == "web" else None}
        return self._templates.TemplateResponse(request, "procedure_done.html", context)

    async def _asked(self, request: Request) -> PageAsked:
        asked = await self._pages.asked(request.path_params["token"])
        if asked.channel == "web" and await self._visitors.known(request) != asked.conversation_id:
            raise OtherBrowser
        return asked

    def _form(
        self,
        request: Request,
        asked: PageAsked,
        *,
        given: Mapping[str, str] | None = None,
        problems: Mapping[str, str] | None = None,
        error: str | None = None,
        status: int = 200,
    ) -> Response:
        nonce = self._csrf.nonce(request)
        context = {
            "action": request.url.path,
            "csrf": self._csrf.field(nonce, request.path_params["token"]),
            "title": label_of(asked.kind),
            "fields": asked.fields,
            "given": given or {field.name: field.value for field in asked.fields},
            "problems": problems or {},
            "error": error,
        }
        response = self._templates.TemplateResponse(request, "procedure.html", context, status_code=status)
        self._csrf.keep(response, nonce)
        return response

    def _problem(self, request: Request, problem: MutuelleError) -> Response:
        if isinstance(problem, NotLoggedIn):
            return self._templates.TemplateResponse(
                request, "link_problem.html", TEXTS["procedures"]["link_locked"], status_code=403
            )
        key, status = PROBLEMS[type(problem)]
        text = {**TEXTS["links"][key], **TEXTS["procedures"].get(f"link_{key}", {})}
        return self._templates.TemplateResponse(request, "link_problem.html", text, status_code=status)

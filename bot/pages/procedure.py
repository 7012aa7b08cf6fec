"""The secure page of a procedure: what is given there must never pass through the chat."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.templating import Jinja2Templates

from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.pages.secure import PROBLEMS, Handler, SecurePage
from bot.pages.uploads import (
    UploadForm,
    UploadRefused,
    as_json,
    for_the_field,
    inspected,
    read_upload_form,
    wants_json,
)
from bot.texts import TEXTS, say
from bot.web.visitor import Visitors
from mutuelle.attachments.errors import AttachmentUnknown, TooManyAttachments
from mutuelle.attachments.service import AttachmentService
from mutuelle.errors import LinkUsed, MutuelleError, NotLoggedIn
from mutuelle.procedures.model import SentFile
from mutuelle.procedures.pages import PageAsked, ProcedurePages
from mutuelle.procedures.procedure import FieldsRefused
from mutuelle.requests.rules import label_of
from mutuelle.settings import Settings

PATH = "/demarche"
LONGEST_FIELD = 200
MOST_FILES = 3
EARLIER = "deja-recu-"  # before a file field's name: the ids of what was sent with a form that was refused
FILES = frozenset({"file", "files"})
UNPROCESSABLE = 422


class ProcedurePage:
    """Serves `/demarche/{token}`."""

    def __init__(
        self,
        pages: ProcedurePages,
        attachments: AttachmentService,
        visitors: Visitors,
        dispatcher: Dispatcher,
        hub: Hub,
        templates: Jinja2Templates,
        settings: Settings,
    ) -> None:
        self._pages = pages
        self._attachments = attachments
        self._dispatcher = dispatcher
        self._hub = hub
        self._page = SecurePage(
            visitors, templates, settings, path=PATH, template="procedure.html", section="procedures"
        )

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        return self._page.routes(self._answering(self.show), self._answering(self.submit))

    async def show(self, request: Request) -> Response:
        """Show the fields; opening the page changes nothing."""
        return self._form(request, await self._asked(request))

    async def submit(self, request: Request) -> Response:
        """Take what was given; or show the form again, with what was typed, and say why not."""
        asked = await self._asked(request)
        given: dict[str, str] = {}
        files: dict[str, tuple[SentFile, ...]] = {}
        try:
            form = await read_upload_form(request, most_files=MOST_FILES)
            given = {name: value.strip()[:LONGEST_FIELD] for name, value in form.fields.items()}
            if not self._page.right(request, given):
                return self._form(request, asked, given=given, error=say("procedures", "expired_form"), status=403)
            files = await self._earlier(form.fields, asked)
            files |= await self._kept(form, asked)
            done = await self._pages.submit(request.path_params["token"], given, files)
        except UploadRefused as refused:
            return self._refused(request, asked, refused, files or await self._earlier(refused.fields, asked))
        except FieldsRefused as refused:
            problems = refused.problems
            return self._form(request, asked, given=given, problems=problems, files=files, status=UNPROCESSABLE)
        self._dispatcher.wake(done.conversation_id)
        self._hub.changed(done.conversation_id)
        return self._page.render(request, "procedure_done.html", {"back_url": "/" if done.channel == "web" else None})

    def _answering(self, handler: Handler) -> Handler:
        """Have a page that was locked, or whose matter is over, say so."""

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except NotLoggedIn:
                return self._page.render(request, "link_problem.html", TEXTS["procedures"]["link_locked"], 403)
            except MutuelleError as problem:
                if type(problem) in PROBLEMS:
                    raise
                raise LinkUsed from problem  # what the page was for cannot be done any more

        return answer

    async def _kept(self, form: UploadForm, asked: PageAsked) -> dict[str, tuple[SentFile, ...]]:
        """Judge the files and keep them until the request is confirmed. Raises UploadRefused."""
        wanted = {field.name for field in asked.fields if field.kind in FILES}
        kept: dict[str, tuple[SentFile, ...]] = {}
        for name, files in (await inspected(form)).items():
            if name not in wanted:
                continue
            try:
                sent = [
                    await self._attachments.keep(file, member_id=asked.member_id, conversation_id=asked.conversation_id)
                    for file in files
                ]
            except TooManyAttachments:
                raise UploadRefused(say("procedures", "too_many_files"), UNPROCESSABLE, name, form.fields) from None
            kept[name] = tuple(SentFile(one.id, one.name, one.size) for one in sent)
        return kept

    async def _earlier(self, fields: Mapping[str, str], asked: PageAsked) -> dict[str, tuple[SentFile, ...]]:
        """Return the files that came with a form of which something else was refused; none of others."""
        earlier: dict[str, tuple[SentFile, ...]] = {}
        for name in (field.name for field in asked.fields if field.kind in FILES):
            ids = fields.get(EARLIER + name, "").split()[:MOST_FILES]
            try:
                kept = await self._attachments.waiting(ids, member_id=asked.member_id)
            except AttachmentUnknown:
                continue
            if kept:
                earlier[name] = tuple(SentFile(one.id, one.name, one.size) for one in kept)
        return earlier

    def _refused(
        self, request: Request, asked: PageAsked, refused: UploadRefused, files: Mapping[str, tuple[SentFile, ...]]
    ) -> Response:
        if wants_json(request):
            return as_json(refused)
        if not refused.field:
            return self._form(
                request, asked, given=refused.fields, files=files, error=refused.told, status=refused.status
            )
        problems = {refused.field: refused.told}
        return self._form(request, asked, given=refused.fields, problems=problems, files=files, status=refused.status)

    async def _asked(self, request: Request) -> PageAsked:
        asked = await self._pages.asked(request.path_params["token"])
        await self._page.check_browser(request, asked)
        return asked

    def _form(
        self,
        request: Request,
        asked: PageAsked,
        *,
        given: Mapping[str, str] | None = None,
        problems: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[SentFile, ...]] | None = None,
        error: str = "",
        status: int = 200,
    ) -> Response:
        context = {
            "title": label_of(asked.kind),
            "fields": asked.fields,
            "with_files": any(field.kind in FILES for field in asked.fields),
            "uploads": for_the_field(),
            "given": given or {field.name: field.value for field in asked.fields},
            "problems": problems or {},
            "earlier": files or {},
            "earlier_name": EARLIER,
        }
        return self._page.form(request, context, error=error, status=status)

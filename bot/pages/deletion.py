"""The page where the deletion of an account is confirmed by copying out a word."""

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
from mutuelle.account.deletion import KEYWORD, DeletionService
from mutuelle.account.opening import in_words
from mutuelle.account.pages import PageOf
from mutuelle.errors import KeywordWrong, MutuelleError
from mutuelle.settings import Settings

SECTION = "deletion"


class DeletionPage:
    """Serves `/suppression/{token}`: reading it changes nothing."""

    def __init__(
        self,
        deletions: DeletionService,
        visitors: Visitors,
        hub: Hub,
        templates: Jinja2Templates,
        settings: Settings,
    ) -> None:
        self._deletions = deletions
        self._hub = hub
        self._page = SecurePage(visitors, templates, settings, path="/suppression", template="deletion.html")

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        path = "/suppression/{token}"
        return [Route(path, self.show, methods=["GET"]), Route(path, self.confirm, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """Show what a deletion means, and the field of the keyword."""
        try:
            await self._asked(request)
        except MutuelleError as problem:
            return self._page.problem(request, problem, SECTION)
        return self._form(request)

    async def confirm(self, request: Request) -> Response:
        """Mark the account, or show the form again."""
        try:
            await self._asked(request)
            fields = await fields_of(request)
            if not self._page.right(request, fields):
                return self._form(request, error=say(SECTION, "expired_form"), status=403)
            marked = await self._deletions.mark(
                request.path_params["token"], fields.get("keyword", "")[:40], notice=TEXTS[SECTION]["notice"]
            )
        except KeywordWrong:
            return self._form(request, error=say(SECTION, "keyword", word=KEYWORD.upper()), status=422)
        except BodyTooBig:
            return self._page.too_big(request)
        except MutuelleError as problem:
            return self._page.problem(request, problem, SECTION)
        for conversation_id in {marked.asked.conversation_id, *marked.ended}:
            self._hub.changed(conversation_id)
        words = dict(TEXTS["deletion_done"])
        words["explanation"] = words["explanation"].format(at=in_words(marked.erases_at))
        return self._page.done(request, words, web=marked.asked.channel == "web")

    async def _asked(self, request: Request) -> PageOf:
        asked = await self._deletions.page(request.path_params["token"])
        await self._page.check_browser(request, asked)
        return asked

    def _form(self, request: Request, *, error: str = "", status: int = 200) -> Response:
        context = {"at": in_words(self._deletions.would_erase_at()), "word": KEYWORD.upper()}
        return self._page.form(request, context, error=error, status=status)

"""The page of the useful documents that everybody may have: their files, without a login."""

from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot.pages.document import GONE, file_response
from bot.texts import TEXTS
from mutuelle.documents.service import File
from mutuelle.errors import DocumentChanged
from mutuelle.useful.service import UsefulService


class UsefulPage:
    """Serves `/documents-utiles/{name}`: a document of the catalogue by its key, `.pdf` after it."""

    def __init__(self, useful: UsefulService, templates: Jinja2Templates) -> None:
        self._useful = useful
        self._templates = templates

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        return [Route("/documents-utiles/{name}", self.fetch, methods=["GET"])]

    async def fetch(self, request: Request) -> Response:
        """Answer with the file, to be saved or, with `?voir`, shown; or say that there is none."""
        name = PurePosixPath(request.path_params["name"].replace("\x00", ""))
        try:
            edition, content = await self._useful.file(name.stem)
        except DocumentChanged:
            return self._templates.TemplateResponse(
                request, "link_problem.html", TEXTS["documents"]["no_such"], status_code=GONE
            )
        file = File(edition.draft.name, edition.draft.media_type, content)
        return file_response(file, inline="voir" in request.query_params)

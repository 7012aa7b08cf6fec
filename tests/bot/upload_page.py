"""A page with a file field, as a secure page will have it: only for tests."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

import bot
from bot.pages.attachments import attachment_response
from bot.pages.uploads import UploadRefused, as_json, for_the_field, inspected, read_upload_form, wants_json
from bot.security import SecurityHeaders
from mutuelle.procedures.model import Field
from mutuelle.settings import ROOT

PAGE = """{% extends "base.html" %}
{% block title %}Votre RIB{% endblock %}
{% block head %}<script type="module" src="/static/upload.js"></script>{% endblock %}
{% block sheet %}
<h1>Votre RIB</h1>
{% if problems[""] %}<div class="problem" role="alert"><p>{{ problems[""] }}</p></div>{% endif %}
{% if taken %}<p data-focus tabindex="-1">Fichier reçu : {{ taken }}</p>{% endif %}
<form method="post" action="/rib" enctype="multipart/form-data" novalidate>
<div class="field"><label for="holder">Titulaire</label>
<input id="holder" name="holder" value="{{ given.get('holder', '') }}"></div>
{% include "_file_field.html" %}
<button class="button wide" type="submit">Valider</button>
</form>
{% endblock %}"""


@dataclass
class UploadPage:
    """The page, what it took, and how many files it accepts."""

    most_files: int = 1
    redirects: bool = False
    taken: list[Any] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._templates = Jinja2Templates(Path(bot.__file__).parent / "pages" / "templates")
        loader = self._templates.env.loader
        assert isinstance(loader, FileSystemLoader)
        self._templates.env.loader = ChoiceLoader([DictLoader({"rib.html": PAGE}), loader])

    def app(self) -> Starlette:
        """Return the application: the page, the files of the pages, and the last file taken."""
        routes = [
            Route("/rib", self.show, methods=["GET"]),
            Route("/rib", self.submit, methods=["POST"]),
            Route("/done", self.show, methods=["GET"]),
            Route("/back", self.give_back, methods=["GET"]),
            Mount("/static", StaticFiles(directory=ROOT / "web")),
        ]
        return Starlette(routes=routes, middleware=[Middleware(SecurityHeaders, https=False)])

    async def show(self, request: Request) -> Response:
        return self._form(request)

    async def submit(self, request: Request) -> Response:
        try:
            form = await read_upload_form(request, most_files=self.most_files)
            self.fields = dict(form.fields)
            files = await inspected(form)
        except UploadRefused as refused:
            if wants_json(request):
                return as_json(refused)
            problems = {refused.field: refused.told}
            return self._form(request, given=refused.fields, problems=problems, status=refused.status)
        self.taken = [file for group in files.values() for file in group]
        if self.redirects:
            return RedirectResponse("/done", status_code=303)
        return self._form(request, taken=", ".join(file.name for file in self.taken))

    async def give_back(self, _: Request) -> Response:
        return attachment_response(self.taken[0])

    def _form(
        self, request: Request, *, given: Any = None, problems: Any = None, taken: str = "", status: int = 200
    ) -> Response:
        kind = "file" if self.most_files == 1 else "files"
        context = {
            "field": Field("rib", kind, "Relevé d'identité bancaire", required=False),
            "given": given or {},
            "problems": problems or {},
            "taken": taken,
            "uploads": for_the_field(),
        }
        return self._templates.TemplateResponse(request, "rib.html", context, status_code=status)

"""The secure page of procedures over HTTP: its own browser only, what was typed kept, files judged once."""

import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.templating import Jinja2Templates

import bot
from bot.hub import Hub
from bot.pages.procedure import ProcedurePage
from bot.web.visitor import Visitors
from mutuelle.attachments.service import AttachmentService
from mutuelle.attachments.tables import Attachment
from mutuelle.conversations.tables import Conversation, Event
from mutuelle.procedures.catalogue import all_procedures
from mutuelle.procedures.model import Said
from mutuelle.procedures.pages import ProcedurePages
from mutuelle.procedures.service import ProcedureService
from mutuelle.requests.tables import Request
from tests.talk import log_in, rasa_id_of

TEMPLATES = Path(bot.__file__).parent / "pages" / "templates"
FORM = {"holder": "Claire Vasseur", "iban": "FR76 3000 6000 0112 3456 7890 189", "bic": "", "mandate": "oui"}


class Waker:
    def __init__(self):
        self.woken = []

    def wake(self, conversation_id):
        self.woken.append(conversation_id)


class Site:
    """Claire's browser, her procedures, and the page."""

    def __init__(self, http, store, waker, procedures, pages):
        self.http, self.store, self.waker, self.procedures, self.pages = http, store, waker, procedures, pages
        self.conversation = ""

    async def begin(self):
        """Begin a change of the debited account; return the page's path."""
        rasa_id = await rasa_id_of(self.store, self.conversation)
        await self.procedures.begin(rasa_id, "bank_debit")
        return "/demarche/" + (await self.pages.link(rasa_id)).rsplit("/", 1)[1]

    async def post(self, path, files=None, **changed):
        page = await self.http.get(path)
        csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)
        data = {"csrf": csrf[1] if csrf else "", **FORM, **changed}
        return await self.http.post(path, data=data, files=files or [("proof", ("", b""))])

    async def rows(self, table):
        async with self.store.read() as connection:
            return (await connection.execute(select(table.__table__))).all()


@pytest.fixture
async def site(store, accounts, transcript, settings, clock, family):
    waker, hub, templates = Waker(), Hub(), Jinja2Templates(TEMPLATES)
    visitors = Visitors(transcript, settings)
    procedures = ProcedureService(store, clock, settings, all_procedures(settings))
    pages = ProcedurePages(store, clock, settings, procedures)
    attachments = AttachmentService(store, clock, settings)
    page = ProcedurePage(pages, attachments, visitors, waker, hub, templates, settings)

    async def home(request):
        visitor = await visitors.of(request)
        return Response(headers={"set-cookie": visitor.set_cookie} if visitor.set_cookie else {})

    app = Starlette(routes=page.routes())
    app.add_route("/", home)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as http:
        made = Site(http, store, waker, procedures, pages)
        await http.get("/")
        async with store.read() as connection:
            made.conversation = (await connection.execute(select(Conversation.id))).scalar_one()
        await log_in(accounts, store, made.conversation, family.claire_login)
        yield made


async def test_what_is_given_goes_on_in_the_conversation(site):
    path = await site.begin()
    done = await site.post(path)
    assert done.status_code == 200 and "récapitulatif" in done.text
    assert site.waker.woken == [site.conversation]
    (resumed,) = [one for one in await site.rows(Event) if one.body.get("after") == "page"]
    assert resumed.payload == '/resume_procedure{"field": "#page"}'
    again = await site.post(path)
    assert again.status_code == 410 and "déjà servi" in again.text


async def test_opening_the_page_uses_nothing_up(site):
    path = await site.begin()
    for _ in range(3):
        shown = await site.http.get(path)
        assert shown.status_code == 200 and 'enctype="multipart/form-data"' in shown.text
    assert (await site.post(path)).status_code == 200


async def test_what_was_typed_stays_with_what_is_wrong_beside_it(site):
    path = await site.begin()
    refused = await site.post(path, iban="FR76 3000", holder="Claire & Cie Vasseur")
    assert refused.status_code == 422
    assert "n'est pas complet" in refused.text.replace("&#39;", "'")
    assert "Claire &amp; Cie Vasseur" in refused.text and 'value="FR76 3000"' in refused.text
    assert 'aria-invalid="true"' in refused.text and 'href="#iban"' in refused.text
    assert (await site.post(path)).status_code == 200


async def test_a_file_that_was_taken_is_not_asked_again_when_a_field_is_refused(site):
    path = await site.begin()
    proof = [("proof", ("rib.txt", b"Titulaire Claire Vasseur", "text/plain"))]
    refused = await site.post(path, files=proof, iban="FR76 3000")
    assert refused.status_code == 422 and "rib.txt" in refused.text
    earlier = re.search(r'name="(deja-recu-proof)" value="(\w+)"', refused.text)
    assert (await site.post(path, **{earlier[1]: earlier[2]})).status_code == 200
    (kept,) = await site.rows(Attachment)
    assert kept.id == earlier[2]
    draft = (await site.procedures.progress(await rasa_id_of(site.store, site.conversation))).draft
    assert draft.values["proof"] == kept.id


async def test_a_forged_file_of_somebody_else_is_not_taken(site):
    path = await site.begin()
    assert (await site.post(path, **{"deja-recu-proof": "f" * 32})).status_code == 200
    draft = (await site.procedures.progress(await rasa_id_of(site.store, site.conversation))).draft
    assert draft.values["proof"] == ""


async def test_another_browser_cannot_open_it(site):
    path = await site.begin()
    async with httpx.AsyncClient(transport=site.http._transport, base_url="http://bot.test") as other:
        await other.get("/")
        shown = await other.get(path)
        sent = await other.post(path, data=FORM)
    assert shown.status_code == 403 and sent.status_code == 403
    assert site.waker.woken == []


@pytest.mark.parametrize("csrf", ["", "forged"])
async def test_a_forged_form_changes_nothing(site, csrf):
    path = await site.begin()
    await site.http.get(path)
    refused = await site.http.post(path, data={**FORM, "csrf": csrf})
    assert refused.status_code == 403
    assert site.waker.woken == []


async def test_a_locked_session_is_told_what_to_do(site, clock):
    path = await site.begin()
    clock.pass_(minutes=16)
    assert "on reprend" in (await site.http.get(path)).text


async def test_an_old_or_invented_link_says_so(site, clock):
    assert (await site.http.get("/demarche/" + "x" * 43)).status_code == 404
    path = await site.begin()
    for _ in range(3):
        clock.pass_(minutes=11)
        await site.http.get(path)
    assert (await site.http.get(path)).status_code == 410


async def test_a_file_is_kept_and_goes_with_the_request_once_confirmed(site, monkeypatch):
    async def confirmed(*_args, **_kwargs):
        return None

    monkeypatch.setattr("mutuelle.procedures.service.use_code", confirmed)
    path = await site.begin()
    done = await site.post(path, files=[("proof", ("rib.txt", b"Titulaire : Claire Vasseur"))])
    assert done.status_code == 200
    (waiting,) = await site.rows(Attachment)
    assert waiting.request_number is None and b"Claire" not in waiting.content
    await site.procedures.go_on(await rasa_id_of(site.store, site.conversation), Said("oui"))
    (attached,), (request,) = await site.rows(Attachment), await site.rows(Request)
    assert attached.request_number == request.number


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("rib.exe", b"MZ", "format"),
        ("rib.pdf", b"<script>alert(1)</script>", "PDF"),
        ("rib.txt", b"x" * (5 * 1024 * 1024 + 1), "5"),
    ],
    ids=["exe", "no-pdf", "too-big"],
)
async def test_a_file_that_cannot_be_taken_is_said_at_its_field(site, name, content, told):
    path = await site.begin()
    refused = await site.post(path, files=[("proof", (name, content))])
    assert refused.status_code in {413, 422} and told in refused.text
    assert await site.rows(Attachment) == [] and site.waker.woken == []

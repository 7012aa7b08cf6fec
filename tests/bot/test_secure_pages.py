"""The pages of the one-time code and of the Telegram link, over HTTP."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.templating import Jinja2Templates

import bot
from bot.hub import Hub
from bot.pages.code import CodePage
from bot.pages.telegram import TelegramPage
from bot.web.visitor import Visitors
from mutuelle.conversations.tables import Conversation
from mutuelle.mail.tables import Mail
from tests.family import PASSWORD
from tests.talk import log_in, rasa_id_of

TEMPLATES = Path(bot.__file__).parent / "pages" / "templates"


class Waker:
    """Stands in for the dispatcher."""

    def __init__(self):
        self.woken = []

    def wake(self, conversation_id):
        self.woken.append(conversation_id)


class Site:
    """A browser at the pages, Claire logged in in its conversation."""

    def __init__(self, http, store, waker):
        self.http, self.store, self.waker = http, store, waker
        self.conversation = ""

    async def rasa(self, conversation=None):
        return await rasa_id_of(self.store, conversation or self.conversation)

    async def last_code(self):
        async with self.store.read() as connection:
            mail = (await connection.execute(select(Mail.plain).order_by(Mail.id.desc()))).scalars().first()
        return re.search(r"\b\d{6}\b", mail)[0]

    async def post(self, path, **fields):
        page = await self.http.get(path)
        csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)
        return await self.http.post(path, data={"csrf": csrf[1] if csrf else "", **fields})


@pytest.fixture
async def site(store, accounts, codes, telegram_links, transcript, settings, clock, family) -> AsyncIterator[Site]:
    waker, hub, templates, visitors = Waker(), Hub(), Jinja2Templates(TEMPLATES), Visitors(transcript, settings)
    code = CodePage(codes, visitors, waker, hub, templates, settings, clock)
    linking = TelegramPage(telegram_links, visitors, hub, templates, settings, lambda: "mutuelle_bot")

    async def home(request):
        visitor = await visitors.of(request)
        return Response(headers={"set-cookie": visitor.set_cookie} if visitor.set_cookie else {})

    app = Starlette(routes=[*code.routes(), *linking.routes()])
    app.add_route("/", home)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.test") as http:
        opened = Site(http, store, waker)
        await http.get("/")
        async with store.read() as connection:
            opened.conversation = (await connection.execute(select(Conversation.id))).scalar_one()
        await log_in(accounts, store, opened.conversation, family.claire_login, PASSWORD)
        yield opened


def path_of(url):
    return url.removeprefix("http://bot.test")


@pytest.fixture
async def code_path(site, codes):
    return path_of(await codes.ask(await site.rasa(), purpose="change_phone"))


async def test_the_page_says_what_the_code_is_for_and_where_it_went(site, code_path):
    page = await site.http.get(code_path)
    assert page.status_code == 200
    assert "modifier votre téléphone portable" in page.text
    assert "c•••@exemple.fr" in page.text
    assert 'autocomplete="one-time-code"' in page.text


async def test_the_right_code_has_the_conversation_go_on(site, code_path):
    done = await site.post(code_path, code=await site.last_code())
    assert done.status_code == 200
    assert "confirmé" in done.text
    assert site.waker.woken == [site.conversation]
    assert (await site.http.get(code_path)).status_code == 410


async def test_a_wrong_code_says_how_many_tries_are_left_then_that_it_is_dead(site, code_path):
    wrong = f"{(int(await site.last_code()) + 1) % 1_000_000:06d}"
    answers = [await site.post(code_path, code=wrong) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401] * 5
    assert "4 essai" in answers[0].text
    assert "n&#39;est plus valable" in answers[4].text
    assert site.waker.woken == []


async def test_a_form_of_another_site_is_refused(site, code_path):
    code = await site.last_code()
    assert (await site.http.post(code_path, data={"csrf": "x", "code": code})).status_code == 403
    assert site.waker.woken == []


async def test_another_browser_gets_nothing(site, code_path):
    site.http.cookies.clear()
    page = await site.http.get(code_path)
    assert page.status_code == 403
    assert "c•••" not in page.text


async def test_a_code_can_be_sent_again_after_a_minute(site, code_path, clock):
    assert (await site.post(code_path, resend="1")).status_code == 429
    clock.pass_(seconds=61)
    assert "nouveau code" in (await site.post(code_path, resend="1")).text
    assert (await site.post(code_path, code=await site.last_code())).status_code == 200


async def test_an_old_code_page_says_what_to_do(site, code_path, clock):
    clock.pass_(minutes=10)
    page = await site.http.get(code_path)
    assert page.status_code == 410
    assert "10 minutes" in page.text


@pytest.fixture
async def link_path(site, codes, telegram_links):
    url = await codes.ask(await site.rasa(), purpose="link_telegram")
    await codes.enter(url.rsplit("/", 1)[1], await site.last_code())
    return path_of(await telegram_links.begin(await site.rasa()))


async def test_the_page_leads_to_telegram_then_asks_then_links(site, link_path, telegram_links, transcript):
    page = await site.http.get(link_path)
    start = re.search(r"https://t\.me/mutuelle_bot\?start=([A-Za-z0-9_-]{1,64})\"", page.text)[1]
    assert "Claire V." in page.text
    assert "<form" not in page.text
    chat = await transcript.open("telegram", "777", "<b>Claire</b> (@claire_v)")
    await telegram_links.open_in_telegram(start, chat)
    assert "<form" not in (await site.http.get(link_path)).text
    await telegram_links.confirm(await site.rasa(chat), notice="yes")
    page = await site.http.get(link_path)
    assert "&lt;b&gt;Claire&lt;/b&gt; (@claire_v)" in page.text
    assert "Telegram est relié" in (await site.post(link_path)).text
    assert (await site.http.get(link_path)).status_code == 410
    assert await telegram_links.linked(await site.rasa()) == "<b>Claire</b> (@claire_v)"


async def test_the_link_page_is_for_the_browser_that_asked(site, link_path):
    site.http.cookies.clear()
    page = await site.http.get(link_path)
    assert page.status_code == 403
    assert "start=" not in page.text


async def test_a_link_needs_the_form_of_this_browser(site, link_path, telegram_links, transcript):
    start = re.search(r"start=([A-Za-z0-9_-]+)", (await site.http.get(link_path)).text)[1]
    chat = await transcript.open("telegram", "777", "Claire")
    await telegram_links.open_in_telegram(start, chat)
    await telegram_links.confirm(await site.rasa(chat), notice="yes")
    assert (await site.http.post(link_path, data={"csrf": "x"})).status_code == 403
    assert await telegram_links.linked(await site.rasa()) is None

"""The real application on a small database, served for a real browser, and the way to each of its secure pages."""

import re
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx
from fake_bot import running
from playwright.async_api import BrowserContext, Page
from sqlalchemy import delete, select

from bot.dispatcher import Dispatcher
from mutuelle.account.codes import Codes
from mutuelle.account.opening import OpeningService
from mutuelle.account.recovery import RecoveryService
from mutuelle.account.service import AccountService
from mutuelle.account.tables import Account
from mutuelle.account.telegram import TelegramLinks
from mutuelle.conversations.transcript import Transcript
from mutuelle.mail.tables import Mail
from mutuelle.settings import Settings
from mutuelle.store import Store
from tests.bot.web_app import WebApp, build
from tests.conftest import MovableClock
from tests.family import Family
from tests.hashing import passwords
from tests.talk import log_in, rasa_id_of

NEW = "Tilleul-Canard-42"
ANSWERS = ("m 1000001", "je m'appelle claire VASSEUR", "le 4 mai 1981", "claire.neuve@exemple.fr", "oui")


@dataclass
class Site:
    """The application, and what a test needs to lead a browser to any page of it."""

    origin: str
    web: WebApp
    dispatcher: Dispatcher
    clock: MovableClock
    family: Family
    transcript: Transcript
    accounts: AccountService
    codes: Codes
    openings: OpeningService
    recoveries: RecoveryService
    telegram_links: TelegramLinks

    @property
    def store(self) -> Store:
        """Return the database."""
        return self.web.store

    async def conversation(self, context: BrowserContext) -> str:
        """Return the conversation of a browser."""
        async with self.web.browser() as plain:
            plain.cookies = httpx.Cookies()
            for cookie in await context.cookies(self.origin):
                plain.cookies.set(cookie["name"], cookie["value"])
            return await self.web.conversation_of(plain)

    async def visit(self, page: Page) -> str:
        """Have a browser open the home page once, and return the conversation it is in."""
        await page.goto("/")
        return await self.conversation(page.context)

    async def rasa_id(self, page: Page) -> str:
        """Return the sender of the browser's conversation."""
        return await rasa_id_of(self.store, await self.visit(page))

    async def logged_in(self, page: Page) -> str:
        """Log Claire in, and return the sender of the conversation."""
        await log_in(self.accounts, self.store, await self.visit(page), self.family.claire_login)
        return await self.rasa_id(page)

    async def last_mail(self) -> str:
        """Return the newest e-mail's text."""
        async with self.store.read() as connection:
            found: str | None = (
                (await connection.execute(select(Mail.plain).order_by(Mail.id.desc()))).scalars().first()
            )
        return found or ""

    async def link_in_mail(self) -> str:
        """Return the path of the link in the newest e-mail."""
        found = re.search(r"https?://\S+", await self.last_mail())
        assert found
        return found[0].removeprefix(self.origin)

    async def login_link(self, page: Page) -> str:
        """Return a login page for the browser."""
        return await self.accounts.issue_login_link(await self.rasa_id(page), resume=False)

    async def confirmed(self, rasa_id: str, purpose: str) -> None:
        """Enter the code that a change asks for."""
        url = await self.codes.ask(rasa_id, purpose=purpose)
        code = re.search(r"\b\d{6}\b", await self.last_mail())
        assert code
        await self.codes.enter(url.rpartition("/")[2], code[0])

    async def code_link(self, page: Page, purpose: str = "change_phone") -> str:
        """Return the page of a code for the browser, which Claire is logged in with."""
        return await self.codes.ask(await self.logged_in(page), purpose=purpose)

    async def creation_link(self, page: Page) -> str:
        """Return the page of a new account's password, for somebody without an account."""
        async with self.store.write() as connection:
            await connection.execute(delete(Account).where(Account.id == self.family.claire))
        rasa_id = await self.rasa_id(page)
        await self.openings.begin(rasa_id, "")
        for answer in ANSWERS:
            await self.openings.hear(rasa_id, answer, intent="any")
        url = await self.openings.page_link(rasa_id)
        assert url
        return url

    async def activation_link(self, page: Page) -> str:
        """Return the page that the activation e-mail leads to."""
        await self.openings.record((await self.creation_link(page)).rpartition("/")[2], NEW)
        return await self.link_in_mail()

    async def reset_link(self) -> str:
        """Return the page that the e-mail of a forgotten password leads to."""
        await self.recoveries.ask(self.family.claire_login, address="192.0.2.1")
        return await self.link_in_mail()

    async def change_link(self, page: Page) -> str:
        """Return the page that changes Claire's password."""
        rasa_id = await self.logged_in(page)
        await self.confirmed(rasa_id, "change_password")
        return await self.recoveries.change_link(rasa_id)

    async def telegram_link(self, page: Page) -> str:
        """Return the page that links a Telegram account."""
        rasa_id = await self.logged_in(page)
        await self.confirmed(rasa_id, "link_telegram")
        return await self.telegram_links.begin(rasa_id)

    async def telegram_confirmed(self, page: Page) -> str:
        """Return the same page, Telegram having said yes."""
        url = await self.telegram_link(page)
        start = (await self.telegram_links.request(url.rpartition("/")[2])).start_token
        chat = await self.transcript.open("telegram", secrets.token_hex(4), "Claire (@claire_v)")
        await self.telegram_links.open_in_telegram(start, chat)
        await self.telegram_links.confirm(await rasa_id_of(self.store, chat), notice="oui")
        return url


@asynccontextmanager
async def site(settings: Settings, store: Store, clock: MovableClock, family: Family) -> AsyncIterator[Site]:
    """Serve the application on a free port of the loopback."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = replace(settings, public_url=origin)
        accounts = AccountService(store, clock, settings, passwords())
        transcript = Transcript(store, clock, settings)
        web, dispatcher = build(store=store, clock=clock, settings=settings, accounts=accounts, transcript=transcript)
        made = Site(
            origin,
            web,
            dispatcher,
            clock,
            family,
            transcript,
            accounts,
            Codes(store, clock, settings),
            OpeningService(store, clock, settings, passwords()),
            RecoveryService(store, clock, settings, passwords()),
            TelegramLinks(store, clock, settings),
        )
        async with running(web.app, listening):
            yield made
        await dispatcher.stop()

"""The bot's web application on a real core, with a scripted Rasa, without a socket."""

import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from starlette.applications import Starlette

from bot.app import Parts, create_app
from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.parting import Parting
from bot.web.visitor import COOKIE
from mutuelle.account.deletion import DeletionService
from mutuelle.account.identifiers import IdentifierService
from mutuelle.account.opening import OpeningService
from mutuelle.account.recovery import RecoveryService
from mutuelle.account.second_factor import SecondFactorService
from mutuelle.account.service import AccountService
from mutuelle.clock import Clock
from mutuelle.conversations.later import Later
from mutuelle.conversations.transcript import Transcript
from mutuelle.conversations.worklist import Worklist
from mutuelle.mail.service import MailService
from mutuelle.settings import Settings
from mutuelle.store import Store
from tests.bot.scripted_rasa import ScriptedRasa
from tests.hashing import passwords
from tests.talk import new_link

HOME = "192.0.2.1"


@dataclass
class WebApp:
    """The application, and browsers to look at it with."""

    app: Starlette
    rasa: ScriptedRasa
    hub: Hub
    transcript: Transcript
    accounts: AccountService
    store: Store
    settings: Settings

    @asynccontextmanager
    async def browser(self, address: str = HOME) -> AsyncIterator[httpx.AsyncClient]:
        """Open a browser at a network address; it keeps its cookies."""
        transport = httpx.ASGITransport(self.app, client=(address, 50_000), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self.settings.public_url) as client:
            yield client

    async def conversation_of(self, browser: httpx.AsyncClient) -> str:
        """Have a browser open the home page and return the conversation it is in by its cookie."""
        await browser.get("/")
        cookies = {cookie.name: cookie.value or "" for cookie in browser.cookies.jar}
        token = cookies[COOKIE].strip('"').partition(".")[0]
        conversation = await self.transcript.find("web", hashlib.sha256(token.encode()).hexdigest())
        assert conversation is not None
        return conversation

    async def link_for(self, conversation: str) -> str:
        """Return the path of a fresh login page for a conversation."""
        return f"/connexion/{await new_link(self.accounts, self.store, conversation)}"


def build(
    *, store: Store, clock: Clock, settings: Settings, accounts: AccountService, transcript: Transcript
) -> tuple[WebApp, Dispatcher]:
    """Put an application together."""
    rasa, hub, worklist = ScriptedRasa(), Hub(), Worklist(store, clock)
    dispatcher = Dispatcher(
        worklist, Later(store, clock, settings), Parting.on(store, clock, settings), rasa, hub, owner="here"
    )
    parts = Parts(
        settings=settings,
        clock=clock,
        store=store,
        accounts=accounts,
        transcript=transcript,
        worklist=worklist,
        rasa=rasa,
        hub=hub,
        dispatcher=dispatcher,
        telegram=None,
        openings=OpeningService(store, clock, settings, passwords()),
        recoveries=RecoveryService(store, clock, settings, passwords()),
        mail=MailService(store, clock),
        identifiers=IdentifierService(store, clock, settings),
        deletions=DeletionService(store, clock, settings),
        second_factors=SecondFactorService(store, clock, settings),
        mailer=None,
    )
    return WebApp(create_app(parts), rasa, hub, transcript, accounts, store, settings), dispatcher


def csrf_of(page: httpx.Response) -> str:
    """Return the hidden token of a login page's form."""
    found = re.search(r'name="csrf" value="([^"]*)"', page.text)
    return found[1] if found else ""

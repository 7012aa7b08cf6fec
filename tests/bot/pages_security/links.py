"""Makes the secure pages, each as its member comes to it, and sends their forms."""

import re

from sqlalchemy import delete, select

from mutuelle.account.codes import Codes
from mutuelle.account.opening import OpeningService
from mutuelle.account.recovery import RecoveryService
from mutuelle.account.tables import Account, Session
from mutuelle.mail.tables import Mail
from tests.bot.web_app import csrf_of
from tests.hashing import passwords
from tests.talk import give_code, log_in, rasa_id_of

NEW = "Tilleul-Canard-42"
ANSWERS = ("m 1000001", "je m'appelle claire VASSEUR", "le 4 mai 1981", "claire.neuve@exemple.fr", "oui")
FORGOTTEN = "/mot-de-passe-oublie"
PAGES = ("login", "code", "creation", "activation", "reset", "change", "forgotten")


class Links:
    """Makes the page of each kind, for one browser."""

    def __init__(self, web, browser, clock, settings, family):
        self.web, self.browser, self.store, self.family = web, browser, web.store, family
        self.openings = OpeningService(web.store, clock, settings, passwords())
        self.recoveries = RecoveryService(web.store, clock, settings, passwords())
        self.codes = Codes(web.store, clock, settings)
        self.settings = settings

    async def to(self, kind):
        """Return the path of a fresh page."""
        url = await getattr(self, f"_{kind}")()
        return url.removeprefix(self.settings.public_url)

    async def fields(self, kind):
        """Return what a member would send with the form."""
        return {
            "login": {"identifier": self.family.claire_login, "password": self.family.password},
            "code": {"code": await self._code_sent()},
            "creation": {"password": NEW, "confirmation": NEW},
            "reset": {"password": NEW, "confirmation": NEW},
            "change": {"current": self.family.password, "password": NEW, "confirmation": NEW},
            "forgotten": {"identifier": self.family.claire_login},
        }.get(kind, {})

    async def in_mail(self):
        async with self.store.read() as connection:
            plain = (await connection.execute(select(Mail.plain).order_by(Mail.id.desc()))).scalars().first()
        found = re.search(r"https?://\S+", plain or "")
        return found[0] if found else ""

    async def _code_sent(self):
        async with self.store.read() as connection:
            plain = (await connection.execute(select(Mail.plain).order_by(Mail.id.desc()))).scalars().first()
        found = re.search(r"\b\d{6}\b", plain or "")
        return found[0] if found else "000000"

    async def _conversation(self):
        return await self.web.conversation_of(self.browser)

    async def _logged_in(self):
        conversation = await self._conversation()
        await log_in(self.web.accounts, self.store, conversation, self.family.claire_login)
        return await rasa_id_of(self.store, conversation)

    async def _login(self):
        return await self.web.link_for(await self._conversation())

    async def _code(self):
        return await self.codes.ask(await self._logged_in(), purpose="change_phone")

    async def _creation(self, answers=ANSWERS):
        async with self.store.write() as connection:
            await connection.execute(delete(Session))
            await connection.execute(delete(Account).where(Account.id == self.family.claire))
        rasa_id = await rasa_id_of(self.store, await self._conversation())
        await self.openings.begin(rasa_id, "")
        for answer in answers:
            await self.openings.hear(rasa_id, answer, intent="any")
        return await self.openings.page_link(rasa_id)

    async def _activation(self):
        await self.openings.record((await self._creation()).rpartition("/")[2], NEW)
        return await self.in_mail()

    async def _reset(self):
        await self.recoveries.ask(self.family.claire_login, address="192.0.2.9")
        return await self.in_mail()

    async def _change(self):
        rasa_id = await self._logged_in()
        await give_code(self.codes, self.store, await self._conversation(), "change_password")
        return await self.recoveries.change_link(rasa_id)

    async def _forgotten(self):
        return FORGOTTEN


async def send(browser, path, fields, **override):
    page = await browser.get(path)
    return await browser.post(path, data={"csrf": csrf_of(page), **fields, **override})

"""What the secure pages promise to somebody who is up to no good: sameness, single use, forms of one's own, silence."""

import asyncio
import re
from collections import Counter

import pytest
from sqlalchemy import delete, select

from bot.texts import say
from mutuelle.account.codes import Codes
from mutuelle.account.opening import OpeningService
from mutuelle.account.passwords import Passwords
from mutuelle.account.recovery import RecoveryService
from mutuelle.account.tables import Account, Session
from mutuelle.mail.service import MailService
from mutuelle.mail.tables import Mail
from mutuelle.store import Base
from tests.bot.web_app import csrf_of
from tests.databases import on_both_databases
from tests.hashing import passwords
from tests.logs import recorded
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


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("bot.pages.opening.TAKES_S", 0.0)
    monkeypatch.setattr("bot.pages.recovery.TAKES_S", 0.0)


@pytest.fixture
def links(web, browser, clock, settings, family):
    return Links(web, browser, clock, settings, family)


@pytest.fixture
def work(monkeypatch):
    """Count the slow hashings, which are what takes time."""
    counted = Counter()

    def counting(name, real):
        def call(*args):
            counted[name] += 1
            return real(*args)

        return call

    monkeypatch.setattr(Passwords, "_verify", counting("verify", Passwords._verify))
    monkeypatch.setattr(Passwords, "hash", counting("hash", Passwords.hash))
    return counted


async def send(browser, path, fields, **override):
    page = await browser.get(path)
    return await browser.post(path, data={"csrf": csrf_of(page), **fields, **override})


def answer(response, *typed):
    """Return all that a visitor can tell an answer by, without what he typed himself."""
    text = re.sub(r'name="csrf" value="\w*"', "", response.text)
    for word in typed:
        text = text.replace(word, "")
    headers = {k: v for k, v in response.headers.items() if k not in {"content-length", "set-cookie"}}
    return response.status_code, text, headers, "set-cookie" in response.headers


# --- The same for those we know and those we don't.


@pytest.mark.parametrize("identifier", ["nobody@exemple.fr", "jeanne@exemple.fr", "pas une adresse"])
async def test_a_login_tells_and_costs_the_same_for_unknown_accounts(links, browser, family, work, identifier):
    path = await links.to("login")
    known = await send(browser, path, {"identifier": family.claire_login, "password": "Pas-le-bon-1"})
    done, work["verify"] = work["verify"], 0
    unknown = await send(browser, path, {"identifier": identifier, "password": "Pas-le-bon-1"})
    assert answer(unknown, identifier) == answer(known, family.claire_login)
    assert work["verify"] == done == 1


@pytest.mark.parametrize("identifier", ["nobody@exemple.fr", "jeanne@exemple.fr"])
async def test_a_forgotten_password_tells_the_same_for_unknown_accounts(links, browser, family, work, identifier):
    known = await send(browser, FORGOTTEN, {"identifier": family.claire_login})
    unknown = await send(browser, FORGOTTEN, {"identifier": identifier})
    assert answer(unknown) == answer(known)
    assert work == {}


@pytest.mark.parametrize(
    ("place", "wrong"),
    [(0, "M1000999"), (1, "Clara Vasseur"), (2, "5 mai 1981"), (3, "marc@exemple.fr")],
    ids=["number", "name", "birth date", "address taken"],
)
async def test_a_new_account_tells_and_costs_the_same_when_it_is_not_the_members(links, browser, work, place, wrong):
    fields = {"password": NEW, "confirmation": NEW}
    right = await send(browser, await links.to("creation"), fields)
    done, work["hash"] = work["hash"], 0
    answers = [*ANSWERS]
    answers[place] = wrong
    path = (await links._creation(answers)).removeprefix(links.settings.public_url)
    other = await send(browser, path, fields)
    assert answer(other) == answer(right)
    assert work["hash"] == done == 1


async def test_a_page_waits_as_long_whether_or_not_an_email_leaves(links, browser, family, monkeypatch):
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr("bot.pages.recovery.TAKES_S", 0.6)
    monkeypatch.setattr("bot.pages.recovery.asyncio.sleep", sleep)
    for identifier in (family.claire_login, "nobody@exemple.fr"):
        await send(browser, FORGOTTEN, {"identifier": identifier})
    assert waited == [0.6, 0.6]


# --- Guessing.


async def test_ten_failures_lock_the_account_and_a_reset_stays_open(web, links, browser, family, clock, transcript):
    for number in range(10):
        path = await web.link_for(await transcript.open("telegram", f"guess {number}"))
        assert (await send(browser, path, {"identifier": family.claire_login, "password": "x"})).status_code == 401
        clock.pass_(minutes=10 if number < 9 else 0)
    path = await web.link_for(await transcript.open("telegram", "member"))
    right = {"identifier": family.claire_login, "password": family.password}
    locked = await send(browser, path, right)
    assert locked.status_code == 429
    assert say("login", "wait", wait="30 minutes") in locked.text
    done = await send(browser, await links.to("reset"), {"password": NEW, "confirmation": NEW})
    assert done.status_code == 200
    assert (await send(browser, path, {**right, "password": NEW})).status_code == 200


async def test_asking_for_resets_is_counted_by_network_address(web, browser, monkeypatch):
    for number in range(30):
        await send(browser, FORGOTTEN, {"identifier": f"guess{number}@exemple.fr"})
    assert (await send(browser, FORGOTTEN, {"identifier": "other@exemple.fr"})).status_code == 429
    async with web.browser("198.51.100.7") as elsewhere:
        assert (await send(elsewhere, FORGOTTEN, {"identifier": "other@exemple.fr"})).status_code == 200


# --- Single use.


@on_both_databases
@pytest.mark.parametrize("kind", ["login", "code", "creation", "activation", "reset"])
async def test_of_a_hundred_forms_sent_at_once_one_counts(links, browser, kind):
    path = await links.to(kind)
    fields = {"csrf": csrf_of(await browser.get(path)), **(await links.fields(kind))}
    cookies = dict(browser.cookies)

    async def post():
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        return (await browser.post(path, data=fields, headers=headers)).status_code

    statuses = Counter(await asyncio.gather(*(post() for _ in range(100))))
    assert statuses[200] == 1
    assert set(statuses) <= {200, 403, 410, 429}
    assert (await browser.get(path)).status_code in {403, 410}


@on_both_databases
@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind != "forgotten"])
async def test_a_token_is_long_and_the_database_only_has_its_hash(links, store, clock, kind):
    path = await links.to(kind)
    token = path.rpartition("/")[2]
    assert len(token) >= 43
    await MailService(store, clock).send_waiting(Sent())  # what waits to be sent is the one place that needs it
    async with store.read() as connection:
        for table in Base.metadata.sorted_tables:
            assert token not in str((await connection.execute(select(table))).all()), table.name


class Sent:
    """Takes every e-mail."""

    async def deliver(self, letter):
        pass


# --- Forms of one's own.


@pytest.mark.parametrize("forged", [None, "", "0" * 64, "another page's", "another browser's"])
@pytest.mark.parametrize("kind", PAGES)
async def test_a_form_that_was_not_shown_to_this_browser_is_refused_and_does_nothing(
    web, links, browser, store, kind, forged
):
    path = await links.to(kind)
    fields = await links.fields(kind)
    own = csrf_of(await browser.get(path))
    if forged == "another page's":
        other = FORGOTTEN if kind != "forgotten" else await web.link_for(await links._conversation())
        forged = csrf_of(await browser.get(other))
    if forged == "another browser's":
        async with web.browser() as other:
            forged = csrf_of(await other.get(path)) or csrf_of(await other.get(FORGOTTEN))
    before = await everything(store)
    refused = await browser.post(path, data=fields if forged is None else {**fields, "csrf": forged})
    assert refused.status_code == 403
    assert 'role="alert"' in refused.text
    for value in (fields.get("password"), fields.get("current")):
        assert value is None or value not in refused.text
    assert await everything(store) == before
    assert (await browser.post(path, data={**fields, "csrf": own})).status_code == 200


async def everything(store):
    async with store.read() as connection:
        return {
            table.name: sorted(map(str, (await connection.execute(select(table))).all()))
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.parametrize("name", ["next", "redirect", "return", "url", "back"])
async def test_no_page_leads_elsewhere_whatever_its_address_asks_for(links, browser, name):
    path = await links.to("login")
    elsewhere = f"?{name}=https://evil.example/&back_url=//evil.example"
    page = await browser.get(path + elsewhere)
    form = {"csrf": csrf_of(page), **(await links.fields("login")), name: "https://evil.example/"}
    done = await browser.post(path + elsewhere, data=form)
    assert done.status_code == 200
    assert "location" not in done.headers
    assert "evil" not in page.text and "evil" not in done.text


# --- Sessions.


@on_both_databases
async def test_a_reset_ends_every_session_of_the_account_and_no_other(links, web, browser, store, transcript, family):
    mine = [await transcript.open("web", "phone"), await transcript.open("telegram", "1")]
    for conversation in mine:
        await log_in(web.accounts, store, conversation, family.claire_login)
    marc = await transcript.open("web", "marc")
    await log_in(web.accounts, store, marc, family.marc_login)
    await send(browser, await links.to("reset"), {"password": NEW, "confirmation": NEW})
    assert [(await web.accounts.presence(one)).state for one in mine] == ["anonymous"] * 2
    assert (await web.accounts.presence(marc)).state == "open"


# --- Passwords.


@pytest.mark.parametrize("length", [64, 200, 256])
async def test_a_long_password_is_accepted_and_opens_the_account(links, browser, length):
    long = ("Été au bord de l'eau 42 " * 20)[:length].strip().ljust(length, "x")
    done = await send(browser, await links.to("reset"), {"password": long, "confirmation": long})
    assert done.status_code == 200
    login = {"identifier": links.family.claire_login, "password": long}
    assert (await send(browser, await links.to("login"), login)).status_code == 200


async def test_an_accent_typed_in_two_ways_is_the_same_password(links, browser):
    composed, decomposed = "Été-Canard-4\u00e9", "E\u0301te\u0301-Canard-4e\u0301"
    await send(browser, await links.to("reset"), {"password": composed, "confirmation": composed})
    login = {"identifier": links.family.claire_login, "password": decomposed}
    assert (await send(browser, await links.to("login"), login)).status_code == 200


# --- Silence, and headers.


@on_both_databases
async def test_a_whole_opening_login_and_reset_leaves_nothing_personal_in_the_log(links, browser, store, clock):
    secrets = [NEW, "Autre-Tilleul-77", "claire.neuve@exemple.fr", "1000001", "Vasseur", "1981"]
    with recorded() as logs:
        for kind in ("creation", "activation"):
            path = await (links.to(kind) if kind == "creation" else links.in_mail())
            path = path.removeprefix(links.settings.public_url)
            secrets.append(path.rpartition("/")[2])
            assert (await send(browser, path, await links.fields(kind))).status_code == 200
        path = await links.to("login")
        secrets.append(path.rpartition("/")[2])
        wrong = {"identifier": "claire.neuve@exemple.fr", "password": "Mauvais-Essai-9"}
        assert (await send(browser, path, wrong)).status_code == 401
        assert (await send(browser, path, {**wrong, "password": NEW})).status_code == 200
        assert (await send(browser, FORGOTTEN, {"identifier": "claire.neuve@exemple.fr"})).status_code == 200
        path = (await links.in_mail()).removeprefix(links.settings.public_url)
        secrets.append(path.rpartition("/")[2])
        changed = {"password": "Autre-Tilleul-77", "confirmation": "Autre-Tilleul-77"}
        assert (await send(browser, path, changed)).status_code == 200
        await MailService(store, clock).send_waiting(Broken())
    assert "mail_failed" in logs.facts()
    for secret in [*secrets, "Mauvais-Essai-9"]:
        assert secret not in logs.getvalue()


class Broken:
    """Fails with the e-mail in its message."""

    async def deliver(self, letter):
        raise RuntimeError(f"{letter.recipient} {letter.plain}")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "HEAD"])
@pytest.mark.parametrize(
    "path",
    [
        *("/", "/health", "/nulle-part", "/connexion/x", "/code/x", "/creation/x", "/activation/x", "/mot-de-passe/x"),
        *(FORGOTTEN, "/relier-telegram/x", "/demarche/x", "/document/x", "/verification", "/verification/x"),
        *("/boite-mail", "/chat/events?after=0", "/chat/messages", "/static/style.css", "/static/none"),
    ],
)
async def test_every_answer_carries_the_security_headers(browser, path, method):
    headers = (await browser.request(method, path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")


@pytest.mark.parametrize("kind", PAGES)
async def test_a_page_runs_nothing_of_its_own_text_and_sends_its_address_nowhere(links, browser, kind):
    page = (await browser.get(await links.to(kind))).text
    assert '<meta name="referrer" content="no-referrer">' in page
    assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)|<style|\son\w+=|\sstyle=", page)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)


# --- The mailbox of a machine without a mail server.

HERE = {"host": "127.0.0.1:8080"}


async def status_of_mailbox(web, address, **headers):
    async with web.browser(address) as browser:
        return (await browser.get("/boite-mail", headers={**HERE, **headers})).status_code


async def test_the_mailbox_is_there_for_the_machine_itself(web):
    assert await status_of_mailbox(web, "127.0.0.1") == 200
    assert await status_of_mailbox(web, "::1", host="[::1]:8080") == 200


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "::ffff:192.0.2.1"])
async def test_the_mailbox_does_not_exist_from_afar(web, address):
    assert await status_of_mailbox(web, address) == 404


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
async def test_the_mailbox_does_not_exist_behind_a_proxy(web, header):
    assert await status_of_mailbox(web, "127.0.0.1", **{header: "127.0.0.1"}) == 404


@pytest.mark.parametrize("host", ["evil.example", "bot.test", "127.0.0.1.evil.example"])
async def test_the_mailbox_does_not_answer_to_a_sites_name(web, host):
    assert await status_of_mailbox(web, "127.0.0.1", host=host) == 404

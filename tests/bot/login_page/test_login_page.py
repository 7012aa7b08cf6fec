"""The login page: what it says, and what the right password opens."""

import httpx

from bot.texts import TEXTS, say
from mutuelle.account.service import AccountService
from mutuelle.account.tables import LoginFailures, LoginLink, Session
from tests.bot.login_page.form import rows, submit
from tests.databases import on_both_databases
from tests.logs import recorded


async def test_the_page_says_what_it_opens_and_asks_for_both_fields(browser, link):
    page = await browser.get(link)
    assert page.status_code == 200
    assert say("login", "asked_by_web") in page.text
    assert 'name="identifier"' in page.text and 'name="password"' in page.text
    assert f'action="{link}"' in page.text
    assert "data-wait" not in page.text and 'role="alert"' not in page.text


async def test_opening_the_page_changes_nothing(browser, link, store):
    before = await rows(store, LoginLink)
    for _ in range(3):
        assert (await browser.get(link)).status_code == 200
    assert (await browser.head(link)).status_code == 200
    assert await rows(store, LoginLink) == before
    assert await rows(store, Session) == []
    assert await rows(store, LoginFailures) == []


@on_both_databases
async def test_the_right_password_opens_the_session_in_the_chat_that_asked(browser, link, chat, accounts, family):
    done = await submit(browser, link, family.claire_login, family.password)
    assert done.status_code == 200
    assert "Vous êtes connecté" in done.text
    assert 'href="/">Revenir à la discussion' in done.text
    assert (await accounts.presence(chat)).name == "Claire V."


async def test_the_chat_goes_on_by_itself(web, browser, link, chat, family):
    with web.hub.watch(chat) as watch:
        await submit(browser, link, family.claire_login, family.password)
        await watch.wait(5)
    events = (await browser.get("/chat/events?after=0&wait=5")).json()
    assert [event["body"]["text"] for event in events["events"]] == [say("answers", "logged_in")]
    assert events["session"] == {"type": "session", "state": "open", "member": "Claire V."}


async def test_a_login_gives_the_browser_a_new_cookie_and_the_old_one_leads_nowhere(web, browser, link, chat, family):
    async with web.browser() as copied:
        copied.cookies = httpx.Cookies(browser.cookies)
        assert (await copied.get(link)).status_code == 200
        await submit(browser, link, family.claire_login, family.password)
        assert (await copied.get("/chat/events?after=0")).json()["session"]["state"] == "anonymous"
        assert await web.conversation_of(copied) != chat
    assert await web.conversation_of(browser) == chat
    assert (await browser.get("/chat/events?after=0")).json()["session"]["state"] == "open"


async def test_a_failed_login_leaves_the_cookie_alone(web, browser, link, chat):
    await submit(browser, link, "nobody@exemple.fr", "wrong")
    assert await web.conversation_of(browser) == chat


async def test_only_reading_and_sending_the_form_is_possible(browser, link):
    for method in ("PUT", "DELETE", "PATCH"):
        assert (await browser.request(method, link)).status_code == 405


async def test_the_pages_are_never_cached_framed_or_scripted_by_others(browser, link):
    headers = (await browser.get(link)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "form-action 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"


@on_both_databases
async def test_what_nobody_foresaw_is_an_apology_and_a_log_without_values(browser, link, family, monkeypatch):
    async def broken(*args, **values):
        raise RuntimeError(f"could not log {values} in")

    monkeypatch.setattr(AccountService, "log_in", broken)
    with recorded() as logs:
        failed = await submit(browser, link, family.claire_login, "Mon-Secret-1")
    assert failed.status_code == 500
    assert TEXTS["errors"]["failed"]["title"] in failed.text
    assert "RuntimeError" not in failed.text and "Mon-Secret-1" not in failed.text
    (line,) = logs.lines()
    assert (line["event"], line["error"]) == ("page_failed", "RuntimeError")
    assert "broken" in line["at"][-1]
    assert "Mon-Secret-1" not in logs.getvalue() and link.rpartition("/")[2] not in logs.getvalue()


async def test_an_address_that_leads_nowhere_says_so(browser):
    page = await browser.get("/nulle-part")
    assert page.status_code == 404
    assert "introuvable" in page.text

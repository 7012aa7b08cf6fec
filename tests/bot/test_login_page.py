"""The login page: who may open it, what it accepts, what it tells of failures."""

from dataclasses import replace
from http.cookies import SimpleCookie

import httpx
import pytest
from sqlalchemy import select

from bot.pages.csrf import MAX_FORM
from bot.texts import TEXTS, say
from mutuelle.account.rules import Limits
from mutuelle.account.service import AccountService
from mutuelle.account.tables import LoginFailures, LoginLink, Session
from tests.bot.web_app import HOME, build, csrf_of
from tests.databases import on_both_databases
from tests.logs import recorded
from tests.talk import new_link

WRONG = say("login", "wrong")


@pytest.fixture
async def chat(web, browser):
    return await web.conversation_of(browser)


@pytest.fixture
async def link(web, chat):
    return await web.link_for(chat)


async def submit(browser, link, identifier, password, **form):
    """Open the page and send its form; fields given override the page's own."""
    page = await browser.get(link)
    fields = {"csrf": csrf_of(page), "identifier": identifier, "password": password, **form}
    return await browser.post(link, data=fields)


async def rows(store, table):
    async with store.read() as connection:
        return (await connection.execute(select(table))).all()


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


async def test_the_link_serves_once(browser, link, family):
    assert (await submit(browser, link, family.claire_login, family.password)).status_code == 200
    again = await browser.get(link)
    assert again.status_code == 410
    assert TEXTS["links"]["used"]["title"] in again.text
    assert 'name="password"' not in again.text


async def test_a_form_left_open_while_another_tab_logged_in_says_the_link_was_used(browser, link, family):
    page = await browser.get(link)
    await submit(browser, link, family.claire_login, family.password)
    fields = {"csrf": csrf_of(page), "identifier": family.claire_login, "password": family.password}
    assert (await browser.post(link, data=fields)).status_code == 410


async def test_a_newer_link_replaces_the_older(web, browser, link, chat):
    newer = await web.link_for(chat)
    assert TEXTS["links"]["used"]["title"] in (await browser.get(link)).text
    assert (await browser.get(newer)).status_code == 200


@pytest.mark.parametrize("token", ["nonsense", "x" * 43, "%00", "..%2f..", "é", "x" * 3000], ids=ascii)
async def test_an_unknown_link_says_so(browser, token):
    page = await browser.get(f"/connexion/{token}")
    assert page.status_code == 404
    assert "Lien inconnu" in page.text or "Page introuvable" in page.text
    assert (await browser.post(f"/connexion/{token}", data={"password": "x"})).status_code == 404


async def test_a_link_is_opened_within_five_minutes(browser, link, clock):
    clock.pass_(minutes=5)
    page = await browser.get(link)
    assert page.status_code == 410
    assert TEXTS["links"]["expired"]["title"] in page.text


async def test_a_page_opened_in_time_is_submitted_within_fifteen_minutes(browser, link, clock, family, web, chat):
    page = await browser.get(link)
    fields = {"csrf": csrf_of(page), "identifier": family.claire_login, "password": family.password}
    clock.pass_(minutes=14)
    assert (await browser.post(link, data=fields)).status_code == 200
    late = await web.link_for(chat)
    page = await browser.get(late)
    clock.pass_(minutes=15)
    refused = await browser.post(late, data={**fields, "csrf": csrf_of(page)})
    assert refused.status_code == 410
    assert TEXTS["links"]["expired"]["title"] in refused.text


async def test_a_link_of_the_web_chat_opens_in_the_browser_of_that_chat_only(web, link, accounts, chat, family):
    async with web.browser() as other:
        page = await other.get(link)
        assert page.status_code == 403
        assert TEXTS["links"]["other_browser"]["title"] in page.text
        assert 'name="password"' not in page.text
        fields = {"csrf": "0" * 64, "identifier": family.claire_login, "password": family.password}
        assert (await other.post(link, data=fields)).status_code == 403
        await web.conversation_of(other)
        assert (await other.get(link)).status_code == 403
        assert (await other.post(link, data=fields)).status_code == 403
    assert (await accounts.presence(chat)).state == "anonymous"


async def test_a_link_from_telegram_opens_anywhere_and_says_whose_chat_it_is(
    web, browser, transcript, accounts, family
):
    conversation = await transcript.open("telegram", "12345", "Claire <b>V</b>")
    link = await web.link_for(conversation)
    page = await browser.get(link)
    assert page.status_code == 200
    assert "la discussion Telegram de Claire &lt;b&gt;V&lt;/b&gt;" in page.text
    done = await submit(browser, link, family.claire_login, family.password)
    assert "Revenir à la discussion" not in done.text
    assert (await accounts.presence(conversation)).state == "open"


async def test_a_telegram_chat_without_a_name_is_called_one(web, browser, transcript):
    link = await web.link_for(await transcript.open("telegram", "12345"))
    assert say("login", "asked_by_telegram_unknown") in (await browser.get(link)).text


@pytest.mark.parametrize("forged", ["", "0" * 64, "é", "\x00"], ids=ascii)
async def test_a_form_without_the_pages_own_token_is_refused_and_not_counted(
    browser, link, accounts, chat, family, store, forged
):
    refused = await submit(browser, link, family.claire_login, family.password, csrf=forged)
    assert refused.status_code == 403
    assert TEXTS["login"]["expired_form"] in refused.text
    assert (await accounts.presence(chat)).state == "anonymous"
    assert await rows(store, LoginFailures) == []
    assert (await submit(browser, link, family.claire_login, family.password)).status_code == 200


async def test_the_token_of_another_link_is_not_the_pages_own(web, browser, link, transcript, family):
    other = await web.link_for(await transcript.open("telegram", "12345"))
    token = csrf_of(await browser.get(other))
    assert token
    refused = await submit(browser, link, family.claire_login, family.password, csrf=token)
    assert refused.status_code == 403


async def test_the_token_alone_without_its_cookie_is_refused(web, browser, transcript, family):
    link = await web.link_for(await transcript.open("telegram", "12345"))
    token = csrf_of(await browser.get(link))
    async with web.browser() as attacker:
        fields = {"csrf": token, "identifier": family.marc_login, "password": family.password}
        assert (await attacker.post(link, data=fields)).status_code == 403


async def test_the_forms_cookie_is_for_these_pages_only(browser, link):
    cookie = SimpleCookie((await browser.get(link)).headers["set-cookie"])["csrf"]
    assert cookie["httponly"] and not cookie["secure"]
    assert (cookie["samesite"], cookie["path"]) == ("strict", "/connexion")


async def test_over_https_the_forms_cookie_is_secure_and_the_site_stays_https(
    store, clock, settings, transcript, accounts, family
):
    secure = replace(settings, public_url="https://bot.test")
    made, dispatcher = build(store=store, clock=clock, settings=secure, accounts=accounts, transcript=transcript)
    link = await made.link_for(await transcript.open("telegram", "12345"))
    async with made.browser() as browser:
        page = await browser.get(link)
    assert SimpleCookie(page.headers["set-cookie"])["csrf"]["secure"]
    assert page.headers["strict-transport-security"].startswith("max-age=")
    await dispatcher.stop()


@pytest.mark.parametrize(
    ("identifier", "password"),
    [
        ("claire@exemple.fr", "pas-le-bon"),
        ("nobody@exemple.fr", "Correct-Horse-1"),
        ("jeanne@exemple.fr", "Correct-Horse-1"),
        ("", ""),
        ("claire@exemple.fr\x00", "\x00"),
        ("x" * 4000, "y" * 3000),
        ("\ud83d", "\ud83d"),
    ],
    ids=["wrong password", "no such account", "not activated", "empty", "NUL", "long", "half an emoji"],
)
async def test_every_wrong_login_is_told_alike_and_the_password_is_not_sent_back(browser, link, identifier, password):
    with recorded() as logs:
        refused = await submit(
            browser, link, identifier.encode("utf-8", "surrogatepass"), password.encode("utf-8", "surrogatepass")
        )
    assert refused.status_code == 401
    assert WRONG in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert password not in refused.text.replace("password", "") or len(password) < 2
    assert logs.getvalue() == ""


async def test_the_identifier_is_kept_in_the_form_as_text(browser, link):
    refused = await submit(browser, link, '"><script>alert(1)</script>', "x")
    assert "<script>alert" not in refused.text
    assert "&lt;script&gt;" in refused.text


async def test_after_three_failures_the_page_says_how_many_seconds_to_wait(browser, link, family, clock):
    for _ in range(3):
        assert (await submit(browser, link, family.claire_login, "wrong")).status_code == 401
    blocked = await submit(browser, link, family.claire_login, family.password)
    assert blocked.status_code == 429
    assert say("login", "wait", wait="5 secondes") in blocked.text
    assert 'data-wait="5"' in blocked.text
    clock.pass_(seconds=3)
    assert 'data-wait="2"' in (await submit(browser, link, family.claire_login, family.password)).text
    clock.pass_(seconds=2)
    assert (await submit(browser, link, family.claire_login, family.password)).status_code == 200


async def test_a_long_wait_is_said_in_minutes(web, browser, link, family, monkeypatch):
    monkeypatch.setattr("mutuelle.account.service.IDENTIFIER_LIMITS", Limits(free=1, lock_after=1))
    await submit(browser, link, family.claire_login, "wrong")
    blocked = await submit(browser, link, family.claire_login, family.password)
    assert "Réessayez dans 30 minutes." in blocked.text
    assert 'data-wait="1800"' in blocked.text


async def test_failures_are_counted_by_network_address_whatever_the_identifier(web, browser, link, family, monkeypatch):
    monkeypatch.setattr("mutuelle.account.service.ADDRESS_LIMITS", Limits(free=2, lock_after=9))
    for n in range(2):
        assert (await submit(browser, link, f"guess{n}@exemple.fr", "wrong")).status_code == 401
    assert (await submit(browser, link, family.claire_login, family.password)).status_code == 429


async def test_an_address_that_a_client_makes_up_is_not_believed(web, browser, link, family, monkeypatch):
    monkeypatch.setattr("mutuelle.account.service.ADDRESS_LIMITS", Limits(free=2, lock_after=9))
    for n in range(2):
        browser.headers["x-forwarded-for"] = f"203.0.113.{n}"
        await submit(browser, link, f"guess{n}@exemple.fr", "wrong")
    browser.headers["x-forwarded-for"] = "203.0.113.99"
    assert (await submit(browser, link, family.claire_login, family.password)).status_code == 429


async def test_another_address_does_not_wait_for_it(web, transcript, family, monkeypatch):
    monkeypatch.setattr("mutuelle.account.service.ADDRESS_LIMITS", Limits(free=1, lock_after=9))
    link = await web.link_for(await transcript.open("telegram", "12345"))
    async with web.browser(HOME) as one:
        await submit(one, link, "nobody@exemple.fr", "wrong")
        assert (await submit(one, link, family.claire_login, family.password)).status_code == 429
    async with web.browser("198.51.100.7") as other:
        assert (await submit(other, link, family.claire_login, family.password)).status_code == 200


async def test_addresses_and_identifiers_are_counted_without_being_kept(browser, link, store, family):
    await submit(browser, link, family.claire_login, "wrong")
    counted = await rows(store, LoginFailures)
    assert len(counted) == 3  # the conversation's own failures too, which it may be told
    assert HOME not in str(counted) and family.claire_login not in str(counted)


@pytest.mark.parametrize("size", [MAX_FORM + 1, 100 * MAX_FORM])
async def test_an_oversized_form_is_refused_and_not_counted(browser, link, store, size):
    page = await browser.get(link)
    refused = await browser.post(link, content=f"csrf={csrf_of(page)}&password=".encode().ljust(size, b"x"))
    assert refused.status_code == 413
    assert TEXTS["errors"]["too_big"]["title"] in refused.text
    assert await rows(store, LoginFailures) == []


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"&&&===", b'{"csrf": "x"}', b"csrf=%ff%fe&csrf=2"], ids=repr)
async def test_a_body_that_is_no_form_is_refused_as_an_old_page(browser, link, body):
    await browser.get(link)
    assert (await browser.post(link, content=body)).status_code == 403


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


async def test_a_token_is_not_guessed_from_another(accounts, store, chat):
    tokens = {await new_link(accounts, store, chat) for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43

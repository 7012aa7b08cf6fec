"""The login form is taken from the page itself only, and its cookie goes nowhere else."""

from dataclasses import replace
from http.cookies import SimpleCookie

import pytest

from bot.pages.csrf import MAX_FORM
from bot.texts import TEXTS
from mutuelle.account.tables import LoginFailures
from tests.bot.login_page.form import rows, submit
from tests.bot.web_app import build, csrf_of


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

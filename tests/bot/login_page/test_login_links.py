"""A login link: once, in time, and only where it may be opened."""

import pytest

from bot.texts import TEXTS, say
from tests.bot.login_page.form import submit
from tests.bot.web_app import csrf_of
from tests.talk import new_link


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


async def test_a_token_is_not_guessed_from_another(accounts, store, chat):
    tokens = {await new_link(accounts, store, chat) for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43

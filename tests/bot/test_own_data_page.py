"""The page of the copy over HTTP: its own browser only, a button before anything is sent, nothing cached or kept."""

import io
import re
import zipfile

import pytest

from mutuelle.privacy.copying import CopyService
from tests.talk import log_in, rasa_id_of


@pytest.fixture
async def page(web, browser, store, clock, settings, accounts, family, monkeypatch):
    """The path of the page, in the browser in which Claire is logged in."""

    async def entered(*_args, **_kwargs):
        return None

    monkeypatch.setattr("mutuelle.privacy.copying.use_code", entered)
    conversation = await web.conversation_of(browser)
    await log_in(accounts, store, conversation, family.claire_login)
    url = await CopyService(store, clock, settings).page_link(await rasa_id_of(store, conversation))
    return url.removeprefix(settings.public_url)


async def submit(browser, path):
    shown = await browser.get(path)
    csrf = re.search(r'name="csrf" value="([^"]*)"', shown.text)
    return await browser.post(path, data={"csrf": csrf[1] if csrf else ""})


async def test_reading_the_page_sends_nothing(browser, page):
    shown = await browser.get(page)
    assert shown.status_code == 200
    assert shown.headers["content-type"].startswith("text/html")
    assert "gardez-le en lieu sûr" in shown.text and "Vasseur" not in shown.text


async def test_its_button_sends_the_archive_to_be_saved_and_never_cached(browser, page):
    sent = await submit(browser, page)
    assert sent.headers["content-type"] == "application/zip"
    assert sent.headers["content-disposition"].startswith("attachment;")
    assert sent.headers["cache-control"] == "no-store"
    assert zipfile.ZipFile(io.BytesIO(sent.content)).testzip() is None


async def test_it_may_be_fetched_again_in_this_browser(browser, page):
    assert (await submit(browser, page)).status_code == 200
    assert (await submit(browser, page)).status_code == 200


async def test_another_browser_is_refused(web, page):
    async with web.browser() as stranger:
        assert (await stranger.get(page)).status_code == 403
        assert (await submit(stranger, page)).status_code == 403


async def test_a_form_of_another_site_is_refused(browser, page):
    await browser.get(page)
    forged = await browser.post(page, data={"csrf": "0" * 64})
    assert forged.status_code == 403 and "trop longtemps" in forged.text


async def test_after_a_logout_or_a_lock_the_link_says_so(browser, page, clock):
    clock.pass_(minutes=16)
    over = await browser.get(page)
    assert over.status_code == 410 and "une copie de mes données" in over.text


async def test_an_unknown_link_says_so(browser, page):
    unknown = await browser.get("/mes-donnees/nonsense")
    assert unknown.status_code == 404 and "n'existe pas" in unknown.text.replace("&#39;", "'")

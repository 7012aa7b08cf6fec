"""The page of the useful documents over HTTP: a file for anybody, nothing else behind its address."""

import pytest

from tests.bot.web_app import build


@pytest.fixture
async def web(store, clock, settings, accounts, transcript, family):
    app, dispatcher = build(store=store, clock=clock, settings=settings, accounts=accounts, transcript=transcript)
    yield app
    await dispatcher.stop()


async def test_anybody_gets_the_file_to_save_or_to_look_at(web):
    async with web.browser() as browser:
        saved = await browser.get("/documents-utiles/membership_form.pdf")
        shown = await browser.get("/documents-utiles/membership_form.pdf?voir")
    assert saved.status_code == shown.status_code == 200
    assert saved.content == shown.content and saved.content.startswith(b"%PDF-")
    assert saved.headers["content-disposition"].startswith('attachment; filename="Bulletin d')
    assert shown.headers["content-disposition"].startswith("inline;")
    assert "default-src 'none'" in shown.headers["content-security-policy"]


@pytest.mark.parametrize(
    "name", ["statutes.pdf", "guarantee_table.pdf", "contract_notice.pdf", "nothing", "%00", "..%2Fx"]
)
async def test_what_is_not_for_everybody_or_not_there_is_a_page(web, name):
    async with web.browser() as browser:
        got = await browser.get(f"/documents-utiles/{name}")
    assert got.status_code in {404, 410}
    assert "text/html" in got.headers["content-type"]
    assert "Vasseur" not in got.text

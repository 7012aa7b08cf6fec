"""A form counts only from the page that was shown to this browser, and no page leads elsewhere."""

import pytest
from sqlalchemy import select

from mutuelle.store import Base
from tests.bot.pages_security.links import FORGOTTEN, PAGES
from tests.bot.web_app import csrf_of


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

"""The page, the login and the chat with the real assistant behind them, in a real browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from chat_page import Chat
from playwright.async_api import Browser, Page, expect

from tests.conftest import CLAIRE
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.running]
SLOW = 20_000


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desktop", "phone"])
async def page(browser: Browser, stack: Stack, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    width, height = request.param
    context = await browser.new_context(locale="fr-FR", viewport={"width": width, "height": height}, base_url=stack.url)
    context.set_default_timeout(SLOW)
    yield await context.new_page()
    await context.close()


async def test_a_member_asks_logs_in_reads_pages_and_leaves(page: Page, tmp_path: Path):
    chat = Chat(page)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto("/")
    await chat.send("bonjour")
    await expect(page.get_by_text("je suis l'assistant").first).to_be_visible(timeout=SLOW)
    await chat.send("mes remboursements")
    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name="Me connecter").click()
    login = await opened.value
    await login.get_by_label("Identifiant").fill(CLAIRE[0])
    await login.get_by_label("Mot de passe", exact=True).fill("pas le bon")
    await login.get_by_role("button", name="Me connecter").click()
    await expect(login.get_by_role("alert")).to_contain_text("incorrect")
    await login.get_by_label("Mot de passe", exact=True).fill(CLAIRE[1])
    await login.get_by_role("button", name="Me connecter").click()
    await expect(login.get_by_role("heading", level=1)).to_be_visible()
    await login.close()

    cards = page.locator("mutuelle-chat .cards li")
    await expect(cards.first).to_be_visible(timeout=SLOW)
    await expect(page.get_by_text("Connecté").first).to_be_visible()
    await page.get_by_role("button", name="Voir la suite").last.click()
    await expect(page.get_by_text("6 à 10").first).to_be_visible(timeout=SLOW)
    await page.reload()
    await expect(page.get_by_text("6 à 10").first).to_be_visible(timeout=SLOW)
    await page.screenshot(path=tmp_path / "list.png")
    await chat.send("déconnexion")
    await expect(page.get_by_text("Vous êtes déconnecté").first).to_be_visible(timeout=SLOW)
    await expect(cards).to_have_count(0)
    assert errors == []

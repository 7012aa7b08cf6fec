"""A fake bot, a real Chromium, and the page with the chat."""

import shutil
from collections.abc import AsyncIterator

import pytest
from chat_page import Chat, Opener
from fake_bot import FakeBot, serve
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 15_000  # for what must come; two browsers may share the cores
NOTE_VIOLATIONS = """
window.violations = [];
const note = (found) => window.violations.push(`${found.violatedDirective} ${found.blockedURI}`);
document.addEventListener('securitypolicyviolation', note);
"""


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        await running.close()


@pytest.fixture
async def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
async def origin(bot: FakeBot) -> AsyncIterator[str]:
    async with serve(bot) as address:
        yield address


@pytest.fixture
async def context(browser: Browser, origin: str) -> AsyncIterator[BrowserContext]:
    made = await browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 800}, base_url=origin
    )
    made.set_default_timeout(PATIENCE_MS)
    await made.add_init_script(NOTE_VIOLATIONS)
    yield made
    await made.close()


@pytest.fixture
async def open_chat(context: BrowserContext) -> AsyncIterator[Opener]:
    """Open a tab; at the end no page may have thrown or broken the security policy."""
    chats: list[Chat] = []

    async def opener(*, ready: bool = True) -> Chat:
        chat = Chat(await context.new_page())
        chats.append(chat)
        chat.page.on("pageerror", lambda error: chat.errors.append(str(error)))
        await chat.page.goto("/")
        if ready:
            await chat.page.locator("mutuelle-chat .blank").wait_for(state="hidden")
        return chat

    yield opener
    for chat in chats:
        if not chat.page.is_closed() and chat.page.url != "about:blank":
            chat.errors += await chat.page.evaluate("window.violations")
        assert chat.errors == []


@pytest.fixture
async def chat(open_chat: Opener) -> Chat:
    return await open_chat()

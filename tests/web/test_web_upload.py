"""The file field in a browser: refusals told before sending, progress, cancelling; and without its script."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from conftest import NOTE_VIOLATIONS
from fake_bot import _Server
from playwright.async_api import Browser, Page, expect
from starlette.requests import Request
from starlette.responses import Response
from test_web_accessibility import violations

from bot.pages.upload_words import WORDS, tell
from mutuelle.attachments import errors
from mutuelle.attachments.rules import LIMIT
from tests.bot.upload_page import UploadPage
from tests.mutuelle.attachments.files import GOOD

pytestmark = pytest.mark.browser


class SlowPage(UploadPage):
    """A page that takes nothing of a file before it is told to, and counts what was posted."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ready = asyncio.Event()
        self.ready.set()
        self.posted = 0

    async def submit(self, request: Request) -> Response:
        self.posted += 1
        await self.ready.wait()
        return await super().submit(request)


@asynccontextmanager
async def served(page: UploadPage) -> AsyncIterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(page.app(), log_level="error", lifespan="off", timeout_graceful_shutdown=1)
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/rib"
        finally:
            server.should_exit = True
            await task


@pytest.fixture
async def rib() -> AsyncIterator[SlowPage]:
    page = SlowPage()
    async with served(page) as page.address:  # type: ignore[attr-defined]
        yield page


@asynccontextmanager
async def opened(browser: Browser, rib: SlowPage, **options: Any) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="fr-FR", **options)
    context.set_default_timeout(15_000)
    await context.add_init_script(NOTE_VIOLATIONS)
    page = await context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    await page.goto(rib.address)  # type: ignore[attr-defined]
    yield page
    if options.get("java_script_enabled", True):
        assert await page.evaluate("window.violations") == []
    assert thrown == []
    await context.close()


@pytest.fixture
async def page(browser: Browser, rib: SlowPage) -> AsyncIterator[Page]:
    async with opened(browser, rib) as tab:
        yield tab


def a_file(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


async def choose(page: Page, name: str, content: bytes) -> None:
    await page.get_by_label("Relevé d'identité bancaire").set_input_files(a_file(name, content))


async def send(page: Page) -> None:
    await page.get_by_role("button", name="Valider").click()


def spaced(words: str) -> str:
    return " ".join(words.split())


async def test_the_chosen_file_is_named_with_its_size_and_announced(page: Page) -> None:
    await choose(page, "Mon RIB.pdf", b"x" * 340_000)
    words = "Fichier choisi : Mon RIB.pdf (333\xa0Ko)"
    await expect(page.locator("[data-chosen]")).to_have_text(words)
    await expect(page.get_by_role("status")).to_have_text(words)


@pytest.mark.parametrize(
    ("name", "size", "refused"),
    [
        ("photo.jpg", LIMIT + 1, errors.FileTooBig(LIMIT + 1)),
        ("photo.jpg", 7_000_000, errors.FileTooBig(7_000_000)),
        ("IMG_1.HEIC", 9, errors.FormatRefused("heic", "phone_photo")),
        ("tableau.xlsx", 9, errors.FormatRefused("xlsx", "sheet")),
        ("a.weird", 9, errors.FormatRefused("weird", "other")),
        ("rib", 9, errors.NoExtension()),
        ("rib.pdf", 0, errors.EmptyFile()),
    ],
)
async def test_what_the_server_would_refuse_is_refused_before_sending_in_the_same_words(
    page: Page, rib: SlowPage, name: str, size: int, refused: errors.AttachmentRefused
) -> None:
    await choose(page, name, b"x" * size)
    told = await page.locator("[data-wrong]").inner_text()
    assert spaced(told) == spaced(tell(refused))
    await send(page)
    field = page.get_by_label("Relevé d'identité bancaire")
    await expect(field).to_be_focused()
    await expect(field).to_have_attribute("aria-invalid", "true")
    assert rib.posted == 0


async def test_a_good_choice_takes_the_reproach_away(page: Page) -> None:
    await choose(page, "a.gif", b"x")
    await expect(page.locator("[data-wrong]")).to_be_visible()
    await choose(page, "a.pdf", b"x")
    await expect(page.locator("[data-wrong]")).to_be_hidden()


async def test_a_file_is_sent_and_the_next_page_takes_the_place_of_this_one(page: Page, rib: SlowPage) -> None:
    await page.get_by_label("Titulaire").fill("Léa")
    await choose(page, "Mon RIB.pdf", GOOD["pdf"])
    await send(page)
    done = page.get_by_text("Fichier reçu : Mon RIB.pdf")
    await expect(done).to_be_focused()
    assert rib.fields == {"holder": "Léa"}
    await choose(page, "a.gif", b"x")  # the script is at work on the new page too
    await expect(page.locator("[data-wrong]")).to_be_visible()


async def test_a_redirection_is_followed(page: Page, rib: SlowPage) -> None:
    rib.redirects = True
    await choose(page, "Mon RIB.pdf", GOOD["pdf"])
    await send(page)
    await page.wait_for_url("**/done")


async def test_five_mebibytes_are_sent(page: Page, rib: SlowPage) -> None:
    await choose(page, "note.txt", b"a" * LIMIT)
    await send(page)
    await expect(page.get_by_text("Fichier reçu : note.txt")).to_be_visible()
    assert len(rib.taken[0].content) == LIMIT


async def test_the_progress_is_shown_and_the_sending_can_be_cancelled_and_done_again(page: Page, rib: SlowPage) -> None:
    rib.ready.clear()
    await choose(page, "note.txt", b"a" * LIMIT)
    await send(page)
    progress = page.get_by_role("progressbar", name="Envoi en cours")
    await expect(progress).to_be_visible()
    await expect(page.get_by_role("button", name="Valider")).to_be_disabled()
    await page.get_by_role("button", name="Annuler l'envoi").click()
    await expect(page.get_by_role("status")).to_have_text(WORDS["field"]["cancelled"])
    await expect(progress).to_be_hidden()
    rib.ready.set()
    await send(page)
    await expect(page.get_by_text("Fichier reçu : note.txt")).to_be_visible()


async def test_what_only_the_server_sees_is_told_at_the_field_and_what_was_typed_stays(page: Page) -> None:
    await page.get_by_label("Titulaire").fill("Léa")
    await choose(page, "rib.pdf", GOOD["png"])
    await send(page)
    await expect(page.locator("[data-wrong]")).to_have_text(tell(errors.TypeMismatch("pdf", "png")))
    await expect(page.get_by_label("Relevé d'identité bancaire")).to_be_focused()
    await expect(page.get_by_label("Titulaire")).to_have_value("Léa")
    await expect(page.get_by_role("button", name="Valider")).to_be_enabled()


async def test_a_connection_that_breaks_leaves_the_form_as_it_was(page: Page) -> None:
    await page.get_by_label("Titulaire").fill("Léa")
    await choose(page, "rib.pdf", GOOD["pdf"])
    await page.route("**/rib", lambda route: route.abort())
    await send(page)
    await expect(page.locator("[data-wrong]")).to_have_text(WORDS["field"]["failed"])
    await page.unroute("**/rib")
    await send(page)
    await expect(page.get_by_text("Fichier reçu : rib.pdf")).to_be_visible()


async def test_without_the_script_a_file_is_sent_and_a_refusal_is_shown(browser: Browser, rib: SlowPage) -> None:
    async with opened(browser, rib, java_script_enabled=False) as page:
        await choose(page, "photo.jpg", b"x" * (LIMIT + 1))
        await send(page)
        await expect(page.locator("[data-wrong]")).to_contain_text("5,1\xa0Mo (5\u202f242\u202f881\xa0octets)")
        await choose(page, "rib.pdf", GOOD["pdf"])
        await send(page)
        await expect(page.get_by_text("Fichier reçu : rib.pdf")).to_be_visible()


async def test_without_the_script_a_far_too_large_file_gets_its_french_page(
    browser: Browser, rib: SlowPage, tmp_path: Path
) -> None:
    film = tmp_path / "film.pdf"
    film.write_bytes(b"x" * 30_000_000)
    async with opened(browser, rib, java_script_enabled=False) as page:
        await page.get_by_label("Relevé d'identité bancaire").set_input_files(film)
        await send(page)
        await expect(page.get_by_role("alert")).to_contain_text("la limite est de 5\xa0Mo")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_a_file_field(page: Page, scheme: str) -> None:
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": 320, "height": 640})
    assert await violations(page) == []
    await choose(page, "x" * 90 + ".gif", b"x")
    assert await violations(page) == []
    await page.evaluate("document.querySelector('[data-sending]').hidden = false")
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 320

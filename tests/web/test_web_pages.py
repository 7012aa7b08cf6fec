"""Every secure page, in each of its states, in a real browser: accessible, quiet in the console, made for a phone."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from pages_site import NEW, Site, site
from playwright.async_api import BrowserContext, Page, expect
from test_web_accessibility import violations

from mutuelle.settings import Settings
from mutuelle.store import Store
from tests.conftest import MovableClock
from tests.databases import database
from tests.family import PASSWORD, Family

pytestmark = pytest.mark.browser
Reaching = Callable[[Site, Page], Awaitable[None]]


@pytest.fixture
async def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """SQLite only: what a browser sees does not depend on the kind of database."""
    async with database(request, tmp_path, tmp_path_factory) as url:
        yield url


@pytest.fixture
async def pages(settings: Settings, store: Store, clock: MovableClock, family: Family) -> AsyncIterator[Site]:
    async with site(settings, store, clock, family) as opened:
        yield opened


@pytest.fixture
def origin(pages: Site) -> str:
    return pages.origin


@pytest.fixture
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A phone. Nothing may be written to its console as an error, nor break the security policy."""
    opened = await context.new_page()
    await opened.set_viewport_size({"width": 390, "height": 844})
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
    opened.on(
        "request",
        lambda asked: (
            errors.append(asked.url) if "127.0.0.1" not in asked.url and not asked.url.startswith("data:") else None
        ),
    )
    yield opened
    assert await opened.evaluate("window.violations") == []
    assert errors == []


async def send(page: Page, **fields: str) -> None:
    """Fill the fields and send the form."""
    for name, value in fields.items():
        await page.locator(f"input[name={name}]").fill(value)
    async with page.expect_navigation():
        await page.locator("button[type=submit]").first.click()


async def home(site: Site, page: Page) -> None:
    await page.goto("/")


async def nowhere(site: Site, page: Page) -> None:
    await page.goto("/nulle-part")


async def login(site: Site, page: Page) -> None:
    await page.goto(await site.login_link(page))


async def login_refused(site: Site, page: Page) -> None:
    await login(site, page)
    await send(page, identifier="claire@exemple.fr", password="pas-le-bon")


async def login_delayed(site: Site, page: Page) -> None:
    await login(site, page)
    for _ in range(4):
        await send(page, identifier="claire@exemple.fr", password="pas-le-bon")


async def login_done(site: Site, page: Page) -> None:
    await login(site, page)
    await send(page, identifier="claire@exemple.fr", password=PASSWORD)


async def login_used(site: Site, page: Page) -> None:
    url = await site.login_link(page)
    await site.login_link(page)
    await page.goto(url)


async def login_expired(site: Site, page: Page) -> None:
    url = await site.login_link(page)
    site.clock.pass_(minutes=6)
    await page.goto(url)


async def login_unknown(site: Site, page: Page) -> None:
    await page.goto("/connexion/nonsense")


async def login_elsewhere(site: Site, page: Page) -> None:
    url = await site.login_link(page)
    await page.context.clear_cookies()
    await page.goto(url)


async def code(site: Site, page: Page) -> None:
    await page.goto(await site.code_link(page))


async def code_refused(site: Site, page: Page) -> None:
    await code(site, page)
    await send(page, code="1")


async def code_too_soon(site: Site, page: Page) -> None:
    await code(site, page)
    async with page.expect_navigation():
        await page.get_by_role("button", name="Renvoyer un code").click()


async def code_sent_again(site: Site, page: Page) -> None:
    await code(site, page)
    site.clock.pass_(seconds=61)
    async with page.expect_navigation():
        await page.get_by_role("button", name="Renvoyer un code").click()


async def code_done(site: Site, page: Page) -> None:
    await code(site, page)
    found = re.search(r"\b\d{6}\b", await site.last_mail())
    assert found
    await send(page, code=found[0])


async def creation(site: Site, page: Page) -> None:
    await page.goto(await site.creation_link(page))


async def creation_common(site: Site, page: Page) -> None:
    await creation(site, page)
    await send(page, password="Azerty123", confirmation="Azerty123")


async def creation_different(site: Site, page: Page) -> None:
    await creation(site, page)
    await send(page, password=NEW, confirmation="Autre-chose-1")


async def creation_done(site: Site, page: Page) -> None:
    await creation(site, page)
    await send(page, password=NEW, confirmation=NEW)


async def activation(site: Site, page: Page) -> None:
    await page.goto(await site.activation_link(page))


async def activation_old_page(site: Site, page: Page) -> None:
    await activation(site, page)
    await page.context.clear_cookies(name="csrf")
    await send(page)


async def activation_done(site: Site, page: Page) -> None:
    await activation(site, page)
    await send(page)


async def activation_used(site: Site, page: Page) -> None:
    url = await site.activation_link(page)
    await page.goto(url)
    await send(page)
    await page.goto(url)


async def forgotten(site: Site, page: Page) -> None:
    await page.goto("/mot-de-passe-oublie")


async def forgotten_too_often(site: Site, page: Page) -> None:
    for _ in range(4):
        await forgotten(site, page)
        await send(page, identifier="claire@exemple.fr")


async def forgotten_done(site: Site, page: Page) -> None:
    await forgotten(site, page)
    await send(page, identifier="claire@exemple.fr")


async def reset(site: Site, page: Page) -> None:
    await page.goto(await site.reset_link())


async def reset_refused(site: Site, page: Page) -> None:
    await reset(site, page)
    await send(page, password="Claire-Vasseur-1", confirmation="Claire-Vasseur-1")


async def reset_done(site: Site, page: Page) -> None:
    await reset(site, page)
    await send(page, password=NEW, confirmation=NEW)


async def change(site: Site, page: Page) -> None:
    await page.goto(await site.change_link(page))


async def change_refused(site: Site, page: Page) -> None:
    await change(site, page)
    await send(page, current="faux", password=NEW, confirmation=NEW)


async def telegram_away(site: Site, page: Page) -> None:
    await page.goto(await site.telegram_link(page))


async def telegram_confirmed(site: Site, page: Page) -> None:
    await page.goto(await site.telegram_confirmed(page))


async def telegram_done(site: Site, page: Page) -> None:
    await telegram_confirmed(site, page)
    await send(page)


async def verification(site: Site, page: Page) -> None:
    await page.goto("/verification")


async def verification_unknown(site: Site, page: Page) -> None:
    await page.goto("/verification/ABCD-1234")


async def mailbox_empty(site: Site, page: Page) -> None:
    await page.goto("/boite-mail")


async def mailbox(site: Site, page: Page) -> None:
    await site.reset_link()
    await page.goto("/boite-mail")


async def letter(site: Site, page: Page) -> None:
    await mailbox(site, page)
    async with page.expect_navigation():
        await page.locator("main li a").first.click()


LINKS = [login_used, login_expired, login_unknown, login_elsewhere, activation_used]
REFUSED = {
    login_refused: "password",
    code_refused: "code",
    creation_common: "password",
    creation_different: "confirmation",
    reset_refused: "password",
    change_refused: "current",
}
FORMS = [login, code, creation, activation, forgotten, reset, change, telegram_confirmed, verification]
OTHERS = [login_delayed, code_too_soon, code_sent_again, activation_old_page, forgotten_too_often, telegram_away]
OTHERS += [home, nowhere, mailbox_empty, mailbox, letter, verification_unknown]
DONE = [login_done, code_done, creation_done, activation_done, forgotten_done, reset_done, telegram_done]
STATES = [*FORMS, *REFUSED, *OTHERS, *LINKS, *DONE]


@pytest.mark.parametrize("reach", STATES)
async def test_axe_finds_nothing_whatever_the_state_of_a_page(pages: Site, page: Page, reach: Reaching) -> None:
    await reach(pages, page)
    for scheme, width in (("light", 390), ("dark", 320)):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.set_viewport_size({"width": width, "height": 844})
        assert await violations(page) == [], scheme
        assert await page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("reach", FORMS)
async def test_every_page_is_in_french_titled_and_its_targets_are_big(pages: Site, page: Page, reach: Reaching) -> None:
    await reach(pages, page)
    assert await page.locator("html").get_attribute("lang") == "fr"
    assert (await page.title()).endswith("– Ma Mutuelle")
    assert await page.locator("h1").count() == 1
    small = await page.evaluate(
        """() => [...document.querySelectorAll('main :is(a.button, button, input:not([type=hidden]), .after a)')]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"""
    )
    assert small == []


@pytest.mark.parametrize("reach", FORMS)
async def test_nothing_is_cut_off_at_400_per_cent_zoom(pages: Site, page: Page, reach: Reaching) -> None:
    await page.set_viewport_size({"width": 320, "height": 256})
    await reach(pages, page)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await page.emulate_media(forced_colors="active")
    assert await violations(page) == []


@pytest.mark.parametrize(("reach", "field"), REFUSED.items())
async def test_an_error_is_where_the_page_begins_and_describes_its_field(
    pages: Site, page: Page, reach: Reaching, field: str
) -> None:
    await reach(pages, page)
    wrong = page.locator(f"input[name={field}]")
    await expect(wrong).to_be_focused()
    await expect(wrong).to_have_attribute("aria-invalid", "true")
    assert "erreur" in str(await wrong.get_attribute("aria-describedby")).split()
    await expect(page.locator("#erreur")).not_to_be_empty()
    assert (await page.title()).startswith("Erreur")
    for password in await page.locator("input[type=password]").all():
        assert await password.input_value() == ""


@pytest.mark.parametrize("reach", [code_too_soon, activation_old_page, forgotten_too_often])
async def test_an_error_of_no_single_field_is_where_the_page_begins(pages: Site, page: Page, reach: Reaching) -> None:
    await reach(pages, page)
    await expect(page.locator("#erreur")).to_be_focused()
    assert await page.locator("[aria-invalid]").count() == 0


@pytest.mark.parametrize("reach", [login_refused, forgotten_too_often])
async def test_what_was_typed_is_kept_but_the_password(pages: Site, page: Page, reach: Reaching) -> None:
    await reach(pages, page)
    await expect(page.locator("input[name=identifier]")).to_have_value("claire@exemple.fr")


@pytest.mark.parametrize(
    ("reach", "tokens"),
    [
        (login, ["username", "current-password"]),
        (code, ["one-time-code"]),
        (creation, ["username", "new-password", "new-password"]),
        (change, ["current-password", "new-password", "new-password"]),
        (forgotten, ["username"]),
    ],
)
async def test_a_password_manager_knows_the_fields_and_may_paste(
    pages: Site, page: Page, reach: Reaching, tokens: list[str]
) -> None:
    await reach(pages, page)
    fields = page.locator("main input:not([type=hidden])")
    assert await fields.evaluate_all("all => all.map((one) => one.autocomplete)") == tokens
    last = fields.last
    pasting = "e => e.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true}))"
    assert await last.evaluate(pasting)  # nobody prevented it


async def test_a_new_account_is_made_with_the_keyboard_alone(pages: Site, page: Page) -> None:
    await creation(pages, page)
    await page.locator("#identifier").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.type("tilleul")
    length, upper = page.locator("[data-rule=length]"), page.locator("[data-rule=upper]")
    await expect(length).not_to_have_class("met")
    await expect(page.locator("[data-rule=lower]")).to_have_class("met")
    await page.keyboard.type("-Canard-42")
    await expect(length).to_have_class("met")
    await expect(upper).to_contain_text("respecté")
    await expect(page.get_by_role("status").filter(has_text="La règle est respectée")).to_be_attached()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await expect(page.locator("#password")).to_have_attribute("type", "text")
    await page.keyboard.press("Space")
    await expect(page.locator("#password")).to_have_attribute("type", "password")
    await page.keyboard.press("Tab")
    await page.keyboard.type("tilleul-Canard-4")
    await expect(page.locator("#identiques")).to_be_empty()
    await page.keyboard.type("3")
    await expect(page.locator("#identiques")).to_contain_text("diffèrent")
    await page.keyboard.press("Backspace")
    await page.keyboard.type("2")
    await expect(page.locator("#identiques")).to_be_empty()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("bien été enregistrée")


async def test_a_member_logs_in_with_the_keyboard_alone(pages: Site, page: Page) -> None:
    await login(pages, page)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.type("claire@exemple.fr")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#password")).to_have_attribute("type", "text")
    await page.keyboard.press("Tab")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Vous êtes connecté")


@pytest.mark.parametrize("reach", [login, creation, code, forgotten, activation])
async def test_the_pages_work_without_javascript(pages: Site, context: BrowserContext, reach: Reaching) -> None:
    browser = context.browser
    assert browser
    plain = await browser.new_context(java_script_enabled=False, base_url=pages.origin)
    await reach(pages, opened := await plain.new_page())
    values = {"identifier": "claire@exemple.fr", "password": NEW, "confirmation": NEW, "code": "1"}
    shown = await opened.locator("main input:not([type=hidden]):not([readonly])").evaluate_all(
        "a => a.map(o => o.name)"
    )
    await send(opened, **{name: values[name] for name in shown})
    assert await opened.locator("h1").count() == 1
    await expect(opened.locator("body")).not_to_contain_text("Un problème technique")
    await plain.close()

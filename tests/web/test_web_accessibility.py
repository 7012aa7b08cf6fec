"""Screen readers, keyboards, narrow and zoomed screens, forced colours."""

import importlib.util
import json
from pathlib import Path

import pytest
from chat_page import CARDS, Chat, Opener
from fake_bot import FakeBot, text
from playwright.async_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser


def axe_source() -> str:
    """The axe-core that the package ``axe-playwright-python`` ships."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        pytest.skip("axe-playwright-python is not installed")
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


async def violations(page: Page) -> list[str]:
    await page.evaluate(axe_source())
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = await page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    assert len(found["passes"]) > 10
    return [f"{one['id']}: {json.dumps([node['target'] for node in one['nodes']])}" for one in found["violations"]]


async def rich(chat: Chat, bot: FakeBot) -> None:
    bot.login("Claire V.")
    bot.say(text("Bonjour !", "Mes remboursements", "Aide"))
    bot.say({"type": "link", "text": "Connectez-vous :", "label": "Me connecter", "url": "/page/login"})
    document = {"name": "Carte.pdf", "media_type": "application/pdf", "size": 40_801, "url": "/document/abc"}
    labels = {"label": "Télécharger (PDF, 40\u00a0Ko)", "view_label": "Afficher dans un onglet"}
    bot.say({"type": "document", "text": "Voici votre carte.", "what": "card", **document, **labels})
    bot.say(CARDS)
    rows = {"columns": ["Période", "Montant"], "rows": [["mars 2026", "97,73 €"], ["avril 2026", "97,73 €"]]}
    bot.say({"type": "table", "text": "2 cotisations.", "caption": "Cotisations", "footer": "", **rows})
    bars = [{"label": f"{month} 2026", "value": 97.73, "shown": "97,73 €"} for month in ("mars", "avril", "mai")]
    titles = {"title": "Cotisations payées", "first": "Échéance", "second": "Montant"}
    bot.say({"type": "chart", "text": "De mars à mai :", "bars": bars, **titles})
    await expect(chat.rows).to_have_count(6)
    for summary in await chat.page.locator("mutuelle-chat summary").all():
        await summary.click()


async def refused_and_waiting(chat: Chat, bot: FakeBot) -> None:
    await rich(chat, bot)
    bot.refusal = "Ce message ne peut pas être lu."
    await chat.send("refusé")
    await expect(chat.pending).to_contain_text("Non envoyé")
    await chat.page.get_by_role("button", name="Aide").click()
    bot.broadcast({"type": "refused", "id": None, "reason": "Trop de messages."})
    bot.broadcast({"type": "typing", "on": True})
    await expect(chat.page.get_by_text("L’assistant écrit…")).to_be_visible()
    bot.down()
    await expect(chat.banner).to_be_visible()
    await chat.send("en attente")


async def locked(chat: Chat, bot: FakeBot) -> None:
    bot.say(CARDS, personal=True)
    bot.lock()
    await expect(chat.page.locator("mutuelle-chat .masked")).to_be_visible()


async def empty(chat: Chat, bot: FakeBot) -> None:
    await expect(chat.page.locator("mutuelle-chat .welcome")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("state", [empty, rich, refused_and_waiting, locked])
async def test_axe_finds_nothing_in_the_chat(
    open_chat: Opener, bot: FakeBot, state: object, width: int, scheme: str
) -> None:
    chat = await open_chat()
    await chat.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await chat.page.set_viewport_size({"width": width, "height": 800})
    await state(chat, bot)
    assert await violations(chat.page) == []


PAGES = {
    "code": "code?action=/x&csrf=c&what=modifier votre téléphone portable&email=c•••@exemple.fr",
    "code refused": "code?action=/x&csrf=c&what=modifier&email=c•••@exemple.fr&error=Pas le bon.&wrong=code",
    "code sent again": "code?action=/x&csrf=c&what=modifier&email=c•••@exemple.fr&done=Un nouveau code est parti.",
    "code done": "code_done?back_url=/",
    "telegram": "telegram?action=/x&csrf=c&name=Claire V.&deep_link=https://t.me/bot",
    "telegram confirmed": "telegram?action=/x&csrf=c&name=Claire V.&label=Claire&confirmed=1",
    "telegram away": "telegram?action=/x&csrf=c&name=Claire V.&error=Pas encore.",
    "telegram done": "telegram_done?label=Claire&back_url=/",
    "login": "login?action=/x&csrf=c&asked_by=la discussion ouverte dans ce navigateur",
    "login refused": "login?action=/x&csrf=c&asked_by=ici&error=Incorrect.&wrong=password&identifier=a@b.fr",
    "login delayed": "login?action=/x&csrf=c&asked_by=ici&error=Trop d'essais.&wait_seconds=90",
    "login done": "login_done?channel=la discussion ouverte dans ce navigateur&back_url=/",
    "identifier": "identifier?action=/x&csrf=c&identifier=jb.delarochefontaine@exemple.fr&email=c@exemple.fr",
    "identifier refused": "identifier?action=/x&csrf=c&identifier=c@exemple.fr&email=x&error=Pas valable.&kept=x",
    "identifier link": "identifier_confirm?action=/x&csrf=c&former=c•••@exemple.fr&email=claire.neuve@exemple.fr",
    "deletion": "deletion?action=/x&csrf=c&at=22 décembre 2026 à 10 h 30&word=SUPPRIMER",
    "deletion refused": "deletion?action=/x&csrf=c&at=22 décembre 2026&word=SUPPRIMER&error=Ce n'est pas le mot.",
    "copy of one's data": "own_data?action=/x&csrf=c&web=1",
    "copy on telegram": "own_data?action=/x&csrf=c&error=Trop longtemps.",
    "app": "app_setup?action=/x&csrf=c&qr=/static/logo.svg&secret=ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567",
    "app refused": "app_setup?action=/x&csrf=c&qr=/static/logo.svg&secret=ABCD EFGH&error=Pas le bon.",
    "code of the app": "code?action=/x&csrf=c&what=modifier&email=c•••@exemple.fr&from_app=1",
    "code of a lost phone": "code?action=/x&csrf=c&what=modifier&email=c•••@exemple.fr&from_app=1&lost_until=mardi",
    "change done": "change_done?title=C'est fait&explanation=Rien de plus.&advice=À bientôt.&back_url=/",
    "link problem": "link_problem?title=Ce lien a expiré&explanation=Il valait dix minutes.&advice=Demandez-le.",
    "verification": "verification",
    "verification unknown": "verification?reference=AT-2026-AAAA&unknown=1",
    "error": "error?title=Page introuvable&explanation=Cette adresse ne mène nulle part.",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
async def test_axe_finds_nothing_in_the_other_pages(context: BrowserContext, address: str, scheme: str) -> None:
    page = await context.new_page()
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(f"/page/{address}")
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    assert await page.evaluate("window.violations") == []


async def test_the_history_is_never_announced_and_what_is_new_is(chat: Chat, bot: FakeBot) -> None:
    bot.say(text("ancien"))
    await expect(chat.rows).to_have_count(1)
    await chat.page.reload()
    await expect(chat.bubble("ancien")).to_be_visible()
    await expect(chat.live).to_be_empty()
    bot.say(text("nouveau", "Oui", "Non"))
    await expect(chat.live).to_have_text("L’assistant : nouveau Réponses possibles : Oui, Non")


async def test_the_transcript_is_not_a_live_region(chat: Chat, bot: FakeBot) -> None:
    await rich(chat, bot)
    live = await chat.page.locator("mutuelle-chat [aria-live]").count()
    assert live == 1
    assert await chat.page.locator("mutuelle-chat :is([role=log], [role=alert])").count() == 0


async def test_what_came_during_a_cut_is_announced_once_and_history_stays_silent(chat: Chat, bot: FakeBot) -> None:
    bot.say(text("avant"))
    await expect(chat.live).to_contain_text("avant")
    bot.down()
    await expect(chat.banner).to_be_visible()
    bot.say(text("pendant"))
    bot.up = True
    await chat.page.get_by_role("button", name="Réessayer maintenant").click()
    await expect(chat.live).to_contain_text("pendant")
    said = await chat.live.inner_text()
    assert said.count("avant") == 1
    assert said.count("pendant") == 1


async def test_what_came_during_a_cut_is_in_view_when_the_link_is_back(chat: Chat, bot: FakeBot) -> None:
    for number in range(30):
        bot.say(text(f"message {number}"))
    await expect(chat.bubble("message 29")).to_be_in_viewport()
    links, bot.links = bot.links, {}
    bot.say(text("pendant\n" * 3 + "fin"))
    bot.links = links
    bot.cut()
    await expect(chat.bubble("pendant pendant pendant fin")).to_be_in_viewport()


async def test_my_own_words_are_not_read_back(chat: Chat, bot: FakeBot) -> None:
    bot.answer = lambda _: []
    await chat.send("je le sais")
    await expect(chat.bubble("je le sais")).to_be_visible()
    await expect(chat.live).to_be_empty()


async def test_a_lock_leaves_nothing_personal_in_the_live_region(chat: Chat, bot: FakeBot) -> None:
    bot.login("Claire V.")
    await expect(chat.page.locator("mutuelle-chat .session")).to_contain_text("Claire")
    await chat.page.wait_for_timeout(1_500)
    bot.say(CARDS, personal=True)
    await expect(chat.live).to_contain_text("7,50 €")
    bot.lock()
    await expect(chat.page.locator("mutuelle-chat .masked")).to_be_visible()
    await expect(chat.live).not_to_contain_text("7,50 €")


async def test_the_skip_link_leads_to_the_field_and_escape_comes_back_to_it(chat: Chat, bot: FakeBot) -> None:
    await chat.page.keyboard.press("Tab")
    await expect(chat.page.get_by_role("link", name="Écrire à l’assistant")).to_be_focused()
    await chat.page.keyboard.press("Enter")
    assert await chat.focused() == "field"
    bot.say(text("Alors ?", "Oui"))
    await chat.page.get_by_role("button", name="Oui").focus()
    await chat.page.keyboard.press("Escape")
    assert await chat.focused() == "field"


async def test_a_new_message_and_a_reload_leave_the_focus_where_it_is(chat: Chat, bot: FakeBot) -> None:
    bot.say(text("Alors ?", "Oui", "Non"))
    await chat.page.get_by_role("button", name="Non").focus()
    bot.say(text("Encore une chose."))
    await expect(chat.rows).to_have_count(2)
    assert await chat.focused() == "Non"
    await chat.page.wait_for_timeout(1_100)
    bot.login("Claire V.")
    await expect(chat.page.locator("mutuelle-chat .session")).to_contain_text("Claire")
    await expect(chat.rows).to_have_count(2)
    await expect(chat.page.locator("mutuelle-chat .blank")).to_be_hidden()
    assert await chat.focused() == "Non"


@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256), (390, 844)], ids=["320", "400 % zoom", "phone"])
async def test_nothing_scrolls_sideways_on_a_narrow_screen(chat: Chat, bot: FakeBot, width: int, height: int) -> None:
    await chat.page.set_viewport_size({"width": width, "height": height})
    await rich(chat, bot)
    bot.say(text("x" * 200, "Un titre de bouton qui est long de soixante caractères, oui !"))
    await expect(chat.rows).to_have_count(7)
    assert await chat.page.evaluate("document.documentElement.scrollWidth") == width
    log = chat.page.get_by_role("region", name="Messages de la discussion")
    assert await log.evaluate("e => e.scrollWidth - e.clientWidth") == 0
    await chat.field.scroll_into_view_if_needed()
    await expect(chat.field).to_be_in_viewport(ratio=0.9)


async def test_everything_to_press_is_at_least_44_pixels(chat: Chat, bot: FakeBot) -> None:
    await chat.page.set_viewport_size({"width": 320, "height": 800})
    await refused_and_waiting(chat, bot)
    boxes = await chat.page.locator("mutuelle-chat :is(button, summary, a, textarea)").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => [e.textContent, e.offsetWidth, e.offsetHeight])"
    )
    assert len(boxes) > 10
    assert [box for box in boxes if min(box[1:]) < 44] == []


async def test_colours_chosen_by_the_member_keep_every_edge_visible(chat: Chat, bot: FakeBot) -> None:
    await chat.page.emulate_media(forced_colors="active")
    await rich(chat, bot)
    edges = await chat.page.locator("mutuelle-chat :is(.bubble, .choice, .action, .send)").evaluate_all(
        "all => all.map(e => getComputedStyle(e).borderTopWidth).filter(width => width === '0px')"
    )
    assert edges == []


async def test_nothing_moves_for_who_asked_for_stillness(chat: Chat, bot: FakeBot) -> None:
    await chat.page.emulate_media(reduced_motion="reduce")
    bot.broadcast({"type": "typing", "on": True})
    await expect(chat.page.get_by_text("L’assistant écrit…")).to_be_visible()
    script = "document.querySelector('mutuelle-chat').shadowRoot.getAnimations().length"
    assert await chat.page.evaluate(script) == 0


async def test_messages_in_a_hidden_tab_are_counted_in_its_title(chat: Chat, bot: FakeBot) -> None:
    await chat.page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    bot.say(text("un"))
    bot.say(text("deux"))
    await expect(chat.page).to_have_title("(2) L’assistant de votre mutuelle – Ma Mutuelle")
    await chat.page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    await expect(chat.page).to_have_title("L’assistant de votre mutuelle – Ma Mutuelle")


async def test_the_password_can_be_shown_and_is_hidden_again_when_it_leaves(context: BrowserContext) -> None:
    page = await context.new_page()
    await page.goto(f"/page/{PAGES['login']}")
    password = page.get_by_label("Mot de passe", exact=True)
    await expect(password).to_have_attribute("autocomplete", "current-password")
    await page.get_by_role("button", name="Afficher : mot de passe").click()
    await expect(password).to_have_attribute("type", "text")
    await page.evaluate("document.forms[0].addEventListener('submit', (event) => event.preventDefault())")
    await page.get_by_label("Identifiant").fill("a@b.fr")
    await password.fill("Secret123")
    await password.press("Enter")
    await expect(password).to_have_attribute("type", "password")


async def test_after_too_many_failures_the_button_comes_back_with_the_delay(context: BrowserContext) -> None:
    page = await context.new_page()
    await page.clock.install()
    await page.goto(f"/page/{PAGES['login delayed']}")
    button = page.get_by_role("button", name="Me connecter")
    await expect(button).to_be_disabled()
    await expect(page.locator("[data-wait]")).to_have_text("1 min 30 s")
    await page.clock.run_for(91_000)
    await expect(button).to_be_enabled()
    await expect(page.get_by_text("Vous pouvez réessayer maintenant.")).to_be_visible()

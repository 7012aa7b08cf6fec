"""What is shown: bodies, buttons, session, and nothing of what must not be seen."""

import re

import pytest
from chat_page import CARDS, Chat, Opener
from fake_bot import FakeBot, text
from playwright.async_api import BrowserContext, expect

pytestmark = pytest.mark.browser


async def test_cards_show_their_fields_and_fold_their_details(chat: Chat, bot: FakeBot) -> None:
    bot.say(CARDS)
    await expect(chat.card("7,50 €")).to_be_visible()
    await expect(chat.card("payé le 14 octobre 2019")).to_be_visible()
    detail = chat.card("Reste à charge")
    await expect(detail).to_be_hidden()
    await chat.page.locator("mutuelle-chat summary").press("Enter")
    await expect(detail).to_be_visible()


async def test_a_button_is_pressed_by_keyboard_and_all_of_its_message_are_used_up(chat: Chat, bot: FakeBot) -> None:
    bot.say(text("Quelle période ?", "Le mois dernier", "Cette année"))
    first = chat.page.get_by_role("button", name="Le mois dernier")
    await first.press("Enter")
    await expect(chat.bubble("Vous avez dit : Le mois dernier")).to_be_visible()
    await expect(first).to_be_disabled()
    await expect(chat.page.get_by_role("button", name="Cette année")).to_be_disabled()
    assert "Le mois dernier" in await chat.focused()
    await first.press("Enter")
    await chat.page.get_by_role("button", name="Cette année").click(force=True)
    await chat.send("ensuite")
    await expect(chat.bubble("Vous avez dit : ensuite")).to_be_visible()
    assert bot.texts() == ["Le mois dernier", "ensuite"]


async def test_a_button_tapped_in_one_tab_is_used_up_in_the_other_and_after_a_reload(
    open_chat: Opener, bot: FakeBot
) -> None:
    here, there = await open_chat(), await open_chat()
    bot.say(text("On continue ?", "Oui", "Non"))
    await here.page.get_by_role("button", name="Oui").click()
    await expect(there.page.get_by_role("button", name="Non")).to_be_disabled()
    await here.page.reload()
    await expect(here.page.get_by_role("button", name="Non")).to_be_disabled()


async def test_personal_answers_leave_the_page_when_the_session_locks(chat: Chat, bot: FakeBot) -> None:
    bot.login("Claire V.")
    state = chat.page.locator("mutuelle-chat .session")
    await expect(state).to_have_text("Connecté : Claire V.")
    bot.say(CARDS, personal=True)
    await expect(chat.card("7,50 €")).to_be_visible()
    bot.lock()
    await expect(state).to_have_text("Session verrouillée")
    await expect(chat.bubble("Réponse masquée : connectez-vous pour la revoir.")).to_be_visible()
    assert "7,50" not in await chat.page.evaluate("document.querySelector('mutuelle-chat').shadowRoot.textContent")
    bot.login("Claire V.")
    await expect(chat.card("7,50 €")).to_be_visible()
    await expect(chat.rows).to_have_count(1)


async def test_logout_removes_what_was_displayed_everywhere(open_chat: Opener, bot: FakeBot) -> None:
    tabs = [await open_chat(), await open_chat()]
    bot.login("Claire V.")
    bot.say(CARDS, personal=True)
    await expect(tabs[1].card("7,50 €")).to_be_visible()
    await tabs[1].field.fill("un brouillon")
    bot.answer = lambda _: []
    await tabs[0].page.get_by_role("button", name="Me déconnecter").click()
    await expect(tabs[0].bubble("Déconnexion")).to_be_visible()
    bot.logout()
    bot.say(text("Vous êtes déconnecté. À bientôt !"))
    for tab in tabs:
        await expect(tab.rows).to_have_count(1)
        await expect(tab.bubble("Vous êtes déconnecté. À bientôt !")).to_be_visible()
        await expect(tab.page.get_by_role("button", name="Me déconnecter")).to_be_hidden()
        await expect(tab.field).to_have_value("")
        assert "7,50" not in await tab.page.evaluate("document.querySelector('mutuelle-chat').shadowRoot.textContent")
        assert "Déconnexion" not in await tab.page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")


async def test_a_logout_missed_while_away_is_obeyed_on_return(chat: Chat, bot: FakeBot) -> None:
    bot.login("Claire V.")
    bot.say(CARDS, personal=True)
    await expect(chat.card("7,50 €")).to_be_visible()
    bot.down()
    await expect(chat.banner).to_be_visible()
    bot.logout()
    bot.up = True  # the page may try again by itself before the click: the button is hidden then
    again = chat.page.get_by_role("button", name="Réessayer maintenant", include_hidden=True)
    await again.dispatch_event("click")
    await expect(chat.rows).to_have_count(0)
    await expect(chat.page.locator("mutuelle-chat .welcome")).to_be_visible()


async def test_cut_off_for_a_quarter_of_an_hour_the_page_masks_personal_answers_itself(
    chat: Chat, bot: FakeBot
) -> None:
    await chat.page.clock.install()
    await chat.page.reload()
    bot.login("Claire V.")
    bot.say(CARDS, personal=True)
    await chat.page.clock.run_for(3_000)
    await expect(chat.card("7,50 €")).to_be_visible()
    bot.down()
    await chat.page.wait_for_timeout(300)
    await chat.page.clock.fast_forward("16:00")
    await expect(chat.page.locator("mutuelle-chat .blank")).to_contain_text("Réponses masquées")
    await expect(chat.card("7,50 €")).to_have_count(0)
    bot.up = True
    await chat.page.get_by_role("button", name="Réessayer maintenant").click()
    await expect(chat.card("7,50 €")).to_be_visible()


async def test_html_in_any_text_is_shown_as_text(chat: Chat, bot: FakeBot) -> None:
    bad = "<img src=x onerror=alert(1)><b>gras</b>"
    pair = [{"label": bad, "value": bad}]
    cards = [{"title": bad, "subtitle": bad, "fields": pair, "details": pair, "details_label": bad}]
    button = {"id": "b", "title": bad, "used": False}
    bot.say({"type": "cards", "text": bad, "cards": cards, "footer": bad, "buttons": [button]})
    bot.say({"type": "link", "text": bad, "label": bad, "url": "https://example.org/"})
    bot.login(bad)
    await chat.send(bad)
    await expect(chat.rows).to_have_count(4)
    inside = "document.querySelector('mutuelle-chat').shadowRoot.querySelectorAll('img, b').length"
    assert await chat.page.evaluate(inside) == 0
    await expect(chat.bubble(bad).first).to_be_visible()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "data:text/html,x",
        "http://example.org/",
        "blob:x",
        "file:///etc/passwd",
        "http://[",
    ],
)
async def test_a_link_of_another_scheme_is_not_a_link(chat: Chat, bot: FakeBot, url: str) -> None:
    bot.say({"type": "link", "text": "Voici", "label": "Ouvrir", "url": url})
    await expect(chat.page.get_by_text("Ce lien ne peut pas être ouvert ici.")).to_be_visible()
    await expect(chat.page.locator("mutuelle-chat a")).to_have_count(0)


async def test_a_secure_page_opens_in_a_new_tab_without_its_opener(
    chat: Chat, bot: FakeBot, context: BrowserContext
) -> None:
    bot.say(
        {"type": "link", "text": "Connectez-vous :", "label": "Me connecter", "url": "/page/login?csrf=c&action=/x"}
    )
    link = chat.page.get_by_role("link", name="Me connecter (nouvel onglet)")
    async with context.expect_page() as opening:
        await link.click()
    page = await opening.value
    await expect(page.get_by_role("heading", name="Connexion à votre espace adhérent")).to_be_visible()
    assert await page.evaluate("window.opener") is None


async def test_a_document_says_its_type_and_size_and_a_pdf_may_be_looked_at(chat: Chat, bot: FakeBot) -> None:
    file = {"name": "Carte.pdf", "media_type": "application/pdf", "size": 40_801, "url": "/document/abc"}
    labels = {"label": "Télécharger (PDF, 40\u00a0Ko)", "view_label": "Afficher dans un onglet"}
    bot.say({"type": "document", "text": "Voici votre carte.", "what": "card", **file, **labels})
    download = chat.page.get_by_role("link", name="Télécharger (PDF, 40 Ko)")
    await expect(download).to_have_attribute("href", re.compile("/document/abc$"))
    view = chat.page.get_by_role("link", name="Afficher dans un onglet")
    await expect(view).to_have_attribute("href", re.compile(r"/document/abc\?voir$"))
    await expect(view).to_have_attribute("rel", "noopener")


@pytest.mark.parametrize(
    ("media_type", "url"), [("text/csv", "/document/abc"), ("application/pdf", "javascript:alert(1)")]
)
async def test_no_other_document_is_shown_in_a_tab(chat: Chat, bot: FakeBot, media_type: str, url: str) -> None:
    body = {"type": "document", "text": "Voici.", "label": "Télécharger", "view_label": "Afficher", "url": url}
    bot.say({**body, "media_type": media_type})
    await expect(chat.bubble("Voici.")).to_be_visible()
    await expect(chat.page.get_by_role("link", name="Afficher")).to_have_count(0)


async def test_telephone_and_mail_links_are_kept(chat: Chat, bot: FakeBot) -> None:
    for url in ("tel:+33123456789", "mailto:aide@example.org"):
        bot.say({"type": "link", "text": "", "label": url, "url": url})
        await expect(chat.page.get_by_role("link", name=url)).to_have_attribute("href", url)


async def test_a_body_of_an_unknown_type_is_shown_by_its_text(chat: Chat, bot: FakeBot) -> None:
    bot.say({"type": "chart", "text": "En 2025 : 1 204,36 €", "points": [1, 2]})
    await expect(chat.bubble("En 2025 : 1 204,36 €")).to_be_visible()


async def test_line_breaks_are_kept_and_punctuation_never_starts_a_line(chat: Chat, bot: FakeBot) -> None:
    bot.say(text("Total : 12 €\nle 3 octobre ?"))
    shown = await chat.page.locator("mutuelle-chat .text").evaluate("e => e.textContent")
    assert shown == "Total\u00a0: 12\u00a0€\nle 3\u00a0octobre\u202f?"


async def test_typing_is_shown_and_ends_with_the_connection(chat: Chat, bot: FakeBot) -> None:
    bot.broadcast({"type": "typing", "on": True})
    typing = chat.page.get_by_text("L’assistant écrit…")
    await expect(typing).to_be_visible()
    bot.broadcast({"type": "typing", "on": False})
    await expect(typing).to_be_hidden()
    bot.broadcast({"type": "typing", "on": True})
    await expect(typing).to_be_visible()
    bot.cut()
    await expect(typing).to_be_hidden()


async def test_days_are_named_where_they_change(chat: Chat, bot: FakeBot) -> None:
    bot.say(text("un"), at="2019-10-14T10:00:00Z")
    bot.say(text("deux"), at="2019-10-14T11:00:00Z")
    bot.say(text("trois"))
    await expect(chat.rows).to_have_count(3)
    days = chat.page.locator("mutuelle-chat .day:visible")
    assert await days.all_inner_texts() == ["Lundi 14 octobre 2019", "Aujourd’hui"]


async def test_the_counter_appears_near_the_limit_and_nothing_is_lost_silently(chat: Chat, bot: FakeBot) -> None:
    count = chat.page.locator("mutuelle-chat .count")
    await chat.field.fill("a" * 1700)
    await expect(count).to_be_hidden()
    await chat.field.fill("a" * 1850)
    await expect(count).to_have_text(re.compile(r"1\s850\s/\s2\s000 caractères"))
    await chat.field.fill("a" * 1999)
    await chat.field.press("b")
    await chat.field.press("c")
    await expect(count).to_contain_text("Limite atteinte")
    assert len(await chat.field.input_value()) == 2000


async def test_shift_enter_makes_a_line_and_the_field_grows(chat: Chat, bot: FakeBot) -> None:
    low = (await chat.field.bounding_box())["height"]
    await chat.field.fill("une ligne")
    for _ in range(3):
        await chat.field.press("Shift+Enter")
    assert (await chat.field.bounding_box())["height"] > low + 30
    await chat.field.press_sequentially("fin")
    await chat.field.press("Enter")
    await expect(chat.bubble("une ligne fin")).to_be_visible()
    assert bot.texts() == ["une ligne\n\n\nfin"]
    assert (await chat.field.bounding_box())["height"] == low


async def test_blank_text_is_not_sent(chat: Chat, bot: FakeBot) -> None:
    await chat.send("  \n ")
    await chat.send("vrai")
    await expect(chat.bubble("Vous avez dit : vrai")).to_be_visible()
    assert bot.texts() == ["vrai"]


async def test_a_suggestion_is_sent_like_a_message(chat: Chat, bot: FakeBot) -> None:
    await chat.page.get_by_role("button", name="Mes derniers remboursements").click()
    await expect(chat.bubble("Vous avez dit : Mes derniers remboursements")).to_be_visible()
    await expect(chat.page.locator("mutuelle-chat .welcome")).to_be_hidden()


async def test_the_discussion_downloads_as_text(chat: Chat, bot: FakeBot) -> None:
    bot.say(CARDS)
    await chat.send("merci")
    await expect(chat.bubble("Vous avez dit : merci")).to_be_visible()
    async with chat.page.expect_download() as downloading:
        await chat.page.get_by_role("button", name="Télécharger la discussion").click()
    download = await downloading.value
    assert re.fullmatch(r"discussion-\d{4}-\d\d-\d\d\.txt", download.suggested_filename)
    path = await download.path()
    content = path.read_text(encoding="utf-8-sig").replace("\u00a0", " ")
    assert "7,50 €, payé le 14 octobre 2019" in content
    assert "Reste à charge : 1,00 €" in content
    assert "Vous :\nmerci" in content


async def test_a_reader_of_older_messages_is_not_moved_but_told(chat: Chat, bot: FakeBot) -> None:
    for number in range(30):
        bot.say(text(f"message {number}"))
    await expect(chat.rows).to_have_count(30)
    log = chat.page.get_by_role("region", name="Messages de la discussion")
    await log.evaluate("e => { e.scrollTop = 0; }")
    await chat.page.wait_for_timeout(100)
    bot.say(text("tout neuf"))
    pill = chat.page.get_by_role("button", name="Nouveau message")
    await expect(pill).to_be_visible()
    assert await log.evaluate("e => e.scrollTop") == 0
    await pill.click()
    await expect(chat.bubble("tout neuf")).to_be_in_viewport()
    await expect(pill).to_be_hidden()

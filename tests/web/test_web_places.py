"""Places in the browser: a list that says everything, a map in step with it, a position shared on a click."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from chat_page import Chat, Opener
from fake_bot import FakeBot
from playwright.async_api import BrowserContext, expect

WAYS = [
    {"label": "OpenStreetMap", "url": "https://www.openstreetmap.org/directions?to=47.99%2C-4.10"},
    {"label": "Autre application", "url": "geo:47.99,-4.10?q=47.99,-4.10"},
]


def place(letter: str, latitude: float) -> dict[str, Any]:
    return {
        "letter": letter,
        "name": f"Dr Le Goff {letter}",
        "number": f"RPPS 1010000000{letter}",
        "address": "5 rue de Brest, 29000 Quimper",
        "distance": "343 m",
        "phone": "02 98 00 00 01",
        "tel": "+33298000001",
        "latitude": latitude,
        "longitude": -4.1024,
        "approximate": False,
        "details": [{"label": "Profession", "value": "Chirurgien-dentiste"}],
        "links": WAYS,
    }


LIST = {
    "type": "places",
    "text": "2 dentistes autour de Quimper :",
    "places": [place("A", 47.996), place("B", 48.001)],
    "bounds": [47.99, -4.11, 48.005, -4.09],
    "center": [47.995, -4.1024],
    "shown": "list",
    "footer": "1-2 sur 7",
    "buttons": [{"id": "more", "title": "Suivants", "used": False}],
}
QUESTION = {
    "type": "location_request",
    "text": "Autour de quel endroit ?",
    "label": "Partager ma position",
    "buttons": [{"id": "stop", "title": "Annuler", "used": False}],
}


@pytest.fixture
async def chat(open_chat: Opener, bot: FakeBot) -> Chat:
    bot.answer = lambda _: []
    opened = await open_chat()
    bot.say(LIST)
    await opened.page.locator("mutuelle-chat .leaflet-marker-icon.pin").nth(1).wait_for()
    return opened


async def test_the_list_says_everything_that_the_map_shows(chat: Chat) -> None:
    item = chat.page.locator("mutuelle-chat li.place").first
    await expect(item).to_contain_text("Dr Le Goff A")
    await expect(item).to_contain_text("343 m · 5 rue de Brest, 29000 Quimper")
    await expect(item.get_by_role("link", name="02 98 00 00 01")).to_have_attribute("href", "tel:+33298000001")
    await item.get_by_text("Détails et itinéraire").click()
    await expect(item.get_by_role("link", name="OpenStreetMap")).to_have_attribute("href", WAYS[0]["url"])
    await expect(item.get_by_role("link", name="Autre application")).to_have_attribute("href", WAYS[1]["url"])


async def test_a_letter_of_the_list_shows_its_pin(chat: Chat) -> None:
    await chat.page.get_by_role("button", name="B : voir sur la carte").click()
    await expect(chat.page.locator("mutuelle-chat .pin.chosen")).to_have_text("B")
    await expect(chat.page.locator("mutuelle-chat li[aria-current='true']")).to_contain_text("Dr Le Goff B")


async def test_a_pin_is_reached_and_chosen_by_the_keyboard(chat: Chat) -> None:
    pin = chat.page.locator("mutuelle-chat .pin").first
    await pin.focus()
    assert await pin.get_attribute("aria-label") == "A, Dr Le Goff A, 343 m"
    await chat.page.keyboard.press("Enter")
    await expect(chat.page.locator("mutuelle-chat li[aria-current='true']")).to_contain_text("Dr Le Goff A")


async def test_a_map_has_outlines_where_no_tile_comes(chat: Chat, bot: FakeBot) -> None:
    await expect(chat.page.locator("mutuelle-chat path.outline")).to_have_count(1)
    await expect(chat.page.locator("mutuelle-chat .canvas .name")).to_have_text("Quimper")
    assert bot.outlines_asked


async def test_the_map_and_its_list_are_accessible(chat: Chat) -> None:
    found = await Axe().run(chat.page, options={"resultTypes": ["violations"]})
    assert [one["id"] for one in found.response["violations"]] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_overflows(chat: Chat, width: int) -> None:
    await chat.page.set_viewport_size({"width": width, "height": 800})
    assert await chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_without_the_library_the_list_stays(open_chat: Opener, bot: FakeBot, context: BrowserContext) -> None:
    await context.route("**/leaflet.js", lambda route: route.abort())
    chat = await open_chat()
    bot.say(LIST)
    await expect(chat.page.locator("mutuelle-chat li.place")).to_have_count(2)
    await expect(chat.page.locator("mutuelle-chat .map")).to_have_count(0)


async def test_a_position_is_asked_on_a_click_only_and_sent_once(
    open_chat: Opener, bot: FakeBot, context: BrowserContext
) -> None:
    await context.grant_permissions(["geolocation"])
    await context.set_geolocation({"latitude": 47.9959, "longitude": -4.1024})
    bot.answer = lambda _: []
    chat = await open_chat()
    bot.say(QUESTION)
    share = chat.page.get_by_role("button", name="Partager ma position")
    await expect(share).to_be_visible()
    assert bot.received == []
    await share.click()
    await expect(chat.bubble("Ma position")).to_be_visible()
    (frame,) = bot.received
    assert frame["position"] == {"latitude": 47.9959, "longitude": -4.1024}
    assert "47.99" not in await chat.page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")


async def test_a_refusal_is_told_to_the_bot_which_answers_it(open_chat: Opener, bot: FakeBot) -> None:
    bot.answer = lambda _: []
    chat = await open_chat()
    bot.say(QUESTION)
    await chat.page.get_by_role("button", name="Partager ma position").click()
    await expect(chat.bubble("Ma position")).to_be_visible()
    (frame,) = bot.received
    assert frame["position"] == {"problem": "refused"}


async def test_an_unsent_position_is_not_stored(open_chat: Opener, bot: FakeBot, context: BrowserContext) -> None:
    await context.grant_permissions(["geolocation"])
    await context.set_geolocation({"latitude": 47.9959, "longitude": -4.1024})
    chat = await open_chat()
    bot.say(QUESTION)
    share = chat.page.get_by_role("button", name="Partager ma position")
    await expect(share).to_be_visible()
    bot.down()
    await share.click()
    await expect(chat.pending).to_have_count(1)
    assert "47.99" not in await chat.page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")

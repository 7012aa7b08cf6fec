"""Places on Telegram: a list with its map as a picture, one of it as a venue, a keyboard that shares a position."""

import json
from io import BytesIO

import pytest
from PIL import Image

from bot.telegram import delivery
from bot.telegram.maps import draw_map
from tests.telegram_api import Person, TelegramApi

LINK = {"label": "OpenStreetMap", "url": "https://www.openstreetmap.org/directions?to=47.99%2C-4.10"}


def place(letter: str, latitude: float = 47.996, longitude: float = -4.102, **more: object) -> dict[str, object]:
    known = {"number": f"RPPS 1010000000{letter}", "address": "5 rue de la Paix, 29000 Quimper", "distance": "343 m"}
    shown = {"letter": letter, "name": f"Dr Le Goff {letter}", "latitude": latitude, "longitude": longitude}
    rest = {"phone": "02 98 00 00 01", "tel": "+33298000001", "approximate": False, "details": [], "links": [LINK]}
    return {**known, **shown, **rest, **more}


LIST = {
    "type": "places",
    "text": "2 dentistes autour de Quimper :",
    "places": [place("A"), place("B", 47.999)],
    "bounds": [47.99, -4.11, 48.0, -4.09],
    "center": [47.9960, -4.1024],
    "shown": "list",
    "footer": "1-2 sur 7",
    "buttons": [{"title": "Détails A", "payload": "/find_practitioner"}],
}
ON_MAP = {**LIST, "text": "B sur la carte :", "places": [place("B", 47.999)], "shown": "map", "footer": ""}
QUESTION = {
    "type": "location_request",
    "text": "Autour de quel endroit ?",
    "label": "Partager ma position",
    "buttons": [{"title": "Annuler", "payload": "/deny"}],
}


async def test_a_list_comes_with_its_map_as_a_picture_then_as_text(bot, claire: Person):
    await bot.tell(claire, LIST)
    picture, text = await claire.hears(), await claire.hears()
    image = Image.open(BytesIO(picture.file["data"]))
    assert image.format == "PNG"
    assert image.size == (1000, 750)
    assert len(picture.file["data"]) < 120_000
    assert text.text.startswith("2 dentistes autour de Quimper :")
    assert "A · Dr Le Goff A\n343 m · 5 rue de la Paix, 29000 Quimper\n02 98 00 00 01 · RPPS 1010000000A" in text.text
    assert text.buttons == ["Détails A"]
    assert text.links == {}


async def test_a_map_that_cannot_be_drawn_leaves_the_list(bot, claire: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivery, "draw_map", lambda _: 1 / 0)
    await bot.tell(claire, LIST)
    assert (await claire.hears()).text.startswith("2 dentistes")


async def test_one_on_the_map_is_a_native_venue_with_the_ways_there(bot, claire: Person, api: TelegramApi):
    await bot.tell(claire, ON_MAP)
    await claire.hears()
    text = await claire.hears()
    (venue,) = api.called("sendVenue")
    assert (venue["title"], float(venue["latitude"])) == ("Dr Le Goff B", 47.999)
    assert text.links == {"OpenStreetMap": LINK["url"]}


async def test_one_whose_point_is_not_known_is_no_venue(bot, claire: Person, api: TelegramApi):
    await bot.tell(claire, {**ON_MAP, "places": [place("B", approximate=True)]})
    await claire.hears()
    assert api.called("sendVenue") == []


async def test_a_position_is_shared_by_a_keyboard_that_goes_away_with_the_answer(bot, claire: Person):
    await bot.tell(claire, QUESTION)
    asked = json.loads((await claire.hears()).raw["reply_markup"])
    assert asked["keyboard"][0] == [{"text": "Partager ma position", "request_location": True}]
    assert asked["keyboard"][1] == [{"text": "Annuler"}]
    assert asked["one_time_keyboard"]
    await bot.tell(claire, LIST)
    picture, text = await claire.hears(), await claire.hears()
    assert json.loads(picture.raw["reply_markup"]) == {"remove_keyboard": True}
    assert text.buttons == ["Détails A"]


async def test_the_keyboard_waits_for_a_message_that_can_take_it_away(bot, claire: Person):
    await bot.tell(claire, QUESTION)
    await claire.hears()
    await bot.tell(claire, {"type": "text", "text": "Lequel ?", "buttons": [{"title": "Celui-ci", "payload": "/deny"}]})
    assert (await claire.hears()).buttons == ["Celui-ci"]
    await bot.tell(claire, {"type": "text", "text": "D'accord."})
    assert json.loads((await claire.hears()).raw["reply_markup"]) == {"remove_keyboard": True}
    await bot.tell(claire, {"type": "text", "text": "Autre chose ?"})
    assert "reply_markup" not in (await claire.hears()).raw


@pytest.mark.parametrize("letters", ["A", "AB", "ABCDEFGHIJ"])
def test_pins_of_one_point_are_drawn_side_by_side(letters: str):
    places = [place(letter) for letter in letters]
    drawn = draw_map({**LIST, "places": places, "bounds": [47.996, -4.102, 47.996, -4.102]})
    assert Image.open(BytesIO(drawn)).size == (1000, 750)

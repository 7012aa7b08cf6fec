"""What the member sends and receives: once, in order, whatever happens to the link."""

import asyncio
import json
import re

import pytest
from chat_page import Chat, Opener
from fake_bot import FakeBot, text
from playwright.async_api import BrowserContext, expect

pytestmark = pytest.mark.browser


async def eventually(condition: object, what: str) -> None:
    for _ in range(150):
        if condition():
            return
        await asyncio.sleep(0.1)
    raise AssertionError(what)


async def stored(chat: Chat) -> str:
    return await chat.page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")


async def test_a_message_is_echoed_once_and_answered(chat: Chat, bot: FakeBot) -> None:
    await chat.send("mes remboursements")
    await expect(chat.bubble("Vous avez dit : mes remboursements")).to_be_visible()
    await expect(chat.rows).to_have_count(2)
    await expect(chat.rows.first.locator(".status")).to_have_text("Envoyé")
    assert bot.texts() == ["mes remboursements"]
    assert await stored(chat) == "{}"


async def test_the_connection_is_a_websocket_where_it_can_be(chat: Chat, bot: FakeBot) -> None:
    await expect(chat.page.locator("mutuelle-chat .session")).to_have_text("Non connecté")
    assert bot.opened == ["ws"]


async def test_cuts_during_a_conversation_lose_and_repeat_nothing(chat: Chat, bot: FakeBot) -> None:
    for number in range(6):
        await chat.send(f"message {number}")
        if number % 2:
            bot.cut()
    await eventually(lambda: len(bot.events) == 12, "the log holds six messages and six answers")
    await expect(chat.rows).to_have_count(12)
    shown = await chat.page.locator("mutuelle-chat .mine .bubble").all_inner_texts()
    assert shown == [f"message {number}" for number in range(6)]
    assert bot.texts() == shown


async def test_an_echo_lost_with_the_connection_does_not_double_the_message(chat: Chat, bot: FakeBot) -> None:
    bot.mute_echo = True
    await chat.send("une seule fois")
    await expect(chat.pending).to_have_count(1)
    await eventually(lambda: len(bot.events) == 2, "the message is in the log")
    bot.mute_echo = False
    bot.cut()
    await expect(chat.pending).to_have_count(0)
    await expect(chat.rows).to_have_count(2)
    assert bot.texts() == ["une seule fois"]


async def test_a_message_never_confirmed_is_sent_again_then_said_to_have_failed(
    context: BrowserContext, open_chat: Opener, bot: FakeBot
) -> None:
    chat = await open_chat()
    await chat.page.clock.install()
    await chat.page.reload()
    await expect(chat.page.locator("mutuelle-chat .welcome")).to_be_visible()
    bot.deaf = True
    await chat.send("allô")
    await expect(chat.pending).to_contain_text("En attente")
    for _ in range(4):
        await chat.page.clock.run_for(8_000)
        await asyncio.sleep(0.3)
    await expect(chat.pending).to_contain_text("Échec de l’envoi")
    assert {frame["id"] for frame in bot.received if frame["type"] == "message"} == {bot.received[0]["id"]}
    bot.deaf = False
    await chat.page.get_by_role("button", name="Réessayer").click()
    await chat.page.clock.run_for(1_000)
    await expect(chat.pending).to_have_count(0)
    assert bot.texts() == ["allô"]


async def test_two_tabs_show_the_same_conversation_once(open_chat: Opener, bot: FakeBot) -> None:
    first, second = await open_chat(), await open_chat()
    await first.send("depuis le premier")
    await second.send("depuis le second")
    for tab in (first, second):
        await expect(tab.rows).to_have_count(4)
        await expect(tab.bubble("depuis le premier")).to_have_count(1)
        await expect(tab.bubble("depuis le second")).to_have_count(1)


async def test_a_reload_shows_the_conversation_again_in_order(chat: Chat, bot: FakeBot) -> None:
    for number in range(3):
        await chat.send(f"message {number}")
    await expect(chat.rows).to_have_count(6)
    before = await chat.rows.all_inner_texts()
    await chat.page.reload()
    await expect(chat.rows).to_have_count(6)
    assert sorted(before) == sorted(await chat.rows.all_inner_texts())
    assert [event["seq"] for event in bot.events] == [
        int(seq) for seq in await chat.rows.evaluate_all("rows => rows.map((row) => row.dataset.seq)")
    ]


async def test_the_banner_says_that_the_network_is_gone_and_the_message_leaves_when_it_is_back(
    chat: Chat, bot: FakeBot, context: BrowserContext
) -> None:
    await context.set_offline(True)
    bot.down()
    await expect(chat.banner).to_contain_text("Vous êtes hors connexion")
    await chat.send("dans le tunnel")
    await expect(chat.pending).to_contain_text("En attente")
    assert bot.texts() == []
    bot.up = True
    await context.set_offline(False)
    await expect(chat.bubble("Vous avez dit : dans le tunnel")).to_be_visible()
    await expect(chat.banner).to_be_hidden()
    await expect(chat.rows).to_have_count(2)


async def test_a_network_that_blinks_leaves_no_banner_behind(chat: Chat, bot: FakeBot, context: BrowserContext) -> None:
    await context.set_offline(True)
    await expect(chat.banner).to_be_visible()
    await context.set_offline(False)
    await expect(chat.banner).to_be_hidden()
    await chat.send("toujours là")
    await expect(chat.bubble("Vous avez dit : toujours là")).to_be_visible()


async def test_what_waits_survives_a_reload_and_leaves_storage_with_its_echo(chat: Chat, bot: FakeBot) -> None:
    bot.deaf = True
    await chat.send("gardé")
    await expect(chat.pending).to_have_count(1)
    kept = json.loads(await stored(chat))
    assert [entry["text"] for entry in json.loads(next(iter(kept.values())))] == ["gardé"]
    bot.deaf = False
    await chat.page.reload()
    await expect(chat.bubble("Vous avez dit : gardé")).to_be_visible()
    await expect(chat.rows).to_have_count(2)
    assert await stored(chat) == "{}"


async def test_a_server_that_is_down_is_said_with_the_time_of_the_next_try(chat: Chat, bot: FakeBot) -> None:
    bot.down()
    await expect(chat.banner).to_contain_text("Connexion interrompue")
    await expect(chat.banner).to_contain_text(re.compile(r"Nouvel essai dans (?:[4-9]|\d\d)\s"))  # time to press it
    bot.up = True
    await chat.page.get_by_role("button", name="Réessayer maintenant").click()
    await expect(chat.banner).to_be_hidden()
    await expect(chat.live).to_contain_text("Connexion rétablie")


@pytest.mark.parametrize(("streams", "way"), [(True, "stream"), (False, "poll")])
async def test_without_websockets_the_chat_goes_over_http(
    open_chat: Opener, bot: FakeBot, *, streams: bool, way: str
) -> None:
    bot.websockets, bot.streams = False, streams
    chat = await open_chat()
    await chat.send("par un autre chemin")
    await expect(chat.bubble("Vous avez dit : par un autre chemin")).to_be_visible()
    await expect(chat.rows).to_have_count(2)
    assert set(bot.opened) == {way}
    bot.refusal = "Ce message est trop long."
    await chat.send("refusé")
    await expect(chat.pending).to_contain_text("Ce message est trop long.")
    bot.say(text("une nouvelle"), personal=True)
    await expect(chat.bubble("Réponse masquée : connectez-vous pour la revoir.")).to_be_visible()
    bot.login("Claire V.")
    await expect(chat.bubble("une nouvelle")).to_be_visible()
    await expect(chat.rows).to_have_count(4)


async def test_a_refused_message_shows_the_reason_and_is_not_sent_again(chat: Chat, bot: FakeBot) -> None:
    bot.refusal = "Ce message ne peut pas être lu."
    await chat.send("illisible")
    await expect(chat.pending).to_contain_text("Ce message ne peut pas être lu.")
    await expect(chat.pending).to_contain_text("Non envoyé")
    bot.cut()
    await chat.send("le suivant")
    await expect(chat.bubble("Vous avez dit : le suivant")).to_be_visible()
    assert [frame["text"] for frame in bot.received if frame["type"] == "message"] == ["illisible", "le suivant"]
    await chat.page.get_by_role("button", name="Modifier").click()
    await expect(chat.field).to_have_value("illisible")
    await expect(chat.pending).to_have_count(0)


async def test_a_refusal_of_nothing_in_particular_is_shown_and_can_be_closed(chat: Chat, bot: FakeBot) -> None:
    bot.broadcast({"type": "refused", "id": None, "reason": "Trop de messages : patientez un peu."})
    notice = chat.page.locator("mutuelle-chat .notice")
    await expect(notice).to_contain_text("Trop de messages : patientez un peu.")
    await chat.field.press("Escape")
    await expect(notice).to_be_hidden()
    assert await chat.focused() == "field"


async def test_a_hole_in_the_numbers_is_asked_for_again(chat: Chat, bot: FakeBot) -> None:
    links, bot.links = bot.links, {}
    bot.say(text("manqué"))
    bot.links = links
    bot.say(text("arrivé"))
    await expect(chat.bubble("arrivé")).to_be_visible()
    await expect(chat.bubble("manqué")).to_be_visible()
    assert await chat.page.locator("mutuelle-chat .bubble").all_inner_texts() == ["manqué", "arrivé"]


async def test_a_link_that_no_longer_answers_is_replaced(chat: Chat, bot: FakeBot) -> None:
    await chat.page.clock.install()
    await chat.page.reload()
    await expect(chat.page.locator("mutuelle-chat .welcome")).to_be_visible()
    count = len(bot.opened)
    bot.deaf = True  # no pong either
    for _ in range(5):
        await chat.page.clock.run_for(9_000)
        await asyncio.sleep(0.2)
    await eventually(lambda: len(bot.opened) > count, "a new link was opened")


async def test_a_conversation_the_server_forgot_asks_for_a_reload(open_chat: Opener, bot: FakeBot) -> None:
    bot.unknown = True
    chat = await open_chat(ready=False)
    await expect(chat.banner).to_contain_text("Rechargez la page")
    bot.unknown = False
    await chat.page.get_by_role("button", name="Recharger la page").click()
    await expect(chat.page.locator("mutuelle-chat .welcome")).to_be_visible()

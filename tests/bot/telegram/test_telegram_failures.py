"""Answers reach the member once and in order, whatever Telegram refuses and the network loses."""

import asyncio

import httpx
import pytest
from lo_bot_api_emulator import ApiRefusal
from structlog.testing import capture_logs

from bot.telegram import client as telegram_client
from tests.telegram_api import Fault, Person, TelegramApi, telegram_api

HELLO = {"type": "text", "text": "Bonjour"}


async def test_a_flood_limit_is_waited_for(bot, claire: Person, api: TelegramApi):
    api.fail("sendMessage", Fault(429, "Too Many Requests: retry after 1", {"retry_after": 1}))
    await bot.tell(claire, HELLO)
    assert await claire.hears_nothing(0.7)
    assert (await claire.hears()).text == "Bonjour"
    assert len(claire.heard) == 1


async def test_an_outage_is_outlived(bot, claire: Person, api: TelegramApi):
    api.fail("sendMessage", Fault(502, "Bad Gateway"), Fault(cut=True), Fault(500, "Internal Server Error"))
    await bot.tell(claire, HELLO, {"type": "text", "text": "Ça va ?"})
    assert [(await claire.hears(15)).text for _ in range(2)] == ["Bonjour", "Ça va ?"]


async def test_an_answer_whose_confirmation_is_lost_is_not_sent_again(house, claire: Person, api, monkeypatch):
    monkeypatch.setitem(telegram_client._TIMEOUTS, "read_timeout", 0.4)
    api.fail("sendMessage", Fault(answers_after=1))
    with capture_logs() as logs:
        async with house.open(api.base_url):
            await house.tell(claire, HELLO, {"type": "text", "text": "Ça va ?"})
            assert [(await claire.hears()).text for _ in range(2)] == ["Bonjour", "Ça va ?"]
            assert await claire.hears_nothing(1)
    assert "telegram_answer_timed_out" in [entry["event"] for entry in logs]


async def test_an_answer_that_never_left_is_sent_again(house, claire: Person, api, monkeypatch):
    tries = []

    async def flaky(self, *args, **kwargs):
        tries.append(1)
        if len(tries) < 3:
            raise httpx.ConnectTimeout("no route") if len(tries) == 1 else httpx.ConnectError("refused")
        return await real(self, *args, **kwargs)

    async with house.open(api.base_url):
        await api.wait_for(lambda: api.called("setMyCommands"))
        real = httpx.AsyncClient.request
        await asyncio.sleep(0.1)
        monkeypatch.setattr(httpx.AsyncClient, "request", flaky)
        await house.tell(claire, HELLO)
        assert (await claire.hears()).text == "Bonjour"
    assert len(claire.heard) == 1


@pytest.mark.parametrize(
    "refusal", [(403, "Forbidden: bot was blocked by the user"), (400, "Bad Request: chat not found")]
)
async def test_a_person_who_left_is_not_written_to_again_until_he_is_back(bot, claire: Person, api, refusal):
    api.fail("sendMessage", Fault(*refusal))
    await bot.tell(claire, HELLO)
    await api.wait_for(lambda: ("sendMessage", {"refused": refusal[0]}) in api.calls)
    assert await claire.hears_nothing()
    await bot.tell(claire, {"type": "text", "text": "Encore là ?"})
    assert await claire.hears_nothing()
    await claire.says("me revoilà")
    heard = [(await claire.hears()).text for _ in range(3)]
    assert heard == ["Bonjour", "Encore là ?", "reçu : me revoilà"]


async def test_what_telegram_refuses_to_format_comes_as_plain_text(bot, claire: Person, api: TelegramApi):
    refusal = Fault(400, "Bad Request: can't parse entities")
    api.fail("sendMessage", refusal, refusal)
    body = {"type": "link", "text": "Voir <ici>.", "label": "Ouvrir", "url": "https://exemple.fr/a"}
    await bot.tell(claire, body)
    message = await claire.hears()
    assert message.text == "Voir <ici>.\nOuvrir : https://exemple.fr/a"
    assert message.markup == {}


async def test_what_telegram_never_accepts_is_given_up_and_the_next_goes_on(bot, claire: Person, api: TelegramApi):
    api.fail("sendMessage", *[Fault(400, "Bad Request: message text is empty")] * 3)
    await bot.tell(claire, HELLO, {"type": "text", "text": "Ça va ?"})
    assert (await claire.hears()).text == "Ça va ?"


async def test_a_bot_api_that_knows_fewer_options_still_gets_text_and_buttons(bot, claire: Person, api, monkeypatch):
    own = TelegramApi.validate

    def strict(self, method, fields, uploads):
        if method == "sendMessage":
            for option in ("link_preview_options", "protect_content"):
                if option in fields:
                    raise ApiRefusal(f"Bad Request: {option} is not supported yet")
        return own(self, method, fields, uploads)

    monkeypatch.setattr(TelegramApi, "validate", strict)
    buttons = [{"title": "Oui", "payload": "/affirm"}]
    await bot.tell(claire, {"type": "text", "text": "Voir exemple.fr ?", "buttons": buttons})
    assert (await claire.hears()).buttons == ["Oui"]


async def test_a_stop_in_the_middle_of_a_flood_limit_is_quick_and_loses_nothing(house, claire: Person, api):
    api.fail("sendMessage", Fault(429, "Too Many Requests", {"retry_after": 60}))
    async with house.open(api.base_url):
        await house.tell(claire, HELLO)
        await api.wait_for(lambda: ("sendMessage", {"refused": 429}) in api.calls)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 2
    async with house.open(api.base_url):
        assert (await claire.hears()).text == "Bonjour"


async def test_a_telegram_that_comes_up_late_is_found(house, claire: Person, api: TelegramApi):
    port = int(api.base_url.rsplit(":", 1)[1])
    await api.stop()
    with capture_logs() as logs:
        async with house.open(api.base_url):
            await house.tell(claire, HELLO)
            await asyncio.sleep(0.5)
            async with telegram_api(port) as later:
                await later.wait_for(lambda: later.sent_to(claire.id), 15)
    assert [entry["event"] for entry in logs].count("telegram_unreachable") == 1

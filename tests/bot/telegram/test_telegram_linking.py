"""A deep link opens the chat: its secret is never kept, and the dialogue asks only when it still works."""

import pytest
from sqlalchemy import select

from mutuelle.account.telegram_tables import TelegramLinking
from mutuelle.tables import metadata
from tests.family import settle
from tests.talk import log_in, rasa_id_of
from tests.telegram_api import Person, TelegramApi


@pytest.fixture
async def start(house, store, accounts, codes, telegram_links, transcript, clock, monkeypatch):
    """The secret of a link that Claire asked for on the web."""
    family = await settle(store)
    house.links = telegram_links
    web = await transcript.open("web", "browser")
    await log_in(accounts, store, web, family.claire_login)

    async def no_code(*_, **__):
        return None

    monkeypatch.setattr("mutuelle.account.telegram.use_code", no_code)
    token = (await telegram_links.begin(await rasa_id_of(store, web))).rsplit("/", 1)[1]
    return (await telegram_links.request(token)).start_token


async def opened_by(store):
    async with store.read() as connection:
        return (await connection.execute(select(TelegramLinking.telegram_conversation_id))).scalar_one()


async def test_a_good_secret_has_the_dialogue_ask(house, api: TelegramApi, claire: Person, start, store, transcript):
    async with house.open(api.base_url):
        await claire.says(f"/start {start}")
        assert (await claire.hears()).text == "reçu : /link_telegram"
    assert await opened_by(store) == await transcript.find("telegram", str(claire.id))
    async with store.read() as connection:
        rows = [row for table in metadata.sorted_tables for row in (await connection.execute(select(table))).all()]
    assert start not in repr(rows)


@pytest.mark.parametrize("secret", ["invented", "x" * 64])
async def test_a_dead_secret_is_said_to_be_dead(house, api: TelegramApi, claire: Person, start, secret):
    async with house.open(api.base_url):
        await claire.says(f"/start {secret}")
        assert (await claire.hears()).text == "reçu : problem telegram_link_dead"


async def test_a_secret_serves_the_first_person_only(house, api: TelegramApi, claire: Person, start, store, transcript):
    other = api.person("Zacharie")
    async with house.open(api.base_url):
        await claire.says(f"/start {start}")
        await claire.hears()
        await other.says(f"/start {start}")
        assert (await other.hears()).text == "reçu : problem telegram_link_dead"
    assert await opened_by(store) == await transcript.find("telegram", str(claire.id))


async def test_a_forwarded_or_edited_start_opens_nothing(house, api: TelegramApi, claire: Person, start, store):
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Someone"}
    async with house.open(api.base_url):
        await api.push(message=claire.message(text=f"/start {start}", forward_origin=origin))
        assert "transférés" in (await claire.hears()).text
        await api.push(edited_message={**claire.message(text=f"/start {start}"), "edit_date": 2})
        assert "modifiés" in (await claire.hears()).text
    assert await opened_by(store) is None


async def test_a_plain_start_still_greets(house, api: TelegramApi, claire: Person, start):
    async with house.open(api.base_url):
        await claire.says("/start")
        assert (await claire.hears()).text == "reçu : /greet"


async def test_the_bots_name_is_known_once_telegram_was_reached(house, api: TelegramApi):
    assert house.new_channel(api.base_url).username() is None
    async with house.open(api.base_url) as channel:
        await api.wait_for(lambda: channel.username() is not None)
        assert channel.username() == "mutuelle_test_bot"

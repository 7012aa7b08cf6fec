"""Linking Telegram by conversation: the page, the question in the chat, yes and no; unlinking."""

import re

import pytest
from sqlalchemy import select

from mutuelle.conversations import log
from mutuelle.mail.tables import Mail

LINK = "action_account_link_telegram"


@pytest.fixture
def confirm_code(store, codes):
    """Enters the code that was sent last."""

    async def enter(answer):
        (body,) = answer.bodies
        async with store.read() as connection:
            plain = (await connection.execute(select(Mail.plain).order_by(Mail.id.desc()))).scalars().first()
        await codes.enter(body["url"].rsplit("/", 1)[1], re.search(r"\b\d{6}\b", plain)[0])

    return enter


@pytest.fixture
async def opened(logs_in, visits, confirm_code, telegram_links, store):
    """Claire's web dialogue, and a Telegram chat that her link opened; the page's token."""
    web, chat = await logs_in(), await visits("telegram", "777")
    await confirm_code(await web.run(LINK, "relier telegram"))
    token = (await web.run(LINK, "relier telegram")).bodies[0]["url"].rsplit("/", 1)[1]
    async with store.read() as connection:
        conversation = await log.by_rasa_id(connection, chat.rasa_id)
    await telegram_links.open_in_telegram((await telegram_links.request(token)).start_token, conversation.id)
    return web, chat, token


async def test_a_link_asks_for_a_code_by_mail_then_gives_the_page(logs_in, confirm_code):
    web = await logs_in()
    asked = await web.run(LINK, "relier telegram")
    assert "/code/" in asked.bodies[0]["url"]
    assert "jamais ici" in asked.text
    await confirm_code(asked)
    assert "/relier-telegram/" in (await web.run(LINK, "relier telegram")).bodies[0]["url"]


async def test_after_too_many_codes_the_member_is_asked_to_wait(logs_in):
    web = await logs_in()
    answers = [await web.run(LINK, "relier telegram") for _ in range(7)]
    assert all("url" in answer.bodies[0] for answer in answers[:6])
    assert "Plusieurs codes" in answers[6].text


async def test_a_visitor_has_to_log_in_first(visits):
    for action in (LINK, "action_account_unlink_telegram", "action_account_telegram_unlinked"):
        assert "/connexion/" in (await (await visits()).run(action)).bodies[0]["url"]


async def test_the_chat_that_the_link_opened_is_asked_whose_account_it_is(opened):
    _, chat, _ = opened
    asked = await chat.run(LINK)
    assert "Claire V." in asked.text
    assert {"event": "followup", "name": "account_telegram_link_form"}.items() <= asked.events[-1].items()
    assert "Claire" not in str(asked.uttered)


async def test_a_yes_sends_the_member_back_to_the_page(opened, telegram_links):
    _, chat, token = opened
    said = await chat.run("action_account_confirm_telegram_link", "oui")
    assert "rien n'est relié" in said.text
    assert said.slots == {"account_telegram_link_sure": None}
    assert (await telegram_links.request(token)).confirmed


async def test_a_second_yes_is_told_that_there_is_nothing_to_confirm(opened):
    _, chat, _ = opened
    await chat.run("action_account_confirm_telegram_link", "oui")
    assert "plus valable" in (await chat.run("action_account_confirm_telegram_link", "oui")).text


async def test_a_no_links_nothing(opened):
    _, chat, _ = opened
    assert "rien n'est relié" in (await chat.run("action_account_refuse_telegram_link", "non")).text
    assert "plus valable" in (await chat.run("action_account_confirm_telegram_link", "oui")).text


async def test_unlinking_names_the_chat_asks_and_unlinks(opened, telegram_links):
    web, chat, token = opened
    assert "Aucun compte Telegram" in (await web.run("action_account_unlink_telegram")).text
    await chat.run("action_account_confirm_telegram_link", "oui")
    await telegram_links.finish(token, notice="linked")
    asked = await web.run("action_account_unlink_telegram")
    assert "un compte sans nom" in asked.text
    assert asked.events[-1]["name"] == "account_telegram_unlink_form"
    assert "n'est plus relié" in (await web.run("action_account_telegram_unlinked", "oui")).text
    assert "Aucun compte Telegram" in (await web.run("action_account_telegram_unlinked", "oui")).text

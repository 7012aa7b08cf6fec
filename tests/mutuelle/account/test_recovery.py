import asyncio

import pytest
from sqlalchemy import select

from mutuelle.errors import LinkExpired, LinkUsed, NotLoggedIn, PasswordRefused, TooManyAttempts, WrongCredentials
from mutuelle.mail.tables import Mail
from tests.talk import log_in, rasa_id_of

NEW = "Tilleul-Canard-42"
ADDRESS = "192.0.2.7"


async def reset_token(recoveries, store, identifier):
    await recoveries.ask(identifier, address=ADDRESS)
    async with store.read() as connection:
        plain = (await connection.execute(select(Mail.plain).order_by(Mail.id.desc()).limit(1))).scalar_one()
    return plain.split("/mot-de-passe/")[1].split()[0]


async def mails(store):
    async with store.read() as connection:
        return (await connection.execute(select(Mail.recipient))).scalars().all()


async def test_a_forgotten_password_is_replaced_and_every_session_ends(recoveries, accounts, store, transcript, family):
    opened = await transcript.open("web", "a")
    await log_in(accounts, store, opened, family.claire_login)
    await recoveries.set_password(await reset_token(recoveries, store, " Claire@exemple.fr"), NEW)
    assert (await accounts.presence(opened)).state == "anonymous"
    with pytest.raises(WrongCredentials):
        await log_in(accounts, store, opened, family.claire_login)
    await log_in(accounts, store, await transcript.open("web", "b"), family.claire_login, NEW)


@pytest.mark.parametrize("identifier", ["nobody@exemple.fr", "jeanne@exemple.fr", "", "a\0b\r\nBcc: x"])
async def test_an_address_without_an_active_account_gets_nothing(recoveries, store, family, identifier):
    assert await recoveries.ask(identifier, address=ADDRESS) is None
    assert await mails(store) == []


@pytest.mark.parametrize("identifier", ["claire@exemple.fr", "nobody@exemple.fr"])
async def test_asking_too_often_is_refused_alike_for_known_and_unknown(recoveries, store, family, identifier):
    for _ in range(3):
        await recoveries.ask(identifier, address=ADDRESS)
    with pytest.raises(TooManyAttempts):
        await recoveries.ask(identifier, address=ADDRESS)


async def test_a_lock_ends_with_the_new_password(recoveries, accounts, store, transcript, family):
    conversation = await transcript.open("web", "a")
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            await log_in(accounts, store, conversation, family.claire_login, "wrong")
    with pytest.raises(TooManyAttempts):
        await log_in(accounts, store, conversation, family.claire_login)
    await recoveries.set_password(await reset_token(recoveries, store, family.claire_login), NEW)
    await log_in(accounts, store, conversation, family.claire_login, NEW)


async def test_a_reset_link_lives_an_hour_serves_once_and_dies_with_a_newer_one(recoveries, store, clock, family):
    old = await reset_token(recoveries, store, family.claire_login)
    token = await reset_token(recoveries, store, family.claire_login)
    with pytest.raises(LinkUsed):
        await recoveries.asks_current(old)
    results = await asyncio.gather(*(recoveries.set_password(token, NEW) for _ in range(5)), return_exceptions=True)
    assert sum(result is None for result in results) == 1
    late = await reset_token(recoveries, store, family.marc_login)
    clock.pass_(hours=1)
    with pytest.raises(LinkExpired):
        await recoveries.set_password(late, NEW)


async def test_a_change_needs_the_current_password_and_a_session(recoveries, accounts, store, transcript, family):
    conversation = await transcript.open("web", "a")
    with pytest.raises(NotLoggedIn):
        await recoveries.change_link(await rasa_id_of(store, conversation))
    await log_in(accounts, store, conversation, family.claire_login)
    token = (await recoveries.change_link(await rasa_id_of(store, conversation))).rsplit("/", 1)[1]
    assert (await recoveries.asks_current(token)).conversation_id == conversation
    with pytest.raises(WrongCredentials):
        await recoveries.set_password(token, NEW, current="wrong")
    with pytest.raises(PasswordRefused):
        await recoveries.set_password(token, "Claire-Vasseur1", current=family.password)
    await recoveries.set_password(token, NEW, current=family.password)
    assert (await accounts.presence(conversation)).state == "anonymous"

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from mutuelle.account.tables import Account
from mutuelle.errors import (
    CodeNeeded,
    LinkExpired,
    LinkUsed,
    NotLoggedIn,
    PasswordRefused,
    TooManyAttempts,
    WrongCredentials,
)
from mutuelle.mail.tables import Mail
from tests.talk import give_code, log_in, rasa_id_of

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


@pytest.mark.parametrize("identifier", ["nobody@exemple.fr", "", "a\0b\r\nBcc: x"])
async def test_an_address_without_an_active_account_gets_nothing(recoveries, store, family, identifier):
    assert await recoveries.ask(identifier, address=ADDRESS) is None
    assert await mails(store) == []


async def test_an_address_whose_account_waits_to_be_activated_is_told_how_to_go_on(recoveries, store, family):
    await recoveries.ask(family.inactive_login, address=ADDRESS)
    assert await mails(store) == [family.inactive_login]


async def test_a_reset_mail_says_that_the_account_is_about_to_be_erased(recoveries, store, family, clock):
    async with store.write() as connection:
        at = clock.now() + timedelta(days=30)
        await connection.execute(update(Account).where(Account.id == family.claire).values(erases_at=at))
    await recoveries.ask(family.claire_login, address=ADDRESS)
    async with store.read() as connection:
        plain = (await connection.execute(select(Mail.plain))).scalar_one()
    assert "22 décembre 2026" in plain


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


@pytest.fixture
async def change_token(recoveries, accounts, codes, store, transcript, family):
    """Claire is logged in in a conversation and gave the code: the token of the page."""
    conversation = await transcript.open("web", "a")
    await log_in(accounts, store, conversation, family.claire_login)
    rasa_id = await rasa_id_of(store, conversation)
    with pytest.raises(CodeNeeded):
        await recoveries.change_link(rasa_id)
    await give_code(codes, store, conversation, "change_password")
    return (await recoveries.change_link(rasa_id)).rsplit("/", 1)[1]


async def test_a_change_needs_a_session_a_code_and_the_current_password(
    recoveries, accounts, store, transcript, family, change_token
):
    stranger = await transcript.open("web", "b")
    with pytest.raises(NotLoggedIn):
        await recoveries.change_link(await rasa_id_of(store, stranger))
    here = await transcript.find("web", "a")
    assert (await recoveries.asks_current(change_token)).conversation_id == here
    with pytest.raises(WrongCredentials):
        await recoveries.set_password(change_token, NEW, current="wrong")
    with pytest.raises(PasswordRefused):
        await recoveries.set_password(change_token, "Claire-Vasseur1", current=family.password)
    await recoveries.set_password(change_token, NEW, current=family.password)
    await log_in(accounts, store, stranger, family.claire_login, NEW)


async def test_a_change_ends_the_other_sessions_and_is_told_by_mail(
    recoveries, accounts, store, transcript, family, change_token
):
    other = await transcript.open("web", "b")
    await log_in(accounts, store, other, family.claire_login)
    await recoveries.set_password(change_token, NEW, current=family.password)
    assert (await accounts.presence(other)).state == "anonymous"
    assert (await accounts.presence(await transcript.find("web", "a"))).state == "open"
    async with store.read() as connection:
        last = (await connection.execute(select(Mail.template).order_by(Mail.id.desc()).limit(1))).scalar_one()
    assert last == "password_changed"


async def test_of_a_hundred_changes_by_one_link_one_counts(recoveries, store, family, change_token):
    tries = (recoveries.set_password(change_token, NEW, current=family.password) for _ in range(100))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(one is None for one in results) == 1
    assert all(isinstance(one, LinkUsed | TooManyAttempts | None) for one in results)


async def test_the_page_of_a_change_dies_with_its_session(recoveries, accounts, store, transcript, change_token):
    await accounts.log_out(await rasa_id_of(store, await transcript.find("web", "a")))
    with pytest.raises(LinkExpired):
        await recoveries.asks_current(change_token)

"""A sensitive change needs a code that was sent by e-mail: for one purpose, in one session, once, for ten minutes."""

import asyncio
import re

import pytest
from sqlalchemy import select

from mutuelle.account.access import viewer_of
from mutuelle.account.code_tables import OneTimeCode
from mutuelle.account.codes import masked, purposes
from mutuelle.account.step_up import use_code
from mutuelle.errors import CodeNeeded, LinkExpired, LinkUnknown, LinkUsed, NotLoggedIn, TooManyCodes, WrongCode
from mutuelle.mail.tables import Mail
from tests.talk import log_in, rasa_id_of, say

PURPOSE = "change_phone"


@pytest.fixture
async def conversation(accounts, store, transcript, family):
    opened = await transcript.open("web", "a")
    await log_in(accounts, store, opened, family.claire_login)
    return opened


async def ask(codes, store, conversation, purpose=PURPOSE, **more):
    url = await codes.ask(await rasa_id_of(store, conversation), purpose=purpose, **more)
    return url.rsplit("/", 1)[1]


async def codes_sent(store):
    """Return (recipient, code) of each e-mail, oldest first."""
    async with store.read() as connection:
        rows = (await connection.execute(select(Mail.recipient, Mail.plain, Mail.html).order_by(Mail.id))).all()
    assert all(re.search(r"\b\d{6}\b", row.plain)[0] in row.html for row in rows)
    return [(row.recipient, re.search(r"\b\d{6}\b", row.plain)[0]) for row in rows]


async def change(store, clock, settings, conversation, purpose=PURPOSE):
    """Do what needs the code."""
    rasa_id = await rasa_id_of(store, conversation)
    async with store.write() as connection:
        viewer = await viewer_of(connection, rasa_id=rasa_id, now=clock.now(), idle=settings.session_idle)
        await use_code(connection, viewer, purpose=purpose, now=clock.now())


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def test_the_right_code_allows_one_change_and_no_second(codes, store, clock, settings, conversation, family):
    with pytest.raises(CodeNeeded):
        await change(store, clock, settings, conversation)
    token = await ask(codes, store, conversation)
    ((recipient, code),) = await codes_sent(store)
    assert recipient == family.claire_login
    with pytest.raises(CodeNeeded):
        await change(store, clock, settings, conversation)
    await codes.enter(token, f" {code[:3]} {code[3:]} ")
    await change(store, clock, settings, conversation)
    with pytest.raises(CodeNeeded):
        await change(store, clock, settings, conversation)


async def test_neither_code_nor_token_is_kept_in_the_table(codes, store, conversation):
    token = await ask(codes, store, conversation)
    ((_, code),) = await codes_sent(store)
    async with store.read() as connection:
        kept = repr((await connection.execute(select(OneTimeCode))).all())
    assert token not in kept
    assert code not in re.findall(r"\d+", kept)


async def test_a_code_serves_its_purpose_only(codes, store, clock, settings, conversation):
    token = await ask(codes, store, conversation)
    await codes.enter(token, (await codes_sent(store))[0][1])
    with pytest.raises(CodeNeeded):
        await change(store, clock, settings, conversation, "delete_account")


async def test_a_code_serves_in_its_session_only(codes, store, clock, settings, conversation, accounts, family):
    token = await ask(codes, store, conversation)
    await codes.enter(token, (await codes_sent(store))[0][1])
    await log_in(accounts, store, conversation, family.claire_login)
    with pytest.raises(CodeNeeded):
        await change(store, clock, settings, conversation)


async def test_five_wrong_tries_kill_the_code(codes, store, conversation):
    token = await ask(codes, store, conversation)
    ((_, code),) = await codes_sent(store)
    left = []
    for _ in range(5):
        with pytest.raises(WrongCode) as wrong:
            await codes.enter(token, other_than(code))
        left.append(wrong.value.left)
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(WrongCode):
        await codes.enter(token, code)


async def test_a_new_code_on_the_same_page_gives_no_new_tries(codes, store, conversation, clock):
    token = await ask(codes, store, conversation)
    for _ in range(4):
        with pytest.raises(WrongCode):
            await codes.enter(token, "")
    clock.pass_(seconds=61)
    await codes.resend(token)
    (_, old), (_, new) = await codes_sent(store)
    if old != new:
        with pytest.raises(WrongCode):
            await codes.enter(token, old)
        with pytest.raises(WrongCode):
            await codes.enter(token, new)


async def test_the_code_that_was_sent_again_is_the_right_one(codes, store, conversation, clock):
    token = await ask(codes, store, conversation)
    clock.pass_(seconds=61)
    await codes.resend(token)
    assert (await codes.enter(token, (await codes_sent(store))[1][1])).conversation_id == conversation


async def test_a_code_is_good_for_ten_minutes_exactly(codes, store, conversation, clock):
    token = await ask(codes, store, conversation)
    ((_, code),) = await codes_sent(store)
    clock.pass_(minutes=9, seconds=59)
    await codes.request(token)
    clock.pass_(seconds=1)
    with pytest.raises(LinkExpired):
        await codes.request(token)
    with pytest.raises(LinkExpired):
        await codes.enter(token, code)


async def test_a_newer_code_of_the_purpose_kills_the_older(codes, store, conversation):
    old = await ask(codes, store, conversation)
    await ask(codes, store, conversation)
    with pytest.raises(LinkUsed):
        await codes.enter(old, (await codes_sent(store))[0][1])


async def test_of_a_hundred_posts_of_the_right_code_one_counts(codes, store, conversation, worklist):
    token = await ask(codes, store, conversation, then="/change")
    ((_, code),) = await codes_sent(store)
    before = len(await worklist.pending(conversation))
    results = await asyncio.gather(*(codes.enter(token, code) for _ in range(100)), return_exceptions=True)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert len(await worklist.pending(conversation)) == before + 1


async def test_what_waited_for_the_code_is_taken_up(codes, store, transcript, conversation, worklist):
    await say(transcript, conversation, "oui", "m1")
    for waiting in (await worklist.pending(conversation))[:-1]:
        await worklist.answer(conversation, seq=waiting.seq, replies=[], turn=False)
    token = await ask(codes, store, conversation)
    await codes.enter(token, (await codes_sent(store))[0][1])
    last = (await worklist.pending(conversation))[-1]
    assert (last.payload, last.body) == ("oui", {"type": "resume", "after": "code"})


async def test_no_more_than_six_codes_leave_in_an_hour(codes, store, conversation, clock):
    for _ in range(6):
        token = await ask(codes, store, conversation)
        clock.pass_(seconds=61)
    with pytest.raises(TooManyCodes):
        await ask(codes, store, conversation)
    with pytest.raises(TooManyCodes):
        await codes.resend(token)
    assert len(await codes_sent(store)) == 6


async def test_a_code_is_not_sent_again_within_a_minute(codes, store, conversation):
    token = await ask(codes, store, conversation)
    with pytest.raises(TooManyCodes):
        await codes.resend(token)


async def test_nobody_gets_a_code_without_being_logged_in(codes, store, transcript, family):
    conversation = await transcript.open("web", "b")
    with pytest.raises(NotLoggedIn):
        await ask(codes, store, conversation)


async def test_the_page_dies_with_the_session(codes, store, conversation, accounts):
    token = await ask(codes, store, conversation)
    await accounts.log_out(await rasa_id_of(store, conversation))
    with pytest.raises(LinkExpired):
        await codes.request(token)


async def test_an_invented_link_is_unknown(codes, store, family):
    with pytest.raises(LinkUnknown):
        await codes.request("invented")


def test_an_address_is_shown_masked():
    assert masked("claire@exemple.fr") == "c•••@exemple.fr"


def test_every_purpose_is_said_in_words():
    assert all(purposes().values())

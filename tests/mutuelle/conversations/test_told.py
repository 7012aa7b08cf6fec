"""What was told last: to whom, for how long, and what has it forgotten."""

import pytest

from mutuelle.conversations.told import Telling, Told
from mutuelle.conversations.worklist import Worklist
from tests.talk import log_in, rasa_id_of

COUNTERS = Told("withheld", {"kinds": ["franchise"], "year": 2026, "person": None})


@pytest.fixture
def telling(store, clock, settings):
    return Telling(store, clock, settings)


@pytest.fixture
async def talk(accounts, store, transcript, family):
    conversation = await transcript.open("web", "told")
    await log_in(accounts, store, conversation, family.claire_login)
    return conversation, await rasa_id_of(store, conversation)


async def leave(store, clock, rasa_id, member_id, told=None, *, retold=False):
    worklist = Worklist(store, clock)
    await worklist.leave_answer(rasa_id, [{"type": "text", "text": "…"}], member_id=member_id, told=told, retold=retold)


async def test_it_is_told_until_the_next_answer_which_a_login_is_not(telling, talk, store, clock, family):
    _, rasa_id = talk
    await leave(store, clock, rasa_id, family.claire, COUNTERS)
    assert await telling.last(rasa_id) == COUNTERS
    await leave(store, clock, rasa_id, None, retold=True)
    assert await telling.last(rasa_id) == COUNTERS
    await leave(store, clock, rasa_id, family.claire)
    assert await telling.last(rasa_id) is None


async def test_nobody_else_goes_on_with_what_a_member_was_told(telling, talk, accounts, store, clock, family):
    conversation, rasa_id = talk
    await leave(store, clock, rasa_id, family.claire, COUNTERS)
    await log_in(accounts, store, conversation, family.marc_login)
    assert await telling.last(await rasa_id_of(store, conversation)) is None


async def test_what_a_visitor_was_told_is_still_his_after_the_login(
    telling, accounts, store, transcript, clock, family
):
    conversation = await transcript.open("web", "visits")
    defined = Told("defined", {"terms": ["franchise_medicale"], "easy": False})
    await leave(store, clock, await rasa_id_of(store, conversation), None, defined)
    await log_in(accounts, store, conversation, family.claire_login)
    assert await telling.last(await rasa_id_of(store, conversation)) == defined


async def test_it_is_forgotten_after_an_hour_and_unread_while_the_session_is_locked(
    telling, talk, store, clock, family
):
    _, rasa_id = talk
    await leave(store, clock, rasa_id, None, Told("defined", {"terms": ["brss"], "easy": False}))
    clock.pass_(minutes=61)
    assert await telling.last(rasa_id) is None
    await leave(store, clock, rasa_id, family.claire, COUNTERS)
    assert await telling.last(rasa_id) is None

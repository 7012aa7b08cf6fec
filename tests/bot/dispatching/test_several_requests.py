"""Several requests in one message: each is announced and answered once the one before is over."""

import pytest

from bot.rasa import RasaUnavailable
from bot.texts import say
from mutuelle.conversations.apart import Reading
from tests.bot.dispatching.waiting import at_rest
from tests.databases import on_both_databases
from tests.family import PASSWORD
from tests.talk import log_in, new_link, rasa_id_of

BOTH = "mes remboursements et ma carte"
FIRST, SECOND = "mes remboursements", "ma carte"
ANNOUNCED = say("answers", "several", first=FIRST)
NEXT = say("answers", "next_part", request=SECOND)


@pytest.fixture
def two(rasa):
    rasa.readings = {FIRST: Reading("view_reimbursements", 0.9), SECOND: Reading("reissue_card", 0.9)}
    return rasa


@on_both_databases
async def test_two_requests_are_answered_one_after_the_other(two, hears, said, chat):
    await hears(BOTH)
    assert await said(chat) == [ANNOUNCED, f"re: {FIRST}", NEXT, f"re: {SECOND}"]


async def test_the_second_waits_until_the_first_ones_form_is_over(two, hears, said, chat):
    two.answers = lambda message: setattr(two, "form", message != "oui") or [{"type": "text", "text": message}]
    await hears(BOTH)
    assert two.messages == [FIRST]
    await hears("le 12")
    assert two.messages == [FIRST, "le 12"]
    await hears("oui")
    assert (await said(chat))[-2:] == [NEXT, SECOND]


async def test_in_a_form_a_message_is_an_answer_and_stays_whole(two, hears):
    two.form = True
    await hears(BOTH)
    assert two.messages == [BOTH]


async def test_a_login_takes_up_the_first_request_and_then_comes_the_second(
    two, hears, accounts, store, chat, desk, family
):
    links = []

    async def asks_login(sender, message):
        two.heard.append((sender, message))
        if not links:
            links.append(await new_link(accounts, store, chat, resume=True))
        return [{"type": "text", "text": message}]

    two.say = asks_login
    await hears(BOTH)
    assert two.messages == [FIRST]
    await accounts.log_in(links[0], identifier=family.claire_login, password=PASSWORD, address="192.0.2.1")
    desk.wake(chat)
    await at_rest(desk, chat)
    assert two.messages == [FIRST, FIRST, SECOND]


async def test_an_engine_that_cannot_read_the_pieces_gets_the_whole(two, hears):
    two.readings[SECOND] = RasaUnavailable("timeout")
    await hears(BOTH)
    assert two.messages == [BOTH]


async def test_after_a_logout_nothing_more_is_answered(two, hears, accounts, store, chat, family):
    await log_in(accounts, store, chat, family.claire_login)
    two.answers = lambda message: setattr(two, "form", True) or [{"type": "text", "text": message}]
    await hears(BOTH)
    await accounts.log_out(await rasa_id_of(store, chat))
    two.form = False
    two.answers = lambda message: [{"type": "text", "text": message}]
    await hears("bonjour")
    assert two.messages == [FIRST, "bonjour"]

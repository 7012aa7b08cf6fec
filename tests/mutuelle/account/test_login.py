import asyncio

import pytest

from mutuelle.account.rules import IDENTIFIER_LIMITS, login_delay
from mutuelle.errors import (
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    NotLoggedIn,
    SessionLocked,
    TooManyAttempts,
    WrongCredentials,
)
from tests.talk import log_in, new_link, rasa_id_of, say


async def try_login(accounts, token, identifier, password):
    return await accounts.log_in(token, identifier=identifier, password=password, address="192.0.2.1")


async def test_a_login_binds_the_member_to_the_conversation_that_asked(accounts, store, transcript, family):
    asking, other = await transcript.open("web", "a"), await transcript.open("web", "b")
    await log_in(accounts, store, asking, family.claire_login)
    viewer = await accounts.viewer(await rasa_id_of(store, asking))
    assert (viewer.member_id, viewer.first_name) == (family.claire, "Claire")
    with pytest.raises(NotLoggedIn):
        await accounts.viewer(await rasa_id_of(store, other))


async def test_the_identifier_is_read_without_capitals_or_spaces(accounts, store, transcript, family):
    conversation = await transcript.open("web", "a")
    await log_in(accounts, store, conversation, "  Claire@EXEMPLE.fr ")
    assert (await accounts.presence(conversation)).state == "open"


async def test_a_link_serves_once(accounts, store, transcript, family):
    conversation = await transcript.open("web", "a")
    token = await new_link(accounts, store, conversation)
    await try_login(accounts, token, family.claire_login, family.password)
    with pytest.raises(LinkUsed):
        await try_login(accounts, token, family.claire_login, family.password)


async def test_of_two_simultaneous_logins_with_one_link_one_succeeds(accounts, store, transcript, family):
    conversation = await transcript.open("web", "a")
    token = await new_link(accounts, store, conversation)
    results = await asyncio.gather(
        try_login(accounts, token, family.claire_login, family.password),
        try_login(accounts, token, family.marc_login, family.password),
        return_exceptions=True,
    )
    assert sum(isinstance(result, LinkUsed) for result in results) == 1
    assert sum(not isinstance(result, Exception) for result in results) == 1


async def test_a_newer_link_replaces_the_older_one(accounts, store, transcript, family):
    conversation = await transcript.open("web", "a")
    old = await new_link(accounts, store, conversation)
    await new_link(accounts, store, conversation)
    with pytest.raises(LinkUsed):
        await try_login(accounts, old, family.claire_login, family.password)


async def test_a_link_opens_for_five_minutes_to_the_second(accounts, store, transcript, clock):
    conversation = await transcript.open("web", "a")
    token = await new_link(accounts, store, conversation)
    clock.pass_(minutes=5, seconds=-1)
    assert (await accounts.login_request(token, opening=True)).conversation_id == conversation
    clock.pass_(seconds=1)
    with pytest.raises(LinkExpired):
        await accounts.login_request(token, opening=True)


async def test_a_page_opened_in_time_can_be_submitted_for_fifteen_minutes(accounts, store, transcript, clock, family):
    conversation = await transcript.open("web", "a")
    token = await new_link(accounts, store, conversation)
    clock.pass_(minutes=15)
    with pytest.raises(LinkExpired):
        await try_login(accounts, token, family.claire_login, family.password)


async def test_an_invented_link_is_unknown(accounts, family):
    with pytest.raises(LinkUnknown):
        await accounts.login_request("x" * 43, opening=True)


@pytest.mark.parametrize(
    ("identifier", "password"),
    [
        ("claire@exemple.fr", "wrong"),
        ("nobody@exemple.fr", "Correct-Horse-1"),
        ("jeanne@exemple.fr", "Correct-Horse-1"),
        ("", ""),
        ("claire@exemple.fr' OR 1=1 --", "x\x00y"),
    ],
    ids=["wrong password", "no such account", "account not activated", "empty", "hostile"],
)
async def test_every_failed_login_is_refused_alike(accounts, store, transcript, family, identifier, password):
    conversation = await transcript.open("web", "a")
    token = await new_link(accounts, store, conversation)
    with pytest.raises(WrongCredentials):
        await try_login(accounts, token, identifier, password)
    assert (await accounts.presence(conversation)).state == "anonymous"


async def test_a_wrong_password_leaves_the_link_usable(accounts, store, transcript, family):
    conversation = await transcript.open("web", "a")
    token = await new_link(accounts, store, conversation)
    with pytest.raises(WrongCredentials):
        await try_login(accounts, token, family.claire_login, "wrong")
    assert (await try_login(accounts, token, family.claire_login, family.password)).first_name == "Claire"


async def test_after_three_failures_even_the_right_password_must_wait(accounts, store, transcript, family, clock):
    conversation = await transcript.open("web", "a")
    token = await new_link(accounts, store, conversation)
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            await try_login(accounts, token, family.claire_login, "wrong")
    with pytest.raises(TooManyAttempts) as blocked:
        await try_login(accounts, token, family.claire_login, family.password)
    assert (blocked.value.until - clock.now()).total_seconds() == 5
    clock.pass_(seconds=5)
    await try_login(accounts, token, family.claire_login, family.password)


async def test_guesses_fired_together_do_not_slip_past_the_delay(accounts, store, transcript, family):
    conversation = await transcript.open("web", "a")
    token = await new_link(accounts, store, conversation)
    results = await asyncio.gather(
        *(try_login(accounts, token, family.claire_login, f"guess {n}") for n in range(12)), return_exceptions=True
    )
    assert sum(isinstance(result, WrongCredentials) for result in results) == IDENTIFIER_LIMITS.free
    assert sum(isinstance(result, TooManyAttempts) for result in results) == 12 - IDENTIFIER_LIMITS.free


async def test_an_unknown_identifier_is_delayed_like_a_known_one(accounts, store, transcript, family):
    conversation = await transcript.open("web", "a")
    token = await new_link(accounts, store, conversation)
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            await try_login(accounts, token, "nobody@exemple.fr", "wrong")
    with pytest.raises(TooManyAttempts):
        await try_login(accounts, token, "nobody@exemple.fr", "wrong")


async def test_fifteen_idle_minutes_lock_the_session_and_a_late_message_does_not_open_it(
    accounts, store, transcript, family, clock
):
    conversation = await transcript.open("web", "a")
    await log_in(accounts, store, conversation, family.claire_login)
    rasa_id = await rasa_id_of(store, conversation)
    clock.pass_(minutes=14)
    await say(transcript, conversation, "bonjour", "message-1")
    clock.pass_(minutes=14)
    assert (await accounts.viewer(rasa_id)).member_id == family.claire
    clock.pass_(minutes=1, seconds=1)
    await say(transcript, conversation, "encore là", "message-2")
    with pytest.raises(SessionLocked):
        await accounts.viewer(rasa_id)
    assert (await accounts.presence(conversation)).state == "locked"


async def test_a_logout_ends_the_session_and_empties_the_page(accounts, store, transcript, worklist, family):
    conversation = await transcript.open("web", "a")
    await log_in(accounts, store, conversation, family.claire_login)
    received = await say(transcript, conversation, "déconnexion", "message-1")
    await accounts.log_out(await rasa_id_of(store, conversation))
    view = await transcript.view(conversation, after=0)
    assert view.presence.state == "anonymous"
    assert view.history_after == received.seq
    assert view.events == ()
    with pytest.raises(NotLoggedIn):
        await accounts.log_out(await rasa_id_of(store, conversation))


async def test_a_second_login_in_a_conversation_ends_the_first(accounts, store, transcript, family):
    conversation = await transcript.open("web", "a")
    await log_in(accounts, store, conversation, family.claire_login)
    await log_in(accounts, store, conversation, family.marc_login)
    assert (await accounts.viewer(await rasa_id_of(store, conversation))).member_id == family.marc


async def test_the_message_that_needed_a_login_is_taken_up_after_it(accounts, store, transcript, worklist, family):
    conversation = await transcript.open("web", "a")
    asked = await say(transcript, conversation, "mes remboursements de mars", "message-1")
    token = await new_link(accounts, store, conversation, resume=True)
    await worklist.answer(conversation, seq=asked.seq, replies=[], turn=True)
    before = await rasa_id_of(store, conversation)
    await try_login(accounts, token, family.claire_login, family.password)
    (pending,) = await worklist.pending(conversation)
    assert (pending.body["type"], pending.payload) == ("resume", "mes remboursements de mars")
    assert pending.rasa_id != before


async def test_a_form_that_the_message_answers_goes_on_before_it(accounts, store, transcript, worklist, family):
    conversation = await transcript.open("web", "a")
    asked = await say(transcript, conversation, "pour Léa", "message-1")
    url = await accounts.issue_login_link(
        await rasa_id_of(store, conversation), resume=True, form="/request_certificate"
    )
    await worklist.answer(conversation, seq=asked.seq, replies=[], turn=True)
    await try_login(accounts, url.rsplit("/", 1)[1], family.claire_login, family.password)
    assert [one.payload for one in await worklist.pending(conversation)] == ["/request_certificate", "pour Léa"]


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 0), (2, 0), (3, 5), (4, 10), (6, 40), (9, 320), (10, 1800), (50, 1800)]
)
def test_the_delay_doubles_then_locks(failures, seconds):
    assert login_delay(failures=failures, limits=IDENTIFIER_LIMITS).total_seconds() == seconds


async def test_a_login_moves_the_conversation_so_that_a_copied_cookie_leads_nowhere(
    accounts, store, transcript, family
):
    conversation = await transcript.open("web", "planted")
    token = await new_link(accounts, store, conversation)
    await accounts.log_in(
        token, identifier=family.claire_login, password=family.password, address="192.0.2.1", moves_to="fresh"
    )
    assert await transcript.find("web", "fresh") == conversation
    assert await transcript.find("web", "planted") is None


async def test_a_success_from_a_crowded_address_does_not_block_the_next_member(accounts, store, transcript, family):
    conversation = await transcript.open("web", "a")
    token = await new_link(accounts, store, conversation)
    for n in range(29):
        with pytest.raises(WrongCredentials):
            await try_login(accounts, token, f"guess{n}@exemple.fr", "wrong")
    for login in (family.claire_login, family.marc_login, family.claire_login):
        token = await new_link(accounts, store, conversation)
        assert await try_login(accounts, token, login, family.password)


async def test_what_the_member_typed_is_hidden_too_once_the_session_locked(accounts, store, transcript, family, clock):
    conversation = await transcript.open("web", "a")
    await log_in(accounts, store, conversation, family.claire_login)
    await say(transcript, conversation, "mes séances de psychiatre", "message-1")
    clock.pass_(minutes=16)
    assert "psychiatre" not in str(await transcript.view(conversation, after=0))

"""Requests in the database: numbered, followed by their member alone, moved on by staff, each move told once."""

import asyncio

import pytest
from sqlalchemy import select

from mutuelle.conversations.tables import Event
from mutuelle.errors import NotLoggedIn, RequestStateRefused, RequestUnknown
from mutuelle.mail.tables import Mail
from mutuelle.requests.opening import Requested, open_of_kind, open_request
from mutuelle.requests.rules import State, number_in
from mutuelle.requests.tables import Request
from tests.talk import log_in, rasa_id_of


@pytest.fixture
def record(store, settings, clock):
    async def one(member_id, kind="card_reissue", **more):
        asked = Requested(member_id, kind, {"address": "8 allée des Tilleuls"}, **more)
        async with store.write() as connection:
            return await open_request(connection, asked, secret=settings.secret, now=clock.now())

    return one


@pytest.fixture
async def claire(store, family, transcript, accounts):
    conversation = await transcript.open("web", "browser")
    await log_in(accounts, store, conversation, family.claire_login)
    return await rasa_id_of(store, conversation)


async def rows(store, table):
    async with store.read() as connection:
        return (await connection.execute(select(table.__table__))).all()


async def test_numbers_count_by_year_without_a_gap_or_a_double(record, family, clock):
    numbers = [one.number for one in await asyncio.gather(*(record(family.claire) for _ in range(5)))]
    assert sorted(numbers) == [f"2026-0000{n}" for n in range(1, 6)]
    clock.pass_(days=60)
    assert (await record(family.claire)).number == "2027-00001"


async def test_what_was_asked_is_sealed_in_the_database_and_whole_for_staff(record, requests, store, family):
    recorded = await record(family.claire, subject="Carte de Paul")
    (row,) = await rows(store, Request)
    assert "Tilleuls" not in row.content and "Paul" not in row.subject
    assert await requests.content(recorded.number) == {"address": "8 allée des Tilleuls"}


async def test_requests_are_found_by_number_by_subject_and_all(record, requests, family, claire):
    await record(family.claire, "card_reissue")
    message = await record(family.claire, "requests_message")
    assert [one.kind for one in (await requests.follow(claire)).requests] == ["requests_message", "card_reissue"]
    assert [one.kind for one in (await requests.follow(claire, "et ma carte ?")).requests] == ["card_reissue"]
    (found,) = (await requests.follow(claire, f"la demande {message.number}")).requests
    assert (found.number, found.state) == (message.number, State.RECEIVED)


async def test_nobody_follows_somebody_elses_request(record, requests, family, claire):
    others = await record(family.marc)
    with pytest.raises(RequestUnknown):
        await requests.follow(claire, f"où en est {others.number}")
    assert (await requests.follow(claire)).requests == ()


async def test_without_a_login_nothing_is_shown(requests, transcript, store, family):
    conversation = await transcript.open("web", "nobody")
    with pytest.raises(NotLoggedIn):
        await requests.follow(await rasa_id_of(store, conversation))


async def test_each_move_is_told_by_e_mail_with_number_and_state_only(record, requests, store, family, claire):
    number = (await record(family.claire, subject="Carte de Paul")).number
    await requests.move(number, State.MISSING_DOCUMENT, note="Il manque la photo de Paul.")
    (mail,) = await rows(store, Mail)
    assert mail.recipient == family.claire_login
    assert number in mail.plain and "Pièce manquante" in mail.plain and "Paul" not in mail.plain + mail.html
    (shown,) = (await requests.follow(claire)).requests
    assert [move.state for move in shown.moves] == [State.RECEIVED, State.MISSING_DOCUMENT]
    assert shown.moves[-1].note == "Il manque la photo de Paul."


async def test_a_closed_request_is_never_moved_again(record, requests, family, store):
    number = (await record(family.claire)).number
    await requests.move(number, State.DONE)
    for state in State:
        with pytest.raises(RequestStateRefused):
            await requests.move(number, state)
    assert len(await rows(store, Mail)) == 1
    with pytest.raises(RequestUnknown):
        await requests.move("2026-99999", State.DONE)


async def test_only_an_open_request_of_the_kind_stands_in_the_way_of_another(record, requests, store, family):
    number = (await record(family.claire)).number
    async with store.read() as connection:
        assert (await open_of_kind(connection, family.claire, "card_reissue"))[0] == number
        assert await open_of_kind(connection, family.marc, "card_reissue") is None
    await requests.move(number, State.REFUSED)
    async with store.read() as connection:
        assert await open_of_kind(connection, family.claire, "card_reissue") is None


async def test_a_move_is_pushed_to_the_linked_telegram_chat(record, requests, store, family, transcript, clock):
    chat = await transcript.open("telegram", "42")
    async with store.write() as connection:
        from mutuelle.account.telegram_tables import TelegramLink

        await connection.execute(
            TelegramLink.__table__.insert().values(
                account_id=family.claire, telegram_id="42", label="Claire", linked_at=clock.now()
            )
        )
    number = (await record(family.claire)).number
    await requests.move(number, State.IN_PROGRESS)
    (pushed,) = [row for row in await rows(store, Event) if row.conversation_id == chat]
    assert (pushed.direction, pushed.state) == ("out", "pending")
    assert number in pushed.body["text"] and "En cours" in pushed.body["text"]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("où en est 2026-01234 ?", "2026-01234"),
        ("la demande 2026-1234", "2026-01234"),
        ("n°2026/01234", "2026-01234"),
        ("2026 00012", "2026-00012"),
        ("mes demandes de 2026", None),
        ("le 12/03/2026", None),
        ("06 39 98 00 11", None),
    ],
)
def test_a_number_is_read_as_members_write_it(said, number):
    assert number_in(said) == number

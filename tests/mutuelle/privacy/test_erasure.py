"""Erasing conversations: at once, all of it and only what is the member's, with a number as proof."""

import pytest
from sqlalchemy import func, select, update

from mutuelle.conversations.ended import EndedDialogues
from mutuelle.conversations.handover import Handover
from mutuelle.conversations.tables import Answer, Button, Event, Recollection
from mutuelle.conversations.transcript import Incoming
from mutuelle.mail.service import post
from mutuelle.mail.tables import Mail
from mutuelle.privacy.erasure import ConversationErasure
from mutuelle.procedures.model import Said
from mutuelle.requests.tables import Request
from mutuelle.store import Base
from tests.talk import log_in, rasa_id_of, say

KIND = ConversationErasure.kind
CANARY = "canari-de-sandales"


async def count(store, table, *where):
    async with store.read() as connection:
        return (await connection.execute(select(func.count()).select_from(table).where(*where))).scalar_one()


async def everything(store):
    """Return the whole database as text."""
    async with store.read() as connection:
        tables = [(await connection.execute(select(table))).all() for table in Base.metadata.sorted_tables]
    return str(tables)


async def spoke(transcript, worklist, conversation, word=CANARY):
    received = await say(transcript, conversation, f"mon {word}", f"{conversation[:8]}-{word}")
    bodies = [{"type": "text", "text": f"votre {word}", "buttons": [{"title": word, "payload": f"/{word}"}]}]
    await worklist.answer(conversation, seq=received.seq, replies=bodies, turn=True)


async def confirm(procedures, transcript, store, conversation, scope="everywhere"):
    """Ask for it and say yes, as a message that is being answered."""
    await procedures.begin(await rasa_id_of(store, conversation), KIND, "", {"scope": scope})
    received = await transcript.receive(conversation, Incoming(f"yes-{conversation[:8]}", text="oui"))
    return received.seq, await procedures.go_on(await rasa_id_of(store, conversation), Said("oui"))


@pytest.fixture
async def talked(transcript, worklist, claire):
    await worklist.answer(claire, seq=1, replies=[], turn=False)
    await spoke(transcript, worklist, claire)


async def test_what_was_said_is_gone_at_once_and_the_answer_is_still_told(
    procedures, transcript, worklist, store, claire, talked
):
    seq, done = await confirm(procedures, transcript, store, claire)
    assert done.state == "done"
    assert CANARY not in await everything(store)
    await worklist.answer(claire, seq=seq, replies=[{"type": "text", "text": "c'est fait"}], turn=True)
    view = await transcript.view(claire, after=0)
    assert [event.body["text"] for event in view.events] == ["oui", "c'est fait"]
    assert view.history_after == seq - 1
    assert (await count(store, Button), await count(store, Recollection)) == (0, 0)


async def test_a_number_and_a_time_are_kept_as_proof(procedures, transcript, store, claire, talked, clock):
    _, done = await confirm(procedures, transcript, store, claire)
    async with store.read() as connection:
        row = (await connection.execute(select(Request.number, Request.state, Request.kind))).one()
    assert tuple(row) == (done.outcome.request_number, "done", KIND)
    assert "22 novembre" in done.outcome.values["at"]


async def test_rasa_is_to_forget_here_once_it_answered_and_elsewhere_at_once(
    procedures, transcript, worklist, accounts, store, family, clock, claire, talked
):
    other = await transcript.open("telegram", "777")
    await log_in(accounts, store, other, family.claire_login)
    await worklist.answer(other, seq=1, replies=[], turn=False)
    await spoke(transcript, worklist, other)
    here, there = await rasa_id_of(store, claire), await rasa_id_of(store, other)
    ended = EndedDialogues(store, clock)
    await ended.forgotten((await ended.due()).rasa_ids)
    seq, _ = await confirm(procedures, transcript, store, claire)
    due = await ended.due()
    assert (due.rasa_ids, due.erased) == ((there,), True)
    assert await rasa_id_of(store, claire) == here  # Rasa's turn is not over
    await worklist.answer(claire, seq=seq, replies=[], turn=True)
    assert set((await ended.due()).rasa_ids) == {here, there}
    assert CANARY not in await everything(store)


async def test_only_this_conversation_where_only_this_was_asked(
    procedures, transcript, worklist, accounts, store, family, claire, talked
):
    other = await transcript.open("web", "another browser")
    await log_in(accounts, store, other, family.claire_login)
    await spoke(transcript, worklist, other, "perroquet")
    await confirm(procedures, transcript, store, claire, scope="here")
    left = await everything(store)
    assert CANARY not in left and "perroquet" in left


async def test_another_member_of_the_same_browser_keeps_what_is_his(
    procedures, transcript, worklist, accounts, store, family, claire, talked
):
    await log_in(accounts, store, claire, family.marc_login)
    await spoke(transcript, worklist, claire, "perroquet")
    await log_in(accounts, store, claire, family.claire_login)
    await confirm(procedures, transcript, store, claire)
    left = await everything(store)
    assert f"mon {CANARY}" not in left and "mon perroquet" in left


async def test_a_draft_that_was_interrupted_and_what_nobody_fetched_go_too(
    procedures, transcript, worklist, store, claire, talked
):
    rasa_id = await rasa_id_of(store, claire)
    await procedures.begin(rasa_id, "requests_message", "je veux vous écrire")
    await procedures.go_on(rasa_id, Said(f"ma question porte sur {CANARY} et rien d'autre"))
    await worklist.leave_answer(rasa_id, [{"type": "text", "text": CANARY}], member_id=1)
    await confirm(procedures, transcript, store, claire)
    assert (await count(store, Recollection), await count(store, Answer)) == (0, 0)
    assert (await procedures.progress(rasa_id)).state == "nothing"


async def test_said_twice_it_is_done_once(procedures, transcript, store, claire, talked):
    _, first = await confirm(procedures, transcript, store, claire)
    again = await procedures.go_on(await rasa_id_of(store, claire), Said("oui"))
    assert again.outcome == first.outcome
    assert await count(store, Request) == 1


async def test_a_no_erases_nothing(procedures, transcript, store, claire, talked):
    await procedures.begin(await rasa_id_of(store, claire), KIND, "", {"scope": "everywhere"})
    assert (await procedures.go_on(await rasa_id_of(store, claire), Said("non"))).state == "cancelled"
    assert CANARY in await everything(store)


async def test_what_waits_elsewhere_and_what_a_person_has_is_left_alone(
    procedures, transcript, worklist, accounts, store, clock, family, claire, talked
):
    waiting, taken = await transcript.open("web", "b"), await transcript.open("web", "c")
    for other in (waiting, taken):
        await log_in(accounts, store, other, family.claire_login)
    await say(transcript, waiting, "question sans réponse", "w1")
    await spoke(transcript, worklist, taken, "perroquet")
    await Handover(store, clock).take_over(taken, "Ana")
    await confirm(procedures, transcript, store, claire)
    assert await count(store, Event, Event.conversation_id == waiting, Event.state == "pending") > 0
    assert "perroquet" in await everything(store)


async def test_mails_that_were_sent_go_and_one_about_to_be_sent_does_not(
    procedures, transcript, store, clock, family, claire, talked
):
    for to in (family.claire_login, family.claire_login, "else@exemple.fr"):
        async with store.write() as connection:
            await post(connection, to=to, template="password_changed", now=clock.now(), at="hier")
            await connection.execute(update(Mail).where(Mail.id == 1).values(sent_at=clock.now()))
    await confirm(procedures, transcript, store, claire)
    async with store.read() as connection:
        assert list((await connection.execute(select(Mail.id).order_by(Mail.id))).scalars()) == [2, 3]


async def test_the_file_of_the_database_keeps_nothing(
    procedures, transcript, worklist, store, claire, talked, tmp_path, database_url
):
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL's files are the server's")
    for number in range(40):
        await spoke(transcript, worklist, claire, f"{CANARY}-{number}")
    await confirm(procedures, transcript, store, claire)
    await store.scrub()
    files = [path for path in tmp_path.iterdir() if path.name.startswith("mutuelle.db")]
    assert files
    assert [path.name for path in files if CANARY.encode() in path.read_bytes()] == []

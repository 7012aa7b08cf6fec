"""Deleting the account: confirmed twice, marked once, kept on demand for thirty days, then really erased."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

import mutuelle.tables  # noqa: F401  (makes the metadata whole)
from mutuelle.account.deletion import KEPT, is_keyword
from mutuelle.account.tables import Account, Session
from mutuelle.contract.tables import Contract, Member
from mutuelle.conversations.tables import Answer, Button, Conversation, Event, Recollection
from mutuelle.errors import CodeNeeded, KeywordWrong, LinkExpired, LinkUsed, NotLoggedIn
from mutuelle.mail.tables import Mail
from mutuelle.reimbursements.tables import Reimbursement
from mutuelle.store import Base
from tests.logs import recorded
from tests.mutuelle.account.test_opening import ANSWERS, asked, token_in
from tests.talk import give_code, log_in, rasa_id_of, say

WORD = "SUPPRIMER"


@pytest.fixture
async def conversation(accounts, store, transcript, family):
    opened = await transcript.open("web", "a")
    await log_in(accounts, store, opened, family.claire_login)
    return opened


@pytest.fixture
async def token(deletions, codes, store, conversation):
    await give_code(codes, store, conversation, "delete_account")
    return (await deletions.page_link(await rasa_id_of(store, conversation))).rsplit("/", 1)[1]


@pytest.fixture
async def marked(deletions, token):
    return await deletions.mark(token, WORD, notice="{at}")


async def count(store, table, *where):
    async with store.read() as connection:
        return (await connection.execute(select(func.count()).select_from(table).where(*where))).scalar_one()


async def templates(store):
    async with store.read() as connection:
        return list((await connection.execute(select(Mail.template).order_by(Mail.id))).scalars())


@pytest.mark.parametrize("typed", ["SUPPRIMER", "supprimer", "  Supprimer ", "« SUPPRIMER »", "S U P P R I M E R"])
def test_the_keyword_is_taken_whatever_its_case_and_spaces(typed):
    assert is_keyword(typed)


@pytest.mark.parametrize("typed", ["", "oui", "SUPPRIMER MON COMPTE", "SUPRIMER", "ne pas supprimer"])
def test_anything_else_is_not_the_keyword(typed):
    assert not is_keyword(typed)


async def test_the_page_needs_a_session_and_a_code(deletions, store, transcript, conversation):
    with pytest.raises(NotLoggedIn):
        await deletions.page_link(await rasa_id_of(store, await transcript.open("web", "b")))
    with pytest.raises(CodeNeeded):
        await deletions.page_link(await rasa_id_of(store, conversation))


async def test_a_wrong_keyword_changes_nothing_and_the_page_stays(deletions, token, store, accounts, conversation):
    with pytest.raises(KeywordWrong):
        await deletions.mark(token, "oui", notice="{at}")
    assert (await accounts.presence(conversation)).state == "open"
    await deletions.page(token)


async def test_a_confirmed_deletion_ends_every_session_and_is_told_by_mail(
    deletions, token, accounts, store, transcript, family, conversation
):
    telegram = await transcript.open("telegram", "777")
    await log_in(accounts, store, telegram, family.claire_login)
    await deletions.mark(token, WORD, notice="effacé le {at}")
    assert [(await accounts.presence(one)).state for one in (conversation, telegram)] == ["anonymous"] * 2
    assert (await templates(store))[-1] == "deletion_marked"
    told = [event.body for event in (await transcript.view(conversation, after=0)).events]
    assert [body["text"] for body in told] == ["effacé le 22 décembre 2026 à 10 h 30"]


async def test_of_a_hundred_confirmations_one_counts(deletions, token, store):
    tries = (deletions.mark(token, WORD, notice="{at}") for _ in range(100))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(one, Exception) for one in results) == 1
    assert {type(one) for one in results if isinstance(one, Exception)} <= {LinkUsed, LinkExpired}
    assert (await templates(store)).count("deletion_marked") == 1


async def test_another_member_cannot_use_the_page(deletions, token, accounts, store, conversation, family):
    await log_in(accounts, store, conversation, family.marc_login)
    with pytest.raises(LinkExpired):
        await deletions.mark(token, WORD, notice="{at}")
    assert await count(store, Account, Account.erases_at.is_not(None)) == 0


async def test_a_login_within_the_thirty_days_is_told_first_and_then_what_waited(
    marked, accounts, worklist, store, transcript, conversation, family
):
    for answered in await worklist.pending(conversation):
        await worklist.answer(conversation, seq=answered.seq, replies=[], turn=False)
    await say(transcript, conversation, "mes remboursements", "m1")
    url = await accounts.issue_login_link(await rasa_id_of(store, conversation), resume=True)
    await accounts.log_in(
        url.rsplit("/", 1)[1],
        identifier=family.claire_login,
        password=family.password,
        address="192.0.2.1",
        if_leaving="/delete_account",
    )
    payloads = [one.payload for one in await worklist.pending(conversation)]
    assert payloads == ["mes remboursements", "/delete_account", "mes remboursements"]


async def test_an_account_that_is_not_leaving_is_told_nothing(accounts, worklist, store, transcript, family):
    conversation = await transcript.open("web", "a")
    url = await accounts.issue_login_link(await rasa_id_of(store, conversation), resume=False)
    await accounts.log_in(
        url.rsplit("/", 1)[1],
        identifier=family.claire_login,
        password=family.password,
        address="192.0.2.1",
        if_leaving="/delete_account",
    )
    assert [one.payload for one in await worklist.pending(conversation)] == [None]


async def test_the_account_is_kept_after_all_once(deletions, marked, accounts, store, conversation, family, clock):
    clock.pass_(days=29)
    await log_in(accounts, store, conversation, family.claire_login)
    rasa_id = await rasa_id_of(store, conversation)
    assert (await deletions.state(rasa_id)).erases_at == marked.erases_at
    results = await asyncio.gather(*(deletions.keep(rasa_id) for _ in range(20)))
    assert sum(one.erases_at is not None for one in results) == 1
    assert (await templates(store)).count("deletion_cancelled") == 1
    clock.pass_(days=2)
    assert await deletions.erase_due() == []
    assert await count(store, Account, Account.id == family.claire) == 1


@pytest.mark.parametrize(("late_s", "gone"), [(-1, False), (0, True)])
async def test_erasure_comes_after_exactly_thirty_days(deletions, marked, store, family, clock, late_s, gone):
    clock.at = marked.erases_at + timedelta(seconds=late_s)
    await deletions.erase_due()
    assert (await count(store, Account, Account.id == family.claire) == 0) is gone


@pytest.fixture
async def lived_in(store, transcript, conversation, family, clock):
    """Claire's conversation holds something of every kind."""
    await say(transcript, conversation, "mes remboursements", "m1")
    now = clock.now()
    async with store.write() as connection:
        await connection.execute(
            insert(Button).values(id="b", conversation_id=conversation, event_seq=1, title="t", payload="/greet")
        )
        await connection.execute(
            insert(Answer).values(
                id="a" * 32, conversation_id=conversation, member_id=family.claire, bodies=[], created_at=now
            )
        )
        await connection.execute(
            insert(Recollection).values(
                conversation_id=conversation, topic="x", member_id=family.claire, value={}, updated_at=now
            )
        )


async def test_what_was_online_is_erased_and_the_contracts_file_stays(
    lived_in, deletions, marked, store, conversation, family, clock, accounts, transcript
):
    paid = await count(store, Reimbursement)
    clock.pass_(days=30)
    await deletions.erase_due()
    for table in (Event, Button, Answer, Recollection):
        assert await count(store, table, table.conversation_id == conversation) == 0
    assert await count(store, Conversation, Conversation.id == conversation) == 0
    assert await count(store, Session, Session.account_id == family.claire) == 0
    assert await count(store, Mail, Mail.recipient == family.claire_login) == 0
    for name, table in Base.metadata.tables.items():
        for column in table.columns:
            if any(key.column.table.name == "accounts" for key in column.foreign_keys):
                assert await count(store, table, column == family.claire) == 0, name
    assert await count(store, Member, Member.id == family.claire) == 1
    assert await count(store, Contract, Contract.member_id == family.claire) == 1
    assert await count(store, Reimbursement) == paid
    assert await count(store, Account, Account.id == family.marc) == 1


async def test_of_a_shared_conversation_only_what_is_hers_is_erased(
    deletions, marked, accounts, store, transcript, conversation, family, clock
):
    await log_in(accounts, store, conversation, family.marc_login)
    await say(transcript, conversation, "mes cotisations", "m2")
    clock.pass_(days=30)
    await deletions.erase_due()
    assert await count(store, Event, Event.member_id == family.claire) == 0
    assert await count(store, Event, Event.member_id == family.marc) == 1
    assert await count(store, Session, Session.account_id == family.marc) == 1


async def test_the_same_person_can_open_an_account_again(
    deletions, marked, openings, accounts, store, transcript, family, clock
):
    clock.pass_(days=30)
    await deletions.erase_due()
    answers = (*ANSWERS[:3], family.claire_login, "oui")
    _, page = await asked(openings, store, transcript, answers)
    await openings.record(page, "Tilleul-Canard-42")
    async with store.read() as connection:
        mail = (await connection.execute(select(Mail.plain).order_by(Mail.id.desc()).limit(1))).one()
    await openings.activate(token_in(mail))
    await log_in(accounts, store, await transcript.open("web", "new"), family.claire_login, "Tilleul-Canard-42")


async def test_two_replicas_erase_once_and_log_nothing_of_her(deletions, marked, store, family, clock):
    clock.pass_(days=30)
    with recorded() as logs:
        await asyncio.gather(*(deletions.erase_due() for _ in range(5)))
    assert await count(store, Account, Account.id == family.claire) == 0
    assert logs.getvalue() == ""


def test_every_table_of_an_account_is_erased_with_it():
    seen = 0
    for name, table in Base.metadata.tables.items():
        for key in table.foreign_keys:
            if key.column.table.name == "accounts" and name != "sessions":
                seen += 1
                assert key.ondelete == "CASCADE", f"{name}: would keep an account from being erased"
    assert seen >= 6


def test_thirty_days_are_thirty_days():
    assert timedelta(days=30) == KEPT

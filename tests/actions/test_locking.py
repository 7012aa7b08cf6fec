"""After fifteen idle minutes: the login that is asked for knows what is to be answered after it, and in which form."""

import pytest
from sqlalchemy import select

from mutuelle.account.tables import LoginLink
from tests.talk import say

CERTIFICATE = "documents_certificate_form"
PROCEDURE = "requests_procedure_form"


async def link_of(store):
    async with store.read() as connection:
        wanted = select(LoginLink.resume, LoginLink.resume_seq).where(LoginLink.used_at.is_(None))
        return (await connection.execute(wanted)).one()


@pytest.fixture
async def locked(logs_in, clock, transcript, worklist):
    """Claire's dialogue, locked, with a message of hers that waits to be answered."""
    dialogue = await logs_in()
    conversation = await transcript.find("web", "the one of claire@exemple.fr")
    await worklist.answer(conversation, seq=1, replies=[], turn=False)
    clock.pass_(minutes=16)
    await say(transcript, conversation, "pour Léa", "message-1")
    return dialogue


async def test_a_question_is_taken_up_by_itself(locked, store):
    assert "verrouillée" in (await locked.run("action_reimbursements_list", "mes remboursements")).text
    assert tuple(await link_of(store)) == (None, 2)


async def test_an_answer_to_the_form_of_certificates_is_taken_up_in_it(locked, store):
    answered = await locked.run(
        f"validate_{CERTIFICATE}", "pour Léa", loop=CERTIFICATE, slots={"requested_slot": "documents_step"},
        intent="request_certificate",
    )  # fmt: skip
    assert "verrouillée" in answered.text
    assert tuple(await link_of(store)) == ("/request_certificate", 2)


async def test_whatever_rule_answers_in_that_form_the_form_goes_on(locked, store):
    await locked.run("action_reimbursements_list", "pour Léa", loop=CERTIFICATE)
    assert (await link_of(store)).resume == "/request_certificate"


async def test_an_answer_in_a_procedure_is_taken_up_in_it(
    logs_in, clock, store, transcript, worklist, accounts, services, family
):
    dialogue = await logs_in()
    conversation = await transcript.find("web", "the one of claire@exemple.fr")
    await worklist.answer(conversation, seq=1, replies=[], turn=False)
    await services.procedures.begin(dialogue.rasa_id, "requests_message", "je veux vous écrire")
    clock.pass_(minutes=16)
    received = await say(transcript, conversation, "ma carte est perdue depuis lundi", "message-1")
    slots = {"requested_slot": "requests_step"}
    answered = await dialogue.run(f"validate_{PROCEDURE}", "ma carte est perdue", loop=PROCEDURE, slots=slots)
    await worklist.answer(conversation, seq=received.seq, replies=[], turn=True)
    token = answered.bodies[0]["url"].rsplit("/", 1)[1]
    await accounts.log_in(token, identifier=family.claire_login, password=family.password, address="192.0.2.1")
    pending = [one.payload for one in await worklist.pending(conversation)]
    assert pending == ["/resume_procedure", "ma carte est perdue depuis lundi"]

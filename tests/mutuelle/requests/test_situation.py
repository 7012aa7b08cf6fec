"""What members tell of their lives: recognised, asked about, handed over to staff once."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from mutuelle.procedures.model import Said
from mutuelle.requests.service import RequestService
from mutuelle.requests.situation_reading import branches_of, read_since
from mutuelle.requests.tables import Request
from tests.talk import log_in, rasa_id_of, say

KIND = "requests_situation"
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("said", "branches"),
    [
        ("mon mari est décédé", ("death",)),
        ("j'ai perdu ma femme, faut changer mon adresse", ("death",)),
        ("ma fille Marie est née hier", ("birth",)),
        ("on a adopté un petit garçon", ("birth",)),
        ("j'ai changé de banque", ("bank",)),
        ("je me suis pacsée", ("status",)),
        ("on se sépare", ("status",)),
        ("je pars à la retraite en avril", ("situation",)),
        ("chomage depuis lundi", ("situation",)),
        ("la mutuelle obligatoire de mon nouvel employeur", ("situation",)),
        ("je porte le nom de mon mari maintenant", ("situation",)),
        ("jai divorcé et démenagé et changé de boulot", ("status", "contact", "situation")),
        ("mon portable a changé", ("contact",)),
        ("ma situation change", ()),
        ("quelque chose a changé chez nous", ()),
    ],
)
def test_what_is_told_leads_where_it_is_dealt_with(said, branches):
    assert branches_of(said) == branches


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("au 1er janvier", date(2027, 1, 1)),
        ("depuis octobre", date(2026, 10, 1)),
        ("en avril", date(2027, 4, 1)),
        ("en mars 2025", date(2025, 3, 1)),
        ("depuis lundi", date(2026, 11, 23)),
        ("dans deux mois", date(2027, 1, 25)),
        ("maintenant", TODAY),
        ("je ne sais pas", None),
    ],
)
def test_the_day_of_a_change_is_read_before_and_after_today(said, day):
    assert read_since(said, today=TODAY) == day


@pytest.fixture
async def claire(store, family, transcript, accounts):
    conversation = await transcript.open("web", "browser")
    await log_in(accounts, store, conversation, family.claire_login)
    return conversation


@pytest.fixture
def told(store, claire, procedures, transcript, worklist):
    """Begins with the first sentence and answers with the others; returns what came of the last."""

    async def all_of(first, *others):
        rasa_id = await rasa_id_of(store, claire)
        await procedures.abandon(rasa_id)  # what was begun before is not gone on with
        progress = await procedures.begin(rasa_id, KIND, first)
        for sentence in others:
            await say(transcript, claire, sentence, uuid4().hex)
            progress = await procedures.go_on(rasa_id, Said(sentence))
            for pending in await worklist.pending(claire):
                await worklist.answer(claire, seq=pending.seq, replies=[], turn=False)
        return progress

    return all_of


async def test_what_the_first_sentence_says_is_not_asked_again_and_staff_gets_all_of_it(told, store, settings, clock):
    asked = await told("je pars à la retraite le 1er janvier")
    assert asked.step.name == "note"
    done = await told("je pars à la retraite le 1er janvier", "je garde le même contrat", "oui")
    content = await RequestService(store, clock, settings).content(done.outcome.request_number)
    assert (content["what"], content["since"], content["note"]) == ("retirement", "2027-01-01", "je garde le même contrat")  # fmt: skip  # noqa: E501


async def test_it_is_asked_step_by_step_a_day_may_be_unknown_and_a_note_left_out(told):
    asked = [await told("", *answers) for answers in ([], ["nouveau boulot"], ["nouveau boulot", "je sais pas encore"])]
    assert [progress.step.name for progress in asked] == ["what", "since", "note"]
    assert (await told("", "nouveau boulot", "je sais pas encore", "non", "oui")).state == "done"


async def test_a_change_of_name_asks_for_the_name(told):
    assert (await told("j'ai changé de nom")).step.name == "new_name"
    recap = await told("j'ai changé de nom", "Claire Durand", "depuis octobre", "non")
    assert (recap.step.name, recap.draft.values["new_name"]) == ("recap", "Claire Durand")


async def test_a_note_may_speak_of_anything_and_a_correction_is_taken_at_the_recap(told):
    recap = await told("retraite au 1er janvier", "avant j'étais au chômage")
    assert (recap.step.name, recap.draft.values["what"]) == ("recap", "retirement")
    corrected = await told("retraite au 1er janvier", "non", "non, le 1er février")
    assert corrected.draft.values["since"] == "2027-02-01"


async def test_a_move_told_on_the_way_is_dealt_with_first(told):
    begun = await told("retraite au 1er janvier", "et aussi j'ai déménagé")
    assert (begun.state, begun.draft.kind, begun.step.name) == ("begun", "profile_contact", "street")


async def test_a_day_too_far_is_said_and_the_rest_kept(told):
    asked = await told("je pars à la retraite le 1er janvier 2040")
    assert (asked.problem, asked.step.name) == ("date_range", "since")


async def test_without_a_yes_nothing_reaches_staff(told, store):
    assert (await told("retraite au 1er janvier", "non", "annuler")).state == "cancelled"
    async with store.read() as connection:
        assert (await connection.execute(select(Request.id))).all() == []

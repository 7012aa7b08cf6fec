"""A card asked for by somebody whose address changed: the address first, then the card goes on with it."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from mutuelle.procedures.model import Said
from mutuelle.procedures.tables import Effect
from mutuelle.requests.service import RequestService
from tests.family import give_home
from tests.talk import rasa_id_of, say

CARD, CONTACT = "card_reissue", "profile_contact"


@pytest.fixture
async def claire(store, family, claire):
    """The conversation in which Claire, whose address is on file, is logged in."""
    await give_home(store, family.claire)
    return claire


@pytest.fixture
def talk(store, claire, procedures, transcript, worklist):
    """Says sentences one after the other, each a message of its own; returns what came of the last."""

    async def all_of(*sentences):
        rasa_id = await rasa_id_of(store, claire)
        for sentence in sentences:
            await say(transcript, claire, sentence, uuid4().hex)
            progress = await procedures.go_on(rasa_id, Said(sentence))
            for pending in await worklist.pending(claire):
                await worklist.answer(claire, seq=pending.seq, replies=[], turn=False)
        return progress

    return all_of


@pytest.fixture
async def card(store, claire, procedures):
    """The member asked for a card and looks at its recap."""
    return await procedures.begin(await rasa_id_of(store, claire), CARD, "j'ai perdu ma carte")


async def test_a_changed_address_comes_first_and_the_card_goes_on_to_it(store, claire, procedures, talk, card, settings, clock):  # fmt: skip  # noqa: E501
    begun = await talk("mon adresse a changé")
    assert (begun.state, begun.draft.kind, begun.step.name) == ("begun", CONTACT, "street")
    done = await talk("8 allée des Tilleuls 21000 Dijon", "aujourd'hui", "oui")
    assert (done.state, done.resumes) == ("done", CARD)
    recap = await procedures.progress(await rasa_id_of(store, claire))
    assert (recap.step.name, recap.context.home.city, recap.draft.values["reason"]) == ("recap", "Dijon", "lost")
    confirmed = await talk("oui")
    content = await RequestService(store, clock, settings).content(confirmed.outcome.request_number)
    assert content["address"] == "8 allée des Tilleuls, 21000 Dijon"
    async with store.read() as connection:
        assert (await connection.execute(select(Effect.kind).order_by(Effect.id))).scalars().all() == [CONTACT, CARD]


async def test_a_move_to_come_leaves_the_card_at_the_address_of_the_day(store, claire, procedures, talk, card):
    await talk("mon adresse a changé : 8 allée des Tilleuls 21000 Dijon le 1er mars", "oui")
    recap = await procedures.progress(await rasa_id_of(store, claire))
    assert (recap.context.home.city, recap.context.planned.city) == ("Marseille", "Dijon")


@pytest.mark.parametrize("last", ["annuler", "retour"])
async def test_giving_the_address_up_goes_back_to_the_card(store, claire, procedures, talk, card, last):
    given_up = await talk("mon adresse a changé", last)
    assert (given_up.state, given_up.resumes) == ("cancelled", CARD)
    assert (await procedures.progress(await rasa_id_of(store, claire))).context.home.city == "Marseille"

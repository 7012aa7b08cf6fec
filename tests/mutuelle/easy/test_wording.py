"""What is said in a conversation is easy to read where that was asked for: laid out, its hard words explained once."""

import pytest

from mutuelle.conversations.handover import Handover
from mutuelle.conversations.messages import Card, Cards, Entry, Table, Text, to_body
from mutuelle.easy.service import EasyService
from tests.talk import log_in, rasa_id_of

HARD = "Le tiers payant évite l'avance. Votre reste à charge est connu."


@pytest.fixture
def easy(store, clock, settings):
    return EasyService(store, clock, settings)


@pytest.fixture
async def chat(transcript):
    return await transcript.open("web", "a browser")


@pytest.fixture
def says(worklist, transcript):
    async def say(conversation, *bodies):
        before = (await transcript.view(conversation, after=0)).events
        await worklist.answer(conversation, seq=0, replies=list(bodies), turn=False)
        return [event.body for event in (await transcript.view(conversation, after=0)).events[len(before) :]]

    return say


@pytest.fixture
def asks(store, easy):
    async def ask(conversation, *, on=True):
        return await easy.choose(await rasa_id_of(store, conversation), easy=on)

    return ask


async def test_nothing_changes_for_who_did_not_ask(says, chat):
    (said,) = await says(chat, {"type": "text", "text": HARD, "easy": "Facile."})
    assert said == {"type": "text", "text": HARD, "buttons": []}


async def test_sentences_stand_on_lines_and_hard_words_are_explained_once_under_the_answer(says, asks, chat):
    await asks(chat)
    (said,) = await says(chat, {"type": "text", "text": HARD})
    assert said["text"].splitlines() == [
        "Le tiers payant évite l'avance.",
        "Votre reste à charge est connu.",
        "",
        "Mots difficiles :",
        "• Tiers payant : vous n'avancez pas l'argent. La mutuelle paie le professionnel.",
        "• Reste à charge : ce que vous payez vous-même à la fin.",
    ]
    (again,) = await says(chat, {"type": "text", "text": HARD})
    assert "Mots difficiles" not in again["text"]


async def test_a_response_of_the_engine_is_said_in_its_easier_words(says, asks, chat):
    await asks(chat)
    (said,) = await says(chat, {"type": "text", "text": "Compliqué.", "easy": "Facile. Oui."})
    assert said["text"] == "Facile.\nOui."
    assert "easy" not in said


async def test_words_in_cards_and_tables_are_explained_under_them(says, asks, chat):
    await asks(chat)
    cards = Cards("Voici.", (Card("12 €", details=(Entry("Ticket modérateur", "7 €"),)),), footer="Fin.")
    table = Table("Voici.", "Les soins", ("Soin", "BRSS"), (("visite", "30 €"),))
    shown = await says(chat, to_body(cards), to_body(table))
    assert shown[0]["footer"].splitlines()[-1].startswith("• Ticket modérateur : ")
    assert shown[1]["footer"].splitlines()[-1].startswith("• Base de remboursement : ")


async def test_no_more_than_three_words_are_explained_at_once_the_others_later(says, asks, chat):
    await asks(chat)
    text = "La télétransmission, le devis, le RIB, la franchise médicale."
    (first,) = await says(chat, {"type": "text", "text": text})
    (second,) = await says(chat, {"type": "text", "text": text})
    assert first["text"].count("•") == 3
    assert second["text"].splitlines()[-2:] == [
        "Mot difficile :",
        "• Franchise médicale : une petite somme que la Sécurité sociale garde sur vos médicaments et certains soins.",
    ]


async def test_what_a_person_says_is_left_as_he_wrote_it(asks, chat, store, clock, transcript, family, accounts):
    await log_in(accounts, store, chat, family.claire_login)
    await asks(chat)
    handover = Handover(store, clock)
    await handover.take_over(chat, "Nadia")
    await handover.say(chat, HARD, member_id=family.claire)
    assert (await transcript.view(chat, after=0)).events[-1].body["text"].endswith(HARD)


async def test_the_usual_words_come_back_and_words_are_explained_anew_the_next_time(says, asks, chat):
    assert (await asks(chat)).before is False
    await says(chat, to_body(Text(HARD)))
    assert (await asks(chat, on=False)).before is True
    (usual,) = await says(chat, to_body(Text(HARD)))
    assert usual["text"] == HARD
    await asks(chat)
    (easy_again,) = await says(chat, to_body(Text(HARD)))
    assert "Mots difficiles" in easy_again["text"]

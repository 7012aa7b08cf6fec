"""Easy-to-read words on request: turned on and off in the chat, and heard in whatever is answered next."""

import pytest

EASY, DEFINE, CHAT = "action_smalltalk_easy_to_read", "action_glossary_define", "action_smalltalk_chitchat"
ON, OFF = '/easy_to_read{"field": "#on"}', '/easy_to_read{"field": "#off"}'


@pytest.fixture
async def visitor(visits):
    return await visits()


async def test_it_says_so_in_short_sentences_and_how_to_leave_again(visitor):
    answered = await visitor.tap(EASY, ON)
    assert "mots simples" in answered.text
    assert "mode normal" in answered.text
    assert max(len(line.split()) for line in answered.text.splitlines()) <= 10
    assert "Mode normal" in answered.buttons


async def test_asked_again_it_offers_a_person(visitor):
    await visitor.tap(EASY, ON)
    again = await visitor.tap(EASY, ON)
    assert "déjà" in again.text
    assert "Parler à un conseiller" in again.buttons


async def test_what_the_engine_took_for_it_is_on_unless_its_words_say_otherwise(visitor, services):
    await visitor.run(EASY, "mon mari lit mal, il lui faut un mode facile", intent="easy_to_read")
    assert await services.easy.is_on(visitor.rasa_id)
    await visitor.run(EASY, "c'est bon, remettez les phrases normales", intent="easy_to_read")
    assert not await services.easy.is_on(visitor.rasa_id)


async def test_every_answer_has_its_easier_words_from_then_on(visitor):
    usual = await visitor.run("action_smalltalk_greet", "bonjour")
    await visitor.tap(EASY, ON)
    easy = await visitor.run("action_smalltalk_greet", "bonjour")
    await visitor.tap(EASY, OFF)
    assert len(easy.text) < len(usual.text)
    assert easy.buttons == usual.buttons
    assert (await visitor.run("action_smalltalk_greet", "bonjour")).text == usual.text


async def test_cards_say_who_pays_what_in_easy_words(logs_in):
    dialogue = await logs_in()
    usual = await dialogue.run("action_reimbursements_list", "mes remboursements")
    await dialogue.tap(EASY, ON)
    easy = await dialogue.run("action_reimbursements_list", "mes remboursements")
    assert _labels(usual) >= {"Part mutuelle", "Reste à charge"}
    assert _labels(easy) >= {"La mutuelle paie", "Il reste pour vous", "Prix"}
    assert not _labels(easy) & {"Part mutuelle", "Reste à charge", "Dépense"}
    assert [card["title"] for card in easy.cards] == [card["title"] for card in usual.cards]


def _labels(answered):
    return {entry["label"] for card in answered.cards for entry in (*card["fields"], *card["details"])}


async def test_a_definition_just_given_is_told_again_in_easy_words(visitor):
    defined = await visitor.run(DEFINE, "c'est quoi le ticket modérateur")
    answered = await visitor.tap(EASY, ON, slots=defined.slots, after=DEFINE)
    assert [body["text"].splitlines()[0] for body in answered.bodies] == [
        "D'accord. Je parle maintenant avec des mots simples.",
        "Ticket modérateur, en mots simples :",
    ]


async def test_definitions_are_told_in_easy_words_at_once(visitor):
    await visitor.tap(EASY, ON)
    answered = await visitor.run(DEFINE, "c'est quoi le tiers payant")
    assert answered.text.startswith("Tiers payant, en mots simples")


@pytest.mark.parametrize("action", [DEFINE, CHAT])
async def test_plainer_words_are_turned_on_where_no_definition_was_meant(visitor, services, action):
    await visitor.run(action, "plus simplement svp")
    assert await services.easy.is_on(visitor.rasa_id)


@pytest.mark.parametrize("action", [DEFINE, CHAT])
async def test_who_is_lost_is_offered_plainer_words(visitor, services, action):
    answered = await visitor.run(action, "j'ai rien compris")
    assert answered.buttons["Parler plus simplement"] == ON
    assert not await services.easy.is_on(visitor.rasa_id)

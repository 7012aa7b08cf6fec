"""Definitions in the chat: plain words, then easy ones, what is akin, what is not known; no login."""

import re

import pytest

from mutuelle.glossary.terms import glossary
from tests.actions.dialogue import domain
from tests.consistency.assistant import contents

DEFINE, CHAT = "action_glossary_define", "action_smalltalk_chitchat"


@pytest.fixture
async def visitor(visits):
    return await visits()


def plain(answered):
    return answered.text.replace("\xa0", " ")


async def test_a_visitor_is_told_what_a_term_means_with_its_amounts_and_their_day(visitor):
    answered = await visitor.run(DEFINE, "c'est quoi la participation forfaitaire")
    assert plain(answered).startswith("Participation forfaitaire\nC'est une petite somme")
    assert "• 2 € par acte, depuis le 15 mai 2024." in plain(answered)
    assert list(answered.buttons) == ["Plus simplement", "Autres termes liés", "Expliquer un remboursement"]
    assert answered.member_id is None
    assert answered.slots == {"glossary_term": "participation_forfaitaire"}


async def test_a_definition_is_told_in_easy_words_by_its_button_or_when_it_is_asked(visitor):
    answered = await visitor.run(DEFINE, "ticket moderateur ?")
    said = await visitor.run(DEFINE, "plus simple svp", slots=answered.slots, after=DEFINE)
    tapped = await visitor.tap(DEFINE, answered.buttons["Plus simplement"])
    assert tapped.text == said.text
    assert said.text.splitlines()[:2] == [
        "Ticket modérateur, en mots simples :",
        "La Sécurité sociale ne rembourse pas tout le prix officiel.",
    ]
    assert "Exemple. Imaginons" in said.text


@pytest.mark.parametrize("action", [DEFINE, CHAT])
async def test_who_is_still_lost_is_told_more_simply_then_offered_a_person(visitor, action):
    defined = await visitor.run(DEFINE, "noemie kesako")
    easy = await visitor.run(action, "j'ai rien compris", slots=defined.slots, after=DEFINE)
    assert "en mots simples" in easy.text
    again = await visitor.run(action, "je comprends toujours pas", slots=easy.slots, after=action)
    assert "pas de mots plus simples" in again.text
    assert "Parler à un conseiller" in again.buttons


async def test_simple_words_can_be_asked_for_at_once(visitor):
    answered = await visitor.run(DEFINE, "expliquez-moi simplement le tiers payant")
    assert answered.text.startswith("Tiers payant, en mots simples")


async def test_an_old_definition_is_not_what_somebody_is_lost_about(visitor):
    slots = {"glossary_term": "brss"}
    for action in (DEFINE, CHAT):
        answered = await visitor.run(action, "j'ai rien compris", slots=slots, after="action_reimbursements_list")
        assert "Quel mot voulez-vous comprendre" in answered.text
        assert answered.slots == {}


async def test_small_talk_stays_small_talk(visitor):
    assert "bavarder" in (await visitor.run(CHAT, "quoi de neuf", after=DEFINE)).text


async def test_two_terms_asked_together_are_both_defined(visitor):
    answered = await visitor.run(DEFINE, "différence entre AMO et AMC")
    assert "AMO (assurance maladie obligatoire)" in answered.text and "votre mutuelle" in answered.text
    easy = await visitor.tap(DEFINE, answered.buttons["Plus simplement"])
    assert easy.text.count("en mots simples") == 2
    related = await visitor.tap(DEFINE, answered.buttons["Autres termes liés"])
    assert "Carte de tiers payant (carte mutuelle)" in related.buttons
    assert (
        not {"AMO (assurance maladie obligatoire)", "AMC (assurance maladie complémentaire)"} & related.buttons.keys()
    )


async def test_a_word_of_several_meanings_is_defined_and_its_other_meaning_offered(visitor):
    answered = await visitor.run(DEFINE, "c'est quoi une franchise")
    assert answered.text.startswith("Franchise médicale") and "aussi vouloir dire autre chose" in answered.text
    other = await visitor.tap(DEFINE, answered.buttons["Franchise de prévoyance"])
    assert other.text.startswith("Franchise de prévoyance")


async def test_which_meaning_is_asked_when_none_is_usual(visitor):
    answered = await visitor.run(DEFINE, "c'est quoi le secteur")
    assert "plusieurs choses" in answered.text
    assert list(answered.buttons) == ["Secteur 1", "Secteur 2", "Secteur 3 (non conventionné)"]


async def test_an_unknown_word_is_said_to_be_and_near_ones_offered(visitor):
    near = await visitor.run(DEFINE, "c koi brrs")
    assert "Je ne connais pas « brrs »" in near.text
    assert next(iter(near.buttons)) == "Base de remboursement (BRSS)"
    unknown = await visitor.run(DEFINE, "c'est quoi le schmilblick")
    assert "ne pas inventer" in unknown.text
    assert list(unknown.buttons) == ["Tous les mots", "Parler à un conseiller"]


async def test_every_word_is_listed_by_theme_and_reached_by_buttons(visitor):
    answered = await visitor.run(DEFINE, "quels mots connaissez-vous")
    assert all(term.label in answered.text for term in glossary().terms.values())
    assert len(answered.text) < 4096  # what one Telegram message holds
    reached = set()
    for payload in answered.buttons.values():
        reached |= set((await visitor.tap(DEFINE, payload)).buttons)
    assert reached == {term.label for term in glossary().terms.values()}


async def test_the_full_cover_sheet_tells_glasses_teeth_and_hearing_and_offers_a_simulation(visitor):
    answered = await visitor.run(DEFINE, "parlez-moi du reste à charge zéro")
    for told in ("100 % Santé", "30 € au plus", "950 € au plus par oreille", "zircone", "ameli.fr"):
        assert told in plain(answered)
    assert "Faire une simulation" in answered.buttons


async def test_a_button_of_a_word_that_is_gone_does_not_fail(visitor):
    answered = await visitor.tap(DEFINE, '/ask_definition{"term": "#gone", "field": "#easy"}')
    assert "Voici les mots" in answered.text


@pytest.mark.parametrize("key", glossary().terms)
def test_what_a_term_offers_is_a_button(key):
    buttons = domain()["responses"]["utter_glossary_buttons"][0]["custom"]
    assert set(glossary().terms[key].offers) <= set(buttons)


def test_every_term_that_a_button_of_the_domain_names_is_there():
    text = str(contents("responses"))
    found = re.findall(r'/ask_definition\{"term": "#(\w+)"\}', text)
    assert set(found) <= set(glossary().terms)

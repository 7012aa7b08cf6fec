"""Listing, narrowing and paging, as a member reads them; Claire has twelve payments since 31 August, one a week."""

import pytest
from sqlalchemy import delete, update

from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from tests.talk import plain

LIST, REFINE = "action_reimbursements_list", "action_reimbursements_refine"
NEXT, PREVIOUS = "action_reimbursements_next", "action_reimbursements_previous"
LIST_PERIOD = "action_reimbursements_list_period"


def fields(card, part="fields"):
    return {entry["label"]: plain(entry["value"]) for entry in card[part]}


def titles(answered):
    return list(answered.buttons)


async def test_the_last_three_months_are_listed_by_default_and_the_period_is_said(logs_in, family):
    answered = await (await logs_in()).run(LIST, "mes remboursements")
    assert plain(answered.text).splitlines() == [
        "Vos remboursements des 3 derniers mois (payés du 22 août au 22 novembre 2026) :",
        "12 remboursements, 90,66 € versés au total.",
    ]
    assert len(answered.cards) == 5
    assert answered.bodies[0]["footer"] == "1 à 5 sur 12"
    assert titles(answered) == [
        "Voir la suite",
        "Changer la période",
        "Le total par type de soins",
        "Exporter ou imprimer",
    ]
    assert answered.member_id == family.claire


async def test_a_card_tells_for_whom_what_when_to_whom_and_how_it_was_worked_out(logs_in):
    (first, *_) = (await (await logs_in()).run(LIST, "mes remboursements")).cards
    assert plain(first["title"]) == "7,50 €"
    assert first["subtitle"] == "payé le 16 novembre 2026"
    assert fields(first) == {
        "Pour": "Claire (vous)",
        "Soin": "Médecin généraliste",
        "Date des soins": "16/11/2026",
        "Versé": "à vous",
    }
    assert first["details_label"] == "Détail du calcul"
    assert fields(first, "details") == {
        "Acte": "Consultation",
        "Date": "16/11/2026",
        "Dépense": "28,50 €",
        "Part Sécurité sociale": "19,00 €",
        "Part mutuelle": "7,50 €",
        "Reste à charge": "2,00 €",
    }


async def test_a_payment_to_a_professional_names_him_and_says_tiers_payant(logs_in, store):
    async with store.write() as connection:
        await connection.execute(update(Reimbursement).where(Reimbursement.id == 1).values(payee="PHARMACIE DU PORT"))
    (first, *_) = (await (await logs_in()).run(LIST, "mes remboursements")).cards
    assert fields(first)["Professionnel"] == "PHARMACIE DU PORT"
    assert fields(first)["Versé"] == "directement au professionnel (tiers payant)"


async def test_pages_are_turned_both_ways_to_their_ends(logs_in):
    dialogue = await logs_in()
    first = await dialogue.run(LIST, "mes remboursements")
    second = await dialogue.run(NEXT, "la suite")
    assert (len(second.cards), second.bodies[0]["footer"]) == (5, "6 à 10 sur 12")
    assert titles(second) == [
        "Voir la suite",
        "Page précédente",
        "Changer la période",
        "Le total par type de soins",
        "Exporter ou imprimer",
    ]
    last = await dialogue.run(NEXT, "la suite")
    assert (len(last.cards), last.bodies[0]["footer"]) == (2, "11 à 12 sur 12")
    assert titles(last) == [
        "Page précédente",
        "Changer la période",
        "Le total par type de soins",
        "Exporter ou imprimer",
    ]
    assert (await dialogue.run(NEXT, "la suite")).text.startswith("C'était la fin de la liste.")
    await dialogue.run(PREVIOUS, "page précédente")
    again = await dialogue.run(PREVIOUS, "page précédente")
    assert again.cards == first.cards
    assert (await dialogue.run(PREVIOUS, "page précédente")).text == "Vous êtes déjà au début de la liste."
    everything = [*first.cards, *second.cards, *last.cards]
    assert len({card["subtitle"] for card in everything}) == 12


@pytest.mark.parametrize("action", [NEXT, PREVIOUS])
async def test_there_is_nothing_to_page_through_before_a_list(logs_in, action):
    answered = await (await logs_in()).run(action, "la suite")
    assert answered.text.startswith("Il n'y a pas encore de liste")


async def test_a_period_in_the_members_words_is_listed(logs_in):
    answered = await (await logs_in()).run(LIST, "mes remboursements d'octobre 2026")
    assert plain(answered.text).splitlines() == [
        "Remboursements payés du 1er octobre au 31 octobre 2026 :",
        "4 remboursements, 30,18 € versés au total.",
    ]
    assert answered.bodies[0]["footer"] == ""
    assert titles(answered) == ["Changer la période", "Le total par type de soins", "Exporter ou imprimer"]


async def test_a_single_payment_on_a_single_day_is_said_in_the_singular(logs_in):
    answered = await (await logs_in()).run(LIST, "mes remboursements du 16 novembre 2026")
    assert plain(answered.text).splitlines() == [
        "Remboursements payés le 16 novembre 2026 :",
        "1 remboursement, 7,50 € versés.",
    ]


async def test_a_period_over_new_year_says_both_years(logs_in):
    answered = await (await logs_in()).run(LIST, "du 1er novembre 2024 au 31 mars 2025")
    assert answered.text.startswith("Remboursements payés du 1er novembre 2024 au 31 mars 2025")


async def test_a_narrower_list_keeps_what_was_not_spoken_of(logs_in):
    dialogue = await logs_in()
    await dialogue.run(LIST, "mes remboursements d'octobre 2026")
    answered = await dialogue.run(REFINE, "pour mon fils")
    assert plain(answered.text).splitlines() == [
        "Remboursements payés du 1er octobre au 31 octobre 2026 :",
        "Pour Paul (votre fils).",
        "1 remboursement, 7,54 € versés.",
    ]
    assert {fields(card)["Pour"] for card in answered.cards} == {"Paul (votre fils)"}


async def test_a_list_asked_anew_forgets_what_was_narrowed(logs_in):
    dialogue = await logs_in()
    await dialogue.run(LIST, "pour mon fils")
    answered = await dialogue.run(LIST, "mes remboursements")
    assert "Paul" not in answered.text
    assert "12 remboursements" in answered.text


async def test_the_member_himself_is_addressed_as_such(logs_in):
    answered = await (await logs_in()).run(REFINE, "pour moi seulement")
    assert "Pour vous seulement, Claire." in answered.text
    assert {fields(card)["Pour"] for card in answered.cards} == {"Claire (vous)"}


async def test_a_kind_of_care_narrows_the_list_and_is_said(logs_in):
    answered = await (await logs_in()).run(REFINE, "le dentiste en 2025")
    assert "Type de soins : Soins dentaires." in answered.text
    (card,) = answered.cards
    assert fields(card)["Pour"] == "Léa (votre fille)"
    assert plain(card["title"]) == "48,00 €"


async def test_whose_daughter_is_meant_is_asked_and_a_tap_answers(logs_in, family):
    dialogue = await logs_in(family.marc_login)
    asked = await dialogue.run(LIST, "les remboursements de ma fille en 2019")
    assert asked.text == "De qui parlez-vous ?"
    assert titles(asked) == ["Ana (votre fille)", "Mia (votre fille)"]
    assert asked.member_id == family.marc
    answered = await dialogue.tap(REFINE, asked.buttons["Ana (votre fille)"])
    assert {fields(card)["Pour"] for card in answered.cards} == {"Ana (votre fille)"}


@pytest.mark.parametrize("word", ["Barnabé", "{first_name}", "%s"], ids=["a stranger", "braces", "percent"])
async def test_somebody_who_is_not_covered_is_named_back_and_the_family_offered(logs_in, word):
    person = [{"entity": "person_name", "value": word}]
    answered = await (await logs_in()).run(REFINE, f"pour {word}", entities=person)
    assert answered.text.startswith(f"Je ne trouve pas « {word} » parmi les personnes couvertes par votre contrat.")
    assert titles(answered) == ["Claire (vous)", "Paul (votre fils)", "Léa (votre fille)"]


async def test_a_button_for_somebody_of_another_contract_shows_nothing_of_him(logs_in, family):
    answered = await (await logs_in()).tap(REFINE, f'/refine_reimbursements{{"beneficiary": "#{family.ana}"}}')
    assert answered.text == "Cette personne n'est pas couverte par votre contrat. De qui s'agit-il ?"
    assert "Ana" not in str(answered.bodies)
    assert answered.cards == []


async def test_a_typed_id_is_no_button(logs_in, family):
    named = [{"entity": "beneficiary", "value": f"#{family.paul}"}]
    answered = await (await logs_in()).run(REFINE, f"pour #{family.paul}", entities=named)
    assert "Je ne trouve pas" in answered.text
    assert answered.cards == []


async def test_an_empty_period_says_when_the_latest_payment_was(logs_in):
    answered = await (await logs_in()).run(LIST, "mes remboursements de janvier 2026")
    assert answered.text.splitlines() == [
        "Je ne trouve aucun remboursement payé du 1er janvier au 31 janvier 2026.",
        "Le plus récent a été payé le 16 novembre 2026. Vous pouvez élargir la période, par exemple « depuis 2 ans ».",
    ]
    assert titles(answered) == ["Celui du 16 novembre 2026", "Changer la période", "Mes derniers remboursements"]


async def test_when_nothing_was_paid_lately_the_latest_before_are_shown_and_it_is_said(logs_in, family):
    answered = await (await logs_in(family.marc_login)).run(LIST, "mes remboursements")
    assert plain(answered.text).splitlines() == [
        "Aucun remboursement n'a été payé du 22 août au 22 novembre 2026. Voici les plus récents avant cela.",
        "Remboursements payés du 14 juillet au 14 octobre 2019 :",
        "1 remboursement, 9,99 € versés.",
    ]


async def test_a_member_who_never_got_anything_is_told_so(logs_in, store):
    async with store.write() as connection:
        await connection.execute(delete(ReimbursementLine))
        await connection.execute(delete(Reimbursement))
    answered = await (await logs_in()).run(LIST, "mes remboursements")
    assert answered.text == "Je ne trouve aucun remboursement enregistré."


async def test_the_period_that_may_have_been_meant_is_one_tap_away(logs_in):
    dialogue = await logs_in()
    refused = await dialogue.run(LIST, "du 31 octobre 2026 au 1er octobre 2026")
    assert "la fin vient avant le début" in refused.text
    (title,) = titles(refused)
    assert title == "Du 1er octobre au 31 octobre 2026"
    answered = await dialogue.tap(REFINE, refused.buttons[title])
    assert "4 remboursements" in answered.text


async def test_the_forms_period_is_listed_and_the_form_is_ready_for_another_time(logs_in):
    slots = {"reimbursements_period": "2026-10-01/2026-10-31", "reimbursements_attempts": 2}
    answered = await (await logs_in()).run(LIST_PERIOD, "octobre", slots=slots)
    assert "4 remboursements" in answered.text
    assert answered.slots == {"reimbursements_period": None, "reimbursements_attempts": 0}


async def test_a_form_given_up_says_so_and_is_ready_for_another_time(logs_in):
    slots = {"reimbursements_period": None, "reimbursements_attempts": 3}
    answered = await (await logs_in()).run(LIST_PERIOD, "blablabla", slots=slots)
    assert "je préfère m'arrêter là" in answered.text
    assert titles(answered) == ["Mes derniers remboursements", "Parler à un conseiller"]
    assert answered.slots == {"reimbursements_period": None, "reimbursements_attempts": 0}


async def test_the_forms_slots_are_emptied_even_when_the_session_locked_meanwhile(locks):
    slots = {"reimbursements_period": "2026-10-01/2026-10-31", "reimbursements_attempts": 1}
    answered = await (await locks()).run(LIST_PERIOD, "octobre", slots=slots)
    assert "verrouillée" in answered.text
    assert answered.slots == {"reimbursements_period": None, "reimbursements_attempts": 0}


async def test_a_message_that_narrows_nothing_is_asked_back_and_the_list_stays(logs_in):
    dialogue = await logs_in()
    await dialogue.run(LIST, "mes remboursements d'octobre 2026")
    asked = await dialogue.run(REFINE, "blablabla")
    assert asked.text.startswith("Je n'ai pas compris ce que vous voulez voir.")
    assert titles(asked) == ["Mes derniers remboursements", "Changer la période"]
    assert "du 1er octobre au 31 octobre 2026" in (await dialogue.run(REFINE, "pour mon fils")).text


async def test_the_filters_in_force_can_be_taken_away_by_a_tap(logs_in):
    dialogue = await logs_in()
    narrowed = await dialogue.run(LIST, "le médecin pour mon fils depuis 6 mois")
    assert {fields(card)["Pour"] for card in narrowed.cards} == {"Paul (votre fils)"}
    assert {"Tous les soins", "Toute la famille"} <= set(titles(narrowed))
    family = await dialogue.tap(REFINE, narrowed.buttons["Toute la famille"])
    assert "12 remboursements" in family.text
    assert "Type de soins" in family.text
    everything = await dialogue.tap(REFINE, family.buttons["Tous les soins"])
    assert "Type de soins" not in everything.text
    assert not {"Tous les soins", "Toute la famille"} & set(titles(everything))


async def test_an_exclusion_is_said_to_be_beyond_the_assistant(logs_in):
    answered = await (await logs_in()).run(REFINE, "tout sauf la pharmacie")
    assert answered.text.startswith("Je ne sais pas exclure")
    assert answered.cards == []


async def test_a_list_with_payments_to_professionals_says_what_their_amounts_hold(logs_in, store):
    dialogue = await logs_in()
    assert "tiers payant" not in (await dialogue.run(LIST, "mes remboursements")).text
    async with store.write() as connection:
        await connection.execute(update(Reimbursement).where(Reimbursement.id == 1).values(payee="PHARMACIE DU PORT"))
    answered = await dialogue.run(LIST, "mes remboursements")
    assert "comprend aussi la part de la Sécurité sociale" in answered.text.splitlines()[-1]

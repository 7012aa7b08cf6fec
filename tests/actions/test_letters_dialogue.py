"""Letters in the dialogue: the list and its table, what follows it whatever the intent, one handed over."""

import pytest

from mutuelle.letters.due import DueLetters

LETTERS, LIST, REFINE = "action_documents_letters", "action_reimbursements_list", "action_reimbursements_refine"
NEXT, EXPORT, THIRD = "action_reimbursements_next", "action_documents_export", "action_third_party_list"
UNCLEAR = "action_smalltalk_unclear"
EXPLAIN, CHOOSE = "action_reimbursements_explain", "action_documents_choose_delivery"


@pytest.fixture
async def sent(store, clock, settings, family):
    """Three statements, of August, September and October."""
    assert await DueLetters(store, clock, settings).send() == 3


@pytest.fixture
async def dialogue(logs_in, sent):
    return await logs_in()


async def test_the_list_says_its_days_and_each_line_opens(dialogue, family):
    answered = await dialogue.run(LETTERS, "mes courriers")
    (table,) = answered.bodies
    assert table["text"].startswith("Vos courriers envoyés du 22/08/2026 au 22/11/2026 (les trois derniers mois")
    assert table["columns"] == ["N°", "Date d'envoi", "Type de document", "Objet"]
    assert table["rows"][0] == ["1", "22/11/2026", "Relevé de prestations", "octobre 2026"]
    assert answered.member_id == family.claire
    answered = await dialogue.tap(LETTERS, answered.buttons["Relevé de prestations – septembre 2026"])
    (document,) = answered.bodies
    assert document["text"].startswith("Relevé de prestations – septembre 2026, courrier du 22 novembre 2026.")
    assert (document["media_type"], document["view_label"]) == ("application/pdf", "Afficher dans un onglet")
    assert answered.member_id == family.claire


@pytest.mark.parametrize("action", [REFINE, EXPORT, THIRD, EXPLAIN, LETTERS])
async def test_a_line_is_opened_whatever_the_intent(dialogue, action):
    await dialogue.run(LETTERS, "mes courriers")
    (document,) = (await dialogue.run(action, "ouvrez le deuxième")).bodies
    assert document["what"] == "letter"
    assert "septembre 2026" in document["name"]


async def test_a_number_alone_opens_its_line_while_letters_are_on_display(dialogue):
    assert "document" not in (await dialogue.run(UNCLEAR, "2", intent="nlu_fallback")).text
    await dialogue.run(LETTERS, "mes courriers")
    (document,) = (await dialogue.run(UNCLEAR, "2", intent="nlu_fallback")).bodies
    assert "septembre 2026" in document["name"]
    assert "1 à la ligne 3" in (await dialogue.run(UNCLEAR, "9", intent="nlu_fallback")).text
    assert (await dialogue.run(UNCLEAR, "trucmuche", intent="nlu_fallback")).bodies[0]["type"] == "text"
    await dialogue.run(LIST, "mes remboursements")
    assert (await dialogue.run(UNCLEAR, "2", intent="nlu_fallback")).bodies[0]["type"] == "text"


async def test_the_list_is_sorted_by_a_tap_and_narrowed_by_an_ellipsis(dialogue):
    first = await dialogue.run(LETTERS, "mes relevés")
    turned = await dialogue.tap(LETTERS, first.buttons["Du plus ancien au plus récent"])
    assert turned.bodies[0]["rows"][0][3] == "août 2026"
    assert "Du plus ancien au plus récent." in turned.text
    narrowed = await dialogue.run(REFINE, "et en septembre ?")
    assert narrowed.text.splitlines()[0] == (
        "Vos relevés de prestations qui portent sur la période du 01/09/2026 au 30/09/2026."
    )
    assert len(narrowed.bodies[0]["rows"]) == 1


async def test_pages_are_those_of_the_list_shown_last(dialogue):
    await dialogue.run(LETTERS, "mes courriers")
    answered = await dialogue.run(NEXT, "la suite", intent="next_page")
    assert "C'était la fin de la liste" in answered.text
    await dialogue.run(LIST, "mes remboursements")
    answered = await dialogue.run(NEXT, "la suite", intent="next_page")
    assert answered.cards


async def test_what_is_said_of_payments_is_left_to_payments(dialogue):
    await dialogue.run(LETTERS, "mes courriers")
    assert (await dialogue.run(REFINE, "pour Paul")).cards
    await dialogue.run(LETTERS, "mes courriers")
    assert "Remboursements" in (await dialogue.run(EXPORT, "mes remboursements de 2026 en pdf")).text


async def test_documents_at_large_are_a_choice(dialogue):
    answered = await dialogue.run(LETTERS, "mes documents")
    assert {"Mes courriers", "Documents utiles", "Une attestation"} <= set(answered.buttons)
    assert (await dialogue.run(LETTERS, "les documents reçus")).bodies[0]["type"] == "table"


async def test_the_annual_recap_is_no_letter(dialogue):
    (document,) = (await dialogue.run(LETTERS, "mon récapitulatif annuel")).bodies
    assert document["what"] == "recap"


async def test_a_period_without_letters_and_one_that_cannot_be_are_said(dialogue):
    answered = await dialogue.run(LETTERS, "mes courriers de janvier 2026")
    assert answered.text == (
        "Je ne trouve rien du 01/01/2026 au 31/01/2026 parmi vos courriers. Le dernier est du 22 novembre 2026."
    )
    assert (await dialogue.tap(LETTERS, answered.buttons["Les derniers"])).bodies[0]["rows"]
    assert "à venir" in (await dialogue.run(LETTERS, "mes courriers de 2031")).text


async def test_who_never_got_any_is_told_so(logs_in, family):
    answered = await (await logs_in(family.marc_login)).run(LETTERS, "mes relevés")
    assert "je n'ai la trace d'aucun envoi" in answered.text


async def test_on_telegram_a_statement_comes_by_link_until_care_is_shown(logs_in, sent):
    dialogue = await logs_in(channel="telegram")
    await dialogue.run(CHOOSE, "documents en fichier")
    (document,) = (await dialogue.run(LETTERS, "mon dernier relevé")).bodies
    assert document["url"] and not document["download_id"]
    assert "restent masqués dans Telegram" in document["text"]

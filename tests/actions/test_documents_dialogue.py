"""Asking for a card or a certificate, by words and by buttons, on both channels."""

import pytest

from tests.actions.test_every_action import reads_as_french

ASKED, CARD = "action_documents_request_certificate", "action_card_reissue"
CHOSEN = "action_documents_choose_delivery"
ASK, VALIDATE = "action_ask_documents_certificate_form_documents_step", "validate_documents_certificate_form"
ASKED_WHOM = {"slots": {"requested_slot": "documents_step"}, "loop": "documents_certificate_form"}


async def answer(dialogue, text, **more):
    """Answer the form and return what is said, then what is asked next."""
    said = await dialogue.run(VALIDATE, text, **ASKED_WHOM, **more)
    return said, said.slots["documents_step"] == "over"


async def tap(dialogue, answered, title):
    import json

    payload = answered.buttons[title]
    values = json.loads(payload[payload.index("{") :])
    entities = [{"entity": name, "value": value} for name, value in values.items()]
    return await answer(dialogue, payload, entities=entities)


async def test_a_certificate_that_is_wholly_named_comes_at_once(logs_in, family):
    answered = await (await logs_in()).run(ASKED, "attestation de droits pour ma fille")
    reads_as_french(answered)
    (document,) = answered.bodies
    assert (document["type"], document["what"], document["media_type"]) == ("document", "rights", "application/pdf")
    assert document["url"].startswith("http://bot.test/document/")
    assert document["name"] == "Attestation de droits 2026-11-22.pdf"
    assert document["label"].startswith("Télécharger (PDF, ") and document["label"].endswith("\xa0Ko)")
    assert document["size"] > 10_000
    assert answered.member_id == family.claire
    assert answered.events == []


async def test_what_is_missing_is_asked_one_thing_after_the_other(logs_in):
    dialogue = await logs_in()
    opened = await dialogue.run(ASKED, "une attestation svp")
    assert [event["event"] for event in opened.events] == ["slot", "followup"]
    kinds = await dialogue.run(ASK)
    assert kinds.text == "De quelle attestation avez-vous besoin ?"
    assert len(kinds.buttons) == 5
    said, over = await tap(dialogue, kinds, "Attestation de droits")
    assert (said.bodies, over) == ([], False)
    people = await dialogue.run(ASK)
    assert "Pour qui ?" in people.text
    assert set(people.buttons) == {
        "Claire (vous)",
        "Paul (votre fils)",
        "Léa (votre fille)",
        "Toutes ces personnes",
        "Annuler",
    }
    said, over = await answer(dialogue, "mes enfants")
    assert over
    assert said.bodies[0]["what"] == "rights"


async def test_an_answer_that_says_nothing_is_told_and_the_question_comes_again(logs_in):
    dialogue = await logs_in()
    await dialogue.run(ASKED, "attestation")
    for _ in range(2):
        said, over = await answer(dialogue, "euh", intent="nlu_fallback")
        assert (said.text, over) == ("Je n'ai pas compris votre réponse.", False)
        assert (await dialogue.run(ASK)).text == "De quelle attestation avez-vous besoin ?"
    said, over = await answer(dialogue, "bof", intent="out_of_scope")
    assert over and "conseiller" in said.text


async def test_of_two_daughters_only_those_are_offered(logs_in, family):
    dialogue = await logs_in(family.marc_login)
    await dialogue.run(ASKED, "attestation de droits pour ma fille")
    assert set((await dialogue.run(ASK)).buttons) == {
        "Ana (votre fille)",
        "Mia (votre fille)",
        "Toutes ces personnes",
        "Annuler",
    }


async def test_somebody_who_is_not_covered_is_told_and_asked_again(logs_in):
    dialogue = await logs_in()
    opened = await dialogue.run(ASKED, "attestation de droits pour ma femme")
    assert "Je ne trouve pas cette personne" in opened.text
    assert "Pour qui ?" in (await dialogue.run(ASK)).text


async def test_back_asks_which_certificate_and_says_when_that_is_the_first_question(logs_in):
    dialogue = await logs_in()
    await dialogue.run(ASKED, "attestation de droits")
    said, over = await answer(dialogue, "retour", intent="previous_page")
    assert (said.bodies, over) == ([], False)
    assert (await dialogue.run(ASK)).text == "De quelle attestation avez-vous besoin ?"
    said, over = await answer(dialogue, "retour", intent="previous_page")
    assert "première question" in said.text and not over
    assert (await dialogue.run(ASK)).text == "De quelle attestation avez-vous besoin ?"


async def test_no_leaves_it(logs_in):
    dialogue = await logs_in()
    await dialogue.run(ASKED, "attestation")
    said, over = await answer(dialogue, "non merci", intent="deny")
    assert over and said.text.startswith("D'accord")


async def test_another_request_leaves_the_question_to_its_own_rule(logs_in):
    dialogue = await logs_in()
    await dialogue.run(ASKED, "attestation de droits")
    left = await dialogue.run(VALIDATE, "mes remboursements", **ASKED_WHOM, intent="view_reimbursements")
    assert left.slots == {} and left.bodies == []
    said, over = await answer(dialogue, "pour ma fille", intent="view_reimbursements")  # a model may be wrong
    assert over and said.bodies[0]["type"] == "document"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("certificat de radiation", "aucune radiation enregistrée"),
        ("attestation de cotisations 2025", "je préfère ne rien inventer"),
        ("attestation en anglais pour un visa", "attestation particulière"),
    ],
)
async def test_what_cannot_be_had_is_said_with_another_way(logs_in, said, told):
    answered = await (await logs_in()).run(ASKED, said)
    assert told in answered.text
    assert answered.buttons["Parler à un conseiller"] == "/talk_to_human"


async def test_the_digital_card_is_given_to_who_asks_for_it(logs_in):
    answered = await (await logs_in()).run(CARD, "ma carte en pdf")
    (document,) = answered.bodies
    assert (document["type"], document["what"]) == ("document", "card")


async def test_who_lost_his_card_is_offered_the_digital_one_and_a_tap_gives_it(logs_in):
    dialogue = await logs_in()
    answered = await dialogue.run(CARD, "j'ai perdu ma carte")
    assert "envoi d'une nouvelle carte" in answered.text
    given = await dialogue.tap(CARD, answered.buttons["Ma carte en PDF, tout de suite"])
    assert given.bodies[0]["what"] == "card"


@pytest.mark.parametrize(("action", "said"), [(CARD, "ma carte en pdf"), (ASKED, "attestation de droits")])
async def test_a_visitor_logs_in_first(visits, action, said):
    (link,) = (await (await visits()).run(action, said)).bodies
    assert "/connexion/" in link["url"]


async def test_telegram_asks_once_how_and_then_sends_the_document_that_waited(logs_in, family):
    dialogue = await logs_in(channel="telegram")
    asked = await dialogue.run(CARD, "ma carte en pdf")
    assert set(asked.buttons) == {"Envoyer le fichier ici", "Lien qui expire"}
    assert "Telegram" in asked.text
    chosen = await dialogue.tap(CHOSEN, asked.buttons["Envoyer le fichier ici"])
    note, document = chosen.bodies
    assert "en fichier" in note["text"]
    assert (document["type"], document["url"]) == ("document", "")
    assert document["download_id"] > 0
    assert "%PDF" not in str(document)
    assert chosen.member_id == family.claire
    again = await dialogue.run(CARD, "ma carte en pdf")
    assert [body["type"] for body in again.bodies] == ["document"]


async def test_the_choice_is_changed_in_words(logs_in):
    dialogue = await logs_in(channel="telegram")
    assert "en fichier" in (await dialogue.run(CHOSEN, "documents en fichier")).text
    assert "lien qui expire" in (await dialogue.run(CHOSEN, "plus de fichiers ici")).text
    given = await dialogue.run(CARD, "ma carte en pdf")
    assert given.bodies[0]["url"].startswith("http://bot.test/document/")
    assert "trois fois au plus" in given.text


async def test_a_choice_that_is_not_said_is_asked(logs_in):
    asked = await (await logs_in(channel="telegram")).run(CHOSEN, "changer la façon de recevoir mes documents")
    assert "Comment voulez-vous recevoir" in asked.text


async def test_on_the_web_the_choice_is_said_to_be_for_telegram(logs_in):
    assert "Votre choix pour Telegram" in (await (await logs_in()).run(CHOSEN, "documents par lien")).text


async def test_a_tap_after_the_session_was_locked_goes_on_where_it_was(logs_in, family):
    dialogue = await logs_in()
    await dialogue.run(ASKED, "attestation de droits")
    answered = await dialogue.run(ASKED, "/request_certificate", entities=[{"entity": "beneficiary", "value": "#3"}])
    assert answered.bodies[0]["what"] == "rights"


REFINE = "action_reimbursements_refine"


async def test_and_for_somebody_else_is_about_the_certificate_issued_just_before(logs_in):
    dialogue = await logs_in()
    await dialogue.run(ASKED, "attestation de droits pour Paul")
    lea = {"entities": [{"entity": "person_name", "value": "Léa"}]}
    (document,) = (await dialogue.run(REFINE, "et pour Léa ?", after=ASKED, **lea)).bodies
    assert document["type"] == "document"
    listed = await dialogue.run(REFINE, "et pour Léa ?", after="action_reimbursements_list", **lea)
    assert "emboursement" in listed.text
    march = {"entities": [{"entity": "period", "value": "en mars"}]}
    assert "emboursement" in (await dialogue.run(REFINE, "et en mars ?", after=ASKED, **march)).text

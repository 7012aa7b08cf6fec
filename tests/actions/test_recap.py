"""The annual recap in the dialogue: found whatever the intent, handed over by link, what cannot be made said."""

import pytest

from tests.talk import plain

EXPORT, LIST, CERTIFICATE = (
    "action_documents_export",
    "action_reimbursements_list",
    "action_documents_request_certificate",
)
HOME, SHOW, CHOOSE = "action_smalltalk_home", "action_privacy_show_care", "action_documents_choose_delivery"


@pytest.mark.parametrize("action", [EXPORT, LIST, CERTIFICATE, HOME, "action_reimbursements_refine"])
async def test_whatever_the_intent_the_recap_is_handed_over(logs_in, family, action):
    answered = await (await logs_in()).run(action, "mon récapitulatif annuel")
    (document,) = answered.bodies
    assert (document["what"], document["name"]) == ("recap", "Récapitulatif 2026.pdf")
    assert plain(document["text"]).startswith("Voici votre récapitulatif 2026, du 1er janvier au 22 novembre : ")
    assert answered.member_id == family.claire


async def test_the_recap_of_a_daughter_is_hers(logs_in):
    (document,) = (await (await logs_in()).run(LIST, "le récap annuel 2025 de ma fille")).bodies
    assert plain(document["text"]).startswith(
        "Voici votre récapitulatif 2025 pour Léa : 69,00 € dépensés, 67,00 € remboursés, 2,00 € à votre charge."
    )


async def test_of_two_daughters_which_is_asked_and_the_year_is_kept(logs_in, family):
    dialogue = await logs_in(family.marc_login)
    asked = await dialogue.run(EXPORT, "le récapitulatif 2019 de ma fille")
    assert asked.text == "Pour qui voulez-vous le récapitulatif 2019 ?"
    (document,) = (await dialogue.tap(EXPORT, next(iter(asked.buttons.values())))).bodies
    assert document["name"] == "Récapitulatif 2019.pdf"


async def test_the_recap_is_a_tap_away_under_sums(logs_in):
    dialogue = await logs_in()
    sums = await dialogue.run(LIST, "le total de mes remboursements en 2025")
    (document,) = (await dialogue.tap(EXPORT, sums.buttons["Récapitulatif en PDF"])).bodies
    assert document["name"] == "Récapitulatif 2025.pdf"


async def test_a_year_with_nothing_is_said_and_another_is_a_tap_away(logs_in):
    dialogue = await logs_in()
    answered = await dialogue.run(EXPORT, "mon récapitulatif 2024")
    assert answered.text == "Je ne vois aucun remboursement payé en 2024 : il n'y a rien à récapituler."
    (document,) = (await dialogue.tap(EXPORT, answered.buttons["Récapitulatif 2026"])).bodies
    assert document["name"] == "Récapitulatif 2026.pdf"


async def test_a_year_to_come_is_said(logs_in):
    answered = await (await logs_in()).run(EXPORT, "mon récapitulatif 2027")
    assert answered.text.startswith("L'année 2027 n'a pas commencé")


async def test_on_telegram_it_is_a_file_only_once_care_is_shown_and_files_were_agreed_to(logs_in):
    dialogue = await logs_in(channel="telegram")
    (document,) = (await dialogue.run(EXPORT, "mon récapitulatif annuel")).bodies
    assert document["url"] and not document["download_id"]
    await dialogue.run(SHOW, "affiche les soins")
    asked = await dialogue.run(EXPORT, "mon récapitulatif annuel")
    document = (await dialogue.tap(CHOOSE, asked.buttons["Envoyer le fichier ici"])).bodies[-1]
    assert document["download_id"] and not document["url"]


async def test_a_visitor_is_asked_to_log_in(visits):
    (link,) = (await (await visits()).run(EXPORT, "mon récapitulatif 2025")).bodies
    assert link["type"] == "link"

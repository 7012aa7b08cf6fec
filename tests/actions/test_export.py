"""Exporting in the dialogue: what is said of the file, what is asked first, where files may go."""

from datetime import date

import pytest
from sqlalchemy import update

from mutuelle.reimbursements.tables import Reimbursement
from tests.talk import plain

EXPORT, LIST, THIRD = "action_documents_export", "action_reimbursements_list", "action_third_party_list"
CHOOSE, SHOW = "action_documents_choose_delivery", "action_privacy_show_care"


@pytest.fixture
async def port(store):
    async with store.write() as connection:
        await connection.execute(update(Reimbursement).where(Reimbursement.id == 1).values(payee="PHARMACIE DU PORT"))
    return date(2026, 11, 16)


async def test_the_file_of_the_list_on_display_says_its_filters_count_and_sum(logs_in, family):
    dialogue = await logs_in()
    await dialogue.run(LIST, "mes remboursements d'octobre 2026")
    answered = await dialogue.run(EXPORT, "exportez en excel")
    (document,) = answered.bodies
    assert (document["type"], document["what"], document["name"]) == ("document", "payments", "Paiements.xlsx")
    assert plain(document["text"]).startswith(
        "Remboursements, payés du 01/10/2026 au 31/10/2026, pour toutes les personnes du contrat : "
        "4 paiements, 30,18 €."
    )
    assert document["label"].startswith("Télécharger (Excel, ")
    assert answered.member_id == family.claire


async def test_the_format_is_asked_and_each_button_gives_the_file(logs_in):
    dialogue = await logs_in()
    await dialogue.run(LIST, "mes remboursements")
    asked = await dialogue.run(EXPORT, "exporter la liste")
    assert list(asked.buttons) == ["PDF, à imprimer", "Excel", "CSV"]
    assert "12 paiements, 90,66 €" in plain(asked.text) and "Dans quel format ?" in asked.text
    for title, suffix in (("PDF, à imprimer", ".pdf"), ("Excel", ".xlsx"), ("CSV", ".csv")):
        (document,) = (await dialogue.tap(EXPORT, asked.buttons[title])).bodies
        assert document["name"].endswith(suffix)


async def test_without_a_list_what_could_be_exported_is_said_and_a_tap_away(logs_in, port):
    dialogue = await logs_in()
    answered = await dialogue.run(EXPORT, "imprimez")
    assert answered.text.startswith("Aucune liste n'est affichée")
    (document,) = (await dialogue.tap(EXPORT, answered.buttons["Les paiements aux professionnels"])).bodies
    assert document["text"].startswith("Paiements aux professionnels de santé (tiers payant), payés du")
    assert document["name"].endswith(".pdf")


async def test_which_payment_is_asked_and_a_tap_gives_it_in_the_format_that_was_said(logs_in, port):
    dialogue = await logs_in()
    await dialogue.run(LIST, "mes remboursements")
    answered = await dialogue.run(EXPORT, "imprimez ce paiement")
    assert answered.text == "De quel paiement s'agit-il ?"
    assert plain(next(iter(answered.buttons))) == "16/11/2026, 7,50 €"
    (document,) = (await dialogue.tap(EXPORT, next(iter(answered.buttons.values())))).bodies
    assert plain(document["text"]).startswith("Détail d'un paiement : 7,50 €.")


async def test_an_opened_payment_is_exported_by_its_own_button(logs_in, port):
    dialogue = await logs_in()
    listed = await dialogue.run(THIRD, "tiers payant")
    opened = await dialogue.tap(THIRD, next(iter(listed.buttons.values())))
    asked = await dialogue.tap(EXPORT, opened.buttons["Exporter ou imprimer ce paiement"])
    assert "Dans quel format ?" in asked.text
    (document,) = (await dialogue.tap(EXPORT, asked.buttons["CSV"])).bodies
    assert document["what"] == "payment"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("envoyez-moi la liste en pdf par mail", "Je n'envoie rien par e-mail"),
        ("fichier ods possible ?", "Je ne fais pas de fichier ods."),
    ],
)
async def test_what_we_do_not_do_is_said_and_what_we_do_is_given(logs_in, said, told):
    dialogue = await logs_in()
    await dialogue.run(LIST, "mes remboursements")
    answered = await dialogue.run(EXPORT, said)
    assert answered.text.startswith(told)
    assert answered.bodies[0]["type"] == "document" or "PDF, à imprimer" in answered.buttons


async def test_contributions_are_exported_as_their_own_list(logs_in):
    (document,) = (await (await logs_in()).run(EXPORT, "exportez tout l'historique de cotisations")).bodies
    assert document["what"] == "contributions_list"


@pytest.mark.parametrize(("said", "only_csv"), [("mes cotisations en pdf", True), ("mes cotisations en csv", False)])
async def test_the_only_format_of_contributions_is_said_to_whom_asks_for_another(logs_in, said, only_csv):
    (document,) = (await (await logs_in()).run(EXPORT, said)).bodies
    assert ("n'existe qu'en CSV" in document["text"]) is only_csv


async def test_nothing_that_fits_is_no_file(logs_in):
    answered = await (await logs_in()).run(EXPORT, "mes remboursements de janvier 2024 en pdf")
    assert answered.text.startswith("Il n'y a rien à exporter")


async def test_on_telegram_a_file_comes_only_once_care_is_shown_and_files_were_agreed_to(logs_in, port):
    dialogue = await logs_in(channel="telegram")
    await dialogue.run(LIST, "mes remboursements")
    (document,) = (await dialogue.run(EXPORT, "la liste en pdf")).bodies
    assert document["url"] and not document["download_id"]
    assert "jamais le fichier" in document["text"]
    await dialogue.run(SHOW, "affiche les soins")
    asked = await dialogue.run(EXPORT, "la liste en pdf")
    assert asked.text.startswith("Comment voulez-vous recevoir vos documents dans Telegram ?")
    document = (await dialogue.tap(CHOOSE, asked.buttons["Envoyer le fichier ici"])).bodies[-1]
    assert document["download_id"] and not document["url"]

"""Useful documents in the dialogue: everybody's without a login, one's own with it, what is missing or unknown said."""

import pytest

USEFUL, CHOOSE = "action_documents_useful", "action_documents_choose_delivery"


async def test_a_visitor_sees_the_categories_and_gets_a_document_by_two_taps(visits):
    dialogue = await visits()
    answered = await dialogue.run(USEFUL, "vos documents utiles")
    assert [card["title"] for card in answered.cards] == ["Bulletins d'adhésion", "Guides", "Notices", "Votre contrat"]
    assert answered.member_id is None
    guides = await dialogue.tap(USEFUL, answered.buttons["Guides"])
    (card,) = guides.cards
    assert {entry["label"] for entry in card["fields"]} == set(guides.buttons)
    assert all(entry["value"].startswith("PDF, ") and "2026" in entry["value"] for entry in card["fields"])
    (document,) = (await dialogue.tap(USEFUL, guides.buttons["Guide du tiers payant"])).bodies
    assert document["url"] == "http://bot.test/documents-utiles/third_party_guide.pdf"
    assert document["text"].startswith("Guide du tiers payant (PDF, ") and "édition du" in document["text"]


async def test_a_document_is_handed_over_by_its_usual_name(visits):
    (document,) = (await (await visits()).run(USEFUL, "téléchargez le buletin d'adhésion")).bodies
    assert document["name"] == "Bulletin d'adhésion (BIA) (2026-11-26).pdf"
    assert document["size"] > 10_000


async def test_the_own_ones_need_a_login_and_are_the_members(visits, logs_in, family):
    (link,) = (await (await visits()).run(USEFUL, "mon tableau de garanties")).bodies
    assert link["type"] == "link"
    answered = await (await logs_in()).run(USEFUL, "mon tableau de garanties")
    (document,) = answered.bodies
    assert document["url"].startswith("http://bot.test/document/")
    assert answered.member_id == family.claire


async def test_what_the_insurer_has_not_given_is_said_and_no_other_paper_given_instead(visits):
    answered = await (await visits()).run(USEFUL, "les conditions générales")
    assert answered.text.startswith("« Conditions générales » : je vois de quoi il s'agit, mais")
    assert "Parler à un conseiller" in answered.buttons
    mandate = await (await visits(address="else")).run(USEFUL, "formulaire de mandat sepa")
    assert mandate.buttons["Changer de compte prélevé"] == "/update_direct_debit_account"


async def test_an_unknown_paper_is_said_to_be_unknown_with_what_there_is(visits):
    answered = await (await visits()).run(USEFUL, "un guide retraite")
    assert answered.text.startswith("Je n'ai pas ce document")
    assert [card["title"] for card in answered.cards] == ["Guides"]


async def test_several_that_are_meant_are_a_tap_away(visits):
    answered = await (await visits()).run(USEFUL, "la notice d'information et le tableau des garanties")
    assert {"Notice de votre contrat", "Tableau de vos garanties"} <= set(answered.buttons)


async def test_the_annual_recap_is_no_useful_document(logs_in):
    (document,) = (await (await logs_in()).run(USEFUL, "mon récapitulatif annuel en pdf")).bodies
    assert document["what"] == "recap"


@pytest.mark.parametrize(("wish", "is_file"), [("documents en fichier", True), ("documents par lien", False)])
async def test_on_telegram_a_member_gets_it_as_he_wants_his_documents(logs_in, wish, is_file):
    dialogue = await logs_in(channel="telegram")
    await dialogue.run(CHOOSE, wish)
    (document,) = (await dialogue.run(USEFUL, "le guide du tiers payant")).bodies
    assert bool(document["download_id"]) is is_file
    assert bool(document["url"]) is not is_file

"""The identifier is changed by conversation: read, coded, confirmed, told, given up."""

import pytest
from sqlalchemy import select

from mutuelle.errors import LinkUsed
from mutuelle.mail.tables import Mail
from tests.actions.account.links import link_of

IDENTIFIER = "action_account_change_identifier"


async def test_an_address_in_the_sentence_fills_the_page_after_the_code(claire, coded, services):
    said = "nouvelle adresse de connexion : cv@exemple.fr"
    assert link_of(await claire.run(IDENTIFIER, said)).startswith("/code/")
    await coded("change_login_email")
    answered = await claire.run(IDENTIFIER, said)
    assert answered.slots == {}
    token = link_of(answered).removeprefix("/identifiant/")
    assert (await services.identifiers.page(token)).proposed == "cv@exemple.fr"
    assert "24 h" in answered.text


async def test_a_sentence_without_an_address_leads_to_an_empty_page(claire, coded, services):
    await coded("change_login_email")
    token = link_of(await claire.run(IDENTIFIER, "changez mon identifiant")).removeprefix("/identifiant/")
    assert (await services.identifiers.page(token)).proposed == ""


async def test_an_address_that_cannot_be_is_refused_politely_and_no_code_leaves(claire, store):
    answered = await claire.run(IDENTIFIER, "mon identifiant devient claire@@exemple")
    assert "pas reconnu d'adresse" in answered.text
    assert "Saisir sur la page sécurisée" in answered.buttons
    async with store.read() as connection:
        assert (await connection.execute(select(Mail.id))).first() is None


async def test_the_identifier_in_force_is_not_a_change(claire, family):
    assert "déjà votre identifiant" in (await claire.run(IDENTIFIER, f"mettez {family.claire_login}")).text


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Oui, corriger", "claire@gmail.com"), ("Non, garder la mienne", "claire@gmial.com")],
)
async def test_a_typo_is_asked_back_and_either_answer_is_taken(claire, coded, services, title, expected):
    asked = await claire.run(IDENTIFIER, "je veux claire@gmial.com comme login")
    assert "claire@gmail.com ?" in asked.text
    await coded("change_login_email")
    answered = await claire.tap(IDENTIFIER, asked.buttons[title])
    token = link_of(answered).removeprefix("/identifiant/")
    assert (await services.identifiers.page(token)).proposed == expected


async def test_where_the_change_stands_is_told(claire, coded, services, store, family):
    question = "où en est mon changement d'identifiant ?"
    none = await claire.run(IDENTIFIER, question)
    assert "Aucun changement" in none.text and family.claire_login in none.text
    await coded("change_login_email")
    token = link_of(await claire.run(IDENTIFIER, "cv@exemple.fr")).removeprefix("/identifiant/")
    await services.identifiers.request(token, "cv@exemple.fr", notice="")
    waiting = await claire.run(IDENTIFIER, question)
    assert "cv@exemple.fr" in waiting.text and "23 novembre 2026 à 10 h 30" in waiting.text
    assert waiting.member_id == family.claire
    again = await claire.run(IDENTIFIER, "changer mon identifiant")
    assert again.text == waiting.text
    assert link_of(await claire.tap(IDENTIFIER, again.buttons["Choisir une autre adresse"])).startswith("/code/")
    async with store.read() as connection:
        mail = select(Mail.plain).where(Mail.template == "identifier_confirm")
        link = (await connection.execute(mail)).scalar_one().split("/nouvel-identifiant/")[1].split()[0]
    await services.identifiers.confirm(link, notice="")
    assert "C'est fait" in (await claire.run(IDENTIFIER, question)).text


@pytest.mark.parametrize("how", ["words", "button"])
async def test_a_change_that_waits_can_be_given_up(claire, coded, services, store, family, how):
    await coded("change_login_email")
    token = link_of(await claire.run(IDENTIFIER, "cv@exemple.fr")).removeprefix("/identifiant/")
    await services.identifiers.request(token, "cv@exemple.fr", notice="")
    if how == "words":
        told = await claire.run(IDENTIFIER, "annulez mon changement d'identifiant")
    else:
        told = await claire.tap(IDENTIFIER, '/change_login_email{"field": "cancel"}')
    assert "annulé" in told.text and family.claire_login in told.text
    async with store.read() as connection:
        mail = select(Mail.plain).where(Mail.template == "identifier_confirm")
        link = (await connection.execute(mail)).scalar_one().split("/nouvel-identifiant/")[1].split()[0]
    with pytest.raises(LinkUsed):
        await services.identifiers.confirm(link, notice="")
    assert "Aucun changement" in (await claire.tap(IDENTIFIER, '/change_login_email{"field": "cancel"}')).text


async def test_on_telegram_addresses_are_masked(logs_in, family):
    dialogue = await logs_in(channel="telegram")
    answered = await dialogue.run(IDENTIFIER, "où en est mon changement d'identifiant ?")
    assert family.claire_login not in answered.text and "c•••@exemple.fr" in answered.text

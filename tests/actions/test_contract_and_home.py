"""The contract and the home of the member space: one field first when only that is asked, nothing to a stranger."""

from datetime import date

import pytest
from sqlalchemy import insert, update

from mutuelle.beneficiaries.tables import Guarantee
from mutuelle.contract.tables import Contract
from mutuelle.requests.opening import Requested, open_request
from tests.actions.test_every_action import reads_as_french
from tests.contributions import put_on_file

CONTRACT, HOME = "action_contract_view", "action_smalltalk_home"


@pytest.fixture
def ends(store, family):
    async def on(day):
        async with store.write() as connection:
            await connection.execute(update(Contract).where(Contract.id == family.claire).values(ended_on=day))

    return on


def values(card):
    return {entry["label"]: entry["value"] for entry in card["fields"]}


async def test_the_contract_is_a_card(logs_in, family):
    answered = await (await logs_in()).run(CONTRACT, "mon contrat")
    (card,) = answered.cards
    assert (card["title"], card["subtitle"]) == ("Santé", "n° C000001")
    assert values(card) == {
        "État": "ouvert : vos droits sont ouverts",
        "Date d'effet": "1er juillet 2019",
        "Date de résiliation": "aucune date de résiliation",
        "Souscripteur": "Claire Vasseur",
        "Adresse": "non renseignée",
        "Personnes couvertes": "3",
    }
    assert answered.member_id == family.claire
    assert list(answered.buttons) == ["Mes garanties", "Mes cotisations"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("mon numéro de contrat", "Votre numéro de contrat est C000001."),
        ("depuis quand suis-je couvert ?", "Votre contrat a pris effet le 1er juillet 2019."),
        ("mon contrat a une date de fin ?", "Fin de votre contrat : aucune date de résiliation."),
        ("suis-je toujours assuré ?", "Votre contrat est ouvert : vos droits sont ouverts."),
        ("qui est le souscripteur ?", "Le souscripteur du contrat est Claire Vasseur."),
    ],
)
async def test_one_field_is_answered_in_a_sentence(logs_in, said, told):
    assert (await (await logs_in()).run(CONTRACT, said)).text == told


async def test_the_address_can_be_changed_at_once(logs_in):
    answered = await (await logs_in()).run(CONTRACT, "l'adresse de mon contrat")
    assert next(iter(answered.buttons)) == "Modifier mon adresse"


@pytest.mark.parametrize(
    ("last_day", "told", "first"),
    [
        (date(2026, 12, 31), "ouvert jusqu'au 31 décembre 2026 inclus", "Mes cotisations"),
        (date(2026, 10, 31), "résilié depuis le 31 octobre 2026", "Parler à un conseiller"),
    ],
)
async def test_a_contract_that_ends_says_what_that_means_and_what_to_do(logs_in, ends, last_day, told, first):
    dialogue = await logs_in()
    await ends(last_day)
    answered = await dialogue.run(CONTRACT, "mes droits sont-ils ouverts ?")
    reads_as_french(answered)
    assert told in answered.text
    assert next(iter(answered.buttons)) == first


async def test_telegram_shows_the_number_only_to_who_asks_for_it(logs_in):
    dialogue = await logs_in(channel="telegram")
    assert "C000001" not in str((await dialogue.run(CONTRACT, "mon contrat")).bodies)
    assert "C000001" in (await dialogue.run(CONTRACT, "mon numéro de contrat")).text


@pytest.mark.parametrize("said", ["mes garanties", "suis-je couvert par la prévoyance"])
async def test_what_is_guaranteed_is_shown_by_person(logs_in, store, family, said):
    dialogue = await logs_in()
    async with store.write() as connection:
        rows = [
            {"beneficiary_id": family.claire_self, "name": "MGEN PREVOYANCE 2", "since": date(2020, 1, 1)},
            {"beneficiary_id": family.marc_self, "name": "RMA ASSISTANCE", "since": date(2020, 1, 1)},
        ]
        await connection.execute(insert(Guarantee), rows)
    answered = await dialogue.run(CONTRACT, said)
    reads_as_french(answered)
    assert "PREVOYANCE" in str(answered.bodies) and "RMA" not in str(answered.bodies)
    assert answered.member_id == family.claire


async def test_the_home_holds_the_last_payments_the_contract_and_what_comes_next(logs_in, store, family):
    dialogue = await logs_in()
    await put_on_file(store, family)
    (body,) = (await dialogue.run(HOME, "l'accueil")).bodies
    assert body["text"].splitlines() == [
        "Voici votre espace, Claire.",
        "Vos derniers remboursements :",
        "• 7,50\u00a0€ payé le 16 novembre 2026",
        "• 7,51\u00a0€ payé le 9 novembre 2026",
        "• 7,52\u00a0€ payé le 2 novembre 2026",
    ]
    assert values(body["cards"][0])["Personnes couvertes"] == "3"
    assert body["footer"] == "Prochaine échéance le 5 décembre 2026 : 86,83\u00a0€."
    assert [one["title"] for one in body["buttons"]] == ["Contrat", "Santé", "Documents", "Suivi", "Mon compte"]


async def test_the_home_tells_what_is_under_way(logs_in, store, settings, clock, family):
    dialogue = await logs_in()
    async with store.write() as connection:
        for member in (family.claire, family.marc):
            asked = Requested(member, "card_reissue", {}, "")
            await open_request(connection, asked, secret=settings.secret, now=clock.now())
    await dialogue.run("action_requests_write", "je veux vous écrire")
    (body,) = (await dialogue.run(HOME, "mon espace")).bodies
    assert "Demandes en cours : 1." in body["footer"]
    assert "Une démarche commencée ici n'est pas terminée : votre message." in body["footer"]
    assert body["buttons"][0]["title"] == "Reprendre ma démarche"


async def test_a_greeting_tells_what_waits_and_offers_to_go_on(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_requests_write", "je veux vous écrire")
    back = await dialogue.run("action_smalltalk_greet", "bonjour")
    assert "Une démarche vous attend : votre message." in back.text
    assert back.buttons["Reprendre ma démarche"] == "/resume_procedure"


async def test_a_greeting_in_the_middle_of_a_procedure_leaves_it_to_ask_again(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_requests_write", "je veux vous écrire")
    back = await dialogue.run("action_smalltalk_greet", "bonjour", loop="requests_procedure_form")
    assert "Une démarche vous attend" not in back.text
    assert "Reprendre ma démarche" not in back.buttons


async def test_a_greeting_offers_nothing_where_nothing_waits(logs_in):
    assert "Reprendre ma démarche" not in (await (await logs_in()).run("action_smalltalk_greet", "bonjour")).buttons


async def test_the_home_of_who_was_never_paid_lately_says_so(logs_in, family):
    answered = await (await logs_in(family.marc_login)).run(HOME, "l'accueil")
    reads_as_french(answered)
    assert "Claire" not in str(answered.bodies)
    assert answered.member_id == family.marc


async def test_a_visitor_is_told_what_can_be_done_without_a_login(visits):
    answered = await (await visits()).run(HOME, "l'accueil")
    assert answered.text.startswith("Bienvenue. Connectez-vous")
    assert {"Me connecter", "Créer mon espace"} <= set(answered.buttons)
    assert answered.member_id is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ouvre la rubrique Documents", "Rubrique Documents"),
        ("aller dans Santé", "Rubrique Santé"),
        ("mes outils", "Mes outils"),
        ("le suivi", "Rubrique Suivi"),
    ],
)
async def test_a_rubrique_is_open_to_anybody_and_shows_nobodys_data(visits, said, told):
    answered = await (await visits()).run(HOME, said)
    assert answered.text.startswith(told)
    assert answered.buttons and answered.member_id is None


async def test_the_home_opens_a_rubrique_by_its_button_too(logs_in):
    dialogue = await logs_in()
    home = await dialogue.run(HOME, "l'accueil")
    assert (await dialogue.tap(HOME, home.buttons["Contrat"])).text.startswith("Rubrique Contrat")

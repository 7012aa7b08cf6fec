"""Contributions in words, tables and bars: what is not known is said so, what is to come is not announced."""

from datetime import date

import pytest
from sqlalchemy import insert, select, update

from mutuelle.contract.tables import Contract, Contribution
from mutuelle.documents.tables import Download
from tests.actions.test_every_action import reads_as_french
from tests.contributions import MARCS, RISEN, contribution, put_on_file

SHOW = "action_contract_contributions"
EURO = "\u00a0€"


@pytest.fixture
def asks(logs_in, store, family):
    """Claire asks, with a year of contributions on file, or with others."""

    async def ask(said, *more, channel="web", **known):
        dialogue = await logs_in(channel=channel)
        await put_on_file(store, family, *more, **known)
        answered = await dialogue.run(SHOW, said)
        reads_as_french(answered)
        return dialogue, answered

    return ask


def body(answered, kind):
    (found,) = [one for one in answered.bodies if one["type"] == kind]
    return found


def values(card):
    return {entry["label"]: entry["value"] for entry in card["fields"]}


async def test_the_overview_says_how_and_when_what_is_paid(asks, family):
    _, answered = await asks("mes cotisations")
    (card,) = answered.cards
    assert values(card) == {
        "Mode de règlement": "prélèvement bancaire (mensuel)",
        "Avis d'échéance": "annuel",
        "Prochaine échéance": "5 décembre 2026",
        "Montant": f"86,83{EURO}",
    }
    assert list(answered.buttons) == ["Historique", "Changer le compte prélevé", "Une attestation de paiement"]
    assert answered.member_id == family.claire


async def test_the_next_amount_is_said_unknown_and_never_zero(asks, family):
    unknown = contribution(family.claire, date(2026, 12, 5), None, state="due", paid_on=None)
    _, answered = await asks("mon prochain prélèvement", unknown, due=None)
    assert "son montant n'est pas encore communiqué" in answered.text
    assert values(answered.cards[0])["Montant"] == "non communiqué"
    assert "0,00" not in str(answered.bodies)


async def test_nothing_to_come_is_said_so(asks):
    _, answered = await asks("mon prochain prélèvement", due=None)
    assert "Aucune échéance à venir n'est enregistrée" in answered.text
    assert values(answered.cards[0])["Prochaine échéance"] == "aucune"


async def test_of_a_contract_that_ended_nothing_is_to_come(asks, store, family):
    dialogue, _ = await asks("mes cotisations", due=None)
    async with store.write() as connection:
        await connection.execute(
            update(Contract).where(Contract.id == family.claire).values(ended_on=date(2026, 11, 1))
        )
    assert "Votre contrat a pris fin" in (await dialogue.run(SHOW, "mon prochain prélèvement")).text


@pytest.mark.parametrize(
    "said", ["cotisations 2031", "votre tarif augmente combien en janvier", "combien le 05/03/2027"]
)
async def test_what_is_to_come_is_not_announced(asks, said):
    _, answered = await asks(said)
    assert f"Prochaine échéance le 5 décembre 2026 : 86,83{EURO}." in answered.text
    assert "Au-delà, les montants ne sont pas encore connus" in answered.text
    assert {one["type"] for one in answered.bodies} == {"cards"}


async def test_a_question_on_december_in_november_is_answered_with_the_coming_one(asks):
    _, answered = await asks("cotisation de décembre")
    assert answered.text == f"Prochaine échéance le 5 décembre 2026 : 86,83{EURO}."


async def test_the_history_is_a_table_with_its_period_its_total_and_what_it_leaves_out(asks, family):
    rejected = contribution(family.claire, date(2026, 11, 20), RISEN, state="rejected", paid_on=None)
    _, answered = await asks("mes cotisations 2026", rejected)
    table = body(answered, "table")
    assert table["caption"] == "Cotisations du 1er janvier au 22 novembre 2026"
    assert table["text"] == (
        f"12 cotisation(s), 868,30{EURO} payés au total, hors 1 dont le montant n'est pas communiqué."
    )
    rows = {row[1]: row for row in table["rows"]}
    assert rows["05/08/2026"][2] == "non communiqué"
    assert rows["20/11/2026"][2:] == [f"86,83{EURO}", "prélèvement bancaire", "Rejetée par la banque"]
    assert rows["05/04/2026"][3:] == ["carte bancaire", "Rejetée, régularisée depuis"]


async def test_the_bars_are_of_what_was_received(asks, family):
    rejected = contribution(family.claire, date(2026, 11, 20), RISEN, state="rejected", paid_on=None)
    _, answered = await asks("mes cotisations 2026", rejected)
    chart = body(answered, "chart")
    assert chart["second"] == "Montant payé"
    months = [bar["label"] for bar in chart["bars"]]
    assert (months[0], months[-1], len(months)) == ("janvier 2026", "novembre 2026", 10)  # without August
    assert {bar["shown"] for bar in chart["bars"]} == {f"86,83{EURO}"}


async def test_many_contributions_are_drawn_year_by_year(asks, family):
    old = [contribution(family.claire, date(year, month, 6), 8000) for year in (2023, 2024) for month in range(1, 13)]
    _, answered = await asks("mes cotisations depuis janvier 2023", *old)
    assert [(bar["label"], bar["shown"]) for bar in body(answered, "chart")["bars"]] == [
        ("2023", f"960,00{EURO}"),
        ("2024", f"960,00{EURO}"),
        ("2025", f"168,60{EURO}"),
        ("2026", f"868,30{EURO}"),
    ]


async def test_what_is_listed_without_a_period_is_said(asks):
    _, answered = await asks("historique")
    assert body(answered, "table")["caption"] == "Cotisations de 2026, jusqu'à aujourd'hui"


async def test_the_most_recent_are_said_to_be_that(logs_in, store, family):
    dialogue = await logs_in()
    async with store.write() as connection:
        await connection.execute(insert(Contribution), [contribution(family.claire, date(2024, 3, 5), 8000)])
    answered = await dialogue.run(SHOW, "historique")
    assert body(answered, "table")["caption"] == "Cotisations les plus récentes : 1"


async def test_only_unknown_amounts_make_no_total(logs_in, store, family):
    dialogue = await logs_in()
    async with store.write() as connection:
        await connection.execute(insert(Contribution), [contribution(family.claire, date(2026, 3, 5), None)])
    answered = await dialogue.run(SHOW, "historique")
    assert body(answered, "table")["text"] == "1 cotisation(s) ; le montant payé n'est pas communiqué."
    assert "0,00" not in str(answered.bodies)


async def test_a_rise_is_compared_and_its_reason_is_left_to_a_person(asks):
    _, answered = await asks("ma cotisation a augmenté en janvier")
    table = body(answered, "table")
    assert "Je ne connais pas la raison d'une hausse" in table["text"]
    assert [row[2] for row in table["rows"]] == [f"86,83{EURO}", f"84,30{EURO}"]
    assert table["caption"] == "Cotisations du 5 décembre 2025 au 5 janvier 2026"
    assert "Parler à un conseiller" in answered.buttons


async def test_who_wants_to_pay_otherwise_is_told_frankly_and_offered_a_person(asks):
    _, answered = await asks("on peut décaler le prélèvement au 10 ?")
    assert "Je ne peux pas changer ici la date" in answered.text
    assert next(iter(answered.buttons)) == "Parler à un conseiller"


async def test_rejected_ones_are_listed_or_said_to_be_none(asks):
    dialogue, answered = await asks("j'ai un impayé ?")
    assert body(answered, "table")["caption"] == "Tous les prélèvements rejetés"
    assert "Aucun prélèvement rejeté" in (await dialogue.run(SHOW, "un rejet en mars ?")).text


async def test_a_debit_is_shown_with_its_state(asks):
    _, answered = await asks("le prélèvement du 5 octobre est-il passé")
    (card,) = answered.cards
    assert (card["title"], card["subtitle"]) == (f"86,83{EURO}", "échéance du 5 octobre 2026")
    assert values(card)["État"] == "Payée" and values(card)["Payée le"] == "5 octobre 2026"


async def test_the_latest_is_not_the_next(asks):
    _, answered = await asks("ma dernière cotisation")
    assert answered.cards[0]["subtitle"] == "échéance du 5 novembre 2026"


async def test_a_debit_that_none_explains_is_not_passed_off_as_one(asks):
    _, answered = await asks("vous m'avez prélevé 1 234,56 €")
    assert "Je ne trouve pas de cotisation qui corresponde exactement" in answered.text
    assert "Parler à un conseiller" in answered.buttons


async def test_a_doubtful_period_is_asked_and_its_button_stays_with_contributions(asks):
    dialogue, answered = await asks("mes cotisations du 10 au 20")
    assert "Je ne suis pas sûr de comprendre la période" in answered.text
    (payload,) = answered.buttons.values()
    assert payload.startswith("/view_contributions")
    assert (await dialogue.tap(SHOW, payload)).text.startswith(
        "Je n'ai aucune cotisation enregistrée pour cette période"
    )


async def test_the_history_button_shows_the_history(asks):
    dialogue, answered = await asks("mes cotisations")
    shown = await dialogue.tap(SHOW, answered.buttons["Historique"])
    assert len(body(shown, "table")["rows"]) == 11


@pytest.mark.parametrize("said", ["exportez mes cotisations 2025 en csv", "mes cotisations 2025"])
async def test_the_file_is_of_the_period_that_was_said_by_words_or_by_the_button(asks, store, said):
    dialogue, answered = await asks(said)
    if "csv" not in said:
        answered = await dialogue.tap(SHOW, answered.buttons["Exporter en CSV"])
    assert body(answered, "document")["media_type"] == "text/csv"
    async with store.read() as connection:
        parameters = (await connection.execute(select(Download.parameters))).scalar_one()
    assert parameters == {"period": "2025-01-01/2025-12-31"}


async def test_a_file_of_a_period_that_cannot_be_is_not_made(asks):
    _, answered = await asks("exportez mes cotisations du 31 février")
    assert [one["type"] for one in answered.bodies] == ["text"]
    assert "n'existe pas au calendrier" in answered.text


async def test_nobody_sees_another_members_contributions(asks, logs_in, family):
    _, mine = await asks("mes cotisations depuis 10 ans")
    assert "999,99" not in str(mine.bodies)
    marc = await logs_in(family.marc_login)
    his = await marc.run(SHOW, "mes cotisations depuis 10 ans")
    assert [row[2] for row in body(his, "table")["rows"]] == [f"{MARCS / 100:.2f}{EURO}".replace(".", ",")]
    assert his.member_id == family.marc


@pytest.mark.parametrize(
    ("first", "before"),
    [("ma dernière cotisation", "5 octobre 2026"), ("mes cotisations", "5 novembre 2026")],
)
async def test_the_one_before_what_was_told_is_a_contribution_as_well(asks, first, before):
    dialogue, _ = await asks(first)
    earlier = await dialogue.run("action_reimbursements_refine", "et celui d'avant ?")
    (card,) = earlier.cards
    assert before in card["subtitle"]
    assert (await dialogue.run("action_reimbursements_refine", "et celui d'avant ?")).cards[0] != card


async def test_a_debit_of_quite_another_amount_is_not_passed_off_as_near(asks):
    dialogue, answered = await asks("c'est quoi ce prélèvement de 47 €")
    assert "ni même d'un montant voisin" in answered.text
    assert "Voici la plus proche." in (await dialogue.run(SHOW, "c'est quoi ce prélèvement de 84 €")).text

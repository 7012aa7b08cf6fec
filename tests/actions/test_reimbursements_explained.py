"""Sums, explanations and missing reimbursements, as a member reads them."""

import pytest
from sqlalchemy import update

from mutuelle.account.tables import Account
from mutuelle.reimbursements.tables import ReimbursementLine
from tests.actions.consultation import CONSULTATION
from tests.talk import plain

LIST, REFINE = "action_reimbursements_list", "action_reimbursements_refine"
EXPLAIN, TRACK = "action_reimbursements_explain", "action_reimbursements_track"
LATEST = 1


@pytest.fixture
async def told(store, family):
    """How Claire's latest consultation came about."""
    values = {"label": "Consultation médecin généraliste", **CONSULTATION}
    async with store.write() as connection:
        await connection.execute(
            update(ReimbursementLine).where(ReimbursementLine.reimbursement_id == LATEST).values(**values)
        )


async def test_each_amount_of_a_consultation_is_explained_with_the_rule_of_its_day(logs_in, told):
    answered = await (await logs_in()).run(EXPLAIN, "explique mon dernier remboursement")
    lines = plain(answered.text).splitlines()
    assert "▸ Consultation médecin généraliste, le 16/11/2026 : 30,00 € dépensés." in lines
    assert "• La Sécurité sociale compte sur une base de 30,00 € et en prend 70 %, soit 21,00 €." in lines
    assert (
        "• Elle en garde 2,00 € de participation forfaitaire (2,00 € par consultation ou acte, règle en vigueur depuis "
        "le 15 mai 2024) et verse donc 19,00 €."
    ) in lines
    assert any(line.startswith("• La mutuelle verse 9,00 € : toute la part") for line in lines)
    assert any(line.startswith("• Reste à votre charge : 2,00 €, soit 2,00 € de participation") for line in lines)
    assert (
        "Participation forfaitaire de Claire en 2026, sur les soins que nous connaissons : 2,00 € sur 50,00 € au plus."
        in lines
    )


async def test_a_line_without_base_is_not_explained_further_than_it_tells(logs_in, family):
    answered = await (await logs_in()).run(EXPLAIN, "explique mon dernier remboursement")
    assert "La base et le taux appliqués ne nous ont pas été transmis" in answered.text


async def test_where_care_is_hidden_the_explanation_names_no_act(logs_in, told, store, family):
    async with store.write() as connection:
        await connection.execute(
            update(Account).where(Account.member_id == family.claire).values(care_on_telegram=False)
        )
    answered = await (await logs_in(channel="telegram")).run(EXPLAIN, "explique mon dernier remboursement")
    assert "Consultation" not in answered.text
    assert "Reste à charge : 2,00 €" in plain(answered.text)


async def test_when_several_may_be_meant_each_is_a_button(logs_in):
    dialogue = await logs_in()
    await dialogue.run(LIST, "mes remboursements")
    asked = await dialogue.run(EXPLAIN, "expliquez ce remboursement")
    assert len([title for title in asked.buttons if "payés le" in title]) == 5


async def test_sums_are_told_by_person_and_by_kind_of_care(logs_in):
    answered = await (await logs_in()).run(LIST, "total de mes remboursements depuis 2025")
    by_person, by_care = [body for body in answered.bodies if body["type"] == "table"]
    assert [row[0] for row in by_person["rows"]] == ["Claire", "Paul", "Léa", "Total"]
    assert [row[0] for row in by_care["rows"]] == ["Médecin généraliste", "Soins dentaires", "Total"]
    assert [plain(cell) for cell in by_person["rows"][-1][1:]] == [plain(cell) for cell in by_care["rows"][-1][1:]]


async def test_where_care_is_hidden_sums_are_told_by_person_only(logs_in, store, family):
    async with store.write() as connection:
        await connection.execute(
            update(Account).where(Account.member_id == family.claire).values(care_on_telegram=False)
        )
    answered = await (await logs_in(channel="telegram")).run(LIST, "total de mes remboursements depuis 2025")
    assert [body["type"] for body in answered.bodies].count("table") == 1
    assert "dentaires" not in str(answered.bodies)


async def test_an_advanced_search_warns_and_asks_for_dates_of_care(logs_in):
    dialogue = await logs_in()
    asked = await dialogue.run(LIST, "faites une recherche avancée")
    assert "plus longue" in asked.text
    found = await dialogue.run(REFINE, "en mars 2025")
    assert found.text.startswith("Remboursements des soins reçus du 1er mars au 31 mars 2025")


async def test_the_usual_delays_are_told_as_usual(logs_in):
    answered = await (await logs_in()).run(TRACK, "c'est quoi les délais de remboursement")
    assert "délais habituels, pas des engagements" in answered.text


async def test_what_was_paid_after_all_is_shown(logs_in):
    answered = await (await logs_in()).run(TRACK, "rien reçu pour mon dentiste de mars 2025")
    assert answered.text.startswith("Ce soin a déjà été remboursé")
    assert len(answered.cards) == 1


async def test_charts_draw_what_the_sums_tell(logs_in):
    dialogue = await logs_in()
    by_person, _ = [b for b in (await dialogue.run(LIST, "total depuis 2025")).bodies if b["type"] == "table"]
    by_month, by_care, left = [b for b in (await dialogue.run(REFINE, "en images")).bodies if b["type"] == "chart"]
    reimbursed = sum(bar["value"] for bar in by_month["bars"])
    assert reimbursed == pytest.approx(sum(bar["value"] for bar in by_care["bars"]))
    assert plain(left["bars"][-1]["shown"]) == plain(by_person["rows"][-1][-1])
    values = [bar["value"] for bar in left["bars"]]
    assert values == sorted(values), "what is left to pay over the year only grows"
    assert [bar["label"] for bar in by_month["bars"]][:3] == ["mars 2025", "avril 2025", "mai 2025"], "empty months too"


async def test_where_care_is_hidden_no_chart_tells_it(logs_in, store, family):
    async with store.write() as connection:
        hidden = update(Account).where(Account.member_id == family.claire).values(care_on_telegram=False)
        await connection.execute(hidden)
    answered = await (await logs_in(channel="telegram")).run(LIST, "graphique de mes remboursements depuis 2025")
    assert [body["type"] for body in answered.bodies].count("chart") == 2
    assert "dentaires" not in str(answered.bodies)


async def test_the_payment_before_and_the_one_after_are_explained_by_pointing_at_them(logs_in, family):
    dialogue = await logs_in()
    assert "dépensés" not in (await dialogue.run(REFINE, "et celui d'avant ?")).text  # nothing is on display
    first = plain((await dialogue.run(EXPLAIN, "explique mon dernier remboursement")).text).splitlines()[0]
    before = plain((await dialogue.run("action_smalltalk_unclear", "et celui d'avant ?")).text).splitlines()[0]
    further = plain((await dialogue.run("action_reimbursements_previous", "le précédent")).text).splitlines()[0]
    back = plain((await dialogue.run(REFINE, "celui d'après")).text).splitlines()[0]
    assert len({first, before, further}) == 3 and back == before
    assert all("payés le" in line for line in (first, before, further))


async def test_the_one_before_is_looked_for_among_what_the_list_shows_whatever_its_period(logs_in, family):
    dialogue = await logs_in()
    await dialogue.run(LIST, "mes remboursements de pharmacie de novembre")
    opened = await dialogue.run(EXPLAIN, "explique le dernier")
    before = await dialogue.run(REFINE, "et celui d'avant")
    assert before.text != opened.text and "médecin" not in before.text.lower()


async def test_the_one_before_a_payment_that_was_described_is_the_one_before_for_such_care(logs_in, family):
    dialogue = await logs_in()
    await dialogue.run(LIST, "mes remboursements de pharmacie de novembre")
    opened = await dialogue.run(EXPLAIN, "pourquoi si peu pour le généraliste de septembre ?")
    assert "Consultation" in opened.text
    before = await dialogue.run(REFINE, "et celui d'avant")
    assert "Consultation" in before.text and before.text != opened.text


async def test_why_it_rose_is_about_contributions_when_these_were_just_shown(logs_in, family):
    dialogue, asked = await logs_in(), "pk elles ont augmenté"
    paid = "action_contract_contributions"
    assert "cotisation" in (await dialogue.run(EXPLAIN, asked, after=paid)).text
    assert "que j'explique" in (await dialogue.run(EXPLAIN, asked, after=LIST)).text


async def test_several_kinds_of_care_are_asked_about_and_the_answer_keeps_what_else_was_said(logs_in, store, family):
    dialogue = await logs_in()
    asked = await dialogue.run(LIST, "remboursements ortho de Léa depuis 2025")
    assert list(asked.buttons) == ["Soins dentaires", "Orthophonie"]
    shown = await dialogue.tap(REFINE, asked.buttons["Soins dentaires"])
    assert "Pour Léa (votre fille)." in shown.text and len(shown.cards) == 1


async def test_when_something_was_paid_is_no_missing_payment(logs_in):
    answered = await (await logs_in()).run(TRACK, "quand est-ce que vous avez remboursé le dentiste de Léa")
    assert "Soins dentaires" in answered.text and len(answered.cards) == 1


async def test_what_is_left_of_past_care_is_summed_up_and_not_estimated(logs_in, family):
    dialogue = await logs_in()
    begin = "action_simulation_begin"
    summed = await dialogue.run(begin, "combien il me reste à payer sur le dentiste de l'an dernier")
    assert "à charge" in summed.text and "estimation" not in summed.text
    estimated = await dialogue.run(begin, "combien il va me rester sur une couronne à 600 € de mars")
    assert "estimation" in estimated.text


async def test_a_retenue_that_the_years_cap_cuts_is_explained_by_it(logs_in, told, store):
    async with store.write() as connection:
        cut = update(ReimbursementLine).where(ReimbursementLine.reimbursement_id == LATEST)
        await connection.execute(cut.values(withheld_cents=50, amo_cents=2050, remaining_cents=50))
        before = update(ReimbursementLine).where(ReimbursementLine.reimbursement_id == 4)
        await connection.execute(before.values(withheld_cents=4950, withholding="participation"))
    answered = plain((await (await logs_in()).run(EXPLAIN, "explique mon dernier remboursement")).text)
    assert (
        "n'en garde que 0,50 € de participation forfaitaire, car le plafond de 50,00 € par an est atteint" in answered
    )

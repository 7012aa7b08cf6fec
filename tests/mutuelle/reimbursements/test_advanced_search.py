"""Dates of care, amounts, and what is tried when nothing was found."""

from datetime import date
from decimal import Decimal

import pytest

from mutuelle.errors import BeneficiaryAmbiguous, CareDatesWanted
from mutuelle.periods import Period
from mutuelle.reimbursements.asking import advanced_wanted, dates_named, launch_wanted, totals_wanted
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.rules import Dates


def ask(reimbursements, rasa_id, text, *, refine=False):
    return reimbursements.search(rasa_id, Request(text), refine=refine)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("les soins du 1er février au 15 mars", Dates.CARE),
        ("cherchez par date de soins", Dates.CARE),
        ("remboursements par date de soins", Dates.CARE),
        ("les actes de l'été dernier", Dates.CARE),
        ("la consultation du 3 mars", Dates.CARE),
        ("ce qui a été payé cette année", Dates.PAID),
        ("mes remboursements de mars", Dates.PAID),
        ("mes soins dentaires depuis 6 mois", None),
        ("depuis trois mois", None),
    ],
)
def test_a_sentence_says_which_dates_it_is_about(text, dates):
    assert dates_named(text) == dates


@pytest.mark.parametrize(
    "text", ["faites une recherche avancée", "recherche avancee svp", "je veux une recherche détaillée"]
)
def test_an_advanced_search_is_recognised(text):
    assert advanced_wanted(text)


@pytest.mark.parametrize(
    "text",
    ["lancez la recherche", "Lance la recherche !", "rechercher", "ok lancez la recherche svp", "Bon alors cherchez"],
)
def test_a_search_is_set_off(text):
    assert launch_wanted(text)


@pytest.mark.parametrize("text", ["rechercher un podologue", "lancez la procédure"])
def test_anything_more_sets_off_no_search(text):
    assert not launch_wanted(text)


@pytest.mark.parametrize(
    "text",
    [
        "total dentaire 2025 pour Paul",
        "combien j'ai été remboursé cette année",
        "combien m'avez-vous remboursé en tout",
    ],
)
def test_a_sum_is_recognised(text):
    assert totals_wanted(text)


async def test_care_is_found_by_its_own_dates(reimbursements, rasa_id, glasses):
    page = await ask(reimbursements, rasa_id, "les soins du 20 au 30 mars 2024")
    assert [payment.id for payment in page.payments] == [glasses]
    assert (page.dates, page.instead_of) == (Dates.CARE, None)


async def test_a_care_named_with_its_month_is_that_months_care(reimbursements, rasa_id, glasses):
    page = await ask(reimbursements, rasa_id, "mes lunettes de mars 2024")
    assert ([payment.id for payment in page.payments], page.dates) == ([glasses], Dates.CARE)


async def test_when_no_care_is_of_these_days_what_was_paid_then_is_shown_and_it_is_said(
    reimbursements, rasa_id, glasses
):
    page = await ask(reimbursements, rasa_id, "mes lunettes de mai 2024")
    assert [payment.id for payment in page.payments] == [glasses]
    assert (page.dates, page.instead_of) == (Dates.PAID, Dates.CARE)


async def test_when_nothing_was_paid_these_days_the_care_of_these_days_is_shown(reimbursements, rasa_id, glasses):
    page = await ask(reimbursements, rasa_id, "mes remboursements d'avril 2024")
    assert [payment.id for payment in page.payments] == [glasses]
    assert (page.dates, page.instead_of) == (Dates.CARE, Dates.PAID)


async def test_nothing_either_way_says_so_about_the_dates_that_were_asked(reimbursements, rasa_id, glasses):
    page = await ask(reimbursements, rasa_id, "les soins de janvier 2022")
    assert (page.count, page.dates, page.instead_of) == (0, Dates.CARE, None)


async def test_an_amount_paid_or_spent_is_found_whenever_it_was(reimbursements, rasa_id, glasses):
    for text in ("le remboursement de 200,09 €", "celui à 250 euros", "les 150€ de la mutuelle"):
        page = await ask(reimbursements, rasa_id, text)
        assert [payment.id for payment in page.payments] == [glasses], text


async def test_an_amount_nobody_paid_finds_nothing(reimbursements, rasa_id, glasses):
    page = await ask(reimbursements, rasa_id, "le remboursement de 123,45 €")
    assert (page.count, page.cents) == (0, 12345)


async def test_an_amount_of_another_member_is_never_found(reimbursements, rasa_id, marc):
    assert (await ask(reimbursements, marc, "le remboursement de 9,99 €")).count == 1
    assert (await ask(reimbursements, rasa_id, "le remboursement de 9,99 €")).count == 0


async def test_an_advanced_search_asks_for_dates_of_care_and_goes_on_with_them(
    reimbursements, rasa_id, glasses, family
):
    with pytest.raises(CareDatesWanted) as asked:
        await ask(reimbursements, rasa_id, "faites une recherche avancée")
    assert {person.id for person in asked.value.covered} == {family.claire_self, family.paul, family.lea}
    page = await ask(reimbursements, rasa_id, "du 1er au 5 avril 2024 pour Léa", refine=True)
    assert ([payment.id for payment in page.payments], page.dates) == ([glasses], Dates.CARE)


async def test_a_narrower_search_keeps_the_kind_of_dates(reimbursements, rasa_id, glasses):
    await ask(reimbursements, rasa_id, "les soins de 2024")
    page = await ask(reimbursements, rasa_id, "mars 2024", refine=True)
    assert (page.count, page.dates, page.instead_of) == (1, Dates.CARE, None)


async def test_pages_of_care_dates_turn_like_others(reimbursements, rasa_id):
    first = await ask(reimbursements, rasa_id, "les soins depuis le 1er août 2026")
    second = await reimbursements.turn_page(rasa_id, forward=True)
    assert (first.dates, second.dates, second.first) == (Dates.CARE, Dates.CARE, 6)


async def test_a_total_is_of_this_year_unless_told_otherwise(reimbursements, rasa_id):
    totals = await reimbursements.look_up(rasa_id, Request("total de mes remboursements"), refine=False)
    assert totals.period == Period(date(2026, 1, 1), date(2026, 11, 22))
    assert totals.overall.acts == 12
    assert Decimal(totals.overall.amc) == sum(750 + n for n in range(12))


async def test_a_total_is_told_by_person_and_by_kind_of_care(reimbursements, rasa_id, glasses, family):
    totals = await reimbursements.look_up(rasa_id, Request("total depuis 2024"), refine=False)
    assert set(totals.by_person) == {family.claire_self, family.paul, family.lea}
    assert totals.by_care["optical"].remaining == 35000 - 9 - 20000
    assert sum(one.expense for one in totals.by_care.values()) == totals.overall.expense
    months = totals.by_month
    assert [one.day.month for one in months[:3]] == [5, 6, 7], "empty ones as well"
    assert months[-1].left == totals.overall.remaining == sum(one.sum.remaining for one in months)


async def test_a_total_of_dates_of_care_counts_the_acts_of_these_days_only(reimbursements, rasa_id, glasses):
    totals = await reimbursements.look_up(rasa_id, Request("total des soins de mars 2024"), refine=False)
    assert (totals.overall.acts, totals.overall.expense) == (1, 25000)


async def test_what_narrows_a_total_gives_a_total(reimbursements, rasa_id, glasses, family):
    await reimbursements.look_up(rasa_id, Request("total de 2024"), refine=False)
    totals = await reimbursements.look_up(rasa_id, Request("et en 2025 ?"), refine=True)
    assert (totals.period.start.year, totals.overall.acts) == (2025, 1)
    listed = await reimbursements.look_up(rasa_id, Request("montre-moi la liste"), refine=True)
    assert listed.count == 1


async def test_a_total_is_of_ones_own_contract(reimbursements, marc):
    totals = await reimbursements.look_up(marc, Request("total depuis toujours"), refine=False)
    assert totals.overall.amc == 999


async def test_the_answer_to_whom_completes_a_total(reimbursements, marc, family):
    with pytest.raises(BeneficiaryAmbiguous):
        await reimbursements.look_up(marc, Request("le total depuis 2019 pour ma fille"), refine=False)
    answer = Request("", beneficiary_id=family.ana)
    totals = await reimbursements.look_up(marc, answer, refine=True)
    assert (totals.person.id, totals.overall.amc) == (family.ana, 999)


@pytest.mark.parametrize(
    "text", ["combien j'ai eu cette année", "vous m'avez donné combien en 2025", "ça m'a coûté combien le dentiste"]
)
def test_how_much_asks_for_a_sum_in_any_words(text):
    assert totals_wanted(text)

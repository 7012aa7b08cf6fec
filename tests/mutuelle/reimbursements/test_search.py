from datetime import date
from decimal import Decimal

import pytest

from mutuelle.errors import (
    BeneficiaryAmbiguous,
    BeneficiaryUnknown,
    ExclusionAsked,
    NoEarlierPage,
    NoFurtherPage,
    NoListing,
    NothingNamed,
    NotLoggedIn,
    PeriodRefused,
)
from mutuelle.periods import Period, Problem
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.rules import named_care
from tests.talk import log_in, rasa_id_of


def ask(reimbursements, rasa_id, text, *, refine=False, **rest):
    return reimbursements.search(rasa_id, Request(text, **rest), refine=refine)


async def test_nobody_logged_in_sees_nothing(reimbursements, store, transcript, family):
    conversation = await transcript.open("web", "visitor")
    with pytest.raises(NotLoggedIn):
        await ask(reimbursements, await rasa_id_of(store, conversation), "mes remboursements")


async def test_without_a_period_the_last_three_months_are_listed_latest_first(reimbursements, rasa_id):
    page = await ask(reimbursements, rasa_id, "mes remboursements")
    assert (page.period, page.chosen) == (Period(date(2026, 8, 22), date(2026, 11, 22)), False)
    assert (page.first, page.last, page.count) == (1, 5, 12)
    days = [payment.paid_on for payment in page.payments]
    assert days == sorted(days, reverse=True)
    assert page.payments[0].paid == Decimal("7.50")


async def test_the_sum_is_that_of_all_pages(reimbursements, rasa_id):
    page = await ask(reimbursements, rasa_id, "mes remboursements")
    assert page.paid == sum((Decimal(750 + n) / 100 for n in range(12)), Decimal(0))


async def test_each_member_sees_his_own_contract_only(reimbursements, rasa_id, marc, family):
    mine = await ask(reimbursements, rasa_id, "tout mon historique")
    theirs = await ask(reimbursements, marc, "tout mon historique")
    assert mine.count == 13
    assert theirs.count == 1
    assert {p.beneficiary_id for p in theirs.payments} == {family.ana}


async def test_when_nothing_was_paid_lately_the_most_recent_are_shown_and_it_is_said(reimbursements, marc):
    page = await ask(reimbursements, marc, "mes remboursements")
    assert page.lately_none == Period(date(2026, 8, 22), date(2026, 11, 22))
    assert page.period == Period(date(2019, 7, 14), date(2019, 10, 14))
    assert page.count == 1


async def test_an_empty_period_says_when_the_last_payment_was(reimbursements, marc):
    page = await ask(reimbursements, marc, "mes remboursements en 2024")
    assert (page.count, page.last_paid_on) == (0, date(2019, 10, 14))


async def test_words_narrow_what_is_looked_at_and_keep_the_rest(reimbursements, rasa_id, family):
    await ask(reimbursements, rasa_id, "mes remboursements depuis 2 ans")
    for_lea = await ask(reimbursements, rasa_id, "pour ma fille", refine=True)
    assert (for_lea.count, for_lea.person.first_name) == (1, "Léa")
    assert for_lea.period.start == date(2024, 11, 22)
    dental = await ask(reimbursements, rasa_id, "et pour tout le monde, le dentaire", refine=True)
    assert (dental.person, dental.care, dental.count) == (None, "dental", 1)
    month = await ask(reimbursements, rasa_id, "plutôt en mars 2025", refine=True)
    assert (month.care, month.period) == ("dental", Period(date(2025, 3, 1), date(2025, 3, 31)))


async def test_a_new_request_starts_from_the_beginning(reimbursements, rasa_id):
    await ask(reimbursements, rasa_id, "pour paul depuis 1 an")
    page = await ask(reimbursements, rasa_id, "mes remboursements")
    assert (page.person, page.chosen) == (None, False)


async def test_pages_follow_each_other_and_end(reimbursements, rasa_id):
    seen = [p.id for p in (await ask(reimbursements, rasa_id, "mes remboursements")).payments]
    for _ in range(2):
        seen += [p.id for p in (await reimbursements.turn_page(rasa_id, forward=True)).payments]
    assert len(seen) == len(set(seen)) == 12
    with pytest.raises(NoFurtherPage):
        await reimbursements.turn_page(rasa_id, forward=True)
    back = await reimbursements.turn_page(rasa_id, forward=False)
    assert (back.first, back.last) == (6, 10)
    await reimbursements.turn_page(rasa_id, forward=False)
    with pytest.raises(NoEarlierPage):
        await reimbursements.turn_page(rasa_id, forward=False)


async def test_there_is_nothing_to_continue_before_a_list(reimbursements, rasa_id):
    with pytest.raises(NoListing):
        await reimbursements.turn_page(rasa_id, forward=True)


async def test_what_one_member_looked_at_is_not_continued_by_the_next_in_the_same_browser(
    reimbursements, accounts, store, transcript, family
):
    conversation = await transcript.open("web", "shared")
    await log_in(accounts, store, conversation, family.claire_login)
    await ask(reimbursements, await rasa_id_of(store, conversation), "pour paul")
    await log_in(accounts, store, conversation, family.marc_login)
    with pytest.raises(NoListing):
        await reimbursements.turn_page(await rasa_id_of(store, conversation), forward=True)


async def test_which_daughter_is_asked_when_there_are_two(reimbursements, marc):
    with pytest.raises(BeneficiaryAmbiguous) as which:
        await ask(reimbursements, marc, "pour ma fille")
    assert [p.first_name for p in which.value.people] == ["Ana", "Mia"]


async def test_a_stranger_is_not_found_by_name_nor_by_a_forged_id(reimbursements, marc, family):
    with pytest.raises(BeneficiaryUnknown):
        await ask(reimbursements, marc, "pour Kevin", mentioned=("Kevin",))
    with pytest.raises(BeneficiaryUnknown):
        await ask(reimbursements, marc, "", beneficiary_id=family.paul)


async def test_a_message_that_narrows_nothing_is_asked_back_rather_than_answered_with_a_list(reimbursements, rasa_id):
    await ask(reimbursements, rasa_id, "mes remboursements")
    with pytest.raises(NothingNamed):
        await ask(reimbursements, rasa_id, "bof", refine=True)


@pytest.mark.parametrize("text", ["et pour Barnabé ?", "pour zoé", "et pour jean-eudes stp"])
async def test_a_name_nobody_recognised_is_not_passed_over(reimbursements, rasa_id, text):
    with pytest.raises(BeneficiaryUnknown):
        await ask(reimbursements, rasa_id, text, refine=True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("en mars 2030", Problem.FUTURE), ("du 15 avril 2025 au 1er mars 2025", Problem.UPSIDE_DOWN)],
)
async def test_a_period_that_cannot_be_is_asked_again(reimbursements, rasa_id, text, problem):
    with pytest.raises(PeriodRefused) as refused:
        await ask(reimbursements, rasa_id, text)
    assert refused.value.refusal.problem is problem


@pytest.mark.parametrize(
    ("text", "care"),
    [
        ("seulement le dentaire", "dental"),
        ("les lunettes", "optical"),
        ("lunetes", "optical"),
        ("kine", "physiotherapy"),
        ("consultation chez le cardiologue", "specialist"),
        ("montre moi mes remboursements", None),
        ("dentiste et lunettes", None),
    ],
)
def test_a_kind_of_care_is_known_by_its_everyday_words(text, care):
    assert named_care(text) == care


async def test_the_answer_to_a_question_completes_the_request_that_raised_it(reimbursements, marc, family):
    with pytest.raises(BeneficiaryAmbiguous):
        await ask(reimbursements, marc, "remboursements de ma fille en 2019")
    page = await ask(reimbursements, marc, "", refine=True, beneficiary_id=family.ana)
    assert (page.person.first_name, page.period, page.count) == ("Ana", Period(date(2019, 1, 1), date(2019, 12, 31)), 1)


async def test_a_period_asked_again_keeps_the_person_that_was_named(reimbursements, rasa_id, family):
    await ask(reimbursements, rasa_id, "pour ma fille")
    with pytest.raises(PeriodRefused):
        await ask(reimbursements, rasa_id, "remboursements de paul du 15 avril au 1er mars 2025")
    page = await ask(reimbursements, rasa_id, "", refine=True, period=Period(date(2025, 3, 1), date(2025, 4, 15)))
    assert page.person.first_name == "Paul"


@pytest.mark.parametrize(
    "text", ["sans les consultations depuis 2 mois", "pas le dentaire", "sauf la pharmacie", "pas léa"]
)
async def test_an_exclusion_is_not_read_as_its_opposite(reimbursements, rasa_id, text):
    await ask(reimbursements, rasa_id, "mes remboursements")
    with pytest.raises(ExclusionAsked):
        await ask(reimbursements, rasa_id, text, refine=True)


async def test_what_follows_a_negation_counts(reimbursements, rasa_id):
    await ask(reimbursements, rasa_id, "mes remboursements depuis 2 ans")
    page = await ask(reimbursements, rasa_id, "pas paul, léa", refine=True)
    assert page.person.first_name == "Léa"
    page = await ask(reimbursements, rasa_id, "pas l'optique, le dentaire", refine=True)
    assert page.care == "dental"


@pytest.mark.parametrize("text", ["tous les soins", "toutes les dépenses cette fois", "enlève le filtre"])
async def test_the_filter_on_care_can_be_taken_away(reimbursements, rasa_id, text):
    await ask(reimbursements, rasa_id, "mes lunettes depuis 2 ans")
    assert (await ask(reimbursements, rasa_id, text, refine=True)).care is None


async def test_a_button_takes_the_filters_away(reimbursements, rasa_id):
    await ask(reimbursements, rasa_id, "le dentaire de léa depuis 2 ans")
    page = await ask(reimbursements, rasa_id, "", refine=True, all_care=True)
    assert (page.care, page.person.first_name) == (None, "Léa")
    assert (await ask(reimbursements, rasa_id, "", refine=True, everyone=True)).person is None


async def test_before_counts_from_what_is_looked_at(reimbursements, rasa_id):
    await ask(reimbursements, rasa_id, "mes remboursements de mars 2025")
    page = await ask(reimbursements, rasa_id, "et le mois d'avant ?", refine=True)
    assert page.period == Period(date(2025, 2, 1), date(2025, 2, 28))

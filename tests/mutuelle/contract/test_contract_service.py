"""What a member sees of his contract and of what he paid for it: nothing of anybody else's, nothing invented."""

from datetime import date

import pytest
from sqlalchemy import insert, update

from mutuelle.beneficiaries.tables import Beneficiary, Guarantee
from mutuelle.contract.questions import ContributionQuestion
from mutuelle.contract.service import ContractService
from mutuelle.contract.tables import Contract, Contribution
from mutuelle.errors import NotLoggedIn, PeriodRefused
from tests.contributions import BEFORE, MARCS, RISEN, contribution, put_on_file
from tests.talk import log_in, rasa_id_of


@pytest.fixture
def contracts(store, clock, settings):
    return ContractService(store, clock, settings)


@pytest.fixture
def on_file(store, family):
    async def put(*more, **known):
        await put_on_file(store, family, *more, **known)

    return put


@pytest.fixture
async def marc(store, family, transcript, accounts):
    conversation = await transcript.open("web", "the other browser")
    await log_in(accounts, store, conversation, family.marc_login)
    return await rasa_id_of(store, conversation)


@pytest.fixture
def ends(store, family):
    async def on(day):
        async with store.write() as connection:
            await connection.execute(update(Contract).where(Contract.id == family.claire).values(ended_on=day))

    return on


def due_on(found):
    return [one.due_on for one in found.listed]


async def test_the_contract_is_shown_with_whom_it_covers(contracts, rasa_id):
    file = await contracts.contract(rasa_id)
    assert (file.holder.contract_number, file.holder.last_name) == ("C000001", "Vasseur")
    assert (file.effective_on, file.standing, file.covered) == (date(2019, 7, 1), "open", 3)


@pytest.mark.parametrize(
    ("last_day", "standing"),
    [(date(2026, 11, 21), "ended"), (date(2026, 11, 22), "ending"), (date(2026, 12, 31), "ending")],
)
async def test_the_last_day_of_a_contract_is_covered(contracts, rasa_id, ends, last_day, standing):
    await ends(last_day)
    file = await contracts.contract(rasa_id)
    assert (file.standing, file.ended_on) == (standing, last_day)


async def test_each_person_has_guarantees_with_the_day_they_began(contracts, store, rasa_id, family):
    async with store.write() as connection:
        rows = [
            {"beneficiary_id": family.paul, "name": "MGEN SANTE BASE 2", "since": date(2020, 1, 1)},
            {"beneficiary_id": family.ana, "name": "MGEN PREVOYANCE 2", "since": date(2021, 1, 1)},
        ]
        await connection.execute(insert(Guarantee), rows)
        joined = update(Beneficiary).where(Beneficiary.id == family.paul).values(covered_from=date(2020, 1, 1))
        await connection.execute(joined)
    people = {one.person.first_name: one for one in (await contracts.cover(rasa_id)).people}
    assert list(people) == ["Claire", "Paul", "Léa"]
    assert people["Paul"].guarantees == (("MGEN SANTE BASE 2", date(2020, 1, 1)),)
    assert (people["Paul"].since, people["Paul"].age) == (date(2020, 1, 1), 14)
    assert (people["Léa"].since, people["Léa"].guarantees) == (date(2019, 7, 1), ())


async def test_the_next_contribution_is_the_first_that_is_due(contracts, rasa_id, on_file, family):
    later = contribution(family.claire, date(2027, 1, 5), RISEN, state="due", paid_on=None)
    await on_file(later)
    found = await contracts.contributions(rasa_id, "mon prochain prélèvement")
    assert (found.next.due_on, found.next.amount_cents) == (date(2026, 12, 5), RISEN)
    assert (found.terms.mode, found.terms.frequency, found.terms.notice) == ("direct_debit", "monthly", "yearly")


async def test_an_amount_that_is_not_known_stays_unknown(contracts, rasa_id, on_file, family):
    await on_file(contribution(family.claire, date(2026, 12, 5), None, state="due", paid_on=None), due=None)
    found = await contracts.contributions(rasa_id, "mon prochain prélèvement")
    assert (found.next.due_on, found.next.amount_cents) == (date(2026, 12, 5), None)


async def test_nothing_is_due_where_nothing_is_on_file(contracts, rasa_id):
    found = await contracts.contributions(rasa_id, "mes cotisations")
    assert (found.next, found.terms, found.account, found.listed) == (None, None, None, ())


async def test_of_a_contract_that_ended_the_past_stays_readable(contracts, rasa_id, on_file, ends):
    await on_file(due=None)
    await ends(date(2026, 11, 10))
    found = await contracts.contributions(rasa_id, "historique")
    assert (found.standing, found.next, len(found.listed)) == ("ended", None, 11)


async def test_the_total_is_of_what_was_received_and_tells_how_many_amounts_are_unknown(
    contracts, rasa_id, on_file, family
):
    await on_file(contribution(family.claire, date(2026, 11, 20), RISEN, state="rejected", paid_on=None))
    found = await contracts.contributions(rasa_id, "mes cotisations 2026")
    assert len(found.listed) == 12
    assert (found.total_cents, found.unknown) == (10 * RISEN, 1)  # August's is unknown, the one of the 20th rejected


async def test_without_a_period_this_year_is_listed_the_latest_first(contracts, rasa_id, on_file):
    await on_file()
    found = await contracts.contributions(rasa_id, "historique")
    assert due_on(found) == [date(2026, month, 5) for month in range(11, 0, -1)]
    assert not found.recent


async def test_of_who_paid_nothing_this_year_the_most_recent_are_listed(contracts, store, marc):
    async with store.write() as connection:
        await connection.execute(insert(Contribution), [contribution(2, date(2024, 3, 5), 9000)])
    found = await contracts.contributions(marc, "historique")
    assert (found.recent, due_on(found)) == (True, [date(2024, 3, 5)])


@pytest.mark.parametrize("said", ["cotisation de décembre", "combien le 05/12", "le 5 décembre"])
async def test_what_falls_on_the_next_due_one_is_that_one(contracts, rasa_id, on_file, said):
    await on_file()
    assert (await contracts.contributions(rasa_id, said)).question.topic == "next"


async def test_what_does_not_fall_on_it_is_looked_for_in_the_past(contracts, rasa_id, on_file):
    await on_file(due=date(2027, 1, 5))
    found = await contracts.contributions(rasa_id, "cotisation de décembre")
    assert (found.question.topic, due_on(found)) == ("history", [date(2025, 12, 5)])


async def test_of_the_month_that_runs_what_was_paid_comes_before_what_is_due(contracts, rasa_id, on_file):
    await on_file(due=date(2026, 11, 28))
    found = await contracts.contributions(rasa_id, "cotisation de novembre")
    assert (found.question.topic, due_on(found)) == ("history", [date(2026, 11, 5)])


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("un prélèvement de 84,30", [date(2025, 12, 5), date(2025, 11, 5)]),
        ("86,83 € en mars", [date(2026, 3, 5)]),
        ("le prélèvement du 5 octobre", [date(2026, 10, 5)]),
        ("le prélèvement du 21/04", [date(2026, 4, 5)]),  # the day it was settled
        ("le prélèvement du 5/12/2026", [date(2026, 12, 5)]),
        ("ma dernière cotisation", [date(2026, 11, 5)]),
    ],
)
async def test_a_debit_is_found_by_its_amount_or_its_day(contracts, rasa_id, on_file, said, days):
    await on_file()
    found = await contracts.contributions(rasa_id, said)
    assert (due_on(found), found.near) == (days, False)


@pytest.mark.parametrize(
    ("said", "day"),
    [("le prélèvement du 7 octobre", date(2026, 10, 5)), ("0,50 €", date(2025, 12, 5)), ("84 €", date(2025, 12, 5))],
)
async def test_when_none_fits_the_nearest_is_shown_as_such_and_an_unknown_amount_is_near_to_none(
    contracts, rasa_id, on_file, said, day
):
    await on_file()
    found = await contracts.contributions(rasa_id, said)
    assert (found.near, due_on(found)) == (True, [day])
    assert found.listed[0].amount_cents is not None


async def test_a_day_to_come_on_which_nothing_is_due_is_said_unknown(contracts, rasa_id, on_file):
    await on_file()
    found = await contracts.contributions(rasa_id, "combien le 05/03/2027")
    assert (found.question.topic, found.listed) == ("future", ())


async def test_a_rise_is_shown_with_the_contribution_before_it(contracts, rasa_id, on_file):
    await on_file()
    found = await contracts.contributions(rasa_id, "ma cotisation a augmenté en janvier")
    assert [one.amount_cents for one in found.listed] == [RISEN, BEFORE]


async def test_the_rejected_ones_are_listed_also_when_they_were_settled(contracts, rasa_id, on_file):
    await on_file()
    assert due_on(await contracts.contributions(rasa_id, "j'ai un impayé ?")) == [date(2026, 4, 5)]
    assert due_on(await contracts.contributions(rasa_id, "un rejet en mars ?")) == []


async def test_a_button_asks_as_words_do(contracts, rasa_id, on_file):
    await on_file()
    assert len((await contracts.contributions(rasa_id, ContributionQuestion("history"))).listed) == 11


async def test_a_period_that_cannot_be_is_refused(contracts, rasa_id):
    with pytest.raises(PeriodRefused):
        await contracts.contributions(rasa_id, "cotisation du 31 février")


async def test_a_visitor_is_told_nothing_not_even_what_is_wrong_with_his_period(contracts, store, transcript, family):
    visitor = await rasa_id_of(store, await transcript.open("web", "nobody"))
    for said in ("historique", "cotisation du 31 février"):
        with pytest.raises(NotLoggedIn):
            await contracts.contributions(visitor, said)
    for method in (contracts.contract, contracts.cover):
        with pytest.raises(NotLoggedIn):
            await method(visitor)


async def test_nobody_sees_the_contributions_of_another_contract(contracts, rasa_id, marc, on_file):
    await on_file()
    mine = await contracts.contributions(rasa_id, "mes cotisations depuis 10 ans")
    his = await contracts.contributions(marc, "mes cotisations depuis 10 ans")
    assert MARCS not in {one.amount_cents for one in mine.listed} and len(mine.listed) == 13
    assert [one.amount_cents for one in his.listed] == [MARCS]
    assert (his.next, his.terms) == (None, None)
    assert (await contracts.contributions(marc, "un prélèvement de 86,83 €")).listed[0].amount_cents == MARCS

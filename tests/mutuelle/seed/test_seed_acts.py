"""Who pays what of an act, by the rules in force on the day of care."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuelle.reimbursements.rules import CARE
from mutuelle.seed.calendar import banking_days, is_holiday, next_open
from mutuelle.seed.catalogue import Act, catalogue, value_on

ACTS = {
    act.label: act
    for visit in catalogue().visits.values()
    for act in [*visit.always, *(act for act, _ in visit.sometimes)]
}
GP = "Consultation médecin généraliste"
EYES = "Consultation ophtalmologue (secteur 2)"
LAB = "Analyses de biologie médicale"
CROWN = "Couronne céramo-métallique (tarif libre)"
EAR = "Aide auditive, oreille gauche (100 % Santé, classe I)"
DAY_CHARGE = "Forfait journalier hospitalier"
DRUGS = "Médicaments remboursés à 65 %"
SCALING = "Détartrage"


@pytest.mark.parametrize(
    ("label", "price", "quantity", "day", "owes", "amo", "amc", "remaining"),
    [
        pytest.param(GP, 3000, 1, date(2025, 1, 6), True, 1900, 900, 200, id="a GP at 30 € leaves 2 €"),
        pytest.param(GP, 3000, 1, date(2025, 1, 6), False, 2100, 900, 0, id="a child owes no participation"),
        pytest.param(GP, 2500, 1, date(2019, 10, 8), True, 1650, 750, 100, id="a GP at 25 € in 2019 left 1 €"),
        pytest.param(EYES, 7500, 1, date(2025, 1, 6), True, 1410, 690, 5400, id="sector 2 is paid on a base of 23 €"),
        pytest.param(LAB, 5805, 1, date(2019, 9, 7), False, 3483, 2322, 0, id="the laboratory of the guide"),
        pytest.param(CROWN, 60000, 1, date(2025, 1, 6), True, 7200, 4800, 48000, id="a crown at 600 € leaves 480 €"),
        pytest.param(CROWN, 60000, 1, date(2023, 10, 14), True, 8400, 3600, 48000, id="dental care at 70 % before"),
        pytest.param(EAR, 95000, 1, date(2025, 1, 6), True, 24000, 71000, 0, id="a hearing aid of 100 % Santé"),
        pytest.param(DAY_CHARGE, 2300, 4, date(2026, 3, 2), True, 0, 9200, 0, id="four days in hospital"),
        pytest.param(DRUGS, 1000, 2, date(2024, 3, 30), True, 1200, 700, 100, id="a box costs 0,50 € until 30/03/2024"),
        pytest.param(DRUGS, 1000, 2, date(2024, 3, 31), True, 1100, 700, 200, id="a box costs 1 € from 31/03/2024"),
        pytest.param(
            DRUGS, 90, 3, date(2025, 1, 6), True, 0, 94, 176, id="a franchise never exceeds the part it reduces"
        ),
    ],
)
def test_an_act_is_shared_as_the_rules_of_its_day_say(
    label: str, price: int, quantity: int, day: date, *, owes: bool, amo: int, amc: int, remaining: int
) -> None:
    split = ACTS[label].split(price=price, quantity=quantity, day=day, owes_deduction=owes, tiers_payant=False)
    assert (split.amo, split.amc, split.remaining) == (amo, amc, remaining)
    assert split.expense == price * quantity


@given(
    act=st.sampled_from(sorted(ACTS.values(), key=lambda act: act.label)),
    price=st.integers(1, 200_000),
    quantity=st.integers(1, 30),
    day=st.dates(date(2023, 1, 1), date(2030, 1, 1)),
    owes=st.booleans(),
    tiers_payant=st.booleans(),
    left=st.integers(0, 5000),
)
def test_the_parts_of_any_act_sum_up_to_its_expense(
    act: Act, price: int, quantity: int, day: date, *, owes: bool, tiers_payant: bool, left: int
) -> None:
    split = act.split(price=price, quantity=quantity, day=day, owes_deduction=owes, tiers_payant=tiers_payant)
    for one in (split, split.owing(left)):
        assert one.amo + one.amc + one.remaining == one.expense
        assert min(one.amo, one.amc, one.remaining, one.withheld or 0, one.deferred or 0) >= 0
    assert (split.owing(left).withheld or 0) + (split.owing(left).deferred or 0) <= left


def test_what_the_professional_was_paid_for_is_withheld_later() -> None:
    split = ACTS[LAB].split(price=5805, quantity=1, day=date(2025, 1, 6), owes_deduction=True, tiers_payant=True)
    assert (split.amo, split.remaining, split.withheld, split.deferred) == (3483, 0, 0, 200)


@pytest.mark.parametrize(
    ("day", "price"),
    [
        (date(2023, 10, 31), 2500),
        (date(2023, 11, 1), 2650),
        (date(2024, 12, 21), 2650),
        (date(2024, 12, 22), 3000),
    ],
)
def test_the_price_of_a_gp_is_the_one_of_the_day(day: date, price: int) -> None:
    prices = ACTS[GP].expense
    assert not isinstance(prices, range)
    assert value_on(prices, day) == price


def test_an_act_that_did_not_exist_yet_is_not_given() -> None:
    act = ACTS["Forfait patient urgences"]
    assert not act.given_on(date(2021, 12, 31))
    assert act.given_on(date(2022, 1, 1))


def test_every_visit_is_a_kind_of_care_that_members_can_ask_for() -> None:
    visits = catalogue().visits
    assert {visit.care for visit in visits.values()} == CARE
    assert {visit.payee for visit in visits.values()} - {""} == set(catalogue().payees)


def test_practices_and_banks_are_closed_on_sundays_and_holidays() -> None:
    assert is_holiday(date(2026, 5, 14)), "Ascension"
    assert next_open(date(2026, 5, 24)) == date(2026, 5, 26), "Whit Sunday and Monday"
    assert banking_days(date(2025, 12, 24), date(2025, 12, 29)) == [
        date(2025, 12, 24),
        date(2025, 12, 26),
        date(2025, 12, 29),
    ]

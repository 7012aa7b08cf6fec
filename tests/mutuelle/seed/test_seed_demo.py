"""The demo's households: the guide's figures, plausible histories, the same rows for the same day."""

import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from itertools import groupby

import pytest
from argon2 import PasswordHasher
from dateutil.relativedelta import relativedelta

from mutuelle import demo as demo_listing
from mutuelle.account.tables import Account
from mutuelle.beneficiaries.rules import Relation
from mutuelle.beneficiaries.tables import Beneficiary, Guarantee
from mutuelle.contract.tables import Contract, Member
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from mutuelle.seed.calendar import SATURDAY, SUNDAY, is_holiday
from mutuelle.seed.households import demo
from mutuelle.seed.rows import Row, Rows, demo_rows

DAYS = [date(2026, 11, 22), date(2027, 1, 1), date(2027, 3, 1), date(2028, 2, 29)]
GUIDE = "M1000018"


@cache
def rows_of(today: date) -> Rows:
    return demo_rows(demo(), today)


@pytest.fixture(params=DAYS, ids=str)
def today(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


@pytest.fixture
def rows(today: date) -> Rows:
    return rows_of(today)


def contract_of(rows: Rows, number: str) -> Row:
    member = next(row for row in rows.by_table[Member] if row["number"] == number)
    return next(row for row in rows.by_table[Contract] if row["member_id"] == member["id"])


def people_of(rows: Rows, number: str) -> list[Row]:
    contract = contract_of(rows, number)
    return [row for row in rows.by_table[Beneficiary] if row["contract_id"] == contract["id"]]


def payments_of(rows: Rows, number: str) -> list[Row]:
    contract = contract_of(rows, number)
    return [row for row in rows.by_table[Reimbursement] if row["contract_id"] == contract["id"]]


def lines_by_payment(rows: Rows) -> dict[int, list[Row]]:
    found = defaultdict(list)
    for line in rows.by_table[ReimbursementLine]:
        found[line["reimbursement_id"]].append(line)
    return found


def number_of(identifier: str) -> str:
    return next(h.number for h in demo().households if h.account and h.account.identifier == identifier)


CLAIRE = number_of("c.vasseur@exemple.fr")


def test_the_same_day_gives_the_same_rows(today: date) -> None:
    assert demo_rows(demo(), today).by_table == rows_of(today).by_table


def test_another_day_gives_other_rows() -> None:
    assert len({str(rows_of(day).by_table[Reimbursement]) for day in DAYS}) == len(DAYS)


def test_the_guides_member_has_the_guides_file(rows: Rows) -> None:
    member = next(row for row in rows.by_table[Member] if row["number"] == GUIDE)
    assert (member["first_name"], member["last_name"]) == ("Sandrine", "ABADIE")
    assert member["birth_date"] == date(1977, 9, 29)
    contract = contract_of(rows, GUIDE)
    assert contract["title"] == "MGEN Santé Prévoyance Hospitaliers"
    assert (contract["state"], contract["effective_on"]) == ("OUVERT", date(2019, 7, 1))
    people = people_of(rows, GUIDE)
    assert [(p["relation"], p["gender"]) for p in people] == [
        ("policyholder", "F"),
        ("spouse", "M"),
        ("child", "F"),
        ("child", "M"),
    ]
    guarantees = [row for row in rows.by_table[Guarantee] if row["beneficiary_id"] == people[0]["id"]]
    assert [(row["name"], row["since"]) for row in guarantees] == [
        (name, date(2019, 7, 1))
        for name in ("MGEN ACTION SOCIALE", "MGEN PREVOYANCE 2", "MGEN SANTE BASE 2", "RMA ASSISTANCE")
    ]


def test_the_guides_member_has_the_guides_payments_and_no_other(rows: Rows) -> None:
    payments = payments_of(rows, GUIDE)
    assert [(p["paid_on"], p["paid_cents"]) for p in payments if not p["payee"]] == [
        (date(2019, 8, 14), 480),
        (date(2019, 8, 30), 750),
        (date(2019, 10, 14), 750),
    ]
    assert [(p["paid_on"], p["paid_cents"]) for p in payments if p["payee"]] == [
        (date(2019, 8, 27), 659),
        (date(2019, 9, 2), 1041),
        (date(2019, 9, 6), 1226),
        (date(2019, 9, 7), 5805),
    ]


def test_the_guides_laboratory_is_detailed_as_in_the_guide(rows: Rows) -> None:
    (payment,) = [p for p in payments_of(rows, GUIDE) if p["payee"] == "LABORATOIRE BIOMIBIS"]
    (line,) = lines_by_payment(rows)[payment["id"]]
    assert line["care_on"] == date(2019, 9, 7)
    assert (line["expense_cents"], line["amo_cents"], line["amc_cents"], line["remaining_cents"]) == (
        5805,
        3483,
        2322,
        0,
    )


def test_the_parts_of_every_line_sum_up_to_its_expense(rows: Rows) -> None:
    lines = rows.by_table[ReimbursementLine]
    assert len(lines) > 1000
    for line in lines:
        parts = (line["amo_cents"], line["amc_cents"], line["remaining_cents"])
        assert sum(parts) == line["expense_cents"]
        assert min(parts) >= 0


def test_a_member_is_paid_the_mutuelles_part_and_a_professional_both_parts(rows: Rows) -> None:
    lines = lines_by_payment(rows)
    assert rows.by_table[Reimbursement]
    for payment in rows.by_table[Reimbursement]:
        parts = lines[payment["id"]]
        amo = sum(line["amo_cents"] for line in parts) if payment["payee"] else 0
        assert payment["paid_cents"] == amo + sum(line["amc_cents"] for line in parts) > 0


def test_care_and_payment_fall_on_possible_days(rows: Rows, today: date) -> None:
    lines = lines_by_payment(rows)
    guide = contract_of(rows, GUIDE)["id"]
    generated = [p for p in rows.by_table[Reimbursement] if p["contract_id"] != guide]
    births = {row["id"]: row["birth_date"] for row in rows.by_table[Beneficiary]}
    effective = {row["id"]: row["effective_on"] for row in rows.by_table[Contract]}
    assert len(generated) > 1000
    for payment in generated:
        assert payment["paid_on"] < today
        assert payment["paid_on"].weekday() < SATURDAY
        assert not is_holiday(payment["paid_on"])
        for line in lines[payment["id"]]:
            assert timedelta(days=2) <= payment["paid_on"] - line["care_on"] <= timedelta(days=9)
            assert line["care_on"] >= births[payment["beneficiary_id"]]
            assert line["care_on"] >= effective[payment["contract_id"]]
            assert payment["care"] != "gp" or line["care_on"].weekday() != SUNDAY


def test_a_child_and_a_tiers_payant_line_bear_no_deduction(rows: Rows) -> None:
    births = {row["id"]: row["birth_date"] for row in rows.by_table[Beneficiary]}
    lines = lines_by_payment(rows)
    seen = Counter[int]()
    for payment in rows.by_table[Reimbursement]:
        for line in lines[payment["id"]]:
            if payment["care"] != "gp":
                continue
            age = relativedelta(line["care_on"], births[payment["beneficiary_id"]]).years
            participation = 200 if line["care_on"] >= date(2024, 5, 15) else 100
            due = participation if age >= 18 and not payment["payee"] else 0
            assert line["remaining_cents"] == due
            seen[due] += 1
    assert min(seen[0], seen[100], seen[200]) > 5


def test_nobody_pays_more_deductions_a_year_than_the_law_allows(rows: Rows) -> None:
    lines = lines_by_payment(rows)
    withheld = Counter[tuple[int, int]]()
    for payment in rows.by_table[Reimbursement]:
        if payment["payee"] or payment["care"] not in {"gp", "physiotherapy", "speech_therapy"}:
            continue  # elsewhere what remains is not only deductions
        for line in lines[payment["id"]]:
            withheld[payment["beneficiary_id"], line["care_on"].year] += line["remaining_cents"]
    assert 0 < max(withheld.values()) <= 50_00


def test_claire_has_one_daughter_and_one_son(rows: Rows) -> None:
    people = people_of(rows, CLAIRE)
    assert (people[0]["first_name"], people[0]["last_name"]) == ("Claire", "Vasseur")
    assert [(p["relation"], p["gender"]) for p in people] == [
        ("policyholder", "F"),
        ("child", "F"),
        ("child", "M"),
    ]


def test_each_of_claires_family_was_paid_in_every_one_of_the_last_24_months(rows: Rows, today: date) -> None:
    months = {(today - relativedelta(months=count)).replace(day=1) for count in range(1, 25)}
    for person in people_of(rows, CLAIRE):
        paid = {p["paid_on"] for p in payments_of(rows, CLAIRE) if p["beneficiary_id"] == person["id"]}
        assert months <= {day.replace(day=1) for day in paid}
        assert today - max(paid) <= timedelta(days=30)


def test_one_household_has_two_daughters_and_one_has_hundreds_of_payments(rows: Rows) -> None:
    daughters = Counter(
        p["contract_id"] for p in rows.by_table[Beneficiary] if (p["relation"], p["gender"]) == ("child", "F")
    )
    assert 2 in daughters.values()
    retired = payments_of(rows, number_of("m.garnier@exemple.fr"))
    assert len(retired) >= 400
    assert {"hospital", "hearing", "pharmacy"} <= {p["care"] for p in retired}


def test_the_households_cover_every_relation_and_unusual_names(rows: Rows) -> None:
    people = rows.by_table[Beneficiary]
    assert {p["relation"] for p in people} == {relation.value for relation in Relation}
    assert any(len(p["last_name"]) > 40 and "'" in p["last_name"] and "É" in p["last_name"] for p in people)
    assert max(len(p["last_name"]) for p in people) <= 100
    for _, family in groupby(people, key=lambda p: p["contract_id"]):
        names = [p["first_name"] for p in family]
        assert len(names) == len(set(names)), "a first name says who is meant"


def test_the_baby_is_reimbursed_from_her_birth_on(rows: Rows, today: date) -> None:
    *_, baby = people_of(rows, number_of("c.roux@exemple.fr"))
    assert baby["birth_date"] == today - relativedelta(months=10)
    assert [p for p in payments_of(rows, number_of("c.roux@exemple.fr")) if p["beneficiary_id"] == baby["id"]]


def test_one_member_has_no_account_and_one_account_is_not_activated(rows: Rows) -> None:
    accounts = rows.by_table[Account]
    assert len(rows.by_table[Member]) - len(accounts) == 1
    assert [a["identifier"] for a in accounts if a["activated_at"] is None] == ["l.fontaine@exemple.fr"]
    assert all(a["created_at"] < a["activated_at"] for a in accounts if a["activated_at"])


def test_a_demo_password_obeys_the_guide_and_opens_its_account() -> None:
    hashes = {row["identifier"]: row["password_hash"] for row in rows_of(DAYS[0]).by_table[Account]}
    accounts = [household.account for household in demo().households if household.account]
    assert set(hashes) == {account.identifier for account in accounts}
    for account in accounts:
        assert re.fullmatch(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{8,}", account.password)
        assert account.identifier == account.identifier.lower()
        assert account.identifier.endswith("@exemple.fr")
        assert PasswordHasher().verify(hashes[account.identifier], account.password)
        assert not PasswordHasher().check_needs_rehash(hashes[account.identifier])


def test_the_demo_listing_gives_each_account_on_its_line() -> None:
    listed = list(demo_listing.lines())
    accounts = [household.account for household in demo().households if household.account]
    assert [line.split()[:2] for line in listed] == [[a.identifier, a.password] for a in accounts]
    assert all(len(line.split()) > 3 for line in listed), "each says who it is"

"""The letters of the demo say what its payments and contributions say."""

import json
from datetime import date
from functools import cache

from mutuelle.contract.tables import Contract
from mutuelle.letters.writing import Sender, opened
from mutuelle.reimbursements.tables import Reimbursement
from mutuelle.seed.households import demo
from mutuelle.seed.letters import letter_rows
from mutuelle.seed.rows import demo_rows

TODAY = date(2026, 11, 26)
SENDER = Sender("MGEN Solutions", "", "s" * 40)


@cache
def seeded():
    rows = demo_rows(demo(), TODAY)
    return rows, letter_rows(rows, TODAY, SENDER)


def stated(row):
    return json.loads(opened(SENDER.secret, row["stated"]))


def cents(shown):
    return int(shown.replace("\u202f", "").replace("\xa0€", "").replace(",", ""))


def test_every_month_that_is_over_with_payments_has_its_statement_of_the_same_sum():
    rows, letters = seeded()
    paid = {}
    for row in rows.by_table[Reimbursement]:
        month = (row["contract_id"], row["paid_on"].year, row["paid_on"].month)
        paid[month] = paid.get(month, 0) + row["paid_cents"]
    told = {
        (row["contract_id"], row["about_start"].year, row["about_start"].month): cents(stated(row)["sums"][-1])
        for row in letters
        if row["kind"] == "statement"
    }
    assert len(told) > 100
    assert told == {month: sum_ for month, sum_ in paid.items() if month[1:] != (2026, 11)}


def test_a_notice_calls_what_the_household_pays():
    rows, letters = seeded()
    claire = next(row["id"] for row in rows.by_table[Contract] if row["number"] == "C1000026")
    notices = [row for row in letters if row["kind"] == "contribution_notice" and row["contract_id"] == claire]
    assert [row["about_start"].year for row in notices] == [2021, 2022, 2023, 2024, 2025, 2026]
    said = stated(notices[-1])
    assert len(said["rows"]) == 12
    assert cents(said["total"]) == sum(cents(row[-1]) for row in said["rows"])


def test_no_letter_is_of_tomorrow_and_none_is_there_twice():
    _, letters = seeded()
    assert max(row["sent_on"] for row in letters) <= TODAY
    assert len({(row["contract_id"], row["source"]) for row in letters}) == len(letters)
    assert {row["kind"] for row in letters} == {"statement", "contribution_notice", "rejected_debit"}

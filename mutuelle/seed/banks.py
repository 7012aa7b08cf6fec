"""The bank accounts of the demo's households, sealed."""

from datetime import datetime, time
from typing import Any

from schwifty import IBAN

from mutuelle.bank.writing import account_row
from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.clock import PARIS
from mutuelle.contract.tables import Contract, Member
from mutuelle.seed.households import demo
from mutuelle.seed.rows import Rows

Wanted = tuple[str, str | None, tuple[str, str, str]]
RECORDED_AT = time(10, 12, tzinfo=PARIS)


def bank_rows(rows: Rows, secret: str) -> list[dict[str, Any]]:
    """Return the rows of `bank_accounts`, the ids counted from 1."""
    found: list[dict[str, Any]] = []
    members = {row["id"]: row for row in rows.by_table[Member]}
    numbers = {members[row["member_id"]]["number"]: row for row in rows.by_table[Contract]}
    people = {(row["contract_id"], row["first_name"]): row["id"] for row in rows.by_table[Beneficiary]}
    for household in demo().households:
        contract, banks = numbers[household.number], household.banks
        holder = f"{household.people[0].first_name} {household.people[0].last_name}"
        wanted: list[Wanted] = [("debit", None, banks.debit)] if banks.debit else []
        wanted += [
            ("reimbursement", None if name == "all" else name, one) for name, one in banks.reimbursements.items()
        ]
        for use, name, (bank, branch, account) in wanted:
            iban = IBAN.generate("FR", bank_code=bank, branch_code=branch, account_code=account)
            row = account_row(
                contract_id=contract["id"],
                use=use,
                beneficiary_id=people[contract["id"], name] if name else None,
                holder=holder,
                iban=str(iban),
                bic=str(iban.bic or ""),
                since=household.effective_on,
                now=datetime.combine(household.effective_on, RECORDED_AT),
                secret=secret,
            )
            found.append({"id": len(found) + 1, **row})
    return found

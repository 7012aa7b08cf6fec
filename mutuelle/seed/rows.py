"""The demo as rows, by table, in the order in which they may be inserted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, TypeAlias

from argon2 import PasswordHasher

from mutuelle.account.tables import Account
from mutuelle.beneficiaries.tables import Beneficiary, Guarantee
from mutuelle.clock import PARIS
from mutuelle.contract.tables import Address, Contract, Contribution, GuaranteeLevel, Member, PaymentTerms
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from mutuelle.seed.contributions import dues
from mutuelle.seed.history import History
from mutuelle.seed.households import Covered, Demo, DemoAccount, Household, Payment
from mutuelle.seed.levels import demo_levels
from mutuelle.store import Base

OPEN, ENDED = "OUVERT", "RESILIE"
CREATED_AT = time(10, 12, tzinfo=PARIS)
ACTIVATED_AFTER = timedelta(minutes=20)
SALT_BYTES = 16

Row: TypeAlias = dict[str, Any]
TABLES: tuple[type[Base], ...] = (
    Member,
    Address,
    Account,
    Contract,
    PaymentTerms,
    Contribution,
    Beneficiary,
    Guarantee,
    GuaranteeLevel,
    Reimbursement,
    ReimbursementLine,
)


@dataclass
class Rows:
    """The rows of every table of the demo; ids count from 1, by payment date where there is one."""

    by_table: dict[type[Base], list[Row]] = field(default_factory=lambda: {table: [] for table in TABLES})

    def add(self, table: type[Base], **values: Any) -> int:
        """Add a row and return its id."""
        rows = self.by_table[table]
        rows.append({"id": len(rows) + 1, **values})
        return len(rows)


def demo_rows(demo: Demo, today: date) -> Rows:
    """Return the demo's rows as of a day. The same day gives the same rows."""
    rows = Rows()
    payments: list[tuple[int, dict[str, int], Payment]] = []
    for household in demo.households:
        contract_id, people = _add_household(rows, demo, household, today)
        payments += [(contract_id, people, payment) for payment in History(household, today).payments()]
    _add_levels(rows)
    payments.sort(key=lambda entry: entry[2].paid_on)
    for contract_id, people, payment in payments:
        _add_payment(rows, contract_id, people[payment.first_name], payment)
    return rows


def _add_levels(rows: Rows) -> None:
    for one in demo_levels():
        rows.add(
            GuaranteeLevel,
            guarantee=one.guarantee,
            family=one.family,
            since=one.since,
            until=None,
            cover=one.level.cover.value,
            amount=one.stored_amount,
            unit=one.unit,
            a_year=one.a_year,
        )


def _add_household(rows: Rows, demo: Demo, household: Household, today: date) -> tuple[int, dict[str, int]]:
    policyholder, contact = household.people[0], household.contact
    member_id = rows.add(
        Member,
        number=household.number,
        last_name=policyholder.last_name,
        first_name=policyholder.first_name,
        birth_date=policyholder.birth_date(today),
        mobile=contact.mobile,
        landline=contact.landline,
        contact_email=contact.email,
        family_status=contact.status,
        family_status_since=None,
        next_family_status=None,
        next_family_status_since=None,
        notifications=contact.notifications,
    )
    rows.add(
        Address,
        member_id=member_id,
        street=contact.street,
        postcode=contact.postcode,
        city=contact.city,
        since=household.effective_on,
        recorded_at=datetime.combine(household.effective_on, CREATED_AT),
        replaced_at=None,
    )
    if household.account:
        _add_account(rows, member_id, household.account, today)
    contract_id = rows.add(
        Contract,
        member_id=member_id,
        number=household.number.replace("M", "C"),
        title=household.title,
        state=ENDED if (ended := household.ended_on(today)) and ended < today else OPEN,
        effective_on=household.effective_on,
        ended_on=ended,
    )
    _add_contributions(rows, contract_id, household, today)
    return contract_id, {
        person.first_name: _add_person(rows, contract_id, person, today, household.effective_on, guarantees)
        for person, guarantees in _guaranteed(demo, household)
    }


def _add_contributions(rows: Rows, contract_id: int, household: Household, today: date) -> None:
    plan = household.contributions
    if plan is None:
        return
    rows.by_table[PaymentTerms].append(
        {
            "contract_id": contract_id,
            "mode": plan.mode,
            "frequency": plan.frequency,
            "notice": plan.notice,
            "debit_day": plan.day if plan.mode == "direct_debit" else None,
        }
    )
    for due in dues(household, today):
        rows.add(Contribution, contract_id=contract_id, **asdict(due))


def _guaranteed(demo: Demo, household: Household) -> list[tuple[Covered, Sequence[str]]]:
    policyholder, *family = household.people
    return [(policyholder, demo.policyholder_guarantees), *((person, demo.family_guarantees) for person in family)]


def _add_account(rows: Rows, member_id: int, account: DemoAccount, today: date) -> None:
    created_at = datetime.combine(account.created(today), CREATED_AT)
    rows.add(
        Account,
        member_id=member_id,
        identifier=account.identifier,
        password_hash=_hash(account.identifier, account.password),
        care_on_telegram=None,
        files_on_telegram=None,
        created_at=created_at,
        activated_at=created_at + ACTIVATED_AFTER if account.activated else None,
        erases_at=None,
    )


@cache
def _hash(identifier: str, password: str) -> str:
    """Hash a public demo password; a salt of its own would make each seed differ."""
    return PasswordHasher().hash(password, salt=sha256(identifier.encode()).digest()[:SALT_BYTES])


def _add_person(
    rows: Rows, contract_id: int, person: Covered, today: date, effective_on: date, guarantees: Sequence[str]
) -> int:
    birth_date = person.birth_date(today)
    beneficiary_id = rows.add(
        Beneficiary,
        contract_id=contract_id,
        last_name=person.last_name,
        first_name=person.first_name,
        birth_date=birth_date,
        relation=person.relation,
        gender=person.gender,
        covered_from=max(effective_on, birth_date),
        covered_until=None,
    )
    for name in guarantees:
        rows.add(Guarantee, beneficiary_id=beneficiary_id, name=name, since=max(effective_on, birth_date))
    return beneficiary_id


def _add_payment(rows: Rows, contract_id: int, beneficiary_id: int, payment: Payment) -> None:
    reimbursement_id = rows.add(
        Reimbursement,
        contract_id=contract_id,
        beneficiary_id=beneficiary_id,
        paid_on=payment.paid_on,
        payee=payment.payee,
        care=payment.care,
        paid_cents=payment.paid,
        reference=None,
    )
    for line in payment.lines:
        rows.add(
            ReimbursementLine,
            reimbursement_id=reimbursement_id,
            label=line.label,
            care_on=line.care_on,
            expense_cents=line.split.expense,
            amo_cents=line.split.amo,
            amc_cents=line.split.amc,
            remaining_cents=line.split.remaining,
            act=line.act,
            quantity=line.quantity,
            base_cents=line.split.base,
            rate=line.split.rate,
            withheld_cents=line.split.withheld,
            deferred_cents=line.split.deferred,
            withholding=line.withholding,
            coordinated=True if line.withholding == "participation" else None,
        )

"""What can be told of the rows once all are there: doubles, payments at odds with themselves, who they are for.

Set by set, in the database; a refused row takes all of its payment with it.
"""

from sqlalchemy import ColumnElement, Subquery, and_, case, delete, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.contract.tables import Contract
from mutuelle.import_payments.cells import MOST_CENTS
from mutuelle.import_payments.staging import ACT, KNOWN, NAMED, PAYMENTS, REFUSED, ROWS, analyse
from mutuelle.import_payments.wording import plain
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine

NAMES_AT_ONCE = 5_000
COMPARED = ("contract_id", "beneficiary_id", "paid_on", "payee", "care")


async def refuse_doubles(connection: AsyncConnection) -> None:
    """Refuse the rows that repeat another of the file in everything; the first stands."""
    same, in_turn = (ROWS.c.reference, ROWS.c.row_hash), ROWS.c.number
    ranked = select(
        ROWS.c.number,
        func.row_number().over(partition_by=same, order_by=in_turn).label("turn"),
        func.first_value(ROWS.c.number).over(partition_by=same, order_by=in_turn).label("first"),
    ).subquery()
    doubles = select(ranked.c.number, literal("duplicate"), ranked.c.first).where(ranked.c.turn > 1)
    found = await connection.execute(insert(REFUSED).from_select(["number", "reason", "about"], doubles))
    if found.rowcount:
        again = select(REFUSED.c.number).where(REFUSED.c.reason == "duplicate")
        await connection.execute(delete(ROWS).where(ROWS.c.number.in_(again)))
    await connection.commit()


async def name_people(connection: AsyncConnection) -> None:
    """Find the people who are named by first name and birth date: accents and hyphens do not count."""
    candidates = (
        select(ROWS.c.contract, ROWS.c.first_name, ROWS.c.birth_date, Beneficiary.id, Beneficiary.first_name)
        .join(Contract, Contract.number == ROWS.c.contract)
        .join(
            Beneficiary,
            and_(Beneficiary.contract_id == Contract.id, Beneficiary.birth_date == ROWS.c.birth_date),
        )
        .where(ROWS.c.first_name != "")
        .distinct()
    )
    found = []
    async with connection.stream(candidates) as streamed:
        async for rows in streamed.partitions(NAMES_AT_ONCE):
            found += [tuple(row[:4]) for row in rows if plain(row[4]) == row[1]]
    for start in range(0, len(found), NAMES_AT_ONCE):
        columns = [column.name for column in NAMED.columns]
        values = [dict(zip(columns, row, strict=True)) for row in found[start : start + NAMES_AT_ONCE]]
        await connection.execute(insert(NAMED), values)
    await analyse(connection, NAMED)


async def gather_payments(connection: AsyncConnection) -> None:
    """Make the payments of the rows, say whom they are for, and refuse those that cannot be recorded."""
    payment, ranked, named = _payments(), _ranks(), _names()
    contract = select(Contract.id, Contract.number).subquery()
    gathered = (
        select(
            func.row_number().over(order_by=(contract.c.id, payment.c.paid_on, payment.c.first)),
            payment.c.reference,
            contract.c.id,
            func.coalesce(ranked.c.id, named.c.id),
            payment.c.paid_on,
            payment.c.payee,
            payment.c.care,
            payment.c.paid,
            payment.c.acts,
            _problem(payment, contract.c.id, ranked.c.id, named),
        )
        .select_from(payment)
        .outerjoin(contract, contract.c.number == payment.c.contract)
        .outerjoin(ranked, and_(ranked.c.contract_id == contract.c.id, ranked.c.rank == payment.c.rank))
        .outerjoin(
            named,
            and_(
                named.c.contract == payment.c.contract,
                named.c.first_name == payment.c.first_name,
                named.c.birth_date == payment.c.birth_date,
            ),
        )
    )
    await connection.execute(insert(PAYMENTS).from_select([column.name for column in PAYMENTS.columns], gathered))
    await _refuse_siblings(connection)
    await _refuse_problems(connection)
    await analyse(connection, PAYMENTS)


def _payments() -> Subquery:
    total = func.sum(ROWS.c.amc_cents + case((ROWS.c.payee != "", ROWS.c.amo_cents), else_=0))
    return (
        select(
            ROWS.c.reference,
            func.min(ROWS.c.number).label("first"),
            *(func.min(ROWS.c[name]).label(name) for name in ("contract", "rank", "first_name", "birth_date")),
            *(func.min(ROWS.c[name]).label(name) for name in ("paid_on", "payee", "care")),
            func.coalesce(func.min(ROWS.c.paid_cents), total).label("paid"),
            func.count().label("acts"),
            func.sum(ROWS.c.amc_cents + ROWS.c.amo_cents).label("most"),
            (func.min(ROWS.c.payment_hash) != func.max(ROWS.c.payment_hash)).label("mixed"),
        )
        .group_by(ROWS.c.reference)
        .subquery()
    )


def _ranks() -> Subquery:
    """Give everybody's rank on the contract: the order of enrolment."""
    by_id = func.row_number().over(partition_by=Beneficiary.contract_id, order_by=Beneficiary.id)
    return select(Beneficiary.id, Beneficiary.contract_id, by_id.label("rank")).subquery()


def _names() -> Subquery:
    who = (NAMED.c.contract, NAMED.c.first_name, NAMED.c.birth_date)
    of_them = (func.min(NAMED.c.beneficiary_id).label("id"), func.count().label("people"))
    return select(*who, *of_them).group_by(*who).subquery()


def _problem(
    payment: Subquery, contract: ColumnElement[int], ranked: ColumnElement[int], named: Subquery
) -> ColumnElement[str | None]:
    by_rank, by_name = payment.c.rank.is_not(None), payment.c.first_name != ""
    by_name = and_(by_name, payment.c.birth_date.is_not(None))
    return case(
        (payment.c.mixed, "mixed"),
        (payment.c.paid > payment.c.most, "paid_too_much"),
        (payment.c.most > MOST_CENTS, "payment_too_big"),
        (contract.is_(None), "contract_unknown"),
        (and_(by_rank, ranked.is_(None)), "person_unknown"),
        (and_(by_name, named.c.id.is_(None)), "person_unknown"),
        (and_(by_name, by_rank, named.c.people == 1, named.c.id != ranked), "person_unknown"),
        (and_(by_name, ~by_rank, named.c.people > 1), "person_ambiguous"),
        else_=None,
    )


async def _refuse_siblings(connection: AsyncConnection) -> None:
    """Refuse the other rows of a payment one row of which is refused: its amounts would be wrong."""
    spoilt = (
        select(REFUSED.c.reference, func.min(REFUSED.c.number).label("first"))
        .where(REFUSED.c.reference.is_not(None))
        .group_by(REFUSED.c.reference)
        .subquery()
    )
    siblings = select(ROWS.c.number, literal("sibling"), spoilt.c.first).join(
        spoilt, spoilt.c.reference == ROWS.c.reference
    )
    await connection.execute(insert(REFUSED).from_select(["number", "reason", "about"], siblings))
    await connection.execute(delete(PAYMENTS).where(PAYMENTS.c.reference.in_(select(spoilt.c.reference))))


async def _refuse_problems(connection: AsyncConnection) -> None:
    wrong = select(ROWS.c.number, PAYMENTS.c.problem).join(PAYMENTS, PAYMENTS.c.reference == ROWS.c.reference)
    problem = PAYMENTS.c.problem.is_not(None)
    await connection.execute(insert(REFUSED).from_select(["number", "reason"], wrong.where(problem)))
    await connection.execute(delete(PAYMENTS).where(problem))


async def find_known(connection: AsyncConnection) -> None:
    """Find the payments that are recorded already, and refuse those that the file tells otherwise.

    One that only lacks rows is of a file that was cut: it is completed. One that has all of them is left alone.
    """
    kept, line, payment = Reimbursement, ReimbursementLine, PAYMENTS.c
    recorded_lines, told = func.count(), func.count(ROWS.c.number)
    whole = told == payment.acts
    differs = or_(
        *(kept.__table__.c[name] != payment[name] for name in COMPARED),
        and_(whole, kept.paid_cents != payment.paid_cents),
        recorded_lines > told,
    )
    already = (
        select(payment.place, kept.id, whole, differs)
        .select_from(PAYMENTS)
        .join(kept, kept.reference == payment.reference)
        .join(line, line.reimbursement_id == kept.id)
        .outerjoin(ROWS, and_(ROWS.c.reference == payment.reference, same_act()))
        .group_by(payment.place, kept.id)
    )
    found = await connection.execute(insert(KNOWN).from_select([column.name for column in KNOWN.columns], already))
    if found.rowcount:
        changed = payment.place.in_(select(KNOWN.c.place).where(KNOWN.c.changed))
        await connection.execute(update(PAYMENTS).where(changed).values(problem="changed"))
        await _refuse_problems(connection)
        done = payment.place.in_(select(KNOWN.c.place).where(KNOWN.c.whole))
        await connection.execute(delete(PAYMENTS).where(done))
    await analyse(connection, KNOWN)


def recorded(reimbursement_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Say whether a row is a line of a recorded payment already."""
    return (
        select(ReimbursementLine.id).where(ReimbursementLine.reimbursement_id == reimbursement_id, same_act()).exists()
    )


def same_act() -> ColumnElement[bool]:
    """Say whether a line that is recorded says the same as a row."""
    line = ReimbursementLine.__table__.c
    return and_(*(line[name].is_not_distinct_from(ROWS.c[name]) for name in ACT))

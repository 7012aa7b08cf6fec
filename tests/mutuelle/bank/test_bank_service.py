"""Which accounts are on file: masked, the right one for each person and day, nobody else's."""

from datetime import date

import pytest
from sqlalchemy import insert

from mutuelle.bank.service import DEBIT, REIMBURSEMENT, BankService
from mutuelle.bank.tables import BankAccount
from mutuelle.bank.writing import account_row
from mutuelle.errors import NotLoggedIn, SessionLocked
from tests.talk import rasa_id_of

OURS, NEW, PAULS, MARCS = (f"FR76300060000112345678901{end}" for end in ("01", "02", "03", "99"))


@pytest.fixture
def banks(store, clock, settings):
    return BankService(store, clock, settings)


@pytest.fixture
def on_file(store, clock, settings):
    async def put(contract_id, use, iban, since=date(2020, 1, 1), beneficiary_id=None):
        row = account_row(
            contract_id=contract_id,
            use=use,
            beneficiary_id=beneficiary_id,
            holder="Somebody",
            iban=iban,
            bic="AGRIFRPP",
            since=since,
            now=clock.now(),
            secret=settings.secret,
        )
        async with store.write() as connection:
            await connection.execute(insert(BankAccount), row)

    return put


async def test_an_account_is_shown_by_its_beginning_and_its_end_only(banks, rasa_id, on_file, family):
    await on_file(family.claire, DEBIT, OURS)
    found = await banks.accounts(rasa_id)
    assert found.debit.masked == "FR76 •••• •••• 0101".replace("0101", OURS[-4:])
    assert OURS not in str(found) and OURS[4:-4] not in str(found)


async def test_a_planned_account_waits_for_its_day(banks, rasa_id, on_file, family, clock):
    await on_file(family.claire, DEBIT, OURS)
    await on_file(family.claire, DEBIT, NEW, since=date(2026, 12, 5))
    found = await banks.accounts(rasa_id)
    assert (found.debit.masked[-4:], found.next_debit.masked[-4:]) == (OURS[-4:], NEW[-4:])
    assert found.next_debit.since == date(2026, 12, 5)


async def test_the_account_that_counts_last_is_debited(banks, rasa_id, on_file, family):
    await on_file(family.claire, DEBIT, NEW, since=date(2026, 11, 22))  # today
    await on_file(family.claire, DEBIT, OURS)
    found = await banks.accounts(rasa_id)
    assert (found.debit.masked[-4:], found.next_debit) == (NEW[-4:], None)


async def test_a_person_is_paid_on_his_own_account_or_on_everybodys(banks, rasa_id, on_file, family):
    await on_file(family.claire, REIMBURSEMENT, OURS)
    await on_file(family.claire, REIMBURSEMENT, PAULS, beneficiary_id=family.paul)
    paid = {one.person.first_name: one for one in (await banks.accounts(rasa_id)).reimbursements}
    assert {name: (one.account.masked[-4:], one.own) for name, one in paid.items()} == {
        "Claire": (OURS[-4:], False),
        "Paul": (PAULS[-4:], True),
        "Léa": (OURS[-4:], False),
    }


async def test_a_debited_account_is_paid_to_nobody(banks, rasa_id, on_file, family):
    await on_file(family.claire, DEBIT, OURS)
    assert [one.account for one in (await banks.accounts(rasa_id)).reimbursements] == [None, None, None]


async def test_nobody_sees_the_account_of_another_contract(banks, rasa_id, on_file, family):
    await on_file(family.marc, DEBIT, MARCS)
    await on_file(family.marc, REIMBURSEMENT, MARCS)
    assert MARCS[-4:] not in str(await banks.accounts(rasa_id))


async def test_only_a_member_who_is_there_sees_accounts(banks, store, transcript, rasa_id, clock):
    with pytest.raises(NotLoggedIn):
        await banks.accounts(await rasa_id_of(store, await transcript.open("web", "nobody")))
    clock.pass_(minutes=16)
    with pytest.raises(SessionLocked):
        await banks.accounts(rasa_id)

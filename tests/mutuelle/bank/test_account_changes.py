"""Changing bank accounts through the secure page: checked, sealed, confirmed once, told to the former address."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import insert, update

from mutuelle.bank.rules import debit_effect, is_holder
from mutuelle.bank.service import BankService
from mutuelle.bank.tables import BankAccount
from mutuelle.contract.tables import Contribution
from mutuelle.conversations.tables import Event, Recollection
from mutuelle.errors import CodeNeeded, LinkUsed, NotLoggedIn
from mutuelle.mail.tables import Mail
from mutuelle.procedures.model import Said
from mutuelle.procedures.procedure import FieldsRefused
from mutuelle.procedures.tables import Effect
from mutuelle.requests.closings import CLOSINGS
from mutuelle.requests.rules import State
from mutuelle.requests.service import RequestService
from mutuelle.requests.tables import Request
from tests.procedure import rows
from tests.talk import say

IBAN = "FR76 3000 6000 0112 3456 7890 189"
FORM = {"holder": "Claire Vasseur", "iban": IBAN, "bic": "", "mandate": "oui"}


@pytest.fixture
def banks(store, clock, settings):
    return BankService(store, clock, settings)


async def fill(procedures, pages, rasa_id, kind="bank_debit", values=None, **changed):
    """Begin, and give the account on the page."""
    await procedures.begin(rasa_id, kind, values=values)
    token = (await pages.link(rasa_id)).rsplit("/", 1)[1]
    await pages.submit(token, {**FORM, **changed})
    return token


async def confirm(procedures, rasa_id):
    return await procedures.go_on(rasa_id, Said("oui"))


async def test_a_new_debit_account_counts_from_the_next_contribution(
    procedures, pages, banks, store, rasa_id, code_entered
):
    async with store.write() as connection:
        await connection.execute(
            insert(Contribution).values(
                contract_id=1,
                period_start=date(2026, 12, 1),
                period_end=date(2026, 12, 31),
                due_on=date(2026, 12, 5),
                amount_cents=8430,
                mode="direct_debit",
                state="due",
            )
        )
    await fill(procedures, pages, rasa_id)
    done = await confirm(procedures, rasa_id)
    assert (done.state, done.outcome.values) == ("done", {"masked": "FR76 •••• •••• 0189", "since": "2026-12-05"})
    accounts = await banks.accounts(rasa_id)
    assert accounts.debit is None
    assert (accounts.next_debit.masked, accounts.next_debit.since) == ("FR76 •••• •••• 0189", date(2026, 12, 5))


async def test_nothing_changes_without_the_code(procedures, pages, store, rasa_id):
    await fill(procedures, pages, rasa_id)
    with pytest.raises(CodeNeeded):
        await confirm(procedures, rasa_id)
    assert await rows(store, BankAccount) == [] and await rows(store, Request) == []


async def test_the_codes_lie_nowhere_in_clear(procedures, pages, store, rasa_id, settings, code_entered, clock):
    await fill(procedures, pages, rasa_id)
    drafts = str(await rows(store, Recollection))
    assert "3456" not in drafts and "Vasseur" not in drafts
    done = await confirm(procedures, rasa_id)
    kept = str(await rows(store, BankAccount)) + str(await rows(store, Request)) + str(await rows(store, Effect))
    kept += str(await rows(store, Mail)) + str(await rows(store, Event))
    assert "30006000011234567890189" not in kept and "3456 7890" not in kept
    content = await RequestService(store, clock, settings).content(done.outcome.request_number)
    assert content["iban"] == "FR7630006000011234567890189"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"iban": "FR76 3000 6000 0112 3456 7890 188"}, "iban"),
        ({"iban": ""}, "iban"),
        ({"bic": "BNPAFRPP"}, "bic"),
        ({"holder": "Claire"}, "holder"),
        ({"mandate": ""}, "mandate"),
    ],
)
async def test_what_cannot_be_used_is_said_by_field_and_the_page_stays_open(procedures, pages, rasa_id, changed, field):
    await procedures.begin(rasa_id, "bank_debit")
    token = (await pages.link(rasa_id)).rsplit("/", 1)[1]
    with pytest.raises(FieldsRefused) as refused:
        await pages.submit(token, {**FORM, **changed})
    assert set(refused.value.problems) == {field}
    assert refused.value.problems[field].endswith(".")
    await pages.submit(token, FORM)
    assert (await procedures.progress(rasa_id)).step.name == "recap"


async def test_an_account_of_somebody_else_waits_for_staff(procedures, pages, banks, store, rasa_id, code_entered):
    await fill(procedures, pages, rasa_id, holder="Marcel Dupont")
    done = await confirm(procedures, rasa_id)
    assert done.outcome.response == "checked"
    assert await rows(store, BankAccount) == []
    assert (await banks.accounts(rasa_id)).debit is None
    assert len(await rows(store, Request)) == 1


async def test_an_account_of_somebody_else_counts_once_staff_has_checked_it_and_not_if_it_is_refused(
    procedures, pages, banks, store, settings, clock, rasa_id, code_entered
):
    requests = RequestService(store, clock, settings, closings=CLOSINGS)
    await fill(procedures, pages, rasa_id, holder="Marcel Dupont")
    refused = (await confirm(procedures, rasa_id)).outcome.request_number
    await requests.move(refused, State.REFUSED)
    assert await rows(store, BankAccount) == []
    async with store.write() as connection:
        await connection.execute(update(Event).values(state="done"))
    await fill(procedures, pages, rasa_id, holder="Marcel Dupont")
    checked = (await confirm(procedures, rasa_id)).outcome.request_number
    await requests.move(checked, State.DONE)
    assert (await banks.accounts(rasa_id)).debit.masked == "FR76 •••• •••• 0189"


async def test_ones_own_account_counts_at_once_and_leaves_staff_nothing_to_do(
    procedures, pages, store, rasa_id, code_entered
):
    await fill(procedures, pages, rasa_id)
    await confirm(procedures, rasa_id)
    assert len(await rows(store, BankAccount)) == 1
    assert [one.state for one in await rows(store, Request)] == [State.DONE]


async def test_a_confirmation_delivered_many_times_counts_once(
    procedures, pages, store, transcript, claire, rasa_id, code_entered
):
    await fill(procedures, pages, rasa_id)
    await say(transcript, claire, "oui", "m1")
    all_of_them = await asyncio.gather(*(confirm(procedures, rasa_id) for _ in range(10)))
    assert {one.state for one in all_of_them} == {"done"}
    assert len({one.outcome.request_number for one in all_of_them}) == 1
    for table in (BankAccount, Request, Effect, Mail):
        assert len(await rows(store, table)) == 1


async def test_the_page_serves_once_of_a_hundred_at_the_same_time(procedures, pages, rasa_id, store):
    await procedures.begin(rasa_id, "bank_debit")
    token = (await pages.link(rasa_id)).rsplit("/", 1)[1]
    results = await asyncio.gather(*(pages.submit(token, FORM) for _ in range(100)), return_exceptions=True)
    assert sum(not isinstance(one, Exception) for one in results) == 1
    assert {type(one) for one in results if isinstance(one, Exception)} == {LinkUsed}


async def test_the_page_is_dead_once_the_member_went_on(procedures, pages, rasa_id):
    await procedures.begin(rasa_id, "bank_debit")
    token = (await pages.link(rasa_id)).rsplit("/", 1)[1]
    await procedures.go_on(rasa_id, Said("annuler"))
    with pytest.raises(LinkUsed):
        await pages.asked(token)


async def test_the_page_ends_with_the_session(procedures, pages, accounts, rasa_id):
    await procedures.begin(rasa_id, "bank_debit")
    token = (await pages.link(rasa_id)).rsplit("/", 1)[1]
    await accounts.log_out(rasa_id)
    with pytest.raises(NotLoggedIn):
        await pages.submit(token, FORM)


async def test_an_account_for_two_children_leaves_the_others_as_they_are(
    procedures, pages, banks, family, rasa_id, code_entered
):
    await procedures.begin(rasa_id, "bank_reimbursements", "pour Paul et Léa")
    token = (await pages.link(rasa_id)).rsplit("/", 1)[1]
    await pages.submit(token, FORM)
    assert (await confirm(procedures, rasa_id)).state == "done"
    shown = {one.person.id: one.account for one in (await banks.accounts(rasa_id)).reimbursements}
    assert shown[family.claire_self] is None
    assert shown[family.paul].masked == shown[family.lea].masked == "FR76 •••• •••• 0189"


async def test_somebody_elses_child_cannot_be_named_by_a_forged_value(
    procedures, pages, store, family, rasa_id, code_entered
):
    await procedures.begin(rasa_id, "bank_reimbursements", values={"people": f"{family.ana} {family.paul}"})
    token = (await pages.link(rasa_id)).rsplit("/", 1)[1]
    await pages.submit(token, FORM)
    await confirm(procedures, rasa_id)
    assert [row.beneficiary_id for row in await rows(store, BankAccount)] == [family.paul]


async def test_the_former_address_is_told_without_the_codes(procedures, pages, store, rasa_id, family, code_entered):
    await fill(procedures, pages, rasa_id)
    await confirm(procedures, rasa_id)
    (mail,) = await rows(store, Mail)
    assert mail.recipient == family.claire_login
    assert "FR76 •••• •••• 0189" in mail.plain and "3456" not in mail.plain + mail.html


@pytest.mark.parametrize(
    ("holder", "own"),
    [
        ("Claire Vasseur", True),
        ("VASSEUR CLAIRE", True),
        ("Mme Vasseur C.", True),
        ("M ou Mme Vasseur Claire", True),
        ("Paul Vasseur", False),
        ("Claire Dupont", False),
        ("", False),
    ],
)
def test_a_holder_is_the_member_when_both_names_say_so(holder, own):
    assert is_holder(holder, "Claire", "Vasseur") is own


def test_a_debit_that_has_left_for_the_bank_is_not_changed():
    today = date(2026, 12, 3)
    assert debit_effect(date(2026, 12, 5), today).skipped == date(2026, 12, 5)
    assert debit_effect(date(2026, 12, 8), today).since == date(2026, 12, 8)
    assert debit_effect(None, today).since == today


async def test_a_page_that_is_open_survives_a_newer_link_and_one_of_them_serves(procedures, pages, rasa_id):
    await procedures.begin(rasa_id, "bank_debit")
    first, second = [(await pages.link(rasa_id)).rsplit("/", 1)[1] for _ in range(2)]
    await pages.submit(first, FORM)
    with pytest.raises(LinkUsed):
        await pages.submit(second, FORM)

"""Members are told of new payments: on their channels, amount and day only, once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from mutuelle.account.telegram_tables import TelegramLink
from mutuelle.contract.tables import Member
from mutuelle.conversations.tables import Button, Event
from mutuelle.french import euros_of
from mutuelle.import_payments.notices import Paid, notice_lines
from mutuelle.import_payments.service import PaymentImport
from mutuelle.mail.tables import Mail
from tests.payments_file import PHARMACY, Killed, content, line

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def subscribe(store):
    async def subscribe_(member_id, channels):
        async with store.write() as connection:
            await connection.execute(update(Member).where(Member.id == member_id).values(notifications=channels))

    return subscribe_


@pytest.fixture
def told(store):
    """The e-mails and the Telegram messages that wait to be sent."""

    async def told_():
        async with store.read() as connection:
            mails = list(await connection.execute(select(Mail).order_by(Mail.id)))
            return mails, list(await connection.execute(select(Event).where(Event.direction == "out")))

    return told_


@pytest.fixture
async def chat(store, family, transcript, clock):
    """Claire's Telegram, linked to her account."""
    conversation = await transcript.open("telegram", "42")
    async with store.write() as connection:
        await connection.execute(
            TelegramLink.__table__.insert().values(
                account_id=family.claire, telegram_id="42", label="Claire", linked_at=clock.now()
            )
        )
    return conversation


async def test_a_subscribed_member_gets_an_email_with_amount_and_day_only(load, subscribe, told, family):
    await subscribe(family.claire, "email")
    _, printed, _ = await load(line(destinataire="DR HOUSE"), line(reference="R2", contrat="C000002"))
    (mail,), events = await told()
    assert (mail.recipient, mail.subject, events) == ("claire@exemple.fr", "Un nouveau remboursement", [])
    for part in (mail.plain, mail.html):
        assert f"{euros_of(2800)}, payé le 18 novembre 2026" in part and "tiers payant" in part
        assert not [word for word in ("HOUSE", "onsultation", "énéraliste", "gp") if word in part]
    assert "Adhérents prévenus : 1." in printed


async def test_on_the_linked_telegram_too(load, subscribe, told, family, chat, store):
    await subscribe(family.claire, "both")
    await load(line())
    (mail,), (event,) = await told()
    assert mail.recipient == "claire@exemple.fr"
    assert (event.conversation_id, event.member_id, event.state) == (chat, family.claire, "pending")
    assert event.body["text"].splitlines()[1:] == [f"• {euros_of(900)}, payé le 18 novembre 2026"]
    async with store.read() as connection:
        (button,) = await connection.execute(select(Button))
    assert (button.title, button.payload) == ("Voir mes remboursements", "/view_reimbursements")


@sqlite_only
@pytest.mark.parametrize(("channels", "mails", "events"), [("none", 0, 0), ("email", 1, 0), ("telegram", 0, 1)])
async def test_only_on_the_channels_that_were_chosen(load, subscribe, told, family, chat, channels, mails, events):
    await subscribe(family.claire, channels)
    await load(line())
    assert tuple(map(len, await told())) == (mails, events)


@sqlite_only
async def test_telegram_wanted_but_not_linked_tells_nobody(load, subscribe, told, family):
    await subscribe(family.claire, "telegram")
    _, printed, _ = await load(line())
    assert await told() == ([], []) and "Adhérents prévenus : 0." in printed


async def test_payments_of_one_import_are_one_notice(load, subscribe, told, family):
    await subscribe(family.claire, "email")
    lines = [line(reference=f"R{n}", rang=str(1 + n % 3), date_paiement=f"2026-11-1{n}") for n in range(1, 8)]
    await load(*lines)
    (mail,), _ = await told()
    assert mail.subject.endswith("nouveaux remboursements")
    assert mail.plain.count("\n- ") == 5 and "autres" in mail.plain


@sqlite_only
@pytest.mark.parametrize(("days", "count"), [(30, 1), (31, 0)])
async def test_old_payments_are_no_news(load, subscribe, told, family, clock, days, count):
    await subscribe(family.claire, "email")
    paid_on = (clock.now().date() - timedelta(days=days)).isoformat()
    await load(line(date_soins="2026-10-01", date_paiement=paid_on))
    assert len((await told())[0]) == count


@sqlite_only
async def test_nothing_paid_is_no_news(load, subscribe, told, family):
    await subscribe(family.claire, "email")
    await load(line(mutuelle="0", reste="11"))
    assert await told() == ([], [])


async def test_nobody_is_told_twice_when_the_import_is_run_again_or_completed(load, subscribe, told, family):
    await subscribe(family.claire, "email")
    await load(line(reference="R1", **PHARMACY))
    await load(line(reference="R1", **PHARMACY))
    await load(line(reference="R1", **PHARMACY), line(reference="R1", **{**PHARMACY, "libelle": "Vaccin"}))
    assert len((await told())[0]) == 1


async def test_nobody_is_told_of_what_was_rolled_back(store, family, clock, settings, tmp_path, subscribe, told, dying):
    await subscribe(family.claire, "email")
    await subscribe(family.marc, "email")
    path = tmp_path / "dies.csv"
    path.write_text(content(line(), line(reference="R2", contrat="C000002")))
    with dying(), pytest.raises(Killed):
        await PaymentImport(store, clock, settings, batch=1).run(path, tmp_path / "report.csv")
    assert [mail.recipient for mail in (await told())[0]] in (["claire@exemple.fr"], [])  # [] where both are at work
    await PaymentImport(store, clock, settings, batch=1).run(path, tmp_path / "report.csv")
    assert sorted(mail.recipient for mail in (await told())[0]) == ["claire@exemple.fr", "marc@exemple.fr"]


@pytest.mark.parametrize(("count", "lines"), [(1, 1), (5, 5), (6, 5), (40, 5)])
def test_a_notice_has_five_lines_at_most_and_sums_up_the_others(count, lines):
    payments = [Paid(date(2026, 11, 1) + timedelta(days=n % 20), 1000, third_party=False) for n in range(count)]
    said = notice_lines(payments)
    assert len(said) == lines
    if count > 5:
        assert said[-1] == f"et {count - 4} autres, {euros_of(1000 * (count - 4))} en tout"

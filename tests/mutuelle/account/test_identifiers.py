"""Changing the identifier: nothing changes before the link to the new address is confirmed, once, within 24 hours."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from mutuelle.account.change_tables import IdentifierChange
from mutuelle.account.tables import Account, SecureLink
from mutuelle.contract.tables import Member
from mutuelle.errors import (
    CodeNeeded,
    EmailRefused,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    NotLoggedIn,
    WrongCredentials,
)
from mutuelle.mail.tables import Mail
from tests.logs import recorded
from tests.talk import give_code, log_in, rasa_id_of

NEW = "claire.neuve@exemple.fr"
NOTICE = "{email} {until}"
BEFORE_SPRING = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
BEFORE_AUTUMN = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
async def conversation(accounts, store, transcript, family):
    opened = await transcript.open("web", "a")
    await log_in(accounts, store, opened, family.claire_login)
    return opened


@pytest.fixture
def page(identifiers, codes, store, conversation):
    """Asks for the page, with its code; gives its token."""

    async def ask(proposed=None):
        await give_code(codes, store, conversation, "change_login_email")
        return (await identifiers.page_link(await rasa_id_of(store, conversation), proposed)).rsplit("/", 1)[1]

    return ask


async def letters(store):
    async with store.read() as connection:
        rows = await connection.execute(
            select(Mail.template, Mail.recipient, Mail.plain, Mail.html)
            .where(Mail.template != "code")
            .order_by(Mail.id)
        )
        return rows.all()


async def sent(store):
    return [(letter.template, letter.recipient) for letter in await letters(store)]


async def link_in(store):
    (letter,) = [one for one in await letters(store) if one.template == "identifier_confirm"][-1:]
    token = letter.plain.split("/nouvel-identifiant/")[1].split()[0]
    assert token in letter.html
    return token


async def account(store, family):
    async with store.read() as connection:
        return (
            await connection.execute(
                select(Account.identifier, Member.contact_email)
                .join(Member, Member.id == Account.member_id)
                .where(Account.id == family.claire)
            )
        ).one()


async def test_the_identifier_and_the_contact_mail_change_when_the_link_is_confirmed(
    identifiers, accounts, store, transcript, family, page, conversation
):
    await identifiers.request(await page(NEW), NEW, notice=NOTICE)
    assert await sent(store) == [("identifier_confirm", NEW), ("identifier_asked", family.claire_login)]
    token = await link_in(store)
    assert (await identifiers.confirming(token)).email == NEW
    assert (await account(store, family)).identifier == family.claire_login
    await log_in(accounts, store, await transcript.open("web", "b"), family.claire_login)
    await identifiers.confirm(token, notice="{email}")
    assert tuple(await account(store, family)) == (NEW, NEW)
    assert (await sent(store))[-1] == ("identifier_changed", family.claire_login)
    assert (await accounts.presence(conversation)).state == "open"
    with pytest.raises(WrongCredentials):
        await log_in(accounts, store, await transcript.open("web", "c"), family.claire_login)
    await log_in(accounts, store, await transcript.open("web", "c"), NEW)


async def test_the_page_needs_a_session_and_its_own_code(identifiers, codes, store, transcript, conversation):
    with pytest.raises(NotLoggedIn):
        await identifiers.page_link(await rasa_id_of(store, await transcript.open("web", "b")), NEW)
    await give_code(codes, store, conversation, "delete_account")
    with pytest.raises(CodeNeeded):
        await identifiers.page_link(await rasa_id_of(store, conversation), NEW)


async def test_the_page_shows_the_old_and_the_proposed_address(identifiers, family, page):
    shown = await identifiers.page(await page(NEW))
    assert (shown.asked.identifier, shown.proposed) == (family.claire_login, NEW)
    assert (await identifiers.page(await page())).proposed == ""


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("pas une adresse", "invalid"),
        ("a@b", "invalid"),
        ("x@exemple.fr\r\nBcc: y@exemple.fr", "invalid"),
        (" Claire@Exemple.fr ", "same"),
        ("claire@gmial.com", "typo"),
    ],
)
async def test_an_address_that_cannot_be_is_refused_and_the_page_stays(identifiers, store, page, typed, problem):
    token = await page()
    with pytest.raises(EmailRefused) as refused:
        await identifiers.request(token, typed, notice=NOTICE)
    assert refused.value.problem == problem
    assert await sent(store) == []
    await identifiers.page(token)


async def test_what_looks_like_a_typo_is_taken_when_it_is_said_again(identifiers, store, page):
    await identifiers.request(await page(), "Claire@gmial.com", kept="claire@gmial.com", notice=NOTICE)
    assert ("identifier_confirm", "claire@gmial.com") in await sent(store)


async def test_a_taken_address_looks_the_same_and_its_owner_alone_is_told(
    identifiers, store, family, page, conversation
):
    rasa_id = await rasa_id_of(store, conversation)
    free = await identifiers.request(await page(), NEW, notice=NOTICE)
    state_of_free = await identifiers.state(rasa_id)
    taken = await identifiers.request(await page(), family.marc_login, notice=NOTICE)
    state_of_taken = await identifiers.state(rasa_id)
    assert (taken.until, taken.asked) == (free.until, free.asked)
    assert (state_of_taken.state, state_of_taken.until) == (state_of_free.state, state_of_free.until)
    assert await sent(store) == [
        ("identifier_confirm", NEW),
        ("identifier_asked", family.claire_login),
        ("identifier_taken", family.marc_login),
        ("identifier_asked", family.claire_login),
    ]
    with pytest.raises(LinkUsed):
        await identifiers.confirm(await link_in(store), notice="")
    assert (await account(store, family)).identifier == family.claire_login


async def test_a_newer_request_kills_the_older_link(identifiers, store, family, page):
    await identifiers.request(await page(), NEW, notice=NOTICE)
    older = await link_in(store)
    await identifiers.request(await page(), "autre@exemple.fr", notice=NOTICE)
    for attempt in (identifiers.confirming(older), identifiers.confirm(older, notice="")):
        with pytest.raises(LinkUsed):
            await attempt
    await identifiers.confirm(await link_in(store), notice="")
    assert (await account(store, family)).identifier == "autre@exemple.fr"


@pytest.mark.parametrize("start", [BEFORE_SPRING, BEFORE_AUTUMN, None], ids=["spring", "autumn", "any day"])
@pytest.mark.parametrize(("late_s", "works"), [(-1, True), (0, False), (1, False)])
async def test_a_link_lives_exactly_a_day_also_when_the_hour_changes(
    identifiers, accounts, codes, store, transcript, family, clock, start, late_s, works
):
    clock.at = start or clock.at
    conversation = await transcript.open("web", "a")
    await log_in(accounts, store, conversation, family.claire_login)
    await give_code(codes, store, conversation, "change_login_email")
    token = (await identifiers.page_link(await rasa_id_of(store, conversation), None)).rsplit("/", 1)[1]
    await identifiers.request(token, NEW, notice=NOTICE)
    link = await link_in(store)
    clock.pass_(hours=24, seconds=late_s)
    if works:
        await identifiers.confirm(link, notice="")
        assert (await account(store, family)).identifier == NEW
    else:
        for attempt in (identifiers.confirming(link), identifiers.confirm(link, notice="")):
            with pytest.raises(LinkExpired):
                await attempt
        assert (await account(store, family)).identifier == family.claire_login


async def test_the_deadline_is_told_by_the_clock_of_france(
    identifiers, accounts, codes, store, transcript, family, clock
):
    clock.at = BEFORE_SPRING
    conversation = await transcript.open("web", "a")
    await log_in(accounts, store, conversation, family.claire_login)
    await give_code(codes, store, conversation, "change_login_email")
    token = (await identifiers.page_link(await rasa_id_of(store, conversation), None)).rsplit("/", 1)[1]
    await identifiers.request(token, NEW, notice=NOTICE)
    assert "28 mars 2027 à 14 h 00" in (await letters(store))[0].plain  # asked at 13 h 00, an hour is skipped


async def test_of_a_hundred_requests_of_one_page_one_counts(identifiers, store, page):
    token = await page()
    tries = (identifiers.request(token, f"neuve{n}@exemple.fr", notice=NOTICE) for n in range(100))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(one, Exception) for one in results) == 1
    assert {type(one) for one in results if isinstance(one, Exception)} == {LinkUsed}
    assert len(await sent(store)) == 2


async def test_of_a_hundred_confirmations_one_counts(identifiers, store, family, page):
    await identifiers.request(await page(), NEW, notice=NOTICE)
    token = await link_in(store)
    tries = (identifiers.confirm(token, notice="") for _ in range(100))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(one, Exception) for one in results) == 1
    assert [template for template, _ in await sent(store)].count("identifier_changed") == 1


async def test_an_address_taken_in_the_meantime_is_not_taken_over(identifiers, store, family, page):
    await identifiers.request(await page(), NEW, notice=NOTICE)
    async with store.write() as connection:
        await connection.execute(update(Account).where(Account.id == family.marc).values(identifier=NEW))
    with pytest.raises(LinkUsed):
        await identifiers.confirm(await link_in(store), notice="")
    assert (await account(store, family)).identifier == family.claire_login


async def test_a_page_is_dead_once_another_member_is_logged_in_there(
    identifiers, accounts, store, family, page, conversation
):
    token = await page(NEW)
    await log_in(accounts, store, conversation, family.marc_login)
    with pytest.raises(LinkExpired):
        await identifiers.request(token, NEW, notice=NOTICE)
    assert await sent(store) == []


async def test_links_of_one_kind_open_no_other_page(identifiers, store, page):
    token = await page(NEW)
    with pytest.raises(LinkUnknown):
        await identifiers.confirm(token, notice="")
    await identifiers.request(token, NEW, notice=NOTICE)
    with pytest.raises(LinkUnknown):
        await identifiers.request(await link_in(store), NEW, notice=NOTICE)


async def test_where_a_change_stands_is_told(identifiers, store, clock, page, conversation, accounts, family):
    rasa_id = await rasa_id_of(store, conversation)
    assert (await identifiers.state(rasa_id)).state == "none"
    await page(NEW)
    assert (await identifiers.state(rasa_id)).state == "none"
    await identifiers.request(await page(NEW), NEW, notice=NOTICE)
    waiting = await identifiers.state(rasa_id)
    assert (waiting.state, waiting.email, waiting.until) == ("waiting", NEW, clock.now() + timedelta(hours=24))
    await identifiers.confirm(await link_in(store), notice="")
    done = await identifiers.state(rasa_id)
    assert (done.state, done.identifier) == ("done", NEW)


async def test_a_link_that_expired_is_told_as_such(identifiers, accounts, store, clock, page, conversation, family):
    await identifiers.request(await page(NEW), NEW, notice=NOTICE)
    clock.pass_(hours=24)
    await log_in(accounts, store, conversation, family.claire_login)
    assert (await identifiers.state(await rasa_id_of(store, conversation))).state == "expired"


async def test_a_new_password_ends_what_waits(identifiers, recoveries, store, family, page, conversation):
    await identifiers.request(await page(NEW), NEW, notice=NOTICE)
    await recoveries.ask(family.claire_login, address="192.0.2.1")
    reset = (await letters(store))[-1].plain.split("/mot-de-passe/")[1].split()[0]
    await recoveries.set_password(reset, "Tilleul-Canard-42")
    with pytest.raises(LinkUsed):
        await identifiers.confirm(await link_in(store), notice="")
    async with store.read() as connection:
        assert (await connection.execute(select(IdentifierChange))).first() is None


async def test_a_reset_link_sent_to_the_former_address_dies_with_it(identifiers, recoveries, store, family, page):
    await identifiers.request(await page(NEW), NEW, notice=NOTICE)
    await recoveries.ask(family.claire_login, address="192.0.2.1")
    reset = (await letters(store))[-1].plain.split("/mot-de-passe/")[1].split()[0]
    await identifiers.confirm(await link_in(store), notice="")
    with pytest.raises(LinkUsed):
        await recoveries.set_password(reset, "Tilleul-Canard-42")


async def test_the_notice_to_the_former_address_shows_the_new_one_masked(identifiers, store, page):
    await identifiers.request(await page(NEW), NEW, notice=NOTICE)
    letter = (await letters(store))[-1]
    assert NEW not in letter.plain + letter.html
    assert "c•••@exemple.fr" in letter.plain


async def test_the_conversation_is_told_and_nobody_else_sees_it(
    identifiers, accounts, store, transcript, page, conversation
):
    await identifiers.request(await page(NEW), NEW, notice="lien parti à {email}, {until}")
    shown = [event.body for event in (await transcript.view(conversation, after=0)).events]
    assert any(f"lien parti à {NEW}" in body.get("text", "") for body in shown)
    await accounts.log_out(await rasa_id_of(store, conversation))
    assert NEW not in repr((await transcript.view(conversation, after=0)).events)


async def test_no_token_and_no_address_is_in_a_log_or_in_the_links_table(identifiers, store, page):
    with recorded() as logs:
        token = await page(NEW)
        await identifiers.request(token, NEW, notice=NOTICE)
        link = await link_in(store)
        await identifiers.confirm(link, notice="")
    assert logs.getvalue() == ""
    async with store.read() as connection:
        kept = repr((await connection.execute(select(SecureLink))).all())
    assert token not in kept and link not in kept and NEW not in kept

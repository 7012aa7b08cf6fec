"""A page serves once, its token is nowhere in the database, and a reset ends the account's sessions."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import select

from mutuelle.mail.service import MailService
from mutuelle.store import Base
from tests.bot.pages_security.links import NEW, PAGES, send
from tests.bot.web_app import csrf_of
from tests.databases import on_both_databases
from tests.talk import log_in


@on_both_databases
@pytest.mark.parametrize("kind", ["login", "code", "creation", "activation", "reset"])
async def test_of_a_hundred_forms_sent_at_once_one_counts(links, browser, kind):
    path = await links.to(kind)
    fields = {"csrf": csrf_of(await browser.get(path)), **(await links.fields(kind))}
    cookies = dict(browser.cookies)

    async def post():
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        return (await browser.post(path, data=fields, headers=headers)).status_code

    statuses = Counter(await asyncio.gather(*(post() for _ in range(100))))
    assert statuses[200] == 1
    assert set(statuses) <= {200, 403, 410, 429}
    assert (await browser.get(path)).status_code in {403, 410}


@on_both_databases
@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind != "forgotten"])
async def test_a_token_is_long_and_the_database_only_has_its_hash(links, store, clock, kind):
    path = await links.to(kind)
    token = path.rpartition("/")[2]
    assert len(token) >= 43
    await MailService(store, clock).send_waiting(Sent())  # what waits to be sent is the one place that needs it
    async with store.read() as connection:
        for table in Base.metadata.sorted_tables:
            assert token not in str((await connection.execute(select(table))).all()), table.name


class Sent:
    """Takes every e-mail."""

    async def deliver(self, letter):
        pass


@on_both_databases
async def test_a_reset_ends_every_session_of_the_account_and_no_other(links, web, browser, store, transcript, family):
    mine = [await transcript.open("web", "phone"), await transcript.open("telegram", "1")]
    for conversation in mine:
        await log_in(web.accounts, store, conversation, family.claire_login)
    marc = await transcript.open("web", "marc")
    await log_in(web.accounts, store, marc, family.marc_login)
    await send(browser, await links.to("reset"), {"password": NEW, "confirmation": NEW})
    assert [(await web.accounts.presence(one)).state for one in mine] == ["anonymous"] * 2
    assert (await web.accounts.presence(marc)).state == "open"

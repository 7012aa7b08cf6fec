"""A Telegram account is linked by both sides' confirmation, one each way, and then opens one account only."""

import asyncio
import re

import pytest
from sqlalchemy import select

from mutuelle.account.telegram_tables import TelegramLink, TelegramLinking
from mutuelle.conversations.tables import Event
from mutuelle.errors import (
    CodeNeeded,
    LinkedToOther,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    NotConfirmed,
    NothingToConfirm,
    NotLinked,
    NotLoggedIn,
)
from mutuelle.mail.tables import Mail
from tests.talk import log_in, new_link, rasa_id_of


class Home:
    """Everything that a link takes, step by step."""

    def __init__(self, store, accounts, codes, links, transcript):
        self.store, self.accounts, self.codes, self.links, self.transcript = store, accounts, codes, links, transcript

    async def web(self, who, address="browser"):
        conversation = await self.transcript.open("web", address)
        await log_in(self.accounts, self.store, conversation, who)
        return conversation

    async def chat(self, telegram_id="777", label="Claire (@claire_v)"):
        return await self.transcript.open("telegram", telegram_id, label)

    async def rasa(self, conversation):
        return await rasa_id_of(self.store, conversation)

    async def page(self, conversation):
        """Begin a link, with its one-time code; return the page's token."""
        rasa_id = await self.rasa(conversation)
        url = await self.codes.ask(rasa_id, purpose="link_telegram")
        async with self.store.read() as connection:
            mail = (await connection.execute(select(Mail.plain).order_by(Mail.id.desc()))).scalars().first()
        await self.codes.enter(url.rsplit("/", 1)[1], re.search(r"\b\d{6}\b", mail)[0])
        return (await self.links.begin(rasa_id)).rsplit("/", 1)[1]

    async def link(self, conversation, chat):
        token = await self.page(conversation)
        await self.links.open_in_telegram((await self.links.request(token)).start_token, chat)
        await self.links.confirm(await self.rasa(chat), notice="yes")
        return await self.links.finish(token, notice="linked")

    async def live(self):
        async with self.store.read() as connection:
            rows = await connection.execute(
                select(TelegramLink.account_id, TelegramLink.telegram_id).where(TelegramLink.ended_at.is_(None))
            )
            return sorted(tuple(row) for row in rows)

    async def told(self, conversation):
        async with self.store.read() as connection:
            rows = await connection.execute(
                select(Event.body).where(Event.conversation_id == conversation, Event.direction == "out")
            )
            return [body["text"] for body in rows.scalars()]


@pytest.fixture
def home(store, accounts, codes, telegram_links, transcript, family):
    return Home(store, accounts, codes, telegram_links, transcript)


async def test_both_sides_confirm_and_both_are_told(home, family):
    web, chat = await home.web(family.claire_login), await home.chat()
    done = await home.link(web, chat)
    assert (done.conversation_id, done.telegram_conversation_id, done.channel) == (web, chat, "web")
    assert await home.live() == [(family.claire, "777")]
    assert await home.told(web) == ["yes"]
    assert await home.told(chat) == ["linked"]
    async with home.store.read() as connection:
        assert "telegram_linked" in (await connection.execute(select(Mail.template))).scalars().all()


async def test_a_link_needs_a_one_time_code_and_a_login(home, family):
    web = await home.web(family.claire_login)
    with pytest.raises(CodeNeeded):
        await home.links.begin(await home.rasa(web))
    with pytest.raises(NotLoggedIn):
        await home.links.begin(await home.rasa(await home.chat()))


async def test_the_page_makes_no_link_before_telegram_confirmed(home, family):
    token = await home.page(await home.web(family.claire_login))
    with pytest.raises(NotConfirmed):
        await home.links.finish(token, notice="linked")
    chat = await home.chat()
    await home.links.open_in_telegram((await home.links.request(token)).start_token, chat)
    with pytest.raises(NotConfirmed):
        await home.links.finish(token, notice="linked")
    assert await home.live() == []


async def test_telegrams_yes_alone_makes_no_link(home, family):
    token = await home.page(await home.web(family.claire_login))
    chat = await home.chat()
    await home.links.open_in_telegram((await home.links.request(token)).start_token, chat)
    assert await home.links.to_confirm(await home.rasa(chat)) == "Claire V."
    await home.links.confirm(await home.rasa(chat), notice="yes")
    assert await home.live() == []


async def test_the_secret_that_opens_telegram_fits_a_deep_link_and_only_hashes_are_kept(home, family):
    token = await home.page(await home.web(family.claire_login))
    start = (await home.links.request(token)).start_token
    assert re.fullmatch(r"[A-Za-z0-9_-]{43,64}", start)
    async with home.store.read() as connection:
        kept = repr((await connection.execute(select(TelegramLinking))).all())
    assert token not in kept
    assert start not in kept


async def test_the_first_chat_that_opens_the_link_has_it(home, family):
    token = await home.page(await home.web(family.claire_login))
    start = (await home.links.request(token)).start_token
    first, second = await home.chat("1"), await home.chat("2")
    await home.links.open_in_telegram(start, first)
    await home.links.open_in_telegram(start, first)  # the same update again
    with pytest.raises(LinkUsed):
        await home.links.open_in_telegram(start, second)
    with pytest.raises(NothingToConfirm):
        await home.links.confirm(await home.rasa(second), notice="yes")


async def test_a_link_is_made_once_by_many_posts(home, family):
    web, chat = await home.web(family.claire_login), await home.chat()
    token = await home.page(web)
    await home.links.open_in_telegram((await home.links.request(token)).start_token, chat)
    await home.links.confirm(await home.rasa(chat), notice="yes")
    results = await asyncio.gather(
        *(home.links.finish(token, notice="linked") for _ in range(20)), return_exceptions=True
    )
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert {type(result) for result in results if isinstance(result, Exception)} == {LinkUsed}
    assert await home.told(chat) == ["linked"]


async def test_a_link_lives_ten_minutes(home, family, clock):
    token = await home.page(await home.web(family.claire_login))
    start = (await home.links.request(token)).start_token
    clock.pass_(minutes=10)
    chat = await home.chat()
    for attempt in (home.links.request(token), home.links.open_in_telegram(start, chat)):
        with pytest.raises(LinkExpired):
            await attempt
    with pytest.raises(LinkUnknown):
        await home.links.open_in_telegram("invented", chat)


async def test_a_link_dies_with_the_session_that_asked(home, family, accounts):
    web = await home.web(family.claire_login)
    token = await home.page(web)
    await accounts.log_out(await home.rasa(web))
    with pytest.raises(LinkExpired):
        await home.links.request(token)


async def test_a_no_in_telegram_kills_the_link(home, family):
    token, chat = await home.page(await home.web(family.claire_login)), await home.chat()
    await home.links.open_in_telegram((await home.links.request(token)).start_token, chat)
    await home.links.refuse(await home.rasa(chat))
    with pytest.raises(LinkUsed):
        await home.links.finish(token, notice="linked")


async def test_a_new_telegram_replaces_the_old_one_and_closes_its_session_at_once(home, family, accounts, store):
    web, old, new = await home.web(family.claire_login), await home.chat("1"), await home.chat("2")
    await home.link(web, old)
    await log_in(accounts, store, old, family.claire_login)
    await home.link(web, new)
    assert await home.live() == [(family.claire, "2")]
    with pytest.raises(NotLoggedIn):
        await accounts.viewer(await home.rasa(old))


async def test_a_telegram_that_changes_hands_is_no_longer_the_other_members(home, family):
    chat = await home.chat()
    await home.link(await home.web(family.claire_login, "a"), chat)
    await home.link(await home.web(family.marc_login, "b"), chat)
    assert await home.live() == [(family.marc, "777")]


async def test_a_linked_chat_still_needs_a_login_and_takes_that_account_only(home, family, accounts, store):
    chat = await home.chat()
    await home.link(await home.web(family.claire_login), chat)
    with pytest.raises(NotLoggedIn):
        await accounts.viewer(await home.rasa(chat))
    with pytest.raises(LinkedToOther):
        await log_in(accounts, store, chat, family.marc_login)
    with pytest.raises(NotLoggedIn):
        await accounts.viewer(await home.rasa(chat))
    await log_in(accounts, store, chat, family.claire_login)
    assert (await accounts.viewer(await home.rasa(chat))).member_id == family.claire


async def test_a_refused_account_leaves_the_login_link_good_for_the_right_one(home, family, accounts, store):
    chat = await home.chat()
    await home.link(await home.web(family.claire_login), chat)
    token = await new_link(accounts, store, chat)
    with pytest.raises(LinkedToOther):
        await accounts.log_in(token, identifier=family.marc_login, password=family.password, address="192.0.2.1")
    await accounts.log_in(token, identifier=family.claire_login, password=family.password, address="192.0.2.1")


async def test_unlinking_closes_the_session_there_and_frees_the_chat(home, family, accounts, store):
    web, chat = await home.web(family.claire_login), await home.chat()
    await home.link(web, chat)
    await log_in(accounts, store, chat, family.claire_login)
    assert await home.links.linked(await home.rasa(web)) == "Claire (@claire_v)"
    await home.links.unlink(await home.rasa(web))
    assert await home.live() == []
    with pytest.raises(NotLoggedIn):
        await accounts.viewer(await home.rasa(chat))
    with pytest.raises(NotLinked):
        await home.links.unlink(await home.rasa(web))
    await log_in(accounts, store, chat, family.marc_login)


async def test_asked_for_in_telegram_the_page_is_the_other_side(home, family, accounts, store):
    chat = await home.chat()
    await log_in(accounts, store, chat, family.claire_login)
    token = await home.page(chat)
    asked = await home.links.request(token)
    assert (asked.channel, asked.confirmed, asked.label, asked.name) == (
        "telegram", True, "Claire (@claire_v)", "Claire V.",
    )  # fmt: skip
    await home.links.finish(token, notice="linked")
    assert await home.live() == [(family.claire, "777")]
    assert (await accounts.viewer(await home.rasa(chat))).member_id == family.claire

"""A document reaches whom it belongs to, for as long as he is there, and nobody else."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from mutuelle.account.tables import Session
from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.documents.service import CERTIFICATE, Wanted
from mutuelle.documents.tables import Download
from mutuelle.errors import DocumentChanged, LinkExpired, LinkUnknown, LinkUsed, NotLoggedIn, SessionLocked


@pytest.fixture
def offers(certificates, documents):
    """Has a card offered in a conversation."""

    async def offer(rasa_id):
        return await documents.offer(rasa_id, (await certificates.card(rasa_id)).wanted)

    return offer


def token_of(offer):
    return offer.url.rsplit("/", 1)[1]


async def test_on_the_web_a_document_comes_as_a_link_whose_type_and_size_are_known(enters, offers, documents, family):
    conversation, rasa_id = await enters()
    offer = await offers(rasa_id)
    assert (offer.state, offer.media_type, offer.viewer.member_id) == ("link", "application/pdf", family.claire)
    assert offer.url.startswith("http://bot.test/document/")
    asked = await documents.request(token_of(offer))
    assert (asked.conversation_id, asked.channel) == (conversation, "web")
    file = await documents.fetch(token_of(offer))
    assert file.content.startswith(b"%PDF-")
    assert len(file.content) == offer.size
    assert file.name == offer.name == "Carte de tiers payant 2026-11-22.pdf"


async def test_only_a_hash_of_the_token_and_ids_are_kept(enters, offers, store):
    _, rasa_id = await enters()
    offer = await offers(rasa_id)
    async with store.read() as connection:
        (row,) = (await connection.execute(select(*Download.__table__.columns))).mappings()
    assert token_of(offer) not in str(dict(row))
    assert set(row["parameters"]) == {"reference"}
    assert not any(word in str(dict(row)) for word in ("Vasseur", "Claire", "%PDF"))


async def test_the_file_is_the_same_at_each_fetch(enters, offers, documents, clock):
    _, rasa_id = await enters()
    offer = await offers(rasa_id)
    first = await documents.fetch(token_of(offer))
    clock.pass_(minutes=10)
    assert await documents.fetch(token_of(offer)) == first


@pytest.mark.parametrize(("channel", "times"), [("web", 10), ("telegram", 3)])
async def test_a_link_without_a_browsers_cookie_works_a_few_times_only(
    enters, offers, documents, channel, times, family
):
    _, rasa_id = await enters(channel=channel)
    await documents.choose_delivery(rasa_id, files=False)
    offer = await offers(rasa_id)
    for _ in range(times):
        assert (await documents.fetch(token_of(offer))).content
    if channel == "telegram":
        with pytest.raises(LinkUsed):
            await documents.fetch(token_of(offer))


async def test_a_link_dies_after_a_quarter_of_an_hour_even_while_the_member_goes_on(
    enters, offers, documents, clock, transcript, store
):
    _, rasa_id = await enters()
    offer = await offers(rasa_id)
    clock.pass_(minutes=14)
    async with store.write() as connection:
        await connection.execute(update(Session).values(last_seen_at=clock.now()))
    assert await documents.fetch(token_of(offer))
    clock.pass_(minutes=1)
    with pytest.raises(LinkExpired):
        await documents.fetch(token_of(offer))


@pytest.mark.parametrize("channel", ["web", "telegram"])
async def test_a_link_dies_with_the_session(enters, offers, documents, accounts, channel):
    conversation, rasa_id = await enters(channel=channel)
    await documents.choose_delivery(rasa_id, files=False)
    offer = await offers(rasa_id)
    await accounts.log_out(rasa_id)
    for attempt in (
        documents.request(token_of(offer)),
        documents.fetch(token_of(offer)),
        documents.file_for(conversation, offer.download_id),
    ):
        with pytest.raises(LinkExpired):
            await attempt


async def test_a_link_of_an_ended_session_stays_dead_when_somebody_logs_in_again(enters, offers, documents, accounts):
    _, rasa_id = await enters()
    offer = await offers(rasa_id)
    await accounts.log_out(rasa_id)
    await enters()
    with pytest.raises(LinkExpired):
        await documents.fetch(token_of(offer))


async def test_a_link_does_not_work_while_the_session_is_locked(enters, offers, documents, clock, store):
    _, rasa_id = await enters()
    offer = await offers(rasa_id)
    async with store.write() as connection:
        await connection.execute(update(Session).values(last_seen_at=clock.now() - timedelta(minutes=16)))
    with pytest.raises(LinkExpired):
        await documents.fetch(token_of(offer))


async def test_a_hundred_guesses_find_nothing(enters, offers, documents):
    _, rasa_id = await enters()
    token = token_of(await offers(rasa_id))
    guesses = [secrets.token_urlsafe(32) for _ in range(90)]
    near = [token[:-1], token + "a", token.swapcase(), "", "../x", "%00", "' OR 1=1 --", "a" * 5000, "1", "é"]
    for guess in guesses + near:
        with pytest.raises(LinkUnknown):
            await documents.fetch(guess)


async def test_a_channel_sends_a_document_into_its_own_conversation_only(enters, offers, documents, family):
    _, hers = await enters(channel="telegram")
    his_conversation, his = await enters(family.marc_login, channel="telegram")
    for rasa_id in (hers, his):
        await documents.choose_delivery(rasa_id, files=True)
    offer = await offers(hers)
    assert (offer.state, offer.url) == ("file", "")
    with pytest.raises(LinkUnknown):
        await documents.file_for(his_conversation, offer.download_id)


async def test_nobody_is_offered_another_members_document(enters, certificates, documents, family):
    _, hers = await enters()
    _, his = await enters(family.marc_login)
    reference = (await certificates.card(hers)).wanted.parameters
    with pytest.raises(DocumentChanged):
        await documents.offer(his, Wanted(CERTIFICATE, reference, "card"))


async def test_telegram_asks_once_then_does_as_it_was_told(enters, certificates, documents, store):
    _, rasa_id = await enters(channel="telegram")
    wanted = (await certificates.card(rasa_id)).wanted
    asked = await documents.offer(rasa_id, wanted)
    assert (asked.state, asked.url) == ("ask", "")
    async with store.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(Download))).scalar_one() == 0
    _, waited = await documents.choose_delivery(rasa_id, files=True)
    assert waited.state == "file"
    assert (await documents.offer(rasa_id, wanted)).state == "file"
    _, nothing = await documents.choose_delivery(rasa_id, files=False)
    assert nothing is None
    assert (await documents.offer(rasa_id, wanted)).state == "link"


async def test_a_choice_for_telegram_changes_nothing_on_the_web_nor_for_others(enters, offers, documents, family):
    _, on_web = await enters()
    _, on_telegram = await enters(channel="telegram")
    await documents.choose_delivery(on_telegram, files=True)
    assert (await offers(on_web)).state == "link"
    _, his = await enters(family.marc_login, channel="telegram")
    assert (await offers(his)).state == "ask"


async def test_what_has_changed_since_is_not_passed_off_as_the_old_document(enters, offers, documents, store):
    _, rasa_id = await enters()
    offer = await offers(rasa_id)
    async with store.write() as connection:
        await connection.execute(update(Beneficiary).where(Beneficiary.id == 3).values(last_name="Martin"))
    with pytest.raises(DocumentChanged):
        await documents.fetch(token_of(offer))


async def test_old_links_are_not_kept_for_ever(enters, offers, documents, clock, store):
    _, rasa_id = await enters()
    await offers(rasa_id)
    clock.pass_(days=2)
    _, rasa_id = await enters()
    await offers(rasa_id)
    async with store.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(Download))).scalar_one() == 1


async def test_nothing_is_offered_to_who_is_not_logged_in(enters, certificates, documents, accounts, clock):
    _, rasa_id = await enters()
    wanted = (await certificates.card(rasa_id)).wanted
    clock.pass_(minutes=16)
    with pytest.raises(SessionLocked):
        await documents.offer(rasa_id, wanted)
    await accounts.log_out(rasa_id)
    with pytest.raises(NotLoggedIn):
        await documents.offer(rasa_id, wanted)

"""Documents on Telegram: the file itself, made when it is sent, or a link; never to who is not there any more."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from mutuelle.account.tables import Session
from mutuelle.conversations.tables import Event
from mutuelle.documents.certificates import CertificateService
from mutuelle.documents.service import DocumentService
from tests.family import settle
from tests.talk import log_in, rasa_id_of
from tests.telegram_api import Fault

BUTTON = {"title": "Plutôt une carte par la poste", "payload": "/reissue_card"}


@pytest.fixture
def promises(house, store, clock, settings, accounts):
    """Logs Claire in on Telegram and logs a message that promises her card; returns her conversation and sender."""
    house.documents = DocumentService(store, clock, settings)

    async def promise(person, *, files=True, text="Voici votre carte."):
        family = await settle(store)
        conversation = await house.tell(person)
        await log_in(accounts, store, conversation, family.claire_login)
        rasa_id = await rasa_id_of(store, conversation)
        await house.documents.choose_delivery(rasa_id, files=files)
        progress = await CertificateService(store, clock, settings).card(rasa_id)
        offer = await house.documents.offer(rasa_id, progress.wanted)
        body = {
            "type": "document",
            "text": text,
            "what": "card",
            "name": offer.name,
            "media_type": offer.media_type,
            "size": offer.size,
            "label": "Télécharger (PDF)",
            "view_label": "Afficher",
            "url": offer.url,
            "download_id": offer.download_id if files else 0,
            "buttons": [BUTTON],
        }
        answer = await house.worklist.leave_answer(rasa_id, [body], member_id=family.claire)
        await house.worklist.answer(conversation, seq=0, replies=[{"answer": answer}], turn=False)
        return conversation, rasa_id

    return promise


def text_of(sent):
    assert sent.file["filename"] == "Carte de tiers payant 2026-11-22.pdf"
    return PdfReader(io.BytesIO(sent.file["data"])).pages[0].extract_text()


async def sent_file(person):
    while True:
        sent = await person.hears()
        if sent.file is not None:
            return sent


async def test_the_file_is_sent_with_its_caption_and_buttons_and_the_log_holds_no_bytes(house, api, store, promises):
    claire = api.person("Claire")
    await promises(claire)
    async with house.open(api.base_url):
        sent = await sent_file(claire)
    assert sent.text == "Voici votre carte."
    assert sent.buttons == [BUTTON["title"]]
    assert "Claire Vasseur" in text_of(sent)
    async with store.read() as connection:
        bodies = list((await connection.execute(select(Event.body).where(Event.member_id == 1))).scalars())
    assert not any("%PDF" in str(body) or len(str(body)) > 2_000 for body in bodies)


async def test_a_file_that_could_not_be_sent_is_sent_again_the_same(house, api, promises):
    claire = api.person("Claire")
    await promises(claire)
    api.fail("sendDocument", Fault(cut=True), Fault(status=500, description="Internal"))
    async with house.open(api.base_url):
        sent = await sent_file(claire)
        assert await claire.hears_nothing(0.5)
    assert "Claire Vasseur" in text_of(sent)


async def test_a_long_text_comes_before_its_file(house, api, promises):
    claire = api.person("Claire")
    await promises(claire, text="long " * 300)
    async with house.open(api.base_url):
        sent = await sent_file(claire)
    before = claire.heard[claire.heard.index(sent) - 1]
    assert before.text.startswith("long long")
    assert (sent.text, sent.buttons, before.buttons) == ("", [BUTTON["title"]], [])


@pytest.mark.parametrize("over", ["logged out", "locked", "too late"])
async def test_a_file_is_not_sent_to_who_is_not_there_any_more(house, api, store, clock, accounts, promises, over):
    claire = api.person("Claire")
    _, rasa_id = await promises(claire)
    if over == "logged out":
        await accounts.log_out(rasa_id)
    elif over == "locked":
        async with store.write() as connection:
            await connection.execute(update(Session).values(last_seen_at=clock.now() - timedelta(minutes=16)))
    else:
        clock.pass_(minutes=16)
    async with house.open(api.base_url):
        await api.wait_for(lambda: any("Redemandez" in one.text or "masquée" in one.text for one in claire.heard))
    assert all(one.file is None for one in claire.heard)
    assert api.called("sendDocument") == []


async def test_a_file_that_cannot_be_made_is_told_and_holds_up_nothing(house, api, promises, monkeypatch):
    claire = api.person("Claire")
    await promises(claire)

    async def broken(conversation_id, download_id):
        raise RuntimeError("no template")

    monkeypatch.setattr(house.documents, "file_for", broken)
    await house.tell(claire, {"type": "text", "text": "Et ensuite ?"})
    async with house.open(api.base_url):
        await api.wait_for(lambda: any(one.text == "Et ensuite ?" for one in claire.heard))
    assert any("problème technique" in one.text for one in claire.heard)


async def test_a_link_is_shown_and_may_not_be_passed_on(house, api, promises):
    claire = api.person("Claire")
    await promises(claire, files=False)
    async with house.open(api.base_url):
        await api.wait_for(lambda: any("/document/" in one.text for one in claire.heard))
    sent = next(one for one in claire.heard if "/document/" in one.text)
    assert sent.raw["protect_content"] == "true"
    assert '"is_disabled": true' in sent.raw["link_preview_options"]
    assert api.called("sendDocument") == []


async def test_a_restart_between_the_promise_and_the_sending_loses_nothing(house, api, promises):
    claire = api.person("Claire")
    await promises(claire)
    api.fail("sendDocument", *[Fault(cut=True)] * 50)
    async with house.open(api.base_url):
        await api.wait_for(lambda: len(api._faults["sendDocument"]) < 50)
    api._faults["sendDocument"].clear()
    async with house.open(api.base_url):
        assert "Claire Vasseur" in text_of(await sent_file(claire))

"""A button's title that is typed is a tap: people write what they read."""

import pytest

from mutuelle.conversations.transcript import Incoming
from tests.talk import say

ANSWER = {
    "type": "text",
    "text": "Comment voulez-vous recevoir vos documents ?",
    "buttons": [{"title": "Envoyer le fichier ici", "payload": "/a"}, {"title": "Lien qui expire", "payload": "/b"}],
}


@pytest.fixture
async def asked(transcript, worklist):
    conversation = await transcript.open("telegram", "a")
    heard = await say(transcript, conversation, "mon relevé", "message-1")
    await worklist.answer(conversation, seq=heard.seq, replies=[ANSWER], turn=True)
    return conversation


async def payload_of(transcript, worklist, conversation, text, message_id="message-2"):
    await say(transcript, conversation, text, message_id)
    return (await worklist.pending(conversation))[-1].payload


@pytest.mark.parametrize("text", ["Lien qui expire", "lien qui expire.", "LIEN QUI EXPIRE"])
async def test_a_typed_title_stands_for_its_button(transcript, worklist, asked, text):
    assert await payload_of(transcript, worklist, asked, text) == "/b"
    view = await transcript.view(asked, after=1)
    assert all(button["used"] for button in view.events[0].body["buttons"])
    assert view.events[-1].body["text"] == text


@pytest.mark.parametrize("text", ["le lien qui expire svp", "lien", "?"])
async def test_anything_else_is_what_was_said(transcript, worklist, asked, text):
    assert await payload_of(transcript, worklist, asked, text) == text


async def test_only_the_last_answers_titles_count_and_once(transcript, worklist, asked):
    assert await payload_of(transcript, worklist, asked, "lien qui expire") == "/b"
    assert await payload_of(transcript, worklist, asked, "lien qui expire", "message-3") == "lien qui expire"
    other = "envoyer le fichier ici"
    assert await payload_of(transcript, worklist, asked, other, "message-4") == other


async def test_another_conversations_titles_stand_for_nothing(transcript, worklist, asked):
    other = await transcript.open("web", "b")
    assert await payload_of(transcript, worklist, other, "Lien qui expire") == "Lien qui expire"


async def test_a_channels_own_command_keeps_its_meaning(transcript, worklist, asked):
    await transcript.receive(asked, Incoming("message-2", text="Lien qui expire", payload="/command"))
    assert (await worklist.pending(asked))[-1].payload == "/command"

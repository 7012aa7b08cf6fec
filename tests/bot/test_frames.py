"""Reading what a client sends, writing what it is sent: docs/protocol.md."""

import json
from datetime import UTC, datetime

import pytest

from bot.texts import TEXTS
from bot.web import frames
from bot.web.frames import BadFrame
from mutuelle.account.access import Presence
from mutuelle.conversations.transcript import MAX_TEXT, Shown

ID = "message-1"


def test_a_typed_message_is_read():
    incoming = frames.read_incoming({"type": "message", "id": ID, "text": "bonjour"})
    assert (incoming.message_id, incoming.text, incoming.button, incoming.payload) == (ID, "bonjour", None, None)


def test_a_tap_is_read_and_a_text_beside_it_is_not():
    incoming = frames.read_incoming({"type": "button", "id": ID, "button": "abc", "text": "bonjour"})
    assert (incoming.button, incoming.text) == ("abc", "")


def test_a_client_cannot_give_a_payload_or_a_problem():
    incoming = frames.read_incoming({"id": ID, "text": "a", "payload": "/restart", "problem": "empty"})
    assert (incoming.payload, incoming.problem) == (None, None)


@pytest.mark.parametrize("good", ["a" * 8, "A-z_0" * 4, "x" * 64])
def test_an_id_of_a_client_is_taken(good):
    assert frames.read_incoming({"id": good, "text": ""}).message_id == good


@pytest.mark.parametrize(
    "bad",
    [None, "", "short", "x" * 65, "with space", "été-été-été", 12345678, ["message-1"], "message-1\n"],
    ids=repr,
)
def test_another_id_is_refused(bad):
    with pytest.raises(BadFrame) as refused:
        frames.read_incoming({"id": bad, "text": "bonjour"})
    assert (refused.value.reason, refused.value.message_id) == ("bad_id", None)


@pytest.mark.parametrize("text", [None, 5, ["bonjour"], {"a": 1}, True], ids=repr)
def test_a_text_that_is_none_is_refused_with_the_id_it_came_with(text):
    with pytest.raises(BadFrame) as refused:
        frames.read_incoming({"id": ID, "text": text})
    assert (refused.value.reason, refused.value.message_id) == ("not_json", ID)


@pytest.mark.parametrize("part", ["text", "button"])
@pytest.mark.parametrize("typed", ["\ud83d", "a\x00b", "\udfff\x00"], ids=ascii)
def test_what_no_database_can_store_is_replaced(part, typed):
    incoming = frames.read_incoming({"id": ID, part: typed})
    kept = incoming.text or incoming.button
    kept.encode()
    assert "\x00" not in kept


def test_a_text_is_cut_beyond_what_the_log_needs_to_call_it_too_long():
    assert len(frames.read_incoming({"id": ID, "text": "x" * 20_000}).text) == 2 * MAX_TEXT


def test_an_emoji_and_accents_are_kept():
    assert frames.read_incoming({"id": ID, "text": "ça va 🦄 ?"}).text == "ça va 🦄 ?"


@pytest.mark.parametrize("raw", ["", "nonsense", "[]", "5", "null", '"text"', "[" * 20_000, "{'a': 1}", b"\xff\xfe"])
def test_what_is_no_json_object_is_refused(raw):
    with pytest.raises(BadFrame) as refused:
        frames.read_json(raw)
    assert refused.value.reason == "not_json"


def test_a_frame_of_32_kib_is_read_and_one_more_byte_refused():
    frame = json.dumps({"text": ""})
    biggest = json.dumps({"text": "x" * (frames.MAX_FRAME - len(frame))})
    assert frames.read_json(biggest)["text"]
    with pytest.raises(BadFrame) as refused:
        frames.read_json(biggest + " ")
    assert refused.value.reason == "too_big"


def test_every_reason_has_its_french_sentence():
    assert set(TEXTS["refusals"]) == {"not_json", "bad_id", "binary", "too_big", "busy", "foreign"}
    assert all(sentence.endswith(".") for sentence in TEXTS["refusals"].values())


def test_an_event_is_written_with_its_instant_in_utc_to_the_second():
    at = datetime(2026, 11, 22, 21, 54, 31, 999, tzinfo=UTC)
    shown = Shown(12, None, "out", at, {"type": "text", "text": "Bonjour"})
    assert frames.event(shown) == {
        "type": "event",
        "seq": 12,
        "id": None,
        "direction": "out",
        "at": "2026-11-22T21:54:31Z",
        "body": {"type": "text", "text": "Bonjour"},
    }


def test_who_is_there_is_written_without_his_id():
    assert frames.session(Presence("open", 42, "Claire V.")) == {
        "type": "session",
        "state": "open",
        "member": "Claire V.",
    }
    assert frames.session(Presence("locked")) == {"type": "session", "state": "locked", "member": None}

"""The frames of docs/protocol.md: reading what a client sends, writing what it is sent."""

import json
import re
from datetime import datetime
from typing import Any, TypeGuard

from bot.texts import say
from mutuelle.account.access import Presence
from mutuelle.conversations.positions import SharedPosition
from mutuelle.conversations.transcript import MAX_TEXT, Incoming, Shown

MAX_FRAME = 32 * 1024
POSITION_PROBLEMS = frozenset({"refused", "timeout", "unavailable"})
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
Frame = dict[str, Any]


class BadFrame(Exception):
    """A client's frame that will never be accepted. `reason` is a key of the bot's texts, section « refusals »."""

    def __init__(self, reason: str, message_id: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.message_id = message_id


def read_json(raw: str | bytes) -> Frame:
    """Parse a JSON object. Raises BadFrame."""
    if len(raw) > MAX_FRAME:
        raise BadFrame("too_big")
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadFrame("not_json") from None
    if not isinstance(frame, dict):
        raise BadFrame("not_json")
    return frame


def read_incoming(frame: Frame) -> Incoming:
    """Return the message or the tap that a frame carries. Raises BadFrame."""
    message_id = frame.get("id")
    if not isinstance(message_id, str) or not _ID.fullmatch(message_id):
        raise BadFrame("bad_id")
    if "position" in frame:
        return _position(message_id, frame["position"])
    text, button = frame.get("text"), frame.get("button")
    if isinstance(button, str):
        return Incoming(message_id, button=_storable(button[:64]))
    if not isinstance(text, str):
        raise BadFrame("not_json", message_id)
    return Incoming(message_id, text=_storable(text)[: 2 * MAX_TEXT])


def _position(message_id: str, told: object) -> Incoming:
    """Return a position that the browser shared, or why it could not. Raises BadFrame."""
    values = told if isinstance(told, dict) else {}
    said = say("position", "said")
    if values.get("problem") in POSITION_PROBLEMS:
        return Incoming(message_id, text=said, problem=f"position_{values['problem']}")
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if not _is_number(latitude, 90) or not _is_number(longitude, 180):
        raise BadFrame("not_json", message_id)
    position = SharedPosition(float(latitude), float(longitude))
    return Incoming(message_id, text=said, payload=say("position", "payload"), position=position)


def _is_number(value: Any, most: int) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most


def _storable(text: str) -> str:
    """Return the text without what no database takes: lone surrogates, NUL."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def event(shown: Shown) -> Frame:
    """Return the frame of a logged event."""
    return {
        "type": "event",
        "seq": shown.seq,
        "id": shown.message_id,
        "direction": shown.direction,
        "at": iso(shown.at),
        "body": shown.body,
    }


def session(presence: Presence) -> Frame:
    """Return the frame that says who is logged in."""
    return {"type": "session", "state": presence.state, "member": presence.name}


def iso(at: datetime) -> str:
    """Return an instant of UTC as RFC 3339, to the second."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")

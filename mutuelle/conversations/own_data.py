"""What of the conversations is in a member's copy: what he said and was told, and never what somebody else was.

What belongs to nobody (said before a login) is his where nobody else ever logged in.
"""

from typing import Any

from sqlalchemy import ColumnElement, exists

from mutuelle.conversations.tables import NOBODY, Answer, Button, Conversation, Event, Recollection
from mutuelle.privacy.part import Owner, Part
from mutuelle.procedures.stack import opened_draft

RASA = frozenset({"rasa_id", "lease_owner", "lease_until"})


def said_by(owner: Owner) -> ColumnElement[bool]:
    """Say which events are the member's."""
    return (Event.member_id == owner.member_id) | (Event.member_id.is_(None) & Event.conversation_id.in_(owner.alone))


def _buttons(owner: Owner) -> ColumnElement[bool]:
    of = (Event.conversation_id == Button.conversation_id) & (Event.seq == Button.event_seq)
    return exists().where(of, said_by(owner))


def _remembered(owner: Owner) -> ColumnElement[bool]:
    unowned = (Recollection.member_id == NOBODY) & Recollection.conversation_id.in_(owner.alone)
    return (Recollection.member_id == owner.member_id) | unowned


def _answers(owner: Owner) -> ColumnElement[bool]:
    unowned = Answer.member_id.is_(None) & Answer.conversation_id.in_(owner.alone)
    return (Answer.member_id == owner.member_id) | unowned


def _address(secret: str, row: Any) -> str | None:
    """Return a Telegram chat's id; of a browser there is the hash of its cookie only, which opens its chat."""
    del secret
    return str(row.address) if row.channel == "telegram" else None


PARTS = (
    Part(
        Conversation,
        lambda owner: Conversation.id.in_(owner.conversations),
        secrets=RASA,
        opened={"address": _address},
    ),
    Part(Event, said_by),
    Part(Button, _buttons),
    Part(Answer, _answers),
    Part(Recollection, _remembered, opened={"value": lambda secret, row: opened_draft(secret, row.value)}),
)

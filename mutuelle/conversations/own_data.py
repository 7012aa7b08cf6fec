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


def buttons_of(owner: Owner) -> ColumnElement[bool]:
    """Say which buttons are the member's: those of his messages."""
    of = (Event.conversation_id == Button.conversation_id) & (Event.seq == Button.event_seq)
    return exists().where(of, said_by(owner))


def remembered_of(owner: Owner) -> ColumnElement[bool]:
    """Say which recollections are the member's."""
    unowned = (Recollection.member_id == NOBODY) & Recollection.conversation_id.in_(owner.alone)
    return (Recollection.member_id == owner.member_id) | unowned


def answers_of(owner: Owner) -> ColumnElement[bool]:
    """Say which answers that nobody fetched yet are the member's."""
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
    Part(Button, buttons_of),
    Part(Answer, answers_of),
    Part(Recollection, remembered_of, opened={"value": lambda secret, row: opened_draft(secret, row.value)}),
)

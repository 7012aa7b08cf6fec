"""Tables of the conversations and their append-only log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from mutuelle.store import Base, BigId, UtcDateTime

NOBODY = 0


class Conversation(Base):
    """One person talking on one channel.

    `id` is what our tables use; `rasa_id` is the opaque sender Rasa sees, replaced from time to time, since Rasa
    slows down as a conversation grows. `address` is where the channel finds the person: a chat id, or the hash of
    the browser's cookie. What came up to `history_after` is not shown any more. While a person of the mutuelle has it
    (`handed_over_to`, since `handed_over_at`), the assistant keeps silent. `dialogue_ends`: once the message being
    answered is, Rasa forgets what was said so far. `easy`: it is talked in easy-to-read words here.
    """

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(128))
    label: Mapped[str | None] = mapped_column(String(200))
    rasa_id: Mapped[str] = mapped_column(String(32), unique=True)
    rasa_turns: Mapped[int] = mapped_column(default=0)
    last_seq: Mapped[int] = mapped_column(default=0)
    history_after: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unreachable_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_to: Mapped[str | None] = mapped_column(String(60))
    dialogue_ends: Mapped[bool] = mapped_column(default=False, server_default=false())
    easy: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EndedDialogue(Base):
    """A former `rasa_id` of a conversation: what Rasa keeps under it is to be deleted from its tracker.

    `erased`: the member asked for it, so that not even the files on disk may keep it. `purged_at`: it was deleted once;
    it is again some minutes later, since a turn that Rasa had not ended may have written once more. Then the row goes.
    """

    __tablename__ = "ended_dialogues"

    rasa_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    erased: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    purged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Event(Base):
    """One message in or out. Rows are added and their `state` advances; what was said never changes.

    `channel_message_id` is the channel's own id of an inbound message: the constraint makes redelivery harmless.
    `payload` is what the dialogue engine is given for an inbound one. `member_id` says whose personal data it
    shows. States: inbound `pending` → `done`; outbound `pending` → `sent` or `failed` (pushed
    channels), `kept` (channels that fetch). `claimed_…`: the process that is sending an outbound one now.
    """

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "channel_message_id"),
        Index(
            "ix_events_pending",
            "conversation_id",
            "seq",
            postgresql_where=text("state = 'pending'"),
            sqlite_where=text("state = 'pending'"),
        ),
        Index(None, "created_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    seq: Mapped[int]
    direction: Mapped[str] = mapped_column(String(3))
    channel_message_id: Mapped[str | None] = mapped_column(String(80))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    payload: Mapped[str | None] = mapped_column(Text)
    member_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(8))
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_late: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Button(Base):
    """What a button stands for; the channel carries only its id. The taps of one message are used up together."""

    __tablename__ = "buttons"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    event_seq: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    payload: Mapped[str] = mapped_column(Text)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index(None, "conversation_id", "event_seq"),)


class Answer(Base):
    """Rich messages that an action hands to the bot past the dialogue engine, which only sees the id."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None]
    bodies: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Recollection(Base):
    """What a topic remembers of a conversation (the search being paged through), for one member only.

    `member_id` is NOBODY for what a visitor said before anybody was logged in.
    """

    __tablename__ = "recollections"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(32), primary_key=True)
    member_id: Mapped[int]
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

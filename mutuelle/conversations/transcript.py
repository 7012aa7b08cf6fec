"""What a channel does with a conversation: receive what was said, show what was said. One transaction a call."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import access
from mutuelle.clock import Clock
from mutuelle.conversations import log
from mutuelle.conversations.masking import mask_secrets
from mutuelle.conversations.passwords import Masked, looks_alone, mask_typed_secret
from mutuelle.conversations.positions import SharedPosition, forget_old_positions, keep_position
from mutuelle.conversations.tables import Button, Conversation, Event
from mutuelle.conversations.taps import tap, typed_title
from mutuelle.easy.asking import OFF, ON, asked_in
from mutuelle.emergency.rules import emergency_in
from mutuelle.settings import Settings
from mutuelle.store import Store

MAX_TEXT = 2_000
TOLD_PROBLEMS = ("typed_", "position_")  # the log tells the message all the same
HIDDEN = {"type": "hidden"}
HIDDEN_QUESTION = {"type": "text", "text": "•••"}

_SEQ_OF_MESSAGE = select(Event.seq).where(
    Event.conversation_id == bindparam("conversation"), Event.channel_message_id == bindparam("message")
)
_EVENTS_AFTER = (
    select(Event.seq, Event.channel_message_id, Event.direction, Event.created_at, Event.body, Event.member_id)
    .where(Event.conversation_id == bindparam("conversation"), Event.seq > bindparam("after"))
    .order_by(Event.seq)
)
_LAST_SAID = (
    select(Event.body)
    .where(Event.conversation_id == bindparam("conversation"), Event.direction == "out")
    .order_by(Event.seq.desc())
    .limit(2)
)


@dataclass(frozen=True)
class Incoming:
    """What a channel received: a text, the id of a tapped button, or something that is neither (`problem`).

    `message_id` is the channel's own id of the message. `payload`, when given, is what the dialogue engine gets in
    place of the text (a channel's own command). `position`: one that was shared, told by `text` and `payload`.
    """

    message_id: str
    text: str = ""
    button: str | None = None
    problem: str | None = None
    payload: str | None = None
    position: SharedPosition | None = None


@dataclass(frozen=True)
class Received:
    """Where the log put a message, and whether it was there before.

    `secret`: it held a password or a one-time code, so a channel that can take it back should.
    """

    seq: int
    again: bool
    secret: bool = False


@dataclass(frozen=True)
class Shown:
    """An event as a client sees it."""

    seq: int
    message_id: str | None
    direction: str
    at: datetime
    body: dict[str, Any]


@dataclass(frozen=True)
class View:
    """What a client is shown: who is there, from where on history counts, and the events."""

    presence: access.Presence
    history_after: int
    events: tuple[Shown, ...]


class Transcript:
    """The log as a channel sees it."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def open(self, channel: str, address: str, label: str | None = None) -> str:
        """Return the id of the conversation at this address, begun when it is the first time."""
        where = (Conversation.channel == channel) & (Conversation.address == address)
        async with self._store.read() as connection:
            row = (await connection.execute(select(Conversation.id, Conversation.label).where(where))).one_or_none()
        if row is not None and row.label == label:
            return str(row.id)
        if row is not None:
            async with self._store.write() as connection:
                await connection.execute(update(Conversation).where(where).values(label=label))
            return str(row.id)
        try:
            return await self._begin(channel, address, label)
        except IntegrityError:  # somebody else began it a moment ago
            found = await self.find(channel, address)
            if found is None:
                raise
            return found

    async def _begin(self, channel: str, address: str, label: str | None) -> str:
        conversation_id = log.new_id()
        async with self._store.write() as connection:
            await connection.execute(
                insert(Conversation).values(
                    id=conversation_id,
                    channel=channel,
                    address=address,
                    label=label,
                    rasa_id=log.new_id(),
                    created_at=self._clock.now(),
                )
            )
        return conversation_id

    async def find(self, channel: str, address: str) -> str | None:
        """Return the id of the conversation at this address, if there is one."""
        async with self._store.read() as connection:
            return (
                await connection.execute(
                    select(Conversation.id).where(Conversation.channel == channel, Conversation.address == address)
                )
            ).scalar_one_or_none()

    async def receive(self, conversation_id: str, incoming: Incoming) -> Received:
        """Log an inbound message, once; a session that is still open lives on; an emergency is answered at once.

        Raises ConversationUnknown.
        """
        try:
            return await self._receive(conversation_id, incoming)
        except IntegrityError:  # on PostgreSQL, the same message came in twice at the same instant
            return await self._receive(conversation_id, incoming)

    async def _receive(self, conversation_id: str, incoming: Incoming) -> Received:
        now = self._clock.now()
        async with self._store.write() as connection:
            before = (
                await connection.execute(
                    _SEQ_OF_MESSAGE, {"conversation": conversation_id, "message": incoming.message_id}
                )
            ).scalar_one_or_none()
            masked = await _without_secret(connection, conversation_id, incoming)
            if before is not None:
                return Received(before, again=True, secret=masked.kind is not None)
            incoming = replace(incoming, text=masked.text)
            if masked.kind is not None:
                incoming = replace(incoming, problem=f"typed_{masked.kind}", payload=None)
            body, payload = await self._body_and_payload(connection, conversation_id, incoming, now)
            emergency = emergency_in(incoming.text[:MAX_TEXT])
            if emergency is not None:
                payload = emergency.rest
            member_id = await access.touch(
                connection, conversation_id=conversation_id, now=now, idle=self._settings.session_idle
            )
            seq = await log.append_in(
                connection,
                conversation_id,
                body=body,
                member_id=member_id,
                payload=payload,
                now=now,
                channel_message_id=incoming.message_id,
                state="done" if emergency is not None and not emergency.rest else "pending",
            )
            if incoming.position is not None:
                await keep_position(
                    connection, conversation_id, incoming.position, secret=self._settings.secret, now=now
                )
            if emergency is not None:
                answer = {"type": "text", "text": emergency.answer}
                await log.append_out(connection, conversation_id, bodies=[(answer, None)], now=now)
        return Received(seq, again=False, secret=masked.kind is not None)

    async def _body_and_payload(
        self, connection: AsyncConnection, conversation_id: str, incoming: Incoming, now: datetime
    ) -> tuple[dict[str, Any], str | None]:
        if incoming.problem:
            told = incoming.problem.startswith(TOLD_PROBLEMS)
            shown = mask_secrets(incoming.text)[:MAX_TEXT] if told else ""
            return {"type": "text", "text": shown, "problem": incoming.problem}, None
        if incoming.button is not None:
            tapped = await tap(connection, conversation_id, incoming.button, now=now)
            if tapped is None:
                return {"type": "text", "text": "", "problem": "stale_button"}, None
            return {"type": "button", "title": tapped.title, "of": tapped.event_seq}, tapped.payload
        text = mask_secrets(incoming.text.replace("\x00", ""))
        if len(incoming.text) > MAX_TEXT:
            return {"type": "text", "text": text[:MAX_TEXT] + "…", "problem": "too_long"}, None
        plain = as_plain_text(text)
        if not plain:
            return {"type": "text", "text": text, "problem": "empty"}, None
        titled = None if incoming.payload else await typed_title(connection, conversation_id, plain, now=now)
        return {"type": "text", "text": text}, titled.payload if titled else incoming.payload or _easy_asked(plain)

    async def forget_positions(self) -> int:
        """Forget the positions that were shared too long ago; return how many."""
        async with self._store.write() as connection:
            return await forget_old_positions(connection, now=self._clock.now())

    async def view(self, conversation_id: str, *, after: int) -> View:
        """Return what a client may be shown after `after`. Raises ConversationUnknown.

        What shows a member's data is hidden unless he is logged in here now.
        """
        async with self._store.read() as connection:
            presence = await access.presence_in(
                connection,
                conversation_id=conversation_id,
                now=self._clock.now(),
                idle=self._settings.session_idle,
            )
            rows = (
                await connection.execute(
                    _EVENTS_AFTER, {"conversation": conversation_id, "after": max(after, presence.history_after)}
                )
            ).all()
            used = await self._used_buttons(connection, conversation_id, rows)
        events = tuple(
            Shown(row.seq, row.channel_message_id, row.direction, row.created_at, _body_for(row, presence, used))
            for row in rows
            if row.body["type"] != "resume"
        )
        return View(presence, presence.history_after, events)

    async def _used_buttons(
        self, connection: AsyncConnection, conversation_id: str, rows: Sequence[Row[Any]]
    ) -> set[str]:
        seqs = [row.seq for row in rows if row.body.get("buttons")]
        if not seqs:
            return set()
        used = await connection.execute(
            select(Button.id).where(
                Button.conversation_id == conversation_id,
                Button.event_seq >= seqs[0],
                Button.used_at.is_not(None),
            )
        )
        return set(used.scalars())


async def _without_secret(connection: AsyncConnection, conversation_id: str, incoming: Incoming) -> Masked:
    """Hide a password or a one-time code before anything of the message is kept."""
    text = incoming.text.replace("\x00", "")
    if incoming.button is not None:
        return Masked(text, None)
    after = ""
    if looks_alone(text):
        bodies = await connection.execute(_LAST_SAID, {"conversation": conversation_id})
        after = "\n".join(str(body.get("text", "")) for body in bodies.scalars())
    return mask_typed_secret(text, after=after)


def as_plain_text(text: str) -> str:
    """Return what a person typed so that the dialogue engine can only read it as text, never as a command."""
    plain = text.strip()
    while plain.startswith("/"):
        plain = plain.lstrip("/").strip()
    return plain


def _easy_asked(plain: str) -> str:
    """Return what the dialogue engine is told of a text: itself, unless all it says is how to talk to the member.

    Whatever was asked, even in the middle of a form or of a letter, this is no answer to it.
    """
    easy = asked_in(plain)
    return plain if easy is None else ON if easy else OFF


def _body_for(row: Row[Any], presence: access.Presence, used: set[str]) -> dict[str, Any]:
    if row.member_id is not None and row.member_id != presence.member_id:
        return HIDDEN if row.direction == "out" else HIDDEN_QUESTION
    body: dict[str, Any] = row.body
    if body.get("buttons"):
        return {**body, "buttons": [{**button, "used": button["id"] in used} for button in body["buttons"]]}
    return body

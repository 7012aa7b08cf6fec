"""Where drafts are kept: a stack for one member in one conversation, inside a caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.conversations.recollections import forget, recall, remember
from mutuelle.conversations.tables import Conversation, Recollection
from mutuelle.procedures.model import Draft
from mutuelle.sealing import unseal

TOPIC = "procedures"
SEALED, SEALING = "sealed:", "procedures"  # how a draft marks a sealed text, and what it is sealed for
RESUME = "/resume_procedure"  # what has the dialogue engine go on with a procedure
DEEPEST = 4
_LOCKED = select(Conversation.id).where(Conversation.id == bindparam("conversation")).with_for_update()


@dataclass(frozen=True)
class Stack:
    """Drafts, the innermost last. `paused_seq`: the message that could not be taken because the session was locked."""

    drafts: tuple[Draft, ...] = ()
    paused_seq: int | None = None

    @property
    def top(self) -> Draft | None:
        """The draft being talked over."""
        return self.drafts[-1] if self.drafts else None

    def with_top(self, draft: Draft) -> "Stack":
        """Return the stack with another innermost draft."""
        return Stack((*self.drafts[:-1], draft))

    def pushed(self, draft: Draft) -> "Stack":
        """Return the stack with a draft on top; an older one of its kind is gone, and so is what is too deep."""
        others = tuple(one for one in self.drafts if one.kind != draft.kind)
        return Stack((*others, draft)[-DEEPEST:])

    def popped(self) -> "Stack":
        """Return the stack without its innermost draft; what it interrupted may ask again."""
        rest = self.drafts[:-1]
        return Stack((*rest[:-1], replace(rest[-1], tries=0, waiting=False)) if rest else ())

    def to_json(self) -> dict[str, Any]:
        """Return the stack as JSON-ready data."""
        return {"drafts": [draft.to_json() for draft in self.drafts], "paused_seq": self.paused_seq}


async def lock(connection: AsyncConnection, viewer: Viewer) -> None:
    """Have other transactions on this conversation's drafts wait."""
    await connection.execute(_LOCKED, {"conversation": viewer.conversation_id})


async def load(connection: AsyncConnection, viewer: Viewer) -> Stack:
    """Return the drafts of the member in this conversation."""
    kept = await recall(connection, viewer, TOPIC)
    return Stack(_drafts(kept["drafts"]), kept["paused_seq"]) if kept else Stack()


async def save(connection: AsyncConnection, viewer: Viewer, stack: Stack, *, now: datetime) -> None:
    """Keep the drafts; nothing when there is none."""
    if stack.drafts:
        await remember(connection, viewer, TOPIC, stack.to_json(), now=now)
    else:
        await forget(connection, viewer, TOPIC)


async def pause(connection: AsyncConnection, rasa_id: str, *, seq: int | None) -> None:
    """Note which message could not be taken because nobody is logged in any more: it is taken after the login."""
    found = (
        await connection.execute(
            select(Recollection.conversation_id, Recollection.value)
            .join(Conversation, Conversation.id == Recollection.conversation_id)
            .where(Conversation.rasa_id == rasa_id, Recollection.topic == TOPIC)
        )
    ).one_or_none()
    if found is not None:
        await connection.execute(
            update(Recollection)
            .where(Recollection.conversation_id == found.conversation_id, Recollection.topic == TOPIC)
            .values(value={**found.value, "paused_seq": seq})
        )


async def is_paused(connection: AsyncConnection, conversation_id: str, *, member_id: int, seq: int | None) -> bool:
    """Say whether this message of the member waits to be an answer in a procedure."""
    value: dict[str, Any] | None = (
        await connection.execute(
            select(Recollection.value).where(
                Recollection.conversation_id == conversation_id,
                Recollection.topic == TOPIC,
                Recollection.member_id == member_id,
            )
        )
    ).scalar_one_or_none()
    return bool(value) and seq is not None and value is not None and value["paused_seq"] == seq


def opened_draft(secret: str, kept: Any) -> Any:
    """Return what was kept of a member, wherever it holds sealed texts, with these in clear."""
    if isinstance(kept, dict):
        return {key: opened_draft(secret, value) for key, value in kept.items()}
    if isinstance(kept, list):
        return [opened_draft(secret, value) for value in kept]
    if isinstance(kept, str) and kept.startswith(SEALED):
        return unseal(secret, SEALING, kept.removeprefix(SEALED))
    return kept


def _drafts(kept: Sequence[dict[str, Any]]) -> tuple[Draft, ...]:
    return tuple(Draft.from_json(one) for one in kept)

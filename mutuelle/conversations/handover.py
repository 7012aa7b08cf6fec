"""A person of the mutuelle takes a conversation over: the assistant says so once, then keeps silent.

What the member writes meanwhile stays in the log for that person; medical emergencies are answered all the same.
"""

from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.clock import Clock
from mutuelle.conversations import log
from mutuelle.conversations.messages import Text, to_body
from mutuelle.conversations.tables import Conversation
from mutuelle.errors import ConversationUnknown, HandedOver, NotHandedOver
from mutuelle.store import Store


class Handover:
    """Hands conversations over to staff and takes them back. Every method raises ConversationUnknown."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def take_over(self, conversation_id: str, name: str) -> None:
        """Give the conversation to a person, by the name that the member reads. Raises HandedOver when one has it."""
        now = self._clock.now()
        async with self._store.write() as connection:
            has_it = await _who(connection, conversation_id)
            if has_it is not None:
                raise HandedOver(has_it)
            await connection.execute(
                update(Conversation)
                .where(Conversation.id == conversation_id)
                .values(handed_over_at=now, handed_over_to=name)
            )
            body = to_body(Text(_words()["taken"].format(name=name)))
            await log.append_out(connection, conversation_id, bodies=[(body, None)], now=now)

    async def say(self, conversation_id: str, text: str, *, member_id: int) -> None:
        """Have that person say something to the member, who must be logged in to read it. Raises NotHandedOver."""
        async with self._store.write() as connection:
            name = await _who(connection, conversation_id)
            if name is None:
                raise NotHandedOver
            body = to_body(Text(_words()["said"].format(name=name, text=text)))
            await log.append_out(
                connection, conversation_id, bodies=[(body, member_id)], now=self._clock.now(), of_person=True
            )

    async def give_back(self, conversation_id: str) -> None:
        """Have the assistant answer again; it says so. Raises NotHandedOver."""
        async with self._store.write() as connection:
            if await _who(connection, conversation_id) is None:
                raise NotHandedOver
            await connection.execute(
                update(Conversation)
                .where(Conversation.id == conversation_id)
                .values(handed_over_at=None, handed_over_to=None)
            )
            body = to_body(Text(_words()["given_back"]))
            await log.append_out(connection, conversation_id, bodies=[(body, None)], now=self._clock.now())


async def _who(connection: AsyncConnection, conversation_id: str) -> str | None:
    """Return who has the conversation, which no other transaction changes meanwhile."""
    row = (
        await connection.execute(
            select(Conversation.handed_over_to).where(Conversation.id == conversation_id).with_for_update()
        )
    ).one_or_none()
    if row is None:
        raise ConversationUnknown
    name: str | None = row.handed_over_to
    return name


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = yaml.safe_load((Path(__file__).parent / "handover.yml").read_text("utf-8"))
    return words

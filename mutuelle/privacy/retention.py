"""Deletes by itself what was kept long enough: one rule a kind of thing, in batches, each a transaction of its own.

Several processes may do it at once: a row that another works on is left to that one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.retention import forget_links, forget_sessions
from mutuelle.clock import Clock
from mutuelle.conversations.retention import end_dialogues, forget_conversations, forget_drafts, forget_messages
from mutuelle.documents.retention import forget_downloads
from mutuelle.mail.retention import forget_mails
from mutuelle.requests.retention import forget_files, forget_requests
from mutuelle.settings import Settings
from mutuelle.store import Store

BATCH = 500
BATCHES_AT_ONCE = 40  # of one rule, before others have their turn; what is left goes at the next run


class Forget(Protocol):
    """Deletes at most so many rows of what is older than `before`, and returns how many it found."""

    async def __call__(  # noqa: D102
        self, connection: AsyncConnection, *, before: datetime, now: datetime, at_most: int
    ) -> int: ...


@dataclass(frozen=True)
class Rule:
    """What goes after a period: `setting` is the name of a `…_kept` of `Settings`."""

    name: str
    setting: str
    forget: Forget


# In this order: a conversation goes once nothing of it is left.
RULES = (
    Rule("dialogues", "dialogues_kept", end_dialogues),
    Rule("messages", "conversations_kept", forget_messages),
    Rule("drafts", "drafts_kept", forget_drafts),
    Rule("downloads", "links_kept", forget_downloads),
    Rule("links", "links_kept", forget_links),
    Rule("sessions", "sessions_kept", forget_sessions),
    Rule("mails", "mails_kept", forget_mails),
    Rule("files", "attachments_kept", forget_files),
    Rule("requests", "requests_kept", forget_requests),
    Rule("conversations", "conversations_kept", forget_conversations),
)


class Retention:
    """Applies the rules."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, *, batch: int = BATCH) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._batch = batch

    async def run(self) -> Mapping[str, int]:
        """Delete what is due, and return how many of which rule, those of which there were any."""
        found = {rule.name: await self._apply(rule) for rule in RULES}
        return {name: count for name, count in found.items() if count}

    async def _apply(self, rule: Rule) -> int:
        now, total = self._clock.now(), 0
        before = now - getattr(self._settings, rule.setting)
        for _ in range(BATCHES_AT_ONCE):
            async with self._store.write() as connection:
                gone = await rule.forget(connection, before=before, now=now, at_most=self._batch)
            total += gone
            if gone < self._batch:
                break
        return total

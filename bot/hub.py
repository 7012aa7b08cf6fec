"""Wakes whoever shows a conversation when something happened in it, inside this process."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Watch:
    """One client that shows a conversation."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.ended = False
        self._woken = asyncio.Event()
        self._changed = False
        self.typing = False

    def wake(self, *, changed: bool = True) -> None:
        """Say that there is something new; `changed`: in the log or in who is there, so that it must be read."""
        self._changed = self._changed or changed
        self._woken.set()

    async def wait(self, seconds: float) -> bool:
        """Return at the next news, or after so many seconds; False when there is nothing to read."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return True
        self._woken.clear()
        changed, self._changed = self._changed, False
        return changed


class Hub:
    """The clients of this process, by conversation; other channels add their own listener."""

    def __init__(self) -> None:
        self._watches: dict[str, set[Watch]] = defaultdict(set)
        self._on_change: list[Callable[[str], None]] = []
        self._on_typing: list[Callable[[str], None]] = []

    def listen(self, *, changed: Callable[[str], None], typing: Callable[[str], None]) -> None:
        """Have a channel told of every change and of every answer begun."""
        self._on_change.append(changed)
        self._on_typing.append(typing)

    @contextmanager
    def watch(self, conversation_id: str, client: str = "") -> Iterator[Watch]:
        """Watch a conversation while the block runs, for a client at this network address."""
        watch = Watch(client)
        self._watches[conversation_id].add(watch)
        try:
            yield watch
        finally:
            self._watches[conversation_id].discard(watch)
            if not self._watches[conversation_id]:
                del self._watches[conversation_id]

    def changed(self, conversation_id: str) -> None:
        """Tell that the log, or who is logged in, changed."""
        for watch in self._watches.get(conversation_id, ()):
            watch.wake()
        for tell in self._on_change:
            tell(conversation_id)

    def keep_only(self, conversation_id: str, client: str) -> None:
        """End the watches of clients at other network addresses: somebody logged in from this one."""
        for watch in self._watches.get(conversation_id, ()):
            if watch.client != client:
                watch.ended = True
                watch.wake()

    def typing(self, conversation_id: str, *, on: bool) -> None:
        """Tell that an answer is being worked on, or not any more."""
        for watch in self._watches.get(conversation_id, ()):
            if watch.typing != on:
                watch.typing = on
                watch.wake(changed=False)
        if on:
            for tell in self._on_typing:
                tell(conversation_id)

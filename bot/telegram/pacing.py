"""How fast messages may leave: Telegram wants about one a second in a chat, thirty in all, and bears short bursts."""

import asyncio

_KEPT = 10_000


class Pace:
    """Lets one pass every `interval` seconds for each key, `burst` at once after a rest."""

    def __init__(self, interval: float, burst: int) -> None:
        self._interval = interval
        self._slack = interval * (burst - 1)
        self._next: dict[str, float] = {}

    async def turn(self, key: str) -> None:
        """Wait for this key's turn."""
        now = asyncio.get_running_loop().time()
        due = max(self._next.get(key, now), now)
        self._next[key] = due + self._interval
        if len(self._next) > _KEPT:
            self._next = {name: at for name, at in self._next.items() if at > now}
        wait = due - self._slack - now
        if wait > 0:
            await asyncio.sleep(wait)

"""Counts what goes wrong from a network address, in this process, so that nobody can try addresses at leisure."""

from collections import deque
from datetime import datetime, timedelta

from mutuelle.clock import Clock

_KEPT = 10_000


class Throttle:
    """Turns an address away after `most` failures `within` a while."""

    def __init__(self, clock: Clock, *, most: int, within: timedelta) -> None:
        self._clock = clock
        self._most = most
        self._within = within
        self._failures: dict[str, deque[datetime]] = {}

    def refuses(self, address: str) -> bool:
        """Say whether too much went wrong from this address lately."""
        since = self._clock.now() - self._within
        failures = self._failures.get(address, deque())
        while failures and failures[0] <= since:
            failures.popleft()
        return len(failures) >= self._most

    def failed(self, address: str) -> None:
        """Count a failure."""
        if len(self._failures) >= _KEPT and address not in self._failures:
            self._failures.pop(next(iter(self._failures)))
        self._failures.setdefault(address, deque(maxlen=self._most)).append(self._clock.now())

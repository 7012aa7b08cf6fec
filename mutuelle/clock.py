"""What time it is, injected so that a test can say so."""

from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    """Tells the current instant."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return datetime.now(UTC)


def today(clock: Clock) -> date:
    """Return the current day as a member in France reads it on his calendar."""
    return clock.now().astimezone(PARIS).date()


def noon_of(day: date) -> datetime:
    """Return noon in France: the instant that a file bears which is of a day, whenever it is made."""
    return datetime.combine(day, time(12, tzinfo=PARIS))

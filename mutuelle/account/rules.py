"""How long a login must wait after failures."""

from dataclasses import dataclass
from datetime import timedelta

LOCK = timedelta(minutes=30)
FORGET_AFTER = timedelta(hours=12)


@dataclass(frozen=True)
class Limits:
    """How many failures in a row are free of delay, and from which on the lock applies."""

    free: int
    lock_after: int


IDENTIFIER_LIMITS = Limits(free=3, lock_after=10)
ADDRESS_LIMITS = Limits(free=30, lock_after=100)  # many people may share an address


def login_delay(*, failures: int, limits: Limits) -> timedelta:
    """Return how long to wait before the next try after this many failures in a row.

    Some are free, then 5 s doubled each time (at most the lock), and 30 minutes once locked. Source: OWASP
    ASVS 5.0, 6.3.1 (throttling of credential attacks).
    """
    if failures < limits.free:
        return timedelta(0)
    if failures >= limits.lock_after:
        return LOCK
    return min(LOCK, timedelta(seconds=5 * 2 ** (failures - limits.free)))

"""What the makers of documents share: whose it is, and the file about to be made."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Owner:
    """Whose document it is."""

    member_id: int
    contract_id: int


@dataclass(frozen=True)
class Draft:
    """A file about to be made: `make` is pure and slow, to be run in a thread; `long`: too slow to wait for it."""

    name: str
    media_type: str
    make: Callable[[], bytes]
    long: bool = False

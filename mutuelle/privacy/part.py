"""What topics tell of themselves: each table's part in a member's copy (`own_data.py`), and what he agreed to."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.store import Base

Open = Callable[[str, Row[Any]], Any]


@dataclass(frozen=True)
class Owner:
    """A member, and what leads to his rows.

    `conversations`: those he was logged in in; `alone`: those of them in which nobody else ever was; `addresses`: his
    e-mail addresses.
    """

    member_id: int
    contract_id: int
    account_id: int
    conversations: tuple[str, ...]
    alone: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """The rows of a table that are a member's: `mine` says which.

    `secrets`: columns that nobody is given, because they would open something (hashes of passwords and links).
    `opened`: how the value of a column is read, from the application's secret and the row: what is sealed comes in
    clear. `files`: the column holds a file, which the copy has beside the data.
    """

    table: type[Base]
    mine: Callable[[Owner], ColumnElement[bool]]
    secrets: frozenset[str] = frozenset()
    opened: Mapping[str, Open] = field(default_factory=dict)
    files: str = ""

    @property
    def name(self) -> str:
        """The name of the table."""
        return str(self.table.__tablename__)


@dataclass(frozen=True)
class Consent:
    """Something that a member may agree to and take back: whether he did, and how it is taken back.

    `name` is a key of the response `utter_privacy_consent_names`. A topic lists its own in `consents.py`.
    """

    name: str
    given: Callable[[AsyncConnection, Viewer], Awaitable[bool]]
    withdraw: Callable[[AsyncConnection, Viewer], Awaitable[None]]

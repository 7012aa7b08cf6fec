"""A member's copy of all that is kept of him: a ZIP of data, files and a document to be read, made while it is fetched.

The link asks for a one-time code, belongs to the session that asked, and ends with it (`mutuelle.account.pages`). What
the policyholder sees of his beneficiaries in his space is in it; what would open something (hashes) is not, and the
data says so.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, inspect, select

from mutuelle.account import links, pages
from mutuelle.account.access import viewer_of
from mutuelle.account.footprint import owner_of
from mutuelle.account.links import For
from mutuelle.account.step_up import use_code
from mutuelle.clock import PARIS, Clock
from mutuelle.privacy.archive import Archive
from mutuelle.privacy.part import Owner, Part
from mutuelle.privacy.parts import PARTS
from mutuelle.privacy.readable import own_data_pdf, own_data_words
from mutuelle.settings import Settings
from mutuelle.store import Store

PURPOSE, PAGE = "data_copy", "data_copy"
PAGE_LIVES = timedelta(minutes=15)
BATCH = 500
FOLDER = "pieces-jointes"


@dataclass(frozen=True)
class Copy:
    """A copy that is ready to be streamed: where it was asked for, its file name, and its bytes as they are made."""

    asked: pages.PageOf
    name: str
    chunks: AsyncIterator[bytes]


class CopyService:
    """Links to the page of the copy, and makes it."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def page_link(self, rasa_id: str) -> str:
        """Return the URL of the page where the copy is fetched.

        Raises NotLoggedIn, SessionLocked, ConversationUnknown, CodeNeeded.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            await use_code(connection, viewer, purpose=PURPOSE, now=now)
            owner = For(account_id=viewer.account_id, conversation_id=viewer.conversation_id)
            token = await links.issue(connection, PAGE, owner, now=now, lives=PAGE_LIVES)
        return f"{self._settings.public_url}/mes-donnees/{token}"

    async def page(self, token: str) -> pages.PageOf:
        """Return whom the page is for; changes nothing. Raises LinkUnknown, LinkUsed, LinkExpired."""
        async with self._store.read() as connection:
            return await pages.asked(connection, PAGE, token, now=self._clock.now(), idle=self._settings.session_idle)

    async def copy(self, token: str) -> Copy:
        """Return the copy. A link of Telegram, which no browser's cookie protects, works once.

        Raises LinkUnknown, LinkUsed, LinkExpired.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            asked = await pages.asked(connection, PAGE, token, now=now, idle=self._settings.session_idle)
            if asked.channel != "web":
                await links.use(connection, PAGE, token, now=now)
            owner = await owner_of(connection, asked.account_id)
        name = own_data_words()["file"].format(day=now.astimezone(PARIS).date().isoformat())
        return Copy(asked, name, self._chunks(owner, now))

    async def _chunks(self, owner: Owner, now: datetime) -> AsyncIterator[bytes]:
        words, archive = own_data_words(), Archive(now.astimezone(PARIS))
        yield archive.add(words["read_me_name"], words["read_me"].format(insurer=self._settings.insurer).encode())
        data = archive.begin(words["data_name"])
        files: list[Part] = []
        left_out = json.dumps(_left_out(), ensure_ascii=False)
        yield data.add(f'{{\n "made_at": "{now.isoformat()}",\n "secrets_left_out": {left_out},\n "tables": {{')
        for number, part in enumerate(PARTS):
            yield data.add(f"{',' * bool(number)}\n  {json.dumps(part.name)}: [")
            first = True
            async for rows in self._rows(part, owner):
                text = ",\n".join(json.dumps(_told(part, one), ensure_ascii=False, default=_plain) for one in rows)
                yield data.add(f"{'' if first else ','}\n   {text}")
                first = False
            yield data.add("]")
            files += [part] if part.files else []
        yield data.add("\n }\n}\n")
        yield data.end()
        tables = {part.name: await self._latest(part, owner) for part in PARTS}
        pdf = await asyncio.to_thread(own_data_pdf, tables, settings=self._settings, now=now)
        yield archive.add(words["pdf_name"], pdf)
        for part in files:
            async for rows in self._rows(part, owner, with_files=True):
                for one in rows:
                    yield archive.add(_file_name(one), one[part.files])
        yield archive.end()

    async def _rows(self, part: Part, owner: Owner, *, with_files: bool = False) -> AsyncIterator[list[dict[str, Any]]]:
        """Yield the member's rows of a table in batches, sealed values in clear; files one by one, where wanted."""
        size, start = (1 if with_files else BATCH), 0
        while True:
            async with self._store.read() as connection:
                wanted = self._query(part, owner, with_files=with_files).limit(size).offset(start)
                rows = (await connection.execute(wanted)).all()
            if rows:
                yield [self._opened(part, row, with_files=with_files) for row in rows]
            if len(rows) < size:
                return
            start += size

    async def _latest(self, part: Part, owner: Owner) -> list[dict[str, Any]]:
        """Return the newest rows, as many as the document shows, the newest first, and one more where there is."""
        if part.name not in own_data_words()["tables"]:
            return []
        key = inspect(part.table).primary_key
        most = int(own_data_words()["rows_at_most"]) + 1
        async with self._store.read() as connection:
            wanted = self._query(part, owner, with_files=False).order_by(None).order_by(*(one.desc() for one in key))
            rows = (await connection.execute(wanted.limit(most))).all()
        return [self._opened(part, row, with_files=False) for row in rows]

    def _query(self, part: Part, owner: Owner, *, with_files: bool) -> Any:
        hidden = part.secrets if with_files else part.secrets | {part.files}
        columns = [one for one in part.table.__table__.columns if one.name not in hidden]
        return select(*columns).where(part.mine(owner)).order_by(*inspect(part.table).primary_key)

    def _opened(self, part: Part, row: Row[Any], *, with_files: bool) -> dict[str, Any]:
        values = dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's own name for a public thing)
        for column, opened in part.opened.items():
            if column in values and (with_files or column != part.files):
                values[column] = opened(self._settings.secret, row)
        return values


def _told(part: Part, row: dict[str, Any]) -> dict[str, Any]:
    return {**row, part.files: _file_name(row)} if part.files else row


def _file_name(row: dict[str, Any]) -> str:
    """Return the place of a file in the archive: its own name, after an id that no two have, and never a path."""
    own = str(row["name"]).replace("\\", "/").rpartition("/")[2]
    name = "".join(char if char.isalnum() or char in " .-_" else "-" for char in own).strip(". ")
    return f"{FOLDER}/{str(row['id'])[:8]} {name[:80]}"


def _left_out() -> dict[str, list[str]]:
    return {part.name: sorted(part.secrets) for part in PARTS if part.secrets}


def _plain(value: object) -> object:
    if isinstance(value, date):  # and instants
        return value.isoformat()
    raise TypeError(type(value))

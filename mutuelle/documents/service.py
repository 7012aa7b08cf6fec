"""How any document reaches a member: made on demand, by a link that ends with the session, or as a file on Telegram.

A kind of document is a `Builder` under its name in `BUILDERS`: it reads what the document says, inside a transaction,
and returns a `Draft` whose file is made in a thread. Parameters are ids and categories, never what the document says.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.tables import Account, Session
from mutuelle.clock import Clock
from mutuelle.conversations.recollections import forget, recall, remember
from mutuelle.conversations.tables import Conversation
from mutuelle.documents.drafts import Draft, Owner
from mutuelle.documents.issuing import certificate_draft
from mutuelle.documents.payments import PAYMENTS_CSV, PAYMENTS_XLSX, payments_csv, payments_xlsx
from mutuelle.documents.sources import Sources
from mutuelle.documents.spreadsheets import CONTRIBUTIONS_CSV, contributions_csv
from mutuelle.documents.tables import Download
from mutuelle.errors import LinkExpired, LinkUnknown, LinkUsed
from mutuelle.letters.drafting import LETTER, letter_draft
from mutuelle.settings import Settings
from mutuelle.store import Store
from mutuelle.useful.drafting import USEFUL, useful_draft

TOPIC = "documents"
LIVES = timedelta(minutes=15)
KEPT = timedelta(days=1)  # how long an expired link is still told to be that
MOST_USES_ALONE = 3  # of a link that no browser's cookie protects
TELEGRAM = "telegram"


@dataclass(frozen=True)
class Wanted:
    """A document that a member asked for: a key of `BUILDERS`, its parameters, and `topic_kind`, how he calls it.

    `tells_care`: it is no file for a channel that may not show care.
    """

    builder: str
    parameters: Mapping[str, Any]
    topic_kind: str
    tells_care: bool = False


@dataclass(frozen=True)
class Offer:
    """A document that is ready: `state` is `link`, `file` (Telegram sends it), or `ask` how he wants to receive it.

    `size` in bytes is 0 when the file is so long that it is made only when it is fetched.
    """

    viewer: Viewer
    state: str
    wanted: Wanted
    name: str = ""
    media_type: str = ""
    size: int = 0
    url: str = ""
    download_id: int = 0


@dataclass(frozen=True)
class Request:
    """A download that a link asks for: the conversation that its browser must be in (on the web)."""

    conversation_id: str
    channel: str


@dataclass(frozen=True)
class File:
    """A file that was made just now."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Means:
    """What builders need."""

    settings: Settings
    sources: Sources


Builder = Callable[[AsyncConnection, Owner, Mapping[str, Any], Means], Awaitable[Draft]]


async def _certificate(connection: AsyncConnection, owner: Owner, parameters: Mapping[str, Any], means: Means) -> Draft:
    return await certificate_draft(connection, owner, parameters, settings=means.settings, sources=means.sources)


async def _letter(connection: AsyncConnection, owner: Owner, parameters: Mapping[str, Any], means: Means) -> Draft:
    return await letter_draft(connection, owner, parameters, secret=means.settings.secret)


async def _useful(connection: AsyncConnection, owner: Owner, parameters: Mapping[str, Any], means: Means) -> Draft:
    return await useful_draft(connection, owner, parameters, settings=means.settings)


CERTIFICATE = "certificate"
BUILDERS: dict[str, Builder] = {
    CERTIFICATE: _certificate,
    LETTER: _letter,
    USEFUL: _useful,
    CONTRIBUTIONS_CSV: contributions_csv,
    PAYMENTS_CSV: payments_csv,
    PAYMENTS_XLSX: payments_xlsx,
}

_DOWNLOAD = (
    select(
        Download.id,
        Download.member_id,
        Download.contract_id,
        Download.conversation_id,
        Download.kind,
        Download.parameters,
        Download.uses,
        Download.expires_at,
        Conversation.channel,
        Session.ended_at,
        Session.last_seen_at,
    )
    .join(Conversation, Conversation.id == Download.conversation_id)
    .join(Session, Session.id == Download.session_id)
)


class DocumentService:
    """Offers documents to the member who is logged in in a conversation, and makes them when they are fetched."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings,
        *,
        builders: Mapping[str, Builder] = BUILDERS,
        sources: Sources | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._builders = builders
        self._means = Means(settings, sources or Sources())

    async def offer(self, rasa_id: str, wanted: Wanted) -> Offer:
        """Offer a document, by a new link or as a file; on Telegram the member is asked once which he wants.

        Raises ConversationUnknown, NotLoggedIn, SessionLocked, DocumentChanged.
        """
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            state = await self._state(connection, viewer, wanted)
            if state == "ask":
                kept = {**vars(wanted), "parameters": dict(wanted.parameters)}
                await remember(connection, viewer, TOPIC, kept, now=self._clock.now())
                return Offer(viewer, state, wanted)
        return await self._ready(viewer, wanted, state)

    async def choose_delivery(self, rasa_id: str, *, files: bool) -> tuple[Viewer, Offer | None]:
        """Record how the member wants documents on Telegram, and offer the one that waited for that.

        Raises ConversationUnknown, NotLoggedIn, SessionLocked, DocumentChanged.
        """
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            await connection.execute(
                update(Account).where(Account.id == viewer.account_id).values(files_on_telegram=files)
            )
            kept = await recall(connection, viewer, TOPIC)
            await forget(connection, viewer, TOPIC)
            wanted = Wanted(**kept) if kept else None
            state = await self._state(connection, viewer, wanted)
        return viewer, await self._ready(viewer, wanted, state) if wanted else None

    async def request(self, token: str) -> Request:
        """Return where a link belongs; changes nothing. Raises LinkUnknown, LinkExpired, LinkUsed."""
        async with self._store.read() as connection:
            row = await self._found(connection, Download.token_hash == _hash(token))
        return Request(row.conversation_id, row.channel)

    async def fetch(self, token: str) -> File:
        """Make the document behind a link. Raises LinkUnknown, LinkExpired, LinkUsed, DocumentChanged."""
        async with self._store.write() as connection:
            row = await self._found(connection, Download.token_hash == _hash(token))
            counted = update(Download).where(Download.id == row.id).values(uses=Download.uses + 1)
            if row.channel != "web":
                counted = counted.where(Download.uses < MOST_USES_ALONE)
            if (await connection.execute(counted)).rowcount != 1:
                raise LinkUsed
        return await self._made(row)

    async def file_for(self, conversation_id: str, download_id: int) -> File:
        """Make a document that a channel sends by itself into this conversation.

        Raises LinkUnknown, LinkExpired, DocumentChanged.
        """
        async with self._store.read() as connection:
            mine = (Download.id == download_id) & (Download.conversation_id == conversation_id)
            row = await self._found(connection, mine)
        return await self._made(row)

    async def _ready(self, viewer: Viewer, wanted: Wanted, state: str) -> Offer:
        owner = Owner(viewer.member_id, viewer.contract_id)
        draft = await self._draft(wanted.builder, owner, wanted.parameters)
        size = 0 if draft.long else len(await asyncio.to_thread(draft.make))
        token, now = secrets.token_urlsafe(32), self._clock.now()
        async with self._store.write() as connection:
            old = (Download.conversation_id == viewer.conversation_id) & (Download.expires_at < now - KEPT)
            await connection.execute(delete(Download).where(old))
            download_id = (
                await connection.execute(
                    insert(Download)
                    .values(
                        token_hash=_hash(token),
                        member_id=viewer.member_id,
                        account_id=viewer.account_id,
                        contract_id=viewer.contract_id,
                        session_id=viewer.session_id,
                        conversation_id=viewer.conversation_id,
                        kind=wanted.builder,
                        parameters=dict(wanted.parameters),
                        created_at=now,
                        expires_at=now + LIVES,
                    )
                    .returning(Download.id)
                )
            ).scalar_one()
        url = f"{self._settings.public_url}/document/{token}" if state == "link" else ""
        return Offer(viewer, state, wanted, draft.name, draft.media_type, size, url, download_id)

    async def _state(self, connection: AsyncConnection, viewer: Viewer, wanted: Wanted | None) -> str:
        if viewer.channel != TELEGRAM or (wanted and wanted.tells_care and not viewer.sees_care):
            return "link"
        files: bool | None = (
            await connection.execute(select(Account.files_on_telegram).where(Account.id == viewer.account_id))
        ).scalar_one()
        return "ask" if files is None else "file" if files else "link"

    async def _found(self, connection: AsyncConnection, where: Any) -> Row[Any]:
        row = (await connection.execute(_DOWNLOAD.where(where))).one_or_none()
        if row is None:
            raise LinkUnknown
        now: datetime = self._clock.now()
        if row.expires_at <= now or row.ended_at is not None or row.last_seen_at + self._settings.session_idle < now:
            raise LinkExpired
        if row.channel != "web" and row.uses >= MOST_USES_ALONE:
            raise LinkUsed
        return row

    async def _made(self, row: Row[Any]) -> File:
        return await self._make(row.kind, Owner(row.member_id, row.contract_id), row.parameters)

    async def _make(self, builder: str, owner: Owner, parameters: Mapping[str, Any]) -> File:
        draft = await self._draft(builder, owner, parameters)
        return File(draft.name, draft.media_type, await asyncio.to_thread(draft.make))

    async def _draft(self, builder: str, owner: Owner, parameters: Mapping[str, Any]) -> Draft:
        async with self._store.read() as connection:
            return await self._builders[builder](connection, owner, parameters, self._means)

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""The secure page of a procedure: what must not pass through the chat is given there, once, and sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import access, links
from mutuelle.account.access import Viewer
from mutuelle.clock import Clock, today
from mutuelle.conversations import log
from mutuelle.errors import LinkUsed, NothingToResume
from mutuelle.procedures import stack as drafts
from mutuelle.procedures.model import Draft, Field, SentFile, Step
from mutuelle.procedures.procedure import Procedure
from mutuelle.procedures.service import SEALED, SEALING, ProcedureService
from mutuelle.procedures.stack import RESUME, Stack
from mutuelle.procedures.talk import PAGE, Talk
from mutuelle.sealing import seal
from mutuelle.settings import Settings
from mutuelle.store import Store

PURPOSE = "procedure"
LIVES = timedelta(minutes=30)


@dataclass(frozen=True)
class PageAsked:
    """What the page shows: which procedure and step, its fields, and where it was asked for."""

    conversation_id: str
    channel: str
    kind: str
    step: str
    fields: tuple[Field, ...]
    member_id: int


@dataclass(frozen=True)
class _Opened:
    viewer: Viewer
    procedure: Procedure[Any]
    context: Any
    stack: Stack
    draft: Draft
    step: Step


class ProcedurePages:
    """Issues links to the page, shows it, and takes what it gives."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, procedures: ProcedureService) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._procedures = procedures

    async def link(self, rasa_id: str) -> str:
        """Return the address of the page for the step being asked.

        Older links work as long as that step is asked: the page may be open already.

        Raises NotLoggedIn, SessionLocked.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            viewer = await access.viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
            owner = links.For(account_id=viewer.account_id, conversation_id=viewer.conversation_id)
            token = await links.issue(connection, PURPOSE, owner, now=now, lives=LIVES, replaces=False)
        return f"{self._settings.public_url}/demarche/{token}"

    async def asked(self, token: str) -> PageAsked:
        """Return what the page shows; it keeps the session open, and changes nothing else.

        Raises LinkUnknown, LinkUsed, LinkExpired, NotLoggedIn, SessionLocked.
        """
        async with self._store.write() as connection:
            opened = await self._open(connection, token)
            now, idle = self._clock.now(), self._settings.session_idle
            await access.touch(connection, conversation_id=opened.viewer.conversation_id, now=now, idle=idle)
        fields = tuple(opened.procedure.fields(opened.step, opened.draft.values, opened.context))
        viewer = opened.viewer
        return PageAsked(
            viewer.conversation_id, viewer.channel, opened.draft.kind, opened.step.name, fields, viewer.member_id
        )

    async def submit(
        self, token: str, form: Mapping[str, str], files: Mapping[str, Sequence[SentFile]] | None = None
    ) -> PageAsked:
        """Take what the page gives, once, and have the conversation go on.

        Raises FieldsRefused, and what `asked` raises.
        """
        now = self._clock.now()
        async with self._store.write() as connection:
            opened = await self._open(connection, token)
            fields = tuple(opened.procedure.fields(opened.step, opened.draft.values, opened.context))
            values = opened.procedure.read_fields(opened.step, form, files or {}, opened.draft.values, opened.context)
            secret = {field.name for field in fields if field.secret}
            kept = {key: self._sealed(value) if key in secret else value for key, value in values.items()}
            await links.use(connection, PURPOSE, token, now=now)
            talk = Talk(opened.procedure, opened.context)
            draft = opened.draft.told(kept, talk.steps(opened.draft))
            await drafts.save(connection, opened.viewer, opened.stack.with_top(draft), now=now)
            await log.append_in(
                connection,
                opened.viewer.conversation_id,
                body={"type": "resume", "after": "page"},
                payload=f'{RESUME}{{"field": "#{PAGE}"}}',
                now=now,
            )
        viewer = opened.viewer
        return PageAsked(viewer.conversation_id, viewer.channel, draft.kind, opened.step.name, fields, viewer.member_id)

    async def _open(self, connection: AsyncConnection, token: str) -> _Opened:
        now, day = self._clock.now(), today(self._clock)
        link = await links.read(connection, PURPOSE, token, now=now)
        conversation = await log.by_id(connection, str(link.owner.conversation_id))
        viewer = await access.viewer_of(
            connection, rasa_id=conversation.rasa_id, now=now, idle=self._settings.session_idle
        )
        await drafts.lock(connection, viewer)
        stack = await drafts.load(connection, viewer)
        if viewer.account_id != link.owner.account_id or stack.top is None:
            raise LinkUsed
        try:
            procedure = self._procedures.of(stack.top.kind)
        except KeyError:
            raise NothingToResume from None
        context = await procedure.context(connection, viewer, day)
        step = Talk(procedure, context).step(stack.top)
        if not step.page:
            raise LinkUsed
        return _Opened(viewer, procedure, context, stack, stack.top, step)

    def _sealed(self, value: str) -> str:
        return f"{SEALED}{seal(self._settings.secret, SEALING, value)}" if value else ""

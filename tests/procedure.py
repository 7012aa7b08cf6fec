"""A member talking a procedure over at the level of the services: each message is logged, taken, and answered."""

from typing import Any

from sqlalchemy import select

from mutuelle.attachments.rules import CleanFile
from mutuelle.attachments.service import AttachmentService
from mutuelle.clock import Clock
from mutuelle.conversations.transcript import Incoming, Transcript
from mutuelle.conversations.worklist import Worklist
from mutuelle.procedures.model import Said, SentFile
from mutuelle.procedures.service import ProcedureService, Progress
from mutuelle.procedures.talk import CONFIRM
from mutuelle.settings import Settings
from mutuelle.store import Store
from tests.talk import rasa_id_of


class Talker:
    """One conversation of a member who is logged in."""

    def __init__(
        self, store: Store, transcript: Transcript, worklist: Worklist, procedures: ProcedureService, conversation: str
    ) -> None:
        self.store = store
        self.transcript = transcript
        self.worklist = worklist
        self.procedures = procedures
        self.conversation = conversation
        self.seq = 0
        self._count = 0

    async def rasa_id(self) -> str:
        return await rasa_id_of(self.store, self.conversation)

    async def begin(self, kind: str, text: str = "", values: dict[str, str] | None = None) -> Progress:
        await self.hears(text or "…")
        progress = await self.procedures.begin(await self.rasa_id(), kind, text, values)
        await self.answered()
        return progress

    async def says(self, text: str = "", **heard: Any) -> Progress:
        await self.hears(text or "…")
        progress = await self.procedures.go_on(await self.rasa_id(), Said(text, **heard))
        await self.answered()
        return progress

    async def taps(self, label: str) -> Progress:
        """Tap a choice under the question that is asked now."""
        now = await self.procedures.progress(await self.rasa_id())
        choice = next(one for one in now.choices if one.label == label)
        return await self.says(choice=choice.id)

    async def confirms(self) -> Progress:
        """Tap the recap's button."""
        now = await self.procedures.progress(await self.rasa_id())
        return await self.says(choice=CONFIRM + now.version)

    async def hears(self, text: str) -> None:
        self._count += 1
        received = await self.transcript.receive(
            self.conversation, Incoming(f"{self.conversation[:8]}-{self._count}", text=text)
        )
        self.seq = received.seq

    async def answered(self) -> None:
        await self.worklist.answer(self.conversation, seq=self.seq, replies=[], turn=True)


async def kept_file(talker: Talker, clock: Clock, settings: Settings, name: str, media_type: str) -> SentFile:
    """Keep a file of Claire's, as the secure page does once it was inspected."""
    service = AttachmentService(talker.store, clock, settings)
    file = CleanFile(name, media_type, b"content")
    kept = await service.keep(file, member_id=1, conversation_id=talker.conversation)
    return SentFile(kept.id, kept.name, kept.size)


async def rows(store: Store, table: Any) -> list[Any]:
    """Return every row of a table."""
    async with store.read() as connection:
        return list((await connection.execute(select(table.__table__))).all())

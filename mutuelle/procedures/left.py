"""A procedure left for so long that the dialogue engine forgot it: an answer to it is still known as one.

The member has to log in first, which is what he is told. Then his answer is taken; a yes is not, since what it confirms
was shown long ago: the recap is shown again.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.clock import Clock, today
from mutuelle.conversations.tables import Conversation, Event, Recollection
from mutuelle.errors import MutuelleError, SessionLocked
from mutuelle.procedures import stack as drafts
from mutuelle.procedures.model import ANSWERS, HEARD, Said
from mutuelle.procedures.procedure import Procedure
from mutuelle.procedures.talk import CONFIRMED, Talk
from mutuelle.settings import Settings
from mutuelle.store import Store

SILENT = timedelta(minutes=55)  # less than `session_expiration_time` of domain.yml, after which the form is forgotten
EVER = timedelta(days=3650)
_LEFT = (
    select(Recollection.conversation_id)
    .join(Conversation, Conversation.id == Recollection.conversation_id)
    .where(
        Conversation.rasa_id == bindparam("rasa_id"),
        Recollection.topic == drafts.TOPIC,
        Recollection.updated_at < bindparam("before"),
    )
)


class LeftProcedures:
    """The procedures that were left in the middle, in conversations whose session has locked since."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, procedures: Iterable[Procedure[Any]]) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._procedures = {procedure.kind: procedure for procedure in procedures}

    async def has_one(self, rasa_id: str) -> bool:
        """Say whether a procedure was left in this conversation, so long ago that the engine forgot it."""
        async with self._store.read() as connection:
            found = await connection.execute(_LEFT, {"rasa_id": rasa_id, "before": self._clock.now() - SILENT})
            return found.first() is not None

    async def take_back(self, rasa_id: str, seq: int, text: str, *, intent: str, confidence: float) -> bool:
        """Have the message `seq` go on with the procedure after the login, if it answers it; say whether it does.

        `intent`, `confidence` (0 to 1): what the engine reads in it. Nothing is done yet, whatever it says.
        """
        said = Said(text, "", HEARD.get(intent), elsewhere=0.0 if intent in ANSWERS else confidence, intent=intent)
        async with self._store.write() as connection:
            try:
                taken = await self._would_take(connection, rasa_id, said)
            except MutuelleError:  # nobody is logged in, or it cannot be gone on with: whoever is asked says so
                return False
            if taken == "told":
                await drafts.pause(connection, rasa_id, seq=seq)
            elif taken == CONFIRMED:
                of_conversation = select(Conversation.id).where(Conversation.rasa_id == rasa_id).scalar_subquery()
                heard = (Event.conversation_id == of_conversation) & (Event.seq == seq)
                await connection.execute(update(Event).where(heard).values(payload=drafts.RESUME))
            return taken in {"told", CONFIRMED}

    async def _would_take(self, connection: AsyncConnection, rasa_id: str, said: Said) -> str:
        viewer = await self._locked_out(connection, rasa_id)
        draft = (await drafts.load(connection, viewer)).top if viewer else None
        if viewer is None or draft is None or draft.kind not in self._procedures:
            return ""
        procedure = self._procedures[draft.kind]
        context = await procedure.context(connection, viewer, today(self._clock))
        return Talk(procedure, context).would_take(draft, said)

    async def _locked_out(self, connection: AsyncConnection, rasa_id: str) -> Viewer | None:
        """Return the member whose session has locked; None while it is open. Raises NotLoggedIn."""
        now = self._clock.now()
        try:
            await viewer_of(connection, rasa_id=rasa_id, now=now, idle=self._settings.session_idle)
        except SessionLocked:
            return await viewer_of(connection, rasa_id=rasa_id, now=now, idle=EVER)
        return None

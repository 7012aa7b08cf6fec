"""Takes in what a web client sends: checked, logged, handed to the dispatcher."""

from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.web.frames import BadFrame
from mutuelle.conversations.transcript import Incoming, Received, Transcript
from mutuelle.conversations.worklist import Worklist

UNANSWERED_AT_MOST = 50


class Reception:
    """The way in for the web channel."""

    def __init__(self, transcript: Transcript, worklist: Worklist, dispatcher: Dispatcher, hub: Hub) -> None:
        self._transcript = transcript
        self._worklist = worklist
        self._dispatcher = dispatcher
        self._hub = hub

    async def take(self, conversation_id: str, incoming: Incoming) -> Received:
        """Log a message and have it answered. Raises BadFrame when too many are waiting."""
        if self._dispatcher.busy(conversation_id) and (
            len(await self._worklist.pending(conversation_id)) >= UNANSWERED_AT_MOST
        ):
            raise BadFrame("busy", incoming.message_id)
        received = await self._transcript.receive(conversation_id, incoming)
        self._dispatcher.wake(conversation_id)
        self._hub.changed(conversation_id)
        return received

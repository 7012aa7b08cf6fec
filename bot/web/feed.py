"""What one client is sent, in order, as a stream of frames: the same for WebSocket, server-sent events and tests."""

from collections.abc import AsyncIterator

from bot.hub import Hub
from bot.web import frames
from bot.web.frames import Frame
from mutuelle.account.access import Presence
from mutuelle.conversations.transcript import Transcript

LOOK_AGAIN_S = 5.0


async def feed(
    transcript: Transcript, hub: Hub, conversation_id: str, *, after: int, client: str = ""
) -> AsyncIterator[Frame]:
    """Yield frames: who is there, the events after `after`, `ready`, then whatever happens.

    It ends only when the client is put out. It looks again every few seconds, for what changed without this process
    knowing (another replica, a session that locked).
    """
    presence: Presence | None = None
    typing, ready, changed = False, False, True
    with hub.watch(conversation_id, client) as watch:
        while not watch.ended:
            if changed:
                view = await transcript.view(conversation_id, after=after)
                if presence is None or frames.session(view.presence) != frames.session(presence):
                    yield frames.session(view.presence)
                if presence is not None and view.presence.member_id != presence.member_id:
                    yield {"type": "reload"}
                presence = view.presence
                if view.history_after > after:
                    after = view.history_after
                    yield {"type": "reset", "after": after}
                for shown in view.events:
                    after = shown.seq
                    yield frames.event(shown)
            if not ready:
                ready = True
                yield {"type": "ready", "seq": after}
            if watch.typing != typing:
                typing = watch.typing
                yield {"type": "typing", "on": typing}
            changed = await watch.wait(LOOK_AGAIN_S)

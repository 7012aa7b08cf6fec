"""The WebSocket of the web chat."""

import asyncio
import contextlib
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.hub import Hub
from bot.texts import say
from bot.web import frames
from bot.web.feed import feed
from bot.web.frames import BadFrame, Frame
from bot.web.reception import Reception
from bot.web.visitor import Visitors
from mutuelle.conversations.transcript import Transcript

POLICY_VIOLATION = 1008


class ChatSocket:
    """Serves `GET /chat/ws`."""

    def __init__(self, visitors: Visitors, transcript: Transcript, reception: Reception, hub: Hub) -> None:
        self._visitors = visitors
        self._transcript = transcript
        self._reception = reception
        self._hub = hub

    async def serve(self, websocket: WebSocket) -> None:
        """Talk with one client until it leaves."""
        if not self._visitors.from_here(websocket):
            await websocket.close(POLICY_VIOLATION, say("refusals", "foreign"))
            return
        visitor = await self._visitors.of(websocket)
        headers = [(b"set-cookie", visitor.set_cookie.encode())] if visitor.set_cookie else []
        await websocket.accept(headers=headers)
        after = int_or_zero(websocket.query_params.get("after"))
        writer = asyncio.create_task(self._write(websocket, visitor.conversation_id, after))
        reader = asyncio.create_task(self._read(websocket, visitor.conversation_id))
        done, running = await asyncio.wait({writer, reader}, return_when=asyncio.FIRST_COMPLETED)
        for task in running:
            task.cancel()
        results = await asyncio.gather(*done, *running, return_exceptions=True)
        if (
            websocket.application_state is WebSocketState.CONNECTED
            and websocket.client_state is WebSocketState.CONNECTED
        ):
            with contextlib.suppress(RuntimeError):
                await websocket.close(1011 if any(isinstance(r, Exception) for r in results) else 1000)

    async def _write(self, websocket: WebSocket, conversation_id: str, after: int) -> None:
        with contextlib.suppress(WebSocketDisconnect):
            client = websocket.client.host if websocket.client else ""
            async for frame in feed(self._transcript, self._hub, conversation_id, after=after, client=client):
                await websocket.send_json(frame)

    async def _read(self, websocket: WebSocket, conversation_id: str) -> None:
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            answer = await self._take(conversation_id, message)
            if answer is not None:
                await websocket.send_json(answer)

    async def _take(self, conversation_id: str, message: Any) -> Frame | None:
        try:
            if message.get("text") is None:
                raise BadFrame("binary")
            frame = frames.read_json(message["text"])
            if frame.get("type") == "ping":
                return {"type": "pong"}
            received = await self._reception.take(conversation_id, frames.read_incoming(frame))
        except BadFrame as bad:
            return {"type": "refused", "id": bad.message_id, "reason": say("refusals", bad.reason)}
        if received.again:
            view = await self._transcript.view(conversation_id, after=received.seq - 1)
            if view.events and view.events[0].seq == received.seq:
                return frames.event(view.events[0])
        return None


def int_or_zero(value: str | None) -> int:
    """Return a sequence number that a client gave; what is not one counts as 0."""
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) <= 15 else 0  # noqa: PLR2004

"""The same chat over plain HTTP: post a message, fetch or stream events."""

import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.body import BodyTooBig, read_capped
from bot.hub import Hub
from bot.texts import say
from bot.web import frames
from bot.web.feed import feed
from bot.web.frames import BadFrame
from bot.web.reception import Reception
from bot.web.socket import int_or_zero
from bot.web.visitor import Visitor, Visitors
from mutuelle.conversations.transcript import Transcript, View

LONGEST_WAIT_S = 25
STATUS = {"too_big": 413, "busy": 429, "foreign": 403}


class ChatHttp:
    """Serves `/chat/messages` and `/chat/events`."""

    def __init__(self, visitors: Visitors, transcript: Transcript, reception: Reception, hub: Hub) -> None:
        self._visitors = visitors
        self._transcript = transcript
        self._reception = reception
        self._hub = hub

    async def post(self, request: Request) -> Response:
        """Log a message: 202 and its `seq`; 4xx and a French reason."""
        try:
            if not self._visitors.from_here(request):
                raise BadFrame("foreign")
            raw = await read_capped(request, frames.MAX_FRAME)
            incoming = frames.read_incoming(frames.read_json(raw))
            visitor = await self._visitors.of(request)
            received = await self._reception.take(visitor.conversation_id, incoming)
        except BodyTooBig:
            return _refused(BadFrame("too_big"))
        except BadFrame as bad:
            return _refused(bad)
        return _with_cookie(JSONResponse({"seq": received.seq}, status_code=202), visitor)

    async def events(self, request: Request) -> Response:
        """Return what came after `after`, at once or when there is something; or stream it without end."""
        visitor = await self._visitors.of(request)
        after = int_or_zero(request.query_params.get("after"))
        if "text/event-stream" in request.headers.get("accept", ""):
            response = StreamingResponse(
                self._stream(visitor, after, request.client.host if request.client else ""),
                media_type="text/event-stream",
            )
            response.headers["x-accel-buffering"] = "no"
            return _with_cookie(response, visitor)
        wait = min(int_or_zero(request.query_params.get("wait")), LONGEST_WAIT_S)
        view = await self._view(visitor, after, wait)
        shown = [frames.event(event) for event in view.events]
        body = {"session": frames.session(view.presence), "events": shown, "reset_after": view.history_after}
        return _with_cookie(JSONResponse(body), visitor)

    async def _view(self, visitor: Visitor, after: int, wait: int) -> View:
        with self._hub.watch(visitor.conversation_id) as watch:
            view = await self._transcript.view(visitor.conversation_id, after=after)
            if wait and not view.events:
                await watch.wait(wait)
                view = await self._transcript.view(visitor.conversation_id, after=after)
        return view

    async def _stream(self, visitor: Visitor, after: int, client: str) -> AsyncIterator[str]:
        async for frame in feed(self._transcript, self._hub, visitor.conversation_id, after=after, client=client):
            yield f"data: {json.dumps(frame, ensure_ascii=False)}\n\n"


def _refused(bad: BadFrame) -> Response:
    body = {"id": bad.message_id, "reason": say("refusals", bad.reason)}
    return JSONResponse(body, status_code=STATUS.get(bad.reason, 400))


def _with_cookie(response: Response, visitor: Visitor) -> Response:
    if visitor.set_cookie:
        response.headers["set-cookie"] = visitor.set_cookie
    return response

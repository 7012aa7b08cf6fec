"""A bot that speaks docs/protocol.md from memory, obeys the test, and can be cut, deaf, refusing or down."""

import asyncio
import contextlib
import itertools
import json
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.websockets import WebSocket, WebSocketDisconnect

ROOT = Path(__file__).parents[2]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
Frame = dict[str, Any]
Body = dict[str, Any]


def text(words: str, *titles: str) -> Body:
    """Build a text body; each title becomes a button."""
    buttons = [{"id": secrets.token_hex(4), "title": title, "used": False} for title in titles]
    return {"type": "text", "text": words, "buttons": buttons}


@dataclass(eq=False)
class FakeBot:
    """One conversation, whoever asks: the tests' browsers share its cookie."""

    answer: Callable[[str], list[Body]] = lambda words: [text(f"Vous avez dit : {words}")]
    events: list[Frame] = field(default_factory=list)
    personal: set[int] = field(default_factory=set)
    received: list[Frame] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    outlines_asked: list[str] = field(default_factory=list)
    links: dict[asyncio.Queue[Frame | None], bool] = field(default_factory=dict)
    session: Frame = field(default_factory=lambda: {"type": "session", "state": "anonymous", "member": None})
    reset_after: int = 0
    up: bool = True
    websockets: bool = True
    streams: bool = True
    deaf: bool = False
    mute_echo: bool = False
    refusal: str | None = None
    unknown: bool = False
    _seq: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # --- what the test makes it do

    def say(self, body: Body, *, personal: bool = False, at: str | None = None) -> Frame:
        """Log an answer and send it to everyone."""
        return self._log(None, "out", body, personal=personal, at=at)

    def broadcast(self, frame: Frame) -> None:
        """Send any frame to every open WebSocket and stream."""
        for queue in self.links:
            queue.put_nowait(frame)

    def cut(self) -> None:
        """Drop every connection."""
        for queue in list(self.links):
            queue.put_nowait(None)

    def down(self) -> None:
        """Refuse everything from now on."""
        self.up = False
        self.cut()

    def login(self, member: str) -> None:
        """Open the session: what was hidden can be read again."""
        self._session("open", member)

    def lock(self) -> None:
        """Lock the session: personal answers are hidden."""
        self._session("locked", None)

    def logout(self) -> None:
        """End the session, forget what is displayed."""
        self.session = {"type": "session", "state": "anonymous", "member": None}
        self.broadcast(self.session)
        self.reset_after = len(self.events)
        self.broadcast({"type": "reset", "after": self.reset_after})

    def texts(self, direction: str = "in") -> list[str]:
        """Give the texts (or the titles of buttons) that the log holds."""
        return [e["body"].get("text") or e["body"].get("title", "") for e in self.events if e["direction"] == direction]

    # --- the log

    def _session(self, state: str, member: str | None) -> None:
        self.session = {"type": "session", "state": state, "member": member}
        self.broadcast(self.session)
        self.broadcast({"type": "reload"})

    def _log(
        self, client_id: str | None, direction: str, body: Body, *, personal: bool = False, at: str | None = None
    ) -> Frame:
        now = at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        event = {
            "type": "event",
            "seq": next(self._seq),
            "id": client_id,
            "direction": direction,
            "at": now,
            "body": body,
        }
        self.events.append(event)
        if personal:
            self.personal.add(event["seq"])
        self.broadcast(self._seen(event))
        return event

    def _seen(self, event: Frame) -> Frame:
        hidden = event["seq"] in self.personal and self.session["state"] != "open"
        return {**event, "body": {"type": "hidden"}} if hidden else event

    def history(self, after: int) -> list[Frame]:
        """Give the events the client may see, greater than ``after``."""
        first = max(after, self.reset_after)
        return [self._seen(event) for event in self.events if event["seq"] > first]

    def take(self, frame: Frame) -> Frame:
        """Accept one frame of the client; give what goes back to it alone."""
        self.received.append(frame)
        if self.refusal:
            reason, self.refusal = self.refusal, None
            return {"type": "refused", "id": frame["id"], "reason": reason}
        if self.deaf:
            return {"type": "typing", "on": False}
        known = next((event for event in self.events if event["id"] == frame["id"]), None)
        if known:
            return known
        return self._accept(frame)

    def _accept(self, frame: Frame) -> Frame:
        body = {"type": "text", "text": frame["text"]} if "text" in frame else self._tap(frame["button"])
        links, self.links = self.links, ({} if self.mute_echo else self.links)
        event = self._log(frame["id"], "in", body)
        for answer in self.answer(body.get("text") or body["title"]):
            self.say(answer)
        self.links = links
        return {"type": "typing", "on": False} if self.mute_echo else event

    def _tap(self, button: str) -> Body:
        for event in self.events:
            buttons = event["body"].get("buttons", [])
            for one in buttons:
                if one["id"] == button:
                    for each in buttons:
                        each["used"] = True
                    return {"type": "button", "title": one["title"]}
        raise LookupError(button)

    # --- the wire

    @asynccontextmanager
    async def link(self, after: int) -> AsyncIterator[asyncio.Queue[Frame | None]]:
        """Register a connection: its queue starts with the session, the reset, the history and ``ready``."""
        queue: asyncio.Queue[Frame | None] = asyncio.Queue()
        reset = [{"type": "reset", "after": self.reset_after}] if self.reset_after else []
        last = {"type": "ready", "seq": len(self.events)}
        for frame in [self.session, *reset, *self.history(after), last]:
            queue.put_nowait(frame)
        self.links[queue] = True
        try:
            yield queue
        finally:
            self.links.pop(queue, None)

    async def socket(self, ws: WebSocket) -> None:
        """``/chat/ws``."""
        if not self.up or not self.websockets or self.unknown:
            await ws.close()
            return
        await ws.accept()
        self.opened.append("ws")
        async with self.link(int(ws.query_params["after"])) as queue:
            reader = asyncio.create_task(self._read(ws, queue))
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                while (frame := await queue.get()) is not None:
                    await ws.send_json(frame)
                await ws.close(1012)
            reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reader

    async def _read(self, ws: WebSocket, queue: asyncio.Queue[Frame | None]) -> None:
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                frame = json.loads(await ws.receive_text())
                if frame["type"] == "ping":
                    if not self.deaf:
                        queue.put_nowait({"type": "pong"})
                    continue
                queue.put_nowait(self.take(frame))
        queue.put_nowait(None)

    async def post(self, request: Request) -> Response:
        """``POST /chat/messages``."""
        if not self.up:
            return Response(status_code=503)
        back = self.take(await request.json())
        if back["type"] == "refused":
            return JSONResponse({"reason": back["reason"]}, status_code=422)
        return JSONResponse({"seq": back.get("seq", 0)}, status_code=202)

    async def get_events(self, request: Request) -> Response:
        """``GET /chat/events``, polled or streamed."""
        if not self.up or self.unknown:
            return Response(status_code=403 if self.unknown else 503)
        after = int(request.query_params["after"])
        if "text/event-stream" in request.headers["accept"]:
            if not self.streams:
                return Response(status_code=406)
            self.opened.append("stream")
            return StreamingResponse(self._stream(after), media_type="text/event-stream")
        self.opened.append("poll")
        state = self.session["state"]
        for _ in range(int(request.query_params["wait"]) * 10):
            if self.history(after) or not self.up or self.session["state"] != state:
                break
            await asyncio.sleep(0.1)
        found = {"session": self.session, "events": self.history(after), "reset_after": self.reset_after}
        return JSONResponse(found)

    async def get_outlines(self, request: Request) -> Response:
        """``GET /chat/outlines``: a square around Quimper."""
        self.outlines_asked.append(request.query_params["within"])
        ring = [[47.9, -4.3], [48.1, -4.3], [48.1, -3.9], [47.9, -3.9], [47.9, -4.3]]
        return JSONResponse({"level": "communes", "outlines": [{"name": "Quimper", "rings": [ring]}]})

    async def _stream(self, after: int) -> AsyncIterator[str]:
        async with self.link(after) as queue:
            while (frame := await queue.get()) is not None:
                yield f"data: {json.dumps(frame)}\n\n"


class _Headers(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        response.headers["Content-Security-Policy"] = CSP
        response.headers["Cache-Control"] = "no-store"
        return response


def application(bot: FakeBot) -> Starlette:
    """Serve the real pages and files around the fake bot; ``/page/<template>?name=value`` renders any template."""
    templates = Jinja2Templates(ROOT / "bot" / "pages" / "templates")

    async def home(request: Request) -> HTMLResponse:
        return templates.TemplateResponse(request, "home.html")

    async def page(request: Request) -> HTMLResponse:
        variables: dict[str, Any] = dict(request.query_params)
        if "wait_seconds" in variables:
            variables["wait_seconds"] = int(variables["wait_seconds"])
        return templates.TemplateResponse(request, f"{request.path_params['name']}.html", variables)

    routes = [
        Route("/", home),
        Route("/page/{name}", page),
        WebSocketRoute("/chat/ws", bot.socket),
        Route("/chat/messages", bot.post, methods=["POST"]),
        Route("/chat/events", bot.get_events),
        Route("/chat/outlines", bot.get_outlines),
        Mount("/static", StaticFiles(directory=ROOT / "web")),
    ]
    return Starlette(routes=routes, middleware=[Middleware(_Headers)])


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to pytest."""
        yield


@asynccontextmanager
async def running(app: Starlette, listening: socket.socket) -> AsyncIterator[None]:
    """Serve an application in this event loop."""
    config = uvicorn.Config(
        app, log_level="warning", ws="websockets-sansio", lifespan="off", timeout_graceful_shutdown=1
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def serve(bot: FakeBot, port: int = 0) -> AsyncIterator[str]:
    """Serve on a free port of the loopback, in this event loop; yields the origin."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        async with running(application(bot), listening):
            try:
                yield f"http://127.0.0.1:{listening.getsockname()[1]}"
            finally:
                bot.down()

"""A Telegram for tests: `lo-bot-api-emulator` in this event loop, with people who write, tap and read.

    async with telegram_api() as api:
        # run the bot with TELEGRAM_API_BASE_URL=api.base_url and TELEGRAM_BOT_TOKEN=api.token
        claire = api.person("Claire", username="claire_v")
        await claire.says("bonjour")
        answer = await claire.hears()          # the next message of the bot: .text .buttons .links
        await claire.taps("Mes remboursements")

The emulator checks every request as Telegram does; what it lacks (edits, groups, blocking, strict HTML, a wrong
token, floods and broken connections on demand) is added here.
"""

import asyncio
import itertools
import json
import re
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator, updates

TOKEN = "7654321:AAtest-token-of-the-emulator_0123456789"
USERNAME = "mutuelle_test_bot"
PATIENCE_S = 20.0  # for what must come; a core may be shared with the training of the model

updates.KINDS.update({"edited_message", "channel_post", "my_chat_member", "poll_answer"})


@dataclass
class Sent:
    """A message of the bot, as a person sees it."""

    message_id: int
    text: str
    raw: dict[str, Any]
    markup: dict[str, Any] = field(default_factory=dict)
    file: Any = None

    @property
    def buttons(self) -> list[str]:
        """The titles of the buttons that can be tapped."""
        return [button["text"] for button in self._keys() if "callback_data" in button]

    @property
    def links(self) -> dict[str, str]:
        """The addresses of the buttons that open one, by title."""
        return {button["text"]: button["url"] for button in self._keys() if "url" in button}

    @property
    def rows(self) -> list[list[str]]:
        """The titles of all buttons as they are laid out."""
        return [[button["text"] for button in row] for row in self.markup.get("inline_keyboard", [])]

    def data(self, title: str) -> str:
        """Return what a tap on this button sends."""
        return next(button["callback_data"] for button in self._keys() if button["text"] == title)

    def _keys(self) -> list[dict[str, str]]:
        return [button for row in self.markup.get("inline_keyboard", []) for button in row]


@dataclass
class Fault:
    """What goes wrong at the next call of a method: a refusal, a cut connection, an answer that comes too late."""

    status: int = 0
    description: str = ""
    parameters: dict[str, Any] | None = None
    cut: bool = False
    answers_after: float = 0


class TelegramApi(LoBotApiEmulator):
    """The Bot API of one bot. `calls` keeps (method, fields) of every request."""

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__(allow_insecure_loopback_webhooks=True, max_updates=5_000)
        self.token = token
        self.base_url = ""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.next_id = int(time.time())
        self._numbers = itertools.count(self.next_id + 1_000_000)
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._chats: dict[int, list[Sent]] = defaultdict(list)
        self._news = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Listen on a loopback port; 0: a free one."""
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        assert site._server is not None
        self.base_url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Stop listening; what was said and heard is kept."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    def person(self, first_name: str = "Claire", username: str | None = None) -> "Person":
        """Return somebody new who has this bot in his contacts."""
        return Person(self, next(self._numbers), first_name, username)

    def number(self) -> int:
        """Return a number never used before, for ids of messages and groups."""
        return next(self._numbers)

    def fail(self, method: str, *faults: Fault) -> None:
        """Make the next calls of a method go wrong, one fault each."""
        self._faults[method].extend(faults)

    async def push(self, **update: Any) -> int:
        """Put an update into the bot's queue, e.g. `push(message={…})`."""
        return await self.enqueue_update(update, token=self.token)

    def sent_to(self, chat_id: int) -> list[Sent]:
        """Return the bot's messages in a chat, oldest first."""
        return self._chats[chat_id]

    def called(self, method: str) -> list[dict[str, Any]]:
        """Return the fields of each call of a method."""
        return [fields for name, fields in self.calls if name == method]

    async def wait_for(self, condition: Any, timeout: float = PATIENCE_S) -> None:  # noqa: ASYNC109
        """Wait until `condition()` holds, looking after each call of the bot and a few times a second."""
        async with asyncio.timeout(timeout):
            while not condition():
                async with self._news:
                    try:
                        await asyncio.wait_for(self._news.wait(), 0.05)
                    except TimeoutError:
                        continue

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _refusal(401, "Unauthorized")
        faults = self._faults[request.match_info["method"]]
        fault = faults.popleft() if faults else Fault()
        if fault.status:
            self.calls.append((request.match_info["method"], {"refused": fault.status}))
            return _refusal(fault.status, fault.description, fault.parameters)
        if fault.cut:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        response: web.StreamResponse = await super().handle(request)
        async with self._news:
            self._news.notify_all()
        await asyncio.sleep(fault.answers_after)
        return response

    def validate(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:  # noqa: C901
        self.calls.append((method, dict(fields)))
        if method == "leaveChat":
            return True
        if method == "sendVenue":
            return self._venue(fields)
        known = dict(fields)
        if method in {"sendMessage", "sendPhoto"}:
            for option in ("link_preview_options", "protect_content"):
                known.pop(option, None)
        if method == "sendPhoto" and "remove_keyboard" in fields.get("reply_markup", ""):
            known.pop("reply_markup")  # Telegram takes it with any message
        said = fields.get("text", fields.get("caption", ""))
        plain = _plain(said) if fields.get("parse_mode") == "HTML" else said
        if "text" in known:
            known["text"] = plain  # Telegram's limit counts what is shown
        result = super().validate(method, known, uploads)
        if method == "getMe":
            return {**result, "username": USERNAME}
        if method == "sendMessage":
            markup = result.get("reply_markup", {})
            self._chats[int(fields["chat_id"])].append(Sent(result["message_id"], plain, fields, markup))
        if method in {"sendDocument", "sendPhoto"}:
            markup = json.loads(fields.get("reply_markup") or "{}")
            file = uploads.get("document" if method == "sendDocument" else "photo")
            sent = Sent(result["message_id"], plain, fields, markup, file)
            self._chats[int(fields["chat_id"])].append(sent)
        if method == "editMessageReplyMarkup":
            for message in self._chats[int(fields["chat_id"])]:
                if message.message_id == int(fields["message_id"]):
                    message.markup = json.loads(fields.get("reply_markup") or "{}")
        return result

    def _venue(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Take a venue, which the emulator does not know: a point with a title and an address."""
        where = {"latitude": float(fields["latitude"]), "longitude": float(fields["longitude"])}
        if not fields["title"] or not fields["address"]:
            raise ApiRefusal("Bad Request: title and address must not be empty")
        chat, number = int(fields["chat_id"]), self.number()
        markup = json.loads(fields.get("reply_markup") or "{}")
        self._chats[chat].append(Sent(number, "", fields, markup))
        venue = {"location": where, "title": fields["title"], "address": fields["address"]}
        at = {"message_id": number, "date": int(time.time()), "chat": {"id": chat, "type": "private"}}
        return {**at, "location": where, "venue": venue}


class Person:
    """Somebody in his private chat with the bot."""

    def __init__(self, api: TelegramApi, number: int, first_name: str, username: str | None) -> None:
        self.api = api
        self.id = number
        self.user = {"id": number, "is_bot": False, "first_name": first_name}
        if username:
            self.user["username"] = username
        self.chat = {"id": number, "type": "private", "first_name": first_name}
        self._heard = 0

    async def says(self, text: str) -> int:
        """Send a text and return the message's id."""
        return await self.sends(text=text)

    async def sends(self, **content: Any) -> int:
        """Send a message of any content (`sticker={…}`, `photo=[…]`) and return its id."""
        message = self.message(**content)
        await self.api.push(message=message)
        return int(message["message_id"])

    def message(self, message_id: int | None = None, **content: Any) -> dict[str, Any]:
        """Return a message of this person without sending it."""
        known = {"message_id": message_id or self.api.number(), "date": int(time.time())}
        return {**known, "from": self.user, "chat": self.chat, **content}

    async def edits(self, message_id: int, text: str) -> None:
        """Change a message sent before."""
        await self.api.push(edited_message=self.message(message_id, text=text, edit_date=int(time.time())))

    async def forwards(self, text: str) -> int:
        """Forward somebody else's message."""
        origin = {"type": "hidden_user", "date": int(time.time()), "sender_user_name": "Autre"}
        return await self.sends(text=text, forward_origin=origin)

    async def taps(self, title: str, *, on: Sent | None = None) -> None:
        """Tap the button of this title, on the last message that has one."""
        message = on or next(sent for sent in reversed(self.heard) if title in sent.buttons)
        await self.taps_data(message.data(title), message)

    async def taps_data(self, data: str, message: Sent) -> None:
        """Tap a button that sends `data`, forged or not."""
        under = {
            "message_id": message.message_id,
            "date": 1,
            "chat": self.chat,
            "text": message.text,
            "reply_markup": message.markup or None,
        }
        query = {"id": str(self.api.number()), "from": self.user, "chat_instance": "1", "data": data}
        await self.api.push(callback_query={**query, "message": under})

    async def blocks(self, *, again_reachable: bool = False) -> None:
        """Block the bot, or unblock it."""
        bot = {"id": 7, "is_bot": True, "first_name": "Fixture"}
        out, back = {"status": "kicked", "user": bot, "until_date": 0}, {"status": "member", "user": bot}
        before, after = (out, back) if again_reachable else (back, out)
        change = {"chat": self.chat, "from": self.user, "date": 1}
        await self.api.push(my_chat_member={**change, "old_chat_member": before, "new_chat_member": after})

    @property
    def heard(self) -> list[Sent]:
        """The bot's messages to this person, oldest first."""
        return self.api.sent_to(self.id)

    async def hears(self, timeout: float = PATIENCE_S) -> Sent:  # noqa: ASYNC109
        """Return the bot's next message to this person. Raises TimeoutError."""
        await self.api.wait_for(lambda: len(self.heard) > self._heard, timeout)
        self._heard += 1
        return self.heard[self._heard - 1]

    async def hears_nothing(self, seconds: float = 0.3) -> bool:
        """Say whether the bot keeps silent for so long."""
        await asyncio.sleep(seconds)
        return len(self.heard) == self._heard


@asynccontextmanager
async def telegram_api(port: int = 0) -> AsyncIterator[TelegramApi]:
    """Run a Bot API while the block runs."""
    api = TelegramApi()
    await api.start(port)
    try:
        yield api
    finally:
        await api.stop()


def _refusal(status: int, description: str, parameters: dict[str, Any] | None = None) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)


class _Html(HTMLParser):
    """Reads Telegram's HTML as strictly as Telegram does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"b", "i", "u", "s", "code", "pre", "a", "blockquote"}:
            raise ApiRefusal(f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ApiRefusal("Bad Request: can't parse entities: Unmatched end tag")

    def handle_data(self, data: str) -> None:
        self.text += data


def _plain(text: str) -> str:
    if re.search(r"<(?![a-z/])|&(?!(?:lt|gt|amp|quot|#\d+);)", text):
        raise ApiRefusal("Bad Request: can't parse entities: unescaped character")
    reader = _Html()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise ApiRefusal("Bad Request: can't parse entities: Can't find end tag")
    return reader.text

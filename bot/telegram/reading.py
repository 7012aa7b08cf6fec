"""What a Telegram update means to us. Pure: nothing is sent or stored here.

Message ids count up for one bot in one chat, so they carry the bot's id: another bot's messages never look like
ones already seen.
"""

import re
from dataclasses import dataclass

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Location, Message, Update, User
from telegram.ext.filters import StatusUpdate

from bot.telegram.wording import Wording
from mutuelle.conversations.positions import SharedPosition
from mutuelle.conversations.transcript import Incoming

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+(.*))?", re.DOTALL)
_START = re.compile(r"/start(?:@[A-Za-z0-9_]+)?\s+([A-Za-z0-9_-]{1,64})", re.IGNORECASE)
_GONE = {ChatMember.LEFT, ChatMember.BANNED}
_LABEL_LENGTH = 200


@dataclass(frozen=True)
class Person:
    """Someone in his private chat with the bot. `label`: how our pages name him."""

    address: str
    label: str


@dataclass(frozen=True)
class Said:
    """A message to be answered by the dialogue. `number`: Telegram's own id of it in the chat.

    `start`: the secret of the link that opened the chat, which must not be kept.
    """

    person: Person
    incoming: Incoming
    number: int
    start: str | None = None


@dataclass(frozen=True)
class Tapped:
    """A button was tapped; `query` is to be answered and its keyboard removed."""

    person: Person
    incoming: Incoming
    query: CallbackQuery


@dataclass(frozen=True)
class Refused:
    """A message that is answered by one sentence of the channel: `edited`, `forwarded`."""

    person: Person
    message_id: str
    problem: str
    text: str
    number: int


@dataclass(frozen=True)
class Presence:
    """A person blocked the bot, or is there again."""

    person: Person
    reachable: bool


@dataclass(frozen=True)
class Group:
    """Something happened in a chat that is not private. `news`: the bot was added, `gone`: it is not in any more."""

    chat_id: int
    can_write: bool
    news: bool = False
    gone: bool = False


@dataclass(frozen=True)
class Ignored:
    """Nothing that anybody waits for an answer to; `why` is a fact for the log."""

    why: str


Reading = Said | Tapped | Refused | Presence | Group | Ignored


@dataclass(frozen=True)
class Reader:
    """Reads the updates of the bot `bot_id`."""

    bot_id: str
    wording: Wording

    def read(self, update: Update) -> Reading:
        """Say what an update is."""
        if update.message is not None:
            return self._message(update, update.message)
        if update.edited_message is not None:
            return self._edited(update.edited_message)
        if update.callback_query is not None:
            return _tap(update.callback_query)
        if update.my_chat_member is not None:
            return _membership(update.my_chat_member)
        return Ignored("kind")

    def _message(self, update: Update, message: Message) -> Reading:
        if not _is_private(message.chat):
            left = message.left_chat_member
            return _group(message.chat, gone=left is not None and str(left.id) == self.bot_id)
        if message.from_user is None or message.from_user.id != message.chat.id:
            return Ignored("sender")
        person, message_id = _person(message.from_user), self._message_id(message)
        if StatusUpdate.ALL.check_update(update):
            return Ignored("service_message")
        if message.location is not None:  # a place on the map (venue) and a live position have one too
            return Said(person, self._position(message_id, message.location), message.message_id)
        if message.forward_origin is not None:
            return Refused(person, message_id, "forwarded", _words(message), message.message_id)
        return self._said(person, message_id, message)

    def _said(self, person: Person, message_id: str, message: Message) -> Said:
        if message.text is None:
            return Said(person, Incoming(message_id, text=_words(message), problem="unsupported"), message.message_id)
        text = _clean(message.text)
        return Said(person, self._text(message_id, text), message.message_id, _start_secret(text))

    def _text(self, message_id: str, text: str) -> Incoming:
        match = _COMMAND.fullmatch(text.strip())
        if match is None:
            return Incoming(message_id, text=text)
        payload = self.wording.payloads.get(match[1].lower())
        if match[1].lower() == "start":
            # What follows may be the secret of a link that opened the chat: it is not kept.
            return Incoming(message_id, text="/start", payload=payload)
        if match[2]:
            payload = None  # « /remboursements depuis mars » says more than the command does
        return Incoming(message_id, text=text, payload=payload)

    def _position(self, message_id: str, location: Location) -> Incoming:
        told = self.wording.position
        point = SharedPosition(location.latitude, location.longitude)
        return Incoming(message_id, text=told.description, payload=told.payload, position=point)

    def _edited(self, message: Message) -> Reading:
        if not _is_private(message.chat):
            return _group(message.chat)
        if message.from_user is None or message.from_user.id != message.chat.id:
            return Ignored("sender")
        if message.location is not None:
            return Ignored("live_location")
        edited = f"e{self._message_id(message)}"
        return Refused(_person(message.from_user), edited, "edited", _words(message), message.message_id)

    def _message_id(self, message: Message) -> str:
        if message.media_group_id:  # the pictures of an album come one by one and get one answer
            return f"{self.bot_id}g{message.media_group_id}"
        return f"{self.bot_id}m{message.message_id}"


def _start_secret(text: str) -> str | None:
    match = _START.fullmatch(text.strip())
    return match[1] if match else None


def _tap(query: CallbackQuery) -> Reading:
    if query.message is None:
        return Ignored("inline_tap")
    if not _is_private(query.message.chat):
        return _group(query.message.chat)
    incoming = Incoming(f"c{query.id}", button=_clean(query.data or ""))
    return Tapped(_person(query.from_user), incoming, query)


def _membership(change: ChatMemberUpdated) -> Reading:
    gone = change.new_chat_member.status in _GONE
    if _is_private(change.chat):
        return Presence(_person(change.from_user), reachable=not gone)
    return _group(change.chat, gone=gone, news=not gone and change.old_chat_member.status in _GONE)


def _group(chat: Chat, *, news: bool = False, gone: bool = False) -> Group:
    return Group(chat.id, can_write=chat.type != Chat.CHANNEL, news=news, gone=gone)


def _is_private(chat: Chat) -> bool:
    return chat.type == Chat.PRIVATE


def _person(user: User) -> Person:
    handle = f" (@{user.username})" if user.username else ""
    return Person(str(user.id), _clean(user.first_name + handle)[:_LABEL_LENGTH])


def _words(message: Message) -> str:
    return _clean(message.text or message.caption or "")


def _clean(text: str) -> str:
    """Return the text without what no database can store: NUL, halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")

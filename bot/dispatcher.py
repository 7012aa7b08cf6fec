"""Answers what members said: one conversation at a time in order, conversations side by side, nothing lost."""

import asyncio
import contextlib
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog

from bot.hub import Hub
from bot.parting import Parting
from bot.rasa import Rasa, RasaSilent, RasaUnavailable
from bot.texts import problem_body, say, text_body
from mutuelle.conversations.apart import pieces, requests_in
from mutuelle.conversations.later import Later
from mutuelle.conversations.worklist import Pending, Worklist
from mutuelle.procedures.stack import RESUME

logger = structlog.get_logger()

LEASE = timedelta(seconds=60)
SWEEP_S = 5.0
FIRST_RETRY_S, LONGEST_RETRY_S = 0.3, 3.0
TELL_LATE_AFTER_S = 2.5
LINGER_S = 1.0
SILENT_TRIES = 3
TAKEN_UP = {"code": "code_right", "page": "page_done", "login": "here"}  # keys of fr.yml
TURNS_PER_DIALOGUE = 12
SEVERAL = 2


class Dispatcher:
    """Takes unanswered messages from the worklist, asks Rasa, logs the answer. `owner` names this replica."""

    def __init__(self, worklist: Worklist, later: Later, parting: Parting, rasa: Rasa, hub: Hub, *, owner: str) -> None:
        self._worklist = worklist
        self._later = later
        self._parting = parting
        self._rasa = rasa
        self._hub = hub
        self._owner = owner
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._woken: set[str] = set()
        self._wakeners: dict[str, asyncio.Event] = {}
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up what was left unanswered, and look again from time to time."""
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Stop; what is unanswered stays in the log for the next start."""
        tasks = [*self._workers.values()] + ([self._sweeper] if self._sweeper else [])
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def busy(self, conversation_id: str) -> bool:
        """Say whether a message of this conversation is being answered."""
        return conversation_id in self._workers

    def wake(self, conversation_id: str) -> None:
        """Have a conversation's unanswered messages answered."""
        self._woken.add(conversation_id)
        if wakener := self._wakeners.get(conversation_id):
            wakener.set()
        if conversation_id not in self._workers:
            self._workers[conversation_id] = asyncio.create_task(self._work(conversation_id))

    async def _sweep(self) -> None:
        while True:
            try:
                for conversation_id in await self._worklist.with_pending():
                    if conversation_id not in self._workers:
                        self.wake(conversation_id)
            except Exception as error:  # the sweep must outlive a database that is away
                logger.exception("sweep_failed", error=type(error).__name__)
            await asyncio.sleep(SWEEP_S)

    async def _work(self, conversation_id: str) -> None:
        try:
            while conversation_id in self._woken:
                self._woken.discard(conversation_id)
                await self._answer_all(conversation_id)
        except Exception as error:  # the sweep will try again
            logger.exception("worker_failed", error=type(error).__name__)
        finally:
            self._workers.pop(conversation_id, None)
            self._hub.typing(conversation_id, on=False)

    async def _answer_all(self, conversation_id: str) -> None:
        """Answer what is pending, under the conversation's lease, kept a moment in case the member goes on."""
        if not await self._worklist.lease(conversation_id, self._owner, lasting=LEASE):
            return
        began = time.monotonic()
        while await self._answer_pending(conversation_id) or await self._goes_on(conversation_id):
            self._woken.discard(conversation_id)
            if time.monotonic() - began > LEASE.total_seconds() / 2:
                began = time.monotonic()
                if not await self._worklist.lease(conversation_id, self._owner, lasting=LEASE):
                    return
        await self._worklist.release(conversation_id, self._owner)

    async def _answer_pending(self, conversation_id: str) -> bool:
        waiting = await self._worklist.pending(conversation_id)
        if not waiting:
            return False
        turns = await self._answer(conversation_id, waiting[0])
        goes_on = len(waiting) == 1 and await self._give_turn(conversation_id, waiting[0].rasa_id)
        self._hub.typing(conversation_id, on=goes_on)
        self._hub.changed(conversation_id)
        if turns >= TURNS_PER_DIALOGUE and not goes_on:
            await self._start_afresh(conversation_id, waiting[0].rasa_id)
        return True

    async def _goes_on(self, conversation_id: str) -> bool:
        """Say whether the member says more within a second."""
        wakener = self._wakeners.setdefault(conversation_id, asyncio.Event())
        wakener.clear()
        try:
            if conversation_id not in self._woken:
                async with asyncio.timeout(LINGER_S):
                    await wakener.wait()
        except TimeoutError:
            return False
        finally:
            self._wakeners.pop(conversation_id, None)
        return True

    async def _answer(self, conversation_id: str, message: Pending) -> int:
        replies: list[dict[str, Any]]
        problem = str(message.body.get("problem") or "")
        if message.for_human and not problem.startswith("typed_"):  # a secret typed is warned of all the same
            logger.info("message_kept_for_human", seq=message.seq)
            return await self._worklist.answer(conversation_id, seq=message.seq, replies=[], turn=False)
        if message.body["type"] == "resume":
            replies = _taken_up(message)
        elif problem:
            replies = [problem_body(problem)]
        else:
            replies = []
        if message.payload is not None:
            message = await self._gone_back(message)
            parts, announced = await self._parts_of(message)
            if len(parts) > 1:
                await self._later.take_apart(conversation_id, message.seq, parts)
                replies += [text_body(announced)] if announced else []
                message = replace(message, payload=parts[0])
            replies += await self._ask_rasa(conversation_id, message)
        return await self._worklist.answer(
            conversation_id, seq=message.seq, replies=replies, turn=message.payload is not None
        )

    async def _gone_back(self, message: Pending) -> Pending:
        """Return a message; one that answers a procedure that the engine forgot, as a wish to go on with that."""
        payload = message.payload or ""
        typed = message.body["type"] == "text" and not payload.startswith("/")
        if not typed or not await self._parting.has_left(message.rasa_id):
            return message
        with contextlib.suppress(RasaUnavailable):
            reading = await self._rasa.read(payload)
            if await self._parting.goes_back(message.rasa_id, message.seq, payload, reading):
                return replace(message, payload=RESUME)
        return message

    async def _parts_of(self, message: Pending) -> tuple[tuple[str, ...], str]:
        """Return the requests that a message holds, in order: itself, unless it holds several.

        The first may be the answer to what a form asks. And what is said of it.
        """
        payload = message.payload or ""
        typed = message.body["type"] == "text" and not payload.startswith("/")  # a command, or a button's title, is one
        cut = pieces(payload) if typed else ()
        if len(cut) < SEVERAL:
            return (payload,), ""
        try:
            form = await self._rasa.form_of(message.rasa_id)
            asking = form if form and not await self._parting.is_at_rest(message.rasa_id, form) else None
            readings = [await self._rasa.read(piece.text) for piece in cut]
        except RasaUnavailable:
            return (payload,), ""
        if asking is None:
            parts = requests_in(payload, cut, readings)
            return parts, say("answers", "several", first=parts[0])
        parts = await self._parting.parts(message.rasa_id, asking, payload, cut, readings)
        others = say("answers", "join").join(say("answers", "quoted", request=part) for part in parts[1:])
        return parts, say("answers", "beside", requests=others)

    async def _give_turn(self, conversation_id: str, rasa_id: str) -> bool:
        """Have a request that came with another answered, once that one is over; say whether one is."""
        try:
            if not await self._later.kept(conversation_id):
                return False
            form = await self._rasa.form_of(rasa_id)
            if form and not await self._parting.is_at_rest(rasa_id, form):
                return False
        except RasaUnavailable:
            return False
        await self._later.give_turn(conversation_id)
        return True

    async def _ask_rasa(self, conversation_id: str, message: Pending) -> list[dict[str, Any]]:
        """Return Rasa's replies, however long it takes to get them; meanwhile the member is told."""
        began, pause, silent = time.monotonic(), FIRST_RETRY_S, 0
        while True:
            self._hub.typing(conversation_id, on=True)
            try:
                return await self._rasa.say(message.rasa_id, message.payload or "")
            except RasaUnavailable as error:
                logger.warning("rasa_unavailable", error=str(error))
            except RasaSilent:
                silent += await self._rasa.actions_answer()
                logger.warning("rasa_silent", tries=silent)
                if silent >= SILENT_TRIES:
                    return [text_body(say("answers", "gave_up"))]
            if time.monotonic() - began > TELL_LATE_AFTER_S:
                await self._tell_late(conversation_id)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY_S)
            await self._worklist.lease(conversation_id, self._owner, lasting=LEASE)

    async def _tell_late(self, conversation_id: str) -> None:
        self._hub.typing(conversation_id, on=False)
        untold = [waiting.seq for waiting in await self._worklist.pending(conversation_id) if not waiting.told_late]
        if untold:
            await self._worklist.tell_late(conversation_id, seqs=untold, body=text_body(say("answers", "late")))
        self._hub.changed(conversation_id)

    async def _start_afresh(self, conversation_id: str, rasa_id: str) -> None:
        """Give Rasa a new conversation, since it slows down as one grows; never in the middle of a form."""
        with contextlib.suppress(RasaUnavailable):
            if not await self._rasa.form_of(rasa_id):
                await self._worklist.new_dialogue(conversation_id)


def _taken_up(message: Pending) -> list[dict[str, Any]]:
    """Say why a message is answered only now: after a login, a one-time code, a page."""
    after = message.body.get("after")
    if after == "first":  # said with the message before
        return []
    if after == "part":
        return [text_body(say("answers", "next_part", request=message.body["text"]))]
    known = "logged_in" if message.payload is None else "resuming"
    return [text_body(say("answers", TAKEN_UP.get(after or "", known)))]

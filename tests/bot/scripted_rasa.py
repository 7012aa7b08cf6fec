"""A Rasa that says what a test tells it to, and remembers what it was asked."""

import asyncio
from collections.abc import Callable
from typing import Any

from mutuelle.conversations.apart import Reading

Reply = dict[str, Any]


def text(words: str) -> Reply:
    return {"type": "text", "text": words, "buttons": []}


class ScriptedRasa:
    """Answers « re: … » unless the script has something else: replies, or an exception to raise, once each."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.script: list[list[Reply] | Exception] = []
        self.always: Exception | None = None
        self.answers: Callable[[str], list[Reply]] = lambda message: [text(f"re: {message}")]
        self.gates: dict[str, asyncio.Event] = {}
        self.form: str | bool | Exception = False
        self.actions_up = True
        self.readings: dict[str, Reading | Exception] = {}

    @property
    def messages(self) -> list[str]:
        return [message for _, message in self.heard]

    @property
    def senders(self) -> list[str]:
        return [sender for sender, _ in self.heard]

    def hold(self, message: str) -> asyncio.Event:
        """Have this message wait for its answer until the event is set."""
        self.gates[message] = asyncio.Event()
        return self.gates[message]

    async def say(self, sender: str, message: str) -> list[Reply]:
        self.heard.append((sender, message))
        if message in self.gates:
            await self.gates[message].wait()
        if self.always is not None:
            raise self.always
        outcome = self.script.pop(0) if self.script else self.answers(message)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def form_of(self, sender: str) -> str:
        if isinstance(self.form, Exception):
            raise self.form
        return self.form if isinstance(self.form, str) else "a_form" if self.form else ""

    async def read(self, text: str) -> Reading:
        reading = self.readings.get(text, Reading("nlu_fallback", 0.2))
        if isinstance(reading, Exception):
            raise reading
        return reading

    async def actions_answer(self) -> bool:
        return self.actions_up

    async def close(self) -> None:
        pass

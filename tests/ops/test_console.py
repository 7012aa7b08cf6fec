"""Whoever waits sees that something goes on, and how long it took."""

import asyncio
import io
import os
import pty
from contextlib import suppress

import pytest

from ops.console import Console


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


async def test_a_step_says_how_long_it_took():
    shown, clock = io.StringIO(), Clock()
    async with Console(shown, clock=clock).step("training the model") as step:
        clock.now += 12.34
        step.note = "25 intents"
    assert " ".join(shown.getvalue().split()) == "ok training the model 12.3 s 25 intents"


async def test_a_step_that_failed_is_not_called_done():
    shown = io.StringIO()
    with pytest.raises(RuntimeError):
        async with Console(shown).step("training the model"):
            raise RuntimeError
    assert shown.getvalue() == ""


async def test_long_steps_give_signs_of_life_each_its_own():
    shown = io.StringIO()
    console = Console(shown, every=0.05)
    async with console.step("Rasa", "it takes 20 to 40 s to start"), console.step("bot"):
        await asyncio.sleep(0.2)
    lines = shown.getvalue().splitlines()
    assert lines.count("  ..  Rasa: 0 s (it takes 20 to 40 s to start)") >= 2
    assert lines.count("  ..  bot: 0 s") >= 2


@pytest.fixture
def terminal():
    """A terminal's two ends: what a program writes to, and the descriptor that sees it."""
    ours, theirs = pty.openpty()
    with suppress(OSError), os.fdopen(theirs, "w") as stream:
        yield stream, ours
    with suppress(OSError):
        os.close(ours)


async def test_a_terminal_has_one_line_that_is_rewritten(terminal):
    stream, ours = terminal
    console = Console(stream)
    async with console.step("Rasa"), console.step("bot"):
        console.line("hello")
    shown = ""
    while "bot" not in shown or "hello" not in shown:
        shown += os.read(ours, 10_000).decode()
    assert "\r\x1b[K  ..  Rasa: 0 s - bot: 0 s" in shown
    assert "\r\x1b[Khello\r\n" in shown


async def test_a_terminal_that_was_closed_stops_nothing(terminal):
    stream, ours = terminal
    os.close(ours)
    async with Console(stream).step("stopping"):
        pass
    with pytest.raises(OSError, match="Input/output error"):
        stream.flush()

"""`python -m mutuelle.requests`: what staff does with requests, until it has pages of its own.

Nothing personal is printed but by `show` and `conversation`.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence

from mutuelle.clock import PARIS, Clock, SystemClock
from mutuelle.conversations.handover import Handover
from mutuelle.conversations.recent import conversation_lines
from mutuelle.errors import HandedOver, MutuelleError, RequestStateRefused
from mutuelle.requests.closings import CLOSINGS
from mutuelle.requests.rules import State, label_of, state_label
from mutuelle.requests.service import RequestService
from mutuelle.settings import Settings
from mutuelle.store import Store


class Desk:
    """The commands, on one database. Each returns the lines to print."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._requests = RequestService(store, clock, settings, closings=CLOSINGS)
        self._handover = Handover(store, clock)
        self._store = store

    async def waiting(self, asked: argparse.Namespace) -> list[str]:
        """Return what waits, the urgent first, without a name."""
        del asked
        return [
            f"{number}  {'!' if urgent else ' '}  {since.astimezone(PARIS):%Y-%m-%d %H:%M}  {state_label(state)}  "
            f"{label_of(kind)}"
            for number, kind, state, urgent, since in await self._requests.waiting()
        ]

    async def show(self, asked: argparse.Namespace) -> list[str]:
        """Return a request in clear."""
        one = await self._requests.staff_view(asked.number)
        head = f"{one.number}  {label_of(one.kind)}  {state_label(one.state)}{'  !' if one.urgent else ''}"
        moves = [
            f"{move.at.astimezone(PARIS):%Y-%m-%d %H:%M}  {state_label(move.state)}  {move.note}" for move in one.moves
        ]
        return [head, one.subject, json.dumps(one.content, ensure_ascii=False, indent=2), *moves]

    async def move(self, asked: argparse.Namespace) -> list[str]:
        """Move a request on; its member is told."""
        await self._requests.move(asked.number, State(asked.state), asked.note)
        return [f"{asked.number}: {asked.state}"]

    async def conversation(self, asked: argparse.Namespace) -> list[str]:
        """Return what was said lately in the conversation in which a request was made."""
        conversation, member_id = await self._requests.conversation_of(asked.number)
        async with self._store.read() as connection:
            return await conversation_lines(connection, conversation, member_id=member_id)

    async def take(self, asked: argparse.Namespace) -> list[str]:
        """Take that conversation over: the assistant keeps silent in it."""
        conversation, _ = await self._requests.conversation_of(asked.number)
        await self._handover.take_over(conversation, asked.by)
        return [f"{asked.number}: taken by {asked.by}"]

    async def say(self, asked: argparse.Namespace) -> list[str]:
        """Say something there."""
        conversation, member_id = await self._requests.conversation_of(asked.number)
        await self._handover.say(conversation, asked.text, member_id=member_id)
        return [f"{asked.number}: said"]

    async def give_back(self, asked: argparse.Namespace) -> list[str]:
        """Give it back to the assistant."""
        conversation, _ = await self._requests.conversation_of(asked.number)
        await self._handover.give_back(conversation)
        return [f"{asked.number}: given back"]


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    made = argparse.ArgumentParser(prog="python -m mutuelle.requests", description="Members' requests, for staff.")
    commands = made.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="what waits, the urgent first")
    for name, what in {
        "show": "a request in clear",
        "move": "to another state; its member is told",
        "conversation": "what was said lately where it was made",
        "take": "take that conversation over: the assistant keeps silent",
        "say": "say something in it",
        "give-back": "give it back to the assistant",
    }.items():
        command = commands.add_parser(name, help=what)
        command.add_argument("number")
        if name == "move":
            command.add_argument("state", choices=[state for state in State if state is not State.WITHDRAWN])
            command.add_argument("--note", default="", help="told to the member once he is logged in")
        if name == "take":
            command.add_argument("--by", required=True, help="the name that the member reads")
        if name == "say":
            command.add_argument("text")
    return made


async def run(arguments: Sequence[str], store: Store, clock: Clock, settings: Settings) -> tuple[int, list[str]]:
    """Return the exit status and the lines to print."""
    asked = parser().parse_args(arguments)
    desk = Desk(store, clock, settings)
    commands: Mapping[str, Callable[[argparse.Namespace], Awaitable[list[str]]]] = {
        "list": desk.waiting,
        "show": desk.show,
        "move": desk.move,
        "conversation": desk.conversation,
        "take": desk.take,
        "say": desk.say,
        "give-back": desk.give_back,
    }
    try:
        return 0, await commands[asked.command](asked)
    except RequestStateRefused as refused:
        return 1, [f"{asked.number} is {refused.state}: it cannot become {refused.wanted}"]
    except HandedOver as taken:
        return 1, [f"{asked.number}: {taken.to} has the conversation"]
    except MutuelleError as refusal:
        return 1, [f"{asked.number}: {type(refusal).__name__}"]


async def main() -> int:
    """Run one command on the database of the environment."""
    settings = Settings.from_env(os.environ)
    store = Store(settings.database_url)
    try:
        status, lines = await run(sys.argv[1:], store, SystemClock(), settings)
    finally:
        await store.close()
    (sys.stdout if status == 0 else sys.stderr).writelines(f"{line}\n" for line in lines)
    return status


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

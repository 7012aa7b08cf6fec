"""`python -m mutuelle.documents.add`: staff adds a useful document, or a letter to one member (docs/operations.md).

Exit status: 0 it is there (also when it was before), 1 it was refused. Nothing of what a file holds is shown.
"""

import argparse
import asyncio
import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.attachments.errors import AttachmentRefused
from mutuelle.attachments.isolated import inspect_apart
from mutuelle.attachments.rules import LIMIT
from mutuelle.clock import Clock, SystemClock, today
from mutuelle.contract.tables import Contract, Member
from mutuelle.documents.engine import PDF
from mutuelle.letters.rules import letter_words
from mutuelle.letters.writing import OTHER, NewLetter, Sender, send
from mutuelle.settings import Settings
from mutuelle.store import Store
from mutuelle.useful.catalogue import OWN, categories, entries
from mutuelle.useful.tables import UsefulDocument

ADDED, REFUSED = 0, 1
LONGEST_TITLE = 80


class FileNotTaken(Exception):
    """A file or what is said of it cannot be taken; the message says why."""


class Adding:
    """The commands, on one database. Each returns the line to print. They raise FileNotTaken."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._sender = Sender.of(settings)

    async def useful(self, asked: argparse.Namespace) -> str:
        """Add a document for everybody, or put it in the place of the one of its key."""
        content = await pdf_of(asked.file)
        known = entries().get(asked.key)
        if known is not None and known.own:
            raise FileNotTaken(f"{asked.key} is made from each member's contract: it cannot be replaced")
        title = _title(asked.title or (known.title if known else ""))
        category = asked.category or (known.category if known else "")
        if category not in categories() or category == OWN:
            raise FileNotTaken("--category is needed: " + ", ".join(one for one in categories() if one != OWN))
        row = {
            "key": asked.key,
            "category": category,
            "title": title,
            "names": list(asked.name),
            "dated": asked.dated or today(self._clock),
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "content": content,
        }
        async with self._store.write() as connection:
            if await _is_there(connection, row, dated=asked.dated):
                return f"{asked.key}: there already"
            await connection.execute(delete(UsefulDocument).where(UsefulDocument.key == asked.key))
            await connection.execute(insert(UsefulDocument).values(**row, added_at=self._clock.now()))
        return f"{asked.key}: added, {len(content)} bytes"

    async def remove(self, asked: argparse.Namespace) -> str:
        """Take away a document that staff added; what it had replaced is there again."""
        async with self._store.write() as connection:
            gone = await connection.execute(delete(UsefulDocument).where(UsefulDocument.key == asked.key))
        return f"{asked.key}: removed" if gone.rowcount else f"{asked.key}: was not there"

    async def letter(self, asked: argparse.Namespace) -> str:
        """Add a letter to the member of a number."""
        content, day = await pdf_of(asked.file), asked.sent_on or today(self._clock)
        if day > today(self._clock):
            raise FileNotTaken("a letter cannot have been sent after today")
        title = _title(asked.title) if asked.kind == OTHER else ""
        async with self._store.write() as connection:
            found = await connection.execute(
                select(Contract.id).join(Member, Member.id == Contract.member_id).where(Member.number == asked.member)
            )
            contract_id = found.scalar_one_or_none()
            if contract_id is None:
                raise FileNotTaken(f"no contract of a member {asked.member}")
            source = f"file {hashlib.sha256(content).hexdigest()}"
            new = NewLetter(contract_id, asked.kind, day, source, file=content, title=title)
            reference = await send(connection, self._sender, new)
        return f"{asked.member}: {reference or 'there already'}"


async def pdf_of(path: Path) -> bytes:
    """Return the content of a PDF that was judged in a process of its own. Raises FileNotTaken."""
    content = await asyncio.to_thread(_read, path)
    try:
        file = await inspect_apart("file.pdf", content)
    except AttachmentRefused as refused:
        raise FileNotTaken(f"{path}: {type(refused).__name__}") from None
    if file.media_type != PDF:
        raise FileNotTaken(f"{path}: no PDF")
    return file.content


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    made = argparse.ArgumentParser(prog="python -m mutuelle.documents.add", description="Adds a PDF for members.")
    commands = made.add_subparsers(dest="command", required=True)
    useful = commands.add_parser("useful", help="a document for everybody")
    useful.add_argument("key", help="of the catalogue (statutes, general_terms …), or a new one")
    useful.add_argument("file", type=Path)
    useful.add_argument("--title")
    useful.add_argument("--category", choices=[one for one in categories() if one != OWN])
    useful.add_argument("--name", action="append", default=[], help="what members call it; several times")
    useful.add_argument("--dated", type=date.fromisoformat, help="its edition; today by default")
    remove = commands.add_parser("remove", help="take away a document for everybody")
    remove.add_argument("key")
    letter = commands.add_parser("letter", help="a letter to one member")
    letter.add_argument("member", help="his number, M1000018")
    letter.add_argument("file", type=Path)
    letter.add_argument("--kind", choices=list(letter_words()["kinds"]), default=OTHER)
    letter.add_argument("--title", default="", help="of a letter of kind other; nothing personal")
    letter.add_argument("--sent-on", type=date.fromisoformat, help="today by default")
    return made


async def run(arguments: Sequence[str], store: Store, clock: Clock, settings: Settings) -> tuple[int, str]:
    """Return the exit status and the line to print."""
    asked = parser().parse_args(arguments)
    adding = Adding(store, clock, settings)
    commands = {"useful": adding.useful, "remove": adding.remove, "letter": adding.letter}
    try:
        return ADDED, await commands[asked.command](asked)
    except FileNotTaken as refused:
        return REFUSED, str(refused)


async def _is_there(connection: AsyncConnection, row: Mapping[str, Any], *, dated: date | None) -> bool:
    """Say whether the same document is there; its date counts only where one was given."""
    columns = (UsefulDocument.sha256, UsefulDocument.title, UsefulDocument.category, UsefulDocument.names)
    found = (
        await connection.execute(select(*columns, UsefulDocument.dated).where(UsefulDocument.key == row["key"]))
    ).one_or_none()
    same = found is not None and all(row[column.key] == getattr(found, column.key) for column in columns)
    return same and (dated is None or (found is not None and found.dated == dated))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LIMIT:
            raise FileNotTaken(f"{path}: more than {LIMIT} bytes")
        return path.read_bytes()
    except OSError as error:
        raise FileNotTaken(f"{path}: {error.strerror}") from None


def _title(given: str) -> str:
    """Return a title. Raises FileNotTaken for none, or one that is too long or holds control characters."""
    title = " ".join(given.split())
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        raise FileNotTaken(f"--title is needed: 1 to {LONGEST_TITLE} letters")
    return title


async def main() -> int:
    """Add to the database of the environment."""
    settings = Settings.from_env(os.environ)
    store = Store(settings.database_url)
    try:
        status, line = await run(sys.argv[1:], store, SystemClock(), settings)
    finally:
        await store.close()
    (sys.stderr if status else sys.stdout).write(f"{line}\n")
    return status


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

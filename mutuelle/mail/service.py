"""Writing e-mails to the outbox, and sending what waits there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.clock import Clock
from mutuelle.mail.tables import Mail
from mutuelle.store import Store

TRIES = 8
FIRST_PAUSE = timedelta(seconds=30)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Letter:
    """An e-mail ready to be sent."""

    recipient: str
    subject: str
    plain: str
    html: str


class Postman(Protocol):
    """Takes an e-mail to its recipient."""

    async def deliver(self, letter: Letter) -> None:
        """Send it. Raises Undeliverable for good, NotNow when it may work later."""
        ...


class Undeliverable(Exception):
    """The recipient's server refused the e-mail for good."""


class NotNow(Exception):
    """The mail server cannot be reached, or asks to try later."""


async def post(connection: AsyncConnection, *, to: str, template: str, now: datetime, **values: object) -> None:
    """Write an e-mail to the outbox, in the transaction of what it tells of.

    `template` names `templates/<template>.txt` (its first line is the subject) and `.html`. Raises ValueError for a
    recipient or a subject that could forge a header.
    """
    subject, _, plain = _TEMPLATES.get_template(f"{template}.txt").render(values).partition("\n")
    if any(char in to + subject for char in "\r\n\0"):
        raise ValueError("a line break in an e-mail header")
    html = _TEMPLATES.get_template(f"{template}.html").render(values, subject=subject)
    await connection.execute(
        insert(Mail).values(
            recipient=to,
            template=template,
            subject=subject,
            plain=plain.strip() + "\n",
            html=html,
            created_at=now,
            next_try_at=now,
        )
    )


class MailService:
    """Sends what waits in the outbox; shows it, where a page of our own stands in for a mail server."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def send_waiting(self, postman: Postman, *, at_most: int = 20) -> int:
        """Send what is due, each e-mail claimed first so that two processes do not both send it; return how many."""
        sent = 0
        for _ in range(at_most):
            claimed = await self._claim()
            if claimed is None:
                break
            mail_id, tries, letter = claimed
            sent += await self._try(postman, mail_id, tries, letter)
        return sent

    async def _claim(self) -> tuple[int, int, Letter] | None:
        now = self._clock.now()
        async with self._store.write() as connection:
            due = (
                select(Mail.id)
                .where(Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.next_try_at <= now)
                .order_by(Mail.next_try_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            mail_id = (await connection.execute(due)).scalar_one_or_none()
            if mail_id is None:
                return None
            row = (
                await connection.execute(
                    update(Mail)
                    .where(Mail.id == mail_id)
                    .values(tries=Mail.tries + 1, next_try_at=now + FIRST_PAUSE)
                    .returning(Mail.tries, Mail.recipient, Mail.subject, Mail.plain, Mail.html)
                )
            ).one()
        return mail_id, row.tries, Letter(row.recipient, row.subject, row.plain, row.html)

    async def _try(self, postman: Postman, mail_id: int, tries: int, letter: Letter) -> bool:
        outcome: dict[str, datetime] = {}
        now = self._clock.now()
        try:
            await postman.deliver(letter)
        except Undeliverable:
            outcome = {"failed_at": now}
        except NotNow:
            outcome = {"failed_at": now} if tries >= TRIES else {"next_try_at": now + FIRST_PAUSE * 2**tries}
        else:
            outcome = {"sent_at": now}
        async with self._store.write() as connection:
            await connection.execute(update(Mail).where(Mail.id == mail_id).values(**outcome))
        return "sent_at" in outcome

    async def latest(self, *, at_most: int = 50) -> list[tuple[int, datetime, Letter]]:
        """Return the newest e-mails (id, when, what), for the mailbox page of a machine without a mail server."""
        async with self._store.read() as connection:
            rows = await connection.execute(
                select(Mail.id, Mail.created_at, Mail.recipient, Mail.subject, Mail.plain, Mail.html)
                .order_by(Mail.id.desc())
                .limit(at_most)
            )
            return [(r.id, r.created_at, Letter(r.recipient, r.subject, r.plain, r.html)) for r in rows]

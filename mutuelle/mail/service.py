"""Writing e-mails to the outbox, and sending what waits there."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.clock import Clock
from mutuelle.mail.tables import Mail
from mutuelle.store import Store

logger = structlog.get_logger()

TRIES = 8
FIRST_PAUSE = timedelta(seconds=30)
PATIENCE_S = 25.0  # less than the first pause, so that no other process takes up what is still being sent
_EPOCH = datetime.fromtimestamp(0, UTC)
SENT_OR_GIVEN_UP = {"plain": "", "html": ""}

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Letter:
    """An e-mail ready to be sent; number and instant are the same when it is sent a second time."""

    recipient: str
    subject: str
    plain: str
    html: str
    number: int = 0
    at: datetime = _EPOCH


class Postman(Protocol):
    """Takes an e-mail to its recipient."""

    async def deliver(self, letter: Letter) -> None:
        """Send it. Raises Undeliverable for good, NotNow when it may work later."""
        ...


class Undeliverable(Exception):
    """The recipient's server refused the e-mail for good."""


class NotNow(Exception):
    """The mail server cannot be reached, or asks to try later."""


async def post(
    connection: AsyncConnection,
    *,
    to: str,
    template: str,
    now: datetime,
    good_until: datetime | None = None,
    **values: object,
) -> None:
    """Write an e-mail to the outbox, in the transaction of what it tells of.

    `template` names `templates/<template>.txt` (its first line is the subject) and `.html`. After `good_until` it is
    not sent any more. Raises ValueError for a recipient or a subject that could forge a header.
    """
    subject, _, plain = _TEMPLATES.get_template(f"{template}.txt").render(values).partition("\n")
    if "\0" in to + subject or any(
        len(header.splitlines()) > 1 or header != header.strip() for header in (to, subject)
    ):
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
            expires_at=good_until,
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
        waiting = (Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.next_try_at <= now)
        async with self._store.write() as connection:
            too_late = update(Mail).where(*waiting, or_(Mail.expires_at <= now, Mail.tries >= TRIES))
            await connection.execute(too_late.values(failed_at=now, **SENT_OR_GIVEN_UP))
            due = select(Mail.id).where(*waiting).order_by(Mail.next_try_at).limit(1).with_for_update(skip_locked=True)
            mail_id = (await connection.execute(due)).scalar_one_or_none()
            if mail_id is None:
                return None
            row = (
                await connection.execute(
                    update(Mail)
                    .where(Mail.id == mail_id)
                    .values(tries=Mail.tries + 1, next_try_at=now + FIRST_PAUSE)
                    .returning(Mail.tries, Mail.recipient, Mail.subject, Mail.plain, Mail.html, Mail.created_at)
                )
            ).one()
        return mail_id, row.tries, Letter(row.recipient, row.subject, row.plain, row.html, mail_id, row.created_at)

    async def _try(self, postman: Postman, mail_id: int, tries: int, letter: Letter) -> bool:
        now = self._clock.now()
        done: dict[str, datetime | str] = {"failed_at": now, **SENT_OR_GIVEN_UP}
        later: dict[str, datetime | str] = {"next_try_at": now + FIRST_PAUSE * 2**tries} if tries < TRIES else done
        try:
            async with asyncio.timeout(PATIENCE_S):
                await postman.deliver(letter)
        except Undeliverable:
            outcome = done
        except (NotNow, TimeoutError):
            outcome = later
        except Exception as error:  # one e-mail that nobody can send must not keep the others
            logger.exception("mail_failed", mail_id=mail_id, error=type(error).__name__)
            outcome = later
        else:
            outcome = {"sent_at": now, **SENT_OR_GIVEN_UP}
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

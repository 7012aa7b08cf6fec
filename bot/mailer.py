"""Sends the e-mails that wait in the outbox, in the background: a mail server that is away delays, nothing more."""

import asyncio
import contextlib
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from mutuelle.mail.service import Letter, MailService, NotNow, Postman, Undeliverable

logger = structlog.get_logger()

LOOK_AGAIN_S = 1.0
PATIENCE_S = 20.0
GRACE_S = 3.0
PERMANENT = 500


class SmtpPostman:
    """Hands e-mails to a mail server: `smtp://[user:password@]host[:port]` (STARTTLS if offered) or `smtps://`."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("SMTP_URL must be smtp://host:port or smtps://host:port")
        if any(char in sender for char in "\r\n\0") or "@" not in parseaddr(sender)[1]:
            raise ValueError("MAIL_FROM must be an address, e.g. « Name <name@host> »")
        self._sender = sender
        self._tls = parts.scheme == "smtps"
        self._host, self._port = parts.hostname, parts.port or (465 if self._tls else 587)
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def deliver(self, letter: Letter) -> None:
        """Send it. Raises Undeliverable when the server refused it for good, NotNow for anything else."""
        try:
            await aiosmtplib.send(
                compose(letter, self._sender),
                hostname=self._host,
                port=self._port,
                username=self._username,
                password=self._password,
                use_tls=self._tls,
                timeout=PATIENCE_S,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            codes = [recipient.code for recipient in refused.recipients]
            raise (Undeliverable if all(code >= PERMANENT for code in codes) else NotNow) from None
        except aiosmtplib.SMTPAuthenticationError:
            raise NotNow from None  # our own configuration: the e-mail itself is fine
        except aiosmtplib.SMTPResponseException as refused:
            raise (Undeliverable if refused.code >= PERMANENT else NotNow) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            raise NotNow from None


def compose(letter: Letter, sender: str) -> EmailMessage:
    """Return the message, as text and HTML; sent a second time it has the same Message-ID, so that it shows once.

    Raises ValueError for a header that holds a line break.
    """
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = letter.at
    seed = f"{letter.number}:{letter.at.isoformat()}:{letter.recipient}".encode()
    message["Message-ID"] = f"<{sha256(seed).hexdigest()[:32]}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.plain)
    message.add_alternative(letter.html, subtype="html")
    return message


class Mailer:
    """Sends what waits every second, and at once when woken."""

    def __init__(self, mail: MailService, postman: Postman) -> None:
        self._mail = mail
        self._postman = postman
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begin to send."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop after the e-mail being sent, so that it is not sent again; the others wait for the next start."""
        self._stopping = True
        self._woken.set()
        if self._task:
            await asyncio.wait([self._task], timeout=GRACE_S)
            self._task.cancel()

    def wake(self) -> None:
        """Have the outbox looked at now."""
        self._woken.set()

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                while await self._mail.send_waiting(self._postman, at_most=1) and not self._stopping:
                    pass
            except Exception as error:  # the mailer must outlive a database that is away
                logger.exception("mailer_failed", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                if self._stopping:
                    return
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self._woken.wait()

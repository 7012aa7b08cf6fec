"""Structured logs: events as facts, one JSON line each; never what a member said or who he is."""

import logging
import re
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

from mutuelle.conversations.masking import mask_secrets

FORBIDDEN = frozenset(
    {
        *("text", "message_text", "body", "payload", "label", "name", "first_name", "last_name", "birth_date"),
        *("identifier", "email", "phone", "iban", "nir", "password", "token", "secret"),
    }
)
REDACTED = "[redacted]"
QUIET = ("httpx", "httpcore", "telegram", "apscheduler", "uvicorn.access", "aiosqlite")
FRAMES = 6
_RAISED = re.compile(r"^[\w.]+(?:Error|Exception)(?=:|$)", re.MULTILINE)


def set_up_logging() -> None:
    """Send structlog's logs, as JSON lines, and the libraries' warnings to standard output, both without values."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            exception_without_values,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(LibraryFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop the values that no log may hold, however deep, and mask account and NIR numbers in the others."""
    del logger, method
    for key, value in event.items():
        event[key] = _redacted(key, value)
    return event


def _redacted(key: str, value: Any) -> Any:
    if key in FORBIDDEN:
        return REDACTED
    if isinstance(value, dict):
        return {inner: _redacted(str(inner), one) for inner, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted("", one) for one in value]
    return mask_secrets(value) if isinstance(value, str) else value


def exception_without_values(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep where an exception came from; its message may quote what a member typed."""
    del logger, method
    given = event.pop("exc_info", None)
    if given:
        error = given if isinstance(given, BaseException) else sys.exc_info()[1]
        event["at"] = _frames(error.__traceback__ if error else None)
        event.setdefault("error", type(error).__name__)
    return event


class LibraryFormatter(logging.Formatter):
    """Writes the first line of a library's message, and where an exception came from: the rest may quote values."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; of a traceback within the message, what was raised."""
        message = record.getMessage()
        record.message = mask_secrets(message.partition("\n")[0])
        line = " ".join([self.formatMessage(record), *_RAISED.findall(message)])
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            line += f" {type(error).__name__} at {' > '.join(_frames(error.__traceback__))}"
        return line


def _frames(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frames[-FRAMES:]

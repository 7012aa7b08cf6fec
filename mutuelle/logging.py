"""Structured logs: events as facts, one JSON line each; never what a member said or who he is."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from mutuelle.conversations.masking import mask_secrets

FORBIDDEN = frozenset({"text", "message_text", "name", "first_name", "last_name", "iban", "nir", "password", "token"})
QUIET = ("httpx", "httpcore", "telegram", "apscheduler", "uvicorn.access", "aiosqlite")


def set_up_logging() -> None:
    """Send structlog's and the libraries' logs to standard output as JSON lines."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _exception_without_values,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(stream=sys.stdout, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop the values that no log may hold, and mask account and social security numbers in the others."""
    del logger, method
    for key, value in event.items():
        if key in FORBIDDEN:
            event[key] = "[redacted]"
        elif isinstance(value, str):
            event[key] = mask_secrets(value)
    return event


def _exception_without_values(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep where an exception came from; its message may quote what a member typed."""
    del logger, method
    if event.pop("exc_info", None):
        _, error, trace = sys.exc_info()
        frames = []
        while trace is not None:
            frames.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["at"] = frames[-6:]
        event.setdefault("error", type(error).__name__)
    return event

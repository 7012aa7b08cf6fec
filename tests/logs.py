"""What a process would write in its log, by the real pipeline."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

import structlog

from mutuelle.logging import set_up_logging


class Logs(io.StringIO):
    """The log of a block of code."""

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def facts(self) -> list[str]:
        return [line["event"] for line in self.lines()]


@contextmanager
def recorded() -> Iterator[Logs]:
    """Give the log of the block; structlog is as before afterwards."""
    logs = Logs()
    with redirect_stdout(logs):
        set_up_logging()
    structlog.configure(**{**structlog.get_config(), "cache_logger_on_first_use": False})
    try:
        yield logs
    finally:
        structlog.reset_defaults()

"""What the launcher refuses or fails at: one sentence that says what to do, and the end of the log."""

from pathlib import Path

TAIL_LINES = 15
TAIL_BYTES = 20_000


class StepFailed(Exception):
    """A step could not be done; the message is one sentence for whoever typed the command."""

    def __init__(self, message: str, *, log: Path | None = None) -> None:
        super().__init__(message)
        self.log = log

    def report(self) -> str:
        """Return the sentence, preceded by the last lines of the step's log where there is one."""
        lines = tail(self.log) if self.log else []
        if not lines:
            return f"error: {self}"
        shown = "\n".join(f"  | {line}" for line in lines)
        return f"{shown}\nerror: {self} (whole log: {self.log})"


def tail(path: Path, lines: int = TAIL_LINES) -> list[str]:
    """Return the last lines of a file that have something in them; none when it can't be read."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except OSError:
        return []
    return [line.rstrip() for line in text.splitlines() if line.strip()][-lines:]

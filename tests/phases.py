"""Says at the end of a run how long each kind of test took, all workers added up."""

from collections import Counter
from typing import Any

KINDS = {
    "running": "dialogues on the running stack",
    "browser": "browser",
    "postgres": "on PostgreSQL",
    "": "units and pages",
}


def write_phases(terminal: Any) -> None:
    """Write one line a kind, its set-up and tidying included; the stack's start, and its wait for the model, apart."""
    took: Counter[str] = Counter()
    count: Counter[str] = Counter()
    start = 0.0
    for report in (each for reports in terminal.stats.values() for each in reports if hasattr(each, "when")):
        kind = next(name for name in KINDS if not name or name in report.keywords)
        took[kind] += report.duration
        count[kind] += report.when == "call"
        if kind == "running" and report.when == "setup":
            start = max(start, report.duration)
    took["running"] -= start
    terminal.section("where the time went, workers added up")
    if start:
        terminal.line(f"{start:8.1f} s  the model awaited, the stack started")
    for kind, title in KINDS.items():
        if count[kind]:
            terminal.line(f"{took[kind]:8.1f} s  {title}: {count[kind]} tests")

"""A launcher of one dummy service, as a process of its own: what `make run` does with its three."""

import asyncio
import sys
from pathlib import Path

from ops.command import main_of
from ops.console import Console
from ops.services import Service
from ops.supervisor import Supervisor


def dummy(port, pids, *, name="dummy", patience=20):
    script = Path(__file__).with_name("dummy_service.py")
    return Service(name, name, (sys.executable, script, str(port), pids), {}, "127.0.0.1", port, patience=patience)


async def main():
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    console = Console()
    supervisor = Supervisor(console, folder / "log")
    try:
        await supervisor.start(dummy(port, folder / "pids"))
        console.line("started")
        await asyncio.Event().wait()
    finally:
        await supervisor.stop()
        console.line("stopped")


if __name__ == "__main__":
    sys.exit(main_of(main))

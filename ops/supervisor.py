"""Keeps processes running: waits until they answer, starts again what ended, stops all of it together."""

import asyncio
import time
from asyncio.subprocess import Process
from pathlib import Path

from ops.console import Console
from ops.errors import StepFailed
from ops.services import Service
from ops.spawn import end, ending, spawn, stop

BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_SECONDS = 60.0
BETWEEN_PROBES = 0.2
PROBE_SECONDS = 3.0


class Supervisor:
    """The processes started, each watched by a task of its own; logs go to `logs/<name>.log`."""

    def __init__(self, console: Console, logs: Path, *, back_off: tuple[float, ...] = BACK_OFF) -> None:
        self._console = console
        self._logs = logs
        self._back_off = back_off
        self._processes: dict[str, Process] = {}
        self._watches: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self, service: Service) -> None:
        """Start a process, wait until it answers, and keep it running from then on.

        Raises StepFailed, with the end of its log, when it ends or hangs before its first answer.
        """
        log = self.log_of(service)
        if log.exists():
            log.replace(log.with_suffix(".previous.log"))
        async with self._console.step(service.title, service.hint):
            process = await self._spawn(service)
            if not await self._answers_in_time(service, process):
                raise StepFailed(await self._why(service, process), log=log)
        self._watches.append(asyncio.create_task(self._watch(service, process)))

    async def stop(self) -> None:
        """Stop every process and what it started, side by side."""
        self._stopping = True
        for watch in self._watches:
            watch.cancel()
        await asyncio.gather(*self._watches, return_exceptions=True)
        await asyncio.gather(*(stop(process) for process in self._processes.values()))

    def hurry(self) -> None:
        """Kill what has not ended yet."""
        for process in self._processes.values():
            end(process)

    def log_of(self, service: Service) -> Path:
        """Return the file with this process's output."""
        return self._logs / f"{service.name}.log"

    async def _spawn(self, service: Service) -> Process:
        process = await spawn(service.command, env=service.env, log=self.log_of(service))
        self._processes[service.name] = process
        return process

    async def _answers_in_time(self, service: Service, process: Process) -> bool:
        deadline = time.monotonic() + service.patience
        while process.returncode is None and time.monotonic() < deadline:
            if await answers(service):
                return True
            await asyncio.sleep(BETWEEN_PROBES)
        return False

    async def _why(self, service: Service, process: Process) -> str:
        if process.returncode is not None:
            return f"the {service.title} ended at its start ({ending(process.returncode)})"
        await stop(process)
        return f"the {service.title} did not answer within {service.patience:.0f} s"

    async def _watch(self, service: Service, process: Process) -> None:
        failures = 0
        while True:
            started = time.monotonic()
            status = await process.wait()
            if time.monotonic() - started > STEADY_SECONDS:
                failures = 0
            pause = self._back_off[min(failures, len(self._back_off) - 1)]
            failures += 1
            self._console.line(f"{_now()} {service.title} ended ({ending(status)}); starting it again in {pause:.0f} s")
            await asyncio.sleep(pause)
            process = await self._again(service)

    async def _again(self, service: Service) -> Process:
        started = time.monotonic()
        process = await self._spawn(service)
        if await self._answers_in_time(service, process):
            self._console.line(f"{_now()} {service.title} answers again, after {time.monotonic() - started:.0f} s")
        elif process.returncode is None:
            self._console.line(f"{_now()} {await self._why(service, process)}")
        return process


async def answers(service: Service) -> bool:
    """Tell whether a process answers 200 to a plain HTTP request for its health."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            reader, writer = await asyncio.open_connection(service.host, service.port)
            try:
                host = f"{service.host}:{service.port}"
                request = f"GET {service.health_path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
                writer.write(request.encode())
                status = (await reader.readline()).split()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
    return status[1:2] == [b"200"]


def _now() -> str:
    return time.strftime("%H:%M:%S")

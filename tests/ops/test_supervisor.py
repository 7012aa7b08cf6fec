"""What was started is kept running, and nothing of it outlives the launcher."""

import asyncio
import io
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from ops.console import Console
from ops.errors import StepFailed
from ops.layout import ROOT
from ops.services import Service
from ops.supervisor import Supervisor, answers
from tests.ops.dummy_launcher import dummy

PATIENCE = 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def alive(pid):
    """A zombie is not alive: what an init that reaps nobody leaves of an orphan."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def pids_in(file):
    return [int(pid) for pid in file.read_text().split()] if file.exists() else []


@pytest.fixture
def launched(tmp_path):
    command = [sys.executable, "-m", "tests.ops.dummy_launcher", str(free_port()), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as launcher:
        assert any(line == "started\n" for line in launcher.stdout)
        pids = pids_in(tmp_path / "pids")
        assert all(map(alive, pids))
        assert len(pids) == 2
        yield launcher, pids
        launcher.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL], ids=lambda n: n.name)
def test_children_and_grandchildren_end_with_the_launcher(launched, number):
    launcher, pids = launched
    launcher.send_signal(number)
    launcher.wait(PATIENCE)
    wait_until(lambda: not any(map(alive, pids)))


def test_an_orderly_stop_is_said_and_leaves_no_trace_of_the_code(launched):
    launcher, _ = launched
    launcher.send_signal(signal.SIGINT)
    rest = launcher.stdout.read()
    assert "stopped" in rest
    assert "Traceback" not in rest


async def test_a_child_that_was_killed_is_started_again_and_one_line_says_so(tmp_path):
    shown = io.StringIO()
    supervisor = Supervisor(Console(shown), tmp_path, back_off=(0.1,))
    service, file = dummy(free_port(), tmp_path / "pids"), tmp_path / "pids"
    try:
        await supervisor.start(service)
        first, _ = pids_in(file)
        file.unlink()
        os.kill(first, signal.SIGKILL)
        await asyncio.to_thread(wait_until, lambda: "answers again" in shown.getvalue())
        second, grandchild = pids_in(file)
        assert second != first
        assert await answers(service)
        assert shown.getvalue().count("dummy ended (killed by signal 9)") == 1
    finally:
        await supervisor.stop()
    assert not alive(second)
    assert not alive(grandchild)


async def test_a_child_that_ends_at_its_start_is_a_failure_that_shows_its_log(tmp_path):
    supervisor = Supervisor(Console(io.StringIO()), tmp_path)
    command = (sys.executable, "-c", "print('no such table'); raise SystemExit(3)")
    with pytest.raises(StepFailed, match=r"bot ended at its start \(status 3\)") as failure:
        await supervisor.start(Service("bot", "bot", command, {}, "127.0.0.1", free_port()))
    assert "  | no such table\n" in failure.value.report()
    await supervisor.stop()


async def test_a_program_that_is_not_there_is_a_failure_that_names_it(tmp_path):
    supervisor = Supervisor(Console(io.StringIO()), tmp_path)
    with pytest.raises(StepFailed) as failure:
        await supervisor.start(Service("bot", "bot", ("/nowhere/python",), {}, "127.0.0.1", free_port()))
    assert "cannot start /nowhere/python: No such file" in failure.value.report()


async def test_a_start_that_hangs_is_given_up_and_stopped(tmp_path):
    supervisor = Supervisor(Console(io.StringIO()), tmp_path)
    command = ("sh", "-c", f"echo $$ > {tmp_path}/pid; echo still loading; sleep 300")
    with pytest.raises(StepFailed, match="did not answer within 1 s") as failure:
        await supervisor.start(Service("rasa", "Rasa", command, {}, "127.0.0.1", free_port(), patience=1))
    assert "still loading" in failure.value.report()
    assert not alive(int((tmp_path / "pid").read_text()))


async def test_the_log_of_the_run_before_is_kept_aside(tmp_path):
    supervisor = Supervisor(Console(io.StringIO()), tmp_path)
    (tmp_path / "dummy.log").write_text("what happened yesterday")
    try:
        await supervisor.start(dummy(free_port(), tmp_path / "pids"))
    finally:
        await supervisor.stop()
    assert (tmp_path / "dummy.previous.log").read_text() == "what happened yesterday"
    assert "yesterday" not in (tmp_path / "dummy.log").read_text()

"""What a shell sees of a command of ours."""

import signal
import subprocess
import sys

import pytest

from ops.layout import ROOT

PREFIX = """
import asyncio, sys
from ops.command import main_of
from ops.errors import StepFailed
async def work():
    print("at work", flush=True)
    {body}
sys.exit(main_of(work))
"""


def launch(body, **how):
    command = [sys.executable, "-c", PREFIX.format(body=body)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)


def test_a_failed_step_is_a_sentence_and_status_1():
    with launch("raise StepFailed('no database there: set DATABASE_URL')") as command:
        _, errors = command.communicate(timeout=20)
    assert command.returncode == 1
    assert errors == "error: no database there: set DATABASE_URL\n"


@pytest.mark.parametrize(("result", "status"), [("None", 0), ("0", 0), ("1", 1)])
def test_the_status_is_what_the_work_returned(result, status):
    with launch(f"return {result}") as command:
        command.communicate(timeout=20)
    assert command.returncode == status


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_it_without_a_traceback(number):
    with launch("await asyncio.Event().wait()") as command:
        assert command.stdout.readline() == "at work\n"
        command.send_signal(number)
        _, errors = command.communicate(timeout=20)
    assert command.returncode == 128 + number
    assert errors == ""


def test_a_job_in_the_background_of_a_script_obeys_ctrl_c_too():
    with launch("await asyncio.Event().wait()", preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) as job:
        assert job.stdout.readline() == "at work\n"
        job.send_signal(signal.SIGINT)
        job.communicate(timeout=20)
    assert job.returncode == 128 + signal.SIGINT


def test_nohup_is_respected():
    with launch("await asyncio.sleep(2)", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as job:
        assert job.stdout.readline() == "at work\n"
        job.send_signal(signal.SIGHUP)
        job.communicate(timeout=20)
    assert job.returncode == 0

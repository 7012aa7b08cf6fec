"""`make run` itself, before anything is started."""

import io
import socket

import pytest

from ops.console import Console
from ops.locks import try_lock
from ops.run import AlreadyRunning, only_run, start
from ops.settings import Settings


@pytest.fixture
def env(tmp_path, monkeypatch):
    for name, value in {"VAR_DIR": str(tmp_path), "PORT": "0", "RASA_PORT": "0", "ACTIONS_PORT": "0"}.items():
        monkeypatch.setenv(name, value)
    return {"VAR_DIR": str(tmp_path), "PORT": "0", "RASA_PORT": "0", "ACTIONS_PORT": "0"}


def test_a_second_run_says_where_the_first_one_is(env):
    shown = io.StringIO()
    first = Settings.from_env(env)
    with only_run(first):
        assert start(Console(shown)) == 0
    assert shown.getvalue().startswith(f"Already running at {first.public_url} (process ")
    assert shown.getvalue().count("\n") == 1


def test_once_it_ended_another_may_run(env):
    for _ in range(2):
        with only_run(Settings.from_env(env)):
            pass


def test_a_run_that_was_killed_holds_nobody_up(env, tmp_path):
    (tmp_path / "run.lock").write_text('{"url": "http://127.0.0.1:1", "pid": 1}')
    with only_run(Settings.from_env(env)), pytest.raises(AlreadyRunning), only_run(Settings.from_env(env)):
        pytest.fail("two runs of one folder")


def test_a_port_taken_is_one_sentence_and_a_status(env, monkeypatch):
    shown = io.StringIO()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        monkeypatch.setenv("PORT", str(listener.getsockname()[1]))
        assert start(Console(shown)) == 1
    assert shown.getvalue().startswith("error: 127.0.0.1:")
    assert "Traceback" not in shown.getvalue()
    assert shown.getvalue().count("\n") == 1


def test_a_lock_is_held_by_one(tmp_path):
    assert try_lock(tmp_path / "lock") is not None
    assert try_lock(tmp_path / "lock") is None

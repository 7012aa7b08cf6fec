"""A run says at once, in one sentence, what in its environment cannot be."""

import json
import socket
import stat

import pytest

from ops.errors import StepFailed
from ops.settings import Settings


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def free(**chosen):
    return {"PORT": "0", "RASA_PORT": "0", "ACTIONS_PORT": "0", **{name: str(value) for name, value in chosen.items()}}


@pytest.mark.parametrize("name", ["PORT", "RASA_PORT", "ACTIONS_PORT"])
def test_a_port_that_is_taken_is_told_with_the_variable_to_change_and_a_port_that_works(taken, name):
    with pytest.raises(StepFailed, match=rf"127.0.0.1:{taken} can't be listened on .*`{name}=\d+ make run`") as failure:
        Settings.from_env(free(**{name: taken})).check_ports()
    proposed = str(failure.value).rpartition("=")[2].split()[0]
    Settings.from_env(free(**{name: proposed})).check_ports()


def test_free_ports_are_fine_and_0_asks_for_one():
    settings = Settings.from_env(free())
    settings.check_ports()
    assert len({settings.port, settings.rasa_port, settings.actions_port} - {0}) == 3


def test_two_processes_cannot_share_a_port(taken):
    with pytest.raises(StepFailed, match="ACTIONS_PORT and RASA_PORT are both 5999"):
        Settings.from_env(free(RASA_PORT=5999, ACTIONS_PORT=5999)).check_ports()


def test_an_address_of_another_machine_cannot_be_listened_on():
    with pytest.raises(StepFailed, match=r"192\.0\.2\.1:\d+ can't be listened on"):
        Settings.from_env(free(HOST="192.0.2.1", PORT=8080)).check_ports()


@pytest.mark.parametrize("value", ["http", "-1", "70000", "٨٠"], ids=str)
def test_what_is_no_port_is_refused(value):
    with pytest.raises(StepFailed, match=r"RASA_PORT is .*: give a port number"):
        Settings.from_env(free(RASA_PORT=value))


def test_secrets_are_made_once_kept_privately_and_the_environment_wins(tmp_path):
    env = free(VAR_DIR=tmp_path)
    first = Settings.from_env(env).process_env()
    kept = tmp_path / "secrets.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert set(json.loads(kept.read_text())) == {"APP_SECRET", "RASA_TOKEN", "ACTIONS_TOKEN"}
    second = Settings.from_env({**env, "RASA_TOKEN": "mine"}).process_env()
    assert second["APP_SECRET"] == first["APP_SECRET"]
    assert len(first["APP_SECRET"]) >= 32
    assert second["RASA_TOKEN"] == "mine"
    assert "mine" not in kept.read_text()


def test_another_var_folder_has_a_database_of_its_own(tmp_path):
    env = Settings.from_env(free(VAR_DIR=tmp_path)).process_env()
    assert env["DATABASE_URL"].endswith(f"{tmp_path}/mutuelle.db")
    assert env["RASA_TRACKER_DB"] == str(tmp_path / "rasa.db")


def test_without_one_the_database_is_the_projects_default():
    assert "DATABASE_URL" not in Settings.from_env(free()).process_env()

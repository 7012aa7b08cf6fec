"""The browser tests' Chromium is found where it works, installed where that is allowed, asked for elsewhere."""

import io

import pytest

from ops import chromium
from ops.console import Console
from ops.errors import StepFailed


def put(path, script):
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def env(tmp_path, monkeypatch):
    monkeypatch.setattr(chromium, "LOGS", tmp_path / "log")
    (tmp_path / "bin").mkdir()
    return {"PATH": str(tmp_path / "bin")}


def test_the_stand_in_of_a_snap_is_passed_over(tmp_path, env):
    put(tmp_path / "bin/chromium-browser", "echo 'requires the chromium snap to be installed' >&2; exit 1")
    chrome = put(tmp_path / "bin/google-chrome", "echo Google Chrome 140")
    assert chromium.find(env) == chrome


async def test_where_nothing_can_be_installed_one_sentence_says_what_to_do(env):
    with pytest.raises(StepFailed, match="install the package chromium"):
        await chromium.provide(Console(io.StringIO()), env)


@pytest.mark.parametrize("sudo", [None, "exit 1"], ids=["no sudo", "sudo wants a password"])
async def test_a_user_who_may_not_install_is_told_so(tmp_path, env, monkeypatch, sudo):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    put(tmp_path / "bin/apt-get", f"touch {tmp_path}/called")
    if sudo:
        put(tmp_path / "bin/sudo", sudo)
    with pytest.raises(StepFailed, match="this user may not install it"):
        await chromium.provide(Console(io.StringIO()), env)
    assert not (tmp_path / "called").exists()


async def test_root_installs_it_after_refreshing_the_lists(tmp_path, env, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    made = put(tmp_path / "made", "echo Chromium 156")
    copies = f'case "$*" in *install*) /bin/cp {made} {tmp_path}/bin/chromium;; esac'
    put(tmp_path / "bin/apt-get", f'echo "$*" >> {tmp_path}/calls\n{copies}')
    assert await chromium.provide(Console(io.StringIO()), env) == tmp_path / "bin/chromium"
    first, second = (tmp_path / "calls").read_text().splitlines()
    assert first == "update"
    assert second.endswith("install -y --no-install-recommends chromium fonts-liberation")

"""Rasa's Python 3.10 is found where developers have it."""

import pytest

from ops.interpreter import find

WORKING = "#!/bin/sh\necho 3.10\n"
SHIM_OF_AN_INACTIVE_VERSION = "#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n"
ANOTHER_VERSION = "#!/bin/sh\necho 3.12\n"


def put(path, script):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return path


@pytest.fixture
def env(tmp_path):
    (tmp_path / "bin").mkdir()
    return {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path / "home")}


def test_the_one_on_path_comes_first(tmp_path, env):
    on_path = put(tmp_path / "bin/python3.10", WORKING)
    put(tmp_path / "home/.pyenv/versions/3.10.13/bin/python", WORKING)
    assert find(env) == on_path


def test_a_pyenv_shim_that_fails_leads_to_the_version_installed_behind_it(tmp_path, env):
    put(tmp_path / "bin/python3.10", SHIM_OF_AN_INACTIVE_VERSION)
    installed = put(tmp_path / "home/.pyenv/versions/3.10.13/bin/python", WORKING)
    assert find(env) == installed


def test_pyenv_may_live_elsewhere_and_its_newest_patch_is_taken(tmp_path, env):
    put(tmp_path / "pyenv/versions/3.10.9/bin/python", WORKING)
    newest = put(tmp_path / "pyenv/versions/3.10.13/bin/python", WORKING)
    put(tmp_path / "pyenv/versions/3.12.1/bin/python", WORKING)
    assert find({**env, "PYENV_ROOT": str(tmp_path / "pyenv")}) == newest


@pytest.mark.parametrize("script", [SHIM_OF_AN_INACTIVE_VERSION, ANOTHER_VERSION], ids=["fails", "is another version"])
def test_what_only_looks_like_one_is_not_taken(tmp_path, env, script):
    put(tmp_path / "bin/python3.10", script)
    assert find(env) is None


def test_there_may_be_none(env):
    assert find(env) is None

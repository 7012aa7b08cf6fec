"""Finds the Python 3.10 that Rasa needs: on PATH, among pyenv's versions, or by uv's own download."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

VERSION = "3.10"
PROBE = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
PROBE_SECONDS = 20
HOW_TO_GET_ONE = (
    f"Rasa needs Python {VERSION}, and neither PATH nor pyenv has one and uv could not download it:"
    f" install it (`pyenv install {VERSION}`, or your system's python{VERSION} package) and try again"
)


def find(env: Mapping[str, str]) -> Path | None:
    """Return a Python 3.10 that runs, or None; `env` gives PATH, PYENV_ROOT and HOME."""
    return next((candidate for candidate in candidates(env) if runs(candidate)), None)


def candidates(env: Mapping[str, str]) -> Iterator[Path]:
    """Yield where a Python 3.10 may be, the preferred first: PATH, then pyenv's newest."""
    on_path = shutil.which(f"python{VERSION}", path=env.get("PATH", ""))
    if on_path:
        yield Path(on_path)
    root = Path(env.get("PYENV_ROOT") or Path(env.get("HOME", "/nonexistent")) / ".pyenv")
    installed = sorted(root.glob(f"versions/{VERSION}*/bin/python"), key=_patch_level, reverse=True)
    yield from installed


def runs(python: Path) -> bool:
    """Tell whether this interpreter starts and is a 3.10: a pyenv shim exists but fails when its version is off."""
    try:
        answer = subprocess.run(
            [python, "-I", "-c", PROBE], capture_output=True, text=True, timeout=PROBE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.strip() == VERSION


def _patch_level(python: Path) -> int:
    patch = python.parent.parent.name.removeprefix(f"{VERSION}.")
    return int(patch) if patch.isdigit() else -1

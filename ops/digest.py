"""One hash for many files: what tells whether work must be done again."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path


def digest(root: Path, names: Iterable[str], *, salt: str = "") -> str:
    """Return the hexadecimal SHA-256 of these files and folders of `root`: their paths and their bytes.

    A missing one counts as absent. Hidden files and byte code are left out. `salt` is anything else that matters.
    """
    total = hashlib.sha256(salt.encode())
    for path in sorted(set(_files(root, names))):
        total.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(root: Path, names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        top = root / name
        if top.is_file():
            yield top
        for path in top.rglob("*"):
            hidden = any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(root).parts)
            if path.is_file() and not hidden:
                yield path


class Stamp:
    """Remembers in a file the hash with which some work last succeeded."""

    def __init__(self, path: Path, value: str) -> None:
        self._path = path
        self._value = value

    def fresh(self) -> bool:
        """Tell whether the work was done with this very value."""
        try:
            return self._path.read_text() == self._value
        except OSError:
            return False

    def write(self) -> None:
        """Note that the work was done."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(self._value)

"""XML without its own entities, read piece by piece: no document type, no bomb."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from mutuelle.attachments.errors import DamagedFile, DefinesEntities

DEEPEST = 500
Seen = Callable[[str, dict[str, str]], None]
Said = Callable[[str, str], None]


class _Reading:
    """One pass over a document: `seen` gets each element, `said` each text with the element it is in."""

    def __init__(self, seen: Seen, said: Said | None) -> None:
        self._seen = seen
        self._said = said
        self._path: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        if said is not None:
            self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if len(self._path) > DEEPEST:
            raise DamagedFile
        self._seen(name, attributes)

    def _end(self, _: str) -> None:
        self._path.pop()

    def _text(self, text: str) -> None:
        assert self._said is not None
        self._said(self._path[-1], text)


def read_xml(chunks: Iterable[bytes], seen: Seen, said: Said | None = None) -> None:
    """Read a document. Names come as « namespace local ». Raises DefinesEntities, DamagedFile, and what they raise."""
    parser = _Reading(seen, said).parser
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, LookupError, ValueError):
        raise DamagedFile from None


def _refuse(*_: object) -> None:
    raise DefinesEntities

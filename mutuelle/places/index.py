"""The names of all places, ready to be searched: in order, by length, by sound. Made when first asked for."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache

from mutuelle.places.areas import area_names
from mutuelle.places.gazetteer import gazetteer
from mutuelle.places.names import sound_of
from mutuelle.places.neighbourhoods import neighbourhoods

LONGER_BY = 2  # letters, or a quarter
KNOWN_BY_EAR = 3_000  # inhabitants


def beginning_with(key: str) -> Sequence[str]:
    """Return the names of communes and areas that go on after a whole name."""
    names = _in_order()
    return names[bisect_left(names, f"{key} ") : bisect_left(names, f"{key}!")]  # « ! » comes after the space


def as_long_as(length: int) -> tuple[list[str], list[str]]:
    """Return the names about as long as what was typed, and the same without spaces."""
    names, spelled, lengths = _by_length()
    more = max(LONGER_BY, length // 4)
    start, end = bisect_left(lengths, length - more), bisect_right(lengths, length + more)
    return names[start:end], spelled[start:end]


def sounding_like(key: str) -> tuple[str, ...]:
    """Return the names that sound as a key does: of areas, and of communes that people may know by ear only."""
    return _by_sound().get(sound_of(key), ())


@cache
def _in_order() -> tuple[str, ...]:
    return tuple(sorted({*gazetteer().by_key, *area_names(), *neighbourhoods()}))


@cache
def _by_length() -> tuple[list[str], list[str], list[int]]:
    names = sorted(_in_order(), key=lambda name: len(name.replace(" ", "")))
    spelled = [name.replace(" ", "") for name in names]
    return names, spelled, [len(one) for one in spelled]


@cache
def _by_sound() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in _heard():
        sound = sound_of(name)
        found[sound] = (*found.get(sound, ()), name)
    return found


def _heard() -> Iterable[str]:
    known = gazetteer()
    yield from area_names()
    yield from (name for name in neighbourhoods() if name not in known.by_key and name not in area_names())
    for name, places in known.by_key.items():
        if known.populations[places[0]] >= KNOWN_BY_EAR and name not in area_names():
            yield name

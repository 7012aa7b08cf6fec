"""Writes a line of points as a short text: Google's « encoded polyline », with three decimals (about 100 m)."""

from collections.abc import Iterable

STEPS = 1_000  # a degree
OFFSET, MORE, MASK, BITS = 63, 0x20, 0x1F, 5


def encode(points: Iterable[tuple[float, float]]) -> str:
    """Return a text for points given as latitude and longitude; points that fall together are written once."""
    written: list[str] = []
    at = None
    for latitude, longitude in points:
        here = (round(latitude * STEPS), round(longitude * STEPS))
        if here != at:
            before = at or (0, 0)
            written += [_number(here[0] - before[0]), _number(here[1] - before[1])]
            at = here
    return "".join(written)


def decode(text: str) -> list[tuple[float, float]]:
    """Return the latitudes and longitudes that a text stands for."""
    numbers: list[int] = []
    value = shift = 0
    for char in text:
        bits = ord(char) - OFFSET
        value |= (bits & MASK) << shift
        shift += BITS
        if bits < MORE:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    points = []
    latitude = longitude = 0
    for north, east in zip(numbers[::2], numbers[1::2], strict=True):
        latitude, longitude = latitude + north, longitude + east
        points.append((latitude / STEPS, longitude / STEPS))
    return points


def _number(value: int) -> str:
    value = ~(value << 1) if value < 0 else value << 1
    written = []
    while value >= MORE:
        written.append(chr((MORE | (value & MASK)) + OFFSET))
        value >>= BITS
    return "".join([*written, chr(value + OFFSET)])

"""`uv run --group gazetteer python -m mutuelle.places.build` writes `mutuelle/places/data/` anew (a minute, 1 GB)."""

import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mutuelle.places.build.points import point_of, radius_km
from mutuelle.places.build.shapes import department_outlines, neighbours, outlines
from mutuelle.places.build.sources import Source, communes, departments, supplement

DATA = Path(__file__).parent.parent / "data"


def main() -> None:
    """Read the sources, write the files, say what was done."""
    known, borrowed = supplement()["points"], supplement()["contours"]
    found = communes()
    tiles = [one for one in found if one.kind in "CA" and one.contour is not None and one.code not in borrowed]
    told: Counter[str] = Counter()
    rows = _rows(found, neighbours(tiles), known, told)
    _pack("communes.csv.xz", rows)
    all_departments = departments()
    lines = [f"{one.code};{one.name};{one.capital};{one.region}" for one in all_departments]
    (DATA / "departments.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    _pack("contours.csv.xz", (f"{code};{rings}" for code, rings in outlines(tiles).items()))
    shapes = department_outlines(tiles, all_departments)
    _pack("outlines.csv.xz", (f"{code};{rings}" for code, rings in shapes.items()))
    sys.stdout.write("".join(f"{count:7,}  {why}\n" for why, count in told.most_common()))


def _rows(
    found: Sequence[Source],
    touching: Mapping[str, set[str]],
    known: Mapping[str, Mapping[str, float]],
    told: Counter[str],
) -> Iterable[str]:
    """Return a line a commune; neighbours are numbers of lines further down, each pair written once."""
    lines = {one.code: n for n, one in enumerate(found) if one.kind != "D"}
    for n, one in enumerate(found):
        point = point_of(one, known, told)
        own = touching.get(one.code, set()) if one.kind != "D" else set()
        after = sorted(lines[code] - n for code in own if lines[code] > n)
        yield ";".join(
            (
                one.code,
                one.kind,
                one.name.replace("’", "'"),
                one.parent,
                " ".join(one.postcodes),
                str(one.population),
                f"{point.latitude:.3f}",
                f"{point.longitude:.3f}",
                str(radius_km(one, point)),
                " ".join(map(str, after)),
            )
        )


def _pack(name: str, lines: Iterable[str]) -> None:
    text = "\n".join([*lines, ""]).encode()
    packed = lzma.compress(text, preset=9 | lzma.PRESET_EXTREME)
    (DATA / name).write_bytes(packed)
    sys.stdout.write(f"{name}: {len(packed):,} bytes ({len(text):,} unpacked)\n")


if __name__ == "__main__":
    main()

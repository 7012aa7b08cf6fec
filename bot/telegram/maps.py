"""Draws a list's map as a picture: outlines of communes, a pin with its letter for each place, a scale, the source."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from bot.outlines import Bounds, outlines_of
from bot.texts import say
from mutuelle.places.contours import Contour
from mutuelle.places.model import Point

WIDTH, HEIGHT, EDGE = 1000, 750, 90  # pixels
LAND, AROUND, LINE, INK, MUTED = "#f4f1e8", "#e6eced", "#a9b7a5", "#10302e", "#5d706d"
PIN, RING, CENTER = "#0b5f5a", "#ffffff", "#c2410c"
RADIUS, APART = 20, 34  # pixels: of a pin's head; between two heads
KM_OF_DEGREE = 111.2
SCALES_M = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
NARROWEST_KM = 0.4
FONTS = "mpl-data/fonts/ttf"
Spot = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
CORNERS: tuple[Box, ...] = ((0, HEIGHT - 70, 300, HEIGHT), (WIDTH - 420, HEIGHT - 40, WIDTH, HEIGHT))  # scale, source


@dataclass(frozen=True)
class _View:
    """How degrees become pixels: equal distances in both directions around the middle of the bounds."""

    south: float
    west: float
    squeeze: float  # of a degree of longitude, against one of latitude
    scale: float  # pixels for a degree of latitude
    left: float
    bottom: float

    def pixel(self, latitude: float, longitude: float) -> Spot:
        across = (longitude - self.west) * self.squeeze * self.scale
        return self.left + across, self.bottom - (latitude - self.south) * self.scale

    @property
    def pixels_of_km(self) -> float:
        return self.scale / KM_OF_DEGREE

    @property
    def bounds(self) -> Bounds:
        """What the whole picture shows."""
        south = self.south - (HEIGHT - self.bottom) / self.scale
        west = self.west - self.left / self.scale / self.squeeze
        return south, west, south + HEIGHT / self.scale, west + WIDTH / self.scale / self.squeeze


def draw_map(body: dict[str, Any]) -> bytes:
    """Return a PNG of the places of a body of the log."""
    view = _view(tuple(body["bounds"]))
    outlines = outlines_of(view.bounds)
    picture = Image.new("RGB", (WIDTH, HEIGHT), AROUND)
    pen = ImageDraw.Draw(picture)
    tips = [view.pixel(place["latitude"], place["longitude"]) for place in body["places"]]
    heads = _apart(tips)
    _draw_outlines(pen, view, outlines.contours, taken=[*CORNERS, *(_around(head) for head in heads)])
    if body.get("center"):
        _draw_center(pen, view.pixel(*body["center"]))
    for place, tip, head in zip(body["places"], tips, heads, strict=True):
        _draw_pin(pen, tip, head, place["letter"])
    _draw_scale(pen, view)
    _draw_source(pen)
    made = BytesIO()
    picture.quantize(64, Image.Quantize.FASTOCTREE).save(made, format="PNG")
    return made.getvalue()


def _view(bounds: Bounds) -> _View:
    south, west, north, east = bounds
    squeeze = max(0.2, math.cos(math.radians((south + north) / 2)))
    high = max(north - south, NARROWEST_KM / KM_OF_DEGREE)
    wide = max((east - west) * squeeze, NARROWEST_KM / KM_OF_DEGREE)
    scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high)
    left = (WIDTH - (east - west) * squeeze * scale) / 2
    bottom = (HEIGHT + (north - south) * scale) / 2
    return _View(south, west, squeeze, scale, left, bottom)


def _draw_outlines(pen: ImageDraw.ImageDraw, view: _View, contours: Iterable[Contour], *, taken: list[Box]) -> None:
    """Draw the outlines, and their names where nothing else is (`taken`)."""
    drawn = [(contour, [[_pixel(view, point) for point in ring] for ring in contour.rings]) for contour in contours]
    for _, rings in drawn:
        for ring in rings:
            pen.polygon(ring, fill=LAND)
    for _, rings in drawn:
        for ring in rings:
            pen.line(ring, fill=LINE, width=2, joint="curve")
    for contour, rings in sorted(drawn, key=lambda one: -_extent(max(one[1], key=_extent))):
        _draw_name(pen, contour.name.partition(" (")[0], max(rings, key=_extent), taken)


def _pixel(view: _View, point: Point) -> Spot:
    return view.pixel(point.latitude, point.longitude)


def _extent(ring: Sequence[Spot]) -> float:
    """Return the area of what of a ring's box is on the picture, in pixels."""
    left, top, right, bottom = _shown_box(ring)
    return max(0.0, right - left) * max(0.0, bottom - top)


def _shown_box(ring: Sequence[Spot]) -> Box:
    across, down = [x for x, _ in ring], [y for _, y in ring]
    return max(0.0, min(across)), max(0.0, min(down)), min(WIDTH, max(across)), min(HEIGHT, max(down))


def _draw_name(pen: ImageDraw.ImageDraw, name: str, ring: Sequence[Spot], taken: list[Box]) -> None:
    """Write a commune's name in the middle of what is seen of it, where there is room."""
    left, top, right, bottom = _shown_box(ring)
    middle = ((left + right) / 2, (top + bottom) / 2)
    box = pen.textbbox(middle, name, font=_font(18), anchor="mm")
    if right - left < box[2] - box[0] or bottom - top < box[3] - box[1] or any(_meet(box, other) for other in taken):
        return
    taken.append(box)
    pen.text(middle, name, font=_font(18), fill=MUTED, anchor="mm", stroke_width=3, stroke_fill=LAND)


def _around(head: Spot) -> Box:
    x, y = head
    return x - RADIUS, y - RADIUS, x + RADIUS, y + 2 * RADIUS


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _apart(tips: Sequence[Spot]) -> list[Spot]:
    """Return where the pins' heads go: above their points, and aside where they would cover each other."""
    heads: list[Spot] = []
    for x, y in tips:
        wanted = [(x + APART * step, y - 2 * RADIUS - APART * row) for row in (0, 1, 2) for step in (0, 1, -1, 2, -2)]
        free = (head for head in wanted if all(math.dist(head, other) >= APART for other in heads))
        heads.append(_inside(next(free, wanted[0])))
    return heads


def _inside(head: Spot) -> Spot:
    return min(max(head[0], RADIUS), WIDTH - RADIUS), min(max(head[1], RADIUS), HEIGHT - RADIUS)


def _draw_pin(pen: ImageDraw.ImageDraw, tip: Spot, head: Spot, letter: str) -> None:
    x, y = head
    pen.line([tip, head], fill=PIN, width=4)
    pen.ellipse([tip[0] - 5, tip[1] - 5, tip[0] + 5, tip[1] + 5], fill=PIN, outline=RING, width=2)
    pen.ellipse([x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS], fill=PIN, outline=RING, width=3)
    pen.text(head, letter, font=_font(22 if len(letter) == 1 else 16, bold=True), fill=RING, anchor="mm")


def _draw_center(pen: ImageDraw.ImageDraw, spot: Spot) -> None:
    x, y = spot
    pen.ellipse([x - 11, y - 11, x + 11, y + 11], outline=CENTER, width=4)
    pen.ellipse([x - 3, y - 3, x + 3, y + 3], fill=CENTER)


def _draw_scale(pen: ImageDraw.ImageDraw, view: _View) -> None:
    """Draw the longest round length that takes a quarter of the width at most."""
    metre = view.pixels_of_km / 1_000
    length = max((one for one in SCALES_M if one * metre <= WIDTH / 4), default=SCALES_M[0])
    start, y, end = 24, HEIGHT - 24, 24 + length * metre
    pen.line([(start, y - 8), (start, y), (end, y), (end, y - 8)], fill=INK, width=3)
    words = f"{length} m" if length < SCALES_M[4] else f"{length // 1_000} km"
    pen.text((start, y - 12), words, font=_font(18), fill=INK, anchor="lb", stroke_width=3, stroke_fill=LAND)


def _draw_source(pen: ImageDraw.ImageDraw) -> None:
    words = say("maps", "source")
    pen.text((WIDTH - 12, HEIGHT - 12), words, font=_font(14), fill=INK, anchor="rb", stroke_width=3, stroke_fill=LAND)


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(files("matplotlib") / FONTS / name), size)

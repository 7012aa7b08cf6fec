"""The outlines that the chat's maps are drawn on, without or under their tiles."""

import asyncio
import math

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.outlines import Bounds, Outlines, outlines_of

DIGITS = 5  # of a degree: about a metre
KEPT_S = 86_400


async def show_outlines(request: Request) -> Response:
    """Return the outlines of what a map shows (`within`: south, west, north, east, in degrees) as JSON."""
    bounds = _bounds(request.query_params.get("within", ""))
    if bounds is None:
        return JSONResponse({"level": "communes", "outlines": []}, status_code=400)
    found = await asyncio.to_thread(outlines_of, bounds)
    return JSONResponse(_told(found), headers={"cache-control": f"private, max-age={KEPT_S}"})


def _bounds(text: str) -> Bounds | None:
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError:
        return None
    within = all(map(math.isfinite, (south, west, north, east))) and -90 <= south <= north <= 90  # noqa: PLR2004
    return (south, west, north, east) if within and -180 <= west <= east <= 180 else None  # noqa: PLR2004


def _told(found: Outlines) -> dict[str, object]:
    outlines = [
        {
            "name": contour.name,
            "rings": [
                [[round(point.latitude, DIGITS), round(point.longitude, DIGITS)] for point in ring]
                for ring in contour.rings
            ],
        }
        for contour in found.contours
    ]
    return {"level": found.level, "outlines": outlines}

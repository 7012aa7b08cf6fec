"""An addok of our own: answers what a test says, slowly, wrongly, or not at all."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


def feature(name, city, insee, postcode, latitude, longitude, *, score=0.95, kind="housenumber"):
    """Return an answer as addok gives it."""
    told = {"label": f"{name} {postcode} {city}", "name": name, "city": city, "citycode": insee, "postcode": postcode}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {**told, "score": score, "type": kind},
    }


PAIX = feature("5 Rue de la Paix", "Lille", "59350", "59800", 50.6310, 3.0560)


@dataclass
class Addok:
    """What it answers next, and what it was asked."""

    features: list[dict] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    text: str | None = None
    wait_s: float = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        await asyncio.sleep(self.wait_s)
        body = (
            self.text if self.text is not None else json.dumps({"type": "FeatureCollection", "features": self.features})
        )
        return web.Response(text=body, status=self.status, headers=self.headers, content_type="application/json")


@asynccontextmanager
async def addok() -> AsyncIterator[Addok]:
    """Serve one on loopback."""
    server = Addok()
    app = web.Application()
    app.router.add_get("/geocodage/search", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/geocodage"
    try:
        yield server
    finally:
        await runner.cleanup()

"""Asks the Base Adresse Nationale where a street is: the State's Géoplateforme, or an addok of one's own.

What is asked and answered is never logged.
"""

import logging
import math
import ssl
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
import structlog
from geopy.adapters import AioHTTPAdapter
from geopy.exc import GeocoderQueryError, GeocoderRateLimited, GeopyError
from geopy.geocoders import BANFrance

from mutuelle.places.model import Point

logging.getLogger("geopy").setLevel(
    logging.CRITICAL
)  # it logs the answers of a server that refuses, which hold the address

TIMEOUT_S = 2.0
PRECISE = frozenset({"housenumber", "street", "locality"})
LEAST_SCORE = 0.7
MOST_ANSWERS = 5
KEPT, KEPT_S = 1_024, 24 * 3_600
PER_SECOND = 10
PAUSE_S, LONGEST_PAUSE_S = 60, 600
AGENT = "assistant-mutuelle"

Monotonic = Callable[[], float]


class GeocoderFailed(Exception):
    """The geocoder is down, slow, refuses, or answers what is no answer."""


@dataclass(frozen=True)
class Answer:
    """A street or a house that the geocoder knows. `score`: from 0 to 1, how much it is like what was asked."""

    name: str
    city: str
    postcode: str
    insee: str
    point: Point
    score: float


class Ban(BANFrance):
    """geopy's geocoder of the BAN, with what its API can besides: a postcode, a place to prefer, no completion."""

    async def addresses(self, text: str, *, postcode: str, near: Point | None) -> list[Answer]:
        """Return what the server answers, the likeliest first; malformed answers are left out."""
        asked: dict[str, object] = {"q": text, "limit": MOST_ANSWERS, "autocomplete": 0}
        if postcode:
            asked["postcode"] = postcode
        if near:
            asked |= {"lat": round(near.latitude, 2), "lon": round(near.longitude, 2)}
        url = f"{self.geocode_api}?{urlencode(asked)}"
        wait = aiohttp.ClientTimeout(total=self.timeout)
        found: list[Answer] = await self._call_geocoder(url, answers_in, timeout=wait)  # type: ignore[no-untyped-call]
        return found


@dataclass
class Breaker:
    """Leaves a server that failed alone for a while: a minute, then twice as long each time, ten minutes at most."""

    now: Monotonic
    failures: int = 0
    _until: float = field(default=-math.inf)

    @property
    def open(self) -> bool:
        """Say whether the server is left alone now."""
        return self.now() < self._until

    def failed(self, pause_s: float | None = None) -> None:
        """Remember that it failed; `pause_s`: what the server itself asked to wait."""
        self.failures += 1
        wait = pause_s if pause_s is not None else PAUSE_S * 2 ** (self.failures - 1)
        self._until = self.now() + min(LONGEST_PAUSE_S, max(1.0, wait))

    def answered(self) -> None:
        """Remember that it answered."""
        self.failures = 0


class Geocoder:
    """Finds addresses: with a cache, at most ten requests a second, and a pause after a failure."""

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S, now: Monotonic = time.monotonic) -> None:
        self._url = urlsplit(url)
        self._timeout_s = timeout_s
        self._now = now
        self._breaker = Breaker(now)
        self._cache: OrderedDict[object, tuple[float, list[Answer]]] = OrderedDict()
        self._asked_at: list[float] = []

    async def addresses(self, text: str, *, postcode: str = "", near: Point | None = None) -> list[Answer]:
        """Return the streets and houses that are what was asked for, the likeliest first.

        Raises GeocoderFailed when there is no telling.
        """
        key = (text.lower(), postcode, near and (round(near.latitude, 1), round(near.longitude, 1)))
        if (kept := self._cache.get(key)) and self._now() - kept[0] < KEPT_S:
            self._cache.move_to_end(key)
            return kept[1]
        if self._breaker.open or not self._may_ask():
            raise GeocoderFailed
        found = [one for one in await self._ask(text, postcode, near) if one.score >= LEAST_SCORE]
        self._cache[key] = (self._now(), found)
        while len(self._cache) > KEPT:
            self._cache.popitem(last=False)
        return found

    async def _ask(self, text: str, postcode: str, near: Point | None) -> list[Answer]:
        domain = f"{self._url.netloc}{self._url.path}"
        try:
            async with Ban(  # type: ignore[no-untyped-call]
                domain=domain,
                scheme=self._url.scheme,
                timeout=self._timeout_s,
                user_agent=AGENT,
                ssl_context=self._ssl,
                proxies=None,
                adapter_factory=AioHTTPAdapter,
            ) as server:
                found: list[Answer] = await server.addresses(text, postcode=postcode, near=near)
        except GeocoderQueryError:
            return []  # it answered: this is no address
        except GeocoderRateLimited as error:
            raise self._failed("rate_limited", error.retry_after) from None
        except GeopyError as error:
            raise self._failed(type(error).__name__) from None
        except (aiohttp.ClientError, OSError, ValueError, TypeError) as error:  # no JSON, or none of ours
            raise self._failed(type(error).__name__) from None
        self._breaker.answered()
        return found

    def _failed(self, why: str, pause_s: float | None = None) -> GeocoderFailed:
        self._breaker.failed(pause_s)
        structlog.get_logger().warning("geocoder_failed", why=why, failures=self._breaker.failures)
        return GeocoderFailed()

    def _may_ask(self) -> bool:
        now = self._now()
        self._asked_at = [at for at in self._asked_at if now - at < 1]
        if len(self._asked_at) >= PER_SECOND:
            return False
        self._asked_at.append(now)
        return True

    @cached_property
    def _ssl(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def answers_in(response: Any) -> list[Answer]:
    """Return the answers of a response of addok (GeoJSON).

    Raises ValueError when it is none; one of its answers that is malformed, or is a whole town, is left out.
    """
    features = response.get("features") if isinstance(response, Mapping) else None
    if not isinstance(features, Sequence) or isinstance(features, str):
        raise ValueError("not a response of addok")  # noqa: TRY004 - what is refused is a value from outside
    return [answer for one in features if (answer := _answer(one))]


def _answer(feature: Any) -> Answer | None:
    try:
        told, (longitude, latitude) = feature["properties"], feature["geometry"]["coordinates"][:2]
        point = Point(float(latitude), float(longitude))
        name, city, postcode, insee = (str(told.get(key) or "") for key in ("name", "city", "postcode", "citycode"))
        score = float(told["score"])
        kind = told["type"]
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    if kind not in PRECISE or not name or not (abs(point.latitude) <= 90 and abs(point.longitude) <= 180):  # noqa: PLR2004
        return None
    return Answer(name, city, postcode, insee, point, score) if math.isfinite(score) else None

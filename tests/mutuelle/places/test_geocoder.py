"""An address is found by the geocoder; whatever that does, the gazetteer answers, and nobody waits twice."""

import asyncio
import json
import time

import pytest

from mutuelle.places.geocoder import Breaker, Geocoder, answers_in
from mutuelle.places.model import Point
from mutuelle.places.service import PlacesService
from mutuelle.settings import Settings
from tests.mutuelle.places.addok import PAIX, addok, feature

ADDRESS = "5 rue de la Paix, Lille"
QUICK_S = 0.3
NO_ANSWERS = [
    "not JSON",
    "",
    "null",
    "[]",
    "{}",
    '{"features": null}',
    '{"features": "all"}',
    '{"message": "<html>"}',
]
MALFORMED = [
    None,
    {},
    {"properties": {}, "geometry": {}},
    {"properties": PAIX["properties"], "geometry": {"coordinates": []}},
    {"properties": PAIX["properties"], "geometry": {"coordinates": ["x", "y"]}},
    {"properties": PAIX["properties"], "geometry": {"coordinates": [3.0, 950.0]}},
    {"properties": {**PAIX["properties"], "score": "high"}, "geometry": PAIX["geometry"]},
    {"properties": {**PAIX["properties"], "score": float("nan")}, "geometry": PAIX["geometry"]},
    {"properties": {**PAIX["properties"], "type": "municipality"}, "geometry": PAIX["geometry"]},
]


class Time:
    """A monotonic clock that a test moves."""

    def __init__(self):
        self.at = 1_000.0

    def __call__(self):
        return self.at


@pytest.fixture
def now():
    return Time()


@pytest.fixture
async def server():
    async with addok() as running:
        running.features = [PAIX]
        yield running


@pytest.fixture
def geocoded(server, now):
    settings = Settings(database_url="", secret="s" * 40, geocoder_url=server.url)
    return PlacesService(settings, Geocoder(server.url, timeout_s=QUICK_S, now=now))


async def test_an_address_is_where_the_geocoder_says(geocoded, server):
    found = await geocoded.find(ADDRESS)
    assert found.sure.name == "5 Rue de la Paix, Lille"
    assert found.sure.point == Point(50.6310, 3.0560)
    assert (found.sure.kind, found.sure.precise, found.sure.insee) == ("address", True, ("59350",))
    assert not found.coarse and not found.degraded
    assert server.asked == [{"q": ADDRESS, "limit": "5", "autocomplete": "0"}]


async def test_the_postcode_is_a_filter_and_the_members_place_a_preference(geocoded, server):
    server.features = [feature("28 Rue des Pyrénées", "Paris", "75120", "75020", 48.8480, 2.4050)]
    found = await geocoded.find("28 rue des Pyrénées, 75020 Paris", near=Point(48.856612, 2.352234))
    assert found.sure.name == "28 Rue des Pyrénées, Paris"
    assert server.asked[0]["postcode"] == "75020"
    assert (server.asked[0]["lat"], server.asked[0]["lon"]) == ("48.86", "2.35")  # to a kilometre: no more is told


@pytest.mark.parametrize("text", ["Lille", "59000", "Paris 12", "dans le 29", "quimpert", "", "Saint-Denis", "nowhere"])
async def test_what_is_no_address_is_never_sent_anywhere(geocoded, server, text):
    await geocoded.find(text)
    assert server.asked == []


async def test_without_a_geocoder_an_address_is_its_commune_and_says_so(places):
    found = await places.find(ADDRESS)
    assert (found.sure.name, found.sure.precise, found.coarse, found.degraded) == ("Lille (59)", False, True, False)


@pytest.mark.parametrize(
    "wrong",
    [
        feature("5 Rue de la Paix", "Bordeaux", "33063", "33000", 44.84, -0.58),  # another town
        feature("5 Rue de la Paix", "Lille", "59350", "59800", 44.84, -0.58),  # says Lille, and is in Bordeaux
        feature("5 Rue de la Paix", "Lille", "59350", "59800", 50.63, 3.05, score=0.69),
        feature("Lille", "Lille", "59350", "59800", 50.63, 3.05, kind="municipality"),
    ],
    ids=["another town", "another place", "a low score", "a whole town"],
)
async def test_a_wrong_answer_is_not_taken(geocoded, server, wrong):
    server.features = [wrong]
    found = await geocoded.find(ADDRESS)
    assert (found.sure.name, found.coarse, found.degraded) == ("Lille (59)", True, False)


async def test_an_answer_of_another_postcode_is_not_taken(geocoded, server):
    server.features = [feature("5 Rue de la Paix", "Paris", "75102", "75002", 48.8690, 2.3310)]
    assert (await geocoded.find("5 rue de la Paix 75020 Paris")).sure.name == "Paris 20e"


async def test_the_right_answer_is_taken_after_a_wrong_one(geocoded, server):
    server.features = [feature("5 Rue de la Paix", "Lens", "62498", "62300", 50.43, 2.83), PAIX]
    assert (await geocoded.find(ADDRESS)).sure.name == "5 Rue de la Paix, Lille"


async def test_the_same_street_of_homonymous_towns_is_asked_about(geocoded, server):
    server.features = [
        feature("10 Rue de la République", "Saint-Denis", "93066", "93200", 48.9360, 2.3560),
        feature("10 Rue de la République", "Saint-Denis", "97411", "97400", -20.8800, 55.4500),
    ]
    found = await geocoded.find("10 rue de la République Saint-Denis")
    assert [place.department for place in found.places] == ["93", "974"]


@pytest.mark.parametrize("text", NO_ANSWERS)
async def test_what_is_no_answer_is_as_good_as_none(geocoded, server, text):
    server.text = text
    found = await geocoded.find(ADDRESS)
    assert (found.sure.name, found.degraded) == ("Lille (59)", True)


@pytest.mark.parametrize("malformed", MALFORMED)
async def test_a_malformed_answer_is_left_out(geocoded, server, malformed):
    server.text = json.dumps({"features": [malformed, PAIX]})
    assert (await geocoded.find(ADDRESS)).sure.name == "5 Rue de la Paix, Lille"


@pytest.mark.parametrize("status", [401, 402, 403, 404, 407, 500, 502, 503, 504])
async def test_a_refusal_leaves_the_gazetteers_answer(geocoded, server, status):
    server.status, server.text = status, "no"
    found = await geocoded.find(ADDRESS)
    assert (found.sure.name, found.coarse, found.degraded) == ("Lille (59)", True, True)


@pytest.mark.parametrize("status", [400, 412, 413, 414])
async def test_a_question_that_the_server_finds_bad_does_not_stop_the_others(geocoded, server, status):
    server.status, server.text = status, "q: not a search"
    assert not (await geocoded.find("5 rue ?? Lille")).degraded
    server.status, server.text = 200, None
    assert (await geocoded.find(ADDRESS)).sure.precise


async def test_a_slow_server_costs_one_wait_and_then_none(geocoded, server):
    server.wait_s = 5
    started = time.monotonic()
    assert (await geocoded.find(ADDRESS)).degraded
    for n in range(6, 16):
        assert (await geocoded.find(f"{n} rue de la Paix, Lille")).degraded
    assert time.monotonic() - started < 3 * QUICK_S
    assert len(server.asked) == 1


async def test_a_server_that_is_down_is_tried_again_after_a_minute(server, now):
    geocoder = Geocoder("http://127.0.0.1:9", timeout_s=QUICK_S, now=now)
    places = PlacesService(Settings(database_url="", secret="s" * 40), geocoder)
    assert (await places.find(ADDRESS)).degraded
    geocoder._url = Geocoder(server.url)._url  # it is up again
    assert (await places.find(ADDRESS)).degraded
    now.at += 61
    assert (await places.find(ADDRESS)).sure.precise


async def test_a_server_that_asks_to_wait_is_left_alone_as_long_as_it_says(geocoded, server, now):
    server.status, server.headers = 429, {"Retry-After": "30"}
    assert (await geocoded.find(ADDRESS)).degraded
    server.status = 200
    now.at += 29
    assert (await geocoded.find(ADDRESS)).degraded
    now.at += 2
    assert (await geocoded.find(ADDRESS)).sure.precise
    assert len(server.asked) == 2


def test_each_failure_doubles_the_pause_up_to_ten_minutes(now):
    breaker = Breaker(now)
    pauses = []
    for _ in range(6):
        breaker.failed()
        started = now.at
        while breaker.open:
            now.at += 1
        pauses.append(now.at - started)
    assert pauses == [60, 120, 240, 480, 600, 600]


async def test_an_address_is_asked_for_once_a_day(geocoded, server, now):
    for _ in range(3):
        await geocoded.find(ADDRESS)
    assert len(server.asked) == 1
    now.at += 24 * 3_600 + 1
    await geocoded.find(ADDRESS)
    assert len(server.asked) == 2


async def test_no_more_than_ten_a_second_are_asked(geocoded, server, now):
    found = [await geocoded.find(f"{n} rue de la Paix, Lille") for n in range(1, 13)]
    assert len(server.asked) == 10
    assert [one.degraded for one in found] == [False] * 10 + [True] * 2
    now.at += 1
    assert not (await geocoded.find("99 rue de la Paix, Lille")).degraded


async def test_the_cache_is_bounded(geocoded, server, now, monkeypatch):
    monkeypatch.setattr("mutuelle.places.geocoder.KEPT", 3)
    for n in range(1, 6):
        await geocoded.find(f"{n} rue de la Paix, Lille")
    assert len(geocoded._geocoder._cache) == 3


async def test_conversations_that_ask_at_once_are_all_answered(geocoded, server):
    found = await asyncio.gather(*(geocoded.find(f"{n} rue de la Paix, Lille") for n in range(1, 6)))
    assert all(one.sure.precise for one in found)


@pytest.mark.parametrize("trouble", ["none", "refused", "garbage", "slow"])
async def test_no_log_holds_an_address(geocoded, server, trouble, caplog, capsys):
    caplog.set_level("DEBUG")
    server.status = 503 if trouble == "refused" else 200
    server.text = f"{ADDRESS} is bad" if trouble in {"refused", "garbage"} else None
    server.wait_s = 1 if trouble == "slow" else 0
    await geocoded.find(ADDRESS)
    said = [record.getMessage() for record in caplog.records if not record.name.startswith("aiohttp.access")]
    out = capsys.readouterr()
    for text in [*said, out.out, out.err]:
        assert "Paix" not in text and "rue" not in text.lower()


def test_answers_are_read_from_addoks_geojson():
    assert [one.name for one in answers_in({"features": [PAIX]})] == ["5 Rue de la Paix"]
    with pytest.raises(ValueError, match="not a response of addok"):
        answers_in(None)

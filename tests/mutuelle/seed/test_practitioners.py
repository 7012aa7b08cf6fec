"""The demo's invented professionals: everywhere, the same each time, with numbers that are nobody's."""

from collections import Counter
from functools import partial
from itertools import islice

import pytest

from mutuelle.places.model import Place, Point
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.categories import categories, category_by_code
from mutuelle.practitioners.model import Search
from mutuelle.practitioners.service import PractitionerService
from mutuelle.seed.practitioners import Town, all_towns, demo_practitioners, seed_directory
from tests.mutuelle.practitioners.people import person, settle

TOTAL = 60_000
FICTION = ("01 99 00 ", "02 61 91 ", "03 53 01 ", "04 65 71 ", "05 36 49 ")  # ARCEP, decision 2018-0881
RENNES = Town(Place("Rennes (35)", Point(48.11, -1.68), "commune", ("35238",), population=9, department="35"), ())


@pytest.fixture(scope="module")
def rows():
    return list(demo_practitioners(all_towns(), TOTAL))


def test_there_are_about_as_many_as_wanted_of_every_category(rows):
    found = Counter(row["category"] for row in rows)

    assert TOTAL * 0.95 < len(rows) < TOTAL * 1.05
    assert set(found) == {one.code for one in categories()}
    assert found["nurse"] > found["gp"] > found["dentist"] > found["optician"] > found["nephrologist"]


def test_every_department_has_one_of_each(rows):
    departments = {town.place.department for town in all_towns()}
    found = {(row["insee"][: 3 if row["insee"] > "97" else 2], row["category"]) for row in rows}

    assert len(departments) > 100
    assert {"2A", "75", "974", "988"} <= departments
    assert {code for _, code in found} == {one.code for one in categories()}
    assert all((one, "gp") in found for one in ("2A", "48", "75", "974", "971"))


def test_they_follow_the_population(rows):
    found = Counter(row["insee"][:2] for row in rows if row["category"] == "nurse")

    assert found["59"] > found["35"] > found["23"] > 0


def test_the_same_again(rows):
    assert list(islice(demo_practitioners(all_towns(), TOTAL), 2_000)) == rows[:2_000]


def test_telephone_numbers_are_those_of_fiction(rows):
    assert {row["phone"][:9] for row in rows} == set(FICTION)
    assert all(len(row["phone"]) == len("01 99 00 12 34") for row in rows)


def test_numbers_are_of_the_right_form_and_nobody_s_twice(rows):
    by_label = {label: [row["number"] for row in rows if row["number_label"] == label] for label in ("RPPS", "FINESS")}

    assert all(len(number) == 11 and number.startswith("19990") for number in by_label["RPPS"])
    assert all(len(number) == 9 and number[2:4] == "99" for number in by_label["FINESS"])
    assert len({row["number"] for row in rows}) == len(rows)


def test_only_the_three_disciplines_are_in_the_network_and_not_all_of_them(rows):
    total = Counter(row["category"] for row in rows)
    inside = Counter(row["category"] for row in rows if row["in_network"])

    assert set(inside) == {one.code for one in categories() if one.network}
    assert all(inside[code] < total[code] for code in inside)


def test_only_physicians_have_sectors_and_optam_is_of_sector_two(rows):
    for row in rows:
        assert bool(row["sector"]) == category_by_code(row["category"]).sectors
        assert not row["optam"] or row["sector"] == "2"


def test_they_are_in_their_commune(rows):
    places = PlacesService.__new__(PlacesService)  # the gazetteer needs no settings
    for row in rows[::500]:
        commune = places.commune(row["insee"])
        assert commune.point.distance_km(Point(row["latitude"], row["longitude"])) <= max(commune.radius_km, 0.01)
        assert row["postcode"] in places.postcodes_of(row["insee"])


async def test_real_professionals_are_not_joined_by_invented_ones(store):
    await settle(store, person(1, source="rpps"))

    assert await seed_directory(store, towns=lambda: (RENNES,), total=100) == 0


async def test_a_directory_is_filled_once(store):
    few = partial(seed_directory, store, towns=lambda: (RENNES,), total=100)

    first, again = await few(), await few()

    page = await PractitionerService(store).nearest(Search(RENNES.place.point, category="gp"))
    assert first > 0 and again == 0
    assert page.practitioners[0].city == "Rennes"

"""Who is nearest: order, distances, totals, filters and pages."""

from random import Random

import pytest
from geopy.distance import geodesic

from mutuelle.errors import PractitionerUnknown
from mutuelle.places.model import Point
from mutuelle.practitioners.model import Search, letter_of, rank_of
from tests.databases import on_both_databases
from tests.mutuelle.practitioners.people import LYON, QUIMPER, SAINT_DENIS, TOURS, north, person, settle

GP = Search(QUIMPER, category="gp")


def geodesic_km(one: Point, other: Point) -> float:
    return geodesic((one.latitude, one.longitude), (other.latitude, other.longitude)).km


def scattered(count, centre, seed, degrees):
    rng = Random(seed)
    return [
        Point(centre.latitude + rng.gauss(0, degrees), centre.longitude + rng.gauss(0, degrees)) for _ in range(count)
    ]


@pytest.mark.parametrize("centre", [QUIMPER, SAINT_DENIS], ids=["Quimper", "La Réunion"])
@pytest.mark.parametrize("degrees", [0.02, 0.5], ids=["town", "region"])
async def test_the_nearest_are_those_that_a_computation_of_all_distances_finds(store, practitioners, centre, degrees):
    points = scattered(400, centre, 7, degrees)
    await settle(store, *(person(n + 1, point=point) for n, point in enumerate(points)))

    page = await practitioners.nearest(Search(centre, category="gp"), limit=20)

    by_hand = sorted(geodesic_km(centre, point) for point in points)
    assert [one.distance_km for one in page.practitioners] == pytest.approx(by_hand[:20], rel=1e-4)
    assert page.total == sum(km <= page.within_km for km in by_hand) > 0


@pytest.mark.parametrize("within_km", [1, 3.5, 12, 60, 900])
async def test_the_total_within_a_distance_counts_all_within_it_and_nobody_else(store, practitioners, within_km):
    points = scattered(500, TOURS, 3, 0.2)
    await settle(store, *(person(n + 1, point=point) for n, point in enumerate(points)))

    page = await practitioners.nearest(Search(TOURS, category="gp", within_km=within_km), limit=50)

    assert page.total == sum(geodesic_km(TOURS, point) <= within_km for point in points)
    assert page.within_km == within_km
    assert all(one.distance_km <= within_km for one in page.practitioners)


async def test_the_radius_is_the_first_that_fills_a_page(store, practitioners):
    await settle(store, *(person(n, point=north(QUIMPER, n)) for n in range(1, 9)))

    page = await practitioners.nearest(GP)

    assert (page.within_km, page.total, page.first, page.last) == (10.0, 8, 1, 5)


async def test_a_lonely_one_counts_within_fifty_kilometres(store, practitioners):
    await settle(store, person(1, point=north(QUIMPER, 3)), person(2, point=north(QUIMPER, 49)))

    page = await practitioners.nearest(GP)

    assert (page.within_km, page.total) == (50.0, 2)


async def test_nobody_near_widens_until_somebody_is_found(store, practitioners):
    await settle(store, person(1, point=TOURS), person(2, point=LYON))

    page = await practitioners.nearest(GP)

    assert (page.within_km, page.total) == (400.0, 1)
    assert page.practitioners[0].distance_km == pytest.approx(geodesic_km(QUIMPER, TOURS), rel=1e-5)


async def test_beyond_the_last_radius_nothing_is_found(store, practitioners):
    await settle(store, person(1, point=SAINT_DENIS))

    page = await practitioners.nearest(GP)

    assert (page.total, page.first, page.last, page.practitioners, page.letters) == (0, 0, 0, (), ())


async def test_pages_follow_one_another_with_the_same_total(store, practitioners):
    await settle(store, *(person(n, point=north(QUIMPER, n / 20)) for n in range(1, 24)))

    second = await practitioners.nearest(GP, offset=5)
    last = await practitioners.nearest(GP, offset=20)
    behind = await practitioners.nearest(GP, offset=25)

    assert (second.first, second.last, second.total, second.has_next) == (6, 10, 23, True)
    assert second.letters == ("F", "G", "H", "I", "J")
    assert (last.first, last.last, last.total, last.has_next) == (21, 23, 23, False)
    assert (behind.first, behind.total, behind.practitioners) == (0, 23, ())


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (50, 50), (500, 50)])
async def test_a_page_has_one_to_fifty(store, practitioners, asked, given):
    await settle(store, *(person(n, point=north(QUIMPER, n / 100)) for n in range(1, 61)))

    page = await practitioners.nearest(GP, limit=asked)

    assert len(page.practitioners) == given


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        (Search(QUIMPER, category="gp"), [1, 2, 3]),
        (Search(QUIMPER, category="gp", sector="1"), [1]),
        (Search(QUIMPER, category="gp", sector="2"), [2, 3]),
        (Search(QUIMPER, category="gp", optam_only=True), [1, 3]),
        (Search(QUIMPER, category="optician"), [4, 5]),
        (Search(QUIMPER, category="optician", network_only=True), [5]),
        (Search(QUIMPER, category="gp", insee=("29232",)), [2]),
        (Search(QUIMPER, category="optician", insee=("29232", "29103")), [4, 5]),
        (Search(QUIMPER), [1, 2, 3, 4, 5]),
        (Search(QUIMPER, within_km=2.5), [1, 2]),
    ],
    ids=["all", "sector 1", "sector 2", "OPTAM", "category", "network", "commune", "communes", "no category", "near"],
)
async def test_filters(store, practitioners, search, ids):
    await settle(
        store,
        person(1, point=north(QUIMPER, 1), insee="29103"),
        person(2, point=north(QUIMPER, 2), sector="2"),
        person(3, point=north(QUIMPER, 3), sector="2", optam=True, insee="29170"),
        person(4, point=north(QUIMPER, 4), category="optician", sector=""),
        person(5, point=north(QUIMPER, 5), category="optician", sector="", in_network=True),
    )

    page = await practitioners.nearest(search)

    assert [one.id for one in page.practitioners] == ids
    assert page.total == len(ids)


@on_both_databases
async def test_both_databases_answer_alike(store, practitioners):
    points = scattered(300, TOURS, 11, 0.1)
    await settle(
        store,
        *(
            person(n, point=point, sector="12"[n % 2], optam=n % 3 == 0, in_network=n % 5 == 0, insee="37261")
            for n, point in enumerate(points, start=1)
        ),
    )
    search = Search(TOURS, category="gp", sector="2", optam_only=True, network_only=True)

    around = await practitioners.nearest(search, limit=4)
    there = await practitioners.nearest(Search(TOURS, category="gp", insee=("37261",)), offset=295)

    fitting = [point for n, point in enumerate(points, start=1) if n % 2 and n % 3 == 0 and n % 5 == 0]
    assert [one.distance_km for one in around.practitioners] == pytest.approx(
        sorted(geodesic_km(TOURS, point) for point in fitting)[:4], rel=1e-4
    )
    assert (there.total, len(there.practitioners), there.within_km) == (300, 5, 0.0)


async def test_communes_count_however_far_they_are(store, practitioners):
    await settle(store, person(1, point=TOURS, insee="37261"), person(2, point=QUIMPER))

    page = await practitioners.nearest(Search(QUIMPER, category="gp", insee=("37261",)))

    assert (page.total, page.within_km) == (1, 0.0)


async def test_one_is_read_whole_with_its_distance(store, practitioners):
    await settle(store, person(7, point=north(QUIMPER, 0.343), last="Morel", approximate=True))

    one = await practitioners.one(7, seen_from=QUIMPER)

    assert (one.name, one.category_label, one.number_label) == ("Dr Anne Morel", "Médecin généraliste", "RPPS")
    assert (one.street, one.postcode, one.city, one.phone) == ("1 rue du Moulin", "29000", "Quimper", "02 61 91 00 01")
    assert one.approximate and one.sector == "1" and not one.optam
    assert one.distance_km == pytest.approx(0.343, abs=0.001)


async def test_one_who_left_the_directory_is_unknown(practitioners):
    with pytest.raises(PractitionerUnknown):
        await practitioners.one(12)


@pytest.mark.parametrize(("rank", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (703, "AAA")])
def test_letters_go_on_behind_z(rank, letters):
    assert (letter_of(rank), rank_of(letters)) == (rank and letters, rank)


def test_what_is_no_letter_has_no_rank():
    assert rank_of("é") == 0

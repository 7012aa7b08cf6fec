"""The gazetteer is France: its places are where they are known to be, and it is small."""

import pytest

from mutuelle.places.gazetteer import DATA, gazetteer
from mutuelle.places.model import Point

WITHIN_KM = 3.0
# INSEE code: town, latitude and longitude as Wikipedia or a map gives them, apart from our sources.
KNOWN = {
    "35238": ("Rennes", 48.1147, -1.6794),
    "13004": ("Arles", 43.6777, 4.6308),
    "97411": ("Saint-Denis de La Réunion", -20.8789, 55.4481),
    "75120": ("Paris 20e", 48.8646, 2.3984),
    "75101": ("Paris 1er", 48.8592, 2.3417),
    "75116": ("Paris 16e", 48.8637, 2.2769),
    "69383": ("Lyon 3e", 45.7597, 4.8497),
    "13208": ("Marseille 8e", 43.2700, 5.3800),
    "13216": ("Marseille 16e", 43.3620, 5.3140),
    "75056": ("Paris", 48.8566, 2.3522),
    "69123": ("Lyon", 45.7579, 4.8350),
    "13055": ("Marseille", 43.2965, 5.3700),
    "59350": ("Lille", 50.6372, 3.0633),
    "33063": ("Bordeaux", 44.8378, -0.5795),
    "31555": ("Toulouse", 43.6045, 1.4440),
    "06088": ("Nice", 43.7009, 7.2684),
    "44109": ("Nantes", 47.2181, -1.5528),
    "67482": ("Strasbourg", 48.5839, 7.7455),
    "34172": ("Montpellier", 43.6110, 3.8767),
    "29232": ("Quimper", 47.9960, -4.1020),
    "37261": ("Tours", 47.3936, 0.6892),
    "64445": ("Pau", 43.2950, -0.3700),
    "29019": ("Brest", 48.3900, -4.4860),
    "63113": ("Clermont-Ferrand", 45.7790, 3.0870),
    "87085": ("Limoges", 45.8350, 1.2620),
    "2A004": ("Ajaccio", 41.9190, 8.7380),
    "2B033": ("Bastia", 42.7000, 9.4500),
    "93066": ("Saint-Denis (Seine-Saint-Denis)", 48.9356, 2.3539),
    "97105": ("Basse-Terre", 15.9958, -61.7292),
    "97120": ("Pointe-à-Pitre", 16.2411, -61.5331),
    "97128": ("Sainte-Anne (Guadeloupe)", 16.2270, -61.3850),
    "97129": ("Sainte-Rose (Guadeloupe)", 16.3320, -61.6970),
    "97209": ("Fort-de-France", 14.6036, -61.0742),
    "97302": ("Cayenne", 4.9372, -52.3260),
    "97311": ("Saint-Laurent-du-Maroni", 5.5030, -54.0300),
    "97415": ("Saint-Paul (La Réunion)", -21.0096, 55.2707),
    "97416": ("Saint-Pierre (La Réunion)", -21.3393, 55.4781),
    "97611": ("Mamoudzou", -12.7806, 45.2278),
    "97502": ("Saint-Pierre (Saint-Pierre-et-Miquelon)", 46.7811, -56.1764),
    "97801": ("Saint-Martin", 18.0680, -63.0830),
    "98818": ("Nouméa", -22.2758, 166.4580),
    "05061": ("Gap", 44.5590, 6.0790),
    "05023": ("Briançon", 44.8960, 6.6350),
    "29155": ("Ouessant", 48.4560, -5.0960),
    "26108": ("Crest", 44.7280, 5.0220),
    "49099": ("Cholet", 47.0600, -0.8790),
    "33103": ("Castelmoron-d'Albret, 53 inhabitants", 44.6806, -0.0122),
    "31046": ("Baren, 12 inhabitants", 42.8678, 0.6236),
    "26274": ("Rochefourchat, 1 inhabitant", 44.5950, 5.2430),
    "29083": ("Île-de-Sein", 48.0369, -4.8497),
    "05157": ("Saint-Véran", 44.7003, 6.8692),
    "99138": ("Monaco", 43.7311, 7.4197),
}
SMALL = {
    "communes.csv.xz": 1_000_000,
    "contours.csv.xz": 1_000_000,
    "outlines.csv.xz": 50_000,
    "departments.csv": 10_000,
}


@pytest.mark.parametrize(("code", "at"), KNOWN.items(), ids=[name for name, *_ in KNOWN.values()])
def test_a_known_place_is_where_it_is_known_to_be(places, code, at):
    assert places.commune(code).point.distance_km(Point(*at[1:])) < WITHIN_KM


@pytest.mark.parametrize(("name", "most"), SMALL.items())
def test_the_data_are_small_enough_to_commit(name, most):
    assert 0 < (DATA / name).stat().st_size < most


def test_the_gazetteer_is_all_of_france(places):
    known = list(places.communes())
    assert len(known) == 34_925
    assert len({place.insee for place in known}) == len(known)
    assert 66_900_000 < sum(place.population for place in known) < 68_000_000
    assert {place.department for place in known} == gazetteer().departments.keys()
    assert all(place.population > 1_000 for place in known if place.kind == "arrondissement")


def test_every_commune_is_on_the_earth_and_has_a_name_and_an_area(places):
    for place in places.communes():
        assert -90 < place.point.latitude < 90 and -180 < place.point.longitude < 180
        assert place.name and place.radius_km >= 1, place


def test_almost_every_commune_has_a_postcode(places):
    known = gazetteer()
    without = [place.name for place in places.communes() if not known.postcodes[known.by_code[place.insee[0]]]]
    assert without == ["Les Trois Lacs (27)"]


def test_a_commune_touches_about_six_others_and_they_touch_it(places):
    around = {place.insee[0] for place in places.neighbours("29232")}
    assert around >= {"29066", "29170", "29216", "29051"}  # Ergué-Gabéric, Pluguffan, Plomelin, Briec's neighbour
    for code in around:
        assert "29232" in {place.insee[0] for place in places.neighbours(code)}


def test_the_nearest_neighbour_comes_first(places):
    here = places.commune("29232").point
    distances = [here.distance_km(place.point) for place in places.neighbours("29232")]
    assert distances == sorted(distances)
    assert distances[-1] < 20


def test_an_arrondissement_touches_the_others_and_the_suburbs(places):
    around = {place.insee[0] for place in places.neighbours("75120")}
    assert {"75111", "75112", "75119", "93048"} <= around  # Montreuil


def test_a_city_of_arrondissements_touches_its_suburbs_only(places):
    around = {place.insee[0] for place in places.neighbours("75056")}
    assert "93048" in around
    assert not any(code.startswith("75") for code in around)


def test_nothing_touches_an_island_nor_an_unknown_commune(places):
    assert places.neighbours("29083") == ()
    assert places.neighbours("99999") == ()


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ((47.9960, -4.1020), "29232"),
        ((48.8646, 2.3984), "75120"),
        ((-20.8789, 55.4481), "97411"),
        ((16.2411, -61.5331), "97120"),
        ((44.6806, -0.0122), "33103"),
        ((49.0, -30.0), "29155"),  # in the ocean: Ouessant
    ],
)
def test_the_nearest_commune_of_a_point(places, at, code):
    assert places.nearest_commune(Point(*at)).insee[0] == code


def test_the_nearest_commune_is_the_nearest_of_all(places):
    communes = list(places.communes())
    for at in [Point(45.1, 3.3), Point(43.2, 5.5), Point(48.0, 7.5), Point(4.0, -53.0), Point(50.9, 2.0)]:
        best = min(communes, key=lambda place: place.point.distance_km(at))
        assert places.nearest_commune(at) == best


@pytest.mark.parametrize("radius", [0, 5, 45])
def test_around_a_point_is_every_commune_that_reaches_there(radius):
    known = gazetteer()
    assert known.around(Point(51.5, 20.0), 1) == []
    for at in [Point(48.11, -1.68), Point(43.52, 4.63), Point(4.0, -53.0), Point(-21.1, 55.5)]:
        reaching = {n for n in known.current() if known.reach_km(n, at) < radius}
        assert reaching
        assert set(known.around(at, radius)) == reaching


def test_a_former_commune_is_known_by_its_old_code_and_says_where_it_is_now(places):
    place = places.commune("93059")  # Pierrefitte-sur-Seine, in Saint-Denis since 2025
    assert place.name == "Pierrefitte-sur-Seine (93)"
    assert place.insee == ("93059", "93066")


def test_distances_are_those_of_the_great_circle():
    paris, marseille = Point(48.8566, 2.3522), Point(43.2965, 5.3698)
    assert paris.distance_km(marseille) == pytest.approx(660.5, abs=1)
    assert paris.distance_km(paris) == 0


def test_what_is_written_by_hand_is_in_the_data():
    assert gazetteer().populations[gazetteer().by_code["97611"]] == 71_437

"""A place is found by what people call it; when that is not enough, they are asked which."""

import pytest

from mutuelle.places.model import Point
from mutuelle.places.names import key_of, sound_of

NEAR_NIMES = Point(43.84, 4.36)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Quimper", "Quimper (29)"),
        ("  quimper ", "Quimper (29)"),
        ("QUIMPER", "Quimper (29)"),
        ("à Quimper", "Quimper (29)"),
        ("du côté de Tours", "Tours (37)"),
        ("près de st malo", "Saint-Malo (35)"),
        ("St-Malo", "Saint-Malo (35)"),
        ("Ste Foy les Lyon", "Sainte-Foy-lès-Lyon (69)"),
        ("Chalon s/ Saône", "Chalon-sur-Saône (71)"),
        ("le mans", "Le Mans (72)"),
        ("Mans", "Le Mans (72)"),
        ("au Mans", "Le Mans (72)"),
        ("du côté du Tampon", "Le Tampon (974)"),
        ("la rochelle", "La Rochelle (17)"),
        ("l'hay les roses", "L'Haÿ-les-Roses (94)"),
        ("L’Haÿ-les-Roses", "L'Haÿ-les-Roses (94)"),
        ("hay-les-roses", "L'Haÿ-les-Roses (94)"),
        ("Lyon, France", "Lyon (69)"),
        ("paris", "Paris (75)"),
        ("Paris centre ville", "Paris (75)"),
        ("mamoudzou", "Mamoudzou (976)"),
        ("Nouméa", "Nouméa (988)"),
        ("Pierrefitte-sur-Seine", "Pierrefitte-sur-Seine (93)"),
        ("Rue", "Rue (80)"),
        ("aix en provence", "Aix-en-Provence (13)"),
        ("Castelmoron d'Albret", "Castelmoron-d'Albret (33)"),
    ],
)
async def test_a_commune_is_found_by_its_name_however_it_is_written(names_of, text, name):
    assert await names_of(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("quimpert", "Quimper (29)"),
        ("Quinper", "Quimper (29)"),
        ("kimper", "Quimper (29)"),
        ("bordo", "Bordeaux (33)"),
        ("marseye", "Marseille (13)"),
        ("renes", "Rennes (35)"),
        ("strasbour", "Strasbourg (67)"),
        ("saint etiene", "Saint-Étienne (42)"),
        ("clermont ferant", "Clermont-Ferrand (63)"),
        ("villeneuve dascq", "Villeneuve-d'Ascq (59)"),
        ("montpelier", "Montpellier (34)"),
        ("ajacio", "Ajaccio (2A)"),
        ("perpinian", "Perpignan (66)"),
        ("bourgouin jallieu", "Bourgoin-Jallieu (38)"),
        ("aix en provance", "Aix-en-Provence (13)"),
        ("saintdenis 93", "Saint-Denis (93)"),
        ("lion", "Lyon (69)"),
        ("bourge en bresse", "Bourg-en-Bresse (01)"),
        ("finisterre", "Finistère (29)"),
    ],
)
async def test_a_misspelt_name_is_understood(names_of, text, name):
    assert (await names_of(text))[:1] == [name]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Saint-Denis", ["Saint-Denis (974)", "Saint-Denis (93)"]),
        ("Valence", ["Valence (26)", "Valence (82)"]),
        ("Clermont", ["Clermont-Ferrand (63)", "Clermont (60)"]),
        ("Boulogne", ["Boulogne-Billancourt (92)", "Boulogne-sur-Mer (62)"]),
        ("Aix", ["Aix-en-Provence (13)", "Aix-les-Bains (73)"]),
        ("Le Puy", ["Le Puy-en-Velay (43)", "Le Puy (33)"]),
        ("Bry", ["Bry-sur-Marne (94)", "Bry (59)"]),
        ("Vienne", ["Vienne (86)", "Vienne (38)"]),
        ("en Bretagne", ["Ille-et-Vilaine (35)", "Finistère (29)", "Morbihan (56)", "Côtes-d'Armor (22)"]),
        ("20", ["Corse-du-Sud (2A)", "Haute-Corse (2B)"]),
        ("le 3e", ["Paris 3e", "Lyon 3e", "Marseille 3e"]),
        ("Marseille 13", ["Marseille 13e", "Marseille (13)"]),
    ],
)
async def test_of_several_places_the_member_is_asked_which_the_likeliest_first(names_of, text, first):
    found = await names_of(text)
    assert len(found) > 1
    assert found[: len(first)] == first


async def test_a_homonym_near_the_member_comes_first(places):
    found = await places.find("Saint-Denis", near=Point(48.94, 2.36))
    assert found.places[0].name == "Saint-Denis (93)"


async def test_a_city_is_meant_rather_than_hamlets_of_its_name_which_are_suggested(places):
    found = await places.find("Rochefort")
    assert found.sure.name == "Rochefort (17)"
    assert [place.name for place in found.suggestions] == ["Rochefort (73)"]


async def test_a_hamlet_is_meant_but_the_city_that_is_nearly_called_so_is_suggested(places):
    found = await places.find("Bourdeaux")
    assert found.sure.name == "Bourdeaux (26)"
    assert "Bordeaux (33)" in [place.name for place in found.suggestions]


@pytest.mark.parametrize(
    "text",
    [
        "Saint-Denis 93",
        "Saint-Denis (93)",
        "St Denis en Seine-Saint-Denis",
        "saint denis, seine saint denis",
        "93200 Saint-Denis",
        "Saint-Denis 93200",
        "saint denis idf",
    ],
)
async def test_a_homonym_is_told_by_its_department_region_or_postcode(names_of, text):
    assert await names_of(text) == ["Saint-Denis (93)"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lyon 3e", "Lyon 3e"),
        ("lyon 3", "Lyon 3e"),
        ("lyon3", "Lyon 3e"),
        ("lyon iii", "Lyon 3e"),
        ("3ème arrondissement de Lyon", "Lyon 3e"),
        ("le 3e arr. de Lyon", "Lyon 3e"),
        ("69003", "Lyon 3e"),
        ("Paris 12", "Paris 12e"),
        ("paris 12ème", "Paris 12e"),
        ("paris douzième", "Paris 12e"),
        ("dans le 12e à Paris", "Paris 12e"),
        ("Paris XII", "Paris 12e"),
        ("75012 Paris", "Paris 12e"),
        ("75116", "Paris 16e"),
        ("paris 1er", "Paris 1er"),
        ("marseille 8eme", "Marseille 8e"),
        ("marseile 8eme", "Marseille 8e"),
        ("lion 3e", "Lyon 3e"),
        ("13008", "Marseille 8e"),
    ],
)
async def test_an_arrondissement_is_found_as_people_say_it(places, text, name):
    found = (await places.find(text)).sure
    assert (found.name, found.kind) == (name, "arrondissement")


async def test_an_arrondissement_that_is_not_there_leads_to_its_city(places):
    found = await places.find("Lyon 12e")
    assert found.places == ()
    assert [place.name for place in found.suggestions] == ["Lyon (69)"]


@pytest.mark.parametrize("text", ["29", "dans le 29", "Finistère", "dans le Finistère", "département du Finistère"])
async def test_a_department_is_found_by_its_number_or_name(places, text):
    found = (await places.find(text)).sure
    assert (found.name, found.kind, found.department) == ("Finistère (29)", "department", "29")
    assert "29232" in found.insee and len(found.insee) == 277


@pytest.mark.parametrize(("text", "kinds"), [("Vienne", {"department", "commune"}), ("la Vienne", {"department"})])
async def test_a_department_is_called_with_its_article_and_its_city_without(places, text, kinds):
    assert {place.kind for place in (await places.find(text)).places} == kinds


async def test_paris_is_one_place_as_a_city_and_as_a_department(places):
    by_name, by_number = (await places.find("Paris")).sure, (await places.find("75")).sure
    assert by_name == by_number
    assert len(by_name.insee) == 21


@pytest.mark.parametrize("text", ["64000", "64 000", "64.000", "cp 64000", "code postal 64000"])
async def test_a_postcode_is_found_however_it_is_written(places, text):
    found = (await places.find(text)).sure
    assert (found.name, found.kind, found.insee, found.postcode) == ("64000 Pau", "postcode", ("64445",), "64000")


async def test_a_postcode_of_several_communes_is_all_of_them_around_the_largest(places):
    found = (await places.find("20600")).sure
    assert found.name == "20600 Bastia, Furiani"
    assert found.insee == ("2B033", "2B120")
    assert found.point == places.commune("2B033").point


async def test_of_a_postcode_of_several_communes_the_one_that_is_named_is_meant(places):
    assert (await places.find("20600 furiani")).sure.insee == ("2B120",)


async def test_a_postcode_and_a_town_that_contradict_each_other_are_asked_about(names_of):
    assert await names_of("35000 Lyon") == ["35000 Rennes", "Lyon (69)"]


@pytest.mark.parametrize(
    ("text", "suggested"), [("64001", "64000 Pau"), ("29999", "29990 Île-de-Sein"), ("20999", None), ("99999", None)]
)
async def test_an_unknown_postcode_leads_to_those_that_begin_as_it_does(places, text, suggested):
    found = await places.find(text)
    assert found.places == ()
    assert [place.name for place in found.suggestions][:1] == ([suggested] if suggested else [])


async def test_a_postcode_of_companies_is_the_town_beside_it(names_of):
    assert await names_of("29107 Quimper cedex 9") == ["Quimper (29)"]


async def test_an_unknown_place_leads_to_the_nearest_spellings(places):
    found = await places.find("Quimbrolet")
    assert found.places == ()
    assert 1 <= len(found.suggestions) <= 5


@pytest.mark.parametrize(
    "text", ["", " ", "?", "🙂", "x" * 10_000, "12", "à", "le", "l'", "0", "5 rue", "75", "((", "東京"]
)
async def test_no_text_makes_it_fail(places, text):
    found = await places.find(text)
    assert len(found.places) <= 13


async def test_a_place_inside_a_town_leads_to_the_town(places):
    found = await places.find("quartier des Tanneurs, Rennes")
    assert (found.sure.name, found.coarse) == ("Rennes (35)", True)


@pytest.mark.parametrize(
    ("one", "other"),
    [("L'Haÿ-les-Roses", "hay les roses"), ("St Malo", "Saint-Malo"), ("Le Mans", "mans"), ("Saint-Cœur", "st coeur")],
)
def test_names_are_looked_up_by_one_spelling(one, other):
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), [("bordo", "bordeaux"), ("kimper", "quimper"), ("marseye", "marseille")])
def test_what_sounds_alike_is_alike(one, other):
    assert sound_of(one) == sound_of(other)


@pytest.mark.parametrize(
    ("postcode", "city", "code"),
    [
        ("29000", "QUIMPER", "29232"),
        ("29107", "QUIMPER CEDEX", "29232"),
        ("29107", "QUIMPER CEDEX 9", "29232"),
        ("75012", "PARIS 12", "75112"),
        ("75571", "PARIS CEDEX 12", "75112"),
        ("69003", "LYON 3EME", "69383"),
        ("20600", "FURIANI", "2B120"),
        ("97400", "ST DENIS", "97411"),
        ("20200", "VILLE DI PIETRABUGNO", "2B353"),
        ("57000", "", "57463"),
        ("99999", "NOWHERE AT ALL", None),
        ("", "", None),
    ],
)
def test_a_postal_address_leads_to_its_commune(places, postcode, city, code):
    found = places.commune_at(postcode, city)
    assert (found and found.insee[0]) == code


async def test_villages_of_a_city_s_misspelt_name_leave_the_city_to_choose(names_of):
    assert await names_of("Tour") == ["La Tour (74)", "La Tour (06)", "La Tour-du-Pin (38)", "Tours (37)"]

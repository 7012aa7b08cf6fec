"""Neighbourhoods that never were communes: found by their names, alone or beside their town's, after the communes."""

import pytest

from mutuelle.places import contours
from mutuelle.places.gazetteer import gazetteer
from mutuelle.places.neighbourhoods import neighbourhoods
from mutuelle.places.sentences import mentioned

ALL = {place.name: place for places in neighbourhoods().values() for place in places}


def test_there_are_many_and_each_is_in_its_commune():
    outside = [one.name for one in ALL.values() if contours.containing(one.point) != one.insee[0]]
    assert len(ALL) >= 150
    assert outside == []


def test_they_are_of_forty_towns_at_least():
    known = gazetteer()
    towns = {
        known.parents[n] if known.place(n).kind == "arrondissement" else known.codes[n]
        for n in (known.by_code[one.insee[0]] for one in ALL.values())
    }
    assert len(towns) >= 40


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Montmartre", "Montmartre (Paris 18e)"),
        ("le Marais, Paris", "Le Marais (Paris 4e)"),
        ("La Défense", "La Défense (Puteaux)"),
        ("bastille", "Bastille (Paris 11e)"),
        ("croix rousse", "La Croix-Rousse (Lyon 4e)"),
        ("Lyon Part-Dieu", "La Part-Dieu (Lyon 3e)"),
        ("vieux port Marseille", "Vieux-Port (Marseille 1er)"),
        ("la Joliette", "La Joliette (Marseille 2e)"),
        ("Toulouse le Mirail", "Le Mirail (Toulouse)"),
        ("quartier du Capitole à Toulouse", "Capitole (Toulouse)"),
        ("Neudorf", "Neudorf (Strasbourg)"),
        ("quartier des Chartrons", "Chartrons (Bordeaux)"),
        ("Wazemmes", "Wazemmes (Lille)"),
        ("Beaulieu à Rennes", "Beaulieu (Rennes)"),
        ("Nantes Beaulieu", "Beaulieu (Nantes)"),
        ("Villejean", "Villejean (Rennes)"),
        ("Cité internationale Lyon", "Cité internationale (Lyon 6e)"),
        ("Belleville 75020", "Belleville (Paris 20e)"),
        ("gare du Nord", "Gare du Nord (Paris 10e)"),
        ("monmartre", "Montmartre (Paris 18e)"),
        ("wazeme", "Wazemmes (Lille)"),
    ],
)
async def test_one_is_known_by_its_name(places, said, name):
    found = await places.find(said)
    assert found.sure is not None
    assert (found.sure.name, found.sure.kind) == (name, "neighbourhood")


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("Belleville", "Belleville (69)", "Belleville (Paris 20e)"),
        ("Bellefontaine", "Bellefontaine (972)", "Bellefontaine (Toulouse)"),
        ("Cité internationale", "Cité internationale (Paris 14e)", "Cité internationale (Lyon 6e)"),
        ("Beaulieu", "Beaulieu (34)", "Beaulieu (Rennes)"),
        ("gare de Lyon", "Gare de Lyon (Paris 12e)", "Lyon (69)"),
    ],
)
async def test_homonyms_are_asked_about_communes_first(names_of, said, first, last):
    names = await names_of(said)
    assert (names[0], names[-1]) == (first, last)


async def test_a_large_commune_is_meant_and_the_neighbourhood_proposed(places):
    found = await places.find("Passy")
    assert (found.sure.name, found.suggestions[0].name) == ("Passy (74)", "Passy (Paris 16e)")


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("un dentiste à Montmartre svp", "Montmartre"),
        ("je cherche un kiné du côté de la Part-Dieu", "la Part-Dieu"),
        ("un dentiste à Beaulieu à Rennes", "Beaulieu à Rennes"),
        ("une sage-femme quartier des Chartrons", "des Chartrons"),
        ("dermato Toulouse Le Mirail", "Toulouse Le Mirail"),
        ("kiné près de la gare de Quimper", "gare de Quimper"),
        ("une pharmacie à côté de l'hôpital de Brest", "hôpital de Brest"),
        ("dentiste centre-ville de Nantes", "Nantes"),
        ("quelle source pour ce chiffre", None),
        ("je paie la javel combien", None),
        ("mon opéra est remboursé ?", None),
    ],
)
def test_a_sentence_names_one(sentence, words):
    assert mentioned(sentence) == words


@pytest.mark.parametrize("said", ["gare de Quimper", "près de l'hôpital de Quimper", "le CHU de Rennes"])
async def test_of_a_station_or_a_hospital_only_the_town_is_known(places, said):
    found = await places.find(said)
    assert (found.sure.kind, found.coarse) == ("commune", True)


@pytest.mark.parametrize("said", ["centre-ville de Quimper", "mairie de Quimper", "quartier de la mairie de Quimper"])
async def test_the_middle_of_a_town_is_its_point(places, said):
    found = await places.find(said)
    assert (found.sure.name, found.coarse) == ("Quimper (29)", False)

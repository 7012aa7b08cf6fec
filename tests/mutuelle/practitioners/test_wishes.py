"""What a sentence asks of a search, in strangers' words, with the real gazetteer."""

import pytest

from mutuelle.places.service import PlacesService
from mutuelle.practitioners.wishes import Wish, read_wish
from mutuelle.settings import Settings


@pytest.fixture(scope="module")
def places() -> PlacesService:
    return PlacesService(Settings(database_url="sqlite+aiosqlite://", secret="s" * 40))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("cherche podologue Quimper", Wish("podiatrist", place="Quimper")),
        ("un pédiatre secteur 1 du côté de Tours", Wish("pediatrician", place="Tours", sector="1")),
        ("orthophoniste 64000", Wish("speech_therapist", place="64000")),
        ("téléphone du Dr Morel à Lyon 3e", Wish(name="Morel", place="Lyon 3e", act="phone")),
        ("le docteur jean morel", Wish(name="jean morel")),
        ("toubib a gueret", Wish("gp", place="gueret")),
        ("docteur marseil", Wish("gp", place="marseil")),
        ("docteur près du bureau", Wish("gp", where="work")),
        ("un gynéco autour de chez moi", Wish("gynecologist", where="home")),
        ("un médecin à côté", Wish("gp", where="position")),
        ("un dentiste à côté de la gare de Rennes", Wish("dentist", place="gare de Rennes")),
        ("dentiste à proximité de Quimper", Wish("dentist", place="Quimper")),
        ("le dentiste le plus proche de Brest", Wish("dentist", place="Brest")),
        ("la pharmacie la plus proche", Wish("pharmacy", where="position")),
        ("kiné pas loin de chez moi", Wish("physiotherapist", where="home")),
        ("un dentiste a marseile 8eme", Wish("dentist", place="marseile 8eme")),
        ("pharmacie Trou-du-Cul-les-Oies", Wish("pharmacy", place="Trou-du-Cul-les-Oies")),
        ("kine et dentiste a Brest", Wish(unclear=("physiotherapist", "dentist"), place="Brest")),
        ("non mais un cardiologue à Lyon pas un ostéo", Wish("cardiologist", place="Lyon")),
        ("pas un kiné, un dentiste à Lyon", Wish("dentist", place="Lyon")),
        ("j'ai pas de dentiste à Lyon", Wish("dentist", place="Lyon")),
        ("dentiste 13e", Wish("dentist", place="13e")),
        ("fiche 3e", Wish(act="details", rank=3)),
        ("y a un kiné dans le 44 ?", Wish("physiotherapist", place="44")),
        ("3 médecins proches de Foix", Wish("gp", place="Foix", count=3)),
        ("opticien du réseau à moins de 500 m", Wish("optician", within_km=0.5, network=True)),
        ("dans un rayon de 10 km", Wish(within_km=10.0)),
        ("gardez ceux à moins d'un kilomètre", Wish(within_km=1.0)),
        ("à 2,5 km maximum", Wish(within_km=2.5)),
        ("affichez-en dix", Wish(count=10)),
        ("20 résultats", Wish(count=20)),
        ("élargissez aux villes voisines", Wish(act="neighbours")),
        ("seulement le réseau", Wish(network=True)),
        ("même hors réseau", Wish(network=False)),
        ("sans dépassement", Wish(sector="1")),
        ("tous les secteurs", Wish(sector="any", act="list")),
        ("plus loin", Wish(act="further")),
        ("nouvelle recherche", Wish(act="new")),
        ("oubliez mon adresse", Wish(where="home", act="forget")),
        ("montrez B sur la carte", Wish(act="map", rank=2)),
        ("a sur la carte", Wish(act="map", rank=1)),
        ("détails du premier", Wish(act="details", rank=1)),
        ("comment y aller ?", Wish(act="way")),
        ("itinéraire vers A", Wish(act="way", rank=1)),
        ("appelle le 2", Wish(act="phone", rank=2)),
        ("le dernier", Wish(rank=-1)),
        ("AA", Wish()),
        ("ok merci", Wish()),
        ("mes remboursements de mars", Wish()),
        ("un bon dentiste", Wish("dentist")),
        ("", Wish()),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_sentence_is_read(places, said, read):
    assert read_wish(said, places.mentioned) == read


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("un dentiste qui parle anglais à Quimper", "Quimper"),
        ("une femme dentiste à Quimper", "Quimper"),
        ("un dentiste accessible en fauteuil roulant à Quimper", "Quimper"),
        ("dentiste qui prend la carte vitale à Quimper", "Quimper"),
        ("le meilleur dentiste de Quimper", "Quimper"),
        ("un dentiste sur doctolib, Quimper", "Quimper"),
    ],
)
def test_what_the_directory_does_not_tell_leaves_the_rest_of_the_sentence(places, said, place):
    wish = read_wish(said, places.mentioned)
    assert (wish.category, wish.place, wish.act, len(wish.notes)) == ("dentist", place, None, 1)


@pytest.mark.parametrize("said", ["psy", "un chirurgien"])
def test_a_word_for_several_professions_is_left_open(places, said):
    wish = read_wish(said, places.mentioned)
    assert wish.category is None
    assert len(wish.unclear) > 1


@pytest.mark.parametrize("said", ["🦷" * 40, "a" * 2000, "km " * 500, "(((", "Dr", "Dr. ", "le le le", "ﬁ ½ İ ß"])
def test_no_sentence_breaks_it(places, said):
    read_wish(said, places.mentioned)

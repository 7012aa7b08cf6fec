"""Of a whole sentence, the words that name a place are found; words that are places too are left alone."""

import pytest


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("un pédiatre secteur 1 du côté de Tours", "Tours"),
        ("cherche podologue Quimper", "Quimper"),
        ("Quimper podologue", "Quimper"),
        ("orthophoniste 64000", "64000"),
        ("orthophoniste 64 000 Pau", "64 000 Pau"),
        ("orthophoniste à Pau 64000 svp", "Pau 64000"),
        ("téléphone du Dr Morel à Lyon 3e", "Lyon 3e"),
        ("dentiste Paris 12", "Paris 12"),
        ("osteo paris quinzième", "paris quinzième"),
        ("osteo dans le 3ème arrondissement de Lyon", "3ème arrondissement de Lyon"),
        ("audioprothésiste marseille 8eme", "marseille 8eme"),
        ("osteo dans le 15e", "15e"),
        ("quel médecin à Paris 3 km autour", "Paris"),
        ("un médecin dans le 29", "29"),
        ("un médecin du département 974", "974"),
        ("podologue 29", "29"),
        ("un ostéo en Bretagne", "Bretagne"),
        ("orl dans la creuse", "la creuse"),
        ("un généraliste dans le Cher, pas trop cher", "le Cher"),
        ("cardiologue dans le nord", "le nord"),
        ("autour du 5 rue de la Paix Lille", "5 rue de la Paix Lille"),
        ("un opticien du réseau 28 rue des Pyrénées, 75020 Paris", "28 rue des Pyrénées, 75020 Paris"),
        ("opticien vers 3 bis bd Victor Hugo, Nantes avec tiers payant", "3 bis bd Victor Hugo, Nantes"),
        ("kiné à saint denis en seine saint denis", "saint denis en seine saint denis"),
        ("un généraliste à Saint-Pierre de la Réunion", "Saint-Pierre de la Réunion"),
        ("sage-femme Villeneuve d'Ascq 59", "Villeneuve d'Ascq 59"),
        ("gynéco à Mars", "Mars"),
        ("psychologue à Sens", "Sens"),
        ("un medecin a nice", "nice"),
        ("ORL Orange", "Orange"),
        ("pharmacie de garde à Die", "Die"),
        ("mon père habite à Cours", "Cours"),
        ("UN DENTISTE A LILLE", "LILLE"),
        ("dentiste le havre", "le havre"),
        ("dermato bordo", "bordo"),
        ("un dentiste a kimper", "kimper"),
        ("un pediatre pas loin de strasbour", "strasbour"),
        ("un dentiste à Xyzville", "Xyzville"),
        ("je cherche un dentiste à Niort demain", "Niort"),
        ("numéro du docteur Lambert à Lille", "Lille"),
        ("Dr Paris à Nantes", "Nantes"),
        ("un dentiste conventionné secteur 1 à Aix en Provence svp", "Aix en Provence"),
        ("médecin à l'Haÿ les Roses", "l'Haÿ les Roses"),
        ("cabinet dentaire Le Tampon", "Le Tampon"),
        ("Mamoudzou dermatologue", "Mamoudzou"),
        ("dentiste Sainte Luce sur Loire", "Sainte Luce sur Loire"),
        ("medecin à bourge en bresse", "bourge en bresse"),
        ("medecin à Font Romeu", "Font Romeu"),
        ("dermato sur l'île de ré", "l'île de ré"),
        ("paris14 dentiste", "paris14"),
        ("généraliste du 93", "93"),
        ("généraliste dans le neuf trois", "le neuf trois"),
        ("dentiste XVe arrondissement", "XVe arrondissement"),
        ("j'emménage au 14 rue des Lilas à Quimper le 1er décembre", "14 rue des Lilas à Quimper"),
        ("41 avenue Jean-Jaurès 31500 Toulouse c'est chez moi", "41 avenue Jean-Jaurès 31500 Toulouse"),
        ("autour de 8 place de la République, Lyon 2e", "8 place de la République, Lyon 2e"),
        ("je suis à Paris mais cherche un dentiste à Lyon", "Lyon"),
        ("un podologue à Castelmoron-d'Albret", "Castelmoron-d'Albret"),
    ],
)
def test_the_place_of_a_sentence_is_found(places, sentence, place):
    assert places.mentioned(sentence) == place


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "?",
        "bonjour",
        "Dentiste",
        "je cherche un cardiologue",
        "trouvez-moi un médecin",
        "près de mon travail",
        "autour de ma position",
        "à moins d'un kilomètre",
        "gardez ceux à moins de 5 km",
        "secteur 1",
        "seulement le réseau",
        "au cours du mois de mars",
        "j'ai changé de dentiste",
        "ça n'a pas de sens",
        "avec plaisir",
        "affichez-en dix",
        "affichez 20 résultats",
        "les 20 premiers",
        "la suite",
        "page suivante",
        "plus loin",
        "B sur la carte",
        "détails du premier",
        "comment y aller ?",
        "un dentiste à domicile",
        "combien coûte une couronne",
        "élargissez aux villes voisines",
        "c'est loin ?",
        "son téléphone ?",
        "on m'a volé mon téléphone",
        "vous m'avez viré 58,05 euros",
        "changer de mot de passe",
        "remboursements du 1er au 15 avril",
        "ceux du 20",
        "appelle le 15",
        "au plaisir",
        "je termine mes études et je commence à bosser",
        "on m'a collé un robot ?",
        "où en est ma demande R-48213",
        "mon iban FR1420041010050500013M02606",
        "la suite à chaque fois",
        "ouvre le 2e",
        "mes remboursements depuis 6 mois",
        "le 06 12 34 56 78",
        "numéro RPPS 10003456789",
        "10 000 euros",
    ],
)
def test_a_sentence_without_a_place_has_none(places, sentence):
    assert places.mentioned(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("          29", "29"),
        ("          13e", "13e"),
        ("          Plozévet", "Plozévet"),
        ("          plozevet", "plozevet"),
        ("          strasbour", "strasbour"),
        ("          Orange", "Orange"),
        ("          orange", "orange"),
        ("à orange", "orange"),
        ("porto vechio", "porto vechio"),
        ("kourrou", "kourrou"),
        ("un          du côté de Tours", "Tours"),
        ("          ", None),
    ],
)
def test_what_a_caller_blanked_still_says_that_something_stood_there(places, sentence, place):
    assert places.mentioned(sentence) == place


def test_words_that_are_known_to_be_something_else_are_no_place(places):
    assert places.mentioned("dentiste 13e", besides=["dentiste"]) == "13e"
    assert places.mentioned("un Lambesc à Tours") == "Tours"
    assert places.mentioned("Lambesc") == "Lambesc"
    assert places.mentioned("Lambesc", besides=["lambesc"]) is None


async def test_what_was_found_is_what_find_understands(places):
    for sentence, name in {
        "un médecin dans le 29": "Finistère (29)",
        "téléphone du Dr Morel à Lyon 3e": "Lyon 3e",
        "un dentiste a kimper": "Quimper (29)",
        "orl dans la creuse": "Creuse (23)",
    }.items():
        assert (await places.find(places.mentioned(sentence))).sure.name == name


@pytest.mark.parametrize(
    "text", ["x" * 5_000, "à " * 500, "rue " * 300, "12 " * 300, "🙂", "à 東京", "\n\n", "(" * 100]
)
def test_no_sentence_makes_it_fail(places, text):
    places.mentioned(text)

import pytest
from nlu.danger import ordinary, signs, unslipped
from nlu.normalise import pieces


def danger(typed):
    return signs([piece.word for piece in pieces(typed)])


@pytest.mark.parametrize(
    "typed",
    [
        "il respire plus",
        "Elle n'arrive plus à respirer",
        "JE VEUX MOURIR",
        "j'ai envie de mourir",
        "je vais en finir ce soir",
        "mon mari vient de s'écrouler",
        "elle a perdu connaissance",
        "il a avalé une pile",
        "ma femme accouche là maintenant",
        "le 3114",
        "🆘",
        "mon conjoint me frappe",
        "quelqu'un marche sur la voie ferrée",
        "fièvre chez un nouveau-né",
        "une moto vient de faucher un piéton",
    ],
)
def test_a_danger_shows_in_the_words(typed):
    assert danger(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "où est mon remboursement",
        "je veux résilier",
        "ma carte est perdue",
        "je ne peux plus payer",
        "",
        "annule tout",
        "mon adresse a changé",
        "j'ai failli mourir de rire",
        "je veux en finir avec ce dossier",
        "passage aux urgences pas remboursé",
        "ma prise de sang de mars",
        "répondez-moi au plus vite",
    ],
)
def test_ordinary_requests_show_none(typed):
    assert not danger(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "je meurs de rire mais elle saigne beaucoup",
        "je veux en finir avec la vie",
        "en finir avec mes souffrances, je veux mourir",
    ],
)
def test_a_figure_of_speech_does_not_hide_a_danger_beside_it(typed):
    assert danger(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "et le 15",
        "dans le 15e",
        "dans le 15eme a paris",
        "mon fils est né le 15",
        "prélevé le 15 ?",
        "j'ai reçu 112 euros",
        "chambre 15",
        "15%",
        "département 15",
        "15h",
        "du 15 au 18",
        "pas le 15, le 18",
        "anesthésiste",
        "un anesthésiste à Nantes",
        "ambulance",
        "et a Vertou",
        "Mourenx",
        "j'ai failli mourir en voyant ma cotisation",
        "le plus gros",
        "passage aux urgences",
        "kiné respiratoire",
        "mon mari est pompier volontaire",
        "j'étouffe sous la paperasse",
        "coup de pouce",
        "vous me pompez le sang",
    ],
)
def test_a_day_a_place_an_amount_or_an_idiom_is_surely_no_emergency(typed):
    assert ordinary([piece.word for piece in pieces(typed)])


@pytest.mark.parametrize(
    "typed",
    [
        "appelez le 15",
        "une ambulance vite",
        "mon fils a 41",
        "il est par terre dans le 15e",
        "c'est fini",
        "c'est pour ce soir",
        "urgences",
        "je crève de faim et il saigne",
        "il étouffe sous un meuble",
        "ils me tuent",
        "ça répond pas le 15",
        "mon bébé est tout mou",
        "je ne suis plus",
        "les enfants",
        "",
    ],
)
def test_what_may_be_one_is_not_surely_none(typed):
    assert not ordinary([piece.word for piece in pieces(typed)])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("je veux pendre rdv", "je veux prendre rendez vous"),
        ("pouvez me pendre un rendez-vous", "pouvez me prendre un rendez vous"),
        ("vous allez le pendre en charge", "vous allez le prendre en charge"),
        ("je vais me pendre", "je vais me pendre"),
        ("il veut se pendre, contactez les secours", "il veut se pendre contactez les secours"),
        ("pendre", "pendre"),
    ],
)
def test_a_slip_that_is_a_word_of_danger_is_put_right_by_what_is_said_next_alone(typed, meant):
    assert " ".join(unslipped([piece.word for piece in pieces(typed)])) == meant

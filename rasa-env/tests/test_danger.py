import pytest
from nlu.danger import signs
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
    ],
)
def test_ordinary_requests_show_none(typed):
    assert not danger(typed)

import pytest
from nlu.gazetteer import Gazetteer, gazetteer
from nlu.normalise import pieces


def kinds(typed):
    return gazetteer().kinds([piece.word for piece in pieces(typed)])


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("un dentiste", "profession"),
        ("un OSTÉOPATHE", "profession"),
        ("un opticen", "profession"),
        ("des lunetes", "care"),
        ("Clermont-Ferrand", "commune"),
        ("à Saint-Étienne", "commune"),
        ("à la banque postale", "bank"),
        ("pour Gwenaëlle", "given"),
        ("ma grand-mère", "family"),
    ],
)
def test_a_word_is_known_for_what_it_is_a_slip_forgiven(typed, kind):
    assert kind in kinds(typed)[-1]


@pytest.mark.parametrize("typed", ["je voudrais comprendre", "bonjour", "kin", "merci beaucoup"])
def test_other_words_and_short_ones_near_a_known_one_are_known_for_nothing(typed):
    assert not any(kinds(typed))


def test_every_word_of_a_longer_name_is_marked():
    known = Gazetteer({"commune": ["la rochelle"], "colour": ["la"]})
    assert known.kinds(["a", "la", "rochelle"]) == [frozenset(), {"commune", "colour"}, {"commune"}]

"""What a sentence comes to: shown or hidden, however often that is turned round."""

import pytest
from nlu.features import readable
from nlu.normalise import pieces
from nlu.polarity import HIDDEN, SHOWN, outcome


def comes_to(typed):
    return outcome(readable([piece.word for piece in pieces(typed)]).split())


@pytest.mark.parametrize(
    "typed",
    [
        "affichez les soins",
        "ne cachez plus les soins",
        "arrêtez de masquer les actes",
        "pas besoin de cacher mes soins",
        "enlevez le mode discret",
        "pourquoi c'est caché ? affichez",
        "je ne veux plus que ce soit masqué",
    ],
)
def test_what_is_to_be_shown(typed):
    assert comes_to(typed) == SHOWN


@pytest.mark.parametrize(
    "typed",
    [
        "masque les soins",
        "n'affiche plus les actes",
        "arrêtez de montrer les soins",
        "je ne veux pas que mes soins apparaissent ici",
        "désactivez l'affichage des soins",
        "MODE DISCRET",
        "pourquoi vous affichez mes soins ?? cachez ça",
    ],
)
def test_what_is_to_be_hidden(typed):
    assert comes_to(typed) == HIDDEN


@pytest.mark.parametrize("typed", ["", "bonjour", "où est mon argent", "arrêtez tout"])
def test_a_sentence_without_such_a_verb_comes_to_nothing(typed):
    assert comes_to(typed) == ""

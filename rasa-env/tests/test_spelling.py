import pytest
from nlu.normalise import fold
from nlu.spelling import Speller

TAUGHT = ["remboursement", "dentiste", "déjà", "à", "carte", "mutuelle", "attestation", "élève"]


@pytest.fixture(scope="module")
def speller():
    words = [(fold(word), word) for word in TAUGHT for _ in range(20)]
    return Speller.taught([*words, ("deja", "deja"), ("rare", "rare")])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("remboursemnet", "remboursement"),
        ("rembousement", "remboursement"),
        ("dentisste", "dentiste"),
        ("mutuelpe", "mutuelle"),
        ("acrte", "carte"),
    ],
    ids=["two letters swapped", "one left out", "one doubled", "another", "the first two swapped"],
)
def test_a_slip_is_put_right(speller, typed, meant):
    assert speller.right(typed) == meant


@pytest.mark.parametrize("word", ["carte", "rare", "cat", "dentaires", "rembours", "brest", "x1234567", "", "a" * 5000])
def test_words_known_short_far_from_any_or_in_a_list_are_left_alone(speller, word):
    assert speller.right(word) == word


@pytest.mark.parametrize(
    ("word", "used"), [("creve", "cree"), ("crever", "creer"), ("adieu", "adieux"), ("meure", "mesure")]
)
def test_a_word_of_danger_is_no_slip_of_a_commoner_one(word, used):
    assert Speller.taught([(used, used)] * 20).right(word) == word


def test_a_word_is_heard_with_its_usual_accents(speller):
    assert speller.heard("deja") == "déjà"
    assert speller.heard("a") == "à"
    assert speller.heard("inconnu") == "inconnu"

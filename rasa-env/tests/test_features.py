"""What the intent model reads: a denied verb is another word, a number alone is nobody's sentence."""

import pytest
from nlu.features import readable
from nlu.normalise import UNKNOWN, pieces


def read(text):
    return readable([piece.word for piece in pieces(text)])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("n'affiche plus les soins", "n non_affiche plus les soins"),
        ("ne les cachez pas", "ne les non_cachez pas"),
        ("ne plus afficher", "ne plus non_afficher"),
        ("il respire plus", "il non_respire plus"),
        ("le plus proche", "le plus proche"),
        ("pas du tout", "pas du tout"),
        ("ne", "ne"),
        ("ne plus", "ne plus"),
    ],
)
def test_a_denied_verb_is_another_word(typed, words):
    assert read(typed) == words


@pytest.mark.parametrize("typed", ["12", "#6", "202603", "7 42", "FR76 •••• 0189", "beneficiary_id=6", "M ••• 12", "•"])
def test_numbers_masks_and_programs_names_alone_say_nothing(typed):
    assert read(typed) == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("le 12", "le xnombre"),
        ("2024", "xannee"),
        ("03/2025", "xdate"),
        ("https://a.fr/b_c", "xlien"),
        ("112", "xsecours112"),
        ("3114", "xsecours3114"),
    ],
)
def test_a_number_with_a_meaning_is_read(typed, words):
    assert read(typed) == words


def test_a_mask_leaves_the_words_around_it():
    assert read("mon compte FR76 •••• 0189 est faux") == "mon compte est faux"


def test_nothing_readable_is_nothing():
    assert readable([UNKNOWN]) == ""

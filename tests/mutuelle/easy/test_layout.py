"""One sentence a line: nothing else of a text changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuelle.easy.layout import one_sentence_a_line, question_in


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Bonjour. Comment allez-vous ? Bien.", ["Bonjour.", "Comment allez-vous ?", "Bien."]),
        ("Le lien marche 24 h ; il sert une fois.", ["Le lien marche 24 h ;", "il sert une fois."]),
        ("• un\n• deux. Et trois.", ["• un", "• deux.", "Et trois."]),
        ("Dites « oui. Non. » pour finir. Merci.", ["Dites « oui. Non. » pour finir.", "Merci."]),
        ("M. Vasseur et Mme. Garnier sont là.", ["M. Vasseur et Mme. Garnier sont là."]),
        ("25,00 € versés le 1.10. C'est tout.", ["25,00 € versés le 1.10.", "C'est tout."]),
        ("Voyez ameli.fr, puis revenez.", ["Voyez ameli.fr, puis revenez."]),
    ],
    ids=["sentences", "a semicolon", "a list", "quoted", "titles", "a date", "an address of the web"],
)
def test_a_sentence_has_a_line(text, lines):
    assert one_sentence_a_line(text).split("\n") == lines


@given(st.text(alphabet="aA é.?!;:«»() \n•1M", max_size=80))
def test_nothing_but_blanks_ever_changes(text):
    laid_out = one_sentence_a_line(text)
    assert "".join(laid_out.split()) == "".join(text.split())
    assert one_sentence_a_line(laid_out) == laid_out


def test_the_question_of_a_text_is_its_last_sentence_that_asks():
    assert question_in("Est-ce vous ? Envoyée à : Brest\nEst-ce exact ? Si oui, je transmets.") == "Est-ce exact ?"
    assert question_in("Il me faut une adresse.") == ""
    assert question_in(f"Est-ce {'bien ' * 40}vous ?") == ""

"""Recognising the words of a list in a sentence: accents, capitals, plurals and a typo apart, and nothing more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuelle.wording import fold, named_in, same_word, without_denied, words_of

CARE = {
    "dental": ["dentiste", "soins dentaires"],
    "optical": ["lunettes"],
    "physiotherapy": ["kinésithérapeute", "kiné"],
    "transport": ["taxi conventionné"],
}


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Été", "ete"),
        ("  Où   ÊTES-vous\n?", "ou etes-vous ?"),
        ("L’œuvre", "l'oeuvre"),
        ("Ｍａｒｓ", "mars"),
        ("𝕬𝖇", "ab"),
        ("ﬁn", "fin"),
        ("e\u0301te\u0301", "ete"),
        ("", ""),
    ],
    ids=[
        "accents",
        "spaces",
        "apostrophe and ligature",
        "full width",
        "fancy letters",
        "compatibility",
        "decomposed",
        "nothing",
    ],
)
def test_a_text_is_folded(typed, folded):
    assert fold(typed) == folded


def test_words_are_found_between_whatever_separates_them():
    assert words_of("l'an 2025, c’est-à-dire: EN/2025 🦄!") == [
        "l",
        "an",
        "2025",
        "c",
        "est",
        "a",
        "dire",
        "en",
        "2025",
    ]


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("chez le DENTISTE", ["dental"]),
        ("mes soins dentaires de mars", ["dental"]),
        ("une lunette cassée", ["optical"]),
        ("la kiné", ["physiotherapy"]),
        ("un kinesitherapeute", ["physiotherapy"]),
        ("le denstiste", ["dental"]),
        ("le dentite", ["dental"]),
        ("le kinesiterapeute", ["physiotherapy"]),
        ("le kinesiterapeutte", ["physiotherapy"]),
        ("un taxi conventionne", ["transport"]),
        ("mes lunettes et le dentiste", ["dental", "optical"]),
    ],
)
def test_what_a_member_means_is_recognised(sentence, named):
    assert named_in(sentence, CARE) == named


@pytest.mark.parametrize(
    "sentence",
    [
        *("", "🦄", "mes remboursements", "un taxi", "conventionné taxi", "taxi non conventionné", "les soins"),
        *("dent", "kina", "la zunettes", "le dxntxste"),
    ],
    ids=repr,
)
def test_what_is_not_in_the_list_is_not_recognised(sentence):
    assert named_in(sentence, CARE) == []


@pytest.mark.parametrize(
    ("known", "typed", "same"),
    [
        ("fils", "fil", True),
        ("mari", "marie", False),
        ("mars", "mar", True),
        ("paul", "paula", False),
        ("femme", "feme", False),
        ("femme", "femmme", True),
        ("femme", "gemme", False),
        ("fille", "filel", True),
        ("fille", "filles", True),
        ("ophtalmologue", "oftalmologue", True),
        ("ophtalmologue", "oftalmologu", False),
        ("laboratoire", "labratoire", True),
        ("laboratoire", "labratoir", False),
        ("yeux", "yeu", True),
    ],
)
def test_a_typo_is_forgiven_in_a_long_word_and_not_in_a_short_one(known, typed, same):
    assert same_word(known, typed) is same


def test_the_order_is_that_of_the_list():
    assert named_in("lunettes, dentiste", CARE) == ["dental", "optical"]


def test_an_empty_expression_names_nothing():
    assert named_in("bonjour", {"nothing": ["", "!"]}) == []


@given(st.text())
def test_folding_twice_is_folding_once(typed):
    once = fold(typed)
    assert fold(once) == once
    assert once == once.strip()


@given(st.text())
def test_no_sentence_makes_it_fail(typed):
    assert set(named_in(typed, CARE)) <= set(CARE)


@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1),
)
def test_being_the_same_word_has_no_direction(one, other):
    assert same_word(one, other) == same_word(other, one)


def test_a_short_code_is_not_taken_for_the_letter_it_ends_up_with_without_its_s():
    assert named_in("non c'est Manon", {"css": ["css"]}) == []
    assert named_in("elle a la css", {"css": ["css"]}) == ["css"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("non pas Chloé, Inès", "Inès"),
        ("Inès, pas Chloé", "Inès"),
        ("ce n'est pas le 3 mais le 5", "le 5"),
        ("c'est pas pour moi, c'est pour ma fille", "c'est pour ma fille"),
        ("non, c'est le 12 et pas le 8", "non, c'est le 12 et pas le 8"),
        ("je n'ai pas eu mon argent, merci", "je n'ai pas eu mon argent, merci"),
        ("non pas Chloé", "non pas Chloé"),
        ("pas plus de 30 euros", "pas plus de 30 euros"),
        ("pas du tout", "pas du tout"),
    ],
)
def test_what_a_sentence_denies_beside_what_it_means_is_left_out(said, meant):
    assert without_denied(said) == meant


@given(st.text())
def test_leaving_out_what_is_denied_leaves_something(text):
    assert without_denied(text) or not text

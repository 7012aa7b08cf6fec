"""What a member reads is in YAML and templates, never in the code of the core or of the actions."""

import re

import pytest

from tests.consistency.assistant import ROOT, modules, strings

LITTLE_WORDS = frozenset(
    """
    le la les un une des du de au aux et ou est sont vous votre vos nous je j ne n pas plus pour dans sur avec sans que
    qui ce cette ces mon ma mes en il elle on d l qu à être avez puis voici
    """.split()  # noqa: SIM905 - words read better as words
)
WORDS_MEMBERS_TYPE = frozenset({"mutuelle/periods/lexicon.py"})  # vocabulary to recognise, said to nobody
ENOUGH_WORDS = 4
ENOUGH_LITTLE_WORDS = 2


def is_french_prose(text):
    """Tell whether a literal reads as a French sentence: a few words, of which two are French little words."""
    if "\\" in text:  # a regular expression
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    return len(words) >= ENOUGH_WORDS and len(LITTLE_WORDS.intersection(words)) >= ENOUGH_LITTLE_WORDS


@pytest.mark.parametrize(
    "text",
    ["Je ne trouve pas votre contrat.", "Vos remboursements du mois de mars", "vous n'êtes pas connecté à la mutuelle"],
)
def test_a_french_sentence_is_recognised(text):
    assert is_french_prose(text)


@pytest.mark.parametrize("text", ["utter_account_login_link", "the link was used once", "Date des soins", "SELECT 1"])
def test_other_literals_are_not(text):
    assert not is_french_prose(text)


def test_neither_the_core_nor_the_actions_hold_a_french_sentence():
    paths = modules("mutuelle", "actions")
    literals = [(path.relative_to(ROOT).as_posix(), text) for path in paths for text in strings(path)]
    assert {path for path, _ in literals} >= WORDS_MEMBERS_TYPE
    assert len(paths) > 20
    assert len(literals) > 300
    said = [(path, text) for path, text in literals if path not in WORDS_MEMBERS_TYPE]
    assert [(path, text) for path, text in said if is_french_prose(text)] == []

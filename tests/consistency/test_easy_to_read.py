"""Whatever is said can be said in easy-to-read words: each response is short, or has easier words that are."""

import re

from bot.texts import TEXTS, problem_body
from mutuelle.easy.layout import one_sentence_a_line
from tests.consistency import assistant as of

LONGEST_SENTENCE = 17  # words; what follows « : » counts anew
LONGEST_TEXT, LONGEST_STANDARD = 110, 55  # words, of easier words and of those that need none
NAMED = re.compile(r"\{\w*\}")
NEVER_CHANGED = {"utter_emergency"}  # the same words, whoever reads them


def texts():
    """Yield the name of each response that says something, its usual words, and its easier ones if it has any."""
    for name, (first, *_) in of.contents("responses").items():
        if "text" in first and name not in NEVER_CHANGED:
            yield name, first["text"], (first.get("custom") or {}).get("easy")


def of_the_bot():
    """Yield the same of what the bot says by itself."""
    for name, text in TEXTS["answers"].items():
        yield name, text, None
    for problem in TEXTS["problems"]:
        body = problem_body(problem)
        yield problem, body["text"], body.get("easy")


def sentences(text):
    return [part for line in one_sentence_a_line(text).split("\n") for part in re.split(r"(?<= :) ", line)]


def test_no_sentence_is_long():
    said = {name: easy or usual for name, usual, easy in (*texts(), *of_the_bot())}
    assert len(said) > 900
    longest = {name: max(len(one.split()) for one in sentences(text)) for name, text in said.items()}
    assert {name: words for name, words in longest.items() if words > LONGEST_SENTENCE} == {}


def test_no_text_is_long():
    for name, usual, easy in texts():
        assert len((easy or usual).split()) <= (LONGEST_TEXT if easy else LONGEST_STANDARD), name


def labels():
    """Yield what the values of cards are called."""
    for first, *_ in of.contents("responses").values():
        custom = first.get("custom") or {}
        yield from (field["label"] for field in custom.get("fields", ()))


def test_easier_labels_are_of_cards_and_short():
    easier = of.contents("responses")["utter_smalltalk_easy_labels"][0]["custom"]
    assert set(easier) <= set(labels())
    assert all(label != usual and len(label.split()) <= 4 for usual, label in easier.items())


def test_easier_words_name_what_the_usual_ones_do_and_are_other_words():
    found = [(name, usual, easy) for name, usual, easy in texts() if easy is not None]
    assert len(found) > 80
    for name, usual, easy in found:
        assert set(NAMED.findall(easy)) == set(NAMED.findall(usual)), name
        assert easy != usual, name

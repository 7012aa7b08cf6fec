"""The glossary's words: well named, short, plain, and without an amount of their own."""

import re
from datetime import date, timedelta

import pytest

from mutuelle.contract.rules import words as contract_words
from mutuelle.glossary.rules import Asked, asked_about
from mutuelle.glossary.service import GlossaryService, definition_on
from mutuelle.glossary.terms import glossary, read_glossary
from mutuelle.regulation.rules import Fact, value_on
from mutuelle.wording import words_of

TODAY = date(2026, 11, 25)
TERMS = glossary().terms
AMOUNT = re.compile(r"\d+(?:,\d+)?\s?(?:€|euros?|%)")
NO_AMOUNT = re.compile(r"100 % Santé|\d+ % BR")
MOST_WORDS = 15


def sentences(text):
    return re.split(r"(?<=[.!?]) ", text)


def named():
    return [(key, name) for key, term in TERMS.items() for name in (term.label, *term.names)]


def test_there_are_many_terms_in_every_theme():
    assert len(TERMS) >= 60
    assert all(len(glossary().of_theme(theme)) >= 4 for theme in glossary().themes)


@pytest.mark.parametrize("key", TERMS)
def test_a_term_is_found_by_each_of_its_names(key):
    for name in (TERMS[key].label, *TERMS[key].names):
        for said in (name, f"c'est quoi {name} svp", name.upper(), f"ça veut dire quoi « {name} » ?"):
            found = asked_about(said)
            assert isinstance(found, Asked) and found.keys[0] == key, (said, found)


def test_no_two_terms_share_a_name():
    owners: dict[tuple[str, ...], set[str]] = {}
    for key, name in [*named(), *((f"?{one.name}", one.name) for one in glossary().homonyms)]:
        owners.setdefault(tuple(words_of(name)), set()).add(key)
    assert len(owners) > 400
    assert {name: keys for name, keys in owners.items() if len(keys) > 1} == {}


def test_definitions_are_short():
    for key, term in TERMS.items():
        assert 1 <= len(sentences(term.says)) <= 3, key
        assert len(term.says) <= 520, key
        assert term.says.endswith("."), key


def test_easy_words_come_in_short_sentences():
    for key in TERMS:
        told = definition_on(TERMS[key], TODAY)
        assert len(told.easy) >= 2, key
        for sentence in (*told.easy, *sentences(told.example)):
            assert len(sentence.split()) <= MOST_WORDS, (key, sentence)
        assert not [one for one in told.easy if ";" in one or "(" in one or "{" in one], key


def test_no_amount_stands_in_the_words_themselves():
    for key, term in TERMS.items():
        assert AMOUNT.findall(NO_AMOUNT.sub("", f"{term.says} {term.easy}")) == [], key
        assert term.example == "" or term.example.startswith("Imaginons"), key


@pytest.mark.parametrize(
    ("key", "changed_on", "before", "after"),
    [
        ("participation_forfaitaire", date(2024, 5, 15), "1 € par acte", "2 € par acte"),
        ("franchise_medicale", date(2024, 3, 31), "0,50 € par boîte", "1 € par boîte"),
        ("forfait_journalier", date(2026, 3, 1), "20 € par jour", "23 € par jour"),
        ("forfait_urgences", date(2026, 3, 1), "19,61 € par passage", "23 € par passage"),
        ("secteur_1", date(2024, 12, 22), ": 26,50 €", ": 30 €"),
        ("couronne", date(2023, 10, 15), "paie 70 %", "paie 60 %"),
    ],
)
def test_an_amount_is_the_one_in_force_with_its_day_of_effect(key, changed_on, before, after):
    eve, day = definition_on(TERMS[key], changed_on - timedelta(days=1)), definition_on(TERMS[key], changed_on)
    assert before in " ".join(eve.amounts).replace("\xa0", " ")
    assert after in " ".join(day.amounts).replace("\xa0", " ")
    assert after not in " ".join(eve.amounts).replace("\xa0", " ")
    assert str(changed_on.year) in " ".join(day.amounts)


def test_easy_words_tell_the_amount_in_force_too():
    eve = definition_on(TERMS["forfait_journalier"], date(2026, 2, 28)).easy
    day = definition_on(TERMS["forfait_journalier"], date(2026, 3, 1)).easy
    assert "Cela coûte 20\xa0€ par jour." in eve
    assert "Cela coûte 23\xa0€ par jour." in day


def test_a_value_that_is_not_certain_on_the_day_is_not_told():
    told = definition_on(TERMS["participation_actes_lourds"], date(2026, 4, 10))
    assert [one for one in told.amounts if "32" in one or "24" in one] == []
    assert "32" in " ".join(definition_on(TERMS["participation_actes_lourds"], date(2026, 4, 22)).amounts)
    long_ago = definition_on(TERMS["forfait_journalier"], date(2001, 1, 1))
    assert long_ago.amounts == () and not any("coûte" in one for one in long_ago.easy)


def test_each_amount_of_today_is_a_fact_of_the_regulation():
    told = 0
    for term in TERMS.values():
        facts = [value_on(figure.code, TODAY) for figure in term.figures]
        amounts = definition_on(term, TODAY).amounts
        assert len(amounts) == sum(isinstance(fact, Fact) for fact in facts)
        told += len(amounts)
    assert told > 25


def test_the_guarantees_that_contracts_show_can_be_explained():
    for guarantee in contract_words()["meanings"]:
        assert isinstance(asked_about(guarantee), Asked), guarantee


def test_a_glossary_that_names_what_is_not_there_is_refused():
    term = {"theme": "t", "label": "A", "says": "A.", "easy": "A. B."}
    good = {"themes": {"t": "T"}, "homonyms": {}, "terms": {"a": term}}
    assert read_glossary(good).terms["a"].label == "A"
    for wrong in ({"related": ["b"]}, {"rules": {"no.such": "{value}"}}, {"theme": "u"}, {"easy": "{no.such}"}):
        with pytest.raises(ValueError, match="named but not there"):
            read_glossary({**good, "terms": {"a": {**term, **wrong}}})


def test_the_service_tells_what_is_in_force_on_the_clocks_day(clock):
    told = GlossaryService(clock).define("participation_forfaitaire")
    assert told.amounts[0].replace("\xa0", " ") == "2 € par acte, depuis le 15 mai 2024."


def test_what_explains_a_word_under_an_answer_is_one_short_line():
    brief = {key: term.brief for key, term in TERMS.items() if term.brief}
    assert len(brief) > 50
    for key, words in brief.items():
        assert len(words.split()) <= MOST_WORDS, key
        assert words.endswith(".") and "\n" not in words, key
        assert not AMOUNT.search(words), key

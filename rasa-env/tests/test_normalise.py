import itertools
from pathlib import Path

import pytest
import yaml
from nlu.normalise import UNKNOWN, fold, lexicon, pieces

LEXICON = Path(__file__).parents[1] / "nlu" / "lexicon.yml"


def words(text):
    return [piece.word for piece in pieces(text)]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Été à Besançon", "ete a besancon"),
        ("E\u0301te\u0301 a\u0300 Besanc\u0327on", "ete a besancon"),
        ("L\u2019ŒIL", "l'oeil"),
        ("REMBOURSÉ", "rembourse"),
    ],
    ids=["accents", "accents typed apart", "ligature and typographic apostrophe", "capitals"],
)
def test_accents_and_capitals_fold_away(typed, plain):
    assert fold(typed) == plain


def test_the_same_words_come_out_however_they_are_typed():
    expected = ["remboursements", "depuis", "l", "annee", "derniere"]
    assert words("Remboursements depuis l'année dernière") == expected
    assert words("REMBOURSEMENTS DEPUIS L\u2019ANNEE DERNIERE") == expected
    assert words("remboursements dps l\u00b4année dernière …") == expected


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("l'an", ["l", "an"]),
        ("jusqu'à", ["jusqu", "a"]),
        ("qu'est-ce", ["qu", "est", "ce"]),
        ("aujourd'hui", ["aujourd'hui"]),
        ("remb'", ["remboursement"]),
        ("'", [UNKNOWN]),
    ],
)
def test_elided_words_come_apart(typed, read):
    assert words(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("bjrrrrr", ["bonjour"]),
        ("merciiiii", ["merci"]),
        ("jveux mes rbts svp", ["je veux", "mes", "remboursements", "s il vous plait"]),
        ("pkoi", ["pourquoi"]),
        ("👍🏽", ["oui"]),
        ("ok 🙏", ["d accord", "merci"]),
        ("🆘", ["au secours urgence"]),
        ("3mois", ["3", "mois"]),
        ("35€50", ["35", "euros", "50"]),
    ],
)
def test_shorthand_and_emoji_are_spelled_out(typed, read):
    assert words(typed) == read


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("14/10/2019", "xdate"),
        ("2025", "xannee"),
        ("75011", "xpostal"),
        ("35,50", "xmontant"),
        ("M1234567", "xmember_number"),
        ("FR76 3000 6000 0112 3456 7890 189", "xiban"),
        ("06.12.34.56.78", "xphone"),
        ("claire@exemple.fr", "xemail"),
        ("2 85 05 78 006 084 36", "xnir"),
    ],
)
def test_a_number_is_known_by_its_kind(typed, kind):
    (piece,) = pieces(typed)
    assert piece.word == kind
    assert typed[piece.start : piece.end] == typed


@pytest.mark.parametrize("typed", ["🦄🦄", "zzzz", "aaaaa zzz", "…", "   ", "", "\u200b", "\x00\x01", "¿¡"])
def test_a_text_without_a_word_is_one_unknown_word(typed):
    assert words(typed) == [UNKNOWN]


@pytest.mark.parametrize(
    "typed",
    [
        "L\u2019an dernier, j'ai payé 35,50€ au KINÉ !!!",
        "bjrrrr jveux mes remboursmts dps 3mois stp 🙏",
        "E\u0301te\u0301 chez mamie à Besançon",
        "mon iban FR76 3000 6000 0112 3456 7890 189, merci",
        "👩\u200d⚕️ rendez-vous le 1er avril",
    ],
)
def test_places_point_into_what_was_typed(typed):
    found = pieces(typed)
    assert len(found) > 3
    places = [(piece.start, piece.end) for piece in found]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(typed) for start, end in places)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(places))
    apart = [fold(typed[piece.start : piece.end]) for piece in found if piece.word.isalpha()]
    assert any(fold(piece.word) == part.rstrip("'") for piece in found for part in apart)


@pytest.mark.parametrize("typed", ["a" * 5000, "a@" * 2500, "1 " * 2500, "'" * 5000, "FR76" + "1234 " * 1000])
def test_five_thousand_characters_are_read_at_once(typed):
    import time

    began = time.perf_counter()
    assert pieces(typed)
    assert time.perf_counter() - began < 1.0


def test_the_lexicon_names_nothing_twice_and_is_folded():
    raw = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    lines = LEXICON.read_text(encoding="utf-8").split("abbreviations:")[1].split("emoji:")[0].splitlines()
    keys = [line.split(":")[0].strip().strip('"') for line in lines if ": " in line and "#" not in line]
    assert len(keys) > 150
    assert sorted(keys) == sorted(set(keys))
    assert all(fold(key) == key for key in raw["abbreviations"])
    assert len(lexicon().emoji) > 30

"""Which one of a list is meant."""

import pytest

from mutuelle.ranks import LAST, bare_rank, rank_named


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("explique la deuxième ligne", 2),
        ("détail de la 2e", 2),
        ("le premier", 1),
        ("le 3e remboursement svp", 3),
        ("ligne 4", 4),
        ("ouvre la ligne 12", 12),
        ("et la septième ?", 7),
        ("le 10e svp", 10),
        ("et le second ?", 2),
        ("explique le dernier", LAST),
        ("mon dernier remboursement", LAST),
    ],
)
def test_a_rank_is_read(text, rank):
    assert rank_named(text) == rank


@pytest.mark.parametrize(
    "text",
    [
        "le 1er mars",
        "le mois dernier",
        "la dernière fois",
        "l'été dernier",
        "du 1er au 15 avril",
        "Lyon 3e",
        "ligne 0",
        "le paiement de 25 euros",
        "",
    ],
)
def test_days_and_periods_are_no_ranks(text):
    assert rank_named(text) is None


@pytest.mark.parametrize("text", ["2", " 2. ", "le 2", "n° 2", "le n°2", "2 svp", "La 2 s'il vous plaît !"])
def test_a_number_alone_may_be_a_rank(text):
    assert bare_rank(text) == 2


@pytest.mark.parametrize("text", ["0", "200", "2 euros", "le 2 mars", "2 relevés", "deux", "svp", ""])
def test_a_number_with_anything_else_is_none(text):
    assert bare_rank(text) is None

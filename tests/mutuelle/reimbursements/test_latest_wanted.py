"""How many of the latest payments a sentence asks for."""

import pytest

from mutuelle.reimbursements.asking import latest_wanted


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("mon dernier remboursement", 1),
        ("le denrier remboursement svp", 1),
        ("dernier paiement ?", 1),
        ("mon dernier versement c'était quand", 1),
        ("mes deux derniers remboursements", 2),
        ("les 2 derniers", 2),
        ("les trois derniers", 3),
        ("mes 3 derniers remboursements", 3),
        ("les cinq dernières", 5),
        ("les 5 derniers", 5),
        ("les 50 derniers", None),  # more than a page
        ("mes derniers remboursements", None),
        ("mes remboursements", None),
        ("mes remboursements des trois derniers mois", None),
        ("les 3 derniers mois", None),
        ("le mois dernier", None),
    ],
)
def test_the_number_is_the_one_that_was_said(said, count):
    assert latest_wanted(said) == count

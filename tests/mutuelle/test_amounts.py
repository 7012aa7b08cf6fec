"""Amounts of money as members type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuelle.amounts import amounts_in

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("le remboursement de 7,50 €", [750]),
        ("58.05 du labo", [5805]),
        ("j'ai payé 62€50", [6250]),
        ("62 euros 50 chez le dentiste", [6250]),
        ("30 euros", [3000]),
        ("c'était 30e", [3000]),
        ("12,5 €", [1250]),
        ("1 234,56 €", [123456]),
        ("1\u202f234,56\u00a0€", [123456]),
        ("1.234,56 €", [123456]),
        ("20 000 euros", [2_000_000]),
        ("payé 30 € et touché 9,00", [3000, 900]),
    ],
)
def test_amounts_are_read_as_they_are_typed(text, cents):
    assert amounts_in(text, today=TODAY) == cents


@pytest.mark.parametrize(
    "text",
    [
        "le 12",
        "le 12/03/2025",
        "03.05.2026",
        "la 3e ligne",
        "la 12e ligne",
        "en 2025",
        "depuis 6 mois",
        "30 %",
        "12,5 % de plus",
        "ma demande 2026-01234",
        "",
    ],
)
def test_what_is_no_amount_is_left_alone(text):
    assert amounts_in(text, today=TODAY) == []


@given(st.integers(0, 999_999), st.integers(0, 99))
def test_any_amount_with_cents_is_read_to_the_cent(whole, cents):
    assert amounts_in(f"un soin à {whole},{cents:02} €", today=TODAY) == [whole * 100 + cents]


@given(st.text(max_size=80))
def test_no_text_breaks_it(text):
    assert all(cents >= 0 for cents in amounts_in(text, today=TODAY))

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from mutuelle.french import day_and_month, distance, euros, long_date, of_place, short_date


@pytest.mark.parametrize(
    ("amount", "written"),
    [("7.50", "7,50 €"), ("0", "0,00 €"), ("1234.5", "1 234,50 €"), ("58.05", "58,05 €")],
)
def test_an_amount_is_written_the_french_way(amount, written):
    assert euros(Decimal(amount)).replace("\u202f", " ").replace("\xa0", " ") == written


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2019, 10, 14), "14 octobre 2019"),
        (date(2026, 3, 1), "1er mars 2026"),
        (date(2026, 8, 31), "31 août 2026"),
        (date(2026, 1, 11), "11 janvier 2026"),
    ],
)
def test_a_date_is_written_in_words(day, written):
    assert long_date(day) == written
    assert day_and_month(day) == written.rsplit(" ", 1)[0]


def test_a_date_is_written_in_figures():
    assert short_date(date(2019, 10, 4)) == "04/10/2019"


@given(st.decimals(-(10**9), 10**9, places=2))
def test_an_amount_is_written_as_babel_writes_it(amount):
    assert euros(amount) == format_currency(amount, "EUR", locale="fr_FR")


@pytest.mark.parametrize(
    ("km", "written"),
    [(0.0, "0 m"), (0.343, "343 m"), (0.9996, "1 km"), (1.24, "1,2 km"), (9.96, "10 km"), (12.4, "12 km")],
)
def test_a_distance_is_written_in_metres_then_in_kilometres(km, written):
    assert distance(km).replace("\xa0", " ") == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Quimper (29)", "de Quimper (29)"),
        ("Arles (13)", "d'Arles (13)"),
        ("Étampes (91)", "d'Étampes (91)"),
        ("Le Mans (72)", "du Mans (72)"),
        ("Les Lilas (93)", "des Lilas (93)"),
        ("La Rochelle (17)", "de La Rochelle (17)"),
    ],
)
def test_a_town_after_de(name, written):
    assert of_place(name) == written

"""Days of a move or a birth as members say them, counted from today."""

from datetime import date

import pytest

from mutuelle.account import coordinates as read

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("avant-hier", "2026-11-20"),
        ("c'était avant hier", "2026-11-20"),
        ("depuis hier", "2026-11-21"),
        ("il y a 3 jours", "2026-11-19"),
        ("il y a deux semaines", "2026-11-08"),
        ("dans trois semaines", "2026-12-13"),
        ("ce matin", "2026-11-22"),
        ("il y a deux mois que j'attends", None),
    ],
)
def test_days_counted_from_today(said, day):
    found = read.read_day(said, today=TODAY)
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("non c'est le 12", date(2026, 12, 12)),
        ("plutôt le 15", date(2026, 12, 15)),
        ("au 1er", date(2026, 12, 1)),
        ("le 12 janvier", date(2027, 1, 12)),
        ("le 40", None),
        ("le 15 h", None),
        ("le 12,50", None),
    ],
)
def test_a_day_alone_corrects_the_day_of_the_same_month(said, day):
    assert read.read_day(said, today=date(2026, 11, 25), like=date(2026, 12, 31)) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("fin décembre, le 31", date(2026, 12, 31)),
        ("fin novembre svp", date(2026, 11, 30)),
        ("fin fevrier 2028", date(2028, 2, 29)),
        ("fin fév", date(2027, 2, 28)),
        ("le 12 décembre, pas fin décembre", date(2026, 12, 12)),
    ],
)
def test_the_end_of_a_month_is_its_last_day(said, day):
    assert read.read_day(said, today=date(2026, 11, 25)) == day

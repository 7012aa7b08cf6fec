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

"""Logs are put aside day by day, and go after their time."""

import os

import pytest

from mutuelle.settings import Settings
from ops.errors import StepFailed
from ops.logs import DAY_S, KEPT_DAYS, LogKeeper, kept_days


def files(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_a_days_lines_are_put_aside_while_the_process_goes_on_writing(tmp_path):
    keeper = LogKeeper(tmp_path, days=30)
    with (tmp_path / "bot.log").open("a") as written:
        written.write("first\n")
        written.flush()
        keeper.look(keeper._turned_at + DAY_S)
        written.write("second\n")
    aside = next(name for name in files(tmp_path) if name != "bot.log")
    assert files(tmp_path) == {"bot.log": "second\n", aside: "first\n"}


def test_nothing_is_put_aside_before_a_day_is_over(tmp_path):
    keeper = LogKeeper(tmp_path, days=30)
    (tmp_path / "bot.log").write_text("first\n")
    keeper.look(keeper._turned_at + DAY_S - 1)
    assert files(tmp_path) == {"bot.log": "first\n"}


def test_what_was_put_aside_goes_after_its_time_and_the_log_in_use_stays(tmp_path):
    keeper = LogKeeper(tmp_path, days=7)
    now = keeper._turned_at
    for name, age in (("bot.log", 9), ("bot.previous.log", 8), ("rasa.2026-11-01.log", 8), ("rasa.2026-11-20.log", 6)):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (now - age * DAY_S,) * 2)
    keeper.look(now)
    assert set(files(tmp_path)) == {"bot.log", "rasa.2026-11-20.log"}


def test_the_period_is_the_one_that_members_are_told():
    assert Settings("sqlite://", "s" * 40).logs_kept.days == KEPT_DAYS
    assert kept_days({"LOGS_KEPT_DAYS": "5"}) == 5


@pytest.mark.parametrize("value", ["0", "-1", "beaucoup", "1.5"])
def test_a_period_that_is_none_is_refused(value):
    with pytest.raises(StepFailed, match="LOGS_KEPT_DAYS"):
        kept_days({"LOGS_KEPT_DAYS": value})

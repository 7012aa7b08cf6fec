"""The secure pages of one browser, which answer without making anybody wait."""

import pytest

from tests.bot.pages_security.links import Links


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("bot.pages.opening.TAKES_S", 0.0)
    monkeypatch.setattr("bot.pages.recovery.TAKES_S", 0.0)


@pytest.fixture
def links(web, browser, clock, settings, family):
    return Links(web, browser, clock, settings, family)

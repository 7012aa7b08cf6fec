"""What a guarantee pays, by family of act and day: read for one person, unknown where nothing is known."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert

from mutuelle.beneficiaries.tables import Guarantee
from mutuelle.contract.levels import families, family_label, levels_of, unit_label
from mutuelle.contract.tables import GuaranteeLevel
from mutuelle.regulation.splitting import Cover, Level
from mutuelle.seed.catalogue import catalogue
from mutuelle.seed.levels import demo_levels, level_on

TODAY = date(2026, 11, 22)


def row(family, cover, amount, since, *, guarantee="SANTE", until=None, unit="", a_year=None):
    return {
        "guarantee": guarantee,
        "family": family,
        "cover": cover,
        "amount": amount,
        "since": since,
        "until": until,
        "unit": unit,
        "a_year": a_year,
    }


@pytest.fixture
async def subscribed(store, family):
    """Claire has the guarantee SANTE since 2020; its levels changed, and one came to an end."""
    async with store.write() as connection:
        await connection.execute(
            insert(Guarantee).values(beneficiary_id=family.claire_self, name="SANTE", since=date(2020, 1, 1))
        )
        await connection.execute(
            insert(GuaranteeLevel),
            [
                row("osteopathy", "forfait", 2500, date(2019, 1, 1), unit="session", a_year=3),
                row("osteopathy", "forfait", 3000, date(2026, 1, 1), unit="session", a_year=4),
                row("podiatry", "forfait", 2000, date(2019, 1, 1), until=date(2025, 12, 31), unit="session"),
                row("dental_prosthesis", "percent_included", 200, date(2019, 1, 1)),
                row("daily_charge", "full", 0, date(2019, 1, 1), guarantee="OTHER"),
            ],
        )
    return family


async def levels(store, person, day):
    async with store.read() as connection:
        return await levels_of(connection, person, day)


@pytest.mark.parametrize(
    ("day", "amount", "a_year"), [(date(2025, 12, 31), "25", 3), (date(2026, 1, 1), "30", 4), (TODAY, "30", 4)]
)
async def test_a_level_is_the_one_of_the_day_of_care(store, subscribed, day, amount, a_year):
    found = (await levels(store, subscribed.claire_self, day))["osteopathy"]
    assert (found.level, found.unit, found.a_year) == (Level(Cover.FORFAIT, Decimal(amount)), "session", a_year)


async def test_a_level_that_ended_is_not_known_any_more(store, subscribed):
    assert "podiatry" in await levels(store, subscribed.claire_self, date(2025, 12, 31))
    assert "podiatry" not in await levels(store, subscribed.claire_self, date(2026, 1, 1))


async def test_only_guarantees_that_a_person_has_count_and_not_before_they_began(store, subscribed):
    assert set(await levels(store, subscribed.claire_self, TODAY)) == {"osteopathy", "dental_prosthesis"}
    assert await levels(store, subscribed.claire_self, date(2019, 12, 31)) == {}
    assert await levels(store, subscribed.paul, TODAY) == {}


async def test_a_contract_without_levels_has_none(store, family):
    assert await levels(store, family.marc_self, TODAY) == {}


def test_every_act_of_the_demo_is_paid_by_a_level_of_its_guarantee():
    acts = catalogue().acts.values()
    assert len(acts) > 30
    for act in acts:
        assert level_on(act.family, TODAY), act.label


def test_every_level_of_the_demo_reads_in_french():
    assert {one.family for one in demo_levels()} <= set(families())
    assert all(family_label(family) for family in families())
    assert unit_label("session") == "par séance" and unit_label("") == ""
    assert all(unit_label(one.unit) for one in demo_levels() if one.unit)

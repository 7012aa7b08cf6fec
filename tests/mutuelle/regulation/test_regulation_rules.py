"""The law's values as dated data: the one of the day, and never one that is not certain."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from mutuelle.regulation.rules import Certainty, Fact, Uncertain, Unit, Unknown, history, read_rule, rules, value_on
from mutuelle.regulation.terms import NO_BASE, PRICE, acts

CHECKED = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("code", "since", "before", "after"),
    [
        pytest.param("participation_forfaitaire", date(2024, 5, 15), "1", "2", id="participation forfaitaire"),
        pytest.param("participation_forfaitaire.per_day", date(2024, 5, 15), "4", "8", id="its cap of a day"),
        pytest.param("franchise_box", date(2024, 3, 31), "0.50", "1", id="franchise of a box"),
        pytest.param("franchise_paramedical", date(2024, 3, 31), "0.50", "1", id="franchise of a paramedical act"),
        pytest.param("franchise_paramedical.per_day", date(2024, 3, 31), "2", "4", id="its cap of a day"),
        pytest.param("franchise_transport", date(2024, 3, 31), "2", "4", id="franchise of a transport"),
        pytest.param("franchise_transport.per_day", date(2024, 3, 31), "4", "8", id="its cap of a day"),
        pytest.param("gp.base", date(2023, 11, 1), "25", "26.50", id="GP in 2023"),
        pytest.param("gp.base", date(2024, 12, 22), "26.50", "30", id="GP in 2024"),
        pytest.param("dental.rate", date(2023, 10, 15), "70", "60", id="dental care"),
        pytest.param("daily_charge", date(2026, 3, 1), "20", "23", id="forfait journalier"),
        pytest.param("daily_charge_psychiatric", date(2026, 3, 1), "15", "17", id="forfait journalier in psychiatry"),
        pytest.param("emergency_charge", date(2026, 3, 1), "19.61", "23", id="forfait patient urgences"),
        pytest.param("inlay_core.base", date(2026, 1, 1), "90", "70", id="inlay-core"),
        pytest.param("inlay_core.ceiling", date(2026, 1, 1), "175", "150", id="ceiling of an inlay-core"),
    ],
)
def test_a_value_changes_on_its_day_of_effect(code: str, since: date, before: str, after: str) -> None:
    eve, day = value_on(code, since - timedelta(days=1)), value_on(code, since)
    assert isinstance(eve, Fact) and eve.value == Decimal(before)
    assert isinstance(day, Fact) and day.value == Decimal(after)
    assert day.since == since


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("crown_metal.ceiling", date(2026, 11, 22)),
        ("crown_zirconia.ceiling", date(2025, 6, 1)),
        ("crown_visible_ceramic.ceiling", date(2026, 1, 1)),
        ("optical_class_b.base", date(2026, 11, 22)),
        ("optical_child.renewal", date(2026, 11, 22)),
        ("heavy_act.participation", date(2026, 4, 10)),
        ("psychologist.sessions", date(2024, 9, 1)),
    ],
)
def test_an_uncertain_value_has_no_number_that_could_be_told(code: str, day: date) -> None:
    found = value_on(code, day)
    assert isinstance(found, Uncertain)
    assert found.certainty in {Certainty.LOW, Certainty.GENERAL}
    assert not hasattr(found, "value")


@pytest.mark.parametrize(("day", "value"), [(date(2026, 3, 31), "24"), (date(2026, 4, 22), "32")])
def test_the_participation_in_heavy_acts_is_known_outside_of_the_days_its_sources_dispute(
    day: date, value: str
) -> None:
    found = value_on("heavy_act.participation", day)
    assert isinstance(found, Fact)
    assert found.value == Decimal(value)


def test_a_day_before_the_first_value_is_not_known() -> None:
    assert value_on("gynaecologist.base", date(2025, 12, 31)) == Unknown("gynaecologist.base")


def test_a_value_says_where_it_is_from_and_when_that_was_checked() -> None:
    found = value_on("gp.base", date(2026, 11, 22))
    assert isinstance(found, Fact)
    assert (found.unit, found.checked) == (Unit.EURO, CHECKED)
    assert "F165" in found.source


def test_the_history_of_a_rule_hides_its_uncertain_values() -> None:
    values = history("heavy_act.participation")
    assert [type(value) for value in values] == [Fact, Uncertain, Fact]


def test_a_code_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        value_on("no.such.rule", CHECKED)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([], id="no value"),
        pytest.param(
            [
                {"since": date(2024, 1, 1), "value": "1", "certainty": "H", "source": "x"},
                {"since": date(2023, 1, 1), "value": "2", "certainty": "H", "source": "x"},
            ],
            id="days out of order",
        ),
        pytest.param([{"since": date(2024, 1, 1), "value": "-1", "certainty": "H", "source": "x"}], id="below zero"),
        pytest.param([{"since": date(2024, 1, 1), "value": "1", "certainty": "H", "source": " "}], id="no source"),
        pytest.param([{"since": date(2024, 1, 1), "value": 0.1, "certainty": "H", "source": "x"}], id="a float"),
        pytest.param([{"since": date(2024, 1, 1), "value": "1", "certainty": "Z", "source": "x"}], id="no certainty"),
        pytest.param(
            [{"since": date(2024, 1, 2), "until": date(2024, 1, 1), "value": "1", "certainty": "H", "source": "x"}],
            id="ends before it begins",
        ),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused(values: list[dict[str, object]]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - a mistake of ours, told by its text
        read_rule("x", {"unit": "euro", "values": values}, checked=CHECKED)


def test_every_rule_is_checked_and_in_euros_percent_years_or_times() -> None:
    assert len(rules()) > 50
    for code, values in rules().items():
        for dated in values:
            assert dated.fact.checked >= dated.fact.since or dated.fact.checked == CHECKED, code
            assert dated.fact.unit is not Unit.PERCENT or dated.fact.value <= 100, code


def test_every_act_names_rules_that_exist() -> None:
    named = {code for act in acts().values() for code in (*act.base.values(), act.rate, act.withheld) if code}
    assert len(named) > 25
    assert named - {PRICE, NO_BASE} <= set(rules())

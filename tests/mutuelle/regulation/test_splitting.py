"""Who pays what of an expense: the worked cases, both sides of each change, and laws that hold whatever the amounts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuelle.regulation.expense import Withheld, split_expense
from mutuelle.regulation.rules import Fact, Uncertain, Unknown, value_on
from mutuelle.regulation.splitting import Cover, Level, Split, Terms, gross_of, split
from mutuelle.regulation.terms import Sector, acts
from mutuelle.regulation.withholding import Exemption, due, withholding_on

TODAY = date(2026, 11, 22)
ADULT, CHILD = date(1981, 5, 4), date(2015, 9, 23)
FULL, NONE = Level(Cover.FULL), Level(Cover.NONE)


def percent(amount: str) -> Level:
    return Level(Cover.PERCENT_INCLUDED, Decimal(amount))


def shared(act: str, expense: str, level: Level, *, care_on: date = TODAY, born: date = ADULT, **said: object) -> Split:
    found = split_expense(act=act, care_on=care_on, expense=Decimal(expense), level=level, birth_date=born, **said)
    assert isinstance(found, Split), found
    return found


@pytest.mark.parametrize(
    ("act", "expense", "level", "said", "gross", "amo", "amc", "remaining"),
    [
        pytest.param("gp", "30", percent("100"), {}, "21", "19", "9", "2", id="GP, in the pathway"),
        pytest.param(
            "gp", "30", percent("100"), {"coordinated": False}, "9", "7", "9", "14", id="GP, out of the pathway"
        ),
        pytest.param(
            "biology",
            "58.05",
            percent("100"),
            {"tiers_payant": True, "care_on": date(2019, 9, 7)},
            "34.83",
            "34.83",
            "23.22",
            "0",
            id="the guide's laboratory, tiers payant",
        ),
        pytest.param(
            "ophthalmologist",
            "75",
            percent("100"),
            {"sector": Sector.TWO},
            "16.10",
            "14.10",
            "6.90",
            "54",
            id="ophthalmologist of sector 2",
        ),
        pytest.param("crown", "600", percent("100"), {}, "72", "72", "48", "480", id="crown, 100 % BR"),
        pytest.param("crown", "600", percent("200"), {}, "72", "72", "168", "360", id="crown, 200 % BR"),
        pytest.param("crown", "600", percent("300"), {}, "72", "72", "288", "240", id="crown, 300 % BR"),
        pytest.param("crown", "600", percent("400"), {}, "72", "72", "408", "120", id="crown, 400 % BR"),
        pytest.param("crown", "290", FULL, {}, "72", "72", "218", "0", id="crown of 100 % Santé"),
        pytest.param("hearing_aid", "950", FULL, {}, "240", "240", "710", "0", id="hearing aid of class I"),
        pytest.param(
            "hearing_aid", "1300", percent("100"), {}, "240", "240", "160", "900", id="hearing aid of class II"
        ),
        pytest.param("not_reimbursed", "92", FULL, {"units": 4}, "0", "0", "92", "0", id="four days in hospital"),
    ],
)
def test_a_worked_case(
    act: str,
    expense: str,
    level: Level,
    said: dict[str, object],
    gross: str,
    amo: str,
    amc: str,
    remaining: str,
) -> None:
    found = shared(act, expense, level, **said)
    assert (found.gross, found.amo, found.amc, found.remaining) == tuple(map(Decimal, (gross, amo, amc, remaining)))


def test_four_days_in_hospital_cost_four_times_the_charge_of_the_day() -> None:
    charge = value_on("daily_charge", TODAY)
    assert isinstance(charge, Fact)
    assert charge.value * 4 == Decimal(92)


@pytest.mark.parametrize(
    ("act", "expense", "eve", "since", "before", "after"),
    [
        pytest.param("gp", "30", date(2024, 12, 21), date(2024, 12, 22), "5.50", "2", id="GP at 30 €"),
        pytest.param("gp", "25", date(2024, 5, 14), date(2024, 5, 15), "1", "2", id="participation doubled"),
        pytest.param("medicine_65", "10", date(2024, 3, 30), date(2024, 3, 31), "0.50", "1", id="franchise doubled"),
        pytest.param("paramedical", "16.13", date(2024, 3, 30), date(2024, 3, 31), "0.50", "1", id="of an act"),
        pytest.param("transport", "60", date(2024, 3, 30), date(2024, 3, 31), "2", "4", id="of a transport"),
    ],
)
def test_what_is_left_changes_with_the_rule(
    act: str, expense: str, eve: date, since: date, before: str, after: str
) -> None:
    assert shared(act, expense, percent("100"), care_on=eve).remaining == Decimal(before)
    assert shared(act, expense, percent("100"), care_on=since).remaining == Decimal(after)


def test_dental_care_was_paid_70_percent_until_14_october_2023() -> None:
    eve, day = (shared("crown", "600", percent("100"), care_on=date(2023, 10, d)) for d in (14, 15))
    assert (eve.gross, eve.amc) == (Decimal(84), Decimal(36))
    assert (day.gross, day.amc) == (Decimal(72), Decimal(48))


def test_an_inlay_core_lost_20_euros_of_its_base_in_2026() -> None:
    eve, day = (shared("inlay_core", "150", NONE, care_on=d) for d in (date(2025, 12, 31), date(2026, 1, 1)))
    assert (eve.base, day.base) == (Decimal(90), Decimal(70))


def test_optam_is_reckoned_as_sector_1() -> None:
    assert shared("gp", "50", percent("100"), sector=Sector.OPTAM).gross == Decimal(21)
    assert shared("gp", "50", percent("100"), sector=Sector.TWO).gross == Decimal("16.10")


def test_a_specialist_of_optam_has_a_base_that_is_not_known() -> None:
    found = split_expense(
        act="ophthalmologist",
        care_on=TODAY,
        expense=Decimal(75),
        level=NONE,
        birth_date=ADULT,
        sector=Sector.OPTAM,
    )
    assert found == Unknown("ophthalmologist.base")


def test_a_base_that_is_not_certain_gives_no_split() -> None:
    found = split_expense(act="glasses_class_b", care_on=TODAY, expense=Decimal(300), level=NONE, birth_date=ADULT)
    assert isinstance(found, Uncertain)


def test_a_base_read_from_an_estimate_wins() -> None:
    found = shared("dental_prosthesis", "900", percent("200"), base=Decimal("182.75"))
    assert (found.base, found.gross, found.amc) == (Decimal("182.75"), Decimal("109.65"), Decimal("255.85"))


def test_in_tiers_payant_what_is_withheld_comes_later() -> None:
    found = shared("gp", "30", percent("100"), tiers_payant=True)
    assert (found.amo, found.remaining) == (Decimal(21), Decimal(0))
    assert (found.withheld_later, found.in_the_end) == (Decimal(2), Decimal(2))


@pytest.mark.parametrize(
    ("born", "care_on", "left"),
    [
        pytest.param(date(2008, 11, 23), TODAY, "0", id="the eve of 18 years"),
        pytest.param(date(2008, 11, 22), TODAY, "2", id="on the day of 18 years"),
    ],
)
def test_a_child_owes_nothing_until_18(born: date, care_on: date, left: str) -> None:
    assert shared("gp", "30", percent("100"), born=born, care_on=care_on).remaining == Decimal(left)


@pytest.mark.parametrize("exemption", [Exemption(maternity=True), Exemption(c2s=True)])
def test_maternity_and_c2s_exempt(exemption: Exemption) -> None:
    assert shared("gp", "30", percent("100"), exemption=exemption).remaining == 0


@pytest.mark.parametrize("act", ["dental_care", "crown", "hearing_aid", "orthodontics", "hospital_stay"])
def test_neither_a_dentist_nor_a_hospital_stay_bears_a_retenue(act: str) -> None:
    assert shared(act, "100", percent("100")).withheld == 0


@pytest.mark.parametrize(
    ("act", "units", "already", "withheld"),
    [
        pytest.param("gp", 1, Withheld(), "2", id="a consultation"),
        pytest.param("gp", 5, Withheld(), "8", id="five acts of one practitioner in a day"),
        pytest.param("gp", 1, Withheld(that_day=Decimal(8)), "0", id="after four acts that day"),
        pytest.param("gp", 1, Withheld(that_year=Decimal(48)), "2", id="up to 50 € a year"),
        pytest.param("gp", 1, Withheld(that_year=Decimal(49)), "1", id="the last euro of the year"),
        pytest.param("gp", 1, Withheld(that_year=Decimal(50)), "0", id="50 € a year and no more"),
        pytest.param("paramedical", 6, Withheld(), "4", id="4 € a day of paramedical acts"),
        pytest.param("transport", 3, Withheld(), "8", id="8 € a day of transports"),
        pytest.param("medicine_65", 12, Withheld(), "12", id="no cap a day for boxes"),
        pytest.param("medicine_65", 12, Withheld(that_year=Decimal(45)), "5", id="boxes up to 50 € a year"),
    ],
)
def test_what_is_withheld_is_capped(act: str, units: int, already: Withheld, withheld: str) -> None:
    assert shared(act, "400", percent("100"), units=units, already=already).withheld == Decimal(withheld)


def test_boxes_and_acts_share_the_cap_of_the_year_and_consultations_have_their_own() -> None:
    caps = {act: withholding_on(act=act, day=TODAY) for act in ("medicine_65", "paramedical", "transport", "gp")}
    assert {act: found.per_year for act, found in caps.items()} == dict.fromkeys(caps, Decimal(50))


def test_a_franchise_is_never_more_than_the_part_it_reduces() -> None:
    found = shared("medicine_65", "0.90", percent("100"), units=3)
    assert (found.gross, found.amo, found.withheld) == (Decimal("0.59"), Decimal(0), Decimal("0.59"))


def test_the_majoration_out_of_the_pathway_is_left_to_the_patient() -> None:
    found = shared("gp", "30", FULL, coordinated=False)
    assert (found.ticket_moderateur, found.majoration) == (Decimal(21), Decimal(12))
    assert (found.amc, found.ticket_moderateur_left) == (Decimal(9), Decimal(12))


def test_ophthalmologists_are_seen_directly() -> None:
    assert shared("ophthalmologist", "30", percent("100"), coordinated=False).majoration == 0


@pytest.mark.parametrize(
    ("level", "amc"),
    [
        pytest.param(Level(Cover.PERCENT_INCLUDED, Decimal(200)), "168", id="Sécu included"),
        pytest.param(Level(Cover.PERCENT_BESIDE, Decimal(200)), "240", id="beside the Sécu"),
        pytest.param(Level(Cover.FORFAIT, Decimal(150)), "150", id="a forfait"),
        pytest.param(Level(Cover.FORFAIT, Decimal(1000)), "528", id="a forfait beyond the expense"),
        pytest.param(Level(Cover.NONE), "0", id="nothing"),
    ],
)
def test_each_kind_of_guarantee(level: Level, amc: str) -> None:
    assert shared("crown", "600", level).amc == Decimal(amc)


def test_a_half_cent_is_rounded_up() -> None:
    terms = Terms(None, Decimal(65), Decimal(65))
    assert gross_of(expense=Decimal("0.10"), terms=terms) == Decimal("0.07")


def test_an_amount_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="at least zero"):
        split(expense=Decimal(-1), terms=Terms(None, Decimal(70), Decimal(70)), level=NONE)


MONEY = st.decimals(0, 5000, places=2)
RATES = st.sampled_from([Decimal(rate) for rate in (0, 15, 30, 55, 60, 65, 70, 80, 100)])
TERMS = st.builds(Terms, st.none() | MONEY, RATES, RATES)
LEVELS = st.builds(Level, st.sampled_from(Cover), MONEY)
UNITS = st.integers(1, 12)


@given(expense=MONEY, terms=TERMS, level=LEVELS, withheld=MONEY, later=st.booleans(), units=UNITS)
def test_the_parts_add_up_and_none_is_below_zero(
    expense: Decimal, terms: Terms, level: Level, withheld: Decimal, units: int, *, later: bool
) -> None:
    found = split(expense=expense, terms=terms, level=level, withheld=withheld, later=later, units=units)
    assert found.amo + found.amc + found.remaining == expense
    assert found.base + found.depassement == expense
    assert found.gross + found.ticket_moderateur == found.base
    assert found.withheld_now + found.ticket_moderateur_left + found.depassement_left == found.remaining
    parts = [found.gross, found.withheld, found.amo, found.amc, found.remaining, found.ticket_moderateur]
    assert min(*parts, found.depassement, found.majoration, found.ticket_moderateur_left, found.depassement_left) >= 0
    assert all(part == part.quantize(Decimal("0.01")) for part in parts)


@given(expense=MONEY, terms=TERMS, level=LEVELS, withheld=MONEY, later=st.booleans())
def test_nobody_is_paid_more_than_was_spent_and_the_mutuelle_never_pays_what_is_withheld(
    expense: Decimal, terms: Terms, level: Level, withheld: Decimal, *, later: bool
) -> None:
    found = split(expense=expense, terms=terms, level=level, withheld=withheld, later=later)
    assert found.amo + found.amc <= expense
    assert found.in_the_end >= found.withheld + found.majoration


@given(expense=MONEY, terms=TERMS, cover=st.sampled_from(Cover), low=MONEY, more=MONEY, units=UNITS)
def test_a_better_guarantee_never_pays_less(
    expense: Decimal, terms: Terms, cover: Cover, low: Decimal, more: Decimal, units: int
) -> None:
    less, better = (
        split(expense=expense, terms=terms, level=Level(cover, amount), units=units) for amount in (low, low + more)
    )
    assert less.amc <= better.amc
    assert better.remaining <= less.remaining


@given(
    act=st.sampled_from(sorted(act for act in acts() if acts()[act].withheld)),
    day=st.dates(date(2023, 1, 1), date(2028, 1, 1)),
    units=UNITS,
    that_day=st.decimals(0, 20, places=2),
    that_year=st.decimals(0, 80, places=2),
)
def test_no_retenue_passes_its_caps(act: str, day: date, units: int, that_day: Decimal, that_year: Decimal) -> None:
    rule = withholding_on(act=act, day=day)
    kept = due(withholding=rule, units=units, that_day=that_day, that_year=that_year)
    assert 0 <= kept <= rule.amount * units
    assert kept + that_year <= max(rule.per_year, that_year)
    assert rule.per_day is None or kept + that_day <= max(rule.per_day, that_day)

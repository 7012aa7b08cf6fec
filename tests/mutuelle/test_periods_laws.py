"""What holds for the period parser whatever the text and the day."""

import time
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mutuelle.periods import Period, Problem, Refusal, find_period, parse_date
from mutuelle.periods.almanac import earliest

TODAY = date(2026, 11, 22)


def words(text: str) -> list[str]:
    return text.split()


MONTHS = words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
WORDS = words("""
    janvier février mars mai août septembre décembre
    lundi mardi dimanche jour jours semaine mois trimestre semestre an ans année week-end dernier dernière derniers
    prochain passé depuis avant après jusqu'au jusqu'à entre et à au du de le la les l' d' en ce cette cet il y a
    début mi fin courant été hiver printemps automne Noël Pâques rentrée hier demain tout toujours aujourd'hui
    avant-hier un une deux trois six sept quinze vingt et demi mille cent premier second 1er 2e 3ème T2 S1
    0 1 5 12 15 25 31 32 99 1985 2024 2025 2026 2027 03/04 31/02 15/04 03/2025 2025-03 12/03/2025 , . - / ? € % rue
    remboursements fille mari né née svp sauf plus moins
    pas non que plutôt tôt tard suivant précédent d'avant d'après avant-dernier vacances grandes
    Saint-Jean quinzaine lan dici daout lundi de plus dans quelques sept. janv. moi ma mais
""")
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))
soups = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
texts = st.one_of(st.text(max_size=300), soups, st.text("0123456789/-. eèt€", max_size=80))


def plain(text: str) -> str:
    """Capitals, no accents, curly apostrophes and non-breaking spaces: as another phone would send it."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.upper()) if not unicodedata.combining(c))
    return bare.replace("'", "\u2019").replace(" ", "\u00a0")


def meaning(answer: Period | Refusal | None) -> object:
    return (answer.problem, answer.suggestion) if isinstance(answer, Refusal) else answer


@settings(deadline=None, max_examples=600)
@given(text=texts, today=days)
@example(text="9" * 5000, today=TODAY)
@example(text="hiver 0000/0000", today=TODAY)
@example(text="\ud800 depuis \x00 mars", today=TODAY)
def test_any_text_gives_a_period_of_the_past_or_a_refusal_or_nothing(text: str, today: date) -> None:
    answer = find_period(text, today=today)

    period = answer.suggestion if isinstance(answer, Refusal) else answer
    if period is not None:
        assert earliest(today) <= period.start <= period.end <= today
    if isinstance(answer, Refusal):
        assert answer.text
        assert answer.problem in Problem


@settings(deadline=None, max_examples=300)
@given(text=soups, today=st.dates(), start=st.dates(), length=st.integers(0, 4000))
@example(text="un an plus tôt", today=date.max, start=date.min, length=0)
@example(text="les 3 mois suivants", today=date.max, start=date.max, length=0)
@example(text="les 3 mois d'avant", today=date.max, start=date.min, length=0)
@example(text="le mois d'après", today=date.max, start=date.max, length=0)
def test_no_period_looked_at_makes_it_fail(text: str, today: date, start: date, length: int) -> None:
    seen = Period(start, start + timedelta(days=min(length, (date.max - start).days)))

    answer = find_period(text, today=today, looking_at=seen)

    assert not isinstance(answer, Period) or answer.end <= today


@settings(deadline=None, max_examples=300)
@given(text=soups, today=st.dates())
@example(text="depuis 6 mois, mars et avril, il y a 3 ans", today=date.min)
@example(text="demain, le mois prochain, fin décembre et cet hiver", today=date.max)
def test_no_day_of_the_calendar_makes_it_fail(text: str, today: date) -> None:
    find_period(text, today=today)
    parse_date(text, today=today)


@settings(deadline=None, max_examples=300)
@given(text=texts, today=days)
def test_any_text_gives_one_date_or_none(text: str, today: date) -> None:
    day = parse_date(text, today=today)

    assert day is None or type(day) is date


@settings(deadline=None, max_examples=600)
@given(text=soups)
@example(text="du 28 décembre au 3 janvier")
@example(text="l'été de l'année dernière")
def test_accents_case_apostrophes_and_spaces_change_nothing(text: str) -> None:
    assert meaning(find_period(plain(text), today=TODAY)) == meaning(find_period(text, today=TODAY))


@given(start=st.dates(), length=st.integers(0, 4000))
def test_a_period_written_is_read_back(start: date, length: int) -> None:
    end = start + timedelta(days=min(length, (date.max - start).days))

    assert Period.from_iso(Period(start, end).iso()) == Period(start, end)


@settings(deadline=None)
@given(start=st.dates(date(1996, 1, 1), TODAY), end=st.dates(date(1996, 1, 1), TODAY))
def test_a_written_period_is_understood_in_a_sentence(start: date, end: date) -> None:
    expected = Period(min(start, end), max(start, end))

    assert find_period(f"mes remboursements {expected.iso()}", today=TODAY) == expected


@settings(deadline=None)
@given(day=st.dates(date(1996, 1, 1), TODAY))
def test_every_way_to_write_a_day_means_that_day(day: date) -> None:
    written = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    for text in (written, f"le {day:%d/%m/%Y}", f"{day:%d-%m-%Y}", day.isoformat(), f"{day:%d.%m.%Y}"):
        assert find_period(text, today=TODAY) == Period(day, day)
        assert parse_date(text, today=TODAY) == day


@settings(deadline=None)
@given(today=days, months=st.integers(1, 12))
def test_since_n_months_starts_on_the_same_day_or_the_end_of_a_shorter_month(today: date, months: int) -> None:
    answer = find_period(f"depuis {months} mois", today=today)

    assert isinstance(answer, Period)
    assert answer.end == today
    assert (today.year - answer.start.year) * 12 + today.month - answer.start.month == months
    assert answer.start.day == min(today.day, monthrange(answer.start.year, answer.start.month)[1])


@settings(deadline=None)
@given(today=days, month=st.sampled_from(MONTHS))
def test_a_month_alone_has_begun_less_than_a_year_ago(today: date, month: str) -> None:
    answer = find_period(f"remboursements de {month}", today=today)

    assert isinstance(answer, Period)
    assert MONTHS[answer.start.month - 1] == month
    assert answer.start <= today < answer.start.replace(year=answer.start.year + 1)


@settings(deadline=None)
@given(said=st.sampled_from(["depuis 6 mois", "en 2024", "mars", "le 5", "31/02/2025", "du 1er au 15 avril", "6 mois"]))
def test_courtesies_around_a_period_change_nothing(said: str) -> None:
    polite = f"Bonjour, je voudrais voir mes remboursements {said} s'il vous plaît, merci !"

    assert meaning(find_period(polite, today=TODAY)) == meaning(find_period(said, today=TODAY))


@settings(deadline=None)
@given(word=st.sampled_from([month for month in MONTHS if len(month) > 5]), place=st.integers(0, 8), data=st.data())
def test_one_letter_missing_doubled_or_swapped_in_a_month_is_forgiven(
    word: str, place: int, data: st.DataObject
) -> None:
    place %= len(word) - 1
    typo = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + word[place] + word[place:],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            ]
        )
    )

    assert find_period(f"en {typo} 2025", today=TODAY) == find_period(f"en {word} 2025", today=TODAY)


@pytest.mark.parametrize(
    "pattern",
    ["9", "1/", "1-", "1 ", "03/04/2025 ", "le ", "et ", "de la ", "depuis ", "depuis depuis le ", "mars ", "mars et ",
     "du 1er au ", "vingt et ", "cent mille ", "il y a ", "entre mars et ", "a", "é", "((", "- ", "\u0301", "\ufdfa",
     "1/1/25, ", "derneir ", "fin de la ", "du mois de ", "les 3 derniers ", "il y a 3 mois et 2 ", "l'",
     "pas ", "pas mars ", "plutôt que 2025 ", "lan ", "avant-dernier ", "vacances de la ", "un an plus tôt "],
)  # fmt: skip
def test_a_hostile_message_of_5000_characters_takes_no_time(pattern: str) -> None:
    text = (pattern * 5000)[:5000]
    began = time.process_time()

    find_period(text, today=TODAY)
    parse_date(text, today=TODAY)

    assert time.process_time() - began < 2

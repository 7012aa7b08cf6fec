"""What members ask of their contributions, in their own words; all of it said on 25 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuelle.amounts import amount_in
from mutuelle.contract.questions import ContributionQuestion, read_question
from mutuelle.periods import Period, Problem

TODAY = date(2026, 11, 25)


def read(text):
    return read_question(text, today=TODAY)


def days(start, end):
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("said", "cents"),
    [
        ("84,30", 8430),
        ("84.30 ?", 8430),
        ("84,3 €", 8430),
        ("84€30", 8430),
        ("84 € 30", 8430),
        ("vs mavé prelevé 84e30", 8430),
        ("84e c'est quoi", 8400),
        ("€84", 8400),
        ("84 euors", 8400),
        ("84 EUR", 8400),
        ("84 euros et 30 centimes", 8430),
        ("quatre-vingt-quatre euros trente", 8430),
        ("cent vingt euros", 12000),
        ("80 balles", 8000),
        ("84 centimes", 84),
        ("84,30€/mois", 8430),
        ("1 234,56 €", 123456),
        ("1\u00a0234,56\u00a0€", 123456),
        ("1\u202f234,56\u202f€", 123456),
        ("1.234,56 €", 123456),
        ("1,234.56 €", 123456),
        ("1 000 €", 100000),
        ("1234,5 €", 123450),
        ("le 5 123,45 €", 12345),
        ("un prélèvement de 134 € que je comprends pas", 13400),
        ("vous m'avez prélevé 92 c'est normal", 9200),
        ("84,30 euros au lieu de 80", 8430),
        ("84 € 10 novembre", 8400),
    ],
)
def test_an_amount_is_read_as_it_is_spelled(said, cents):
    assert amount_in(said, today=TODAY)[0] == cents


@pytest.mark.parametrize(
    "said",
    [
        "hausse de 3,50 %",
        "le 05.11",
        "05.11.2026",
        "05/11",
        "2e trimestre",
        "mon 12e mois",
        "prélevé 12 mois",
        "prélèvement 12 mars",
        "cotisations payées 2025",
        "contrat 1234567",
        "M1000018",
        "06 12 34 56 78",
        "mille deux cents euros",  # more than we read into one number: none rather than a wrong one
    ],
)
def test_other_figures_are_no_amount(said):
    assert amount_in(said, today=TODAY)[0] is None


@given(euros=st.integers(0, 999_999), cents=st.integers(0, 99), by=st.sampled_from(["", " ", "\u00a0", "\u202f", "."]))
def test_any_amount_is_read_whole_whatever_separates_its_thousands(euros, cents, by):
    typed = f"{euros:,}".replace(",", by) + f",{cents:02} €"
    assert amount_in(f"un prélèvement de {typed} ?", today=TODAY)[0] == euros * 100 + cents


@given(st.text(max_size=80))
def test_no_sentence_is_too_strange(text):
    assert isinstance(read(text), ContributionQuestion)


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("mes cotisations du 1er trimestre", "2026-01-01", "2026-03-31"),
        ("cotisations du 1er semestre", "2026-01-01", "2026-06-30"),
        ("cotisations du 2e semestre 2025", "2025-07-01", "2025-12-31"),
        ("mes cotisations 2025", "2025-01-01", "2025-12-31"),
        ("ce que j'ai payé l'an dernier", "2025-01-01", "2025-12-31"),
        ("du 1er mai au 30 juin", "2026-05-01", "2026-06-30"),
        ("du 01/03/2026 au 30/06/2026", "2026-03-01", "2026-06-30"),
        ("depuis le 1er mars", "2026-03-01", "2026-11-25"),
        ("cotisations 12/2025", "2025-12-01", "2025-12-31"),
        ("cotisation payée en décembre", "2025-12-01", "2025-12-31"),
    ],
)
def test_a_period_limits_the_history(said, start, end):
    assert read(said) == ContributionQuestion("history", days(start, end))


@pytest.mark.parametrize(
    "said",
    ["le 05/11", "05.11", "05-11-2026", "cotis du 5/11/26", "le 5 nov", "5 novembre", "le prélèvement du 5 novembre"],
)
def test_a_day_names_one_contribution(said):
    asked = read(said)
    assert (asked.topic, asked.day) == ("one", date(2026, 11, 5))


@pytest.mark.parametrize(
    ("said", "day"), [("le prélèvement du 5", 5), ("le 10 ?", 10), ("le trois", 3), ("prélevé le 1er", 1)]
)
def test_a_day_of_the_month_names_one_too(said, day):
    asked = read(said)
    assert (asked.topic, asked.day_of_month, asked.period) == ("one", day, None)


def test_an_amount_may_come_with_its_day_or_its_month():
    assert read("84,30 le 5/11") == ContributionQuestion("one", amount_cents=8430, day=date(2026, 11, 5))
    assert read("84,30 le 5") == ContributionQuestion("one", amount_cents=8430, day_of_month=5)
    in_march = ContributionQuestion("one", days("2026-03-01", "2026-03-31"), amount_cents=8430)
    assert read("vous m'avez prélevé 84,30 en mars") == in_march


@pytest.mark.parametrize(
    ("said", "coming"),
    [
        ("cotisation de décembre", days("2026-12-01", "2026-12-31")),
        ("combien le 05/12", days("2026-12-05", "2026-12-05")),
        ("combien le 5 décembre", days("2026-12-05", "2026-12-05")),
        ("cotisation de novembre", days("2026-11-25", "2026-11-30")),
        ("bjr combien je vais payer en decembre svp", days("2026-12-01", "2026-12-31")),
        ("fin décembre", days("2026-12-21", "2026-12-31")),
    ],
)
def test_a_month_or_a_day_without_a_year_may_be_the_coming_one(said, coming):
    assert read(said).coming == coming


@pytest.mark.parametrize(
    "said",
    [
        "cotisation de décembre 2025",
        "décembre dernier",
        "combien vous m'avez prélevé en décembre",
        "combien g payé en décembre",
        "cotisation d'octobre",
        "hier",
        "il y a 8 mois",
        "depuis décembre",
    ],
)
def test_what_is_over_is_not_taken_for_what_comes(said):
    assert read(said).coming is None


@pytest.mark.parametrize(
    "said",
    [
        "cotisations 2031",
        "cotisations de 2031",
        "cotisations en 2031",
        "cotisation décembre 2027",
        "combien je vais payer l'année prochaine",
        "votre tarif augmente combien en janvier",
        "augmentation janvier 2027",
        "ma cotisation va augmenter combien",
    ],
)
def test_what_is_to_come_is_not_looked_for_in_the_past(said):
    assert read(said) == ContributionQuestion("future")


@pytest.mark.parametrize(
    ("said", "problem"),
    [("le 31/02/2026", Problem.INVALID), ("le 45 mars", Problem.INVALID), ("du 10 au 20", Problem.AMBIGUOUS)],
)
def test_a_period_that_cannot_be_is_asked_again(said, problem):
    refusal = read(said).refusal
    assert refusal is not None and refusal.problem is problem


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("mes cotisations", None),
        ("et pr mon fils né le 05/12/2012", None),
        ("quand est mon prochain prélèvement", "next"),
        ("c kan le prochain prelevmen", "next"),
        ("quand serai-je prélevé", "next"),
        ("ma derniere cotisation", "latest"),
        ("comment je paie ma cotisation", "mode"),
        ("je reçois l'avis d'échéance tous les combien ?", "notice"),
        ("quel compte est prélevé ?", "account"),
        ("historique de mes cotisations", "history"),
        ("j'ai un impayé ?", "rejected"),
        ("détail des impayés", "rejected"),
        ("ma cotisation a augmenté pourquoi", "rise"),
        ("cotisation en hausse c abusé", "rise"),
        ("ma cotisation est passée de 84,30 à 86,83", "rise"),
        ("pourquoi ma cotisation est plus élevée", "rise"),
        ("votre tarif a encore augmenté, je vais partir", "rise"),
        ("j'ai vu que ça va augmenter en janvier", "future"),
        ("vous prélevez quand", "next"),
        ("on peut décaler le prélèvement, je suis payé le 10", "terms"),
        ("je peux payer par carte bancaire ma cotisation ?", "terms"),
        ("peut on payer par trimestre au lieu de tous les mois ?", "terms"),
    ],
)
def test_the_rest_is_told_by_its_words(said, topic):
    assert read(said).topic == topic

"""What a sentence asks of letters: kinds and their synonyms, periods, order, one to open."""

from datetime import date

import pytest

from mutuelle.letters.reading import Asked, elsewhere, named_kinds, narrows, one_of, read_asked
from mutuelle.letters.rules import EARLIEST, LATEST, Letter, LetterSearch, fitting, lately
from mutuelle.periods import Period
from mutuelle.ranks import LAST

TODAY = date(2026, 11, 26)
STATEMENT, NOTICE, REJECTED = "statement", "contribution_notice", "rejected_debit"


LETTERS = (
    Letter(5, STATEMENT, "", date(2026, 11, 3), Period(date(2026, 10, 1), date(2026, 10, 31))),
    Letter(4, STATEMENT, "", date(2026, 10, 3), Period(date(2026, 9, 1), date(2026, 9, 30))),
    Letter(3, NOTICE, "", date(2025, 12, 16), Period(date(2026, 1, 1), date(2026, 12, 31))),
    Letter(2, STATEMENT, "", date(2025, 2, 3), Period(date(2025, 1, 1), date(2025, 1, 31))),
    Letter(1, STATEMENT, "", date(2025, 1, 3), Period(date(2024, 12, 1), date(2024, 12, 31))),
)


def year(number):
    return Period(date(number, 1, 1), date(number, 12, 31))


def read(text, before=None):
    return read_asked(Asked(text), before, today=TODAY)


def found(text, before=None):
    return [one.id for one in fitting(LETTERS, read(text, before).search)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("mes relevés de prestations", {STATEMENT}),
        ("mon décompte svp", {STATEMENT}),
        ("seulement les relvés", {STATEMENT}),
        ("mon appel de cotisation", {NOTICE}),
        ("avis d'echeance 2026", {NOTICE}),
        ("mon échéancier", {NOTICE}),
        ("la lettre d'augmentation", {NOTICE}),
        ("la lettre de relance pour la cotisation", {REJECTED}),
        ("les relevés et les appels de cotisation", {STATEMENT, NOTICE}),
        ("mes courriers", set()),
        ("mon relevé d'identité bancaire", set()),
    ],
)
def test_a_kind_is_known_by_its_synonyms_typos_apart(text, kinds):
    assert set(named_kinds(text)) == kinds


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("mes courriers", [5, 4, 3, 2, 1]),
        ("mes relevés", [5, 4, 2, 1]),
        ("les relevés de 2025", [2]),  # those about 2025, though one of 2024 was sent in 2025
        ("les relevés envoyés en 2025", [2, 1]),
        ("relevé de septembre 2026", [4]),
        ("appel de cotisation 2026", [3]),
        ("courriers de 2025", [3, 2, 1]),  # without a kind, those sent then
        ("courriers entre octobre et novembre", [5, 4]),
        ("mes relevés du plus ancien au plus récent", [1, 2, 4, 5]),
        ("relevés de mars 2026", []),
    ],
)
def test_letters_are_found_by_what_they_are_about_or_by_when_they_were_sent(text, ids):
    assert found(text) == ids


def test_what_a_refinement_does_not_speak_of_stays():
    before = LetterSearch(period=Period(date(2025, 1, 1), date(2025, 12, 31)), kinds=(STATEMENT,), by_subject=True)
    assert read("et en 2024 ?", before).search.kinds == (STATEMENT,)
    assert read("seulement les appels de cotisation", before).search.period == before.period
    assert read("tous les courriers", before).search.kinds == ()


def test_sorting_turns_the_order_of_a_list_on_display():
    assert read("trier par date").search.order == LATEST
    assert read("triez par date", LetterSearch()).search.order == EARLIEST
    assert read("du plus récent au plus ancien", LetterSearch(order=EARLIEST)).search.order == LATEST


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("ouvrez ce courrier", True),
        ("envoyez-moi le PDF", True),
        ("le deuxième", True),
        ("celui de septembre", True),
        ("mon dernier relevé", True),
        ("mon appel de cotisation 2026", True),
        ("décompte du mois de mai", True),
        ("dernier courrier", True),
        ("la lettre d'octobre", True),
        ("courrier du 3 novembre", True),
        ("mes décomptes 2025", False),
        ("quels courriers vous m'avez envoyés", False),
        ("mes derniers courriers", False),
        ("courriers des trois derniers mois", False),
    ],
)
def test_one_letter_is_opened_several_are_listed(text, opens):
    assert read(text).opens is opens


def test_a_rank_is_that_of_the_page_on_display():
    assert one_of(LETTERS, read("le deuxième"), first=1).id == 4
    assert one_of(LETTERS, read("le dernier"), first=1).id == 5
    assert one_of(LETTERS, read("ouvre le 9e"), first=1) is None
    assert one_of(LETTERS, read("ouvrez ce courrier"), first=1) is None  # which of five is not clear
    assert one_of(LETTERS[:1], read("ouvrez ce courrier"), first=1).id == 5
    assert read("le dernier").rank == LAST


def test_a_bare_number_is_a_rank_while_a_list_is_on_display():
    assert read("le 2", LetterSearch()).rank == read("3", LetterSearch()).rank - 1 == 2
    assert read("3").rank is None


@pytest.mark.parametrize("text", ["et en 2025 ?", "le deuxième", "mes relevés de remboursement"])
def test_what_may_be_about_letters(text):
    assert not elsewhere(text)


@pytest.mark.parametrize("text", ["mes remboursements en PDF", "exporter en csv", "une attestation"])
def test_what_is_about_something_else(text):
    assert elsewhere(text)


def test_only_an_order_or_a_narrower_choice_keeps_the_rest():
    assert narrows("seulement les relevés") and narrows("du plus ancien au plus récent")
    assert not narrows("mes relevés") and not narrows("mes courriers")


def test_by_default_the_three_months_until_today():
    assert lately(TODAY) == Period(date(2026, 8, 26), TODAY)


def test_a_letter_says_what_it_is_about():
    assert [one.name for one in LETTERS[:3]] == [
        "Relevé de prestations – octobre 2026",
        "Relevé de prestations – septembre 2026",
        "Appel de cotisation – 2026",
    ]
    quarter = Letter(9, NOTICE, "", TODAY, Period(date(2026, 10, 1), date(2026, 12, 31)))
    assert quarter.file_name == "Appel de cotisation du 01-10-2026 au 31-12-2026 (2026-11-26).pdf"
    assert Letter(9, "other", "Vos droits", TODAY, None).name == "Vos droits"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("mes appels de cotisation 2025", year(2025)),
        ("mes appels de cotisation", None),
        ("le relevé 2099", None),
    ],
)
def test_a_year_may_stand_alone(text, period):
    assert read(text).search.period == period

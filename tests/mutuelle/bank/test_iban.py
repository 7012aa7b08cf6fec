"""Bank codes as members type them: read, checked, completed, masked."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuelle.bank.iban import IbanRefused, masked_iban, read_codes, read_iban

FRENCH = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    "typed",
    [
        FRENCH,
        "fr76 3000 6000 0112 3456 7890 189",
        "FR76-3000-6000-0112-3456-7890-189",
        "  FR76 30006 00001 12345678901 89 ",
        "FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189",
    ],
)
def test_spaces_dashes_and_small_letters_are_ignored(typed):
    assert read_iban(typed) == FRENCH


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("FR76 3000 6000 0112 3456 7890 188", "iban_wrong"),
        ("FR67 3000 6000 0112 3456 7890 189", "iban_wrong"),
        ("FR76 3000 6000 0112 3456 7890", "iban_incomplete"),
        ("FR76 3000 6000 0112 3456 7890 1899", "iban_incomplete"),
        ("mon rib", "iban_incomplete"),
        ("", "iban_incomplete"),
        ("30006 00001 12345678901 89", "iban_incomplete"),
        ("AE07 0331 2345 6789 0123 456", "iban_abroad"),
        ("<script>", "iban_incomplete"),
    ],
)
def test_what_cannot_be_debited_is_refused_and_says_why(typed, problem):
    with pytest.raises(IbanRefused) as refused:
        read_iban(typed)
    assert refused.value.problem == problem


@pytest.mark.parametrize("iban", ["BE68 5390 0754 7034", "DE89 3704 0044 0532 0130 00", "LU28 0019 4006 4475 0000"])
def test_the_other_countries_of_sepa_are_taken(iban):
    assert read_iban(iban) == iban.replace(" ", "")


def test_the_bic_of_a_french_bank_is_derived():
    assert read_codes(FRENCH).bic == "AGRIFRPPXXX"


def test_a_bic_that_cannot_be_derived_is_left_unknown():
    assert read_codes("BE68 5390 0754 7034").bic == ""


@pytest.mark.parametrize("bic", ["AGRIFRPP", "agrifrppxxx", "AGRIFRPP 882"])
def test_a_bic_of_the_same_bank_is_taken(bic):
    assert read_codes(FRENCH, bic).bic == bic.upper().replace(" ", "")


@pytest.mark.parametrize(
    ("bic", "problem"), [("AGRIFR", "bic_wrong"), ("BNPAFRPP", "bic_other_bank"), ("COBADEFF", "bic_other_bank")]
)
def test_a_bic_that_does_not_fit_is_refused(bic, problem):
    with pytest.raises(IbanRefused) as refused:
        read_codes(FRENCH, bic)
    assert refused.value.problem == problem


def test_only_the_ends_of_an_iban_can_be_read():
    assert masked_iban(FRENCH) == "FR76 •••• •••• 0189"


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_the_reading(typed):
    with suppress(IbanRefused):
        assert len(read_iban(typed)) >= 15

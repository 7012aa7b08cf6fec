"""Texts at rest: sealed for one purpose, with one secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuelle.sealing import BrokenSeal, seal, seal_bytes, unseal, unseal_bytes

SECRET = "s" * 40


@given(st.text())
def test_what_was_sealed_is_read_again(text):
    assert unseal(SECRET, "purpose", seal(SECRET, "purpose", text)) == text


def test_a_seal_shows_nothing_of_its_text_and_is_never_the_same_twice():
    one, other = seal(SECRET, "purpose", "JBSWY3DPEHPK3PXP"), seal(SECRET, "purpose", "JBSWY3DPEHPK3PXP")

    assert "JBSWY3DPEHPK3PXP" not in one
    assert one != other


@pytest.mark.parametrize(
    ("secret", "purpose", "change"),
    [
        pytest.param("t" * 40, "purpose", "", id="another secret"),
        pytest.param(SECRET, "other", "", id="another purpose"),
        pytest.param(SECRET, "purpose", "A", id="a changed seal"),
    ],
)
def test_a_seal_that_is_not_ours_is_not_opened(secret, purpose, change):
    sealed = seal(SECRET, "purpose", "JBSWY3DPEHPK3PXP")
    if change:
        sealed = sealed[:20] + ("B" if sealed[20] == change else change) + sealed[21:]

    with pytest.raises(BrokenSeal):
        unseal(secret, purpose, sealed)


@pytest.mark.parametrize("sealed", ["", "é", "not a seal", "gAAAA"])
def test_what_never_was_a_seal_is_refused(sealed):
    with pytest.raises(BrokenSeal):
        unseal(SECRET, "purpose", sealed)


def test_bytes_are_sealed_and_come_back_little_longer():
    content = bytes(range(256)) * 40
    sealed = seal_bytes(SECRET, "attachment:1", content)
    assert unseal_bytes(SECRET, "attachment:1", sealed) == content
    assert content[:16] not in sealed
    assert 58 <= len(sealed) - len(content) <= 73


def test_bytes_sealed_for_one_row_cannot_be_opened_as_those_of_another():
    sealed = seal_bytes(SECRET, "attachment:1", b"content")
    for wrong in (sealed[:-1], sealed[:-1] + b"x", b"", b"content"):
        with pytest.raises(BrokenSeal):
            unseal_bytes(SECRET, "attachment:1", wrong)
    with pytest.raises(BrokenSeal):
        unseal_bytes(SECRET, "attachment:2", sealed)

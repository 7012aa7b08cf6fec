"""What a form with files says: each refusal in French, with something to do about it."""

import re

import pytest

from bot.pages.upload_words import WORDS, for_the_field, size_words, tell
from mutuelle.attachments import errors
from mutuelle.attachments.rules import FAMILIES, LIMIT, MEDIA_TYPES

SAMPLES = [
    errors.FormatRefused("heic", "phone_photo"),
    errors.FileTooBig(LIMIT + 1),
    errors.FileTooBig(None),
    errors.TypeMismatch("pdf", "png"),
    errors.TypeMismatch("pdf", "something"),
    errors.TooManyPixels(9_000, 9_000),
    errors.TooManyPixels(0, 0),
    errors.TooManyAttachments(3),
    *(
        kind()
        for kind in errors.refusals().values()
        if kind
        not in {
            errors.FormatRefused,
            errors.FileTooBig,
            errors.TypeMismatch,
            errors.TooManyPixels,
            errors.TooManyAttachments,
        }
    ),
]


def test_every_refusal_has_its_sentence_and_every_sentence_its_refusal():
    told = {key.removesuffix("Unknown") if key != "AttachmentUnknown" else key for key in WORDS["refusals"]}
    assert told == set(errors.refusals())
    assert len(told) > 18


@pytest.mark.parametrize("refused", SAMPLES, ids=lambda one: type(one).__name__)
def test_a_refusal_is_told_in_whole_sentences_with_something_to_do(refused):
    told = tell(refused)
    assert told.endswith(".") and told.count(".") >= 1
    assert not re.search(r"[{}]|\b(?:None|error)\b", told)
    assert 60 < len(told) < 330


def test_every_family_of_formats_has_its_advice():
    assert set(FAMILIES.values()) | {"other"} == set(WORDS["advice"])
    assert not FAMILIES.keys() & MEDIA_TYPES.keys()
    for found in WORDS["found"].values():
        assert ("extension" in found) != ("advice" in found)
        assert found.get("advice", "other") in WORDS["advice"]
        assert found.get("extension", "pdf") in MEDIA_TYPES


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 octets"),
        (1_023, "1 023 octets"),
        (1_024, "1 Ko"),
        (340_000, "333 Ko"),
        (LIMIT, "5 Mo"),
        (LIMIT + 1, "5,1 Mo (5 242 881 octets)"),
        (6_500_000, "6,2 Mo"),
        (300_000_000, "286,2 Mo"),
    ],
)
def test_a_size_is_said_as_a_reader_expects(size, words):
    assert re.sub(r"\s", " ", size_words(size)) == words


def test_the_field_names_the_fourteen_formats():
    field = for_the_field()
    assert field["accept"].split(",") == [f".{one}" for one in MEDIA_TYPES]
    for extension in MEDIA_TYPES:
        assert f".{extension}" in field["help"]

"""The training sentences are good, and the checker that says so can say otherwise."""

from pathlib import Path

import pytest

from ops import nlu_quality as quality
from ops.nlu_quality import Sentence


@pytest.fixture(scope="module")
def training() -> list[Sentence]:
    return quality.read(quality.training_files())


@pytest.fixture(scope="module")
def held_out() -> list[Sentence]:
    return quality.read([quality.HELD_OUT])


@pytest.fixture(scope="module")
def unseen() -> list[Sentence]:
    return quality.read([quality.UNSEEN])


def said(intent: str, *written: str) -> list[Sentence]:
    return [Sentence(intent, line, "written_here.yml") for line in written]


def test_there_is_nothing_to_say_against_the_sentences(training, held_out, unseen):
    assert quality.findings(training, held_out, unseen) == []


def test_the_check_saw_every_intent_of_the_contract_in_both_sets(training, held_out, unseen):
    assert len(training) > 7000
    assert len(held_out) > 450
    assert len(unseen) > 600
    assert set(quality.by_intent(unseen)) == quality.CONTRACT_INTENTS
    assert set(quality.by_intent(training)) >= quality.CONTRACT_INTENTS
    assert set(quality.by_intent(held_out)) == set(quality.by_intent(training))


def test_every_entity_of_the_contract_is_annotated_somewhere(training):
    annotated = {match["name"] for s in training for match in quality._ENTITY.finditer(s.written)}
    assert annotated == quality.CONTRACT_ENTITIES


def test_an_entity_with_too_few_annotations_is_found():
    few = said("x", *["le [12 mai 1980](birth_date)"] * (quality.ENTITY_MINIMUM - 1), "sur [LCL](bank)")
    assert any(
        finding.startswith(f"birth_date: {quality.ENTITY_MINIMUM - 1} annotations")
        for finding in quality.thin_entities(few)
    )
    assert not any(finding.startswith("birth_date") for finding in quality.thin_entities([*few, *few]))


def test_an_intent_has_one_file_named_after_it():
    for path in quality.training_files():
        assert {sentence.intent for sentence in quality.read([path])} == {path.stem}


def test_a_missing_intent_and_a_thin_one_are_found():
    wrong = quality.too_few(quality.by_intent(said("greet", "bonjour")), {"greet": 2}, 1)
    assert "greet: 1 examples, at least 2 wanted" in wrong
    assert "goodbye: 0 examples, at least 1 wanted" in wrong


@pytest.mark.parametrize(
    "other", ["Où est mon remboursement ?", "ou est mon remboursement", "OÙ EST MON REMBOURSEMENT"]
)
def test_a_sentence_in_two_intents_is_found_whatever_its_accents_and_case(other):
    both = [*said("track_reimbursement", "où est mon remboursement"), *said("view_reimbursements", other)]
    assert len(quality.repeated(both)) == 1


def test_the_same_sentence_twice_in_an_intent_is_found_but_not_its_spelling_without_accents():
    assert len(quality.repeated(said("deny", "arrête", "arrête"))) == 1
    assert quality.repeated(said("deny", "arrête", "arrete")) == []


def test_permutations_of_one_template_are_found():
    permuted = [f"combien est remboursé le [{care}](care_type) ?" for care in ("kiné", "psy", "dentiste", "labo")]
    assert any("fill the one frame" in finding for finding in quality.repetitive({"x": said("x", *permuted)}))
    same_start = [f"je voudrais savoir combien coûte {thing}" for thing in "abcdefghij"]
    assert any("3-grams are distinct" in finding for finding in quality.repetitive({"x": said("x", *same_start)}))


def test_the_language_s_own_frames_are_no_template():
    ranges = [
        f"entre [{start}](start_date) et [{end}](end_date)"
        for start, end in (("mars", "mai"), ("lundi", "hier"), ("le 3", "le 9"), ("Noël", "Pâques"))
    ]
    assert quality.repetitive({"x": said("x", *ranges)}) == []


def test_near_duplicates_are_found_and_short_sentences_left_alone():
    near = said("x", "le lien de connexion ne marche pas", "ne marche pas, le lien de connexion")
    assert any("near duplicates" in finding for finding in quality.repetitive({"x": near}))
    assert quality.overlap(*said("x", "la suite", "suite la")) == 0


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("pour [ma fille](daughter)", id="an entity the contract does not know"),
        pytest.param("mes [remboursement](care_type)s", id="a word cut at its end"),
        pytest.param("re[mboursement](care_type)", id="a word cut at its start"),
        pytest.param("j'ai payé [30,](amount) merci", id="an end no tokenizer keeps"),
        pytest.param("pour [ma fille", id="a bracket left open"),
    ],
)
def test_a_bad_annotation_is_found(written):
    assert len(quality.badly_annotated(said("x", written))) == 1


def test_a_good_annotation_passes():
    assert quality.badly_annotated(said("x", "l'[ophtalmo](care_type) de [Paul](person_name), [30](amount) €")) == []


def test_a_held_out_sentence_that_was_trained_on_is_found():
    trained = said("view_bank_details", "sur quel compte suis-je remboursé ?")
    assert len(quality.leaked(said("x", "sur quel compte suis je rembourse"), trained)) == 1
    assert quality.leaked(said("x", "quel RIB avez-vous pour moi ?"), trained) == []


def test_examples_are_read_with_their_annotations(tmp_path: Path):
    path = tmp_path / "x.yml"
    path.write_text(
        "nlu:\n  - intent: x\n    examples: |\n      - pour [Zoé](person_name)\n      - oui\n",
        encoding="utf-8",
    )
    first, second = quality.read([path])
    assert (first.plain, first.words, first.frame) == ("pour Zoé", ("pour", "zoe"), "pour person_name")
    assert second.plain == "oui"

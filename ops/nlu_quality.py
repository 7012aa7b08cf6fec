"""Measure the French training sentences and refuse what would teach the classifier badly.

Run as ``python -m ops.nlu_quality`` in the modern environment (it needs PyYAML): prints one line an intent, then
the findings; exits 1 when there are any.
"""

from __future__ import annotations

import itertools
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
TRAINING = ROOT / "data" / "nlu"
HELD_OUT = ROOT / "tests" / "data" / "nlu_test.yml"  # settings were once chosen on it
UNSEEN = ROOT / "tests" / "data" / "nlu_unseen.yml"  # never looked at while tuning


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


CONTRACT_INTENTS = _names(
    """
    create_account activation_problem login_problem manage_password change_login_email delete_account logout
    view_profile update_contact_details report_situation_change manage_notifications view_contract
    view_contributions update_direct_debit_account list_beneficiaries add_beneficiary remove_beneficiary
    change_coverage cancel_contract reissue_card view_reimbursements track_reimbursement explain_reimbursement
    view_bank_details update_refund_account view_third_party_payments export_print simulate_reimbursement
    ask_definition list_letters get_useful_document request_certificate find_practitioner find_kalixia_partner
    write_to_us track_request talk_to_human complaint gdpr_request greet goodbye thank affirm deny bot_challenge
    chitchat ask_capabilities medical_emergency out_of_scope
    """,
)
CONTRACT_ENTITIES = _names(
    """
    beneficiary person_name care_type practitioner_category date period start_date end_date birth_date amount
    location address postal_code distance count sector term document_type letter_type format reason family_status
    guarantee field phone email iban bic member_number request_id duration file_type file_size bank
    """,
)
SMALL_TALK = _names(
    "greet goodbye thank affirm deny bot_challenge chitchat ask_capabilities next_page previous_page",
)
MINIMUM = {
    **dict.fromkeys(CONTRACT_INTENTS, 90),
    **dict.fromkeys(SMALL_TALK, 50),
    "view_reimbursements": 150,
    "refine_reimbursements": 110,
    "medical_emergency": 250,
    "out_of_scope": 500,
}
EXTRA_INTENT_MINIMUM = 30
ENTITY_MINIMUM = 18  # annotations of each entity of the contract
HELD_OUT_MINIMUM = dict.fromkeys(
    ("view_reimbursements", "refine_reimbursements", "medical_emergency", "out_of_scope"),
    20,
)
HELD_OUT_DEFAULT_MINIMUM = 8
UNSEEN_MINIMUM = {**dict.fromkeys(CONTRACT_INTENTS, 12), "medical_emergency": 24, "out_of_scope": 40}

LEAST_DISTINCT_TRIGRAMS = 0.80  # distinct word 3-grams / all word 3-grams, inside one intent
LESS_DISTINCT = {
    "manage_password": 0.70,  # « mot de passe » is a 3-gram by itself
    "deny": 0.70,  # « je ne veux pas », « ce n'est pas »: the language's own refusals
    "request_certificate": 0.75,  # « attestation de mutuelle »
    "reissue_card": 0.75,  # « ma carte de mutuelle »
    "ask_definition": 0.75,  # « ça veut dire quoi » is how it is asked
}
MOST_OVERLAP = 0.85  # Jaccard of the word sets of two sentences, from LONG_ENOUGH words on
MOST_ALIKE_FRAMES = 3  # sentences of one intent that differ only by what fills their entities
LONG_ENOUGH = 4
FRAME_WORDS = 3  # « entre … et … », « depuis … » are the language's frames, not a template
TRIGRAM = 3

_ENTITY = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<name>[^)]+)\)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Sentence:
    """One annotated example: its ``intent``, the markdown as ``written``, the ``file`` it stands in."""

    intent: str
    written: str
    file: str

    @property
    def plain(self) -> str:
        """What the member types: the sentence without its annotations."""
        return _ENTITY.sub(lambda match: match["text"], self.written)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Words without case nor accents."""
        return words_of(self.plain)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The distinct words."""
        return frozenset(self.words)

    @property
    def frame(self) -> str:
        """The sentence with each annotated stretch replaced by its entity's name."""
        return " ".join(words_of(_ENTITY.sub(lambda match: f" {match['name']} ", self.written)))


def words_of(text: str) -> tuple[str, ...]:
    """Fold case and accents away and return the words; text without any word (an emoji) is one word."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    return tuple(_WORD.findall(folded)) or (folded.strip(),)


def read(paths: Iterable[Path]) -> list[Sentence]:
    """Read the examples of Rasa 3.1 YAML files, in order. A file of another shape raises ``KeyError``."""
    contents: list[tuple[Path, dict[str, Any]]] = [
        (path, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in paths
    ]
    return [
        Sentence(block["intent"], line.removeprefix("- ").strip(), path.name)
        for path, content in contents
        for block in content["nlu"]
        for line in block["examples"].splitlines()
    ]


def by_intent(sentences: Iterable[Sentence]) -> dict[str, list[Sentence]]:
    """Group sentences by intent, keeping their order."""
    groups: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        groups[sentence.intent].append(sentence)
    return dict(groups)


def distinct_trigrams(sentences: Sequence[Sentence]) -> float:
    """Return distinct word 3-grams / all word 3-grams, from 0 to 1; 1 where no sentence has three words."""
    trigrams = Counter(
        words[start : start + TRIGRAM]
        for words in (sentence.words for sentence in sentences)
        for start in range(len(words) - TRIGRAM + 1)
    )
    return len(trigrams) / trigrams.total() if trigrams else 1.0


def overlap(one: Sentence, other: Sentence) -> float:
    """Return the Jaccard index of two sentences' words; 0 when either is too short to judge."""
    if min(len(one.vocabulary), len(other.vocabulary)) < LONG_ENOUGH:
        return 0.0
    common = len(one.vocabulary & other.vocabulary)
    return common / (len(one.vocabulary) + len(other.vocabulary) - common)


def too_few(groups: dict[str, list[Sentence]], minimum: dict[str, int], otherwise: int) -> list[str]:
    """Find intents with fewer examples than asked, contract intents without any included."""
    return [
        f"{intent}: {found} examples, at least {least} wanted"
        for intent in sorted(CONTRACT_INTENTS | set(groups))
        if (found := len(groups.get(intent, []))) < (least := minimum.get(intent, otherwise))
    ]


def repetitive(groups: dict[str, list[Sentence]]) -> list[str]:
    """Find intents written by permutation: few distinct 3-grams, one frame filled many times, near duplicates."""
    found = []
    for intent, sentences in groups.items():
        ratio = distinct_trigrams(sentences)
        if ratio < LESS_DISTINCT.get(intent, LEAST_DISTINCT_TRIGRAMS):
            found.append(f"{intent}: only {ratio:.0%} of the word 3-grams are distinct")
        frames = Counter(sentence.frame for sentence in sentences)
        found += [
            f"{intent}: {times} sentences fill the one frame « {frame} »"
            for frame, times in frames.items()
            if times > MOST_ALIKE_FRAMES and len(set(frame.split()) - CONTRACT_ENTITIES) >= FRAME_WORDS
        ]
        found += [
            f"{intent}: near duplicates « {one.plain} » and « {other.plain} »"
            for one, other in itertools.combinations(sentences, 2)
            if overlap(one, other) > MOST_OVERLAP
        ]
    return found


def repeated(sentences: Iterable[Sentence]) -> list[str]:
    """Find sentences that are the same once folded, inside one intent or, worse, in two."""
    same: dict[tuple[str, ...], list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        same[sentence.words].append(sentence)
    return [
        f"« {group[0].plain} » stands {len(group)} times: {', '.join(sorted({s.intent for s in group}))}"
        for group in same.values()
        if len(group) > 1 and (len({s.intent for s in group}) > 1 or len({s.plain for s in group}) < len(group))
    ]


def badly_annotated(sentences: Iterable[Sentence]) -> list[str]:
    """Find unknown entity names, stray brackets and annotations that cut a word in two."""
    found = []
    for sentence in sentences:
        for match in _ENTITY.finditer(sentence.written):
            if match["name"] not in CONTRACT_ENTITIES:
                found.append(f"{sentence.intent}: unknown entity {match['name']} in « {sentence.written} »")
            before, after = sentence.written[: match.start()][-1:], sentence.written[match.end() :][:1]
            edges = (match["text"][0], match["text"][-1])
            if not all(map(_is_word, edges)) or any(map(_is_word, (before, after))) or after == "-":
                found.append(f"{sentence.intent}: cut inside a word in « {sentence.written} »")
        if any(bracket in sentence.plain for bracket in "[]{}"):
            found.append(f"{sentence.intent}: stray bracket in « {sentence.written} »")
    return found


def leaked(held_out: Iterable[Sentence], training: Sequence[Sentence]) -> list[str]:
    """Find held-out sentences that are, or nearly are, training sentences."""
    known = {sentence.words for sentence in training}
    holding: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in training:
        for word in sentence.vocabulary:
            holding[word].append(sentence)
    return [
        f"held out but trained on: {sentence.intent} « {sentence.plain} »"
        for sentence in held_out
        if sentence.words in known
        or any(overlap(sentence, other) > MOST_OVERLAP for other in _candidates(sentence, holding))
    ]


def _candidates(sentence: Sentence, holding: Mapping[str, Sequence[Sentence]]) -> Iterator[Sentence]:
    """Yield those that may overlap too much: they hold one of its rarest words, since few words may be lacking."""
    rarest_first = sorted(sentence.vocabulary, key=lambda word: len(holding.get(word, ())))
    may_lack = int(len(rarest_first) * (1 - MOST_OVERLAP))
    for word in rarest_first[: may_lack + 1]:
        yield from holding.get(word, ())


def entity_counts(sentences: Iterable[Sentence]) -> Counter[str]:
    """Count the annotated stretches by entity name."""
    return Counter(match["name"] for sentence in sentences for match in _ENTITY.finditer(sentence.written))


def thin_entities(training: Iterable[Sentence]) -> list[str]:
    """Find entities of the contract with too few annotations for a model to learn them."""
    times = entity_counts(training)
    return [
        f"{name}: {times[name]} annotations, at least {ENTITY_MINIMUM} wanted"
        for name in sorted(CONTRACT_ENTITIES)
        if times[name] < ENTITY_MINIMUM
    ]


def findings(training: Sequence[Sentence], held_out: Sequence[Sentence], unseen: Sequence[Sentence]) -> list[str]:
    """Return everything wrong with the sets, one sentence a finding; empty when they are good."""
    apart = [*held_out, *unseen]
    return [
        *too_few(by_intent(training), MINIMUM, EXTRA_INTENT_MINIMUM),
        *too_few(by_intent(held_out), HELD_OUT_MINIMUM, HELD_OUT_DEFAULT_MINIMUM),
        *too_few(by_intent(unseen), UNSEEN_MINIMUM, HELD_OUT_DEFAULT_MINIMUM),
        *thin_entities(training),
        *(f"held out: unknown intent {i}" for i in sorted(set(by_intent(apart)) - set(by_intent(training)))),
        *repeated(training),
        *repeated(apart),
        *repetitive(by_intent(training)),
        *badly_annotated([*training, *apart]),
        *leaked(apart, training),
    ]


def training_files() -> list[Path]:
    """Return the training files, in a stable order."""
    return sorted(TRAINING.rglob("*.yml"))


def main() -> int:
    """Print the measures and the findings; return the exit code."""
    training, held_out, unseen = read(training_files()), read([HELD_OUT]), read([UNSEEN])
    for intent, sentences in sorted(by_intent(training).items()):
        print(f"{intent:28} {len(sentences):4} sentences  {distinct_trigrams(sentences):4.0%} distinct 3-grams")
    print("entities:", ", ".join(f"{name} {times}" for name, times in entity_counts(training).most_common()))
    print(f"{len(training)} training sentences, {len(held_out)} held out, {len(unseen)} unseen")
    wrong = findings(training, held_out, unseen)
    print("\n".join(wrong) or "nothing to say against them")
    return 1 if wrong else 0


def _is_word(char: str) -> bool:
    return bool(_WORD.fullmatch(char)) or char in tuple("@#&€+")


if __name__ == "__main__":
    sys.exit(main())

"""The components as Rasa builds and calls them: trained, stored, loaded, on a tiny set of sentences."""

import pytest
from nlu import classifier
from nlu.classifier import NgramIntentClassifier
from nlu.corrector import SpellingCorrector
from nlu.entities import StoredCrfExtractor
from nlu.fallback import CarefulFallback
from nlu.patterns import PatternEntityExtractor
from nlu.tokenizer import FrenchTokenizer
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.featurizers.sparse_featurizer.lexical_syntactic_featurizer import LexicalSyntacticFeaturizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

SENTENCES = {
    "greet": ["bonjour", "bonsoir à vous", "salut"],
    "view_reimbursements": ["mes remboursements", "voir mes remboursements", "combien m'a-t-on remboursé"],
    "medical_emergency": ["il ne respire plus", "elle fait un malaise", "appelez le samu"],
}
CITIES = ["je suis à Brest", "j'habite à Dijon", "un dentiste à Lyon", "un kiné à Brest", "un opticien à Dijon"]


class Bench:
    """Builds components the way Rasa's engine does."""

    def __init__(self, folder):
        self.storage = LocalModelStorage.create(folder)
        self.context = ExecutionContext(GraphSchema({}), node_name="tested")

    def _given(self, component, settings):
        return {**component.get_default_config(), **settings}, self.storage, Resource(component.__name__), self.context

    def new(self, component, **settings):
        return component.create(*self._given(component, settings))

    def load(self, component, **settings):
        return component.load(*self._given(component, settings))


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


@pytest.fixture
def read(bench):
    tokenizer = bench.new(FrenchTokenizer)

    def _read(text, **data):
        return tokenizer.process([Message.build(text, **data)])[0]

    return _read


@pytest.fixture
def trained(bench, read):
    examples = [read(text, intent=intent) for intent, texts in SENTENCES.items() for text in texts]
    examples += [read("🦄", intent="greet"), read("zzzz", intent="greet")]  # teaches nothing
    bench.new(NgramIntentClassifier, letter_min_examples=1).train(TrainingData(examples))
    return bench.load(NgramIntentClassifier)


def test_a_stored_classifier_knows_what_it_was_taught(trained, read):
    for text, intent in [
        ("BONJOUR", "greet"),
        ("mes remboursement", "view_reimbursements"),
        ("respir plus !!", "medical_emergency"),
    ]:
        (message,) = trained.process([read(text)])
        assert message.get("intent")["name"] == intent
        ranking = message.get("intent_ranking")
        assert {one["name"] for one in ranking} == set(SENTENCES)
        assert sum(one["confidence"] for one in ranking) == pytest.approx(1)


@pytest.mark.parametrize("typed", ["🦄🦄", "zzzz", "…", "\x00"])
def test_a_text_without_a_known_word_is_nothing(trained, read, bench, typed):
    fallback = bench.new(CarefulFallback, threshold=0.2)
    (message,) = fallback.process(trained.process([read(typed)]))
    assert message.get("intent")["name"] == "nlu_fallback"
    assert all(one["confidence"] == 0 for one in message.get("intent_ranking")[1:])


def test_a_stored_corrector_puts_words_right_at_the_place_where_they_were_typed(bench, read):
    others = ("moi", "elle", "lui", "nous", "vous")
    taught = [read(f"voir mes remboursements à {one}", intent="view_reimbursements") for one in others]
    bench.new(SpellingCorrector).train(TrainingData(taught))
    (message,) = bench.load(SpellingCorrector).process([read("voir MES rembousements A MOI")])
    tokens = message.get("text_tokens")
    assert [token.text for token in tokens] == ["voir", "mes", "remboursements", "a", "moi"]
    assert [token.get("heard") for token in tokens] == ["voir", "mes", "remboursements", "à", "moi"]
    assert message.get("text")[tokens[2].start : tokens[2].end] == "rembousements"


def test_a_corrector_puts_a_word_of_danger_right_where_it_is_a_slip(bench, read):
    bench.new(SpellingCorrector).train(TrainingData([read("prendre rendez-vous", intent="out_of_scope")]))
    (message,) = bench.load(SpellingCorrector).process([read("pendre rdv")])
    assert [token.text for token in message.get("text_tokens")] == ["prendre", "rendez vous"]
    assert message.get("text_tokens")[0].get("heard") == "prendre"


def test_without_the_encoder_the_letters_serve_alone(trained, read, bench, monkeypatch):
    (before,) = trained.process([read("bonjour à vous")])
    assert before.get("intent")["name"] == "greet"
    monkeypatch.setattr(classifier, "encoder", lambda: None)
    (after,) = bench.load(NgramIntentClassifier).process([read("bonjour à vous")])
    assert after.get("intent")["name"] == "greet"
    assert after.get("intent")["confidence"] != before.get("intent")["confidence"]


def test_a_model_trained_without_the_encoder_is_whole(read, bench, monkeypatch):
    monkeypatch.setattr(classifier, "encoder", lambda: None)
    examples = [read(text, intent=intent) for intent, texts in SENTENCES.items() for text in texts]
    bench.new(NgramIntentClassifier, letter_min_examples=1).train(TrainingData(examples))
    monkeypatch.undo()
    (message,) = bench.load(NgramIntentClassifier).process([read("voir mes remboursements")])
    assert message.get("intent")["name"] == "view_reimbursements"


def _ranked(**confidences):
    ranking = [{"name": name, "confidence": value} for name, value in confidences.items()]
    return Message({"text": "x", "intent": ranking[0], "intent_ranking": ranking})


def test_a_doubt_keeps_the_ranking_behind_it(bench):
    fallback = bench.new(CarefulFallback, threshold=0.4, ambiguity_threshold=0.1)
    message = _ranked(greet=0.45, thank=0.42)
    fallback.process([message])
    assert [one["name"] for one in message.get("intent_ranking")] == ["nlu_fallback", "greet", "thank"]


def test_a_sure_intent_stays(bench):
    message = _ranked(greet=0.9, thank=0.1)
    bench.new(CarefulFallback, threshold=0.4).process([message])
    assert message.get("intent")["name"] == "greet"


@pytest.mark.parametrize(("confidence", "first"), [(0.26, "medical_emergency"), (0.24, "complaint")])
def test_a_likely_emergency_wins_over_a_likelier_intent(bench, confidence, first):
    fallback = bench.new(CarefulFallback, threshold=0.2, let_through={"medical_emergency": 0.25})
    message = _ranked(complaint=0.6, medical_emergency=confidence)
    fallback.process([message])
    assert message.get("intent")["name"] == first
    assert message.get("intent_ranking")[0]["name"] == first
    assert len(message.get("intent_ranking")) == 2


@pytest.mark.parametrize(
    ("typed", "first"),
    [("mon remboursement, et il ne respire plus", "medical_emergency"), ("mon remboursement", "complaint")],
)
def test_where_words_are_a_sign_of_danger_a_suspicion_is_enough(bench, read, typed, first):
    fallback = bench.new(CarefulFallback, threshold=0.2, with_signs={"medical_emergency": 0.02})
    message, ranked = read(typed), _ranked(complaint=0.6, medical_emergency=0.05)
    for kept in ("intent", "intent_ranking"):
        message.set(kept, ranked.get(kept))
    fallback.process([message])
    assert message.get("intent")["name"] == first


@pytest.mark.parametrize(("typed", "first"), [("dans le 15e", "complaint"), ("il brûle vif", "medical_emergency")])
def test_where_words_are_surely_none_an_alarm_is_no_candidate(bench, read, typed, first):
    fallback = bench.new(CarefulFallback, threshold=0.2, with_signs={"medical_emergency": 0.02})
    message, ranked = read(typed), _ranked(medical_emergency=0.9, complaint=0.06, greet=0.04)
    for kept in ("intent", "intent_ranking"):
        message.set(kept, ranked.get(kept))
    fallback.process([message])
    assert message.get("intent")["name"] == first


@pytest.mark.parametrize(("confidence", "served"), [(0.51, "logout"), (0.49, "nlu_fallback")])
def test_what_cannot_be_undone_must_be_surer(bench, confidence, served):
    fallback = bench.new(CarefulFallback, threshold=0.2, at_least={"logout": 0.5})
    message = _ranked(logout=confidence, greet=0.1)
    fallback.process([message])
    assert message.get("intent")["name"] == served


def test_another_intent_needs_no_more_than_the_threshold(bench):
    message = _ranked(greet=0.3, logout=0.1)
    bench.new(CarefulFallback, threshold=0.2, at_least={"logout": 0.5}).process([message])
    assert message.get("intent")["name"] == "greet"


def test_a_stored_crf_is_loaded_and_gives_the_members_own_writing(bench, read):
    featurizer = bench.new(LexicalSyntacticFeaturizer, features=[[], ["low"], []])
    settings = {"BILOU_flag": False, "features": [["low"], ["low"], ["low"]]}
    examples = []
    for text in CITIES:
        city = text.split()[-1]
        place = {"entity": "location", "value": city, "start": text.index(city), "end": len(text)}
        examples.append(read(text, intent="find", entities=[place]))
    data = TrainingData(examples)
    featurizer.train(data)
    featurizer.process_training_data(data)
    bench.new(StoredCrfExtractor, **settings).train(data)
    message = read("UN DENTISTE À BREST")
    featurizer.process([message])
    (message,) = bench.load(StoredCrfExtractor, **settings).process([message])
    assert [(one["entity"], one["value"]) for one in message.get("entities")] == [("location", "BREST")]


def test_a_word_shorter_than_what_was_typed_is_taught_as_part_of_its_entity(bench, read):
    places = [("bulletin d'adhésion", "document_type", 3), ("30 €", "amount", 8)]
    for written, name, at in places:
        text = f"le {written}" if name == "document_type" else f"j'ai eu {written}"
        entity = {"entity": name, "value": written, "start": at, "end": len(text)}
        extractor = bench.new(StoredCrfExtractor, BILOU_flag=False)
        tags = extractor._get_tags(read(text, intent="x", entities=[entity]))["entity"]  # noqa: SLF001
        assert tags[-2:] == [name, name]
        assert tags[0] == "O"


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("pour Zoé Martin", ["Zoé", "Martin"]),
        ("Bonjour Paul", ["Paul"]),
        ("POUR ZOÉ", []),
        ("pour zoé", []),
        ("🦄", []),
    ],
)
def test_a_capital_given_on_purpose_is_remembered(read, typed, named):
    tokens = read(typed).get("text_tokens")
    assert tokens
    assert [typed[one.start : one.end] for one in tokens if one.get("pos") == "named"] == named


def test_a_pattern_clears_its_place_of_guesses(bench):
    text = "FR76 3000 6000 0112 3456 7890 189 à Brest"
    guesses = [
        {"entity": "postal_code", "value": "3000", "start": 5, "end": 9},
        {"entity": "location", "value": "Brest", "start": 36, "end": 41},
    ]
    message = Message({"text": text, "entities": guesses})
    bench.new(PatternEntityExtractor).process([message])
    seen = {one["entity"]: one["value"] for one in message.get("entities")}
    assert seen == {"location": "Brest", "iban": "FR76 3000 6000 0112 3456 7890 189"}
    assert all(text[one["start"] : one["end"]] == one["value"] for one in message.get("entities"))


def test_another_lexicon_makes_a_trained_model_stale(monkeypatch, tmp_path):
    from nlu import normalise

    before = FrenchTokenizer.fingerprint_addon({})
    changed = tmp_path / "lexicon.yml"
    changed.write_bytes(normalise.LEXICON.read_bytes() + b"\n# changed")
    monkeypatch.setattr(normalise, "LEXICON", changed)
    assert FrenchTokenizer.fingerprint_addon({}) != before

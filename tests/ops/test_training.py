"""A model is trained again when, and only when, something it is made from changed."""

import os

import pytest

from ops.train import KEPT, model_path, prune

FILES = {
    "config.yml": "language: fr",
    "domain.yml": "version: '3.1'",
    "domain/account.yml": "intents: [login]",
    "data/nlu/account/login.yml": "nlu: []",
    "rasa-env/nlu/normalise.py": "x = 1",
    "rasa-env/uv.lock": "version = 1",
}


@pytest.fixture
def tree(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_a_change_of_any_input_asks_for_another_model(tree, name):
    before = model_path(tree)
    (tree / name).write_text(FILES[name] + "\n# changed")
    assert model_path(tree) != before


def test_a_new_file_and_a_renamed_one_ask_for_another_model(tree):
    seen = {model_path(tree)}
    (tree / "data/nlu/account/logout.yml").write_text("nlu: []")
    seen.add(model_path(tree))
    (tree / "data/nlu/account/logout.yml").rename(tree / "data/nlu/account/leave.yml")
    seen.add(model_path(tree))
    assert len(seen) == 3


def test_what_no_model_is_made_from_changes_nothing(tree):
    before = model_path(tree)
    (tree / "rasa-env/nlu/__pycache__").mkdir()
    (tree / "rasa-env/nlu/__pycache__/normalise.pyc").write_bytes(b"\0")
    (tree / "data/.login.yml.swp").write_text("an editor's")
    (tree / "README.md").write_text("hello")
    assert model_path(tree) == before
    assert before.parent == tree / "models"


def test_the_models_used_last_are_kept(tmp_path):
    for age in range(KEPT + 2):
        model = tmp_path / f"assistant-{age:012}.tar.gz"
        model.touch()
        os.utime(model, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "training.log").touch()
    prune(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *(f"assistant-{age:012}.tar.gz" for age in range(KEPT)),
        "training.log",
    ]

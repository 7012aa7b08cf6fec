"""`rasa test core` on the stories of tests/stories: what the trained model's dialogue policy predicts, turn by turn."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from ops.rasa import rasa_environment
from ops.train import model_path
from tests.stack import RASA, ROOT

STORIES = ROOT / "tests" / "stories"


@pytest.mark.running
def test_the_trained_dialogue_policy_follows_every_story(stack, tmp_path):
    model = Path(os.environ.get("ASSISTANT_MODEL") or model_path())
    command = [RASA, "-m", "rasa", "test", "core", "--model", model, "--stories", STORIES, "--out", tmp_path]
    env = rasa_environment(stack.env())
    done = subprocess.run(
        [*command, "--fail-on-prediction-errors", "--no-plot"],
        check=False, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
    report = json.loads((tmp_path / "story_report.json").read_text("utf-8"))
    assert report["conversation_accuracy"]["total"] > 20

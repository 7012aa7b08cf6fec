"""Rasa is started with its token out of sight, and logs nothing that a member wrote."""

import importlib.util
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "serve.py"
spec = importlib.util.spec_from_file_location("serve", SCRIPT)
serve = importlib.util.module_from_spec(spec)
spec.loader.exec_module(serve)

SAID = "mon IBAN est FR76 3000 6000 0112 3456 7890 189"


def timed_out(**more):
    return json.dumps({"event": "rest.message.received.timeout", "level": "error", "text": SAID, **more})


def test_a_structured_entry_keeps_its_event_and_loses_the_text():
    kept = json.loads(serve.without_member_text(timed_out()))
    assert kept == {"event": "rest.message.received.timeout", "level": "error"}


def test_an_exception_is_told_by_its_type_and_place_without_local_variables():
    frames = [{"filename": "rest.py", "lineno": 160, "name": "receive", "locals": {"text": SAID}}]
    raised = [{"exc_type": "KeyError", "exc_value": SAID, "frames": frames}]
    kept = serve.without_member_text(timed_out(exception=raised))
    assert "FR76" not in kept
    assert json.loads(kept)["raised"] == ["KeyError at rest.py:160"]


@pytest.mark.parametrize("entry", ["Rasa server is up and running.", "{not json", "[1, 2]"])
def test_other_entries_are_left_alone(entry):
    assert serve.without_member_text(entry) == entry


def test_what_rasas_channel_logs_goes_through_it(caplog):
    before = logging.getLogRecordFactory()
    logging.setLogRecordFactory(serve.scrubbed_record)
    try:
        logging.getLogger("rasa.core.channels.rest").error(timed_out())
    finally:
        logging.setLogRecordFactory(before)
    assert "rest.message.received.timeout" in caplog.text
    assert "FR76" not in caplog.text


def test_rasa_is_not_started_without_a_token():
    ended = subprocess.run([sys.executable, SCRIPT, "run"], env={}, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "RASA_TOKEN must be set" in ended.stderr

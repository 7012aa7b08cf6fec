"""Starts `rasa` with two precautions: `python rasa-env/serve.py run --model …`, arguments as for `rasa`.

The API's token comes from the environment (`RASA_TOKEN`): on a command line every user of the machine reads it.
And what a member wrote stays out of the log: Rasa logs a message's text when it times out, and with an exception
the local variables of every frame.
"""

import json
import logging
import os
import sys
from typing import Any

KEPT = ("event", "event_info", "level")
make_record = logging.getLogRecordFactory()


def without_member_text(entry: str) -> str:
    """Return a structured log entry reduced to its event and where an exception came from.

    Anything that isn't a JSON object is returned as it is.
    """
    try:
        fields = json.loads(entry)
    except ValueError:
        return entry
    if not isinstance(fields, dict):
        return entry
    kept: dict[str, Any] = {name: fields[name] for name in KEPT if name in fields}
    kept["raised"] = [_where(error) for error in fields.get("exception") or [] if isinstance(error, dict)]
    return json.dumps({name: value for name, value in kept.items() if value})


def _where(error: "dict[str, Any]") -> str:
    frames = [f"{frame.get('filename')}:{frame.get('lineno')}" for frame in error.get("frames") or []]
    return f"{error.get('exc_type')} at {' > '.join(frames[-5:])}"


def scrubbed_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """Make a log record whose structured entry, if it is one, says nothing of a member."""
    record = make_record(*args, **kwargs)
    if isinstance(record.msg, str) and record.msg.startswith("{"):
        record.msg = without_member_text(record.msg)
    elif "\n" in str(record.msg):  # a traceback or a database error with its parameters, written into the message
        record.msg, record.args = str(record.msg).partition("\n")[0], ()
    return record


def main() -> None:
    """Run Rasa's own command line."""
    logging.setLogRecordFactory(scrubbed_record)
    token = os.environ.get("RASA_TOKEN", "")
    if sys.argv[1:2] == ["run"]:
        if not token:
            sys.exit("RASA_TOKEN must be set: Rasa's interface is never open")
        sys.argv.append(f"--auth-token={token}")  # one that begins with a hyphen is no option
    from rasa.__main__ import main as rasa_main

    rasa_main()


if __name__ == "__main__":
    main()

"""A log holds facts: nothing that a member said, nothing of who he is, no value of an exception."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text

from mutuelle.logging import FORBIDDEN, REDACTED, LibraryFormatter, redact
from tests.logs import recorded

ROOT = Path(__file__).resolve().parents[2]
IBAN = "FR76 3000 6000 0112 3456 7890 189"
SAID = "Kunégonde Vasseur"

logger = structlog.get_logger()


def test_a_fact_is_one_json_line_with_its_level_and_instant():
    with recorded() as logs:
        logger.info("card_reissue_requested", conversation="0" * 32, seq=12)
    (line,) = logs.lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "card_reissue_requested", "level": "info", "conversation": "0" * 32, "seq": 12}


@pytest.mark.parametrize("key", sorted(FORBIDDEN))
def test_a_forbidden_key_has_no_value_in_a_log(key):
    with recorded() as logs:
        logger.warning("something", **{key: SAID})
    assert logs.lines()[0][key] == REDACTED
    assert SAID not in logs.getvalue()


def test_what_must_never_be_logged_is_forbidden():
    assert {"text", "name", "iban", "nir", "password", "token", "identifier", "body", "payload"} <= FORBIDDEN


@pytest.mark.parametrize(
    "value",
    [
        {"password": SAID},
        {"member": {"first_name": SAID}},
        [{"text": SAID}],
        ({"a": [{"b": {"iban": SAID}}]},),
    ],
    ids=["a mapping", "a mapping in a mapping", "a list", "deep"],
)
def test_a_forbidden_key_is_found_however_deep(value):
    assert SAID not in str(redact(None, "info", {"event": "something", "data": value}))


@pytest.mark.parametrize("value", [IBAN, {"reason": IBAN}, [IBAN], {IBAN}], ids=["text", "mapping", "list", "set"])
def test_an_account_number_is_masked_wherever_it_stands(value):
    fact = f"refused {IBAN}"
    with recorded() as logs:
        logger.warning(fact, reason=value)
    assert "3000" not in logs.getvalue()
    assert "0189" in logs.getvalue()


def test_a_social_security_number_is_masked():
    with recorded() as logs:
        logger.warning("refused", reason="NIR 1 85 05 78 006 084 91")
    assert "006" not in logs.getvalue()


def test_other_values_are_left_alone():
    event = {"event": "turn", "seq": 12, "again": False, "wait": 0.5, "error": None, "at": ["a:1", "b:2"]}
    assert redact(None, "info", dict(event)) == event


def inner(said):
    password = said  # noqa: F841  (a local variable that a traceback might show)
    raise ValueError(f"cannot read {said!r}")


def outer(said):
    try:
        inner(said)
    except ValueError as error:
        raise RuntimeError(f"while answering {said}") from error


def test_of_an_exception_the_log_keeps_its_type_and_where_it_came_from():
    with recorded() as logs:
        try:
            outer(SAID)
        except RuntimeError:
            logger.exception("action_failed")
    (line,) = logs.lines()
    assert (line["event"], line["error"], line["level"]) == ("action_failed", "RuntimeError", "error")
    assert line["at"][-1].startswith("outer:")
    assert SAID not in logs.getvalue() and "Kunégonde" not in logs.getvalue()
    assert "exception" not in line and "exc_info" not in line


def test_of_a_deep_exception_the_innermost_frames_are_kept_without_values():
    def down(depth):
        if depth == 0:
            inner(SAID)
        down(depth - 1)

    with recorded() as logs:
        try:
            down(20)
        except ValueError:
            logger.exception("action_failed")
    (line,) = logs.lines()
    assert len(line["at"]) == 6
    assert line["at"][-1].startswith("inner:")
    assert all("down:" in frame for frame in line["at"][:-1])
    assert SAID not in logs.getvalue()


def test_an_exception_given_outside_of_its_handler_is_treated_alike():
    try:
        inner(SAID)
    except ValueError as error:
        kept = error
    with recorded() as logs:
        logger.error("later", exc_info=kept)
    (line,) = logs.lines()
    assert line["error"] == "ValueError"
    assert line["at"][-1].startswith("inner:")
    assert SAID not in logs.getvalue()


def test_an_exception_that_is_none_is_no_reason_to_fail():
    with recorded() as logs:
        logger.error("odd", exc_info=True)  # noqa: LOG014
    assert logs.lines()[0]["at"] == []


def record_of(message, error=None):
    given = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("uvicorn.error", logging.ERROR, "x.py", 1, message, (), given)


def test_a_librarys_exception_is_one_line_without_values():
    try:
        inner(SAID)
    except ValueError as error:
        line = LibraryFormatter("%(levelname)s %(name)s %(message)s").format(
            record_of("Exception in ASGI application\n", error)
        )
    assert line.startswith("ERROR uvicorn.error Exception in ASGI application ValueError at ")
    assert "inner:" in line
    assert SAID not in line and "\n" not in line


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (
            f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{SAID}')>",
            "Task exception was never retrieved",
        ),
        (
            f"Traceback (most recent call last):\n  File x\nsqlalchemy.exc.OperationalError: (x) {SAID}\nand {SAID}",
            "Traceback (most recent call last): sqlalchemy.exc.OperationalError",
        ),
        (f"refused {IBAN}", "refused •••• •••• 0189"),
    ],
    ids=["asyncio", "a traceback", "an IBAN"],
)
def test_a_librarys_message_is_cut_to_what_quotes_nobody(message, line):
    assert LibraryFormatter("%(message)s").format(record_of(message)) == line


def test_a_process_writes_its_own_facts_and_the_libraries_warnings_to_one_stream():
    code = f"""
import logging, structlog
from mutuelle.logging import set_up_logging
set_up_logging()
structlog.get_logger().info("started", name={SAID!r})
logging.getLogger("httpx").info("GET https://api.test/bot123:secret/getMe")
try:
    raise ValueError({SAID!r})
except ValueError:
    logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    fact, warning = ran.stdout.splitlines()
    assert '"event": "started"' in fact and REDACTED in fact
    assert warning.startswith("ERROR uvicorn.error Exception in ASGI application ValueError at")
    assert SAID not in ran.stdout and "secret" not in ran.stdout
    assert ran.stderr == ""


async def test_an_error_of_the_database_does_not_quote_what_was_to_be_written(store):
    with pytest.raises(Exception, match=r"(?i)no such table|does not exist") as raised:
        async with store.write() as connection:
            await connection.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": SAID})
    assert SAID not in str(raised.value)

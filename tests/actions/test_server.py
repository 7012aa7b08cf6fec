"""The door of the action server: who may come in, with what, and what is said of failures."""

import gzip
import json

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.__main__ import executor
from actions.server import MAX_BODY, create_app
from tests.actions.dialogue import domain
from tests.logs import recorded

TOKEN = "t" * 40
BEARER = {"authorization": f"Bearer {TOKEN}"}


async def works(dispatcher, tracker, domain):
    dispatcher.utter_message(text=tracker.latest_message["text"])
    return [{"event": "slot", "name": "a", "value": 1}]


async def fails(dispatcher, tracker, domain):
    raise RuntimeError(f"Kunégonde said {tracker.latest_message['text']}")


async def rejects(dispatcher, tracker, domain):
    raise ActionExecutionRejection("rejects")


@pytest.fixture
def known() -> ActionExecutor:
    """An executor of three small actions."""
    made = ActionExecutor()
    for function in (works, fails, rejects):
        made.register_function(function.__name__, function)
    return made


@pytest.fixture
async def door(known):
    async with client_of(known) as client:
        yield client


def client_of(known):
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(known, TOKEN)), base_url="http://actions.test", headers=BEARER
    )


def call(action, text="bonjour"):
    return {
        "next_action": action,
        "sender_id": "x" * 32,
        "domain": {"responses": {}},
        "tracker": {"sender_id": "x" * 32, "slots": {}, "events": [], "latest_message": {"text": text}},
    }


async def test_a_known_action_answers_with_events_and_responses(door):
    response = await door.post("/webhook", json=call("works"))
    assert response.status_code == 200
    answer = response.json()
    assert answer["events"] == [{"event": "slot", "name": "a", "value": 1}]
    assert [one["text"] for one in answer["responses"]] == ["bonjour"]


@pytest.mark.parametrize(
    "given",
    [None, "", "Bearer ", "Bearer wrong", f"bearer {TOKEN}", TOKEN, f"Bearer {TOKEN} ", f"Basic {TOKEN}", "Bearer é"],
    ids=["none", "empty", "no token", "wrong", "lower case", "bare", "trailing space", "basic", "not ASCII"],
)
async def test_without_the_token_nobody_comes_in(known, given):
    ran = []
    known.register_function("works", lambda dispatcher, tracker, domain: ran.append(tracker))
    headers = [] if given is None else [(b"authorization", given.encode("latin-1"))]
    transport = httpx.ASGITransport(create_app(known, TOKEN))
    async with httpx.AsyncClient(transport=transport, base_url="http://actions.test") as client:
        response = await client.post("/webhook", json=call("works"), headers=headers)
    assert response.status_code == 401
    assert ran == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_a_compressed_body_is_refused_unread(door, encoding):
    body = gzip.compress(json.dumps(call("works")).encode())
    response = await door.post("/webhook", content=body, headers={"content-encoding": encoding})
    assert response.status_code == 400


async def test_a_body_of_four_mebibytes_is_taken_and_one_byte_more_refused(door):
    empty = len(json.dumps(call("works", "")))
    biggest = json.dumps(call("works", "x" * (MAX_BODY - empty)))
    assert len(biggest) == MAX_BODY
    assert (await door.post("/webhook", content=biggest)).status_code == 200
    assert (await door.post("/webhook", content=biggest + " ")).status_code == 400


async def test_a_body_without_end_is_read_only_up_to_the_limit(door):
    sent = 0

    async def endless():
        nonlocal sent
        while sent < 64:
            sent += 1
            yield b" " * (1024 * 1024)

    assert (await door.post("/webhook", content=endless())).status_code == 400
    assert sent <= 6
    assert MAX_BODY == 4 * 1024 * 1024


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[]", b'"works"', b"null", b"1e999"],
    ids=["empty", "broken", "binary", "a list", "a string", "null", "a number"],
)
async def test_what_is_no_json_object_is_refused(door, body):
    response = await door.post("/webhook", content=body)
    assert response.status_code == 400


async def test_deep_nesting_is_refused(door):
    assert (await door.post("/webhook", content=b"[" * 100_000)).status_code == 400


async def test_an_unknown_action_is_not_found_and_logged(door):
    with recorded() as logs:
        response = await door.post("/webhook", json=call("action_nobody_wrote"))
    assert response.status_code == 404
    assert response.json() == {"error": "unknown", "action_name": "action_nobody_wrote"}
    assert logs.facts() == ["action_unknown"]


async def test_a_rejection_is_told_to_rasa_as_it_expects(door):
    response = await door.post("/webhook", json=call("rejects"))
    assert response.status_code == 400
    assert response.json()["action_name"] == "rejects"


@pytest.mark.parametrize("broken", [call("fails", "mon secret"), {"next_action": "works"}], ids=["fails", "no tracker"])
async def test_a_failure_says_nothing_of_what_failed(door, broken):
    with recorded() as logs:
        response = await door.post("/webhook", json=broken)
    assert response.status_code == 500
    assert response.json() == {"error": "failed"}
    (line,) = logs.lines()
    assert (line["event"], line["level"]) == ("action_server_failed", "error")
    assert line["at"]
    assert "Kunégonde" not in logs.getvalue() and "mon secret" not in logs.getvalue()


async def test_a_call_without_an_action_does_nothing(door):
    response = await door.post("/webhook", json={})
    assert (response.status_code, response.json()) == (200, None)


async def test_health_is_told_to_anybody(known):
    transport = httpx.ASGITransport(create_app(known, TOKEN))
    async with httpx.AsyncClient(transport=transport, base_url="http://actions.test") as client:
        response = await client.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_nothing_else_is_served(door):
    assert (await door.get("/actions")).status_code == 404
    assert (await door.get("/webhook")).status_code == 405


async def test_the_real_actions_answer_through_the_door(services, visits):
    rasa_id = (await visits()).rasa_id
    greeting = {
        **call("action_smalltalk_greet"),
        "domain": domain(),
        "tracker": {"sender_id": rasa_id, "slots": {}, "events": [], "latest_message": {"text": "bonjour"}},
    }
    async with client_of(executor(services)) as client:
        response = await client.post("/webhook", json=greeting)
    assert response.status_code == 200
    (uttered,) = response.json()["responses"]
    assert len(uttered["custom"]["answer"]) == 32

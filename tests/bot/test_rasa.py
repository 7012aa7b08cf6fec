"""What the bot makes of Rasa's HTTP answers; none of its failures may quote a member."""

import json
from collections.abc import Callable

import httpx
import pytest

from bot.rasa import Rasa, RasaSilent, RasaUnavailable

URL = "http://rasa.test:5005"


def client(answer: Callable[[httpx.Request], httpx.Response]) -> Rasa:
    """Return a client whose requests `answer` answers."""
    rasa = Rasa(URL, "the token", "http://actions.test:5055/")
    rasa._http = httpx.AsyncClient(base_url=URL, transport=httpx.MockTransport(answer))
    return rasa


def always(content: object, status: int = 200) -> Rasa:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client(lambda request: httpx.Response(status, content=body))


async def test_a_message_is_posted_to_the_rest_channel_under_its_opaque_sender():
    seen = []

    def answer(request):
        seen.append((request.method, request.url.path, json.loads(request.content)))
        return httpx.Response(200, json=[{"recipient_id": "abc", "text": "Bonjour"}])

    await client(answer).say("abc", "ça va ?")
    assert seen == [("POST", "/webhooks/rest/webhook", {"sender": "abc", "message": "ça va ?"})]


async def test_a_text_with_buttons_becomes_a_body_with_payloads():
    reply = {
        "recipient_id": "abc",
        "text": "Que puis-je faire ?",
        "buttons": [{"title": "Oui", "payload": "/affirm", "type": "postback"}],
    }
    assert await always([reply]).say("abc", "bonjour") == [
        {"type": "text", "text": "Que puis-je faire ?", "buttons": [{"title": "Oui", "payload": "/affirm"}]}
    ]


async def test_replies_keep_their_order_and_an_answers_id_is_passed_on_alone():
    replies = [
        {"recipient_id": "abc", "text": "un"},
        {"recipient_id": "abc", "custom": {"answer": "0" * 32, "text": "not this"}},
        {"recipient_id": "abc", "text": "trois", "buttons": None},
    ]
    assert await always(replies).say("abc", "bonjour") == [
        {"type": "text", "text": "un", "buttons": []},
        {"answer": "0" * 32},
        {"type": "text", "text": "trois", "buttons": []},
    ]


async def test_no_reply_at_all_is_silence():
    with pytest.raises(RasaSilent):
        await always([]).say("abc", "bonjour")


@pytest.mark.parametrize("status", [400, 401, 404, 409, 500, 502, 503])
async def test_a_failure_is_unavailability_whatever_its_body(status):
    with pytest.raises(RasaUnavailable) as raised:
        await always([{"text": "Kunégonde"}], status).say("abc", "Kunégonde")
    assert str(raised.value) == "HTTPStatusError"


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"\xff\xfe", {"reason": "busy"}, 5, "text", None, ["text"], [None], [{"buttons": [{}]}]],
    ids=repr,
)
async def test_an_answer_of_another_shape_is_unavailability_and_is_not_quoted(content):
    with pytest.raises(RasaUnavailable) as raised:
        await always(content).say("abc", "Kunégonde")
    assert str(raised.value) in {"JSONDecodeError", "UnicodeDecodeError", "AttributeError", "TypeError", "KeyError"}
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError],
)
async def test_an_unreachable_or_slow_rasa_is_unavailability(error):
    def fail(request):
        raise error("Kunégonde", request=request)

    with pytest.raises(RasaUnavailable) as raised:
        await client(fail).say("abc", "Kunégonde")
    assert str(raised.value) == error.__name__
    with pytest.raises(RasaUnavailable):
        await client(fail).form_of("abc")
    assert await client(fail).actions_answer() is False


@pytest.mark.parametrize(
    ("loop", "form"),
    [({"name": "reimbursements_period_form"}, "reimbursements_period_form"), ({}, ""), (None, "")],
    ids=["a form", "none", "null"],
)
async def test_the_tracker_tells_which_form_is_going_on(loop, form):
    seen = []

    def answer(request):
        seen.append((request.url.path, dict(request.url.params)))
        return httpx.Response(200, json={"sender_id": "abc", "active_loop": loop})

    assert await client(answer).form_of("abc") == form
    assert seen == [("/conversations/abc/tracker", {"include_events": "NONE", "token": "the token"})]


@pytest.mark.parametrize(("content", "status"), [(b"nonsense", 200), ([], 200), ({}, 401), ({}, 500)])
async def test_a_tracker_that_cannot_be_read_is_unavailability(content, status):
    with pytest.raises(RasaUnavailable):
        await always(content, status).form_of("abc")


@pytest.mark.parametrize(("status", "up"), [(200, True), (500, False), (401, False)])
async def test_the_action_servers_health_is_asked_at_its_own_address(status, up):
    seen = []

    def answer(request):
        seen.append(str(request.url))
        return httpx.Response(status)

    assert await client(answer).actions_answer() is up
    assert seen == ["http://actions.test:5055/health"]


async def test_a_proxy_of_the_environment_is_not_used_for_private_addresses(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.test:3128")
    monkeypatch.setenv("ALL_PROXY", "http://proxy.test:3128")
    rasa = Rasa(URL, "", "http://actions.test")
    assert rasa._http.trust_env is False
    await rasa.close()

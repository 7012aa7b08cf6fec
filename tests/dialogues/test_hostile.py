"""What bad input gets: an answer in plain French, nothing else."""

import json
import secrets

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.chat import Chat, words
from tests.conftest import CLAIRE

pytestmark = pytest.mark.running


@pytest.mark.parametrize(
    "typed",
    [
        "/restart",
        "/back",
        "/session_start",
        '/view_reimbursements{"reimbursements_period": "2019-01-01/2019-12-31"}',
        '\u00a0 /refine_reimbursements{"beneficiary": "#4"}',
        "🦄🦄🦄",
        "x" * 2000,
        "x" * 5000,
        "",
        "   ",
        "\x00\x01\x02",
        "<script>alert(1)</script>",
        "'; DROP TABLE members; --",
        "{{ 7*7 }} {first_name} %s",
        "\ud83d",
        "أريد أموالي",
    ],
    ids=str.__repr__,
)
def test_whatever_is_typed_is_answered_in_french(chat, typed):
    answer = words(chat.say(typed))
    assert len(answer) > 20
    assert "Traceback" not in answer and "None" not in answer and "{" not in answer


def test_a_forged_button_is_answered(chat):
    chat.say("bonjour")
    bodies = chat._post({"button": secrets.token_urlsafe(12)})
    assert "plus actif" in words(bodies)


def test_a_button_of_somebody_else_is_dead(claire, stack):
    theirs = [b["id"] for body in claire.shown for b in body.get("buttons", ())]
    with Chat(stack.url) as other:
        for button in theirs:
            assert "plus actif" in words(other._post({"button": button}))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe\x00", 400),
        (b"[1, 2]", 400),
        (b'{"id": "short", "text": "x"}', 400),
        (b'{"id": "long-enough-1", "text": 5}', 400),
        (b"[" * 30000, 400),
        (b"x" * 200_000, 413),
    ],
    ids=["empty", "binary", "a list", "bad id", "a number", "deep nesting", "huge"],
)
def test_a_malformed_request_is_refused_in_french(stack, body, status):
    response = httpx.post(f"{stack.url}/chat/messages", content=body)
    assert response.status_code == status
    assert response.json()["reason"].endswith(".")


def test_a_request_from_another_site_is_refused(stack):
    response = httpx.post(
        f"{stack.url}/chat/messages", json={"id": "x" * 10, "text": "a"}, headers={"origin": "https://evil.test"}
    )
    assert response.status_code == 403


async def test_a_websocket_from_another_site_is_refused(stack):
    with pytest.raises(Exception, match="403"):
        async with connect(f"ws{stack.url[4:]}/chat/ws", origin="https://evil.test"):
            pass


async def test_binary_and_broken_frames_are_refused_and_the_socket_lives(stack):
    async with connect(f"ws{stack.url[4:]}/chat/ws") as socket:
        assert json.loads(await socket.recv())["state"] == "anonymous"
        assert json.loads(await socket.recv())["type"] == "ready"
        for frame in (b"\x00\x01", "nonsense", "[]", '{"type":"message"}', '{"type":"button","id":"x"}'):
            await socket.send(frame)
            refused = json.loads(await socket.recv())
            assert refused["type"] == "refused" and refused["reason"].endswith(".")
        await socket.send(json.dumps({"type": "message", "id": "message-1", "text": "bonjour"}))
        frames = [json.loads(await socket.recv())]
        while frames[-1].get("direction") != "out":
            frames.append(json.loads(await socket.recv()))
        assert frames[0]["id"] == "message-1" and frames[0]["direction"] == "in"


async def test_a_message_sent_twice_is_answered_once(stack):
    async with connect(f"ws{stack.url[4:]}/chat/ws") as socket:
        for _ in range(2):
            await socket.send(json.dumps({"type": "message", "id": "message-1", "text": "bonjour"}))
        seen = []
        while not (seen and seen[-1].get("direction") == "out"):
            frame = json.loads(await socket.recv())
            if frame["type"] == "event":
                seen.append(frame)
        cookie = socket.response.headers["set-cookie"].split(";")[0]
    async with httpx.AsyncClient() as client:
        got = (await client.get(f"{stack.url}/chat/events?after=0", headers={"cookie": cookie})).json()
    assert [e["direction"] for e in got["events"]] == ["in", "out"]


def test_an_unknown_link_an_old_page_and_an_unknown_page_say_so(stack):
    assert "Lien inconnu" in httpx.get(f"{stack.url}/connexion/nonsense").text
    missing = httpx.get(f"{stack.url}/nulle-part")
    assert missing.status_code == 404 and "introuvable" in missing.text


def test_a_login_link_works_in_the_browser_of_its_chat_only(chat, stack):
    link = chat.say("me connecter")[-1]["url"]
    with Chat(stack.url) as other:
        page = other.http.get(link)
        assert page.status_code == 403 and 'name="password"' not in page.text
        assert other.log_in(link, *CLAIRE).status_code == 403
        assert other.state() == "anonymous"
    assert chat.state() == "anonymous"


def test_a_login_without_the_pages_own_token_is_refused(chat):
    link = chat.say("me connecter")[-1]["url"]
    chat.http.get(link)
    forged = chat.http.post(link, data={"identifier": CLAIRE[0], "password": CLAIRE[1], "csrf": "0" * 64})
    assert forged.status_code == 403
    assert chat.state() == "anonymous"


def test_a_wrong_password_is_told_and_the_right_one_still_works(chat):
    link = chat.say("me connecter")[-1]["url"]
    wrong = chat.log_in(link, CLAIRE[0], "pas-le-bon")
    assert wrong.status_code == 401 and "incorrect" in wrong.text
    assert "pas-le-bon" not in wrong.text
    assert chat.log_in(link, *CLAIRE).status_code == 200
    assert chat.state() == "open"
    assert "déjà" in chat.http.get(link).text


def test_pages_carry_the_security_headers(stack):
    headers = httpx.get(stack.url).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_two_browsers_show_two_members_their_own_data(logged_in):
    claire, hers = logged_in(CLAIRE)
    _, theirs = logged_in(("t.lefevre@exemple.fr", "Demo-Thomas-2026"))
    assert "Manon" in words(hers)
    assert "Manon" not in words(theirs)
    assert "Thomas" not in words(claire.say("mes remboursements depuis 6 mois"))


def test_a_cookie_copied_before_the_login_does_not_see_the_member(chat, stack):
    link = chat.say("me connecter")[-1]["url"]
    planted = dict(chat.http.cookies)["conversation"]
    assert chat.log_in(link, *CLAIRE).status_code == 200
    assert dict(chat.http.cookies)["conversation"] != planted
    seen = httpx.get(f"{stack.url}/chat/events?after=0", headers={"cookie": f"conversation={planted}"}).json()
    assert seen["session"]["state"] == "anonymous"
    assert seen["events"] == []
    assert chat.state() == "open"


@pytest.mark.parametrize("origin", ["https://evil.test", "http://[::", "null", "", "http://127.0.0.1:1"])
def test_an_odd_origin_is_refused(stack, origin):
    response = httpx.post(
        f"{stack.url}/chat/messages",
        json={"id": "x" * 10, "text": "a"},
        headers={"origin": origin, "host": origin.partition("://")[2] or "x"},
    )
    assert response.status_code == 403


def test_after_a_logout_the_page_is_empty_and_the_next_request_asks_to_log_in(claire):
    before = claire.seq
    assert "déconnecté" in words(claire.say("déconnectez-moi"))
    shown = claire.http.get("/chat/events?after=0").json()
    assert all(e["seq"] > before for e in shown["events"])
    assert "/connexion/" in words(claire.say("mes remboursements"))

"""Processes killed at any moment: the member is told, nothing is lost, everything is answered."""

import secrets
import time

import pytest

from tests.chat import Chat, words

pytestmark = [pytest.mark.running, pytest.mark.timeout(400)]


def post(chat, text):
    response = chat.http.post("/chat/messages", json={"id": secrets.token_hex(8), "text": text})
    assert response.status_code == 202
    return response.json()["seq"]


def hear_until(chat, phrase, patience=120):
    """Return all that was answered until a phrase is there."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        events = chat.http.get("/chat/events", params={"after": 0, "wait": 1}).json()["events"]
        said = [words([e["body"]]) for e in events if e["direction"] == "out"]
        if any(phrase in text for text in said):
            return said
        time.sleep(0.3)
    raise AssertionError(f"never heard {phrase!r}")


def test_while_the_action_server_is_down_the_member_is_told_and_answered_later(claire, stack):
    stack.kill("actions")
    post(claire, "mes remboursements en 2025")
    assert sum("incident technique" in text for text in hear_until(claire, "incident technique")) == 1
    stack.launch("actions")
    stack.wait("actions")
    assert any("31 décembre 2025" in text for text in hear_until(claire, "31 décembre 2025"))


def test_what_was_sent_while_rasa_was_down_is_answered_in_order_when_it_is_back(claire, stack):
    stack.kill("rasa")
    post(claire, "mes remboursements en 2025")
    post(claire, "et en 2024 ?")
    hear_until(claire, "incident technique")
    emergency = post(claire, "mon mari fait un infarctus")
    events = claire.http.get("/chat/events", params={"after": emergency, "wait": 1}).json()["events"]
    assert "3114" in events[0]["body"]["text"]
    stack.launch("rasa")
    stack.wait("rasa")
    said = hear_until(claire, "31 décembre 2024")
    order = [next(i for i, text in enumerate(said) if f"31 décembre {year}" in text) for year in (2025, 2024)]
    assert order == sorted(order)
    assert sum("31 décembre 2025" in text for text in said) == 1


def test_a_bot_killed_with_messages_unanswered_answers_them_when_it_is_back(stack):
    with Chat(stack.url) as chat:
        chat.say("bonjour")
        for n in range(5):
            post(chat, f"que savez-vous faire {n}")
        stack.kill("bot")
        stack.launch("bot")
        stack.wait("bot")
        until = time.monotonic() + 60
        while time.monotonic() < until:
            events = chat.http.get("/chat/events", params={"after": 0}).json()["events"]
            if sum(e["direction"] == "out" for e in events) >= 6:
                break
            time.sleep(0.3)
        assert sum(e["direction"] == "in" for e in events) == 6
        assert sum(e["direction"] == "out" for e in events) >= 6


def test_a_conversation_survives_the_restart_of_rasa_in_the_middle_of_a_form(claire, stack):
    claire.tap("Changer la période")
    stack.kill("rasa")
    stack.launch("rasa")
    stack.wait("rasa")
    assert "mars 2025" in words(claire.say("mars 2025"))

"""A member at the web chat, over plain HTTP, for tests and for trying the assistant by hand."""

import json
import re
import secrets
import time
from typing import Any, Self

import httpx

Body = dict[str, Any]
PATIENCE_S = 30.0
DEAD_END = "pas su répondre à cela"  # of utter_default: what the engine says where no rule fits


class Chat:
    """One browser. What it was shown last is remembered, so that `tap` knows the buttons."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=40)
        self.http.get("/")
        self.seq = 0
        self.shown: list[Body] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def say(self, text: str) -> list[Body]:
        """Type something and return the answer's bodies."""
        return self._post({"text": text})

    def tap(self, title: str) -> list[Body]:
        """Tap the last button of this title and return the answer's bodies."""
        ids = [b["id"] for body in self.shown for b in body.get("buttons", ()) if b["title"] == title]
        return self._post({"button": ids[-1]})

    def _post(self, content: dict[str, str]) -> list[Body]:
        body = json.dumps({"id": secrets.token_hex(8), **content})  # escapes what UTF-8 cannot carry
        response = self.http.post("/chat/messages", content=body)
        assert response.status_code == 202, response.text
        return self.hear(after=response.json()["seq"])

    def hear(self, *, after: int | None = None, patience: float = PATIENCE_S) -> list[Body]:
        """Return the next answer's bodies, waiting for it."""
        after = self.seq if after is None else after
        until = time.monotonic() + patience
        while time.monotonic() < until:
            got = self.http.get("/chat/events", params={"after": after, "wait": 5}).json()
            out = [e for e in got["events"] if e["direction"] == "out"]
            if out:
                self.seq = got["events"][-1]["seq"]
                self.shown += [e["body"] for e in out]
                assert not any(DEAD_END in e["body"].get("text", "") for e in out), "no rule says how to go on"
                return [e["body"] for e in out]
        raise AssertionError(f"no answer within {patience} s")

    def state(self) -> str:
        """Return who is logged in here: anonymous, open, locked."""
        return str(self.http.get("/chat/events", params={"after": 10**9}).json()["session"]["state"])

    def log_in(self, url: str, identifier: str, password: str) -> httpx.Response:
        """Open a login link and fill in its form."""
        page = self.http.get(url)
        return self.submit(url, page, identifier, password)

    def submit(self, url: str, page: httpx.Response, identifier: str, password: str) -> httpx.Response:
        """Fill in the form of a login page."""
        csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)
        form = {"csrf": csrf[1] if csrf else "", "identifier": identifier, "password": password}
        return self.http.post(url, data=form)


def words(bodies: list[Body]) -> str:
    """Return all that an answer says, for reading and for assertions."""
    lines = []
    for body in bodies:
        lines.append(body.get("text", ""))
        for card in body.get("cards", ()):
            fields = " · ".join(f"{f['label']} {f['value']}" for f in card["fields"])
            lines.append(f"  [{card['title']} {card['subtitle']}] {fields}")
        lines.append(body.get("footer", ""))
        lines += [f"  ({b['title']})" for b in body.get("buttons", ())]
        lines.append(body.get("url", ""))
    return "\n".join(line for line in lines if line)

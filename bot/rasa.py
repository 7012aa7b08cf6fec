"""Rasa over HTTP: hand it a message, get its replies."""

from typing import Any

import httpx

from mutuelle.conversations.apart import Reading
from mutuelle.easy.wording import EASY

TIMEOUT_S = 10.0


class RasaUnavailable(Exception):
    """Rasa could not be reached, did not answer in time, or failed."""


class RasaSilent(Exception):
    """Rasa answered nothing: the action that had to answer failed, or the action server is down."""


class Rasa:
    """A client of Rasa's REST channel at `url`; `token` opens its API; `actions_url` is the action server's."""

    def __init__(self, url: str, token: str, actions_url: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=url, timeout=TIMEOUT_S, limits=httpx.Limits(max_connections=64), trust_env=False
        )  # private addresses: a proxy of the environment is for others
        self._token = token
        self._actions_health = f"{actions_url.rstrip('/')}/health"

    async def say(self, sender: str, message: str) -> list[dict[str, Any]]:
        """Return the replies to a message, as bodies, or `{"answer": id}` for what an action left in the log.

        Raises RasaUnavailable, RasaSilent.
        """
        try:
            response = await self._http.post("/webhooks/rest/webhook", json={"sender": sender, "message": message})
            response.raise_for_status()
            replies = _bodies(response.json())
        except (httpx.HTTPError, ValueError, TypeError, LookupError, AttributeError) as error:
            raise RasaUnavailable(type(error).__name__) from None
        if not replies:
            raise RasaSilent
        return replies

    async def form_of(self, sender: str) -> str:
        """Return the form that the dialogue is in the middle of, "" for none. Raises RasaUnavailable."""
        try:
            response = await self._http.get(
                f"/conversations/{sender}/tracker", params={"include_events": "NONE", "token": self._token}
            )
            response.raise_for_status()
            return str((response.json().get("active_loop") or {}).get("name") or "")
        except (httpx.HTTPError, ValueError, AttributeError) as error:
            raise RasaUnavailable(type(error).__name__) from None

    async def read(self, text: str) -> Reading:
        """Return what the engine reads in a text, outside of any conversation. Raises RasaUnavailable."""
        try:
            response = await self._http.post("/model/parse", params={"token": self._token}, json={"text": text})
            response.raise_for_status()
            intent = response.json()["intent"]
            return Reading(str(intent["name"]), float(intent["confidence"]))
        except (httpx.HTTPError, ValueError, TypeError, LookupError) as error:
            raise RasaUnavailable(type(error).__name__) from None

    async def actions_answer(self) -> bool:
        """Say whether the action server is up."""
        try:
            return (await self._http.get(self._actions_health)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def _bodies(replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return Rasa's replies as bodies; a response's easier words, which it sends on their own, with the response."""
    bodies: list[dict[str, Any]] = []
    for reply in replies:
        custom = reply.get("custom")
        if isinstance(custom, dict) and EASY in custom and bodies:
            bodies[-1] = {**bodies[-1], EASY: custom[EASY]}
        else:
            bodies.append(_body(reply))
    return bodies


def _body(reply: dict[str, Any]) -> dict[str, Any]:
    custom = reply.get("custom")
    if isinstance(custom, dict) and "answer" in custom:
        return {"answer": custom["answer"]}
    buttons = [{"title": b["title"], "payload": b["payload"]} for b in reply.get("buttons") or ()]
    return {"type": "text", "text": reply.get("text") or "", "buttons": buttons}

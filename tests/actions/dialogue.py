"""Calls actions as Rasa does, through rasa-sdk's executor, and reads what they left in the core's log."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import select

from actions.__main__ import executor
from actions.base import Services
from mutuelle.conversations.tables import Answer
from mutuelle.store import Store
from tests.consistency.assistant import contents

Body = dict[str, Any]


@cache
def domain() -> dict[str, Any]:
    """Return the parts of the real domain that actions look at."""
    return {part: contents(part) for part in ("responses", "forms", "slots")}


@dataclass(frozen=True)
class Answered:
    """What came back of an action: its messages, whose data they show, events for the tracker, what Rasa was told."""

    bodies: list[Body]
    member_id: int | None
    events: list[dict[str, Any]]
    uttered: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n".join(body["text"] for body in self.bodies) or "\n".join(one["text"] for one in self.uttered)

    @property
    def cards(self) -> list[Body]:
        return [card for body in self.bodies for card in body.get("cards", ())]

    @property
    def buttons(self) -> dict[str, str]:
        """Return the payload of each button, by title."""
        return {button["title"]: button["payload"] for body in self.bodies for button in body.get("buttons", ())}

    @property
    def slots(self) -> dict[str, Any]:
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}


class Dialogue:
    """The dialogue engine's side of one conversation."""

    def __init__(self, store: Store, services: Services, rasa_id: str) -> None:
        self._store = store
        self._executor = executor(services)
        self.rasa_id = rasa_id

    async def run(
        self,
        action: str,
        text: str = "",
        *,
        entities: Sequence[Mapping[str, str]] = (),
        slots: Mapping[str, Any] | None = None,
        filled: Mapping[str, Any] | None = None,
        loop: str = "",
        after: str = "",
        intent: str = "any",
        confidence: float = 0.0,
        ranking: Mapping[str, float] | None = None,
        unclear: int = 0,
        interrupted: bool = False,
        strays: int = 0,
        before: str = "",
    ) -> Answered:
        """Run an action on what the member said, inside of a form (`loop`) perhaps.

        `filled`: slots that a form has just filled, to be validated; `after`: the action that answered just before;
        `ranking`: the engine's confidences; `unclear`: how many messages in a row it did not understand;
        `before`: the action that took this message before this one;
        `interrupted`: the form has left this message to another action, `strays`: as many in a row.
        """
        vague = {"event": "user", "parse_data": {"intent": {"name": "nlu_fallback"}}}
        turns = [{"event": "user"}, {"event": "action", "name": after}, {"event": "user"}] if after else []
        turns += [vague] * unclear
        left = [{"event": "user"}, {"event": "action_execution_rejected", "name": loop}]
        turns += left * max(strays, int(interrupted))
        turns += [{"event": "user"}, {"event": "action", "name": before}] if before else []
        set_now = [{"event": "slot", "name": name, "value": value} for name, value in (filled or {}).items()]
        result = await self._executor.run(
            {
                "next_action": action,
                "sender_id": self.rasa_id,
                "domain": domain(),
                "tracker": {
                    "sender_id": self.rasa_id,
                    "slots": {**(slots or {}), **(filled or {})},
                    "latest_message": {
                        "text": text,
                        "entities": list(entities),
                        "intent": {"name": intent, "confidence": confidence},
                        "intent_ranking": [{"name": one, "confidence": sure} for one, sure in (ranking or {}).items()],
                    },
                    "events": [*turns, *set_now],
                    "paused": False,
                    "followup_action": None,
                    "active_loop": {"name": loop} if loop else {},
                    "latest_action_name": "action_listen",
                },
            }
        )
        assert result is not None
        return await self._read(result.events, result.responses)

    async def tap(self, action: str, payload: str, **state: Any) -> Answered:
        """Run an action on a button's payload, read as Rasa reads it."""
        command, brace, rest = payload.partition("{")
        values = json.loads(brace + rest) if brace else {}
        entities = [
            {"entity": name, "value": value}
            for name, several in values.items()
            for value in (several if isinstance(several, list) else [several])
        ]
        return await self.run(action, payload, entities=entities, **{"intent": command[1:], **state})

    async def _read(self, events: list[dict[str, Any]], responses: list[dict[str, Any]]) -> Answered:
        ids = [one["custom"]["answer"] for one in responses if "answer" in one["custom"]]
        async with self._store.read() as connection:
            rows = (await connection.execute(select(Answer.id, Answer.bodies, Answer.member_id))).all()
        kept = {row.id: row for row in rows}
        bodies = [body for one in ids for body in kept[one].bodies]
        member_id = kept[ids[0]].member_id if ids else None
        return Answered(bodies, member_id, events, responses)

"""The dialogue engine's side of a form: what the member says goes to it first, to a rule when it is no answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.base import Services
from mutuelle.procedures.model import SentFile
from mutuelle.procedures.service import Progress
from mutuelle.store import Store
from mutuelle.tables import metadata
from tests.actions.dialogue import Answered, Dialogue
from tests.actions.walks import Walk
from tests.consistency.assistant import rules

FORM, SLOT = "requests_procedure_form", "requests_step"
ASK, VALIDATE = f"action_ask_{FORM}_{SLOT}", f"validate_{FORM}"
FILES = ("attachments",)
# What every message writes, whatever comes of it.
LOG = frozenset(
    [
        "answers",
        "buttons",
        "conversations",
        "ended_dialogues",
        "events",
        "login_links",
        "recollections",
        "secure_links",
        "sessions",
        "practitioners",
        "directory_extracts",
    ]
)


@dataclass
class Walker:
    """One conversation of a member who talks a procedure over.

    `heard`: what was answered last, in words; `over`: nothing is asked any more; `file`: what he sends on a page.
    """

    dialogue: Dialogue
    services: Services
    heard: str = ""
    over: bool = True
    file: SentFile | None = None
    last: list[Answered] = field(default_factory=list)

    async def opens(self, walk: Walk) -> None:
        """Say the first sentence."""
        begun = await self.dialogue.run(action_for(walk.intent), walk.opening, intent=walk.intent)
        if walk.button:
            payload = next(payload for title, payload in begun.buttons.items() if title.startswith(walk.button))
            begun = await self.dialogue.tap(action_for(walk.intent), payload, intent=walk.intent)
        await self._hears(begun, goes_on=any(event["event"] == "followup" for event in begun.events))

    async def says(self, text: str, intent: str = "nlu_fallback", confidence: float = 0.9) -> None:
        """Say something while a question is open; a rule answers what the form leaves to it."""
        state: dict[str, Any] = {"intent": intent, "confidence": confidence, "loop": FORM}
        taken = await self.dialogue.run(VALIDATE, text, slots={"requested_slot": SLOT}, **state)
        if taken.slots:
            await self._hears(taken, goes_on=taken.slots[SLOT] is None)
            return
        other = await self.dialogue.run(action_for(intent), text, **state)
        asked = await self.dialogue.run(ASK, text, interrupted=True, **state)
        self._keep(other, asked)

    async def taps(self, title: str) -> None:
        """Tap a button under the last answer."""
        payload = next(one.buttons[title] for one in reversed(self.last) if title in one.buttons)
        values = json.loads(payload.partition("{")[1] + payload.partition("{")[2])
        entities = [{"entity": name, "value": value} for name, value in values.items()]
        state: dict[str, Any] = {"intent": payload[1:].partition("{")[0], "confidence": 1.0, "loop": FORM}
        taken = await self.dialogue.run(VALIDATE, payload, entities=entities, slots={"requested_slot": SLOT}, **state)
        await self._hears(taken, goes_on=taken.slots[SLOT] is None)

    async def answers(self, walk: Walk) -> None:
        """Answer the question that is open as the walk says, else by its first choice."""
        now = await self.progress()
        if now.step.name in walk.answers:
            await self.says(walk.answers[now.step.name])
        elif now.step.name in walk.forms:
            await self._fills_in(walk.forms[now.step.name])
        else:
            await self.taps(now.choices[0].label)

    async def _fills_in(self, form: Mapping[str, str]) -> None:
        pages = self.services.procedure_pages
        token = (await pages.link(self.dialogue.rasa_id)).rsplit("/", 1)[1]
        await pages.submit(token, form, {name: [self.file] for name in form if name in FILES and self.file})
        await self.says("", "resume_procedure")

    async def progress(self) -> Progress:
        """Return what is asked now."""
        return await self.services.procedures.progress(self.dialogue.rasa_id)

    async def _hears(self, taken: Answered, *, goes_on: bool) -> None:
        self.over = not goes_on
        self._keep(taken, *([await self.dialogue.run(ASK)] if goes_on else []))

    def _keep(self, *answered: Answered) -> None:
        self.last = list(answered)
        self.heard = "\n".join(one.text for one in answered)

    @property
    def question(self) -> str:
        """What was asked last, in words."""
        return self.last[-1].bodies[-1]["text"]


def action_for(intent: str) -> str:
    """Return the action that answers an intent by itself."""
    found = [
        rule["steps"] for _, rule in rules() if "condition" not in rule and rule["steps"][0].get("intent") == intent
    ]
    return str(next(steps[1]["action"] for steps in found if len(steps) == 2))


async def facts(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that is recorded of members, by table: everything but what any message writes."""
    async with store.read() as connection:
        tables = [table for table in metadata.sorted_tables if table.name not in LOG]
        return {table.name: [tuple(row) for row in await connection.execute(table.select())] for table in tables}

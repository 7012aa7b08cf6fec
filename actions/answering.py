"""Composes an answer from the domain's responses, outside of the dialogue engine and its tracker."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mutuelle.account.access import Viewer
from mutuelle.conversations.messages import (
    Button,
    Card,
    Entry,
    Link,
    Message,
    Text,
    tells_care,
    with_footnote,
    without_care,
)
from mutuelle.conversations.told import Told
from mutuelle.easy.wording import EASY
from mutuelle.french import day_and_month, long_date
from mutuelle.periods import Period

EASY_LABELS = "utter_smalltalk_easy_labels"
SAID = "said"  # the entity by which a button repeats what was typed before


class Turn:
    """One turn of a conversation: what the member said, and the answer being composed.

    The member's data is in the answer once `shows(viewer)` was called: it is then kept from anyone else, and from
    channels that may not show the kind of care. `easy`: he asked for easy-to-read words, which a response may have
    in its custom part.
    """

    def __init__(self, tracker: Any, domain: Mapping[str, Any], *, easy: bool = False) -> None:
        self.easy = easy
        latest: Mapping[str, Any] = tracker.latest_message or {}
        self.rasa_id: str = tracker.sender_id
        self.text: str = _typed(latest)
        intent = latest.get("intent") or {}
        self.intent = str(intent.get("name") or "")
        self.confidence = float(intent.get("confidence") or 0)
        self.entities: Sequence[Mapping[str, Any]] = [
            entity for entity in latest.get("entities") or () if entity.get("entity") != SAID
        ]
        ranking: Sequence[Mapping[str, Any]] = latest.get("intent_ranking") or ()
        self.ranking = tuple((str(one["name"]), float(one["confidence"])) for one in ranking)
        self.viewer: Viewer | None = None
        self.told: Told | None = None
        self._tracker = tracker
        self._responses: Mapping[str, Any] = domain.get("responses", {})
        self._messages: list[Message] = []

    @property
    def was_interrupted(self) -> bool:
        """Whether a form left this message to something else, which was answered before the form goes on."""
        for event in reversed(self._tracker.events or ()):
            if event.get("event") in {"user", "followup"}:  # an action that begins or resumes has said so itself
                return False
            if event.get("event") == "action_execution_rejected":
                return True
        return False

    @property
    def was_answered(self) -> bool:
        """Whether an action before this one took this message already."""
        for event in reversed(self._tracker.events or ()):
            if event.get("event") in {"user", "bot", "action"}:
                return bool(event["event"] != "user")
        return False

    @property
    def digressions(self) -> int:
        """How many messages in a row, this one included, a form left to something else without an answer between."""
        count, left = 0, False
        for event in reversed(self._tracker.events or ()):
            kind = event.get("event")
            if kind == "action_execution_rejected":
                left = True
            elif kind == "user" and left:
                count, left = count + 1, False
            elif kind == "user" or (kind == "followup" and not left):
                break
        return count

    @property
    def active_form(self) -> str:
        """The form that is talking now, "" for none."""
        return str((self._tracker.active_loop or {}).get("name") or "")

    @property
    def answered_form(self) -> str:
        """The form that this message answers, be it over by now; "" for none."""
        if self.active_form:
            return self.active_form
        for event in reversed(self._tracker.events or ()):
            if event.get("event") == "user":
                break
            if event.get("event") == "active_loop" and event.get("name"):
                return str(event["name"])
            if event.get("event") == "action" and str(event.get("name")).endswith("_form"):
                return str(event["name"])
        return ""

    def comes_after(self, *actions: str) -> bool:
        """Say whether one of these actions answered the message before this one."""
        said = 0
        for event in reversed(self._tracker.events or ()):
            said += event.get("event") == "user"
            if said > 1:
                return False
            if said and event.get("event") == "action" and event.get("name") in actions:
                return True
        return False

    def times_in_a_row(self, intent: str) -> int:
        """Return how many messages in a row, this one included, were read as an intent; at least 1."""
        times = 0
        for event in reversed(self._tracker.events or ()):
            if event.get("event") != "user":
                continue
            if ((event.get("parse_data") or {}).get("intent") or {}).get("name") != intent:
                break
            times += 1
        return max(times, 1)

    def slot(self, name: str) -> Any:
        """Return the value of a slot."""
        return self._tracker.get_slot(name)

    def mentions(self, *entities: str) -> tuple[str, ...]:
        """Return what the sentence names of these kinds."""
        return tuple(str(e["value"]) for e in self.entities if e.get("entity") in entities)

    def shows(self, viewer: Viewer) -> None:
        """Say whose data the answer shows."""
        self.viewer = viewer

    def tells(self, what: str, **details: object) -> None:
        """Say what the answer is about: a short message may go on with that (`actions.going_on`)."""
        self.told = Told(what, details)

    def words(self, response: str, **values: object) -> str:
        """Return the text of a response of the domain, in its easier words where they were asked for."""
        spec = self._template(response)
        usual: str = spec["text"]
        text: str = (spec.get("custom") or {}).get(EASY, usual) if self.easy else usual
        return text.format(**values)

    def knows(self, response: str) -> bool:
        """Say whether the domain has a response of this name."""
        return response in self._responses

    def period(self, period: Period) -> str:
        """Return a period in words, e.g. « du 1er mars au 15 avril 2026 », « le 5 mars 2026 »."""
        if period.start == period.end:
            return self.words("utter_reimbursements_day", start=long_date(period.start))
        same_year = period.start.year == period.end.year
        start = day_and_month(period.start) if same_year else long_date(period.start)
        return self.words("utter_reimbursements_span", start=start, end=long_date(period.end))

    def say(self, response: str, *, buttons: Sequence[Button] = (), **values: object) -> None:
        """Add a text, with the response's own buttons and others."""
        own = tuple(Button(b["title"], b["payload"]) for b in self._template(response).get("buttons", ()))
        self._messages.append(Text(self.words(response, **values), own + tuple(buttons)))

    def add_text(self, text: str, buttons: Sequence[Button] = ()) -> None:
        """Add a text put together from several responses."""
        self._messages.append(Text(text, tuple(buttons)))

    def add(self, message: Message) -> None:
        """Add a message composed elsewhere."""
        self._messages.append(message)

    def link(self, response: str, label: str, url: str) -> None:
        """Add a text with a link to one of our pages."""
        self._messages.append(Link(self.words(response), self.words(label), url))

    def add_link(self, text: str, label: str, url: str, *, buttons: Sequence[Button] = ()) -> None:
        """Add a text put together from several responses, with a link to one of our pages."""
        self._messages.append(Link(text, label, url, tuple(buttons)))

    def button(self, response: str, name: str, **values: object) -> Button:
        """Return one of the buttons that a response's custom part names."""
        spec = self._template(response)["custom"][name]
        return Button(spec["title"].format(**values), spec["payload"].format(**values))

    def card(self, response: str, *, details: Sequence[Entry] = (), **values: object) -> Card:
        """Return a card from a response's custom part."""
        spec = self._template(response)["custom"]
        return Card(
            title=spec["title"].format(**values),
            subtitle=spec.get("subtitle", "").format(**values),
            fields=self.entries(response, **values),
            details=tuple(details),
            details_label=spec.get("details_label", ""),
        )

    def custom(self, response: str) -> Mapping[str, Any]:
        """Return the custom part of a response: words by key."""
        spec: Mapping[str, Any] = self._template(response)["custom"]
        return spec

    def entries(self, response: str, **values: object) -> tuple[Entry, ...]:
        """Return the labelled values of a response's custom part; those without a value are left out."""
        fields = self._template(response)["custom"]["fields"]
        made = (Entry(self._label(f["label"]), f["value"].format(**values), f.get("care", False)) for f in fields)
        return tuple(entry for entry in made if entry.value)

    @property
    def asked(self) -> str:
        """The text of the last message composed so far, "" for none."""
        return self._messages[-1].text if self._messages else ""

    def in_one_line(self, text: str, buttons: Sequence[Button] = ()) -> None:
        """Have the last message, a question, be this line with its own buttons and others; say nothing before it."""
        *_, asked = self._messages
        self._messages = [replace(asked, text=text, buttons=(*asked.buttons, *buttons))]

    @property
    def hides_care(self) -> bool:
        """Whether the member's channel may not show all of the answer."""
        viewer = self.viewer
        return viewer is not None and not viewer.sees_care and any(tells_care(m) for m in self._messages)

    def messages(self, *, asks: bool = True) -> list[Message]:
        """Return the answer as the member's channel may show it.

        As long as he has not chosen, a hiding `asks` him whether care may be shown, or says how it would be.
        """
        if not self.hides_care:
            return self._messages
        hidden = [tells_care(message) for message in self._messages]
        shown = [without_care(message) for message in self._messages]
        if self.viewer is None or self.viewer.care_choice is not None:
            return shown
        if not asks:
            last = len(hidden) - 1 - hidden[::-1].index(True)
            shown[last] = with_footnote(shown[last], self.words("utter_privacy_care_is_hidden"))
            return shown
        self._messages = []
        self.say("utter_privacy_ask_care")
        return shown + self._messages

    def clear(self) -> None:
        """Forget what was composed so far."""
        self._messages = []
        self.viewer = None
        self.told = None

    def _label(self, label: str) -> str:
        """Return what a value is called, in easier words where they were asked for and there are some."""
        return str(self.custom(EASY_LABELS).get(label, label)) if self.easy else label

    def _template(self, response: str) -> Mapping[str, Any]:
        variations: Sequence[Mapping[str, Any]] = self._responses[response]
        return variations[0]


def _typed(latest: Mapping[str, Any]) -> str:
    """Return what the member typed; a button's payload is not what he said, unless it repeats it."""
    text = str(latest.get("text") or "")
    if not text.startswith("/"):
        return text
    repeated = (str(one["value"]) for one in latest.get("entities") or () if one.get("entity") == SAID)
    return next(repeated, "")

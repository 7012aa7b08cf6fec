"""What is known of a procedure while it is talked over. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Self

from mutuelle.procedures.replies import asks_a_question
from mutuelle.wording import words_of

RECAP = "recap"
DETOUR = "@detour"  # a value that names the procedure to be done first
REDO = "@redo"  # a value that names the step to be asked again
ELSEWHERE, SURELY_ELSEWHERE = 0.4, 0.75
LETTER_FROM, LETTER_SURELY = 5, 12  # words
STRONG = frozenset({"talk_to_human", "logout", "logout_everywhere", "medical_emergency"})
QUESTIONS = frozenset(
    {"ask_definition", "ask_capabilities", "bot_challenge"}
)  # asked of the assistant, never an answer
LISTS = frozenset(  # what is asked for with a period or a day of its own
    {
        "view_reimbursements",
        "view_third_party_payments",
        "view_contributions",
        "explain_reimbursement",
        "list_letters",
        "export_print",
        "update_contact_details",
    }
)
# What the engine may take an answer for; anything else that it is sure of is about something else.
HEARD = {"affirm": "yes", "deny": "no", "previous_page": "back"}
ANSWERS = frozenset(
    {
        *HEARD,
        "nlu_fallback",
        "resume_procedure",
        "next_page",
        "thank",
        "refine_reimbursements",
        "choose_period",
        "chitchat",
    }
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Step:
    """A question: what it is called, and the values that answer it.

    `free`: almost any words may answer it (a name, a message). `letter`: it is answered in sentences of the member's
    own, which may well be about something else. `page`: answered on the secure page, never in the chat.
    `optional`: « non » or « aucune » leaves its values empty.
    """

    name: str
    keys: tuple[str, ...]
    free: bool = False
    page: bool = False
    optional: bool = False
    letter: bool = False

    @classmethod
    def of(
        cls, name: str, *, free: bool = False, page: bool = False, optional: bool = False, letter: bool = False
    ) -> Self:
        """Return a step answered by the one value of its own name."""
        return cls(name, (name,), free=free or letter, page=page, optional=optional, letter=letter)


@dataclass(frozen=True)
class Choice:
    """A button under a question: its label, and the values that a tap gives.

    `name` is what the button carries where the values must not leave the core: an address, a number.
    """

    label: str
    values: Mapping[str, str]
    name: str = ""

    @property
    def id(self) -> str:
        """What the button carries: short, the same for the same values."""
        if self.name:
            return self.name
        return "&".join(f"{key}={value}" for key, value in sorted(self.values.items()))


@dataclass(frozen=True)
class Draft:
    """What a member wants done and what he said of it so far.

    Values are texts: ids, ISO dates, categories, sealed secrets. `answered`: the steps in the order of their answers.
    `tries`: answers in a row that could not be used. `waiting`: a one-time code or a page is awaited, and nothing is
    asked meanwhile.
    """

    kind: str
    values: Mapping[str, str] = field(default_factory=dict)
    answered: tuple[str, ...] = ()
    tries: int = 0
    waiting: bool = False

    @property
    def version(self) -> str:
        """What a confirmation is for: it changes with every value."""
        said = "\0".join(f"{key}={value}" for key, value in sorted(self.values.items()))
        return sha256(f"{self.kind}\0{said}".encode()).hexdigest()[:12]

    def knows(self, step: Step) -> bool:
        """Say whether a step was answered."""
        return all(key in self.values for key in step.keys)

    def next_of(self, steps: Sequence[Step]) -> Step | None:
        """Return the first of the steps that is not answered; None when the recap is due."""
        return next((step for step in steps if not self.knows(step)), None)

    def told(self, values: Mapping[str, str], steps: Sequence[Step]) -> "Draft":
        """Return the draft with more values, or other ones."""
        new = replace(self, values={**self.values, **values}, tries=0, waiting=False)
        fresh = [step.name for step in steps if new.knows(step) and any(key in values for key in step.keys)]
        kept = tuple(name for name in self.answered if name not in fresh)
        return replace(new, answered=(*kept, *fresh))

    def without(self, keys: Sequence[str]) -> "Draft":
        """Return the draft as if these had not been said."""
        return replace(self, values={key: value for key, value in self.values.items() if key not in keys}, tries=0)

    def stepped_back(self, steps: Sequence[Step]) -> "Draft | None":
        """Return the draft before its last answer; None when there was none."""
        by_name = {step.name: step for step in steps}
        for name in reversed(self.answered):
            if name in by_name and self.knows(by_name[name]):
                earlier = self.without(by_name[name].keys)
                answered = tuple(one for one in self.answered if one != name)
                return replace(earlier, answered=answered, waiting=False)
        return None

    def missed(self) -> "Draft":
        """Return the draft after an answer that could not be used."""
        return replace(self, tries=self.tries + 1, waiting=False)

    def to_json(self) -> dict[str, Any]:
        """Return the draft as JSON-ready data."""
        return {
            "kind": self.kind,
            "values": dict(self.values),
            "answered": list(self.answered),
            "tries": self.tries,
            "waiting": self.waiting,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Draft":
        """Return the draft that was kept so."""
        return cls(
            kept["kind"], dict(kept["values"]), tuple(kept["answered"]), int(kept["tries"]), bool(kept["waiting"])
        )


@dataclass(frozen=True)
class Said:
    """What came in: typed, or a tapped choice (`choice`); `reply` is yes, no or back where the engine heard one.

    `elsewhere`: how sure the engine is (0 to 1) that this is about something else; `intent`: about what.
    """

    text: str = ""
    choice: str = ""
    reply: str | None = None
    elsewhere: float = 0.0
    intent: str = ""

    @property
    def leaves(self) -> bool:
        """Whether this is about something else, unless it reads as an answer."""
        return self.elsewhere >= ELSEWHERE

    @property
    def surely_leaves(self) -> bool:
        """Whether this is about something else even where almost any words may be an answer."""
        return self.elsewhere >= SURELY_ELSEWHERE

    @property
    def asks(self) -> bool:
        """Whether this is surely a question to the assistant, which answers nothing that was asked."""
        return self.intent in QUESTIONS and self.surely_leaves and len(words_of(self.text)) < LETTER_SURELY

    def is_beside(self, values: Mapping[str, str]) -> bool:
        """Say whether what was read belongs to another thing that is surely asked for.

        A question of its own (« combien pour des lunettes à 400 € ? »), or nothing but days of a list (« mes
        remboursements de mars »).
        """
        days = bool(values) and all(_DAY.fullmatch(value) for value in values.values())
        return self.surely_leaves and (asks_a_question(self.text) or (days and self.intent in LISTS))

    @property
    def goes_on(self) -> bool:
        """Whether this only asks to go on: the question is asked again."""
        return self.intent == "resume_procedure" and 0 < len(words_of(self.text)) < LETTER_FROM

    @property
    def leaves_letter(self) -> bool:
        """Whether this is about something else where the member writes in sentences: only what is said in few words."""
        few = LETTER_SURELY if self.intent in STRONG else LETTER_FROM
        return self.surely_leaves and len(words_of(self.text)) < few


@dataclass(frozen=True)
class Field:
    """A field of the secure page. `kind`: text, date, iban, bic, nir, file, files, consent.

    `label` and `hint` are French, from the topic's YAML; `autocomplete` is the HTML token.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    required: bool = True
    secret: bool = False
    autocomplete: str = "off"
    value: str = ""


@dataclass(frozen=True)
class SentFile:
    """A file that was inspected and kept: its id, the name it came with, its size in bytes."""

    id: str
    name: str
    size: int

"""What an answer does to a draft. Pure, but for the procedure's own reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from mutuelle.patience import GIVE_UP_AFTER
from mutuelle.procedures.model import DETOUR, LETTER_FROM, RECAP, REDO, Choice, Draft, Said, Step
from mutuelle.procedures.procedure import NotReadable, Procedure
from mutuelle.procedures.replies import (
    asks_for_a_person,
    asks_to_wait,
    is_unsure,
    reply_in,
    says_not_yet,
    says_nothing,
)
from mutuelle.wording import without_denied, words_of

FIRST = "first"  # the problem of a step back from the first question
WAIT = "wait"  # no problem: the member asks for a moment
NOTED = "noted"  # no problem: something else than what was asked is known now, and the same is asked again
CONFIRM, CANCEL, BACK, PAGE = "confirm:", "cancel", "back", "page"
CONFIRMED = "confirmed"
TAKEN = frozenset({CONFIRMED, "cancelled", "detour"})
RECAP_STEP = Step(RECAP, ())


@dataclass(frozen=True)
class Heard:
    """What became of an answer.

    `asking`: go on with the draft (`problem`: why the answer could not be used); `confirmed`; `cancelled`; `given_up`;
    `elsewhere`: it was no answer, something else is to answer it; `detour`: the procedure of kind `detour` comes first,
    begun with `values`.
    """

    state: str
    draft: Draft
    problem: str | None = None
    detour: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class Talk:
    """One procedure being talked over with what is known of the member."""

    def __init__(self, procedure: Procedure[Any], context: Any) -> None:
        self._procedure = procedure
        self._context = context

    def begin(self, text: str, values: dict[str, str]) -> Heard:
        """Return the first draft, with what the sentence and a tapped button say already."""
        draft, problem = Draft(self._procedure.kind), None
        try:
            wished = self._procedure.wish(text, self._context) if text else {}
        except NotReadable as unusable:
            wished, problem = unusable.values, unusable.problem
        draft = self._told(draft, {**wished, **values}) if wished or values else draft
        return Heard("asking", draft, problem)

    def steps(self, draft: Draft) -> tuple[Step, ...]:
        """Return the questions as the draft stands."""
        return tuple(self._procedure.steps(draft.values, self._context))

    def step(self, draft: Draft) -> Step:
        """Return what is to be asked: the recap when all is known."""
        return draft.next_of(self.steps(draft)) or RECAP_STEP

    def version(self, draft: Draft) -> str:
        """Return what a confirmation is for: it changes with all that the recap shows."""
        shown = self._procedure.shown(self._context)
        return draft.version + (sha256(shown.encode()).hexdigest()[:6] if shown else "")

    def choices(self, draft: Draft) -> tuple[Choice, ...]:
        """Return the buttons under the question."""
        return tuple(self._procedure.choices(self.step(draft), draft.values, self._context))

    def hear(self, draft: Draft, said: Said) -> Heard:
        """Take an answer."""
        if said.choice:
            return self._tapped(draft, said.choice)
        heard = self._heard(draft, said)
        return replace(heard, problem=NOTED) if self._only_notes(draft, heard) else heard

    def _only_notes(self, draft: Draft, heard: Heard) -> bool:
        """Say whether an answer was of use, yet the question stays the same: nobody is to feel unheard."""
        if heard.state != "asking" or heard.problem is not None or heard.draft.values == draft.values:
            return False
        if self._writes_letter(draft, heard.draft):
            return False
        asked = self.step(heard.draft).name
        return asked == self.step(draft).name != RECAP

    def _heard(self, draft: Draft, said: Said) -> Heard:
        if said.intent in self._procedure.intents or is_unsure(said.text):
            said = replace(said, elsewhere=0.0)
        if said.goes_on:
            return Heard("asking", replace(draft, waiting=False))
        step = self.step(draft)
        plain = reply_in(said.text)
        if step.optional and (says_nothing(said.text) or is_unsure(said.text)):
            return Heard("asking", self._told(draft, dict.fromkeys(step.keys, "")))
        if plain in {CANCEL, BACK}:
            return self._left(draft, str(plain))
        if asks_to_wait(said.text) or (step.free and says_not_yet(said.text)):
            return Heard("asking", replace(draft, waiting=False), WAIT)
        return self._at_step(draft, step, said, plain)

    def would_take(self, draft: Draft, said: Said) -> str:
        """Return what an answer would do: `told`, `confirmed`, `cancelled`, `detour`; "" for none of it."""
        heard = self.hear(draft, said)
        if self.step(draft).letter or heard.problem not in {None, NOTED} or self._writes_letter(draft, heard.draft):
            return ""
        if heard.state == "asking":
            return "told" if heard.draft.values != draft.values else ""
        return heard.state if heard.state in TAKEN else ""

    def _writes_letter(self, draft: Draft, told: Draft) -> bool:
        letters = [key for step in self.steps(told) if step.letter for key in step.keys]
        return any(told.values.get(key) != draft.values.get(key) for key in letters)

    def _is_beside(self, draft: Draft, said: Said, values: dict[str, str]) -> bool:
        """Say whether what was read belongs to something else that is asked; a letter may well be a question."""
        return said.is_beside(values) and not self._writes_letter(draft, self._told(draft, values))

    def _at_step(self, draft: Draft, step: Step, said: Said, plain: str | None) -> Heard:
        if said.asks:
            return Heard("elsewhere", draft)
        if step.name == RECAP:
            return self._at_recap(draft, said, plain)
        return self._at_page(draft, said, plain) if step.page else self._at_question(draft, step, said)

    def _at_question(self, draft: Draft, step: Step, said: Said) -> Heard:
        if asks_for_a_person(said.text):
            return Heard("elsewhere", draft)
        try:
            values = self._procedure.found(self._meant(step, said), draft.values, self._context)
            leaves = said.leaves_letter if step.letter else step.free and said.surely_leaves
            if not values and not leaves:
                meant = replace(said, text=self._meant(step, said))
                values = self._procedure.read(step, meant, draft.values, self._context)
        except NotReadable as unusable:
            return self._unusable(draft, unusable, step.name)
        if values and not self._is_beside(draft, said, values):
            return self._taken(draft, values)
        return self._no_answer(draft, step, said)

    def _no_answer(self, draft: Draft, step: Step, said: Said) -> Heard:
        """Take what is no answer to the question: something else, a no, a step back, or nothing that can be used."""
        if says_not_yet(said.text):
            return Heard("asking", replace(draft, waiting=False), WAIT)
        if said.leaves or asks_for_a_person(said.text):
            return Heard("elsewhere", draft)
        if reply_in(said.text) == "no" or (said.reply == "no" and without_denied(said.text) == said.text):
            return Heard("cancelled", draft)
        if said.reply == BACK:
            return self._left(draft, BACK)
        missed = self._missed(draft, step.name)
        again = said.intent in self._procedure.intents and len(words_of(said.text)) < LETTER_FROM
        return replace(missed, problem=None) if again else missed  # « je veux résilier » once more is understood

    def _meant(self, step: Step, said: Said) -> str:
        """Return what is to be read: all of it where the member writes freely, else what he does not deny."""
        return said.text if step.free else without_denied(said.text)

    def _at_page(self, draft: Draft, said: Said, plain: str | None) -> Heard:
        """What belongs on the page is not read here: it is said again where to give it."""
        if plain is None and not said.leaves_letter and not asks_for_a_person(said.text):
            try:
                values = self._procedure.beside(said, draft.values, self._context)
            except NotReadable as unusable:
                return Heard("asking", replace(draft, waiting=False), unusable.problem)
            if values and not self._is_beside(draft, said, values):
                return self._taken(draft, values)
        heard = self._no_answer(draft, RECAP_STEP, said)
        return Heard("asking", replace(draft, waiting=False), "page") if heard.problem else heard

    def _at_recap(self, draft: Draft, said: Said, plain: str | None) -> Heard:
        if plain == "yes":
            return Heard("confirmed", draft)
        if plain == "no":
            return Heard("cancelled", draft)
        try:
            values = self._procedure.found(without_denied(said.text), draft.values, self._context)
            values = values or self._procedure.correct(said.text, draft.values, self._context)
        except NotReadable as unusable:
            return self._unusable(draft, unusable, RECAP)
        if values and not self._is_beside(draft, said, values):
            return self._taken(draft, values)
        return Heard("confirmed", draft) if said.reply == "yes" else self._no_answer(draft, RECAP_STEP, said)

    def _tapped(self, draft: Draft, choice: str) -> Heard:
        if choice.startswith(CONFIRM):
            fits = choice == CONFIRM + self.version(draft) and self.step(draft).name == RECAP
            return Heard("confirmed", draft) if fits else Heard("asking", draft, "changed")
        if choice in {CANCEL, BACK}:
            return self._left(draft, choice)
        if choice == PAGE:
            return Heard("asking", replace(draft, waiting=False))
        taken = next((one for one in self.choices(draft) if one.id == choice), None)
        return self._taken(draft, dict(taken.values)) if taken else Heard("asking", draft)

    def _left(self, draft: Draft, how: str) -> Heard:
        if how == CANCEL:
            return Heard("cancelled", draft)
        earlier = draft.stepped_back(self.steps(draft))
        return Heard("asking", earlier) if earlier else Heard("asking", replace(draft, waiting=False), FIRST)

    def _unusable(self, draft: Draft, said: NotReadable, asked: str) -> Heard:
        """Keep what can be used of an answer that cannot be used whole."""
        known = self._told(draft, said.values) if said.values else draft
        return self._missed(known, said.problem or asked)

    def _missed(self, draft: Draft, problem: str) -> Heard:
        tried = draft.missed()
        return Heard("given_up" if tried.tries >= GIVE_UP_AFTER else "asking", tried, problem)

    def _taken(self, draft: Draft, values: dict[str, str]) -> Heard:
        if DETOUR in values:
            rest = {key: value for key, value in values.items() if key != DETOUR}
            return Heard("detour", draft, detour=values[DETOUR], values=rest)
        if REDO in values:
            again = next((step for step in self.steps(draft) if step.name == values[REDO]), None)
            return Heard("asking", draft.without(again.keys) if again else draft)
        return Heard("asking", self._told(draft, values))

    def _told(self, draft: Draft, values: dict[str, str]) -> Draft:
        """Return the draft with new values; the steps that they open count as well."""
        told = replace(draft, values={**draft.values, **values})
        return draft.told(values, self.steps(told))

"""Puts any procedure into words: its questions, its recap, its end, from the responses named after its kind."""

from collections.abc import Mapping
from typing import ClassVar

from actions.again import ask_briefly
from actions.answering import Turn
from mutuelle.conversations.messages import Button
from mutuelle.procedures.model import RECAP
from mutuelle.procedures.procedure import Outcome
from mutuelle.procedures.service import Progress

FORM, SLOT = "requests_procedure_form", "requests_step"
BUTTONS = "utter_requests_buttons"

ASK = "utter_{kind}_ask_{step}"
RECAPPED = "utter_{kind}_recap"
ENDED = "utter_requests_{state}"  # cancelled, given_up
DONE, DONE_OTHERWISE = "utter_{kind}_done", "utter_{kind}_done_{variation}"
OPENING = "utter_{kind}_opening"
OPENING_IN, RECAPPED_IN = "utter_{kind}_opening_{variant}", "utter_{kind}_recap_{variant}"
ASK_IN = "utter_{kind}_ask_{step}_{variant}"
LABEL = "utter_{kind}_label"
PROBLEM = "utter_{kind}_problem_{problem}"
SHARED_PROBLEM = "utter_requests_problem_{problem}"
SHARED_PROBLEMS = frozenset({RECAP, "changed", "first", "wait", "noted", "page", "date", "date_range", "person"})


class ProcedureWords:
    """The words of one kind of procedure; subclasses turn what is known into the values that its responses name.

    `explains`: its opening says what the member has to know, however much he said himself.
    """

    kind: ClassVar[str]
    explains: ClassVar[bool] = False

    def variant(self, progress: Progress) -> str:
        """Return the name of other words for the same things, where the domain has them; "" for the usual ones."""
        del progress
        return ""

    def values(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return what questions and recap name, as this channel may show it."""
        del turn, progress
        return {}

    def opening_buttons(self, turn: Turn) -> list[Button]:
        """Return what is offered beside the procedure when it begins; by default nothing."""
        del turn
        return []

    def opening(self, turn: Turn, progress: Progress) -> str:
        """Return what is said when it begins; by default its opening, unless the first sentence answered something."""
        own = self._in_variant(turn, progress, OPENING_IN)
        if progress.draft.answered and not self.explains and own is None:
            return ""
        return turn.words(own or OPENING.format(kind=self.kind), **self.values(turn, progress))

    def question(self, turn: Turn, progress: Progress) -> str:
        """Return the text of the question that is to be asked."""
        own = self._in_variant(turn, progress, ASK_IN)
        return turn.words(own or ASK.format(kind=self.kind, step=progress.step.name), **self.values(turn, progress))

    def recap(self, turn: Turn, progress: Progress) -> str:
        """Return what is to be confirmed."""
        own = self._in_variant(turn, progress, RECAPPED_IN)
        return turn.words(own or RECAPPED.format(kind=self.kind), **self.values(turn, progress))

    def ending(self, turn: Turn, progress: Progress, outcome: Outcome) -> str:
        """Return what was done."""
        response = (DONE_OTHERWISE if outcome.response else DONE).format(kind=self.kind, variation=outcome.response)
        return turn.words(response, **{**self.done(turn, progress), "number": outcome.request_number or ""})

    def _in_variant(self, turn: Turn, progress: Progress, template: str) -> str | None:
        """Return the response in the variant of these words, where there is one."""
        variant = self.variant(progress)
        response = template.format(kind=self.kind, step=progress.step.name, variant=variant)
        return response if variant and turn.knows(response) else None

    def done(self, turn: Turn, progress: Progress) -> Mapping[str, str]:
        """Return what the end names, from the outcome alone: it is told again when a message is delivered twice."""
        del turn
        return progress.outcome.values if progress.outcome else {}

    def done_buttons(self, turn: Turn, progress: Progress) -> list[Button]:
        """Return what is offered once it is done: by default to follow the request, where there is one."""
        number = progress.outcome.request_number if progress.outcome else None
        return [turn.button(BUTTONS, "follow", number=number)] if number else []


def say_opening(turn: Turn, progress: Progress, words: ProcedureWords) -> None:
    """Say what begins, or what goes on."""
    turn.shows(progress.viewer)
    kind = progress.draft.kind
    if progress.resumed:
        turn.say("utter_requests_goes_on", buttons=[_drop(turn)], label=turn.words(LABEL.format(kind=kind)))
    elif (words.explains or progress.problem is None or words.variant(progress)) and (
        said := words.opening(turn, progress)
    ):
        turn.add_text(said, words.opening_buttons(turn))
    if progress.problem is not None:
        say_problem(turn, progress, words)


def say_question(turn: Turn, progress: Progress, words: ProcedureWords) -> None:
    """Ask what the draft needs next; the recap at the end."""
    turn.shows(progress.viewer)
    offered = [turn.button(BUTTONS, "choice", label=one.label, id=one.id) for one in progress.choices]
    if progress.step.name == RECAP:
        confirm = turn.button(BUTTONS, "confirm", version=progress.version)
        turn.add_text(words.recap(turn, progress), [confirm, *offered, _drop(turn)])
        return
    back = [turn.button(BUTTONS, "back")] if progress.draft.answered else []
    turn.add_text(words.question(turn, progress), [*offered, *back, _drop(turn)])


def say_page(turn: Turn, progress: Progress, words: ProcedureWords, url: str) -> None:
    """Say what is given on the secure page, and link it."""
    turn.shows(progress.viewer)
    skip = [turn.button(BUTTONS, "choice", label=one.label, id=one.id) for one in progress.choices]
    label = turn.words("utter_requests_page_label")
    turn.add_link(words.question(turn, progress), label, url, buttons=[*skip, _drop(turn)])


def say_problem(turn: Turn, progress: Progress, words: ProcedureWords) -> None:
    """Say why the last answer could not be used."""
    turn.shows(progress.viewer)
    problem = progress.problem or ""
    template = SHARED_PROBLEM if problem in SHARED_PROBLEMS else PROBLEM
    response = template.format(kind=progress.draft.kind, problem=problem)
    turn.add_text(turn.words(response, **words.values(turn, progress)))


def say_end(turn: Turn, progress: Progress, words: ProcedureWords) -> None:
    """Say what was done, or that nothing was."""
    turn.shows(progress.viewer)
    kind = progress.draft.kind
    if progress.state == "done" and progress.outcome is not None:
        turn.add_text(words.ending(turn, progress, progress.outcome), words.done_buttons(turn, progress))
    else:
        turn.say(ENDED.format(state=progress.state), label=turn.words(LABEL.format(kind=kind)))


def say_briefly(turn: Turn, progress: Progress) -> None:
    """Shorten the question where it was asked a message ago; a recap can be seen again."""
    again = [turn.button(BUTTONS, "again")] if progress.step.name == RECAP else []
    ask_briefly(turn, turn.words(LABEL.format(kind=progress.draft.kind)), again)


def say_resuming(turn: Turn, kind: str) -> None:
    """Say that what was interrupted goes on."""
    turn.say("utter_requests_back_to", label=turn.words(LABEL.format(kind=kind)))


def _drop(turn: Turn) -> Button:
    return turn.button(BUTTONS, "cancel")

"""A form that asks again after something else was answered: the whole question once, then one short line."""

from collections.abc import Sequence

from actions.answering import Turn
from mutuelle.conversations.messages import Button
from mutuelle.easy.asking import INTENT as EASY
from mutuelle.easy.layout import question_in

SEVERAL = 2


def is_asked_again(turn: Turn) -> bool:
    """Say whether the member strays again without having answered: the question just asked need not be repeated whole.

    It is, in the words that he asked for.
    """
    return turn.digressions >= SEVERAL and turn.intent != EASY


def ask_briefly(turn: Turn, label: str = "", buttons: Sequence[Button] = ()) -> None:
    """Have the question just composed be one short line, where it was asked whole a message ago."""
    question = question_in(turn.asked)
    if is_asked_again(turn) and (label or question):
        named = "utter_requests_again_named" if label else "utter_requests_again"
        turn.in_one_line(turn.words(named, label=label, question=question).strip(), buttons)

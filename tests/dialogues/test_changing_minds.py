"""Members who change their mind all the time, topic after topic in one conversation, on the running assistant.

Every question is interrupted once; what was asked comes back and its answer is taken; the recap is corrected, stepped
back from, and refused: nothing is changed for the tests that come after.
"""

import pytest

from tests.chat import words
from tests.dialogues.paths import PATHS

pytestmark = pytest.mark.running

# Asked beside, in turn: the sentence, and what its answer holds.
BESIDE = (
    ("c'est quoi le ticket modérateur ?", "Ticket modérateur"),
    ("mes remboursements de mars", "emboursement"),
    ("tu es un robot ?", "assistant automatique"),
)


def question(bodies):
    """Return the end of what was asked last."""
    return bodies[-1]["text"].splitlines()[-1][-40:]


def hears(chat, said, *phrases):
    """Say something, and check what is answered."""
    bodies = chat.say(said)
    heard = words(bodies)
    assert all(phrase in heard for phrase in phrases), f"« {said} », {phrases}: {heard}"
    return bodies


@pytest.mark.parametrize("who", PATHS, ids=lambda who: who[0].split("@")[0])
def test_every_question_is_interrupted_and_every_recap_corrected_then_refused(logged_in, who):
    chat, _ = logged_in(who)
    for number, path in enumerate(PATHS[who]):
        bodies = hears(chat, *path.opening)
        for step, (said, told) in enumerate(path.answers):
            beside, answer = BESIDE[(number + step) % len(BESIDE)]
            hears(chat, beside, answer, question(bodies))
            bodies = hears(chat, said, told)
        if path.corrects:
            hears(chat, *path.corrects)
        if path.back:
            hears(chat, "retour", path.back)
            hears(chat, *path.answers[-1])
        hears(chat, path.leaves, path.ends)

"""Members who change their mind all the time, topic after topic in one conversation, on the running assistant.

Every question is interrupted once; what was asked comes back and its answer is taken; the recap is corrected, stepped
back from, and refused: nothing is changed for the tests that come after.
"""

import pytest

from tests.dialogues.paths import PATHS
from tests.dialogues.steps import BESIDE, hears, question

pytestmark = pytest.mark.running


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

"""A reimbursement that does not come: where it got stuck, and what staff is told."""

from datetime import date

import pytest

from mutuelle.procedures.model import RECAP
from mutuelle.reimbursements.missing import MissingReimbursement, Today, delays_wanted, diagnosis
from mutuelle.requests.tables import Request
from tests.procedure import Talker, rows

KIND = MissingReimbursement.kind
TODAY = date(2026, 11, 22)


@pytest.fixture
def talker(store, transcript, worklist, procedures, claire):
    return Talker(store, transcript, worklist, procedures, claire)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"care": "gp", "care_on": "2026-11-18", "amo": "no", "sent": "vitale"}, "wait"),
        ({"care": "gp", "care_on": "2026-10-01", "amo": "no", "sent": "vitale"}, "amo_late"),
        ({"care": "gp", "care_on": "2026-11-01", "amo": "no", "sent": "paper"}, "wait"),
        ({"care": "gp", "care_on": "2026-09-01", "amo": "no", "sent": "paper"}, "paper"),
        ({"care": "gp", "care_on": "2026-10-01", "amo": "yes", "transmitted": "yes"}, "transmitted"),
        ({"care": "gp", "care_on": "2026-11-18", "amo": "yes", "transmitted": "yes"}, "wait"),
        ({"care": "optical", "care_on": "2026-11-03", "amo": "yes", "transmitted": "yes"}, "wait"),
        ({"care": "gp", "care_on": "2026-10-01", "amo": "yes", "transmitted": "no"}, "not_linked"),
        ({"care": "gp", "care_on": "2026-10-01", "amo": "yes", "transmitted": "unsure"}, "amo_unclear"),
        ({"care": "gp", "care_on": "2026-10-01", "amo": "unsure", "sent": "unsure"}, "amo_unclear"),
        ({"care": "osteopathy", "care_on": "2026-10-01", "invoice": "no"}, "invoice_missing"),
        ({"care": "osteopathy", "care_on": "2026-10-01", "invoice": "yes"}, "invoice_sent"),
    ],
    ids=lambda one: one if isinstance(one, str) else " ".join(one.values()),
)
def test_the_answers_tell_where_it_got_stuck(values, expected):
    assert diagnosis(values, TODAY) == expected


@pytest.mark.parametrize("amo", ["yes", "no", "unsure"])
def test_no_more_than_three_questions_follow_the_care(amo):
    procedure = MissingReimbursement("s" * 40)
    steps = procedure.steps({"care": "gp", "amo": amo}, Today(TODAY))
    assert [step.name for step in steps][:3] == ["care", "care_on", "amo"]
    assert len(steps) == 4


@pytest.mark.parametrize(
    "text",
    ["c'est quoi les délais de remboursement", "combien de temps pour être remboursé", "c'est quand que vous payez"],
)
def test_how_long_it_takes_is_asked(text):
    assert delays_wanted(text)


@pytest.mark.parametrize("text", ["toujours pas remboursé, c'est long", "rien reçu", "où en est mon remboursement"])
def test_a_missing_reimbursement_is_no_question_of_delay(text):
    assert not delays_wanted(text)


def test_the_first_sentence_says_what_the_amo_did():
    wish = MissingReimbursement("s" * 40).wish(
        "la sécu m'a remboursé mon dentiste le 2 octobre, pas vous", Today(TODAY)
    )
    assert wish == {"care": "dental", "care_on": "2026-10-02", "amo": "yes"}


async def test_what_is_confirmed_is_one_request_with_the_diagnosis(procedures, talker, store):
    progress = await talker.begin(KIND, "toujours pas remboursé chez le dentiste")
    assert progress.step.name == "care_on"
    await talker.says("le 2 octobre")
    await talker.says("oui elle a payé")
    progress = await talker.says("non pas indiqué")
    assert progress.step.name == RECAP
    done = await talker.confirms()
    (request,) = await rows(store, Request)
    assert (request.kind, request.number) == (KIND, done.outcome.request_number)
    assert await rows(store, Request) == [request]


async def test_a_day_to_come_is_asked_again(talker):
    await talker.begin(KIND, "remboursement du kiné pas reçu")
    progress = await talker.says("le 12/12/2027")
    assert (progress.problem, progress.step.name) == ("care_on_range", "care_on")


async def test_refusing_at_the_end_asks_for_nothing(talker, store):
    await talker.begin(KIND, "toujours pas remboursé de mon ostéo du 3 octobre")
    progress = await talker.says("non pas encore")
    assert progress.step.name == RECAP
    await talker.says(intent="deny")
    assert await rows(store, Request) == []


@pytest.mark.parametrize("text", ["pas encore", "non pas encore", "ben non pas encore"])
async def test_not_yet_is_an_answer_and_no_moment_asked_for(talker, text):
    await talker.begin(KIND, "toujours pas remboursé de mon ostéo du 3 octobre")
    assert (await talker.says(text)).step.name == RECAP

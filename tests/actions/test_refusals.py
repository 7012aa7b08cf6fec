"""Each refusal of the core has its French words; what nobody foresaw gets an apology and no trace in the log."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from actions.refusals import RESPONSES
from bot.pages import secure
from bot.texts import TEXTS
from mutuelle import errors
from mutuelle.attachments.errors import AttachmentRefused, AttachmentUnknown, refusals
from mutuelle.beneficiaries.rules import Person, Relation
from mutuelle.periods import Period, Problem, Refusal
from tests.actions.dialogue import Dialogue, domain
from tests.consistency.assistant import ROOT
from tests.logs import recorded

OURS = ("mutuelle.", "actions.", "bot.")
TOLD_BY_THE_LOGIN_FORM = {errors.WrongCredentials: "wrong", errors.TooManyAttempts: "wait"}
TOLD_BY_OTHER_PAGES = {  # each has its page's own tests
    errors.PasswordRefused: "tests/mutuelle/account/test_opening.py",
    errors.EmailRefused: "tests/mutuelle/account/test_identifiers.py",
    errors.KeywordWrong: "tests/mutuelle/account/test_deletion.py",
    errors.WrongCode: "tests/mutuelle/account/test_codes.py",
    errors.NotConfirmed: "tests/mutuelle/account/test_telegram_links.py",
    errors.RequestStateRefused: "tests/mutuelle/requests/test_requests.py",  # by the staff's command
    errors.HandedOver: "tests/mutuelle/conversations/test_handover.py",
    errors.NotHandedOver: "tests/mutuelle/conversations/test_handover.py",
    errors.PractitionerUnknown: "tests/mutuelle/practitioners/test_nearest.py",
    errors.LinkedToOther: "tests/mutuelle/account/test_telegram_links.py",
    **dict.fromkeys((AttachmentRefused, *refusals().values()), "tests/mutuelle/attachments/test_hostile_files.py"),
}
PERSON = Person(2, "Paul", "Vasseur", date(2012, 1, 2), Relation.CHILD, "M")
OTHER = Person(3, "Léa", "Vasseur", date(2015, 1, 2), Relation.CHILD, "F")
ASKS_FOR_A_CODE = {errors.CodeNeeded, errors.TooManyCodes}  # tests/mutuelle/account/test_codes.py, tests/dialogues
RAISED = {
    errors.NotLoggedIn: errors.NotLoggedIn(),
    errors.SessionLocked: errors.SessionLocked(),
    errors.ConversationUnknown: errors.ConversationUnknown(),
    errors.ExclusionAsked: errors.ExclusionAsked(),
    errors.CareAmbiguous: errors.CareAmbiguous(["dental", "speech_therapy"]),
    errors.NothingNamed: errors.NothingNamed(),
    errors.NothingToConfirm: errors.NothingToConfirm(),
    errors.NotLinked: errors.NotLinked(),
    errors.DocumentChanged: errors.DocumentChanged(),
    errors.NoListing: errors.NoListing(),
    errors.NoFurtherPage: errors.NoFurtherPage(),
    errors.NoEarlierPage: errors.NoEarlierPage(),
    errors.BeneficiaryUnknown: errors.BeneficiaryUnknown("Barnabé", (PERSON, OTHER)),
    errors.BeneficiaryAmbiguous: errors.BeneficiaryAmbiguous((PERSON, OTHER)),
    errors.RequestUnknown: errors.RequestUnknown("2026-00001"),
    errors.RequestOpenAlready: errors.RequestOpenAlready("2026-00001", datetime(2026, 11, 2, 12, tzinfo=UTC)),
    errors.NobodyToRemove: errors.NobodyToRemove(None),
    errors.ContractClosed: errors.ContractClosed(),
    AttachmentUnknown: AttachmentUnknown(),
    errors.NothingToResume: errors.NothingToResume(),
    errors.DocumentNotAwaited: errors.DocumentNotAwaited(),
    errors.RequestNotReceived: errors.RequestNotReceived(),
    errors.CareDatesWanted: errors.CareDatesWanted((PERSON, OTHER)),
    errors.PaymentNotFound: errors.PaymentNotFound(),
    errors.PaymentAmbiguous: errors.PaymentAmbiguous(((1, Decimal("7.50"), date(2026, 11, 16)),)),
    errors.ProfessionalUnknown: errors.ProfessionalUnknown("Trucmuche"),
    errors.LineUnknown: errors.LineUnknown(1, 3),
    errors.PeriodRefused: errors.PeriodRefused(
        Refusal(Problem.FUTURE, "mars 2031", Period(date(2026, 3, 1), date(2026, 3, 31)))
    ),
}


def every_refusal():
    """Return the refusals of the core and of our own modules, those that a test defines apart."""
    found, waiting = set(), [errors.MutuelleError]
    while waiting:
        for refusal in waiting.pop().__subclasses__():
            waiting.append(refusal)
            if refusal.__module__.startswith(OURS):
                found.add(refusal)
    return found


def test_every_refusal_is_told_by_the_actions_by_the_login_page_or_by_its_form():
    assert len(every_refusal()) > 12
    by_actions, by_page, by_form = set(RESPONSES), set(secure.PROBLEMS), set(TOLD_BY_THE_LOGIN_FORM)
    assert by_actions | by_page | by_form | set(TOLD_BY_OTHER_PAGES) == every_refusal()
    assert not by_page & by_form


def test_every_response_to_a_refusal_exists_and_is_one_response():
    for refusal, name in RESPONSES.items():
        names = [name.format(problem=problem) for problem in Problem] if "{problem}" in name else [name]
        for one in names:
            assert one in domain()["responses"], refusal
            assert domain()["responses"][one][0]["text"], refusal
    assert RESPONSES[errors.PeriodRefused].count("{problem}") == 1


def test_the_response_to_a_period_is_another_one_for_each_problem():
    told = {domain()["responses"][RESPONSES[errors.PeriodRefused].format(problem=p)][0]["text"] for p in Problem}
    assert len(told) == len(Problem) >= 5


def test_a_refusal_told_by_another_page_is_tried_there():
    for refusal, place in TOLD_BY_OTHER_PAGES.items():
        assert refusal.__name__ in (ROOT / place).read_text("utf-8"), refusal


def test_every_problem_of_a_link_has_a_page():
    assert len(secure.PROBLEMS) >= 4
    assert {key for key, _ in secure.PROBLEMS.values()} == set(TEXTS["links"])
    for key, status in secure.PROBLEMS.values():
        assert TEXTS["links"][key].keys() == {"title", "explanation", "advice"}
        assert 400 <= status < 500


def test_every_refusal_of_the_login_form_has_its_sentence():
    for key in TOLD_BY_THE_LOGIN_FORM.values():
        assert TEXTS["login"][key].endswith(".")


def test_every_refusal_that_an_action_can_meet_is_tried_below():
    assert set(RAISED) | ASKS_FOR_A_CODE == set(RESPONSES)


class Raising:
    """A service of reimbursements that always fails so."""

    def __init__(self, error):
        self._error = error

    async def look_up(self, rasa_id, request, *, refine):
        raise self._error

    def read_period(self, text):
        raise self._error


@pytest.mark.parametrize("refusal", RAISED.values(), ids=lambda one: type(one).__name__)
async def test_an_action_tells_the_refusal_it_meets(logs_in, services, store, refusal):
    rasa_id = (await logs_in()).rasa_id
    dialogue = Dialogue(store, replace(services, reimbursements=Raising(refusal)), rasa_id)
    with recorded() as logs:
        answered = await dialogue.run("action_reimbursements_list", "mes remboursements")
    problem = refusal.refusal.problem if isinstance(refusal, errors.PeriodRefused) else ""
    expected = domain()["responses"][RESPONSES[type(refusal)].format(problem=problem)][0]["text"]
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(expected))
    assert re.fullmatch(pattern, answered.text)
    assert logs.getvalue() == ""


async def test_an_error_nobody_foresaw_gets_an_apology_and_is_logged_without_what_was_said(logs_in, services, store):
    said = "pour Kunégonde, IBAN FR76 3000 6000 0112 3456 7890 189"
    rasa_id = (await logs_in()).rasa_id
    broken = replace(services, reimbursements=Raising(RuntimeError(f"cannot read {said}")))
    with recorded() as logs:
        answered = await Dialogue(store, broken, rasa_id).run("action_reimbursements_list", said)
    assert answered.text.startswith("Désolé, un problème technique m'empêche de répondre")
    assert "Rien n'a été modifié" in answered.text
    assert answered.member_id is None
    (line,) = logs.lines()
    assert (line["event"], line["action"], line["error"]) == (
        "action_failed",
        "action_reimbursements_list",
        "RuntimeError",
    )
    assert any("Raising.look_up" in frame for frame in line["at"])
    assert "Kunégonde" not in logs.getvalue() and "3000" not in logs.getvalue()


async def test_what_was_composed_before_an_error_is_thrown_away(logs_in, services, store, monkeypatch):
    def show_half_and_fail(turn, page, **_):
        turn.shows(page.viewer)
        turn.add_text("Vos remboursements :")
        raise ZeroDivisionError

    monkeypatch.setattr("actions.reimbursements.show_page", show_half_and_fail)
    with recorded():
        answered = await (await logs_in()).run("action_reimbursements_list", "mes remboursements")
    assert "Vos remboursements" not in answered.text
    assert len(answered.bodies) == 1
    assert answered.member_id is None

"""What an answer does to a draft: taken, corrected, stepped back, left, confirmed; on a small procedure."""

from dataclasses import dataclass

import pytest

from mutuelle.procedures.model import DETOUR, Choice, Draft, Said, Step
from mutuelle.procedures.procedure import NotReadable, Outcome, Procedure
from mutuelle.procedures.replies import reply_in
from mutuelle.procedures.talk import CONFIRM, Talk

FRUITS = {"pomme": "apple", "poire": "pear"}


@dataclass(frozen=True)
class Shop:
    open: bool = True


class Order(Procedure[Shop]):
    """A fruit, how many, a free note, and a word that is optional."""

    kind = "order"

    async def context(self, connection, viewer, today):
        return Shop()

    def steps(self, values, context):
        return (
            Step.of("fruit"),
            Step.of("count"),
            Step.of("note", free=True),
            Step.of("card", optional=True),
        )

    def found(self, text, values, context):
        named = [FRUITS[word] for word in text.lower().split() if word in FRUITS]
        found = {"fruit": named[-1]} if named else {}
        return {DETOUR: "garden"} if "jardin" in text else found

    def read(self, step, said, values, context):
        if step.name == "count":
            if not said.text.isdigit():
                return {}
            if int(said.text) > 9:
                raise NotReadable("too_many")
            return {"count": said.text}
        return {step.name: said.text} if step.name in {"note", "card"} else {}

    def choices(self, step, values, context):
        return [Choice(name, {"fruit": fruit}) for name, fruit in FRUITS.items()] if step.name == "fruit" else []

    async def carry_out(self, case):
        return Outcome()


@pytest.fixture
def talk():
    return Talk(Order(), Shop())


def known(**values):
    """Return a draft that was told these values in their order."""
    draft = Draft("order")
    for key, value in values.items():
        draft = draft.told({key: value}, Order().steps({}, Shop()))
    return draft


ALL = {"fruit": "apple", "count": "3", "note": "mûres", "card": ""}


def test_the_first_sentence_answers_what_it_can(talk):
    heard = talk.begin("une pomme", {})
    assert heard.draft.values == {"fruit": "apple"}
    assert talk.step(heard.draft).name == "count"


def test_a_tapped_button_answers_the_question(talk):
    (choice, _) = talk.choices(Draft("order"))
    assert talk.hear(Draft("order"), Said(choice=choice.id)).draft.values == {"fruit": "apple"}


def test_a_choice_that_was_not_offered_changes_nothing(talk):
    heard = talk.hear(Draft("order"), Said(choice="fruit=gold"))
    assert (heard.state, heard.draft) == ("asking", Draft("order"))


def test_a_correction_is_taken_at_any_question_and_at_the_recap(talk):
    assert talk.hear(known(fruit="apple"), Said("non, une poire")).draft.values["fruit"] == "pear"
    assert talk.hear(known(**ALL), Said("plutôt une poire", reply="no")).draft.values["fruit"] == "pear"


@pytest.mark.parametrize("said", [Said("retour"), Said("précédent"), Said(choice="back")], ids=str)
def test_a_step_back_asks_the_last_question_again(talk, said):
    heard = talk.hear(known(fruit="apple", count="3"), said)
    assert talk.step(heard.draft).name == "count"
    assert heard.draft.values == {"fruit": "apple"}


def test_stepping_back_from_the_first_question_says_that_it_is_the_first(talk):
    heard = talk.hear(Draft("order"), Said("retour"))
    assert (heard.state, heard.problem) == ("asking", "first")


@pytest.mark.parametrize("text", ["annuler", "Laisse tomber !", "finalement non", "stop"])
def test_it_can_be_left_at_any_question(talk, text):
    for draft in (Draft("order"), known(fruit="apple"), known(fruit="apple", count="3"), known(**ALL)):
        assert talk.hear(draft, Said(text)).state == "cancelled"


def test_a_question_about_something_else_is_left_to_its_own_answer(talk):
    assert talk.hear(Draft("order"), Said("mes remboursements", elsewhere=0.9)).state == "elsewhere"
    assert talk.hear(Draft("order"), Said("une pomme", elsewhere=0.9)).draft.values == {"fruit": "apple"}


def test_where_any_words_may_answer_only_what_is_surely_something_else_leaves(talk):
    draft = known(fruit="apple", count="3")
    assert talk.hear(draft, Said("bien mûres", elsewhere=0.6)).draft.values["note"] == "bien mûres"
    assert talk.hear(draft, Said("mes remboursements", elsewhere=0.9)).state == "elsewhere"
    assert talk.hear(draft, Said("un conseiller")).state == "elsewhere"


@pytest.mark.parametrize("draft", [known(fruit="apple", count="3"), known(**ALL)], ids=["letter", "recap"])
def test_a_question_to_the_assistant_is_no_answer_however_free_the_question(talk, draft):
    asked = Said("c'est quoi une pomme de terre ?", elsewhere=0.9, intent="ask_definition")
    assert talk.hear(draft, asked).state == "elsewhere"


def test_days_of_another_thing_are_no_answer():
    said = Said("mes remboursements de mars", elsewhere=0.9, intent="view_reimbursements")
    assert said.is_beside({"since": "2026-03-01"})
    assert not said.is_beside({"since": "2026-03-01", "reason": "price"})
    moves = Said("je déménage le 15 décembre", elsewhere=0.9, intent="update_contact_details")
    assert moves.is_beside({"since": "2026-12-15"})
    assert not Said("le 1er mars", intent="refine_reimbursements").is_beside({"since": "2026-03-01"})


@pytest.mark.parametrize("draft", [Draft("order"), known(fruit="pear"), known(**ALL)], ids=["asked", "other", "recap"])
@pytest.mark.parametrize("text", ["merci, et combien coûte une pomme", "elle se mange comment, cette pomme ?"])
def test_a_question_of_its_own_answers_nothing_that_it_names(talk, draft, text):
    assert talk.hear(draft, Said(text, elsewhere=0.9, intent="simulate_reimbursement")).state == "elsewhere"


def test_what_answers_another_question_is_noted_before_the_same_is_asked_again(talk):
    assert talk.hear(known(fruit="pear"), Said("une pomme")).problem == "noted"
    assert talk.hear(Draft("order"), Said("une pomme")).problem is None
    assert talk.hear(known(**ALL), Said("une poire")).problem is None
    assert talk.would_take(known(fruit="pear"), Said("une pomme")) == "told"


@pytest.mark.parametrize("text", ["une pomme ?", "non finalement plutôt une pomme"])
def test_an_answer_in_doubt_or_put_right_is_an_answer(talk, text):
    said = Said(text, elsewhere=0.9, intent="simulate_reimbursement")
    assert talk.hear(known(fruit="pear"), said).draft.values["fruit"] == "apple"


def test_asking_once_more_for_the_procedure_itself_is_no_answer_misread(talk):
    Order.intents, usual = frozenset({"order_fruit"}), Order.intents
    try:
        heard = talk.hear(Draft("order"), Said("je commande", elsewhere=0.9, intent="order_fruit"))
        long = talk.hear(Draft("order"), Said("je commande ce que vous avez", elsewhere=0.9, intent="order_fruit"))
    finally:
        Order.intents = usual
    assert (heard.state, heard.problem, heard.draft.tries) == ("asking", None, 1)
    assert long.problem == "fruit"


def test_what_is_denied_is_not_what_is_meant(talk):
    assert talk.hear(Draft("order"), Said("non pas une poire, une pomme", reply="no")).draft.values["fruit"] == "apple"
    assert talk.hear(known(**ALL), Said("une poire, pas une pomme", reply="no")).draft.values["fruit"] == "pear"


def test_a_denial_that_cannot_be_read_gives_nothing_up(talk):
    heard = talk.hear(known(fruit="apple"), Said("non pas trois, quatre", reply="no"))
    assert (heard.state, heard.problem) == ("asking", "count")


def test_not_that_one_asks_for_it_again(talk):
    heard = talk.hear(known(fruit="apple"), Said("non pas celui-là", reply="no"))
    assert (heard.state, talk.step(heard.draft).name) == ("asking", "fruit")


@pytest.mark.parametrize("text", ["attendez", "ah non attendez !", "une minute", "je cherche", "non, pas encore"])
def test_a_moment_is_granted_and_nothing_given_up(talk, text):
    for draft in (known(fruit="apple"), known(fruit="apple", count="3"), known(**ALL)):
        heard = talk.hear(draft, Said(text, reply="no"))
        assert (heard.state, heard.problem, heard.draft.values) == ("asking", "wait", draft.values)


def test_an_optional_question_takes_a_no_for_nothing(talk):
    draft = known(fruit="apple", count="3", note="mûres")
    assert talk.hear(draft, Said("non merci", reply="no")).draft.values["card"] == ""


def test_an_answer_that_cannot_be_used_says_why_and_the_third_ends_it(talk):
    first = talk.hear(known(fruit="apple"), Said("12"))
    assert (first.state, first.problem) == ("asking", "too_many")
    second = talk.hear(first.draft, Said("beaucoup"))
    assert (second.state, second.problem) == ("asking", "count")
    assert talk.hear(second.draft, Said("euh")).state == "given_up"


@pytest.mark.parametrize("text", ["oui", "OK", "c'est bon", "Je confirme !", "ouais", "validez"])
def test_only_a_yes_at_the_recap_confirms(talk, text):
    assert talk.hear(known(**ALL), Said(text)).state == "confirmed"
    assert talk.hear(known(fruit="apple"), Said(text)).state == "asking"


@pytest.mark.parametrize("text", ["oui mais à une autre adresse", "ouistiti", "pourquoi ?", "je ne sais pas"])
def test_what_only_sounds_like_a_yes_confirms_nothing(talk, text):
    assert talk.hear(known(**ALL), Said(text)).state == "asking"


def test_a_button_confirms_what_it_was_shown_with_and_nothing_newer(talk):
    shown = known(**ALL)
    assert talk.hear(shown, Said(choice=CONFIRM + shown.version)).state == "confirmed"
    corrected = talk.hear(shown, Said("une poire")).draft
    late = talk.hear(corrected, Said(choice=CONFIRM + shown.version))
    assert (late.state, late.problem) == ("asking", "changed")


def test_a_button_of_the_recap_confirms_nothing_before_it(talk):
    draft = known(fruit="apple")
    assert talk.hear(draft, Said(choice=CONFIRM + draft.version)).state == "asking"


def test_a_detour_is_told_and_the_draft_kept(talk):
    heard = talk.hear(known(**ALL), Said("d'abord le jardin"))
    assert (heard.state, heard.detour, heard.draft) == ("detour", "garden", known(**ALL))


def test_a_draft_is_kept_as_it_is():
    draft = known(**ALL)
    assert Draft.from_json(draft.to_json()) == draft


def test_a_button_of_a_recap_that_showed_something_else_confirms_nothing():
    class Shown(Order):
        def shown(self, context):
            return "open" if context.open else "closed"

    before, now = Talk(Shown(), Shop(open=True)), Talk(Shown(), Shop(open=False))
    draft = known(**ALL)
    assert now.hear(draft, Said(choice=CONFIRM + before.version(draft))).problem == "changed"
    assert now.hear(draft, Said(choice=CONFIRM + now.version(draft))).state == "confirmed"


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("ah non c'est bon je l'ai retrouvée", "cancel"),
        ("bon laisse", "cancel"),
        ("non finalement annulez", "cancel"),
        ("mais non c'est pas le bon", "back"),
        ("c'est pas lui", "back"),
        ("non rien", None),
        ("non c'est bon", None),
        ("laissez-moi réfléchir", None),
    ],
)
def test_what_opens_a_message_does_not_change_what_it_means(text, reply):
    assert reply_in(text) == reply

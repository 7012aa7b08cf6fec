"""Who is to be covered, as members say it: a baby of whom little is told, a relation in a word, a day put right."""

from datetime import date
from types import SimpleNamespace

import pytest

from mutuelle.beneficiaries.enrolment import Enrolment, EnrolmentContext
from mutuelle.procedures.model import Said
from mutuelle.procedures.talk import Talk

TALK = Talk(Enrolment("s" * 40), EnrolmentContext(SimpleNamespace(last_name="Lefèvre"), (), (), date(2026, 11, 26)))


def told(first, *answers):
    """Return the draft after a first sentence and answers."""
    draft = TALK.begin(first, {}).draft
    for said in answers:
        draft = TALK.hear(draft, Said(said)).draft
    return draft


def test_of_a_baby_only_girl_or_boy_is_asked():
    draft = told("mon bébé est né hier")
    assert TALK.step(draft).name == "relation"
    assert [one.label for one in TALK.choices(draft)] == ["Ma fille", "Mon fils"]


@pytest.mark.parametrize(
    ("first", "answers", "relation", "name"),
    [
        ("mon bébé est né hier", ["elle s'appelle Zoé"], "child_F", "Zoé"),
        ("mon bébé est né hier", ["il s'appelle Paul"], "child_M", "Paul"),
        ("mon bébé est né hier", ["une fille"], "child_F", None),
        ("notre bébé est née le 20 novembre", [], "child_F", None),
        ("j'ajoute quelqu'un", ["garçon"], "child_M", None),
        ("j'ajoute quelqu'un", ["c'est mon mari"], "spouse_M", None),
        ("j'ajoute quelqu'un", ["non c'est une fille"], "child_F", None),
    ],
)
def test_relation_and_name_in_few_words(first, answers, relation, name):
    values = told(first, *answers).values
    assert (values["relation"], values.get("first_name")) == (relation, name)


def test_the_day_of_birth_is_put_right_by_a_day_alone():
    assert told("mon bébé est né hier").values["birth_date"] == "2026-11-25"
    assert told("mon bébé est né hier", "non attendez c'était avant hier").values["birth_date"] == "2026-11-24"


def test_what_says_nothing_of_a_known_baby_is_no_answer():
    heard = TALK.hear(told("mon bébé est né hier"), Said("blabla"))
    assert (heard.problem, heard.draft.tries) == ("relation", 1)


@pytest.mark.parametrize("said", ["belle-fille", "une amie", "rien à voir"])
def test_another_relation_is_not_taken_for_a_child(said):
    assert "relation" not in told("j'ajoute quelqu'un", said).values


def test_a_day_is_put_right_while_the_page_is_waited_for():
    waiting = told("ma fille Zoé est née hier")
    assert TALK.step(waiting).page
    put_right = TALK.hear(waiting, Said("non attendez c'était avant hier"))
    assert (put_right.problem, put_right.draft.values["birth_date"]) == ("noted", "2026-11-24")
    assert TALK.hear(waiting, Said("je n'ai pas encore son numéro")).draft.values == waiting.values

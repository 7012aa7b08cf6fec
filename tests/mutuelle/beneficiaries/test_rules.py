from datetime import date

import pytest

from mutuelle.beneficiaries.rules import (
    Everyone,
    NobodyCovered,
    Person,
    Relation,
    SeveralCovered,
    label_of,
    named_beneficiary,
)


def person(key, first, relation, gender):
    return Person(key, first, "Vasseur", date(2000, 1, key), relation, gender)


CLAIRE = person(1, "Claire", Relation.POLICYHOLDER, "F")
PAUL = person(2, "Paul", Relation.CHILD, "M")
LEA = person(3, "Léa", Relation.CHILD, "F")
ZOE = person(4, "Zoé", Relation.CHILD, "F")
JEAN_MARC = person(5, "Jean-Marc", Relation.SPOUSE, "M")
ONE_DAUGHTER = (CLAIRE, PAUL, LEA, JEAN_MARC)
TWO_DAUGHTERS = (CLAIRE, PAUL, LEA, ZOE)


@pytest.mark.parametrize(
    ("sentence", "whom"),
    [
        ("pour ma fille", LEA),
        ("POUR MA FILLE", LEA),
        ("les remboursements de lea en mars", LEA),
        ("et paul ?", PAUL),
        ("celui de mon fils", PAUL),
        ("mon mari", JEAN_MARC),
        ("pour jean marc", JEAN_MARC),
        ("moi", CLAIRE),
        ("clair", CLAIRE),
        ("notre fille", LEA),
        ("ma fille Léa", LEA),
    ],
)
def test_a_sentence_names_someone_of_the_family(sentence, whom):
    assert named_beneficiary(sentence, ONE_DAUGHTER) == whom


@pytest.mark.parametrize("sentence", ["toute la famille", "tous les bénéficiaires", "pour tout le monde"])
def test_a_sentence_asks_for_everyone(sentence):
    assert named_beneficiary(sentence, ONE_DAUGHTER) == Everyone()


def test_with_two_daughters_my_daughter_may_be_either():
    assert named_beneficiary("pour ma fille", TWO_DAUGHTERS) == SeveralCovered((LEA, ZOE))


@pytest.mark.parametrize(
    ("sentence", "people"),
    [("léa et moi en octobre", {LEA, CLAIRE}), ("pour paul et ma fille", {PAUL, LEA}), ("mes enfants", {PAUL, LEA})],
)
def test_two_people_in_a_sentence_are_not_reduced_to_one(sentence, people):
    named = named_beneficiary(sentence, ONE_DAUGHTER)
    assert isinstance(named, SeveralCovered)
    assert set(named.people) == people


def test_a_relation_that_the_contract_does_not_cover_is_said():
    assert named_beneficiary("pour ma femme", ONE_DAUGHTER) == NobodyCovered("ma femme")


def test_a_name_outside_the_family_is_said():
    assert named_beneficiary("pour Kevin", ONE_DAUGHTER, mentioned=["Kevin"]) == NobodyCovered("Kevin")


@pytest.mark.parametrize(
    "sentence",
    ["mes remboursements", "depuis 6 mois", "la suite", "en mars", "montre moi mes remboursements", "bonjour madame"],
)
def test_a_sentence_that_names_nobody(sentence):
    assert named_beneficiary(sentence, ONE_DAUGHTER) is None


def test_a_person_is_called_by_what_he_is_to_the_member():
    assert [label_of(p) for p in ONE_DAUGHTER] == ["vous", "votre fils", "votre fille", "votre époux"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("pour le petit dernier", "Jules"),
        ("non, l'aînée", "Chloé"),
        ("l'aîné", "Chloé"),
        ("ma petite dernière", "Inès"),
        ("la plus jeune", "Inès"),
        ("le benjamin", "Jules"),
    ],
)
def test_a_child_is_named_by_age(said, name):
    people = (
        Person(1, "Thomas", "Lefèvre", date(1982, 1, 1), Relation.POLICYHOLDER, "M"),
        Person(3, "Chloé", "Lefèvre", date(2010, 1, 1), Relation.CHILD, "F"),
        Person(4, "Inès", "Lefèvre", date(2013, 1, 1), Relation.CHILD, "F"),
        Person(5, "Jules", "Lefèvre", date(2017, 1, 1), Relation.CHILD, "M"),
    )
    assert named_beneficiary(said, people).first_name == name
    assert named_beneficiary("mon plus petit remboursement", people) is None

"""The town of a new address: told by its postcode or with the street, or asked; never what is no town of it."""

from datetime import date

import pytest

from mutuelle.account.contact_change import ContactChange, ContactContext
from mutuelle.places.service import postcodes_of_town, town_meant, towns_of
from mutuelle.procedures.model import Said
from mutuelle.procedures.talk import Talk

TALK = Talk(ContactChange(), ContactContext(None, date(2026, 11, 22)))  # what is on file is not looked at


def hear(draft, text):
    return TALK.hear(draft, Said(text))


def moving(*answers):
    """Return the draft of a move after these answers."""
    draft = TALK.begin("je déménage le 15 décembre", {}).draft
    for said in answers:
        draft = hear(draft, said).draft
    return draft


def town_of(draft):
    return draft.values.get("postcode"), draft.values.get("city"), TALK.step(draft).name


@pytest.mark.parametrize(
    ("answers", "postcode", "city"),
    [
        (["12 rue des Lilas", "44000"], "44000", "Nantes"),
        (["12 rue des Lilas, 75012"], "75012", "Paris"),
        (["12 rue des lilas à Gorges", "44190"], "44190", "Gorges"),
        (["12 rue des lilas a Clisson"], "44190", "Clisson"),
        (["12 rue des lilas à clisson"], "44190", "Clisson"),
        (["8 grande rue", "Vitré"], "35500", "Vitré"),
        (["8 grande rue", "44190", "getigné"], "44190", "Gétigné"),
        (["8 grande rue", "42000 ST ETIENNE"], "42000", "Saint-Étienne"),
        (["8 grande rue", "85600 Boufféré"], "85600", "Boufféré"),
        (["8 grande rue", "44907 Nantes Cedex 9"], "44907", "Nantes Cedex 9"),
    ],
)
def test_postcode_and_town_tell_each_other(answers, postcode, city):
    assert town_of(moving(*answers)) == (postcode, city, "recap")


@pytest.mark.parametrize(
    "said", ["12 rue des lilas à clisson", "12 rue des lilas à Clisson", "12 rue des lilas a nantes"]
)
def test_the_town_is_no_part_of_the_street(said):
    assert moving(said).values["street"] == "12 rue des lilas"


def test_a_postcode_of_several_towns_offers_them():
    draft = moving("8 grande rue", "44190")
    offered = TALK.choices(draft)
    assert [one.label for one in offered][:3] == ["Clisson", "Gorges", "Gétigné"]
    tapped = TALK.hear(draft, Said(choice=offered[1].id)).draft
    assert town_of(tapped) == ("44190", "Gorges", "recap")
    assert "Gorges" not in offered[1].id


def test_a_town_of_several_postcodes_offers_them():
    draft = moving("8 grande rue à Nantes")
    assert [one.label for one in TALK.choices(draft)] == ["44000", "44100", "44200", "44300"]
    assert town_of(hear(draft, "44300").draft) == ("44300", "Nantes", "recap")


@pytest.mark.parametrize("said", ["en allemand c possible?", "Rennes"])
def test_what_is_no_town_of_the_postcode_is_asked_about_and_taken_once_it_is_said_again(said):
    draft = moving("8 grande rue", "44190")
    doubted = hear(draft, said)
    assert (doubted.problem, doubted.draft.values.get("city")) == ("town", None)
    assert hear(doubted.draft, "Gorges").draft.values["city"] == "Gorges"
    assert hear(doubted.draft, "44000").draft.values["city"] == "Nantes"
    insisted = hear(draft, "Ville-Inventée")
    assert hear(insisted.draft, "Ville-Inventée").draft.values["city"] == "Ville-Inventée"


def test_another_postcode_at_the_recap_takes_its_town_along():
    assert town_of(hear(moving("8 grande rue", "44000"), "non, 21000").draft) == ("21000", "Dijon", "recap")


def test_homonyms_and_unknown_postcodes_tell_nothing():
    assert postcodes_of_town("Saint-Denis") == ()
    assert towns_of("44907") == ()
    assert town_meant("44000", "") is None

"""Around home and work: only after a yes, and only the member's own."""

import pytest

from tests.actions.practitioners.talk import FORM, SLOT, answer, places, show, tap
from tests.small_places import QUIMPER


async def test_a_home_on_file_is_used_and_kept_only_after_a_yes(logs_in, directory, at_home):
    dialogue = await logs_in()
    asked = await show(dialogue, "un dentiste près de chez moi")
    assert "Voulez-vous que je cherche autour de votre adresse" in asked.text
    assert asked.member_id is not None
    answered = await tap(dialogue, asked, "Oui, retenez-la")
    assert "autour de chez vous" in answered.text
    assert answered.member_id is not None
    again = await show(dialogue, "un dentiste près de chez moi")
    assert "autour de chez vous" in again.text
    assert "C'est effacé" in (await answer(dialogue, "oubliez mon adresse")).text
    assert "Voulez-vous" in (await show(dialogue, "un dentiste près de chez moi")).text


async def test_a_home_on_file_is_not_used_after_a_no(logs_in, directory, at_home):
    dialogue = await logs_in()
    await show(dialogue, "un dentiste près de chez moi")
    asked = await answer(dialogue, "non", intent="deny", confidence=0.9)
    assert "je n'utilise pas votre adresse" in asked.text
    assert asked.bodies[0]["type"] == "location_request"


async def test_a_workplace_is_kept_when_the_member_says_so(logs_in, directory):
    dialogue = await logs_in()
    asked = await show(dialogue, "un dentiste près de mon travail")
    assert "l'adresse de votre travail" in asked.text
    answered = await answer(dialogue, "5 rue de la Paix Quimper")
    kept = answered.buttons["Retenir comme mon travail"]
    told = await dialogue.tap(f"validate_{FORM}", kept, slots={"requested_slot": SLOT}, loop=FORM)
    assert "C'est retenu : 5 rue de la Paix" in told.text
    assert "autour de votre travail" in (await show(dialogue, "un médecin près de mon bureau")).text


async def test_a_visitor_has_no_home(visits, directory):
    asked = await show(await visits(), "un dentiste près de chez moi")
    assert "vous n'êtes pas connecté(e)" in asked.text


async def test_a_way_gives_where_it_is_and_never_where_the_member_is(visits, directory):
    dialogue = await visits()
    await show(dialogue, "cherche dentiste Quimper")
    answered = await answer(dialogue, "itinéraire vers A")
    links = {link["label"]: link["url"] for link in places(answered)[0]["links"]}
    assert set(links) == {"OpenStreetMap", "Google Maps", "Plans (Apple)", "Autre application"}
    assert all("47.99908" in url for url in links.values())
    assert not any(str(QUIMPER.point.latitude) in url for url in links.values())


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("a coté de chez moi", "Je ne connais pas votre adresse"),
        ("près de mon travail", "Je ne connais pas l'adresse de votre travail"),
        ("dans mon quartier", "Je n'ai pas votre position"),
    ],
)
async def test_a_visitor_is_told_why_the_place_is_asked_again(visits, directory, said, why):
    dialogue = await visits()
    await show(dialogue, "un dentiste alors")
    asked = await answer(dialogue, said)
    assert why in asked.text
    assert "Je n'ai pas compris" not in asked.text

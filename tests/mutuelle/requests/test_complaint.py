"""Complaining: recognised, recorded first in the line, with what is certain of the remedies and nothing else."""

from datetime import date

import pytest

from mutuelle.requests.complaint import manner_of
from mutuelle.requests.facts import Fact, facts
from mutuelle.requests.tables import Request
from tests.procedure import rows

KIND = "requests_complaint"
STORY = "On m'a raccroché au nez trois fois la semaine dernière."


async def test_a_complaint_is_recorded_as_urgent_with_what_is_expected(claire, requests, store):
    await claire.begin(KIND, "je veux faire une réclamation")
    await claire.taps("L'accueil ou un échange")
    await claire.says(STORY, elsewhere=0.9, intent="complaint")
    await claire.taps("Des explications")
    done = await claire.says("oui")
    number = done.outcome.request_number
    assert (await requests.waiting())[0][:4] == (number, KIND, "received", True)
    assert await requests.content(number) == {
        "topic": "L'accueil ou un échange",
        "message": STORY,
        "outcome": "Des explications",
    }
    assert "raccroché" not in str(await rows(store, Request))


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("je conteste votre refus de rembourser mes implants", "refusal"),
        ("vous me tuez avec vos délais, je veux déposer une réclamation", "delay"),
        ("je souhaite faire une réclamation sur un prélèvement", "contribution"),
        ("votre conseillère a été désagréable, je porte plainte", "welcome"),
    ],
)
async def test_what_it_is_about_is_recognised_in_the_first_sentence(claire, said, topic):
    begun = await claire.begin(KIND, said)
    assert (begun.draft.values["topic"], begun.step.name) == (topic, "message")


async def test_a_story_told_at_once_is_not_asked_for_again(claire):
    long = "Par la présente, je conteste votre refus de prise en charge et demande un réexamen de mon dossier."
    begun = await claire.begin(KIND, long)
    assert begun.step.name == "outcome"


async def test_an_insult_in_the_middle_is_part_of_it_and_never_ends_it(claire):
    await claire.begin(KIND, "réclamation")
    assert (await claire.says("bande de voleurs", elsewhere=0.9, intent="complaint")).state == "asking"
    await claire.taps("Un délai")
    assert (await claire.says("c'est du vol", elsewhere=0.9, intent="complaint")).step.name == "outcome"


@pytest.mark.parametrize(
    ("said", "manner"),
    [
        ("je veux saisir le médiateur", "mediation"),
        ("coordonnées du mediateur svp", "mediation"),
        ("je veux faire une réclamation", "asking"),
        ("reclamassion", "asking"),
        ("je conteste ce remboursement", "asking"),
        ("c'est du vol", "anger"),
        ("bande d'incapables", "anger"),
        ("vous vous foutez de moi", "anger"),
    ],
)
def test_who_complains_who_is_angry_and_who_asks_for_the_ombudsman_are_told_apart(said, manner):
    assert manner_of(said) == manner


def test_only_what_is_certain_and_sourced_is_told_as_a_fact():
    assert len(facts()) >= 3
    for fact in facts().values():
        assert fact.checked <= date.today()  # noqa: DTZ011
        assert fact.is_certain == (fact.certainty == "H" and bool(fact.source))
        assert fact.told.startswith(fact.said if fact.is_certain else fact.unsure)
    sure = Fact("Deux mois.", "Je ne sais pas.", "H", "service-public.fr", date(2026, 11, 22))
    assert sure.told == "Deux mois. (Source : service-public.fr, vérifiée le 22/11/2026.)"
    assert Fact("Deux mois.", "Je ne sais pas.", "H", "", date(2026, 11, 22)).told == "Je ne sais pas."


def test_nothing_we_are_unsure_of_gives_a_figure():
    unsure = [fact.told for fact in facts().values() if not fact.is_certain]
    assert unsure
    assert not any(char.isdigit() for text in unsure for char in text)

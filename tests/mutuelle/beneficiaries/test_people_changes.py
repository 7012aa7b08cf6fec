"""People leaving and entering the contract: asked for once, by their own family, done by staff only."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import update

from mutuelle.beneficiaries.naming import people_named
from mutuelle.beneficiaries.rules import Person, Relation
from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.contract.service import ContractService
from mutuelle.conversations.tables import Event
from mutuelle.errors import CodeNeeded, NobodyToRemove
from mutuelle.procedures.model import Said
from mutuelle.procedures.procedure import FieldsRefused
from mutuelle.requests.rules import State
from mutuelle.requests.tables import Request
from tests.procedure import rows
from tests.talk import say

REMOVAL, ENROLMENT = "beneficiaries_removal", "beneficiaries_enrolment"
P = Relation
LEFEVRES = (
    Person(1, "Thomas", "Lefèvre", date(1982, 1, 1), P.POLICYHOLDER, "M"),
    Person(2, "Élodie", "Lefèvre", date(1984, 1, 1), P.SPOUSE, "F"),
    Person(3, "Chloé", "Lefèvre", date(2010, 1, 1), P.CHILD, "F"),
    Person(4, "Inès", "Lefèvre", date(2013, 1, 1), P.CHILD, "F"),
    Person(5, "Jules", "Lefèvre", date(2017, 1, 1), P.CHILD, "M"),
)


async def answer(procedures, rasa_id, *texts):
    for text in texts:
        progress = await procedures.go_on(rasa_id, Said(text))
    return progress


async def settle(store):
    """Have every message be answered: the next ones are others."""
    async with store.write() as connection:
        await connection.execute(update(Event).values(state="done"))


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Chloé et Jules", ["Chloé", "Jules"]),
        ("tous sauf moi", ["Élodie", "Chloé", "Inès", "Jules"]),
        ("tout le monde sauf Inès", ["Élodie", "Chloé", "Jules"]),
        ("mes deux filles", ["Chloé", "Inès"]),
        ("retirez ma femme du contrat svp", ["Élodie"]),
        ("ma fille ines", ["Inès"]),
        ("elodie, ines et jules", ["Élodie", "Inès", "Jules"]),
        ("je radie un bénéficiaire", []),
    ],
)
def test_the_people_that_a_sentence_means(said, names):
    assert [one.first_name for one in people_named(said, LEFEVRES).people] == names


def test_one_daughter_of_two_is_asked_about_and_oneself_is_told_apart():
    assert [one.first_name for one in people_named("ma fille", LEFEVRES).unclear] == ["Chloé", "Inès"]
    assert people_named("moi", LEFEVRES).policyholder
    assert people_named("mon mari", LEFEVRES).unknown


async def test_a_removal_is_asked_for_and_changes_nothing_until_staff_has_done_it(
    procedures, requests, store, settings, clock, family, rasa_id, code_entered
):
    begun = await procedures.begin(rasa_id, REMOVAL, "radiez Paul et Léa, mutuelle de leur employeur")
    assert (begun.draft.values["people"], begun.draft.values["reason"]) == (f"{family.paul} {family.lea}", "employer")
    done = await answer(procedures, rasa_id, "le 31 décembre 2026", "non", "oui")
    assert (done.state, done.outcome.values["names"]) == ("done", "Paul, Léa")
    covers = ContractService(store, clock, settings)
    cover = await covers.cover(rasa_id)
    assert {one.person.id: one.leaving for one in cover.people}[family.paul] == done.outcome.request_number
    assert all(row.covered_until is None for row in await rows(store, Beneficiary))
    await requests.move(done.outcome.request_number, State.DONE)
    ends = {row.id: row.covered_until for row in await rows(store, Beneficiary)}
    assert ends[family.paul] == ends[family.lea] == date(2026, 12, 31)
    assert ends[family.claire_self] is None and ends[family.ana] is None


async def test_a_removal_needs_a_code(procedures, store, rasa_id):
    await procedures.begin(rasa_id, REMOVAL, "radiez Paul, divorce, fin d'année")
    with pytest.raises(CodeNeeded):
        await answer(procedures, rasa_id, "le 31 décembre 2026", "non", "oui")
    assert await rows(store, Request) == []


async def test_the_policyholder_is_neither_offered_nor_taken(procedures, family, rasa_id):
    begun = await procedures.begin(rasa_id, REMOVAL, "je radie un bénéficiaire")
    assert [choice.label for choice in begun.choices] == ["Paul", "Léa"]
    refused = await procedures.go_on(rasa_id, Said("moi"))
    assert (refused.state, refused.problem) == ("asking", "policyholder")
    forged = await procedures.begin(rasa_id, REMOVAL, values={"people": f"{family.claire_self} {family.ana}"})
    assert forged.context.named(forged.draft.values["people"]) == ()


async def test_somebody_elses_family_is_out_of_reach(procedures, store, family, rasa_id, code_entered):
    await procedures.begin(rasa_id, REMOVAL, values={"people": str(family.ana), "reason": "other"})
    with pytest.raises(NobodyToRemove):
        await answer(procedures, rasa_id, "le 31 décembre 2026", "non", "oui")
    assert await rows(store, Request) == []


async def test_who_is_leaving_already_is_not_asked_for_twice(procedures, store, rasa_id, code_entered):
    for name in ("Paul", "Léa"):
        await procedures.begin(rasa_id, REMOVAL, f"radiez {name} : départ à l'étranger")
        await answer(procedures, rasa_id, "le 31 décembre 2026", "non", "oui")
        await settle(store)
        if name == "Paul":
            again = await procedures.begin(rasa_id, REMOVAL, "radiez Paul")
            assert again.problem == "asked_already"
            await answer(procedures, rasa_id, "annuler")
    with pytest.raises(NobodyToRemove) as refused:
        await procedures.begin(rasa_id, REMOVAL, "radier quelqu'un")
    assert refused.value.number is not None


async def test_a_death_is_dated_in_the_past_and_met_with_other_words(procedures, rasa_id, code_entered):
    begun = await procedures.begin(rasa_id, REMOVAL, "Paul est décédé")
    assert begun.draft.values["reason"] == "death" and begun.step.name == "since"
    assert begun.choices == ()
    late = await answer(procedures, rasa_id, "le 1er janvier 2027")
    assert late.draft.values.get("since", "") <= "2026-11-22"
    done = await answer(procedures, rasa_id, "le 3 novembre 2026", "non", "oui")
    assert done.outcome.response == "death"


@pytest.mark.parametrize(
    ("said", "since"),
    [
        ("retirez mon fils du contrat, il est mort mardi", "2026-11-17"),
        ("mon fils est décédé le 12 décembre, il faut le radier", "2025-12-12"),
        ("mon fils est décédé le 12 décembre 2026", None),
    ],
)
async def test_a_death_told_in_one_sentence_is_in_the_past_and_the_rest_of_it_is_kept(procedures, rasa_id, said, since):
    begun = await procedures.begin(rasa_id, REMOVAL, said)
    assert (begun.draft.values["reason"], begun.draft.values.get("since")) == ("death", since)
    assert "people" in begun.draft.values
    assert begun.problem == (None if since else "since_death")


@pytest.mark.parametrize("said", ["il s'appelle Basile", "Basile", "son prénom : c'est Basile"])
async def test_a_first_name_is_read_in_a_sentence_and_a_yes_is_none(procedures, rasa_id, said):
    await procedures.begin(rasa_id, ENROLMENT, "j'inscris un garçon")
    assert (await procedures.go_on(rasa_id, Said("oui", reply="yes"))).problem == "name"
    assert (await answer(procedures, rasa_id, said)).draft.values["first_name"] == "Basile"
    assert (await answer(procedures, rasa_id, "né le 3 novembre")).step.name == "identity"


async def test_who_and_when_are_corrected_at_the_recap(procedures, family, rasa_id):
    await procedures.begin(rasa_id, REMOVAL, "radiez Paul, divorce")
    recap = await answer(procedures, rasa_id, "le 31 décembre 2026", "non")
    assert recap.step.name == "recap"
    corrected = await answer(procedures, rasa_id, "non, c'est Léa")
    assert (corrected.state, corrected.draft.values["people"]) == ("asking", str(family.lea))
    assert corrected.draft.values["reason"] == "separation"
    assert (await answer(procedures, rasa_id, "plutôt le 15 janvier 2027")).draft.values["since"] == "2027-01-15"


async def test_ten_confirmations_at_once_make_one_removal(procedures, store, transcript, claire, rasa_id, code_entered):
    await procedures.begin(rasa_id, REMOVAL, "radiez Paul, divorce")
    await answer(procedures, rasa_id, "le 31 décembre 2026", "non")
    await say(transcript, claire, "oui", "m1")
    together = await asyncio.gather(*(procedures.go_on(rasa_id, Said("oui")) for _ in range(10)))
    assert {one.outcome.request_number for one in together} == {"2026-00001"}
    assert len(await rows(store, Request)) == 1


NIR = "285057800608441"  # a woman born in May 1985


async def enrol(procedures, pages, rasa_id, text, **form):
    progress = await procedures.begin(rasa_id, ENROLMENT, text)
    if progress.step.name == "identity":
        token = (await pages.link(rasa_id)).rsplit("/", 1)[1]
        await pages.submit(token, {"nir": "", **form})
    return await procedures.progress(rasa_id)


async def test_an_enrolment_told_in_one_sentence(procedures, pages, requests, store, rasa_id, family):
    asked = await enrol(procedures, pages, rasa_id, "ajoutez ma femme Julie Martin née le 3 mai 1985", nir=NIR)
    assert asked.step.name == "since"
    assert asked.draft.values["masked"] == "2 •• •• … 41"
    assert NIR not in str(asked.draft.values)
    done = await answer(procedures, rasa_id, "le 1er janvier 2027", "oui")
    assert done.state == "done"
    content = await requests.content(done.outcome.request_number)
    assert (content["first_name"], content["nir"], content["relation"]) == ("Julie", NIR, "spouse")
    assert len(await rows(store, Beneficiary)) == 6
    await requests.move(done.outcome.request_number, State.DONE)
    (julie,) = [row for row in await rows(store, Beneficiary) if row.first_name == "Julie"]
    assert (julie.contract_id, julie.covered_from) == (1, date(2027, 1, 1))


async def test_a_newborn_needs_no_number_and_may_be_covered_from_birth(procedures, pages, rasa_id):
    asked = await enrol(procedures, pages, rasa_id, "mon fils Léo est né hier")
    assert asked.step.name == "since"
    assert asked.choices[0].values["since"] == asked.draft.values["birth_date"]


@pytest.mark.parametrize(
    "typed", ["285057800608442", "185057800608491", "123", "286057800608489"], ids=["key", "sex", "short", "year"]
)
async def test_a_number_that_is_wrong_or_of_somebody_else_is_refused(procedures, pages, rasa_id, typed):
    await procedures.begin(rasa_id, ENROLMENT, "ajoutez ma femme Julie Martin née le 3 mai 1985")
    token = (await pages.link(rasa_id)).rsplit("/", 1)[1]
    with pytest.raises(FieldsRefused) as refused:
        await pages.submit(token, {"nir": typed})
    assert set(refused.value.problems) == {"nir"}


async def test_an_adult_without_a_number_is_told_that_it_is_needed(procedures, pages, rasa_id):
    with pytest.raises(FieldsRefused):
        await enrol(procedures, pages, rasa_id, "ajoutez ma femme Julie Martin née le 3 mai 1985")


async def test_the_questions_of_an_enrolment(procedures, rasa_id):
    progress = await procedures.begin(rasa_id, ENROLMENT, "je veux inscrire quelqu'un")
    asked = [progress.step.name]
    for text in ("ma fille", "Zoé", "12/03/2019"):
        progress = await procedures.go_on(rasa_id, Said(text))
        asked.append(progress.step.name)
    assert asked == ["relation", "name", "birth_date", "identity"]
    assert progress.draft.values["last_name"] == "Vasseur"


async def test_who_is_covered_already_is_not_enrolled_again(procedures, rasa_id):
    await procedures.begin(rasa_id, ENROLMENT, "inscrire mon fils")
    refused = await answer(procedures, rasa_id, "Paul", "02/01/2012")
    assert (refused.state, refused.problem) == ("asking", "covered_already")


@pytest.mark.parametrize(("said", "problem"), [("03/05/2031", "birth_future"), ("n'importe quoi", "birth_date")])
async def test_a_birth_date_that_cannot_be_is_said(procedures, rasa_id, said, problem):
    await procedures.begin(rasa_id, ENROLMENT, "inscrire mon fils")
    assert (await answer(procedures, rasa_id, "Tom Martin", said)).problem == problem


@pytest.mark.parametrize(
    ("said", "name"),
    [("c'est Julia Martin", "Julia"), ("non c'est julia martin", "Julia"), ("c'est parfait merci", "Julie")],
)
async def test_a_name_is_corrected_at_the_recap_by_a_name_alone(procedures, pages, rasa_id, said, name):
    await enrol(procedures, pages, rasa_id, "ajoutez ma femme Julie Martin née le 3 mai 1985", nir=NIR)
    await procedures.go_on(rasa_id, Said("aujourd'hui"))
    assert (await answer(procedures, rasa_id, said)).draft.values["first_name"] == name

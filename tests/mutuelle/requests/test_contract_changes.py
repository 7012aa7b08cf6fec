"""Other guarantees and leaving: gathered, handed over, and nothing of the contract changes."""

from datetime import date

import pytest
from sqlalchemy import update

from mutuelle.contract.dates import wished_day
from mutuelle.contract.tables import Contract
from mutuelle.errors import ContractClosed, RequestOpenAlready
from mutuelle.procedures.procedure import NotReadable
from mutuelle.requests.rules import State
from mutuelle.requests.tables import Request
from tests.procedure import rows

GUARANTEES, LEAVING = "contract_guarantees", "contract_cancellation"


async def test_needs_people_budget_and_date_are_gathered_for_the_adviser(claire, requests):
    begun = await claire.begin(GUARANTEES, "je voudrais une meilleure couverture dentaire et optique pour Paul")
    assert begun.draft.values == {"needs": "dental,optical,better", "whom": "2"}
    assert (await claire.says("60")).draft.values["budget"] == "60"
    assert (await claire.says("le 1er mars")).draft.values["when"] == "2027-03-01"
    done = await claire.says("oui")
    content = await requests.content(done.outcome.request_number)
    assert (content["needs"], content["whom"]) == ("Dentaire, Optique, Être mieux couvert", "Paul")
    assert (content["budget_euros_a_month"], content["when"]) == ("60", "2027-03-01")


async def test_budget_and_date_may_be_left_out_and_needs_added_at_the_recap(claire):
    await claire.begin(GUARANTEES, "changer mes garanties")
    await claire.taps("Hospitalisation")
    await claire.taps("Toute la famille")
    await claire.says("non")
    recap = await claire.taps("Pas de date précise")
    assert (recap.step.name, recap.draft.values["budget"], recap.draft.values["when"]) == ("recap", "", "")
    assert (await claire.says("et l'audition aussi")).draft.values["needs"] == "hospital,hearing"


@pytest.mark.parametrize("at", ["needs", "whom", "budget", "when", "recap"])
async def test_an_interruption_at_any_question_changes_nothing(claire, store, at):
    progress = await claire.begin(GUARANTEES, "changer mes garanties")
    for answer in ("dentaire", "toute la famille", "50 €", "dès que possible"):
        if progress.step.name == at:
            break
        progress = await claire.says(answer)
    assert progress.step.name == at
    assert (await claire.says("ma carte est perdue", elsewhere=0.9, intent="reissue_card")).state == "elsewhere"
    assert (await claire.procedures.progress(await claire.rasa_id())).step.name == at
    assert (await claire.says("retour")).state in {"asking", "cancelled"}
    assert await rows(store, Request) == []


async def test_a_person_that_the_contract_does_not_cover_is_told(claire):
    await claire.begin(GUARANTEES, "changer mes garanties")
    await claire.says("dentaire")
    assert (await claire.says("pour mon mari")).problem == "person"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("mon employeur m'impose une mutuelle obligatoire, comment résilier", "employer"),
        ("c'est trop cher j'arrête tout", "price"),
        ("résilier le contrat de mon père décédé", "deceased"),
        ("j'ai la c2s maintenant je n'ai plus besoin de vous", "c2s"),
        ("je change de mutuelle", "other_insurer"),
        ("je pars vivre au Canada, stop contrat", "abroad"),
    ],
)
async def test_why_he_leaves_is_recognised(claire, said, reason):
    assert (await claire.begin(LEAVING, said)).draft.values == {"reason": reason}


async def test_leaving_is_handed_over_and_the_contract_goes_on(claire, requests, store):
    begun = await claire.begin(LEAVING, "résiliation au 31 décembre svp")
    assert begun.draft.values == {"when": "2026-12-31"}
    await claire.taps("Le prix")
    done = await claire.says("oui")
    assert (await requests.staff_view(done.outcome.request_number)).content["when"] == "2026-12-31"
    (contract,) = [row for row in await rows(store, Contract) if row.id == 1]
    assert (contract.ended_on, contract.state) == (None, "OUVERT")


@pytest.mark.parametrize("kind", [GUARANTEES, LEAVING])
async def test_a_second_one_while_the_first_is_open_is_said_and_not_recorded(claire, requests, store, kind):
    answers = {GUARANTEES: ("dentaire", "tous", "non", "non"), LEAVING: ("trop cher", "dès que possible")}[kind]
    await claire.begin(kind)
    for answer in answers:
        await claire.says(answer)
    number = (await claire.says("oui")).outcome.request_number
    with pytest.raises(RequestOpenAlready) as refused:
        await claire.begin(kind)
    assert refused.value.number == number
    await requests.move(number, State.DONE)
    assert (await claire.begin(kind)).state == "asking"


@pytest.mark.parametrize("kind", [GUARANTEES, LEAVING])
async def test_a_contract_that_is_over_is_not_changed(claire, store, kind):
    async with store.write() as connection:
        await connection.execute(update(Contract).where(Contract.id == 1).values(ended_on=date(2026, 6, 30)))
    with pytest.raises(ContractClosed):
        await claire.begin(kind)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("le 31 décembre", date(2026, 12, 31)),
        ("au 1er mars", date(2027, 3, 1)),
        ("le 20 novembre", date(2027, 11, 20)),
        ("31/12/2026", date(2026, 12, 31)),
        ("dans 2 mois", date(2027, 1, 22)),
        ("quand vous voulez", None),
    ],
)
def test_a_day_without_a_year_is_the_next(said, day):
    assert wished_day(said, today=date(2026, 11, 22)) == day


@pytest.mark.parametrize("said", ["le 12/03/2025", "le 1er janvier 2031"])
def test_a_day_that_is_over_or_too_far_is_asked_again(said):
    with pytest.raises(NotReadable):
        wished_day(said, today=date(2026, 11, 22))

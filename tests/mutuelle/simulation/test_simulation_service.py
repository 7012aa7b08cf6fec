"""A simulation kept between messages: a member's guarantees, a visitor's nothing, each for whoever said it."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert, select

from mutuelle.beneficiaries.tables import Guarantee
from mutuelle.contract.tables import GuaranteeLevel
from mutuelle.conversations.tables import Recollection
from mutuelle.errors import NotLoggedIn
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from mutuelle.simulation.hearing import Said
from mutuelle.simulation.service import SimulationService
from tests.talk import log_in, rasa_id_of


@pytest.fixture
def simulations(store, clock, settings):
    return SimulationService(store, clock, settings)


@pytest.fixture
async def covered(store, family):
    async with store.write() as connection:
        await connection.execute(
            insert(Guarantee),
            [
                {"beneficiary_id": one, "name": "SANTE", "since": date(2020, 1, 1)}
                for one in (family.claire_self, family.paul, family.lea)
            ],
        )
        level = {"guarantee": "SANTE", "since": date(2019, 1, 1), "unit": "session", "a_year": 5}
        await connection.execute(
            insert(GuaranteeLevel).values(family="osteopathy", cover="forfait", amount=2500, **level)
        )


async def visitor(store, transcript):
    conversation = await transcript.open("web", "another browser")
    return conversation, await rasa_id_of(store, conversation)


async def test_a_members_own_guarantee_is_used(simulations, covered, rasa_id):
    found = await simulations.begin(rasa_id, "un ostéo à 60 €", {})
    assert (found.state, found.estimate.highest) == ("ready", Decimal(35))


async def test_a_visitor_hears_nothing_of_any_contract(simulations, covered, store, transcript):
    _, stranger = await visitor(store, transcript)
    found = await simulations.begin(stranger, "un ostéo à 60 €", {})
    assert (found.viewer, found.people, found.estimate.highest) == (None, (), None)


async def test_what_was_said_before_a_login_goes_on_after_it(simulations, covered, store, transcript, accounts, family):
    conversation, stranger = await visitor(store, transcript)
    await simulations.begin(stranger, "un ostéo à 60 €", {})
    await simulations.mark_shown(stranger)
    with pytest.raises(NotLoggedIn):
        await simulations.take_over(stranger)
    await log_in(accounts, store, conversation, family.claire_login)
    found = await simulations.take_over(await rasa_id_of(store, conversation))
    assert (found.state, found.estimate.highest) == ("ready", Decimal(35))


async def test_a_member_who_comes_after_another_finds_nothing(simulations, rasa_id, store, transcript):
    await simulations.begin(rasa_id, "un ostéo", {})
    _, stranger = await visitor(store, transcript)
    assert (await simulations.progress(stranger)).state == "nothing"


async def test_an_ended_simulation_leaves_nothing_of_the_care(simulations, rasa_id, store):
    await simulations.begin(rasa_id, "un ostéo à 60 €", {})
    await simulations.mark_shown(rasa_id)
    assert (await simulations.hear(rasa_id, Said("merci"))).state == "elsewhere"
    async with store.read() as connection:
        assert (await connection.execute(select(Recollection.topic))).all() == []


async def test_a_question_beside_it_leaves_it_open_until_it_was_shown(simulations, rasa_id):
    await simulations.begin(rasa_id, "une couronne", {})
    assert (await simulations.hear(rasa_id, Said("mes bénéficiaires", elsewhere=0.9))).state == "elsewhere"
    assert (await simulations.progress(rasa_id)).step == "price"
    assert (await simulations.hear(rasa_id, Said("au revoir", elsewhere=0.9), for_good=True)).state == "elsewhere"
    assert (await simulations.progress(rasa_id)).state == "nothing"


async def test_what_answers_a_later_question_is_noted(simulations, rasa_id):
    await simulations.begin(rasa_id, "une couronne à 700 €", {})
    asked = (await simulations.progress(rasa_id)).step
    heard = await simulations.hear(rasa_id, Said("c'est une molaire"))
    assert (heard.step, heard.noted) == (asked, True)
    assert not (await simulations.hear(rasa_id, Said("céramo"))).noted


async def stray(simulations, rasa_id, times=1):
    for _ in range(times):
        heard = await simulations.hear(rasa_id, Said("mes bénéficiaires", elsewhere=0.9))
        assert heard.state == "elsewhere"


async def test_its_question_is_not_asked_for_ever(simulations, rasa_id):
    await simulations.begin(rasa_id, "une couronne", {})
    await stray(simulations, rasa_id, times=2)
    assert (await simulations.progress(rasa_id)).state == "dropped"
    await simulations.drop(rasa_id)
    assert (await simulations.progress(rasa_id)).state == "nothing"


@pytest.mark.parametrize("said", ["600 €", "euh voilà"], ids=["an answer", "no use"])
async def test_only_questions_in_a_row_drop_it(simulations, rasa_id, said):
    await simulations.begin(rasa_id, "une couronne", {})
    await stray(simulations, rasa_id)
    await simulations.hear(rasa_id, Said(said))
    await stray(simulations, rasa_id)
    assert (await simulations.progress(rasa_id)).state == "asking"


async def test_asking_what_its_words_mean_never_drops_it(simulations, rasa_id):
    await simulations.begin(rasa_id, "une couronne", {})
    for asked in ("c'est quoi le panier ?", "c'est quoi la base ?", "c'est quoi le 100 % santé ?"):
        await simulations.hear(rasa_id, Said(asked, elsewhere=0.9), beside=True)
    assert (await simulations.progress(rasa_id)).step == "price"


async def test_what_a_word_means_is_asked_beside_an_estimate_that_can_still_be_corrected(simulations, covered, rasa_id):
    await simulations.begin(rasa_id, "un ostéo à 60 €", {})
    await simulations.mark_shown(rasa_id)
    asked = Said("c'est quoi la base ?", elsewhere=0.9)
    assert (await simulations.hear(rasa_id, asked, beside=True)).state == "elsewhere"
    assert (await simulations.hear(rasa_id, Said("et à 50 € ?"))).estimate.highest == Decimal(25)


async def test_what_payments_tell_was_withheld_of_one_person_counts_for_her_alone(simulations, store, family, rasa_id):
    payment = {"contract_id": family.claire, "paid_on": date(2026, 10, 2), "care": "consultation", "paid_cents": 0}
    line = {"label": "Consultations", "care_on": date(2026, 9, 30), "withholding": "participation"}
    amounts = {"expense_cents": 5000, "amo_cents": 0, "amc_cents": 0, "remaining_cents": 5000}
    async with store.write() as connection:
        await connection.execute(insert(Reimbursement).values(id=70, beneficiary_id=family.claire_self, **payment))
        await connection.execute(
            insert(ReimbursementLine).values(reimbursement_id=70, withheld_cents=5000, **line, **amounts)
        )
    own = await simulations.begin(rasa_id, "un généraliste à 30 €", {})
    hers = await simulations.begin(rasa_id, "un généraliste à 30 € pour Léa", {})
    assert own.patient.withheld == {"participation_forfaitaire.per_year": Decimal(50)}
    assert own.estimate.cases[0].split.withheld == 0
    assert hers.patient.withheld == {}


async def test_sessions_that_were_paid_this_year_are_counted_of_one_person(
    simulations, covered, store, family, rasa_id
):
    payment = {"contract_id": family.claire, "paid_on": date(2026, 10, 2), "care": "osteopathy", "paid_cents": 12500}
    line = {"reimbursement_id": 71, "label": "Séances", "care_on": date(2026, 9, 30), "quantity": 5}
    amounts = {"expense_cents": 30000, "amo_cents": 0, "amc_cents": 12500, "remaining_cents": 17500}
    async with store.write() as connection:
        await connection.execute(insert(Reimbursement).values(id=71, beneficiary_id=family.claire_self, **payment))
        await connection.execute(insert(ReimbursementLine).values(**line, **amounts))
    own = await simulations.begin(rasa_id, "un ostéo à 60 €", {})
    hers = await simulations.begin(rasa_id, "un ostéo à 60 € pour Léa", {})
    assert (own.estimate.lowest, own.estimate.highest) == (Decimal(60), Decimal(60))
    assert hers.estimate.highest == Decimal(35)


@pytest.mark.parametrize("text", ["et pour Barnabé ?", "pour barnabé"])
async def test_for_somebody_whom_the_contract_does_not_cover_no_guarantee_is_used(simulations, covered, rasa_id, text):
    await simulations.begin(rasa_id, "un ostéo à 60 €", {})
    heard = await simulations.hear(rasa_id, Said(text))
    assert (heard.state, heard.estimate.highest) == ("ready", None)

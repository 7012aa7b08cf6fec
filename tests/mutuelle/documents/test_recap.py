"""The annual recap: recognised by its words, true to the totals, of one contract only, one page or two."""

import io
import re
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import insert, update

from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.documents.recaps import RecapAsked, RecapService, recap_wanted
from mutuelle.errors import BeneficiaryUnknown, DocumentChanged, NotLoggedIn
from mutuelle.french import euros_of
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.rules import CARE
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from tests.talk import rasa_id_of

DAY = date(2026, 11, 22)


@pytest.fixture
def recaps(store, clock, settings):
    return RecapService(store, clock, settings)


@pytest.fixture
async def mine(enters):
    return (await enters())[1]


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\u200b", "").replace("\xa0", " ").replace("\u202f", " "))


def pages_of(pdf):
    return [plain(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


async def file_of(recaps, documents, rasa_id, **asked):
    prepared = await recaps.prepare(rasa_id, RecapAsked(**asked))
    offer = await documents.offer(rasa_id, prepared.wanted)
    return await documents.fetch(offer.url.rsplit("/", 1)[1])


@pytest.mark.parametrize(
    "text",
    [
        "mon récapitulatif 2025",
        "bilan de l'année en PDF",
        "le récap annuel de ma fille",
        "je voudrais un bilan annuel de mes remboursements",
        "recapitulatif anuel stp",
        "relevé annuel de mes remboursements",
        "récap de l'année dernière",
        "Récapitulatif en PDF",
        "imprimez le bilan de mes frais de santé 2025",
    ],
)
def test_a_recap_is_recognised_by_its_words(text):
    assert recap_wanted(text, today=DAY)


@pytest.mark.parametrize(
    "text",
    [
        "bilan de mes remboursements de l'année",
        "mes remboursements 2025 en pdf",
        "récapitulatif annuel de mes cotisations",
        "un récap de ma situation chez vous",
        "récap de mars 2026 en pdf",
        "le récapitulatif annuel du dentiste",
        "télécharge le relevé affiché",
        "Pourriez-vous générer un document PDF récapitulant ces versements ?",
        "bilan sanguin",
        "",
    ],
)
def test_what_is_no_recap_stays_what_it_was(text):
    assert not recap_wanted(text, today=DAY)


async def test_a_recap_says_the_totals_the_people_the_care_and_what_is_not_counted(
    recaps, documents, reimbursements, mine
):
    file = await file_of(recaps, documents, mine, text="mon récapitulatif")
    totals = await reimbursements.look_up(mine, Request("", view="totals"), refine=False)
    text = " ".join(pages_of(file.content))
    assert file.name == "Récapitulatif 2026.pdf"
    assert "Récapitulatif 2026" in text and "du 1er janvier au 22 novembre 2026" in text
    assert "Claire Vasseur" in text and "Médecin généraliste" in text and "Paul" in text
    everything = [totals.overall, *totals.by_person.values(), *totals.by_care.values()]
    for one in everything:
        for cents in (one.expense, one.amo, one.amc, one.remaining):
            assert plain(euros_of(cents)) in text
    assert "Ce qui n’est pas compté" in text and "RC-2026-" in text
    assert "Consultation" not in text, "no care detail"


async def test_another_members_care_is_never_in_it(recaps, documents, enters, mine, family):
    text = " ".join(pages_of((await file_of(recaps, documents, mine, year=2026)).content))
    assert not any(name in text for name in ("Marc", "Ana", "Durand"))
    with pytest.raises(BeneficiaryUnknown):
        await recaps.prepare(mine, RecapAsked(year=2026, person_id=family.ana))
    other = (await enters(family.marc_login))[1]
    theirs = (await recaps.prepare(mine, RecapAsked(year=2026))).wanted
    with pytest.raises(DocumentChanged):
        await documents.offer(other, theirs)


async def test_a_recap_of_one_person_says_only_hers(recaps, documents, mine):
    text = " ".join(pages_of((await file_of(recaps, documents, mine, text="récap 2025 de Léa")).content))
    assert "Léa Vasseur" in text and "Soins dentaires" in text and "Médecin généraliste" not in text


async def test_counters_are_told_by_person_with_their_cap(recaps, documents, store, mine):
    told = {"withholding": "participation", "withheld_cents": 200, "deferred_cents": 0}
    async with store.write() as connection:
        await connection.execute(update(ReimbursementLine).values(**told))
    text = " ".join(pages_of((await file_of(recaps, documents, mine, year=2026)).content))
    assert "16,00 € sur 50,00 €" in text and "8,00 € sur 50,00 €" in text


async def test_the_same_data_gives_the_same_bytes_and_the_same_reference(recaps, documents, mine):
    first = await file_of(recaps, documents, mine, year=2026)
    assert first == await file_of(recaps, documents, mine, year=2026)


async def test_a_payment_recorded_since_is_not_passed_off_as_the_old_recap(recaps, documents, store, mine):
    prepared = await recaps.prepare(mine, RecapAsked(year=2026))
    async with store.write() as connection:
        await connection.execute(update(ReimbursementLine).values(remaining_cents=999))
    with pytest.raises(DocumentChanged):
        await documents.offer(mine, prepared.wanted)


async def test_a_year_without_payments_is_said_with_the_latest_that_has_some(recaps, mine):
    empty = await recaps.prepare(mine, RecapAsked("mon récapitulatif 2024"))
    assert (empty.state, empty.year, empty.other_year, empty.wanted) == ("empty", 2024, 2026, None)


async def test_a_year_to_come_is_said(recaps, mine):
    assert (await recaps.prepare(mine, RecapAsked("mon récapitulatif 2027"))).state == "to_come"


async def test_nobody_gets_one_without_logging_in(recaps, store, transcript, family):
    conversation = await transcript.open("web", "nobody")
    with pytest.raises(NotLoggedIn):
        await recaps.prepare(await rasa_id_of(store, conversation), RecapAsked(year=2026))


async def test_a_small_family_and_a_large_one_take_two_pages_at_most(recaps, documents, store, mine):
    assert len(pages_of((await file_of(recaps, documents, mine, year=2026)).content)) <= 2
    born = {
        "contract_id": 1,
        "last_name": "Vasseur",
        "birth_date": date(2010, 1, 2),
        "relation": "child",
        "gender": "F",
    }
    people = [{"id": 50 + n, "first_name": f"Enfant-{n}", **born} for n in range(7)]
    payments = [
        {
            "id": 100 + n,
            "contract_id": 1,
            "beneficiary_id": 50 + n % 7,
            "paid_on": date(2026, n % 11 + 1, 9),
            "payee": "",
        }
        | {"care": care, "paid_cents": 1000}
        for n, care in enumerate(sorted(CARE))
    ]
    amounts = {"expense_cents": 3000, "amo_cents": 1500, "amc_cents": 1000, "remaining_cents": 500}
    told = {"withholding": "franchise", "withheld_cents": 100, "deferred_cents": 0}
    lines = [
        {"reimbursement_id": one["id"], "label": "Acte", "care_on": one["paid_on"], **amounts, **told}
        for one in payments
    ]
    async with store.write() as connection:
        await connection.execute(insert(Beneficiary), people)
        await connection.execute(insert(Reimbursement), payments)
        await connection.execute(insert(ReimbursementLine), lines)
    pages = pages_of((await file_of(recaps, documents, mine, year=2026)).content)
    assert len(pages) == 2
    assert all(f"Enfant-{n}" in " ".join(pages).replace("- ", "-") for n in range(7))

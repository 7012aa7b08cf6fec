"""Asking for a certificate, issuing it, and verifying it."""

import asyncio
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader
from sqlalchemy import delete, func, insert, select, update

from mutuelle.beneficiaries.tables import Beneficiary, Guarantee
from mutuelle.contract.tables import Contract, Contribution
from mutuelle.documents.certificates import CertificateService
from mutuelle.documents.service import DocumentService
from mutuelle.documents.sources import RecordedContributions
from mutuelle.documents.tables import Certificate
from mutuelle.documents.wishes import Said
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from tests.family import give_home


@pytest.fixture
def knowing(store, clock, settings, sources):
    """Certificates that know of contributions and removals."""
    return CertificateService(store, clock, settings, sources=sources)


@pytest.fixture
def reads(store, clock, settings, sources):
    """Fetches an issued document and returns its text."""
    documents = DocumentService(store, clock, settings, sources=sources)

    async def read(rasa_id, progress):
        assert progress.state == "done", progress
        offer = await documents.offer(rasa_id, progress.wanted)
        file = await documents.fetch(offer.url.rsplit("/", 1)[1])
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.content)).pages)
        return re.sub(r"\s+", " ", text.replace("\xa0", " ").replace("\u202f", " "))

    return read


async def close(store, ended_on, contract=1):
    async with store.write() as connection:
        await connection.execute(update(Contract).where(Contract.id == contract).values(ended_on=ended_on))


async def test_a_certificate_of_rights_says_who_is_covered_since_when_and_how(enters, certificates, reads, store):
    async with store.write() as connection:
        await connection.execute(
            insert(Guarantee), [{"beneficiary_id": 3, "name": "MGEN SANTE BASE 2", "since": date(2020, 2, 1)}]
        )
    await give_home(store, 1, "14 rue des Lilas", "69003", "Lyon")
    _, rasa_id = await enters()
    text = await reads(rasa_id, await certificates.begin(rasa_id, Said("attestation de droits pour ma fille")))
    assert "Attestation de droits" in text
    assert "Léa Vasseur 02/01/2015 1er février 2020 MGEN SANTE BASE 2" in text
    assert "Paul" not in text
    assert "jusqu’au 31 décembre 2026" in text
    assert "14 rue des Lilas" in text and "69003 Lyon" in text
    assert "Fait le 22 novembre 2026" in text and re.search(r"AT-2026-\w{4}-\w{4}-\w{4}", text)


async def test_what_is_missing_is_asked_and_what_was_said_is_kept(enters, certificates):
    _, rasa_id = await enters()
    asked = await certificates.begin(rasa_id, Said("une attestation pour mon fils"))
    assert (asked.state, asked.step) == ("asking", "kind")
    done = await certificates.go_on(rasa_id, Said(kind="third_party"))
    assert (done.state, done.wish.people) == ("done", (2,))


@pytest.mark.parametrize(
    ("answer", "people"),
    [
        (Said("pour ma fille"), (3,)),
        (Said("moi"), (1,)),
        (Said("Paul"), (2,)),
        (Said("mes enfants"), (2, 3)),
        (Said("toute la famille"), (1, 2, 3)),
        (Said(person="#2"), (2,)),
        (Said(person="#all"), (1, 2, 3)),
    ],
)
async def test_for_whom_is_answered_in_words_or_by_a_tap(enters, certificates, answer, people):
    _, rasa_id = await enters()
    asked = await certificates.begin(rasa_id, Said("attestation de droits"))
    assert (asked.step, [one.id for one in asked.people]) == ("person", [1, 2, 3])
    done = await certificates.go_on(rasa_id, answer)
    assert (done.state, done.wish.people) == ("done", people)


async def test_which_of_two_daughters_is_asked(enters, certificates, family):
    _, rasa_id = await enters(family.marc_login)
    asked = await certificates.begin(rasa_id, Said("attestation de droits pour ma fille"))
    assert (asked.state, asked.step) == ("asking", "person")
    assert {one.id for one in asked.people} == {family.ana, family.mia}
    assert (await certificates.progress(rasa_id)).people == asked.people


@pytest.mark.parametrize("answer", [Said("les deux"), Said(person="#all")])
async def test_both_of_those_who_were_meant_are_not_the_whole_family(enters, certificates, family, answer):
    _, rasa_id = await enters(family.marc_login)
    await certificates.begin(rasa_id, Said("attestation de droits pour ma fille"))
    done = await certificates.go_on(rasa_id, answer)
    assert (done.state, done.wish.people) == ("done", (family.ana, family.mia))


@pytest.mark.parametrize("person", ["#5", "#99", "#", "#all; DROP"])
async def test_nobody_outside_the_contract_can_be_named_by_a_forged_button(enters, certificates, person):
    _, rasa_id = await enters()
    await certificates.begin(rasa_id, Said("attestation de droits"))
    assert (await certificates.go_on(rasa_id, Said(person=person))).state == "asking"


async def test_somebody_who_is_not_covered_is_said_not_to_be(enters, certificates):
    _, rasa_id = await enters()
    asked = await certificates.begin(rasa_id, Said("attestation de droits pour ma femme"))
    assert (asked.state, asked.step, asked.problem) == ("asking", "person", "unknown_person")


async def test_who_is_alone_on_his_contract_is_not_asked_for_whom(enters, certificates, store):
    async with store.write() as connection:
        await connection.execute(delete(ReimbursementLine))
        await connection.execute(delete(Reimbursement))
        await connection.execute(delete(Beneficiary).where(Beneficiary.id.in_([5, 6])))
    _, rasa_id = await enters("marc@exemple.fr")
    assert (await certificates.begin(rasa_id, Said("attestation de mutuelle"))).state == "done"


async def test_a_kind_may_be_changed_on_the_way(enters, knowing):
    _, rasa_id = await enters()
    await knowing.begin(rasa_id, Said("attestation de droits"))
    asked = await knowing.go_on(rasa_id, Said("finalement une attestation de cotisations"))
    assert (asked.state, asked.step, asked.years) == ("asking", "year", (2026, 2025))


async def test_no_stops_and_three_answers_that_say_nothing_give_up(enters, certificates):
    _, rasa_id = await enters()
    await certificates.begin(rasa_id, Said("attestation"))
    assert (await certificates.go_on(rasa_id, Said("non"), reply="no")).state == "cancelled"
    assert (await certificates.go_on(rasa_id, Said("oui"))).state == "nothing"
    await certificates.begin(rasa_id, Said("attestation"))
    states = [(await certificates.go_on(rasa_id, Said("blabla"))).state for _ in range(3)]
    assert states == ["asking", "asking", "given_up"]


async def test_a_year_of_contributions_is_added_up(enters, knowing, reads):
    _, rasa_id = await enters()
    text = await reads(rasa_id, await knowing.begin(rasa_id, Said("attestation de cotisations 2025")))
    assert "Attestation de cotisations 2025" in text
    assert text.count("102,88 €") == 12
    assert "Total reçu pour 2025 1 234,56 €" in text


async def test_a_year_without_any_contribution_is_refused(enters, knowing):
    _, rasa_id = await enters()
    refused = await knowing.begin(rasa_id, Said("attestation de cotisations 2019"))
    assert (refused.state, refused.problem, refused.wish.year) == ("refused", "contributions_year", 2019)


async def test_without_any_source_nothing_is_invented(enters, certificates):
    _, rasa_id = await enters()
    for said, problem in (("cotisations 2025", "no_contributions"), ("certificat de radiation", "nothing_removed")):
        refused = await certificates.begin(rasa_id, Said(said))
        assert (refused.state, refused.problem) == ("refused", problem)


async def test_a_removal_is_certified_for_who_left(enters, knowing, reads):
    _, rasa_id = await enters()
    asked = await knowing.begin(rasa_id, Said("certificat de radiation"))
    assert [one.first_name for one in asked.people] == ["Léa", "Jules"]
    text = await reads(rasa_id, await knowing.go_on(rasa_id, Said(person="#99")))
    assert "Jules Vasseur 02/01/1980 31 décembre 2024" in text
    assert "n’est plus couverte" in text and "Léa" not in text


async def test_who_is_still_covered_has_no_certificate_of_removal(enters, knowing):
    _, rasa_id = await enters()
    asked = await knowing.begin(rasa_id, Said("certificat de radiation de mon fils"))
    assert (asked.state, asked.problem) == ("asking", "unknown_person")


async def test_a_closed_contract_is_certified_for_everybody_and_gives_no_rights(enters, knowing, reads, store):
    await close(store, date(2026, 10, 31))
    _, rasa_id = await enters()
    for refused in (
        await knowing.begin(rasa_id, Said("attestation de droits")),
        await knowing.card(rasa_id),
    ):
        assert (refused.state, refused.problem, refused.ended_on) == ("refused", "contract_ended", date(2026, 10, 31))
    text = await reads(rasa_id, await knowing.begin(rasa_id, Said("certificat de radiation")))
    assert "a pris fin le 31 octobre 2026" in text
    assert all(name in text for name in ("Claire Vasseur", "Paul Vasseur", "Léa Vasseur"))


async def test_on_its_last_day_a_contract_still_covers(enters, certificates, store, clock):
    await close(store, date(2026, 11, 22))
    _, rasa_id = await enters()
    assert (await certificates.card(rasa_id)).state == "done"
    assert (await certificates.begin(rasa_id, Said("radiation"))).problem == "nothing_removed"


async def test_the_card_names_everybody_with_the_birth_date_and_the_civil_year(enters, certificates, reads):
    _, rasa_id = await enters()
    text = await reads(rasa_id, await certificates.card(rasa_id))
    assert all(line in text for line in ("M1000001", "C000001", "Paul Vasseur 02/01/2012", "Léa Vasseur 02/01/2015"))
    assert "du 1er janvier 2026 au 31 décembre 2026" in text
    assert "AMC" not in text


async def test_the_number_of_the_organisation_is_on_the_card_of_who_has_one(enters, store, clock, settings, reads):
    _, rasa_id = await enters()
    known = replace(settings, amc_number="775685365")
    progress = await CertificateService(store, clock, known).card(rasa_id)
    documents = DocumentService(store, clock, known)
    offer = await documents.offer(rasa_id, progress.wanted)
    file = await documents.fetch(offer.url.rsplit("/", 1)[1])
    assert "775685365" in PdfReader(io.BytesIO(file.content)).pages[0].extract_text()


async def test_the_same_document_is_issued_once_a_day_and_the_card_once_as_long_as_nothing_changes(
    enters, certificates, store, clock
):
    _, rasa_id = await enters()
    said = Said("attestation de droits pour Paul")
    first = [(await certificates.begin(rasa_id, said)).wanted, (await certificates.card(rasa_id)).wanted]
    again = await asyncio.gather(certificates.begin(rasa_id, said), certificates.card(rasa_id))
    assert [one.wanted for one in again] == first
    clock.pass_(days=1)
    _, rasa_id = await enters()
    assert (await certificates.begin(rasa_id, said)).wanted != first[0]
    assert (await certificates.card(rasa_id)).wanted == first[1]
    async with store.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(Certificate))).scalar_one() == 3


async def test_anybody_may_verify_and_learns_as_little_as_needed(enters, certificates, verifications):
    _, rasa_id = await enters()
    progress = await certificates.begin(rasa_id, Said("attestation de droits pour Paul"))
    reference = progress.wanted.parameters["reference"]
    found = await verifications.verify(reference.lower())
    assert (found.kind, found.state, found.holder, found.others) == ("rights", "valid", "P••• V•••", 0)
    assert (found.issued_on, found.valid_until) == (date(2026, 11, 22), date(2026, 12, 31))
    assert not any(word in str(found) for word in ("Paul", "Vasseur", "Claire", "M1000001", "2012"))


async def test_a_card_is_verified_for_the_policyholder_and_the_number_of_the_others(
    enters, certificates, verifications
):
    _, rasa_id = await enters()
    found = await verifications.verify((await certificates.card(rasa_id)).wanted.parameters["reference"])
    assert (found.kind, found.holder, found.others) == ("card", "C••• V•••", 2)


async def test_a_document_that_does_not_hold_any_more_is_said_to_be_authentic_only(
    enters, certificates, verifications, store, clock
):
    _, rasa_id = await enters()
    reference = (await certificates.card(rasa_id)).wanted.parameters["reference"]
    await close(store, date(2026, 11, 30))
    clock.pass_(days=20)
    assert (await verifications.verify(reference)).state == "ended"
    await close(store, None)
    clock.pass_(days=40)
    assert (await verifications.verify(reference)).state == "expired"


async def test_a_removal_lasts(enters, certificates, verifications, store):
    await close(store, date(2026, 10, 31))
    _, rasa_id = await enters()
    progress = await certificates.begin(rasa_id, Said("certificat de radiation"))
    found = await verifications.verify(progress.wanted.parameters["reference"])
    assert (found.state, found.valid_until, found.others) == ("lasting", None, 2)


@pytest.mark.parametrize(
    "reference", ["", "AT-2026-AAAA-BBBB-CCCC", "%", "' OR 1=1 --", "é" * 500, "AT-2026-____-____-____"]
)
async def test_an_unknown_reference_is_unknown(enters, certificates, verifications, reference):
    _, rasa_id = await enters()
    await certificates.card(rasa_id)
    assert await verifications.verify(reference) is None


async def test_who_has_left_is_neither_on_the_card_nor_given_rights_but_certified_as_gone(
    enters, certificates, documents, store, family
):
    async with store.write() as connection:
        left = update(Beneficiary).where(Beneficiary.id == family.lea).values(covered_until=date(2026, 10, 31))
        await connection.execute(left)
    _, rasa_id = await enters()
    card = await certificates.card(rasa_id)
    assert family.lea not in card.wish.people and family.paul in card.wish.people
    gone = await certificates.begin(rasa_id, Said("certificat de radiation de Léa"))
    assert (gone.state, gone.wish.people) == ("done", (family.lea,))


async def test_what_was_paid_is_read_from_the_contributions_on_file(enters, certificates, store):
    rows = [(date(2025, 1, 5), 8430, "paid"), (date(2025, 2, 5), 8430, "settled"), (date(2025, 3, 5), 8430, "rejected")]
    async with store.write() as connection:
        await connection.execute(
            insert(Contribution),
            [
                {
                    "contract_id": 1,
                    "period_start": day,
                    "period_end": day,
                    "due_on": day,
                    "amount_cents": cents,
                    "mode": "direct_debit",
                    "state": state,
                    "paid_on": day if state != "rejected" else None,
                }
                for day, cents, state in rows
            ],
        )
    async with store.read() as connection:
        paid = await RecordedContributions().of_year(connection, 1, 2025)
        assert await RecordedContributions().years(connection, 2) == ()
    assert sum(one.amount for one in paid) == Decimal("168.60")

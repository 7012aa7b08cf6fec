"""What is exported is what is on display or named: PDF, CSV and workbooks that say their filters and their sums."""

import csv
import io
import re
from datetime import date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import func, insert, select, update

from mutuelle.documents.exporting import Asked
from mutuelle.documents.exports import ExportService
from mutuelle.documents.payments import Listed, Row
from mutuelle.documents.spreadsheets import csv_bytes, xlsx_bytes
from mutuelle.documents.tables import Certificate, Download
from mutuelle.errors import DocumentChanged, LinkExpired, LinkUnknown, NotLoggedIn
from mutuelle.reimbursements.opening import PaymentOpening
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.service import ReimbursementService
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine

HOSTILE = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\tx", "\r=1", "\n=1", '=HYPERLINK("http://x")', "http://x.example"]


@pytest.fixture
def exports(store, clock, settings):
    return ExportService(store, clock, settings)


@pytest.fixture
def reimbursements(store, clock, settings):
    return ReimbursementService(store, clock, settings)


@pytest.fixture
async def mine(enters):
    return (await enters())[1]


@pytest.fixture
async def direct(store, family):
    """One payment straight to a pharmacy, for Paul, of two acts."""
    async with store.write() as connection:
        await connection.execute(update(Reimbursement).where(Reimbursement.id == 1).values(payee="PHARMACIE DU PORT"))
        line = {"reimbursement_id": 1, "label": "Pansement", "care_on": date(2026, 11, 8), "expense_cents": 500}
        await connection.execute(
            insert(ReimbursementLine), [{"id": 90, **line, "amo_cents": 300, "amc_cents": 200, "remaining_cents": 0}]
        )


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\u200b", "").replace("\xa0", " ").replace("\u202f", " "))


def text_of(pdf):
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


async def look_at(reimbursements, rasa_id, text, **more):
    return await reimbursements.search(rasa_id, Request(text, **more), refine=False)


async def file_of(documents, rasa_id, prepared):
    offer = await documents.offer(rasa_id, prepared.wanted)
    return await documents.fetch(offer.url.rsplit("/", 1)[1])


@pytest.mark.parametrize(
    ("text", "format_", "one", "whole", "direct"),
    [
        ("exportez en excel", "xlsx", False, False, None),
        ("imprimez celui-ci", "pdf", True, False, None),
        ("imprimez la liste", "pdf", False, True, None),
        ("inprimer", "pdf", False, False, None),
        ("liste des tiers en csv", "csv", False, False, True),
        ("tableau excel des tiers payants", "xlsx", False, False, True),
        ("mes remboursements 2025 en pdf", "pdf", False, False, False),
        ("exportez ce remboursement", None, True, False, None),
        ("le pdf de la ligne 3 puis la suite", "pdf", True, False, None),
        ("exportez toute la liste", None, False, True, None),
        ("fichier ods possible ?", None, False, False, None),
    ],
)
def test_a_sentence_says_the_format_and_what_to_export(text, format_, one, whole, direct):
    asked = Asked(text)
    assert (asked.format, asked.wants_one, asked.wants_list, asked.direct) == (format_, one, whole, direct)


def test_a_format_we_do_not_make_is_recognised():
    assert Asked("fichier ods possible ?").other_format == "ods"
    assert Asked("un fichier word, ou excel").other_format is None


async def test_the_list_on_display_is_what_is_exported(exports, reimbursements, documents, mine, direct):
    await look_at(reimbursements, mine, "mes remboursements d'octobre 2026 pour Paul")
    prepared = await exports.prepare(mine, Asked("exportez en csv"))
    rows = rows_of((await file_of(documents, mine, prepared)).content)
    assert rows[0][:6] == ["Payé le", "Assuré", "Versé à", "Soins", "Prestation", "Date des soins"]
    assert [row[:3] for row in rows[1:2]] == [["19/10/2026", "Paul", "l'adhérent"]]
    assert rows[2][0] == "Total" and rows[2][-1] == "7,54"
    assert rows[3] == []
    assert rows[4:] == [
        ["Document", "Remboursements"],
        ["Payés", "du 01/10/2026 au 31/10/2026"],
        ["Pour", "Paul Vasseur"],
        ["Nombre", "1 paiement"],
    ]


async def test_all_pages_are_exported_and_the_sums_are_those_that_were_told(exports, reimbursements, documents, mine):
    page = await look_at(reimbursements, mine, "mes remboursements")
    prepared = await exports.prepare(mine, Asked("imprimez la liste"))
    assert (prepared.listed.count, prepared.listed.sums[-1]) == (page.count, page.paid) == (12, Decimal("90.66"))
    text = text_of((await file_of(documents, mine, prepared)).content)
    assert all(
        words in text for words in ("du 22/08/2026 au 22/11/2026", "12 paiements", "90,66 €", "Référence RP-2026")
    )
    assert text.count("Consultation") == 12


async def test_payments_to_professionals_keep_their_own_filter(exports, reimbursements, documents, mine, direct):
    await look_at(reimbursements, mine, "tiers payant", direct=True)
    prepared = await exports.prepare(mine, Asked("exportez en csv"))
    rows = rows_of((await file_of(documents, mine, prepared)).content)
    assert [row[2] for row in rows[1:3]] == ["PHARMACIE DU PORT"] * 2
    assert [row[-1] for row in rows[1:4]] == ["7,50", "", "7,50"]  # a payment counts once, whatever its acts
    assert rows[5][1] == "Paiements aux professionnels de santé (tiers payant)"


async def test_a_named_list_is_exported_without_having_been_shown(exports, mine, direct):
    prepared = await exports.prepare(mine, Asked("mes remboursements de mars 2025 en pdf"))
    assert (prepared.state, prepared.listed.count) == ("ready", 1)
    prepared = await exports.prepare(mine, Asked("liste des tiers en csv"))
    assert (prepared.wanted.topic_kind, prepared.listed.count) == ("payments_direct", 1)


async def test_without_a_list_on_display_nothing_is_made_up(exports, mine, store):
    assert (await exports.prepare(mine, Asked("exportez en excel"))).state == "nothing"
    assert (await exports.prepare(mine, Asked("imprimez celui-ci"))).state == "nothing"
    async with store.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(Certificate))).scalar() == 0


async def test_the_format_is_asked_when_it_is_not_said(exports, reimbursements, mine):
    await look_at(reimbursements, mine, "mes remboursements")
    prepared = await exports.prepare(mine, Asked("exporter"))
    assert (prepared.state, prepared.listed.count) == ("format", 12)


async def test_the_payment_that_was_opened_is_this_payment(
    exports, reimbursements, store, clock, settings, documents, mine, direct
):
    await look_at(reimbursements, mine, "mes remboursements")
    assert len((await exports.prepare(mine, Asked("imprimez celui-ci"))).candidates) == 5
    await PaymentOpening(store, clock, settings).open(mine, Request(""), payment_id=1)
    prepared = await exports.prepare(mine, Asked("imprimez celui-ci"))
    text = text_of((await file_of(documents, mine, prepared)).content)
    assert "Détail d’un paiement" in text.replace("'", "’") and "PHARMACIE DU PORT" in text and "Pansement" in text
    assert (await exports.prepare(mine, Asked("imprimez la liste"))).listed.count == 12


async def test_a_line_of_the_page_is_exported_by_its_rank(exports, reimbursements, mine):
    await look_at(reimbursements, mine, "mes remboursements")
    prepared = await exports.prepare(mine, Asked("imprimez la deuxième ligne"))
    assert prepared.wanted is not None and prepared.listed.rows[0].paid_on == date(2026, 11, 9)


async def test_an_export_is_nobody_elses_and_ends_with_the_session(
    exports, reimbursements, documents, enters, family, accounts, direct
):
    _, mine = await enters()
    _, marcs = await enters(family.marc_login)
    await look_at(reimbursements, mine, "mes remboursements")
    prepared = await exports.prepare(mine, Asked("en excel"))
    offer = await documents.offer(mine, prepared.wanted)
    with pytest.raises(DocumentChanged):
        await documents.offer(marcs, prepared.wanted)  # the same parameters, of another contract: nothing of it
    with pytest.raises(DocumentChanged):
        await documents.offer(marcs, (await exports.prepare(mine, Asked("en pdf"))).wanted)
    assert (await exports.prepare(marcs, Asked("", tapped_format="pdf", payment_id=1))).state == "empty"
    with pytest.raises(LinkUnknown):
        await documents.file_for("another conversation", offer.download_id)
    await accounts.log_out(mine)
    with pytest.raises(LinkExpired):
        await documents.fetch(offer.url.rsplit("/", 1)[1])
    with pytest.raises(NotLoggedIn):
        await exports.prepare(mine, Asked("en pdf"))


async def test_what_is_kept_of_an_export_is_ids_and_categories(exports, reimbursements, documents, mine, store, direct):
    await look_at(reimbursements, mine, "payé à la pharmacie du port", direct=True)
    for text in ("en csv", "en pdf"):
        await documents.offer(mine, (await exports.prepare(mine, Asked(text))).wanted)
    async with store.read() as connection:
        kept = (await connection.execute(select(Download.parameters))).scalars().all()
        kept += (await connection.execute(select(Certificate.parameters))).scalars().all()
    assert len(kept) == 3
    assert not any(word in str(kept) for word in ("PORT", "Paul", "Vasseur", "Consultation"))


async def test_telegram_gets_no_file_that_tells_care_before_the_member_shows_it(
    exports, reimbursements, documents, enters
):
    _, rasa_id = await enters(channel="telegram")
    await documents.choose_delivery(rasa_id, files=True)
    await look_at(reimbursements, rasa_id, "mes remboursements")
    wanted = (await exports.prepare(rasa_id, Asked("en pdf"))).wanted
    offer = await documents.offer(rasa_id, wanted)
    assert (offer.state, bool(offer.url)) == ("link", True)


def test_a_workbook_has_real_numbers_and_dates_a_head_that_stays_and_no_formula():
    rows = [(date(2026, 3, 5), Decimal("58.05"), text) for text in HOSTILE]
    made = xlsx_bytes({"Paiements": (["Jour", "Montant", "Texte"], rows, ("Total", Decimal("522.45")))})
    sheet = load_workbook(io.BytesIO(made))["Paiements"]
    assert sheet.freeze_panes == "A2"
    assert (sheet["A2"].value, sheet["B2"].value, sheet["B2"].data_type) == (datetime(2026, 3, 5), 58.05, "n")  # noqa: DTZ001
    assert sheet["A2"].number_format == "dd/mm/yyyy" and "€" in sheet["B2"].number_format
    texts = [sheet.cell(row, 3) for row in range(2, 2 + len(HOSTILE))]
    assert [cell.value.replace("_x000D_", "").strip() for cell in texts] == [text.strip() for text in HOSTILE]
    assert {cell.data_type for cell in texts} == {"s"} and all(cell.quotePrefix for cell in texts)
    assert not any(cell.hyperlink for cell in texts)
    with ZipFile(io.BytesIO(made)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())
    assert made == xlsx_bytes({"Paiements": (["Jour", "Montant", "Texte"], rows, ("Total", Decimal("522.45")))})


def test_no_cell_of_a_csv_is_a_formula_and_a_negative_amount_stays_a_number():
    cells = [row[0] for row in rows_of(csv_bytes(["Texte"], [(text,) for text in HOSTILE]))[1:]]
    assert [cell[0] for cell in cells] == ["'"] * 8 + ["h"]
    assert rows_of(csv_bytes(["Montant"], [(Decimal("-12.00"),)]))[1] == ["-12,00"]


def test_an_act_that_is_not_known_leaves_its_amounts_empty():
    known = (Decimal(3), Decimal(1), Decimal(1), Decimal(2), Decimal(1))
    rows = (
        Row(date(2026, 1, 2), "Léa", "l'adhérent", "Optique", "", None, (None,) * 5, Decimal(5)),
        Row(date(2026, 1, 2), "Léa", "l'adhérent", "Optique", "Verre", date(2026, 1, 1), known, Decimal(1)),
    )
    listed = Listed("Remboursements", (), 2, rows)
    assert [int(value) for value in listed.sums] == [3, 1, 1, 2, 1, 6]
    assert listed.facts["rows"][0][4:] == [""] * 7 + ["5,00\xa0€"]


async def test_a_long_list_is_made_only_when_it_is_fetched(exports, reimbursements, documents, mine, monkeypatch):
    await look_at(reimbursements, mine, "mes remboursements")
    monkeypatch.setattr("mutuelle.documents.issuing.LONG", 5)
    offer = await documents.offer(mine, (await exports.prepare(mine, Asked("en pdf"))).wanted)
    assert (offer.size, offer.name) == (0, "Paiements 2026-11-22.pdf")
    assert (await documents.fetch(offer.url.rsplit("/", 1)[1])).content.startswith(b"%PDF-")

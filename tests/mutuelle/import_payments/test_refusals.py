"""Rows and files that cannot be imported: which, why, and nothing of what they hold."""

import re
from pathlib import Path

import pytest
from sqlalchemy import insert

from mutuelle.beneficiaries.tables import Beneficiary
from mutuelle.import_payments.__main__ import run
from mutuelle.import_payments.cells import LENGTHS
from mutuelle.import_payments.wording import words
from tests.family import _person
from tests.payments_file import HEADER, PHARMACY, content, line

REASONS = words()["reasons"]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite_only
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reference": ""}, "reference_missing"),
        ({"reference": "R" * 41}, "reference_long"),
        ({"contrat": ""}, "contract_missing"),
        ({"contrat": "C999999"}, "contract_unknown"),
        ({"rang": "", "prenom": "Claire"}, "person_missing"),
        ({"rang": "0"}, "rank_wrong"),
        ({"rang": "4"}, "person_unknown"),
        ({"rang": "", "prenom": "Ana", "naissance": "2010-01-02"}, "person_unknown"),
        ({"rang": "1", "prenom": "Léa", "naissance": "2015-01-02"}, "person_unknown"),
        ({"date_paiement": "2026-02-30"}, "date_wrong"),
        ({"date_paiement": "18/11/26"}, "date_wrong"),
        ({"date_soins": ""}, "date_missing"),
        ({"date_soins": "0202-11-09"}, "date_old"),
        ({"date_soins": "2026-11-19"}, "care_after_payment"),
        ({"date_paiement": "2026-11-26"}, "in_the_future"),
        ({"libelle": " "}, "label_missing"),
        ({"libelle": "x" * 121}, "label_long"),
        ({"destinataire": "x" * 101}, "payee_long"),
        ({"categorie": "astrologie"}, "care_unknown"),
        ({"acte": "é à"}, "act_wrong"),
        ({"quantite": "1,5"}, "quantity_wrong"),
        ({"taux": "170"}, "rate_wrong"),
        ({"depense": ""}, "amount_missing"),
        ({"base": "12,345"}, "amount_wrong"),
        ({"base": "1e3"}, "amount_wrong"),
        ({"base": "٣"}, "amount_wrong"),
        ({"depense": "25", "reste": "-3"}, "amount_negative"),
        ({"reste": "2,01"}, "parts_differ"),
        ({"nature_retenue": "taxe"}, "withholding_unknown"),
        ({"nature_retenue": ""}, "withholding_missing"),
        ({"parcours": "peut-être"}, "coordinated_wrong"),
        ({"montant_verse": "28,01"}, "paid_too_much"),
        ({"libelle": "Consul\0tation"}, "control"),
        ({"libelle": "Consul\ttation"}, "control"),
        ({"libelle": '"Consultation'}, "quotes"),
        ({"libelle": "Consultation;et plus"}, "cells"),
        ({"libelle": "x" * 10_000}, "too_long"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_row_that_is_wrong_is_refused_and_the_others_recorded(load, imported, changes, reason):
    status, printed, refused = await load(line(reference="A1"), line(**changes), line(reference="A2"))
    assert status == 1
    assert refused == {"3": REASONS[reason]}
    assert f"ligne 3 : {REASONS[reason]}" in printed and "1 refusées" in printed
    assert set(await imported()) == {"A1", "A2"}


@sqlite_only
async def test_a_quote_left_open_or_a_wrong_encoding_harms_its_own_row_only(load, imported):
    good = line(reference="A1")
    raw = content(good, line(reference="B1", libelle='"Vaccin'), line(reference="A2")).encode()
    raw += line(reference="A3", libelle="Généraliste").encode("cp1252") + b"\r\n" + line(reference="A4").encode()
    _, _, refused = await load(raw=raw)
    assert refused == {"3": REASONS["quotes"], "5": REASONS["encoding"]}
    assert set(await imported()) == {"A1", "A2", "A4"}


async def test_a_payment_is_recorded_whole_or_not_at_all(load, imported):
    wrong = line(reference="R1", **{**PHARMACY, "libelle": "Vaccin", "reste": "5"})
    _, _, refused = await load(line(reference="R1", **PHARMACY), line(reference="R2"), wrong)
    assert refused == {"2": REASONS["sibling"].format(about=4), "4": REASONS["parts_differ"]}
    assert set(await imported()) == {"R2"}


async def test_a_row_said_twice_in_a_file_counts_once(load, imported):
    status, _, refused = await load(line(), line(reference="R2"), line())
    assert (status, refused) == (1, {"4": REASONS["duplicate"].format(about=2)})
    assert (await imported())["R1"].paid_cents == 900 and len(await imported("R1")) == 1


async def test_rows_of_a_payment_must_agree_on_it(load, imported):
    _, _, refused = await load(line(), line(rang="2", libelle="Vaccin"), line(reference="R2"))
    assert refused == {"2": REASONS["mixed"], "3": REASONS["mixed"]}
    assert set(await imported()) == {"R2"}


@pytest.mark.parametrize("changes", [{"libelle": "Autre"}, {"rang": "2"}, {"destinataire": "LABO"}, {"base": ""}])
async def test_a_payment_recorded_otherwise_is_left_as_it_is(load, imported, changes):
    await load(line())
    before = (await imported(), await imported("R1"))
    status, _, refused = await load(line(**changes))
    assert (status, refused) == (1, {"2": REASONS["changed"]})
    assert (await imported(), await imported("R1")) == before


async def test_of_two_people_alike_none_is_guessed(load, store, family):
    async with store.write() as connection:
        await connection.execute(insert(Beneficiary), [_person(9, 1, "Lea", "child", "F", 2015)])
    alike = {"prenom": "Léa", "naissance": "2015-01-02"}
    _, _, refused = await load(line(rang="", **alike), line(reference="R2", **{**alike, "rang": "3"}))
    assert refused == {"2": REASONS["person_ambiguous"]}


@sqlite_only
@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "Le fichier est vide"),
        (
            content(header=HEADER.replace(";depense", "")).encode(),
            "Il manque des colonnes dans la première ligne : depense",
        ),
        (content(header=HEADER.replace(";rang;prenom", "")).encode(), "première ligne : rang"),
        (content(header=HEADER + ";iban").encode(), "inconnues, leurs numéros : 24"),
        (content(header=HEADER + ";amo").encode(), "deux fois : secu"),
        (content(line()).replace(";", ",").encode(), "séparées par des points-virgules"),
        (content(line()).encode("utf-16"), "n'est pas en UTF-8"),
    ],
    ids=["empty", "column missing", "no rank", "unknown column", "column twice", "commas", "UTF-16"],
)
async def test_a_file_that_is_none_is_refused_as_a_whole(load, imported, raw, said):
    status, printed, _ = await load(raw=raw)
    assert status == 2 and said in printed
    assert await imported() == {}


@sqlite_only
async def test_a_file_that_is_not_there_is_said_so(store, clock, settings, tmp_path):
    status, (printed,) = await run([str(tmp_path / "rien.csv")], store, clock, settings)
    assert status == 2 and "n'existe pas" in printed


@sqlite_only
async def test_a_report_that_cannot_be_written_is_known_before_anything_is_recorded(load, imported, tmp_path):
    status, printed, _ = await load(line(), arguments=["--report", str(tmp_path / "nowhere" / "report.csv")])
    assert status == 2 and "ne peut pas être écrit" in printed
    assert await imported() == {}


@sqlite_only
async def test_neither_screen_nor_report_tell_what_a_row_holds(load):
    secret = {"libelle": "Psychanalyse", "destinataire": "DR FREUD", "contrat": "C424242"}
    _, printed, refused = await load(line(**secret), line(reference="R2", **{**secret, "depense": "x"}))
    assert len(refused) == 2
    told = printed + str(refused)
    assert not [word for word in (*secret.values(), "R2", "Consultation") if word in told]


@sqlite_only
async def test_the_screen_shows_the_first_refusals_the_report_all(load):
    _, printed, refused = await load(*(line(reference=f"R{n}", taux="x") for n in range(50)))
    assert len(refused) == 50 and printed.count("ligne ") == 20 and "… et 30 autres." in printed


def test_every_reason_has_its_words_and_every_word_its_reason():
    source = "".join(path.read_text() for path in Path("mutuelle/import_payments").glob("*.py"))
    texts = {f"{column}_{end}" for column in LENGTHS for end in ("long", "missing")}
    refused = set(re.findall(r'RowRefused\("([a-z_]+)"\)', source))
    assert len(refused) > 15
    assert refused <= set(REASONS)
    assert set(REASONS) <= set(re.findall(r'"([a-z_]+)"', source)) | texts

"""Importing files that are right: what is recorded, once."""

from datetime import date

import pytest
from sqlalchemy import text

from mutuelle.import_payments.rows import BOM
from mutuelle.import_payments.service import PaymentImport
from tests.payments_file import HEADER, PHARMACY, ROW, Killed, content, line

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_row_becomes_a_payment_of_one_act(load, imported, family):
    status, printed, refused = await load(line())
    assert (status, refused) == (0, {})
    assert "1 lignes lues, 1 enregistrées (1 règlements)" in printed
    payment = (await imported())["R1"]
    assert (payment.contract_id, payment.beneficiary_id) == (1, family.claire_self)
    assert (payment.paid_on, payment.paid_cents, payment.payee, payment.care) == (date(2026, 11, 18), 900, "", "gp")
    (act,) = await imported("R1")
    assert (act.label, act.care_on, act.act, act.quantity) == ("Consultation généraliste", date(2026, 11, 9), "gp", 1)
    assert (act.expense_cents, act.amo_cents, act.amc_cents, act.remaining_cents) == (3000, 1900, 900, 200)
    assert (act.base_cents, act.rate, act.withheld_cents, act.deferred_cents) == (3000, 70, 200, None)
    assert (act.withholding, act.coordinated) == ("participation", True)


async def test_a_payment_spread_over_rows_far_apart_is_one(load, imported):
    others = [line(reference=f"S{n}", rang=str(1 + n % 3)) for n in range(30)]
    first, second = line(reference="R9", **PHARMACY), line(reference="R9", **{**PHARMACY, "libelle": "Vaccin"})
    status, _, _ = await load(first, *others, second)
    assert status == 0
    assert (await imported())["R9"].paid_cents == 700
    assert [act.label for act in await imported("R9")] == ["Médicaments remboursés à 65 %", "Vaccin"]


async def test_the_same_file_twice_changes_nothing(load, imported):
    lines = [line(reference=f"R{n}") for n in range(5)]
    await load(*lines)
    before = await imported()
    status, printed, _ = await load(*lines)
    assert status == 0 and "0 enregistrées (0 règlements), 5 déjà enregistrées" in printed
    assert await imported() == before and len(await imported("R3")) == 1


async def test_a_file_that_was_cut_is_completed_by_the_whole_one(load, imported):
    acts = [line(reference="R1", **PHARMACY), line(reference="R1", **{**PHARMACY, "libelle": "Vaccin"})]
    whole = content(line(reference="R0"), *acts, line(reference="R2"))
    await load(raw=whole[: whole.index("Vaccin")].encode())
    assert set(await imported()) == {"R0"}  # the row that was cut takes its payment with it
    await load(raw=content(line(reference="R0"), acts[0]).encode())
    assert (await imported())["R1"].paid_cents == 350
    status, printed, refused = await load(raw=whole.encode())
    assert (status, refused) == (0, {}) and "2 enregistrées (1 règlements), 2 déjà enregistrées" in printed
    assert (await imported())["R1"].paid_cents == 700 and len(await imported("R1")) == 2


async def test_an_import_that_dies_on_the_way_goes_on_when_run_again(
    load, imported, store, family, clock, settings, tmp_path, dying
):
    lines = [line(reference=f"R{n}", contrat=f"C00000{1 + n % 3}") for n in range(9)]
    lines = [one.replace("C000003;1", "C000002;2") for one in lines]
    path = tmp_path / "dies.csv"
    path.write_text(content(*lines))
    with dying(), pytest.raises(Killed):
        await PaymentImport(store, clock, settings, batch=2).run(path, tmp_path / "report.csv")
    there = [row.contract_id for row in (await imported()).values()]
    assert there in ([1, 1, 1], [])  # PostgreSQL records two batches at once: the first may be cut short too
    outcome = await PaymentImport(store, clock, settings, batch=2).run(path, tmp_path / "report.csv")
    known = len(there)
    assert (outcome.rows, outcome.recorded, outcome.known, outcome.refused) == (9, 9 - known, known, 0)
    assert len(await imported()) == 9


async def test_nothing_temporary_is_left_behind(load, store):
    await load(line())
    async with store.hold() as connection:
        for table in ("import_rows", "import_payments"):
            with pytest.raises(Exception, match=table):
                await connection.execute(text(f"SELECT 1 FROM {table}"))
            await connection.rollback()


@sqlite_only
async def test_payments_of_a_contract_are_numbered_by_day(load, imported):
    await load(line(reference="R1", date_paiement="2026-11-18"), line(reference="R2", date_paiement="2026-11-10"))
    payments = await imported()
    assert payments["R2"].id < payments["R1"].id


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"date_paiement": "18/11/2026"}, "paid_on", date(2026, 11, 18)),
        ({"rang": "2"}, "beneficiary_id", 2),
        ({"rang": "", "prenom": "LEA", "naissance": "02/01/2015"}, "beneficiary_id", 3),
        ({"rang": "3", "prenom": "Léa", "naissance": "2015-01-02"}, "beneficiary_id", 3),
        ({"destinataire": "PHARMACIE DU MARCHÉ"}, "paid_cents", 2800),
        ({"destinataire": "PHARMACIE DU MARCHÉ", "montant_verse": "9"}, "paid_cents", 900),
        ({"categorie": "medecin generaliste"}, "care", "gp"),
        ({"destinataire": '"LABO ""LE CENTRE""; LYON"'}, "payee", 'LABO "LE CENTRE"; LYON'),
    ],
    ids=["french date", "rank", "name", "rank and name", "tiers payant", "paid said", "care in French", "quoted"],
)
async def test_a_cell_may_be_written_in_several_ways(load, imported, changes, field, value):
    status, _, refused = await load(line(**changes))
    assert (status, refused) == (0, {})
    assert getattr((await imported())["R1"], field) == value


@sqlite_only
@pytest.mark.parametrize(
    "raw",
    [
        BOM + content(line()).encode(),
        content(line()).replace("\r\n", "\n").strip().encode(),
        content(line().replace("30,00", "30.00"), "", "  ").encode(),
        content(line(), header=HEADER.upper().replace("_", " ")).encode(),
        content(*(";".join(reversed(one.split(";"))) for one in [line()]), header=";".join(reversed(ROW))).encode(),
    ],
    ids=["BOM", "no last line end", "decimal point, empty lines", "capitals in the header", "another order"],
)
async def test_a_file_may_be_written_in_several_ways(load, imported, raw):
    assert (await load(raw=raw))[0] == 0
    assert (await imported())["R1"].paid_cents == 900


@sqlite_only
async def test_optional_columns_may_be_left_out(load, imported):
    kept = ["reference", "contrat", "prenom", "naissance", "categorie", "libelle", "depense", "secu", "mutuelle"]
    kept += ["reste", "date_soins", "date_paiement"]
    cells = {**ROW, "prenom": "Paul", "naissance": "2012-01-02"}
    raw = content(";".join(cells[name] for name in kept), header=";".join(kept)).encode()
    assert (await load(raw=raw))[0] == 0
    (act,) = await imported("R1")
    assert (act.quantity, act.base_cents, act.rate, act.withheld_cents, act.coordinated) == (1, None, None, None, None)


@sqlite_only
async def test_a_formula_is_kept_as_the_text_it_is(load, imported):
    status, printed, _ = await load(line(libelle="=HYPERLINK(A1)", destinataire="@SUM(1)"))
    assert status == 0 and "HYPERLINK" not in printed
    assert (await imported("R1"))[0].label == "=HYPERLINK(A1)"

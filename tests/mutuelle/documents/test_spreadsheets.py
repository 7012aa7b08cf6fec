"""A list as a spreadsheet: it opens in French, holds all that was asked, and runs nothing."""

import csv
import io

import pytest

from mutuelle.documents.issuing import Owner
from mutuelle.documents.spreadsheets import contributions_csv, csv_bytes
from tests.contributions import put_on_file


def read(content):
    """Return the rows as a French spreadsheet reads them."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def exported(store, family):
    async def rows(contract_id, **parameters):
        await put_on_file(store, family)
        async with store.read() as connection:
            draft = await contributions_csv(connection, Owner(contract_id, contract_id), parameters, None)
        assert draft.media_type == "text/csv"
        return read(draft.make())

    return rows


def test_a_spreadsheet_begins_with_a_byte_order_mark_and_separates_by_semicolons():
    assert csv_bytes(["Échéance", "Montant"], [["05/11/2026", "86,83"]]) == (
        b"\xef\xbb\xbf" + "Échéance;Montant\r\n05/11/2026;86,83\r\n".encode()
    )


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_looks_like_a_formula_is_text(cell):
    assert read(csv_bytes(["a"], [[cell]]))[1] == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["un ; deux", "il dit « oui »", 'du "texte"', "deux\nlignes", ""])
def test_any_other_text_comes_back_as_it_was(cell):
    assert read(csv_bytes(["a", "b"], [[cell, "x"]]))[1] == [cell, "x"]


async def test_all_contributions_of_the_contract_are_exported_the_latest_first(exported, family):
    header, *rows = await exported(family.claire)
    assert len(header) == 7
    assert [row[2] for row in rows][:2] == ["05/12/2026", "05/11/2026"]
    assert len(rows) == 14
    assert rows[1][3:] == ["86,83", "prélèvement bancaire", "Payée", "05/11/2026"]


async def test_an_amount_that_is_not_known_is_no_zero(exported, family):
    (august,) = [row for row in await exported(family.claire) if row[2] == "05/08/2026"]
    assert "0,00" not in august
    assert not any(char.isdigit() for char in august[3])


async def test_a_period_limits_what_is_exported(exported, family):
    _, *rows = await exported(family.claire, period="2026-03-01/2026-04-30")
    assert [row[2] for row in rows] == ["05/04/2026", "05/03/2026"]


async def test_only_the_owners_are_exported(exported, family):
    _, *rows = await exported(family.marc)
    assert [row[3] for row in rows] == ["999,99"]

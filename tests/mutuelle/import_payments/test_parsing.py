"""A file parsed block by block, on several processes where it is long."""

import pytest

from mutuelle.import_payments import parsing, rows
from mutuelle.import_payments.wording import words
from tests.payments_file import PHARMACY, line

REASONS = words()["reasons"]


@pytest.fixture
def short_blocks(monkeypatch):
    monkeypatch.setattr(rows, "BLOCK", 64)  # shorter than a line


@pytest.fixture
def several_processes(monkeypatch):
    monkeypatch.setattr(parsing, "LONG", 0)
    monkeypatch.setattr(parsing.os, "cpu_count", lambda: 2)


async def test_several_processes_record_what_one_does(several_processes, short_blocks, load, imported):
    first, second = line(reference="R9", **PHARMACY), line(reference="R9", **{**PHARMACY, "libelle": r"Vaccin C:\N"})
    others = [line(reference=f"S{n}", rang=str(1 + n % 3)) for n in range(20)]
    wrong = line(reference="W", reste="2,01")
    _, _, refused = await load(first, *others, wrong, second, first)
    assert refused == {"23": REASONS["parts_differ"], "25": REASONS["duplicate"].format(about=2)}
    assert set(await imported()) == {"R9"} | {f"S{n}" for n in range(20)}
    assert [act.label for act in await imported("R9")] == ["Médicaments remboursés à 65 %", r"Vaccin C:\N"]


@pytest.mark.parametrize("length", [200, 8_000, 8_300, 30_000])
async def test_a_line_over_the_end_of_a_block_is_whole_or_too_long(short_blocks, load, imported, length):
    long = line(reference="R2", libelle="x" * length)
    _, _, refused = await load(line(), long, line(reference="R3"))
    assert refused == {"3": REASONS["label_long" if length <= 8_000 else "too_long"]}
    assert set(await imported()) == {"R1", "R3"}

"""The directory after another extract: who moved, who left, and files that are not whole."""

import gzip

import pytest

from tests.databases import on_both_databases
from tests.mutuelle.practitioners.extracts import (
    establishment,
    finess_file,
    rpps,
    rpps_file,
)
from tests.mutuelle.practitioners.people import person, settle


@on_both_databases
async def test_the_same_file_again_changes_nothing(bring, rows, tmp_path):
    path = rpps_file(tmp_path, rpps(), rpps(number="19990000002", last="ROUX"))
    await bring(path)
    before = await rows()

    again = await bring(path)

    assert (again.added, again.changed, again.removed, again.same) == (0, 0, 0, 2)
    assert await rows() == before


@on_both_databases
async def test_who_moved_keeps_his_id_and_who_left_is_removed(bring, rows, tmp_path):
    stay = [rpps(number=f"1999000001{n}", last=f"RESTE{n}") for n in range(8)]
    await bring(rpps_file(tmp_path, rpps(), rpps(number="19990000002", last="ROUX"), *stay))
    known = {row.number: row.id for row in await rows()}

    outcome = await bring(rpps_file(tmp_path, rpps(phone="0261910099"), *stay))

    now = {row.number: row for row in await rows()}
    assert (outcome.added, outcome.changed, outcome.removed) == (0, 1, 1)
    assert now["19990000001"].id == known["19990000001"]
    assert now["19990000001"].phone == "02 61 91 00 99"
    assert "19990000002" not in now


async def test_a_file_that_has_far_too_few_removes_nobody_unless_told(bring, rows, tmp_path):
    everybody = [rpps(number=f"1999000001{n}", last=f"RESTE{n}") for n in range(10)]
    await bring(rpps_file(tmp_path, *everybody))

    few = await bring(rpps_file(tmp_path, *everybody[:5]))
    told = await bring(rpps_file(tmp_path, *everybody[:5]), allow_fewer=True)

    assert (few.kept, few.removed) == ("kept_short", 0)
    assert (told.kept, told.removed) == ("", 5)
    assert len(await rows()) == 5


async def test_a_file_cut_in_its_last_line_removes_nobody(bring, rows, tmp_path):
    everybody = [rpps(number=f"1999000001{n}", last=f"RESTE{n}") for n in range(10)]
    path = rpps_file(tmp_path, *everybody)
    await bring(path)
    path.write_bytes(path.read_bytes()[:-200])

    outcome = await bring(path)

    assert (outcome.kept, outcome.removed, outcome.refused) == ("kept_cut", 0, 1)
    assert len(await rows()) == 10


@pytest.mark.parametrize("damage", [lambda packed: packed[:-40], lambda packed: packed[:-60] + b"x" * 60])
async def test_a_compressed_file_that_is_cut_or_damaged_removes_nobody(bring, rows, tmp_path, damage):
    everybody = [rpps(number=f"199900{n:05}", last=f"RESTE{n}", site=f"R{n * 7919}") for n in range(400)]
    path = rpps_file(tmp_path, *everybody)
    await bring(path)
    path.write_bytes(damage(gzip.compress(path.read_bytes())))

    outcome = await bring(path)

    assert outcome.kept == "kept_cut"
    assert len(await rows()) == 400


async def test_the_other_sources_are_left_alone(bring, rows, tmp_path):
    await bring(finess_file(tmp_path, establishment()))
    await bring(rpps_file(tmp_path, rpps()))

    assert [row.source for row in await rows()] == ["finess", "rpps"]


async def test_real_professionals_replace_the_invented_ones_of_the_demo(store, bring, rows, tmp_path):
    await settle(store, person(1), person(2))

    outcome = await bring(rpps_file(tmp_path, rpps()))

    assert outcome.demo_removed == 2
    assert [row.source for row in await rows()] == ["rpps"]

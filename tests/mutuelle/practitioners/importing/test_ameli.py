"""Extracts of ameli: sectors for RPPS's people, and those whom RPPS lacks."""

import pytest

from mutuelle.practitioners.directory.ameli import sector_of
from tests.databases import on_both_databases
from tests.mutuelle.practitioners.extracts import (
    ameli,
    ameli_file,
    rpps,
    rpps_file,
)


@on_both_databases
@pytest.mark.parametrize("first", ["rpps", "ameli"])
async def test_ameli_gives_rpps_people_their_sector_and_nobody_is_there_twice(bring, rows, tmp_path, first):
    files = {"rpps": rpps_file(tmp_path, rpps()), "ameli": ameli_file(tmp_path, ameli())}
    await bring(files.pop(first))

    outcome = await bring(files.popitem()[1])

    [row] = await rows()
    assert (row.source, row.number, row.sector, row.optam) == ("rpps", "19990000001", "2", True)
    assert outcome.enriched == 1


async def test_the_sector_stays_when_rpps_is_imported_anew_and_goes_when_ameli_drops_the_person(bring, rows, tmp_path):
    others = [ameli(ps_activite_nom=f"AUTRE{n}") for n in range(9)]
    await bring(rpps_file(tmp_path, rpps()))
    await bring(ameli_file(tmp_path, ameli(), *others))
    await bring(rpps_file(tmp_path, rpps(phone="0261910077")))
    kept = next(row for row in await rows() if row.source == "rpps")

    await bring(ameli_file(tmp_path, *others))

    left = next(row for row in await rows() if row.source == "rpps")
    assert (kept.sector, kept.optam, kept.phone) == ("2", True, "02 61 91 00 77")
    assert (left.sector, left.optam) == ("", False)


async def test_a_part_of_ameli_takes_nobody_s_sector(bring, rows, tmp_path):
    people = [f"PERSONNE{n}" for n in range(10)]
    await bring(rpps_file(tmp_path, *(rpps(number=f"1999000001{n}", last=name) for n, name in enumerate(people))))
    everybody = [ameli(ps_activite_nom=name, ps_activite_prenom="Anne-Marie") for name in people]
    await bring(ameli_file(tmp_path, *everybody))

    outcome = await bring(ameli_file(tmp_path, *everybody[:4]))

    assert (outcome.kept, outcome.known) == ("kept_short", 10)
    assert {row.sector for row in await rows()} == {"2"}


async def test_ameli_alone_gives_people_without_a_number(bring, rows, tmp_path):
    await bring(ameli_file(tmp_path, ameli(ps_activite_nom='"D\'ARC"', coordonnees_voie='"12; RUE DE L EGLISE"')))

    [row] = await rows()
    assert (row.name, row.number, row.sector, row.optam) == ("Dr Anne Marie D'Arc", "", "2", True)
    assert row.street == "12; Rue de l Eglise"


@pytest.mark.parametrize(("civility", "title"), [("F", "Mme "), ("H", "M. "), ("", "")])
async def test_ameli_tells_the_civility_of_who_is_no_doctor(bring, rows, tmp_path, civility, title):
    nurse = ameli(ps_activite_civilite=civility, type_ps_code="2", specialite_libelle="Infirmier")
    await bring(ameli_file(tmp_path, nurse))

    [row] = await rows()
    assert row.name == f"{title}Anne Marie Le Gall"


@pytest.mark.parametrize(
    ("label", "sector"),
    [
        ("Secteur 1", "1"),
        ("Secteur 1 avec droit permanent à dépassement", "2"),
        ("Secteur 2", "2"),
        ("Non conventionné", "3"),
        ("", ""),
        ("Conventionné", ""),
    ],
)
def test_sectors_as_ameli_writes_them(label, sector):
    assert sector_of(label) == sector

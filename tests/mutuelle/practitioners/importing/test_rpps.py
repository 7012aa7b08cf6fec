"""Extracts of RPPS brought into the directory."""

import gzip

import pytest

from tests.databases import on_both_databases
from tests.mutuelle.practitioners.extracts import (
    rpps,
    rpps_file,
)


@on_both_databases
async def test_a_row_of_rpps_is_a_professional_at_his_commune(bring, rows, tmp_path):
    outcome = await bring(rpps_file(tmp_path, rpps()))

    [row] = await rows()
    assert (outcome.source, outcome.rows, outcome.added, outcome.refused, outcome.approximate) == ("rpps", 1, 1, 0, 1)
    assert (row.number_label, row.number, row.name) == ("RPPS", "19990000001", "Dr Anne-Marie Le Gall")
    assert (row.category, row.speciality) == ("gp", "Spécialiste en Médecine Générale")
    assert (row.street, row.postcode, row.city, row.insee) == ("12 rue de l'Eglise", "29000", "Quimper", "29232")
    assert (row.phone, row.sector, row.optam, row.in_network) == ("02 61 91 00 01", "", False, False)
    assert (row.latitude, row.longitude, row.approximate) == (47.996, -4.097, True)


@pytest.mark.parametrize(
    ("title", "civility", "name"),
    [
        ("DR", "MME", "Dr Anne-Marie Le Gall"),
        ("PR", "M", "Pr Anne-Marie Le Gall"),
        ("", "MME", "Mme Anne-Marie Le Gall"),
        ("", "MLLE", "Mme Anne-Marie Le Gall"),
        ("", "M", "M. Anne-Marie Le Gall"),
        ("", "", "Anne-Marie Le Gall"),
        ("MC", "", "Anne-Marie Le Gall"),
    ],
)
async def test_the_title_is_the_one_practised_under_else_the_civility(bring, rows, tmp_path, title, civility, name):
    await bring(rpps_file(tmp_path, rpps(title=title, civility=civility)))

    [row] = await rows()
    assert (row.name, row.name_key, row.first_key) == (name, "le gall", "anne marie")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
async def test_rpps_in_any_encoding(bring, rows, tmp_path, encoding):
    await bring(rpps_file(tmp_path, rpps(last="QUÉRÉ", first="Gaëlle"), encoding=encoding))

    [row] = await rows()
    assert row.name == "Dr Gaëlle Quéré"


async def test_a_compressed_file_is_read_too(bring, rows, tmp_path):
    packed = tmp_path / "rpps.txt.gz"
    packed.write_bytes(gzip.compress(rpps_file(tmp_path, rpps()).read_bytes()))

    outcome = await bring(packed)

    assert outcome.added == len(await rows()) == 1


@pytest.mark.parametrize(
    ("line", "category"),
    [
        (rpps(speciality="Ophtalmologie"), "ophthalmologist"),
        (rpps(speciality="Oto-rhino-laryngologie"), "ent"),
        (rpps(profession="40", speciality=""), "dentist"),
        (rpps(profession="40", speciality="Orthopédie dento-faciale"), "orthodontist"),
        (rpps(profession="70", speciality="", title=""), "physiotherapist"),
        (rpps(profession="80", speciality="", title=""), "podiatrist"),
        (rpps(profession="91", speciality="", title=""), "speech_therapist"),
        (rpps(profession="93", speciality="", title=""), "psychologist"),
        (rpps(profession="28", speciality="", mode="S", sign="OPTIQUE DU MARCHE"), "optician"),
        (rpps(profession="26", speciality="", mode="S", company="AUDITION LE GALL"), "audiologist"),
    ],
)
async def test_professions_and_specialities_of_rpps(bring, rows, tmp_path, line, category):
    await bring(rpps_file(tmp_path, line))

    [row] = await rows()
    assert row.category == category


async def test_of_no_use_to_members_are_set_aside_not_refused(bring, rows, tmp_path):
    outcome = await bring(
        rpps_file(
            tmp_path,
            rpps(),
            rpps(number="19990000002", mode="S"),
            rpps(number="19990000003", standing="E"),
            rpps(number="19990000004", profession="98", speciality=""),
            rpps(number="19990000005", speciality="Anatomie et cytologie pathologiques"),
            rpps(number="19990000006", country="99109"),
            rpps(number="19990000007", postcode="", insee=""),
            rpps(number="19990000008", profession="21", speciality=""),
        )
    )

    assert (outcome.rows, outcome.added, outcome.aside, outcome.refused) == (8, 1, 7, 0)


async def test_a_shop_is_one_row_however_many_work_there(bring, rows, tmp_path):
    shop = {"profession": "28", "speciality": "", "mode": "S", "sign": "OPTIQUE DU MARCHE", "site": "C4994"}
    await bring(rpps_file(tmp_path, rpps(**shop), rpps(**shop, number="19990000002", last="ROUX")))

    [row] = await rows()
    assert (row.name, row.name_key) == ("Optique du Marche", "marche")


async def test_the_same_person_with_two_specialities_or_two_places(bring, rows, tmp_path):
    await bring(
        rpps_file(
            tmp_path,
            rpps(),
            rpps(),
            rpps(speciality="Gériatrie"),
            rpps(site="R2", postcode="69500", insee="69029", city="Bron"),
        )
    )

    assert sorted((row.category, row.city) for row in await rows()) == [
        ("geriatrician", "Quimper"),
        ("gp", "Bron"),
        ("gp", "Quimper"),
    ]


async def test_refused_rows_are_reported_with_number_and_reason_and_nothing_else(bring, refused, tmp_path):
    path = rpps_file(
        tmp_path,
        rpps(),
        rpps(number="x"),
        rpps(last="  "),
        rpps(postcode="99999", insee="99999", city="Nulle-Part"),
        "8|trop|court",
    )

    outcome = await bring(path)

    assert (outcome.added, outcome.refused) == (1, 4)
    assert [line.split(";")[0] for line in refused()] == ["3", "4", "5", "6"]
    assert "commune" in refused()[2] and "Nulle" not in refused()[2]
    assert "colonnes" in refused()[3]
    assert len(outcome.first) == 4


async def test_a_commune_is_found_by_postcode_and_name_where_its_code_is_old(bring, rows, tmp_path):
    await bring(rpps_file(tmp_path, rpps(insee="35999", postcode="35400", city="ST MALO CEDEX 1")))

    [row] = await rows()
    assert (row.insee, row.city) == ("35288", "Saint-Malo")

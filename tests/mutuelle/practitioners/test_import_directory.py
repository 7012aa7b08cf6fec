"""Extracts of RPPS, ameli and FINESS+ brought into the directory."""

import gzip

import pytest
from sqlalchemy import select

from mutuelle.practitioners import import_directory
from mutuelle.practitioners.directory.ameli import sector_of
from mutuelle.practitioners.directory.entries import FileRefused, category_of_label, phone_of
from mutuelle.practitioners.directory.service import DirectoryImport
from mutuelle.practitioners.model import Search
from mutuelle.practitioners.tables import PractitionerRow as Row
from tests.databases import on_both_databases
from tests.mutuelle.practitioners.extracts import (
    COMMUNES,
    GAZETTEER,
    QUIMPER,
    ameli,
    ameli_file,
    establishment,
    finess_file,
    rpps,
    rpps_file,
)
from tests.mutuelle.practitioners.people import person, settle


@pytest.fixture
def bring(store, clock, tmp_path):
    """Imports a file."""

    async def run(path, **options):
        return await DirectoryImport(store, clock, COMMUNES).run(path, tmp_path / "refus.csv", **options)

    return run


@pytest.fixture
def rows(store):
    """Reads the whole directory, by source and key."""

    async def read():
        async with store.read() as connection:
            return list(await connection.execute(select(Row.__table__).order_by(Row.source, Row.source_key)))

    return read


@pytest.fixture
def refused(tmp_path):
    """Reads the report of refused rows."""
    return lambda: (tmp_path / "refus.csv").read_text("utf-8-sig").splitlines()[1:]


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


@on_both_databases
async def test_an_establishment_of_finess_is_where_it_is(bring, rows, tmp_path):
    outcome = await bring(finess_file(tmp_path, establishment()))

    [row] = await rows()
    assert (outcome.source, outcome.added, outcome.approximate) == ("finess", 1, 0)
    assert (row.number_label, row.number, row.category) == ("FINESS", "290099001", "pharmacy")
    assert (row.name, row.name_key, row.street) == ("Pharmacie du Marche", "marche", "3 place du Marche")
    assert (row.latitude, row.longitude, row.approximate) == (47.9975, -4.0991, False)


@pytest.mark.parametrize(
    "coordinates",
    [
        {"coordonneeX": "-4.0991", "coordonneeY": "47.9975", "directionLatitude": "6793000", "directionLongitude": "1"},
        {"coordonneeX": "47.9975", "coordonneeY": "-4.0991"},
        {"directionLatitude": "47.9975", "directionLongitude": "-4.0991"},
        {"coordonneeX": "171240", "coordonneeY": "6790131"},
        {"coordonneeX": "6790131", "coordonneeY": "171240"},
    ],
    ids=["swapped fields", "swapped axes", "direction only", "Lambert 93", "Lambert 93 swapped"],
)
async def test_coordinates_are_known_by_their_range(bring, rows, tmp_path, coordinates):
    await bring(finess_file(tmp_path, establishment(coordinates=coordinates)))

    [row] = await rows()
    assert not row.approximate
    assert (row.latitude, row.longitude) == (pytest.approx(47.9975, abs=0.01), pytest.approx(-4.0991, abs=0.01))


@pytest.mark.parametrize(
    "coordinates",
    [{}, {"coordonneeX": "0", "coordonneeY": "0"}, {"coordonneeX": "2.35", "coordonneeY": "48.85"}, None],
    ids=["none", "zero", "another town", "null"],
)
async def test_coordinates_that_cannot_be_are_the_commune_s(bring, rows, tmp_path, coordinates):
    await bring(finess_file(tmp_path, establishment(coordinates=coordinates)))

    [row] = await rows()
    assert row.approximate
    assert (row.latitude, row.longitude) == (QUIMPER.point.latitude, QUIMPER.point.longitude)


async def test_closed_and_other_establishments_are_set_aside(bring, tmp_path):
    closed = establishment("290099002", etatObjet="I")
    home = establishment("290099003", categorieentiteGeographiqueExercice="500")
    wrapped = establishment("290099004", etatObjet=["A"])

    outcome = await bring(finess_file(tmp_path, closed, home, wrapped))

    assert (outcome.rows, outcome.added, outcome.aside) == (3, 1, 2)


async def test_establishments_that_cannot_be_read_are_refused(bring, refused, tmp_path):
    outcome = await bring(
        finess_file(
            tmp_path,
            establishment(),
            establishment("29"),
            establishment("290099005", name=""),
            establishment("290099006", adresse="?"),
        )
    )

    assert (outcome.added, outcome.refused) == (2, 2)
    assert [line.split(";")[0] for line in refused()] == ["2", "4"]


async def test_json_that_breaks_off_removes_nobody(bring, rows, tmp_path):
    everybody = [establishment(f"29009900{n}") for n in range(6)]
    await bring(finess_file(tmp_path, *everybody))

    outcome = await bring(finess_file(tmp_path, *everybody[:5], end=', {"ege": [{"inf'))

    assert (outcome.kept, outcome.removed, outcome.refused) == ("kept_cut", 0, 1)
    assert len(await rows()) == 6


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty"),
        (b"nom;prenom\nLE GALL;Anne\n", "format"),
        (b'{"autre": []}', "format"),
        (b"Identifiant PP|Nom d'exercice\n", "absent"),
        (b"\x00\x81\x8d", "format"),
        ((b"ps_activite_nom;ps_activite_prenom\n"), "absent"),
    ],
    ids=["empty", "another CSV", "another JSON", "RPPS without columns", "binary", "ameli without columns"],
)
async def test_files_that_are_none_of_the_three(bring, rows, tmp_path, content, key):
    path = tmp_path / "fichier"
    path.write_bytes(content)

    with pytest.raises(FileRefused) as refused:
        await bring(path)

    assert refused.value.key == key
    assert await rows() == []


async def test_a_file_with_nobody_in_it_changes_nothing(bring, rows, tmp_path):
    await bring(rpps_file(tmp_path, rpps()))

    with pytest.raises(FileRefused):
        await bring(rpps_file(tmp_path))

    assert len(await rows()) == 1


async def test_imported_professionals_are_found(practitioners, bring, tmp_path):
    await bring(finess_file(tmp_path, establishment()))

    page = await practitioners.nearest(Search(QUIMPER.point, category="pharmacy"))

    assert [one.name for one in page.practitioners] == ["Pharmacie du Marche"]
    assert await practitioners.as_of() is not None


async def test_the_command_says_what_it_did(store, clock, tmp_path):
    path = rpps_file(tmp_path, rpps(), rpps(number="x"))

    status, lines = await import_directory.run([str(path)], store, clock, GAZETTEER)

    assert status == import_directory.SOME_REFUSED
    assert lines[0].startswith("RPPS : 2 lignes lues, 1 ajoutées")
    assert "ligne 3 : " in lines[3]
    assert "LE GALL" not in "".join(lines)
    assert (tmp_path / "PS_LibreAcces.txt.refus.csv").exists()


async def test_the_command_says_that_a_file_is_not_there(store, clock, tmp_path):
    status, lines = await import_directory.run([str(tmp_path / "rien.txt")], store, clock, GAZETTEER)

    assert status == import_directory.FILE_REFUSED
    assert "n'existe pas" in lines[0]


@on_both_databases
async def test_the_list_of_partners_says_who_is_in_the_network(store, rows, clock, tmp_path, refused):
    await settle(
        store,
        person(1, last="Optique du Marché", first="", category="optician", phone="02 61 91 00 01"),
        person(2, last="Morel", first="Anne", category="osteopath", phone=""),
        person(3, last="Audition du Pont", first="", category="audiologist", phone="02 61 91 00 03", in_network=True),
        person(4, last="Morel", first="Anne", category="osteopath", postcode="29200"),
    )
    path = tmp_path / "partenaires.csv"
    path.write_text(
        "discipline;nom;code_postal;telephone\n"
        "Opticien;LES LUNETTES;29000;0261910001\n"
        "Ostéopathe;MOREL Anne;29000;\n"
        "Ostéopathe;INCONNU;29000;\n"
        "Pharmacien;MOREL Anne;29000;\n"
    )

    status, lines = await import_directory.run(
        ["--network", str(path), "--report", str(tmp_path / "refus.csv")], store, clock, GAZETTEER
    )

    assert status == import_directory.SOME_REFUSED
    assert {row.id for row in await rows() if row.in_network} == {1, 2}
    assert lines[0] == "Réseau Kalixia : 4 lignes lues, 2 professionnels dans le réseau, 3 changements, 2 refusées."
    assert [line.split(";")[0] for line in refused()] == ["4", "5"]


async def test_a_list_of_partners_that_was_cut_changes_nothing(store, rows, clock, tmp_path):
    await settle(store, person(1, last="Optique du Marché", first="", category="optician", in_network=True))
    path = tmp_path / "partenaires.csv"
    path.write_text("discipline;nom;code_postal;telephone\nOpticien;OPTIQUE DU MARCHE;29000;026")

    status, _ = await import_directory.run(["--network", str(path)], store, clock, GAZETTEER)

    assert status == import_directory.FILE_REFUSED
    assert [row.in_network for row in await rows()] == [True]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("0199001234", "01 99 00 12 34"),
        ("01.99.00.12.34", "01 99 00 12 34"),
        ("+33199001234", "01 99 00 12 34"),
        ("0000", ""),
        ("", ""),
    ],
)
def test_telephones(typed, shown):
    assert phone_of(typed) == shown


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("Neuro-chirurgie", "neurosurgeon"),
        ("Neurologie", "neurologist"),
        ("Gynécologue médical et obstétricien", "gynecologist"),
        ("Chirurgien-dentiste spécialiste en orthopédie dento-faciale", "orthodontist"),
        ("Santé publique et médecine sociale", None),
    ],
)
def test_specialities_as_the_directories_write_them(label, category):
    assert category_of_label(label) == category

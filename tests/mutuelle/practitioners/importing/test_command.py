"""Files of any kind, the command, and the list of partners of the network."""

import pytest

from mutuelle.practitioners import import_directory
from mutuelle.practitioners.directory.entries import FileRefused, category_of_label, phone_of
from mutuelle.practitioners.model import Search
from tests.databases import on_both_databases
from tests.mutuelle.practitioners.extracts import (
    GAZETTEER,
    QUIMPER,
    establishment,
    finess_file,
    rpps,
    rpps_file,
)
from tests.mutuelle.practitioners.people import person, settle


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

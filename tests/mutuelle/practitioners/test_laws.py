"""Whatever is typed and whatever a file holds, nothing crashes."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from mutuelle.practitioners.categories import category_of, close, not_listed, notes_of, without_category
from mutuelle.practitioners.directory.ameli import AmeliReader
from mutuelle.practitioners.directory.entries import LENGTHS, Entry, FileRefused, Refusal
from mutuelle.practitioners.directory.formats import reader_of
from mutuelle.practitioners.directory.rpps import RppsReader
from mutuelle.practitioners.names import family_key, name_words, sign_key
from tests.mutuelle.practitioners.extracts import AMELI_HEADER, COMMUNES, RPPS_HEADER, ameli, rpps

CELLS = ("last", "first", "sign", "profession", "postcode", "insee", "city", "speciality", "phone", "number", "site")
anything = st.text(max_size=80)
cell = st.text(st.characters(exclude_characters='|;\n\r"', exclude_categories=["Cs"]), max_size=200)


@given(anything)
def test_any_sentence_names_a_category_or_none(text):
    found = category_of(text)

    assert found is None or close(text) == (found,)
    assert len(without_category(text)) == len(text)
    notes_of(text)
    not_listed(text)


@given(anything)
def test_any_name_has_a_key(text):
    assert len(family_key(text)) <= 160
    assert len(sign_key(text)) <= 160
    assert name_words(text) is not None


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(CELLS), cell), st.sampled_from(["utf-8", "utf-16"]))
def test_any_row_of_rpps_is_taken_set_aside_or_refused(tmp_path_factory, cells, encoding):
    line = rpps(**cells)
    path = tmp_path_factory.mktemp("rpps") / "extract"
    path.write_bytes(f"{RPPS_HEADER}|\n".encode() + line.encode(encoding) + b"\n")

    for found in RppsReader(path, COMMUNES).entries():
        assert found is None or isinstance(found, Refusal) or fits(found)


@settings(max_examples=60)
@given(last=cell, street=cell, city=cell, convention=cell, option=cell)
def test_any_row_of_ameli_is_taken_set_aside_or_refused(tmp_path_factory, last, street, city, convention, option):
    path = tmp_path_factory.mktemp("ameli") / "extract"
    line = ameli(
        ps_activite_nom=last,
        coordonnees_voie=street,
        coordonnees_ville=city,
        secteur_conventionnel_libelle=convention,
        option_tarifaire_libelle=option,
    )
    path.write_text(f"{AMELI_HEADER}\n{line}\n", encoding="utf-8")

    for found in AmeliReader(path, COMMUNES).entries():
        assert found is None or isinstance(found, Refusal) or fits(found)


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_any_file_is_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("file") / "extract"
    path.write_bytes(content)
    with suppress(FileRefused):
        for found in reader_of(path, COMMUNES).entries():
            assert found is None or isinstance(found, (Entry, Refusal))


def fits(entry: Entry) -> bool:
    """Say whether an entry fits its columns."""
    texts = entry._asdict()
    limits = {**LENGTHS, "name_key": 160, "number": 16, "phone": 20, "postcode": 5, "insee": 5, "sector": 1}
    return all(len(texts[name]) <= length for name, length in limits.items())

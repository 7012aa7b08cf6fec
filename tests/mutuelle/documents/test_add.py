"""Staff adds a document or a letter with one command: judged, once, in the place of what it replaces."""

import io

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from mutuelle.attachments.rules import LIMIT
from mutuelle.documents.add import ADDED, REFUSED, run
from mutuelle.documents.service import DocumentService
from mutuelle.letters.reading import Asked
from mutuelle.letters.service import LetterService
from mutuelle.useful.service import UsefulService


def pdf(title="Statuts", *, script=""):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": title})
    if script:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        )
        writer.root_object[NameObject("/OpenAction")] = action
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(content, name="given.pdf"):
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return write


@pytest.fixture
def add(store, clock, settings, family):
    async def call(*arguments):
        return await run(arguments, store, clock, settings)

    return call


@pytest.fixture
def useful(store, clock, settings):
    return UsefulService(store, clock, settings)


async def test_a_document_that_was_missing_is_there_once_staff_added_it(add, useful, file):
    content = pdf()
    assert (await useful.find("vos statuts")).one.missing
    assert await add("useful", "statutes", file(content), "--dated", "2026-01-01") == (
        ADDED,
        f"statutes: added, {len(content)} bytes",
    )
    one = (await useful.find("vos statuts")).one
    assert (one.missing, one.size, one.dated.isoformat(), one.category) == (
        False,
        len(content),
        "2026-01-01",
        "notices",
    )
    assert (await useful.file("statutes"))[1] == content
    assert await add("useful", "statutes", file(content)) == (ADDED, "statutes: there already")


async def test_a_new_document_is_found_by_its_title_and_its_names_until_it_is_removed(add, useful, file):
    given = ("useful", "eye_sheet", file(pdf()), "--title", "Fiche des opticiens", "--category", "guides")
    assert (await add(*given, "--name", "fiche opticien"))[0] == ADDED
    assert (await useful.find("la fiche opticien svp")).one.key == "eye_sheet"
    assert "eye_sheet" in [one.key for one in (await useful.find("vos guides")).documents]
    assert await add("remove", "eye_sheet") == (ADDED, "eye_sheet: removed")
    assert await add("remove", "eye_sheet") == (ADDED, "eye_sheet: was not there")


async def test_what_staff_adds_takes_the_place_of_ours_and_gives_it_back(add, useful, file):
    ours = (await useful.file("membership_form"))[1]
    theirs = pdf("BIA")
    await add("useful", "membership_form", file(theirs))
    assert (await useful.file("membership_form"))[1] == theirs
    await add("remove", "membership_form")
    assert (await useful.file("membership_form"))[1] == ours


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no pdf at all", "given.pdf"),
        (b"", "EmptyFile"),
        (pdf(script="app.alert(1)"), "ActiveContent"),
        (b"%PDF-1.7" + b"x" * LIMIT, f"more than {LIMIT} bytes"),
    ],
    ids=["another format", "empty", "a script in it", "too big"],
)
async def test_a_file_that_is_no_harmless_pdf_is_refused(add, file, content, why):
    status, line = await add("useful", "statutes", file(content))
    assert status == REFUSED
    assert why in line


async def test_what_is_made_from_each_contract_cannot_be_replaced(add, file):
    assert (await add("useful", "guarantee_table", file(pdf())))[0] == REFUSED


async def test_a_document_without_category_or_title_is_refused(add, file):
    assert (await add("useful", "new_one", file(pdf()), "--title", "Nouveau"))[0] == REFUSED
    assert (await add("useful", "new_one", file(pdf()), "--category", "guides"))[0] == REFUSED
    assert (await add("useful", "statutes", "/nowhere.pdf"))[0] == REFUSED


async def test_a_letter_reaches_its_member_once_sealed_and_byte_for_byte(
    add, file, store, clock, settings, rasa_id, family
):
    content = pdf("Courrier")
    given = ("letter", "M1000001", file(content), "--title", "Votre dossier", "--sent-on", "2026-11-10")
    status, line = await add(*given)
    assert (status, line[:17]) == (ADDED, "M1000001: CR-2026")
    assert await add(*given) == (ADDED, "M1000001: there already")
    letters = LetterService(store, clock, settings)
    page = await letters.find(rasa_id, Asked("mes courriers"), refine=False)
    assert [one.name for one in page.letters] == ["Votre dossier"]
    opened = await letters.find(rasa_id, Asked("ouvrez ce courrier"), refine=False)
    documents = DocumentService(store, clock, settings)
    offer = await documents.offer(rasa_id, opened.wanted)
    assert (await documents.fetch(offer.url.rsplit("/", 1)[1])).content == content


async def test_a_letter_to_nobody_or_of_tomorrow_is_refused(add, file):
    given = file(pdf())
    assert (await add("letter", "M9999999", given, "--title", "X"))[0] == REFUSED
    assert (await add("letter", "M1000001", given, "--title", "X", "--sent-on", "2026-11-30"))[0] == REFUSED
    assert (await add("letter", "M1000001", given))[0] == REFUSED

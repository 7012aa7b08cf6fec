"""The useful documents: public ones for everybody, a member's own for him; only values that are certain."""

import io
import json
import re
from datetime import date

import pytest
from pypdf import PdfReader

from mutuelle.clock import today
from mutuelle.documents.service import DocumentService
from mutuelle.errors import DocumentChanged
from mutuelle.regulation.rules import Fact, rules, value_on
from mutuelle.useful.catalogue import entries
from mutuelle.useful.contents import content_on, rules_table, texts
from mutuelle.useful.service import UsefulService
from tests.talk import log_in, rasa_id_of

PUBLIC = [one.key for one in entries().values() if not one.own and not one.expected]


@pytest.fixture
def useful(store, clock, settings):
    return UsefulService(store, clock, settings)


@pytest.fixture
def documents(store, clock, settings):
    return DocumentService(store, clock, settings)


@pytest.fixture
def enters(store, accounts, transcript, family):
    async def enter(identifier=family.claire_login):
        conversation = await transcript.open("web", f"browser of {identifier}")
        await log_in(accounts, store, conversation, identifier)
        return await rasa_id_of(store, conversation)

    return enter


def text_of(pdf):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text.replace("\u200b", "").replace("\xa0", " ").replace("\u202f", " "))


async def test_all_are_listed_with_what_is_known_of_each_and_nothing_that_is_missing(useful, family):
    found = await useful.find("vos documents utiles")
    assert [one.key for one in found.documents if not one.own] == PUBLIC
    for one in found.documents:
        assert not one.missing
        assert (one.dated is None) == one.own
        assert one.own or one.url == f"http://bot.test/documents-utiles/{one.key}.pdf"


@pytest.mark.parametrize("key", PUBLIC)
async def test_a_document_for_everybody_is_made_for_anybody_the_same_each_time(store, clock, settings, family, key):
    first = await UsefulService(store, clock, settings).file(key)
    clock.pass_(hours=3)
    edition, content = await UsefulService(store, clock, settings).file(key)
    assert content == first[1]
    pdf = PdfReader(io.BytesIO(content))
    assert pdf.metadata.title == entries()[key].title
    assert pdf.trailer["/Root"]["/Lang"].lower().startswith("fr") and pdf.trailer["/Root"]["/StructTreeRoot"]
    assert not any(word in text_of(content) for word in ("{", "None", "Vasseur", "lorem"))
    assert edition.draft.name.endswith(f"({edition.dated}).pdf")


async def test_those_of_a_category_are_weighed(useful, family):
    found = await useful.find("montrez les notices")
    assert len(found.documents) == 3
    for one in found.documents:
        assert one.size == len((await useful.file(one.key))[1])


@pytest.mark.parametrize("key", ["statutes", "guarantee_table", "nothing", "../x"])
async def test_what_we_do_not_have_or_is_not_for_everybody_is_not_made(useful, family, key):
    with pytest.raises(DocumentChanged):
        await useful.file(key)


async def test_what_the_insurer_has_not_given_us_is_known_and_said_to_be_missing(useful, family):
    found = await useful.find("les statuts")
    assert (found.one.key, found.one.missing) == ("statutes", True)


def test_a_value_that_is_not_certain_is_not_told():
    day = date(2026, 11, 26)
    uncertain = [code for code in rules() if not isinstance(value_on(code, day), Fact)]
    assert uncertain
    table = rules_table(dict.fromkeys(uncertain, "Quoi"), day)
    assert {tuple(row[1:]) for row in table["rows"]} == {
        ("non communiqué : nos sources ne sont pas assez sûres", "", "")
    }


def test_a_document_is_of_its_edition_or_of_the_day_a_value_changed():
    notice = entries()["withholding_notice"]
    assert content_on(notice, date(2026, 11, 26)).dated == notice.dated
    said = json.dumps(content_on(notice, date(2026, 11, 26)).data, ensure_ascii=False)
    assert "2\xa0€" in said
    assert set(texts()) == set(PUBLIC)


async def test_the_own_documents_are_of_the_members_contract_only(useful, documents, enters, family):
    hers, his = await enters(), await enters(family.marc_login)
    for rasa_id, name, other in ((hers, "Claire Vasseur", "Durand"), (his, "Marc Durand", "Vasseur")):
        for key in ("guarantee_table", "contract_notice"):
            offer = await documents.offer(rasa_id, useful.wanted(key))
            said = text_of((await documents.fetch(offer.url.rsplit("/", 1)[1])).content)
            assert name in said
            assert other not in said


async def test_levels_that_are_not_known_are_said_not_to_be(useful, documents, enters):
    offer = await documents.offer(await enters(), useful.wanted("guarantee_table"))
    said = text_of((await documents.fetch(offer.url.rsplit("/", 1)[1])).content)
    assert "Nous n'avons pas ici le détail" in said.replace("’", "'")


async def test_an_own_document_is_as_of_the_day_it_was_asked_for(useful, documents, enters, clock):
    rasa_id = await enters()
    wanted = useful.wanted("contract_notice")
    assert wanted.parameters["day"] == today(clock).isoformat()
    offer = await documents.offer(rasa_id, wanted)
    first = await documents.fetch(offer.url.rsplit("/", 1)[1])
    clock.pass_(minutes=5)
    assert await documents.fetch(offer.url.rsplit("/", 1)[1]) == first

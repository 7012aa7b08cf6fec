"""Forms with files, over HTTP: what is taken, and served back."""

import re

import httpx
import pytest

from bot.pages.uploads import read_upload_form
from mutuelle.attachments.rules import LIMIT
from tests.bot.upload_page import UploadPage
from tests.bot.uploads.wire import BOUNDARY, Wire, a_file, body, named
from tests.mutuelle.attachments.files import GOOD


async def test_fields_and_a_file_are_taken(http, page):
    answer = await http.post("/rib", data={"holder": "Léa"}, files={"rib": ("Mon RIB.pdf", GOOD["pdf"])})
    assert answer.status_code == 200
    assert "Fichier reçu : Mon RIB.pdf" in answer.text
    assert page.fields == {"holder": "Léa"}
    assert [(file.name, file.content) for file in page.taken] == [("Mon RIB.pdf", GOOD["pdf"])]


async def test_a_file_of_exactly_five_mebibytes_is_taken_whole(http, page):
    content = b"a" * LIMIT
    assert (await http.post("/rib", files={"rib": ("note.txt", content)})).status_code == 200
    assert page.taken[0].content == content


async def test_one_byte_more_is_refused_with_the_size_that_was_read(http, page):
    answer = await http.post("/rib", data={"holder": "Léa"}, files={"rib": ("note.txt", b"a" * (LIMIT + 1))})
    assert answer.status_code == 413
    read = re.sub(r"\s", " ", answer.text)
    assert "Ce fichier pèse 5,1 Mo (5 242 881 octets), et la limite est de 5 Mo (5 242 880 octets)." in read
    assert "Pour l&#39;alléger" in answer.text
    assert 'value="Léa"' in answer.text
    assert page.taken == []


async def test_a_field_left_empty_has_no_file(http, page):
    content = body(named("holder", b"Claire"), a_file("", b""))
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    assert (await http.post("/rib", content=content, headers={"content-type": kind})).status_code == 200
    assert page.fields == {"holder": "Claire"} and page.taken == []


async def test_a_form_without_files_is_read_as_well(http, page):
    assert (await http.post("/rib", data={"holder": "Claire"})).status_code == 200
    assert page.fields == {"holder": "Claire"}


async def test_several_files_are_taken_where_the_page_takes_several():
    page = UploadPage(most_files=2)
    transport = httpx.ASGITransport(page.app())
    files = [("rib", ("a.txt", b"un")), ("rib", ("b.txt", b"deux")), ("rib", ("c.txt", b"trois"))]
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as http:
        assert (await http.post("/rib", files=files[:2])).status_code == 200
        assert [file.content for file in page.taken] == [b"un", b"deux"]
        answer = await http.post("/rib", files=files)
    assert answer.status_code == 422
    assert "2 fichiers" in answer.text


async def test_the_first_value_of_a_repeated_field_counts():
    form = await read_upload_form(Wire(body(named("a", b"1"), named("a", b"2"))).request)
    assert form.fields == {"a": "1"}


@pytest.mark.parametrize("step", [1, 2, 7, 64])
async def test_a_form_is_read_alike_however_it_is_cut(step):
    whole = body(named("a", "é\r\n--x".encode()), a_file("é.txt", b"\r\n--" + BOUNDARY.encode()[:-1] + b"\r\n"))
    form = await read_upload_form(Wire(*(whole[at : at + step] for at in range(0, len(whole), step))).request)
    assert form.fields == {"a": "é\r\n--x"}
    assert form.files["rib"][0].name == "é.txt"
    assert form.files["rib"][0].content == b"\r\n--" + BOUNDARY.encode()[:-1] + b"\r\n"


async def test_a_kept_file_is_given_back_to_be_saved_and_never_opened_here(http):
    await http.post("/rib", files={"rib": ('Relevé "2026".txt', b"bonjour")})
    answer = await http.get("/back")
    assert answer.content == b"bonjour"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''Relev%C3%A9" in answer.headers["content-disposition"]
    assert '\\"' not in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")

"""Forms with files, over HTTP: read under caps, each file judged, nothing of them logged."""

import pytest

from bot.pages import multipart
from bot.pages.upload_words import WORDS, tell
from mutuelle.attachments import errors
from mutuelle.attachments.rules import LIMIT
from tests.bot.uploads.wire import BOUNDARY, JSON, Wire, a_file, body, named, refusal
from tests.logs import recorded
from tests.mutuelle.attachments.files import GOOD
from tests.mutuelle.attachments.test_hostile_files import HOSTILE


async def test_a_body_that_says_it_is_too_large_is_refused_before_a_byte_is_read():
    wire = Wire(b"x" * 1_000, declared=20 * 1024 * 1024)
    refused = await refusal(wire)
    assert wire.taken == 0
    assert refused.status == 413
    assert refused.told.startswith("Ce fichier pèse 20\xa0Mo, et la limite est de 5\xa0Mo")


async def test_a_body_that_does_not_say_its_size_is_cut_when_it_is_too_large():
    start = body(named("holder", b"Claire"), a_file("a.txt", b"x")).removesuffix(f"\r\n--{BOUNDARY}--\r\n".encode())
    wire = Wire(start, *([b"a" * 65_536] * 1_000))
    refused = await refusal(wire)
    assert LIMIT < wire.taken < LIMIT + 3 * 65_536
    assert (refused.status, refused.field, refused.fields) == (413, "rib", {"holder": "Claire"})
    assert refused.told.startswith("Ce fichier dépasse la limite de 5\xa0Mo")


async def test_not_more_than_the_limit_and_a_byte_of_a_file_is_kept_in_memory():
    content = body(a_file("a.txt", b"a" * (LIMIT + 40_000)))
    (part,) = await multipart.read_parts(Wire(content).request, limit=LIMIT, most_files=1)
    assert len(part.content) == LIMIT + 1
    assert part.size == LIMIT + 40_000


async def test_a_body_that_stops_coming_is_given_up(monkeypatch):
    monkeypatch.setattr(multipart, "IDLE_S", 0.05)
    refused = await refusal(Wire(b"--", pause=10))
    assert (refused.status, refused.told) == (408, WORDS["form"]["too_slow"])


async def test_a_body_that_comes_by_drops_is_given_up(monkeypatch):
    monkeypatch.setattr(multipart, "WHOLE_S", 0.3)
    whole = body(a_file("a.txt", b"a" * 500))
    refused = await refusal(Wire(*(bytes([char]) for char in whole), pause=0.01))
    assert refused.status == 408


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        body(a_file("a.txt", b"x"))[:-20],
        body(("Content-Type: text/plain", b"x")),
        body(("Content-Disposition: attachment; name=x", b"x")),
        body((f'Content-Disposition: form-data; name="a"\r\nX: {"y" * 5_000}', b"x")),
        body(("\r\n".join(["Content-Disposition: form-data; name=a", *(f"X{n}: y" for n in range(20))]), b"x")),
    ],
    ids=["nothing", "no form", "cut short", "no name", "no field", "a long header", "many headers"],
)
async def test_a_malformed_body_is_refused(content):
    refused = await refusal(Wire(content))
    assert (refused.status, refused.told) == (400, WORDS["form"]["malformed"])


@pytest.mark.parametrize(
    "content",
    [
        body(named("a", b"x" * 20_000)),
        body(*(named(f"a{n}", b"x" * 15_000) for n in range(5))),
        body(*(named(f"a{n}") for n in range(100))),
    ],
    ids=["a long field", "long fields", "many fields"],
)
async def test_more_text_than_a_page_of_ours_sends_is_refused(content):
    refused = await refusal(Wire(content))
    assert (refused.status, refused.told) == (413, WORDS["form"]["too_much"])


async def test_a_boundary_that_is_missing_or_endless_is_refused():
    for kind in ("multipart/form-data", f"multipart/form-data; boundary={'x' * 5_000}"):
        wire = Wire(b"x")
        wire.request.scope["headers"] = [(b"content-type", kind.encode())]
        assert (await refusal(wire)).status == 400


async def test_the_script_gets_the_reason_and_its_field_the_browser_gets_the_form(http):
    files = {"rib": ("a.pdf", GOOD["png"])}
    answer = await http.post("/rib", files=files, headers=JSON)
    assert answer.status_code == 422
    assert answer.json() == {"reason": tell(errors.TypeMismatch("pdf", "png")), "field": "rib"}
    page = await http.post("/rib", data={"holder": "Léa"}, files=files)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text and 'value="Léa"' in page.text
    assert "son contenu est une image PNG. Renommez-le en .png" in page.text


@pytest.mark.parametrize("case", ["macros in a docx", "a script in a pdf", "a jpeg cut short", "a disguised program"])
async def test_a_hostile_file_is_refused_by_the_page(http, page, case):
    name, content, expected = HOSTILE[case]
    answer = await http.post("/rib", files={"rib": (name, content)}, headers=JSON)
    assert answer.status_code == 422
    assert expected is errors.FormatRefused or answer.json()["reason"] == WORDS["refusals"][expected.__name__]
    assert page.taken == []


async def test_neither_names_nor_contents_are_logged(http):
    with recorded() as logs:
        await http.post("/rib", files={"rib": ("Kunégonde.pdf", b"secret")})
    assert "upload_refused" in logs.getvalue()
    assert "Kun" not in logs.getvalue() and "secret" not in logs.getvalue()

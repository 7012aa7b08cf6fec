"""Forms with files, over HTTP: read under caps, each file judged, each refusal told in French."""

import asyncio
import re

import httpx
import pytest
from starlette.requests import Request

from bot.pages import multipart
from bot.pages.upload_words import WORDS, for_the_field, size_words, tell
from bot.pages.uploads import UploadRefused, read_upload_form
from mutuelle.attachments import errors
from mutuelle.attachments.rules import FAMILIES, LIMIT, MEDIA_TYPES
from tests.bot.upload_page import UploadPage
from tests.logs import recorded
from tests.mutuelle.attachments.files import GOOD
from tests.mutuelle.attachments.test_hostile_files import HOSTILE

BOUNDARY = "----boundary"
JSON = {"accept": "application/json, text/html;q=0.9"}
SAMPLES = [
    errors.FormatRefused("heic", "phone_photo"),
    errors.FileTooBig(LIMIT + 1),
    errors.FileTooBig(None),
    errors.TypeMismatch("pdf", "png"),
    errors.TypeMismatch("pdf", "something"),
    errors.TooManyPixels(9_000, 9_000),
    errors.TooManyPixels(0, 0),
    errors.TooManyAttachments(3),
    *(
        kind()
        for kind in errors.refusals().values()
        if kind
        not in {
            errors.FormatRefused,
            errors.FileTooBig,
            errors.TypeMismatch,
            errors.TooManyPixels,
            errors.TooManyAttachments,
        }
    ),
]


@pytest.fixture
def page():
    return UploadPage()


@pytest.fixture
async def http(page):
    transport = httpx.ASGITransport(page.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as opened:
        yield opened


def body(*parts):
    """Return a multipart body of (headers, content)."""
    written = [f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n" for head, content in parts]
    return b"".join(written) + f"--{BOUNDARY}--\r\n".encode()


def named(name, content=b"x"):
    return (f'Content-Disposition: form-data; name="{name}"', content)


def a_file(filename, content, name="rib"):
    return (f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: x/y', content)


class Wire:
    """A client that sends what it is told, and counts how much of it was taken."""

    def __init__(self, *chunks, declared=None, pause=0.0):
        self.taken = 0
        self._chunks = iter(chunks)
        self._pause = pause
        length = [] if declared is None else [(b"content-length", str(declared).encode())]
        kind = (b"content-type", f"multipart/form-data; boundary={BOUNDARY}".encode())
        self.request = Request({"type": "http", "method": "POST", "headers": [kind, *length]}, self._receive)

    async def _receive(self):
        await asyncio.sleep(self._pause)
        chunk = next(self._chunks, None)
        self.taken += len(chunk or b"")
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}


async def refusal(wire, **options):
    with pytest.raises(UploadRefused) as refused:
        await read_upload_form(wire.request, **options)
    return refused.value


# --- what is taken


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


# --- what is not


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


# --- what is said


def test_every_refusal_has_its_sentence_and_every_sentence_its_refusal():
    told = {key.removesuffix("Unknown") if key != "AttachmentUnknown" else key for key in WORDS["refusals"]}
    assert told == set(errors.refusals())
    assert len(told) > 18


@pytest.mark.parametrize("refused", SAMPLES, ids=lambda one: type(one).__name__)
def test_a_refusal_is_told_in_whole_sentences_with_something_to_do(refused):
    told = tell(refused)
    assert told.endswith(".") and told.count(".") >= 1
    assert not re.search(r"[{}]|\b(?:None|error)\b", told)
    assert 60 < len(told) < 330


def test_every_family_of_formats_has_its_advice():
    assert set(FAMILIES.values()) | {"other"} == set(WORDS["advice"])
    assert not FAMILIES.keys() & MEDIA_TYPES.keys()
    for found in WORDS["found"].values():
        assert ("extension" in found) != ("advice" in found)
        assert found.get("advice", "other") in WORDS["advice"]
        assert found.get("extension", "pdf") in MEDIA_TYPES


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 octets"),
        (1_023, "1 023 octets"),
        (1_024, "1 Ko"),
        (340_000, "333 Ko"),
        (LIMIT, "5 Mo"),
        (LIMIT + 1, "5,1 Mo (5 242 881 octets)"),
        (6_500_000, "6,2 Mo"),
        (300_000_000, "286,2 Mo"),
    ],
)
def test_a_size_is_said_as_a_reader_expects(size, words):
    assert re.sub(r"\s", " ", size_words(size)) == words


def test_the_field_names_the_fourteen_formats():
    field = for_the_field()
    assert field["accept"].split(",") == [f".{one}" for one in MEDIA_TYPES]
    for extension in MEDIA_TYPES:
        assert f".{extension}" in field["help"]


# --- serving back


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

"""Whatever the bytes are, the inspector answers, soon, with one of its own refusals; in a process of its own too."""

import asyncio
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutuelle.attachments import isolated
from mutuelle.attachments.errors import AttachmentRefused, FileTooBig, HasMacros, TooComplex, TypeMismatch
from mutuelle.attachments.inspection import inspect
from mutuelle.attachments.isolated import inspect_apart
from mutuelle.attachments.rules import LIMIT, MEDIA_TYPES, CleanFile, display_name
from tests.mutuelle.attachments.files import GOOD, docx
from tests.mutuelle.attachments.test_hostile_files import HOSTILE

EXTENSIONS = st.sampled_from(sorted(MEDIA_TYPES))
STARTS = st.sampled_from(
    [b"", b"%PDF-1.7\n", b"PK\3\4", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"{\\rtf1", GOOD["doc"][:600]]
)
PATIENT = settings(deadline=4_000, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def verdict(name, content):
    try:
        return inspect(name, content)
    except AttachmentRefused as refused:
        return refused


@PATIENT
@given(EXTENSIONS, STARTS, st.binary(max_size=3_000))
def test_any_bytes_get_a_verdict(extension, start, rest):
    assert isinstance(verdict(f"a.{extension}", start + rest), CleanFile | AttachmentRefused)


@PATIENT
@given(st.data())
def test_any_change_to_a_good_file_gets_a_verdict(data):
    extension = data.draw(EXTENSIONS)
    content = bytearray(GOOD[extension])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    assert isinstance(verdict(f"a.{extension}", bytes(content)), CleanFile | AttachmentRefused)


@PATIENT
@given(st.text())
def test_any_name_can_be_shown(name):
    shown = display_name(name)
    assert 0 < len(shown) <= 100
    assert shown.isprintable() and not set(shown) & set('/\\<>:"|?*')
    assert display_name(shown) == shown


@pytest.mark.parametrize("extension", ["jpg", "pdf", "docx", "txt"])
async def test_a_process_of_its_own_comes_to_the_same_verdict(extension):
    assert await inspect_apart(f"é.{extension}", GOOD[extension]) == inspect(f"é.{extension}", GOOD[extension])


async def test_a_process_of_its_own_refuses_for_the_same_reason_with_the_same_facts():
    with pytest.raises(TypeMismatch) as refused:
        await inspect_apart("a.jpg", GOOD["png"])
    assert refused.value == TypeMismatch("jpg", "png")
    with pytest.raises(HasMacros):
        await inspect_apart("a.docx", docx(extra={"word/vbaProject.bin": "x"}))
    with pytest.raises(FileTooBig):
        await inspect_apart("a.txt", b"a" * (LIMIT + 1))


async def test_an_inspection_without_end_is_ended(monkeypatch):
    monkeypatch.setattr(isolated, "PATIENCE_S", 0.01)
    started = time.perf_counter()
    with pytest.raises(TooComplex):
        await inspect_apart("a.pdf", GOOD["pdf"])
    assert time.perf_counter() - started < 5


async def test_an_inspection_given_up_leaves_no_process(monkeypatch):
    made, begun = [], asyncio.Event()
    create = asyncio.create_subprocess_exec

    async def noted(*args, **options):
        made.append(await create(*args, **options))
        begun.set()
        return made[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    task = asyncio.create_task(inspect_apart("a.pdf", GOOD["pdf"]))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert made[0].returncode is not None


async def test_a_process_that_inspects_does_not_get_our_secrets(monkeypatch):
    given = {}
    create = asyncio.create_subprocess_exec

    async def noted(*args, **options):
        given.update(options)
        return await create(*args, **options)

    monkeypatch.setenv("APP_SECRET", "s" * 40)
    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    await inspect_apart("a.txt", b"bonjour")
    assert given["env"].keys() == {"LANG", "PYTHONDONTWRITEBYTECODE"}


def test_the_hostile_files_are_many():
    assert len(HOSTILE) > 90

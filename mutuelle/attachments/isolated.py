"""Inspects in a process of its own: what a file does to a parser, it does there, without our secrets and with an end.

    file = await inspect_apart("RIB.pdf", content)      # as `inspection.inspect`, bounded in time and memory

The process is `python -m mutuelle.attachments`: a line of JSON and the content in, a line of JSON and the clean content
out. It has no environment but its language, and limits on its CPU time and memory.
"""

import asyncio
import contextlib
import json
import resource
import sys
from typing import Any, BinaryIO

from mutuelle.attachments.errors import AttachmentRefused, TooComplex, refusals
from mutuelle.attachments.inspection import inspect
from mutuelle.attachments.rules import CleanFile, check_size, display_name, extension_of
from mutuelle.settings import ROOT

AT_ONCE = 2
CPU_S = 15
PATIENCE_S = 30.0
MEMORY = 1024 * 1024 * 1024

_turns = asyncio.Semaphore(AT_ONCE)


async def inspect_apart(sent_name: str, content: bytes) -> CleanFile:
    """Judge a file by its content. Raises one of `mutuelle.attachments.errors`."""
    extension_of(display_name(sent_name))  # what needs no process
    check_size(len(content))
    head = json.dumps({"name": sent_name}).encode() + b"\n"
    async with _turns:
        answer = await _ask(head + content)
    line, _, kept = answer.partition(b"\n")
    try:
        verdict: dict[str, Any] = json.loads(line)
    except ValueError:
        raise TooComplex from None  # it was killed, or ran out of memory
    if "refused" in verdict:
        raise refusals()[verdict["refused"]](**verdict["facts"])
    return CleanFile(verdict["name"], verdict["media_type"], kept)


def serve(given: BinaryIO, answer: BinaryIO) -> None:
    """Inspect what is given, once, under limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.loads(given.readline())
    try:
        file = inspect(asked["name"], given.read())
    except AttachmentRefused as refused:
        answer.write(json.dumps({"refused": type(refused).__name__, "facts": refused.facts}).encode() + b"\n")
        return
    answer.write(json.dumps({"name": file.name, "media_type": file.media_type}).encode() + b"\n")
    answer.write(file.content)


async def _ask(given: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "mutuelle.attachments",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # parsers quote what they read
        cwd=ROOT,
        env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            answer, _ = await process.communicate(given)
    except TimeoutError:
        raise TooComplex from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return answer

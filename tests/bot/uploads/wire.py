"""Forms with files as a browser writes them, and a client that sends them as it is told."""

import asyncio

import pytest
from starlette.requests import Request

from bot.pages.uploads import UploadRefused, read_upload_form

BOUNDARY = "----boundary"
JSON = {"accept": "application/json, text/html;q=0.9"}


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

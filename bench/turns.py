"""What a turn costs: by the bot's WebSocket and straight to Rasa, in turns; and as a conversation grows."""

import asyncio
import json
import secrets
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from websockets.asyncio.client import ClientConnection, connect

from tests.chat import Chat
from tests.stack import Stack

CLAIRE = ("c.vasseur@exemple.fr", "Demo-Claire-2026")
TEXTS = ("merci", "mes remboursements")
SAMPLES, FRESH_AFTER = 120, 20
LONG, WINDOW = 520, 20


async def main() -> None:
    """Start the three processes on a database of their own, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder))
        try:
            await asyncio.to_thread(stack.up)
            await compare(stack)
            await grow(stack)
        finally:
            stack.down()


async def compare(stack: Stack) -> None:
    """Print p50 and p95 of both ways, in turns, for each text."""
    print(f"\nA turn, {SAMPLES} samples each, in ms          p50     p95")
    async with await _socket(stack) as socket, httpx.AsyncClient(base_url=stack.rasa_url, timeout=30) as rasa:
        await _turn(socket, "bonjour")
        for text in TEXTS:
            ours, theirs = [], []
            for n in range(SAMPLES):
                if n % FRESH_AFTER == 0:
                    sender = await asyncio.to_thread(_logged_in_sender, stack)
                    await _straight(rasa, sender, "bonjour")
                theirs.append(await _straight(rasa, sender, text))
                ours.append(await _turn(socket, text))
            _print(f"« {text} » through the bot", ours)
            _print(f"« {text} » straight to Rasa", theirs)
            print(f"  our share, p50{statistics.median(ours) - statistics.median(theirs):33.1f}")


async def grow(stack: Stack) -> None:
    """Print the cost of the turns of one long conversation."""
    async with await _socket(stack) as socket:
        times = [await _turn(socket, TEXTS[n % 2]) for n in range(LONG)]
    print(f"\nOne conversation of {LONG} turns, median of {WINDOW} turns in ms")
    for start in (0, 100, 200, 300, 400, LONG - WINDOW):
        print(f"  turns {start + 1:3} to {start + WINDOW:3}{statistics.median(times[start : start + WINDOW]):24.1f}")
    early, late = statistics.median(times[2:22]), statistics.median(times[490:510])
    print(f"  around the 500th / around the 5th{late / early:14.2f}")


async def _socket(stack: Stack) -> ClientConnection:
    chat = await asyncio.to_thread(_logged_in, stack)
    cookies = "; ".join(f"{name}={value}" for name, value in chat.http.cookies.items())
    socket = await connect(f"ws{stack.url[4:]}/chat/ws", additional_headers={"cookie": cookies})
    while json.loads(await socket.recv())["type"] != "ready":
        pass
    return socket


def _logged_in(stack: Stack) -> Chat:
    chat = Chat(stack.url)
    chat.log_in(chat.say("mes remboursements")[-1]["url"], *CLAIRE)
    chat.hear()
    return chat


def _logged_in_sender(stack: Stack) -> str:
    with _logged_in(stack), sqlite3.connect(stack.database) as database:
        query = "select rasa_id from conversations order by created_at desc limit 1"
        return str(database.execute(query).fetchone()[0])


async def _turn(socket: ClientConnection, text: str) -> float:
    began = time.perf_counter()
    await socket.send(json.dumps({"type": "message", "id": secrets.token_hex(8), "text": text}))
    while json.loads(await socket.recv()).get("direction") != "out":
        pass
    return (time.perf_counter() - began) * 1000


async def _straight(rasa: httpx.AsyncClient, sender: str, text: str) -> float:
    began = time.perf_counter()
    response = await rasa.post("/webhooks/rest/webhook", json={"sender": sender, "message": text})
    elapsed = (time.perf_counter() - began) * 1000
    assert response.json(), "Rasa answered nothing"
    return elapsed


def _print(label: str, times: list[float]) -> None:
    p95: Callable[[list[float]], float] = lambda values: statistics.quantiles(values, n=20)[-1]  # noqa: E731
    print(f"  {label:40}{statistics.median(times):7.1f} {p95(times):7.1f}")


if __name__ == "__main__":
    asyncio.run(main())

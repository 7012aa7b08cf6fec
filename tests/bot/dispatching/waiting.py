"""Waits for what a dispatcher does beside a test."""

import asyncio
import inspect


async def until(condition, patience=10.0):
    """Wait until what a function returns, or has awaited, is true."""
    async with asyncio.timeout(patience):
        while not await _value(condition()):  # noqa: ASYNC110  (it is the database that changes)
            await asyncio.sleep(0.005)


async def _value(told):
    return await told if inspect.isawaitable(told) else told


async def all_answered(worklist, conversation):
    async def nothing_waits():
        return not await worklist.pending(conversation)

    await until(nothing_waits)


async def at_rest(desk, conversation):
    await until(lambda: not desk.busy(conversation))

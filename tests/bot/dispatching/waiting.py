"""Waits for what a dispatcher does beside a test."""

import asyncio


async def until(condition, patience=10.0):
    async with asyncio.timeout(patience):
        while not await condition():  # noqa: ASYNC110  (it is the database that changes)
            await asyncio.sleep(0.005)


async def all_answered(worklist, conversation):
    async def nothing_waits():
        return not await worklist.pending(conversation)

    await until(nothing_waits)


async def at_rest(desk, conversation):
    async def idle():
        return not desk.busy(conversation)

    await until(idle)

"""Members who talk procedures over."""

import pytest

from tests.procedure import Talker
from tests.talk import log_in


@pytest.fixture
def talks(store, transcript, worklist, procedures, accounts, family):
    """Opens a conversation in which a member is logged in: Claire, unless told."""

    async def open_one(login=family.claire_login, channel="web", address="browser"):
        conversation = await transcript.open(channel, address)
        await log_in(accounts, store, conversation, login)
        return Talker(store, transcript, worklist, procedures, conversation)

    return open_one


@pytest.fixture
async def claire(talks):
    return await talks()

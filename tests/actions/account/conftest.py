"""Claire logged in, and the codes she enters."""

import pytest

from tests.actions.dialogue import Dialogue
from tests.talk import give_code, log_in, rasa_id_of


@pytest.fixture
async def conversation(transcript, family):
    return await transcript.open("web", "hers")


@pytest.fixture
async def claire(store, services, accounts, conversation, family):
    await log_in(accounts, store, conversation, family.claire_login)
    return Dialogue(store, services, await rasa_id_of(store, conversation))


@pytest.fixture
def coded(services, store, conversation):
    """Gives the code for a purpose, as if it had been entered on its page."""

    async def give(purpose):
        await give_code(services.codes, store, conversation, purpose)

    return give

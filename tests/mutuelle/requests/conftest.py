"""Members who talk procedures over."""

import pytest

from mutuelle.procedures.catalogue import all_procedures
from mutuelle.procedures.pages import ProcedurePages
from mutuelle.procedures.service import ProcedureService
from mutuelle.requests.service import RequestService
from tests.procedure import Talker
from tests.talk import log_in


@pytest.fixture
def requests(store, clock, settings):
    return RequestService(store, clock, settings)


@pytest.fixture
def procedures(store, clock, settings):
    return ProcedureService(store, clock, settings, all_procedures(settings))


@pytest.fixture
def pages(store, clock, settings, procedures):
    return ProcedurePages(store, clock, settings, procedures)


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

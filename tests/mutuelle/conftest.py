"""What the tests of the services share: Claire's conversation, the procedures and the requests she makes in it."""

import pytest

from mutuelle.procedures.catalogue import all_procedures
from mutuelle.procedures.pages import ProcedurePages
from mutuelle.procedures.service import ProcedureService
from mutuelle.requests.closings import CLOSINGS
from mutuelle.requests.service import RequestService
from tests.talk import log_in, rasa_id_of


@pytest.fixture
def procedures(store, clock, settings):
    return ProcedureService(store, clock, settings, all_procedures(settings))


@pytest.fixture
def pages(store, clock, settings, procedures):
    return ProcedurePages(store, clock, settings, procedures)


@pytest.fixture
def requests(store, clock, settings):
    return RequestService(store, clock, settings, closings=CLOSINGS)


@pytest.fixture
async def claire(store, family, transcript, accounts):
    """The conversation in which Claire is logged in."""
    conversation = await transcript.open("web", "browser")
    await log_in(accounts, store, conversation, family.claire_login)
    return conversation


@pytest.fixture
async def rasa_id(store, claire):
    """The sender that Rasa knows Claire's conversation by."""
    return await rasa_id_of(store, claire)


@pytest.fixture
def code_entered(monkeypatch):
    """Every one-time code that is asked for was entered."""

    async def confirmed(*_args, **_kwargs):
        return None

    monkeypatch.setattr("mutuelle.procedures.service.use_code", confirmed)

"""What the tests of letters share: the services, and letters of Claire's."""

from datetime import date

import pytest

from mutuelle.documents.service import DocumentService
from mutuelle.letters.due import DueLetters
from mutuelle.letters.facts import Called, notice_facts, rejected_facts
from mutuelle.letters.service import LetterService
from mutuelle.letters.writing import NewLetter, Sender, send
from mutuelle.periods import Period
from tests.talk import log_in, rasa_id_of


@pytest.fixture
def letters(store, clock, settings):
    return LetterService(store, clock, settings)


@pytest.fixture
def documents(store, clock, settings):
    return DocumentService(store, clock, settings)


@pytest.fixture
def due(store, clock, settings, family):
    return DueLetters(store, clock, settings)


@pytest.fixture
def sends(store, settings, family):
    """Sends a notice that calls a year's contributions, or one on a refused debit, to Claire unless told."""

    async def send_one(kind="contribution_notice", sent_on=date(2025, 12, 16), contract_id=1, year=2026, title=""):
        called = Called(date(year, 1, 1), date(year, 12, 31), date(year, 1, 5), 120_000)
        facts = {
            "contribution_notice": lambda: notice_facts([called], mode="direct_debit", frequency="yearly"),
            "rejected_debit": lambda: rejected_facts(called),
            "other": lambda: {"anything": 1},
        }[kind]()
        about = None if kind == "other" else Period(called.start, called.end)
        new = NewLetter(contract_id, kind, sent_on, f"{kind} {year} {sent_on}", about, facts, title=title)
        async with store.write() as connection:
            return await send(connection, Sender.of(settings), new)

    return send_one


@pytest.fixture
def enters(store, accounts, transcript, family):
    """Logs somebody in, Claire on the web unless told; returns the sender of the conversation."""

    async def enter(identifier=family.claire_login, channel="web"):
        conversation = await transcript.open(channel, f"{channel} of {identifier}")
        await log_in(accounts, store, conversation, identifier)
        return await rasa_id_of(store, conversation)

    return enter

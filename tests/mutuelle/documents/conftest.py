"""What the tests of documents share: the services, and sources that know of contributions and removals."""

from datetime import date
from decimal import Decimal

import pytest

from mutuelle.documents.certificates import CertificateService
from mutuelle.documents.service import DocumentService
from mutuelle.documents.sources import PaidContribution, Removed, Sources
from mutuelle.documents.verification import VerificationService
from tests.talk import log_in, rasa_id_of


class Paid:
    """Twelve contributions of 2025, one of 2026, for Claire's contract."""

    def __init__(self):
        self.rows = {
            2025: tuple(PaidContribution(date(2025, month, 5), Decimal("102.88")) for month in range(1, 13)),
            2026: (PaidContribution(date(2026, 1, 5), Decimal("104.10")),),
        }

    async def years(self, connection, contract_id):
        return tuple(sorted(self.rows, reverse=True)) if contract_id == 1 else ()

    async def of_year(self, connection, contract_id, year):
        return self.rows.get(year, ()) if contract_id == 1 else ()


class Gone:
    """Léa left Claire's contract; so did somebody who is not among its beneficiaries any more."""

    async def of(self, connection, contract_id):
        if contract_id != 1:
            return ()
        lea = Removed(3, "Léa", "Vasseur", date(2015, 1, 2), date(2026, 10, 31))
        return (lea, Removed(99, "Jules", "Vasseur", date(1980, 1, 2), date(2024, 12, 31)))


@pytest.fixture
def sources():
    return Sources(contributions=Paid(), removals=Gone())


@pytest.fixture
def documents(store, clock, settings):
    return DocumentService(store, clock, settings)


@pytest.fixture
def certificates(store, clock, settings):
    return CertificateService(store, clock, settings)


@pytest.fixture
def verifications(store, clock):
    return VerificationService(store, clock)


@pytest.fixture
def enters(store, accounts, transcript, family):
    """Logs somebody in, Claire on the web unless told; returns the conversation and its sender."""

    async def enter(identifier=family.claire_login, channel="web"):
        conversation = await transcript.open(channel, f"{channel} of {identifier}")
        await log_in(accounts, store, conversation, identifier)
        return conversation, await rasa_id_of(store, conversation)

    return enter

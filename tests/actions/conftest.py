"""A real core on SQLite, and the dialogue engine's side of a conversation in each state."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from actions.base import Services
from mutuelle.account.service import AccountService
from mutuelle.beneficiaries.tables import Guarantee
from mutuelle.contract.tables import GuaranteeLevel
from mutuelle.conversations.transcript import Transcript
from mutuelle.settings import Settings
from mutuelle.store import Store
from tests.actions.dialogue import Dialogue
from tests.conftest import MovableClock
from tests.databases import database
from tests.family import Family
from tests.hashing import passwords
from tests.talk import log_in, rasa_id_of

Open = Callable[..., Awaitable[Dialogue]]


@pytest.fixture
async def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """SQLite only: the core's own tests run on both databases."""
    async with database(request, tmp_path, tmp_path_factory) as url:
        yield url


@pytest.fixture
def accounts(store: Store, clock: MovableClock, settings: Settings) -> AccountService:
    return AccountService(store, clock, settings, passwords())


@pytest.fixture
def services(store: Store, clock: MovableClock, settings: Settings) -> Services:
    return Services.on(store, clock, settings, passwords())


@pytest.fixture
def visits(store: Store, services: Services, transcript: Transcript, family: Family) -> Open:
    """Opens a conversation in which nobody is logged in."""

    async def visit(channel: str = "web", address: str = "somewhere") -> Dialogue:
        conversation = await transcript.open(channel, address)
        return Dialogue(store, services, await rasa_id_of(store, conversation))

    return visit


@pytest.fixture
def logs_in(store: Store, services: Services, transcript: Transcript, accounts: AccountService, family: Family) -> Open:
    """Opens a conversation and logs a member in, Claire unless told."""

    async def open_and_log_in(identifier: str = family.claire_login, channel: str = "web") -> Dialogue:
        conversation = await transcript.open(channel, f"the one of {identifier}")
        await log_in(accounts, store, conversation, identifier)
        return Dialogue(store, services, await rasa_id_of(store, conversation))

    return open_and_log_in


@pytest.fixture
def locks(logs_in: Open, clock: MovableClock) -> Open:
    """Opens a conversation in which a member was logged in too long ago."""

    async def open_and_wait() -> Dialogue:
        dialogue = await logs_in()
        clock.pass_(minutes=16)
        return dialogue

    return open_and_wait


@pytest.fixture
def unknown(store: Store, services: Services, family: Family) -> Open:
    """A sender that the core never heard of."""

    async def invent() -> Dialogue:
        return Dialogue(store, services, "0" * 32)

    return invent


@pytest.fixture
async def guaranteed(store, family):
    """Claire's family has levels for crowns and osteopathy."""
    async with store.write() as connection:
        await connection.execute(
            insert(Guarantee),
            [{"beneficiary_id": one, "name": "SANTE", "since": date(2020, 1, 1)} for one in (1, 2, 3)],
        )
        shared = {"guarantee": "SANTE", "since": date(2019, 1, 1), "until": None}
        await connection.execute(
            insert(GuaranteeLevel),
            [
                {**shared, "family": "osteopathy", "cover": "forfait", "amount": 2500, "unit": "session", "a_year": 5},
                {
                    **shared,
                    "family": "dental_prosthesis",
                    "cover": "percent_included",
                    "amount": 200,
                    "unit": "",
                    "a_year": None,
                },
            ],
        )

"""Home and work, kept for searches once the member agreed: sealed, his alone, gone when he or the account goes."""

import pytest
from sqlalchemy import select

from mutuelle.practitioners.kept import forget_places, keep_place, kept_place
from mutuelle.practitioners.kept_tables import KeptPlace
from tests.mutuelle.account import test_deletion
from tests.small_places import STREET, TOURS

# The account of Claire, marked to be erased, as in the tests of deletion.
conversation, token, marked = test_deletion.conversation, test_deletion.token, test_deletion.marked


@pytest.fixture
async def kept(store, settings, clock, family):
    """Claire's home is kept."""
    async with store.write() as connection:
        await keep_place(connection, family.claire, "home", STREET, secret=settings.secret, now=clock.now())


@pytest.fixture
def place_of(store, settings):
    async def read(member_id, kind="home"):
        async with store.read() as connection:
            return await kept_place(connection, member_id, kind, secret=settings.secret)

    return read


async def test_a_home_is_read_again_by_whose_it_is(kept, place_of, family):
    assert await place_of(family.claire) == STREET
    assert await place_of(family.claire, "work") is None
    assert await place_of(family.claire + 1) is None


async def test_it_is_not_in_clear_and_when_he_agreed_is_known(kept, store, clock):
    async with store.read() as connection:
        row = (await connection.execute(select(KeptPlace.sealed, KeptPlace.agreed_at))).one()
    assert "Paix" not in row.sealed
    assert row.agreed_at == clock.now()


async def test_another_one_takes_its_place(kept, place_of, store, settings, clock, family):
    async with store.write() as connection:
        await keep_place(connection, family.claire, "home", TOURS, secret=settings.secret, now=clock.now())
    assert await place_of(family.claire) == TOURS


async def test_it_is_forgotten_when_he_says_so(kept, place_of, store, family):
    async with store.write() as connection:
        assert await forget_places(connection, family.claire) == 1
    assert await place_of(family.claire) is None


async def test_it_is_erased_with_the_account(kept, deletions, marked, place_of, family, clock):
    clock.pass_(days=31)
    await deletions.erase_due()
    assert await place_of(family.claire) is None

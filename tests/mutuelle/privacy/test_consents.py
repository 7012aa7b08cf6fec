"""What a member agreed to is told, and taken back at once."""

import pytest
from sqlalchemy import select, update

from mutuelle.account.tables import Account
from mutuelle.contract.tables import Member
from mutuelle.errors import NotLoggedIn
from mutuelle.privacy.consents import CONSENTS, ConsentService
from tests.consistency.assistant import contents
from tests.talk import rasa_id_of


@pytest.fixture
def consents(store, clock, settings):
    return ConsentService(store, clock, settings)


@pytest.fixture
async def agreed(store, family):
    async with store.write() as connection:
        await connection.execute(update(Account).values(care_on_telegram=True, files_on_telegram=True))
        await connection.execute(update(Member).values(notifications="both"))


async def test_those_in_force_are_told(consents, rasa_id, agreed):
    assert (await consents.consents(rasa_id)).given == ("care", "files", "notices")


async def test_none_was_given_at_first(consents, rasa_id):
    assert (await consents.consents(rasa_id)).given == ()


async def test_one_is_taken_back_and_nobody_elses(consents, rasa_id, agreed, store, family):
    assert (await consents.withdraw(rasa_id, ("notices",))).given == ("care", "files")
    async with store.read() as connection:
        rows = (await connection.execute(select(Member.id, Member.notifications))).all()
    assert dict(tuple(row) for row in rows)[family.marc] == "both"


async def test_all_are_taken_back(consents, rasa_id, agreed):
    assert (await consents.withdraw(rasa_id, tuple(one.name for one in CONSENTS))).given == ()


async def test_nobody_logged_in_has_none_to_tell(consents, store, transcript, family):
    with pytest.raises(NotLoggedIn):
        await consents.consents(await rasa_id_of(store, await transcript.open("web", "b")))


def test_each_has_its_words():
    (named,) = contents("responses")["utter_privacy_consent_names"]
    assert set(named["custom"]) == {one.name for one in CONSENTS}

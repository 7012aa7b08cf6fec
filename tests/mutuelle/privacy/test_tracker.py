"""Rasa's tracker forgets what it is told to, in its table as Rasa 3.6 makes it, and its file keeps nothing."""

import pytest
from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text, insert, select
from sqlalchemy.exc import OperationalError

from mutuelle.conversations import log
from mutuelle.privacy.forgetting import Forgetting
from mutuelle.privacy.tracker import Tracker, tracker_url
from mutuelle.store import Store
from tests.postgres import postgres_url
from tests.talk import rasa_id_of

METADATA = MetaData()
EVENTS = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(255), nullable=False, index=True),
    Column("type_name", String(255), nullable=False),
    Column("timestamp", Float),
    Column("intent_name", String(255)),
    Column("action_name", String(255)),
    Column("data", Text),
)
SECRET = "une-phrase-que-Rasa-a-lue"


@pytest.fixture
async def rasa(tmp_path):
    """Rasa's own database, as a file."""
    opened = Store(f"sqlite+aiosqlite:///{tmp_path}/rasa.db")
    async with opened.write() as connection:
        await connection.run_sync(METADATA.create_all)
    yield opened
    await opened.close()


@pytest.fixture
async def tracker(rasa, tmp_path):
    opened = Tracker(f"sqlite+aiosqlite:///{tmp_path}/rasa.db")
    yield opened
    await opened.close()


async def heard(rasa, sender, times=50):
    async with rasa.write() as connection:
        row = {"sender_id": sender, "type_name": "user", "data": f"{SECRET} {'x' * 5000}"}
        await connection.execute(insert(EVENTS), [row] * times)


async def senders(rasa):
    async with rasa.read() as connection:
        return set((await connection.execute(select(EVENTS.c.sender_id))).scalars())


async def test_the_dialogues_named_are_forgotten_and_no_other(rasa, tracker):
    for sender in ("one", "two", "three"):
        await heard(rasa, sender, 2)
    await tracker.forget(["one", "three", "nobody"])
    assert await senders(rasa) == {"two"}


@pytest.mark.postgres
async def test_it_forgets_in_production_as_well():
    async with postgres_url() as url:
        rasa, tracker = Store(url), Tracker(url)
        await tracker.forget(["one"])  # Rasa never ran
        async with rasa.write() as connection:
            await connection.run_sync(METADATA.create_all)
        for sender in ("one", "two"):
            await heard(rasa, sender, 2)
        await tracker.forget(["one"])
        await tracker.scrub()
        assert await senders(rasa) == {"two"}
        await tracker.close()
        await rasa.close()


async def test_nothing_is_left_in_the_files(rasa, tracker, tmp_path):
    await heard(rasa, "one")
    await tracker.forget(["one"])
    await tracker.scrub()
    files = [path for path in tmp_path.iterdir() if path.name.startswith("rasa.db")]
    assert files
    assert [path.name for path in files if SECRET.encode() in path.read_bytes()] == []


async def test_a_rasa_that_never_ran_is_no_failure(tmp_path):
    tracker = Tracker(f"sqlite+aiosqlite:///{tmp_path}/new.db")
    await tracker.forget(["one"])
    await tracker.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_former_dialogue_is_forgotten_at_the_next_run(store, clock, rasa, tracker, transcript, worklist):
    conversation = await transcript.open("web", "a")
    former = await rasa_id_of(store, conversation)
    await worklist.new_dialogue(conversation)
    current = await rasa_id_of(store, conversation)
    for sender in (former, current):
        await heard(rasa, sender, 1)
    forgetting = Forgetting(store, clock, tracker)
    assert await forgetting.run() == 1
    assert await senders(rasa) == {current}
    assert await forgetting.run() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_erasure_is_done_only_once_the_disk_kept_nothing(store, clock, rasa, tracker, transcript, monkeypatch):
    conversation = await transcript.open("web", "a")
    async with store.write() as connection:
        await log.begin_dialogue(connection, conversation, now=clock.now(), erased=True)
    forgetting = Forgetting(store, clock, tracker)

    async def busy(*_args, **_kwargs):
        raise OperationalError("VACUUM", {}, Exception("database is locked"))

    with monkeypatch.context() as patched:
        patched.setattr(Store, "scrub", busy)
        with pytest.raises(OperationalError):
            await forgetting.run()
    assert await forgetting.run() == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_rasas_database_they_wait(store, clock, transcript, worklist):
    await worklist.new_dialogue(await transcript.open("web", "a"))
    assert await Forgetting(store, clock, None).run() == 0


def test_its_address_is_the_one_that_rasa_reads():
    assert tracker_url({}) is None
    assert tracker_url({"RASA_TRACKER_DB": "/var/rasa.db"}) == "sqlite+aiosqlite:////var/rasa.db"
    production = {
        "RASA_TRACKER_HOST": "postgres",
        "RASA_TRACKER_PORT": "5433",
        "RASA_TRACKER_DB": "rasa",
        "RASA_TRACKER_USER": "rasa",
        "RASA_TRACKER_PASSWORD": "p@ss/word",
    }
    assert tracker_url(production) == "postgresql+asyncpg://rasa:p%40ss%2Fword@postgres:5433/rasa"

"""`python -m mutuelle.prepare`: up to date and seeded, once, whoever runs it how often."""

import asyncio
import os
import sys
from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, insert, select

from mutuelle.contract.tables import Member
from mutuelle.places.model import Place, Point
from mutuelle.prepare import main, prepare
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from mutuelle.seed.households import demo
from mutuelle.seed.load import seed_demo
from mutuelle.seed.practitioners import Town, seed_directory
from mutuelle.seed.rows import TABLES, demo_rows
from mutuelle.store import Base, Store

TODAY = date(2026, 11, 22)
RENNES = Town(Place("Rennes (35)", Point(48.11, -1.68), "commune", ("35238",), population=9, department="35"), ())
few = partial(seed_directory, towns=lambda: (RENNES,), total=100)


async def count(store: Store, table: type[Base]) -> int:
    async with store.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def test_the_seeded_rows_are_read_back_as_they_were_drawn(store: Store) -> None:
    await seed_demo(store, TODAY, "s" * 40)
    expected = demo_rows(demo(), TODAY).by_table
    async with store.read() as connection:
        for table in TABLES:
            read = await connection.execute(select(table.__table__).order_by(*table.__table__.primary_key))
            drawn = expected[table][0] if expected[table] else {}
            assert [{name: row[name] for name in drawn} for row in read.mappings()] == expected[table]


async def test_a_second_run_changes_nothing(database_url: str) -> None:
    store = Store(database_url)
    first = await prepare(store, with_demo=True, secret="s" * 40, directory=few)
    before = await count(store, Reimbursement), await count(store, ReimbursementLine)
    second = await prepare(store, with_demo=True, secret="s" * 40, directory=few)
    after = await count(store, Reimbursement), await count(store, ReimbursementLine)
    await store.close()
    assert "demo seeded" in first and "invented professionals" in first
    assert "nothing seeded" in second
    assert before == after
    assert before[0] > 1000


async def test_a_new_member_is_numbered_after_the_demo(store: Store) -> None:
    await seed_demo(store, TODAY, "s" * 40)
    members = await count(store, Member)
    async with store.write() as connection:
        result = await connection.execute(
            insert(Member).values(number="M1", last_name="Neuf", first_name="Nora", birth_date=TODAY)
        )
    assert result.inserted_primary_key == (members + 1,)


async def test_without_the_demo_there_is_nobody(database_url: str) -> None:
    store = Store(database_url)
    await prepare(store, with_demo=False, secret="")
    members = await count(store, Member)
    await store.close()
    assert members == 0


async def test_two_processes_at_once_seed_one_demo(database_url: str) -> None:
    env = {**os.environ, "DATABASE_URL": database_url, "DEMO": "1", "APP_SECRET": "s" * 40}
    runs = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "mutuelle.prepare", env=env, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    outputs = [(await run.communicate())[0].decode() for run in runs]
    store = Store(database_url)
    members = await count(store, Member)
    await store.close()
    assert [run.returncode for run in runs] == [0, 0]
    assert sorted("demo seeded" in output for output in outputs) == [False, True]
    assert members == len(demo().households)


async def test_what_it_says_hides_the_databases_password(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = database_url.replace("postgres@", "postgres:Secret-1@")
    await main({"DATABASE_URL": shown, "DEMO": "0"})
    said = capsys.readouterr().out
    assert "no demo" in said
    assert "Secret-1" not in said
    assert said.count("\n") == 1

"""Puts the demo into a database that has no member yet."""

import asyncio
from datetime import date

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.bank.tables import BankAccount
from mutuelle.contract.tables import Member
from mutuelle.letters.tables import Letter
from mutuelle.letters.writing import Sender
from mutuelle.seed.banks import bank_rows
from mutuelle.seed.households import demo
from mutuelle.seed.letters import letter_rows
from mutuelle.seed.rows import TABLES, Rows, demo_rows
from mutuelle.settings import Settings
from mutuelle.store import Base, Store


async def seed_demo(store: Store, today: date, secret: str, *, insurer: str = Settings.insurer) -> Rows | None:
    """Insert the demo as of a day, in one transaction; return its rows, or None when there is a member already.

    `secret`, the application's, seals the account numbers and the letters, which come from `insurer`.

    The rows are drawn before that transaction: on SQLite it keeps everybody else from writing.
    """
    async with store.read() as connection:
        if await _has_members(connection):
            return None
    rows = await asyncio.to_thread(demo_rows, demo(), today)
    letters = await asyncio.to_thread(letter_rows, rows, today, Sender(insurer, "", secret))
    async with store.write() as connection:
        if await _has_members(connection):
            return None
        for table, values in rows.by_table.items():
            await connection.execute(insert(table), values)
        await connection.execute(insert(BankAccount), bank_rows(rows, secret))
        await connection.execute(insert(Letter), letters)
        if connection.dialect.name == "postgresql":
            await _advance_sequences(connection)
    return rows


async def _has_members(connection: AsyncConnection) -> bool:
    return (await connection.execute(select(Member.id).limit(1))).first() is not None


async def _advance_sequences(connection: AsyncConnection) -> None:
    """Let PostgreSQL number the next rows after those that came with their ids."""
    tables: tuple[type[Base], ...] = (*TABLES, BankAccount, Letter)
    for table in tables:
        name = table.__tablename__
        if "id" not in table.__table__.columns:
            continue
        await connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")  # noqa: S608
        )

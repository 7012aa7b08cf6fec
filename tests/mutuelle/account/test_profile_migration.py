"""The changes of profile made before procedures existed are kept, as effects."""

import json

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from mutuelle.settings import ROOT
from mutuelle.store import Store

BEFORE, AFTER = "0008-1", "0008"
MEMBER = "INSERT INTO members (id, number, last_name, first_name, birth_date, notifications) VALUES (1, 'M1', 'A', 'B', '1980-01-01', 'none')"  # noqa: E501
CHANGE = "INSERT INTO profile_changes (member_id, conversation_id, event_seq, kinds, changed_at) VALUES (1, :conversation, :seq, :kinds, '2026-11-01 10:00:00')"  # noqa: E501


def run(connection, step, revision):
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    step(config, revision)


async def test_former_changes_become_effects_and_come_back(tmp_path):
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/old.db")
    async with store.write() as connection:
        await connection.run_sync(run, command.upgrade, BEFORE)
        columns = (await connection.execute(text("PRAGMA table_info(conversations)"))).all()
        filled = {"id": "c1", "channel": "telegram", "address": "42", "rasa_id": "r1", "created_at": "2026-11-01"}
        needed = [c.name for c in columns if (c.notnull and c.dflt_value is None) or c.name in filled]
        values = ", ".join(f"'{filled.get(name, 0)}'" for name in needed)
        await connection.execute(text(MEMBER))
        await connection.execute(text(f"INSERT INTO conversations ({', '.join(needed)}) VALUES ({values})"))
        for conversation, seq, kinds in (("c1", 4, "address mobile"), ("gone", None, "status")):
            await connection.execute(text(CHANGE), {"conversation": conversation, "seq": seq, "kinds": kinds})
        await connection.run_sync(run, command.upgrade, AFTER)
        effects = (await connection.execute(text("SELECT * FROM effects ORDER BY id"))).all()
        assert [(one.kind, one.channel, one.event_seq) for one in effects] == [
            ("profile_contact", "telegram", 4),
            ("profile_status", "web", None),
        ]
        assert json.loads(effects[0].outcome)["values"] == {"kinds": "address mobile"}
        await connection.run_sync(run, command.downgrade, BEFORE)
        back = (await connection.execute(text("SELECT kinds FROM profile_changes ORDER BY kinds"))).scalars().all()
        assert back == ["address mobile", "status"]
        assert (await connection.execute(text("SELECT * FROM effects"))).all() == []
    await store.close()

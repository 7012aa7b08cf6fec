"""A procedure left for hours: what answers it goes on with it after a login, and a yes confirms nothing unseen."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from mutuelle.conversations.apart import Reading
from mutuelle.conversations.tables import Event, Recollection
from mutuelle.procedures.catalogue import all_procedures
from mutuelle.procedures.left import SILENT
from mutuelle.procedures.model import Said
from mutuelle.procedures.service import ProcedureService
from mutuelle.procedures.stack import RESUME, TOPIC
from mutuelle.procedures.tables import Effect
from tests.databases import on_both_databases
from tests.procedure import rows
from tests.talk import log_in, rasa_id_of


@pytest.fixture
async def left(store, clock, settings, worklist, accounts, family, chat):
    """Claire's new address, of which the town is asked; says more of it on her behalf."""
    await log_in(accounts, store, chat, family.claire_login)
    await worklist.answer(chat, seq=1, replies=[], turn=False)  # « vous êtes connecté »
    procedures = ProcedureService(store, clock, settings, all_procedures(settings))
    sender = await rasa_id_of(store, chat)
    await procedures.begin(sender, "profile_contact", "je déménage")

    async def says(text):
        return await procedures.go_on(sender, Said(text))

    await says("5 rue des Fleurs")
    return says


async def payload_of_last(store):
    async with store.read() as connection:
        last = select(func.max(Event.seq)).where(Event.direction == "in").scalar_subquery()
        return (await connection.execute(select(Event.payload).where(Event.seq == last))).scalar()


@on_both_databases
async def test_an_answer_a_day_later_waits_for_the_login(left, rasa, hears, clock, store):
    rasa.readings["67000 Strasbourg"] = Reading("find_practitioner", 0.97)
    clock.pass_(hours=26)
    await hears("67000 Strasbourg")
    assert rasa.messages == [RESUME]
    (kept,) = [row.value for row in await rows(store, Recollection) if row.topic == TOPIC]
    assert kept["paused_seq"] == 2
    assert kept["drafts"][-1]["values"].get("street")


async def test_a_yes_a_day_later_shows_the_recap_again_and_confirms_nothing(left, rasa, hears, clock, store):
    await left("67000 Strasbourg")
    await left("le 15 décembre")
    rasa.readings["oui"] = Reading("affirm", 0.99)
    clock.pass_(hours=26)
    await hears("oui")
    assert rasa.messages == [RESUME]
    assert await payload_of_last(store) == RESUME
    assert await rows(store, Effect) == []


@pytest.mark.parametrize(
    ("said", "reading"),
    [
        ("bonjour", Reading("greet", 0.99)),
        ("mes remboursements", Reading("view_reimbursements", 0.98)),
        ("laisse tomber", Reading("deny", 0.9)),
    ],
)
async def test_anything_else_is_answered_as_ever(left, rasa, hears, clock, said, reading):
    rasa.readings[said] = reading
    clock.pass_(hours=26)
    await hears(said)
    assert rasa.messages == [said]


@pytest.mark.parametrize("minutes", [5, 40], ids=["open", "locked"])
async def test_while_the_engine_still_asks_the_answer_is_its_forms(left, rasa, hears, clock, minutes):
    clock.pass_(minutes=minutes)
    await hears("67000 Strasbourg")
    assert rasa.messages == ["67000 Strasbourg"]


async def test_after_a_logout_nothing_is_gone_back_to(left, rasa, hears, clock, accounts, store, chat):
    await accounts.log_out(await rasa_id_of(store, chat))
    clock.pass_(hours=26)
    await hears("67000 Strasbourg")
    assert rasa.messages == ["67000 Strasbourg"]


def test_the_core_looks_for_what_was_left_before_the_engine_forgets_it():
    domain = yaml.safe_load((Path(__file__).parents[3] / "domain.yml").read_text("utf-8"))
    assert timedelta(minutes=domain["session_config"]["session_expiration_time"]) > SILENT

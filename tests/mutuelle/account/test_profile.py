"""The profile in the database: shown, changed once and only after a yes, told to the former address."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import func, select, update

from mutuelle.account import step_up
from mutuelle.account.profile import load_profile
from mutuelle.contract.tables import Address, Member
from mutuelle.conversations.tables import Recollection
from mutuelle.errors import CodeNeeded, NotLoggedIn, SessionLocked
from mutuelle.mail.tables import Mail
from mutuelle.procedures.model import Said
from mutuelle.procedures.tables import Effect
from tests.talk import log_in, rasa_id_of, say

CONTACT, STATUS = "profile_contact", "profile_status"
MOVE = "j'emménage au 8 allée des Tilleuls 21000 Dijon le 1er mars"


@pytest.fixture
def begin(procedures, rasa_id):
    """Begins a change of contact details with a sentence."""

    async def one(text, kind=CONTACT):
        return await procedures.begin(rasa_id, kind, text)

    return one


@pytest.fixture
def go_on(procedures, rasa_id):
    """Says something in answer to a question."""

    async def one(text, reply=None):
        return await procedures.go_on(rasa_id, Said(text, reply=reply))

    return one


async def rows(store, table, *where):
    async with store.read() as connection:
        return (await connection.execute(select(table.__table__).where(*where))).all()


async def test_an_address_is_recorded_with_its_day_and_replaces_the_former_on_it(
    go_on, begin, profiles, store, rasa_id
):
    begun = await begin(MOVE)
    assert begun.step.name == "recap"
    assert await rows(store, Address) == []
    done = await go_on("oui")
    assert (done.state, done.outcome.values["kinds"], done.outcome.values["later"]) == ("done", "address", "yes")
    profile = await profiles.profile(rasa_id)
    assert profile.home is None
    assert (profile.planned.street, str(profile.planned.since)) == ("8 allée des Tilleuls", "2027-03-01")


async def test_a_planned_address_counts_on_its_day(
    go_on, begin, profiles, accounts, transcript, worklist, store, family, claire, rasa_id, clock
):
    for sentence in ("5 rue des Fleurs 67000 Strasbourg à partir d'aujourd'hui", MOVE):
        await begin(sentence)
        await go_on("oui")
        for pending in await worklist.pending(claire):
            await worklist.answer(claire, seq=pending.seq, replies=[], turn=False)
    assert (await profiles.profile(rasa_id)).home.city == "Strasbourg"
    clock.pass_(days=120)
    conversation = await transcript.open("web", "another browser")
    await log_in(accounts, store, conversation, family.claire_login)
    later = await profiles.profile(await rasa_id_of(store, conversation))
    assert later.home.city == "Dijon" and later.planned is None


@pytest.mark.parametrize("answer", ["non", "annuler"])
async def test_without_a_yes_nothing_changes_and_nothing_is_kept(go_on, begin, store, answer):
    await begin(MOVE)
    assert (await go_on(answer)).state == "cancelled"
    assert await rows(store, Address) == [] and await rows(store, Mail) == []
    assert await rows(store, Recollection) == []


async def test_a_correction_then_a_yes(go_on, begin, profiles, rasa_id):
    await begin(MOVE)
    corrected = await go_on("non, c'est le 12 allée des Tilleuls", reply="no")
    assert corrected.state == "asking"
    await go_on("oui")
    assert (await profiles.profile(rasa_id)).planned.street == "12 allée des Tilleuls"


async def test_the_questions_come_one_after_the_other(go_on, begin):
    progress = await begin("je change d'adresse")
    asked = []
    for answer in ("8 allée des Tilleuls", "44190", "Clisson", "retour", "44190 Clisson", "le 1er mars", "oui"):
        asked.append(progress.step.name)
        progress = await go_on(answer)
    assert asked == ["street", "place", "place", "since", "place", "since", "recap"]
    assert progress.state == "done"


async def test_three_answers_that_are_none_end_it_politely(go_on, begin, store):
    await begin("modifiez mon e-mail de contact")
    states = [(await go_on("je ne sais pas")).state for _ in range(3)]
    assert states == ["asking", "asking", "given_up"]
    assert (await go_on("oui")).state == "nothing"


async def test_the_former_address_is_told_of_a_new_one_and_the_login_stays(
    go_on, begin, profiles, store, family, rasa_id
):
    async with store.write() as connection:
        await connection.execute(
            update(Member).where(Member.id == family.claire).values(contact_email="old@exemple.fr")
        )
    await begin("changez mon e-mail de contact : new@exemple.fr")
    await go_on("oui")
    (mail,) = await rows(store, Mail)
    assert mail.recipient == "old@exemple.fr"
    assert "votre e-mail de contact" in mail.plain and "new@exemple.fr" not in mail.plain + mail.html
    profile = await profiles.profile(rasa_id)
    assert (profile.contact_email, profile.identifier) == ("new@exemple.fr", family.claire_login)


async def test_a_mobile_changes_only_after_a_one_time_code(
    procedures, go_on, begin, profiles, store, rasa_id, monkeypatch
):
    await begin("nouveau portable : 06 39 98 00 11")
    with pytest.raises(CodeNeeded):
        await go_on("oui")
    assert (await profiles.profile(rasa_id)).mobile is None and await rows(store, Mail) == []

    async def confirmed(*_args, **_kwargs):
        return None

    monkeypatch.setattr("mutuelle.procedures.service.use_code", confirmed)
    assert step_up.use_code is not confirmed
    assert (await go_on("oui")).state == "done"
    assert (await profiles.profile(rasa_id)).mobile == "0639980011"


async def test_a_confirmation_answered_twice_counts_once(go_on, begin, store, transcript, claire):
    await begin(MOVE)
    await say(transcript, claire, "oui", "m1")
    both = await asyncio.gather(go_on("oui"), go_on("oui"))
    assert [one.state for one in both] == ["done", "done"]
    assert {one.outcome.values["kinds"] for one in both} == {"address"}
    for table in (Address, Mail, Effect):
        assert len(await rows(store, table)) == 1


async def test_a_family_status_changes_without_an_e_mail(go_on, begin, profiles, store, rasa_id):
    await begin("je suis désormais pacsée", STATUS)
    assert (await go_on("", reply="yes")).state == "done"
    assert (await profiles.profile(rasa_id)).family_status == "pacsed"
    assert await rows(store, Mail) == []


async def test_a_status_to_come_counts_from_its_day(go_on, begin, profiles, store, rasa_id):
    await begin("je me pacse le 24 novembre", STATUS)
    assert (await go_on("", reply="yes")).outcome.response == "later"
    before = await profiles.profile(rasa_id)
    assert (before.family_status, before.planned_status.status) == (None, "pacsed")
    member = before.viewer
    async with store.read() as connection:
        then = await load_profile(connection, member, date(2026, 11, 24))
    assert (then.family_status, then.family_status_since, then.planned_status) == ("pacsed", date(2026, 11, 24), None)


async def test_the_choice_of_notices_is_kept(profiles, rasa_id):
    assert (await profiles.profile(rasa_id)).notifications == "none"
    assert (await profiles.choose_notifications(rasa_id, "both")).notifications == "both"
    with pytest.raises(ValueError, match="pigeon"):
        await profiles.choose_notifications(rasa_id, "pigeon")


async def test_nobody_elses_draft_is_confirmed(procedures, go_on, begin, accounts, store, family, claire):
    await begin(MOVE)
    await log_in(accounts, store, claire, family.marc_login)
    marc = await rasa_id_of(store, claire)
    assert (await procedures.go_on(marc, Said("oui"))).state == "nothing"
    assert await rows(store, Address) == []


async def test_a_locked_session_changes_nothing(go_on, begin, clock):
    await begin(MOVE)
    clock.pass_(minutes=16)
    with pytest.raises(SessionLocked):
        await go_on("oui")


async def test_sessions_are_listed_and_ended(sessions, accounts, transcript, store, family, claire, rasa_id, clock):
    phone = await transcript.open("telegram", "42")
    clock.pass_(minutes=5)
    await log_in(accounts, store, phone, family.claire_login)
    on_phone = await rasa_id_of(store, phone)
    listed = await sessions.sessions(on_phone)
    assert [(one.channel, one.here) for one in listed.open] == [("telegram", True), ("web", False)]
    assert listed.before is not None and listed.before.channel == "web"
    assert (await sessions.sessions(rasa_id)).before is None
    ended = await sessions.end(on_phone, others_only=True)
    assert (ended.count, ended.on_telegram) == (1, False)
    with pytest.raises(NotLoggedIn):
        await sessions.sessions(rasa_id)
    ended = await sessions.end(on_phone, others_only=False)
    assert (ended.count, ended.on_telegram) == (1, True)
    with pytest.raises(NotLoggedIn):
        await sessions.sessions(on_phone)


async def test_ending_sessions_everywhere_leaves_other_members_alone(
    sessions, accounts, transcript, store, family, claire, rasa_id
):
    other = await transcript.open("web", "marc's")
    await log_in(accounts, store, other, family.marc_login)
    await sessions.end(rasa_id, others_only=False)
    assert len((await sessions.sessions(await rasa_id_of(store, other))).open) == 1


async def test_a_change_keeps_no_value_in_its_trace(go_on, begin, store):
    await begin(MOVE)
    await go_on("oui")
    (change,) = await rows(store, Effect)
    assert change.kind == CONTACT
    assert "Tilleuls" not in str(change.outcome) and "Dijon" not in str(change.outcome)
    async with store.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(Recollection))).scalar() == 0

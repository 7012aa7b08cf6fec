import asyncio
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, func, select

from mutuelle.account import links
from mutuelle.account.links import For
from mutuelle.account.opening import LINK_LIVES, PAGE_LIVES
from mutuelle.account.opening_rules import email_hint, masked, read_birth_date, read_email, read_name, read_number
from mutuelle.account.password_rules import birth_date_forms, password_problem
from mutuelle.account.tables import Account, AccountDraft, SecureLink
from mutuelle.errors import LinkExpired, LinkUnknown, LinkUsed, PasswordRefused, WrongCredentials
from mutuelle.mail.tables import Mail
from tests.talk import log_in, rasa_id_of

PASSWORD = "Tilleul-Canard-42"
ANSWERS = ("m 1000001", "je m'appelle claire VASSEUR", "le 4 mai 1981", "claire.neuve@exemple.fr", "oui")
TODAY = date(2026, 11, 22)


@pytest.fixture
async def newcomer(store, family):
    """Claire has no account yet."""
    async with store.write() as connection:
        await connection.execute(delete(Account).where(Account.id == family.claire))


async def asked(openings, store, transcript, answers=ANSWERS, channel="web"):
    """Answer the questions and return (rasa id, the password page's token)."""
    rasa_id = await rasa_id_of(store, await transcript.open(channel, f"of {answers}"))
    await openings.begin(rasa_id, "")
    for answer in answers:
        heard = await openings.hear(rasa_id, answer, intent="any")
        assert not heard.problem, answer
    url = await openings.page_link(rasa_id)
    assert url is not None
    return rasa_id, url.rsplit("/", 1)[1]


async def mails(store):
    async with store.read() as connection:
        return (await connection.execute(select(Mail.recipient, Mail.plain, Mail.html).order_by(Mail.id))).all()


def token_in(mail):
    return mail.plain.split("/activation/")[1].split()[0]


async def recorded(openings, store, transcript):
    rasa_id, token = await asked(openings, store, transcript)
    await openings.record(token, PASSWORD)
    return rasa_id, token_in((await mails(store))[-1])


async def test_a_newcomer_goes_from_the_questions_to_his_account(openings, accounts, store, transcript, newcomer):
    rasa_id, token = await asked(openings, store, transcript)
    await openings.record(token, PASSWORD)
    (mail,) = await mails(store)
    assert mail.recipient == "claire.neuve@exemple.fr"
    assert "merci de ne pas répondre" in mail.plain
    with pytest.raises(WrongCredentials):
        await log_in(accounts, store, await transcript.open("web", "b"), "claire.neuve@exemple.fr", PASSWORD)
    await openings.look_at(token_in(mail))
    await openings.activate(token_in(mail))
    assert await openings.activated(rasa_id)
    conversation = await transcript.open("web", "c")
    await log_in(accounts, store, conversation, "claire.neuve@exemple.fr", PASSWORD)
    assert (await accounts.presence(conversation)).name == "Claire V."


@pytest.mark.parametrize(
    ("place", "wrong"),
    [(0, "M1000999"), (0, "M1000002"), (1, "Clara Vasseur"), (2, "5 mai 1981"), (3, "marc@exemple.fr")],
)
async def test_whatever_is_wrong_the_answer_is_the_same_and_no_mail_leaves(
    openings, store, transcript, newcomer, place, wrong
):
    answers = [*ANSWERS]
    answers[place] = wrong
    rasa_id, token = await asked(openings, store, transcript, answers)
    told = await openings.record(token, PASSWORD)
    assert told.until - told.at == LINK_LIVES
    assert (await openings.recorded(rasa_id)).may_resend
    assert (await openings.resend(rasa_id)).until == told.until
    assert await mails(store) == []


async def test_a_member_who_has_an_account_gets_no_second_one(openings, store, transcript, family):
    _, token = await asked(openings, store, transcript)
    await openings.record(token, PASSWORD)
    assert await mails(store) == []


async def test_an_account_never_activated_is_replaced(openings, accounts, store, transcript, family):
    answers = ("M1000003", "Jeanne Petit", "04/05/1981", family.inactive_login, "oui")
    _, token = await asked(openings, store, transcript, answers)
    await openings.record(token, PASSWORD)
    await openings.activate(token_in((await mails(store))[-1]))
    await log_in(accounts, store, await transcript.open("web", "j"), family.inactive_login, PASSWORD)


async def test_a_password_page_serves_once_and_not_for_long(openings, store, transcript, clock, newcomer):
    _, token = await asked(openings, store, transcript)
    await openings.record(token, PASSWORD)
    with pytest.raises(LinkUsed):
        await openings.record(token, PASSWORD)
    _, token = await asked(openings, store, transcript, (*ANSWERS[:3], "autre@exemple.fr", "oui"))
    clock.at += PAGE_LIVES
    with pytest.raises(LinkExpired):
        await openings.asked(token)


async def test_of_many_posts_at_once_one_records(openings, store, transcript, newcomer):
    _, token = await asked(openings, store, transcript)
    results = await asyncio.gather(*(openings.record(token, PASSWORD) for _ in range(8)), return_exceptions=True)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert len(await mails(store)) == 1


async def test_of_many_activations_at_once_one_opens_the_account(openings, store, transcript, newcomer, family):
    _, token = await recorded(openings, store, transcript)
    results = await asyncio.gather(*(openings.activate(token) for _ in range(20)), return_exceptions=True)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    async with store.read() as connection:
        count = select(func.count()).where(Account.member_id == family.claire)
        assert (await connection.execute(count)).scalar() == 1


@pytest.mark.parametrize(
    ("asked_at", "told"),
    [
        (datetime(2026, 10, 24, 12, tzinfo=UTC), "25 octobre 2026 à 13 h 00"),
        (datetime(2026, 3, 28, 12, tzinfo=UTC), "29 mars 2026 à 14 h 00"),
    ],
    ids=["winter", "summer"],
)
async def test_an_activation_link_lives_24_hours_across_a_change_of_clocks(
    openings, store, transcript, clock, newcomer, asked_at, told
):
    clock.at = asked_at
    _, token = await recorded(openings, store, transcript)
    assert told in (await mails(store))[-1].plain
    clock.pass_(hours=24, seconds=-1)
    await openings.look_at(token)
    clock.pass_(seconds=1)
    with pytest.raises(LinkExpired):
        await openings.activate(token)


async def test_a_link_sent_again_kills_the_older_one_and_lives_anew(openings, store, transcript, clock, newcomer):
    rasa_id, old = await recorded(openings, store, transcript)
    clock.pass_(hours=25)
    await openings.resend(rasa_id)
    with pytest.raises(LinkUsed):
        await openings.activate(old)
    await openings.activate(token_in((await mails(store))[-1]))


async def test_an_email_is_sent_again_at_most_three_times(openings, store, transcript, newcomer):
    rasa_id, _ = await recorded(openings, store, transcript)
    for _ in range(6):
        await openings.resend(rasa_id)
    assert len(await mails(store)) == 4
    assert not (await openings.recorded(rasa_id)).may_resend


async def test_a_refusal_of_the_consent_and_a_cancellation_erase_the_draft(openings, store, transcript, family):
    for last in ("non", "annuler"):
        rasa_id = await rasa_id_of(store, await transcript.open("web", last))
        await openings.begin(rasa_id, "")
        for answer in (*ANSWERS[:4], last):
            heard = await openings.hear(rasa_id, answer, intent="any")
        assert heard.outcome == {"non": "refused", "annuler": "cancelled"}[last]
        assert await openings.page_link(rasa_id) is None
    async with store.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(AccountDraft))).scalar() == 0


async def test_what_the_first_sentence_tells_is_not_asked_again(openings, store, transcript, family):
    rasa_id = await rasa_id_of(store, await transcript.open("web", "a"))
    fields = await openings.begin(rasa_id, "je m'appelle Claire Vasseur")
    assert (fields.first_name, fields.last_name) == ("Claire", "Vasseur")


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [
        ("non, c'est le 12 mai 1980", "birth_date", date(1980, 5, 12)),
        ("plutôt c.v@exemple.fr", "email", "c.v@exemple.fr"),
        ("le numéro c'est m1000018", "number", "M1000018"),
        ("le nom est faux", "last_name", None),
        ("retour", "consented_at", None),
    ],
)
async def test_a_recap_can_be_corrected(openings, store, transcript, family, typed, name, value):
    rasa_id, _ = await asked(openings, store, transcript)
    heard = await openings.hear(rasa_id, typed, intent="any")
    assert heard.outcome == ""
    assert getattr(heard.fields, name) == value


async def test_something_else_is_no_name_and_the_first_question_has_none_before(openings, store, transcript, family):
    rasa_id = await rasa_id_of(store, await transcript.open("web", "a"))
    await openings.begin(rasa_id, "")
    assert (await openings.hear(rasa_id, "retour", intent="previous_page")).problem == "first"
    await openings.hear(rasa_id, "M1000001", intent="any")
    heard = await openings.hear(rasa_id, "mes remboursements de mars", intent="view_reimbursements", elsewhere=True)
    assert (heard.problem, heard.fields.last_name) == ("name", None)
    assert (await openings.hear(rasa_id, "Claire Vasseur", intent="any")).fields.last_name == "Vasseur"


async def test_a_mistyped_domain_is_asked_about(openings, store, transcript, family):
    rasa_id = await rasa_id_of(store, await transcript.open("web", "a"))
    await openings.begin(rasa_id, "")
    for answer in (*ANSWERS[:3], "claire@gmial.com"):
        heard = await openings.hear(rasa_id, answer, intent="any")
    assert heard.fields.email_hint == "claire@gmail.com"
    assert (await openings.hear(rasa_id, "", intent="affirm")).fields.email == "claire@gmail.com"


async def test_a_refused_password_leaves_the_link_alive(openings, store, transcript, newcomer):
    _, token = await asked(openings, store, transcript)
    with pytest.raises(PasswordRefused) as refused:
        await openings.record(token, "Vasseur-1981")
    assert refused.value.problem == "own"
    await openings.record(token, PASSWORD)


async def test_a_link_is_for_one_purpose_and_only_its_hash_is_kept(store, clock, transcript, family):
    conversation = await transcript.open("web", "a")
    async with store.write() as connection:
        owner = For(account_id=family.claire, conversation_id=conversation)
        token = await links.issue(connection, "one", owner, now=clock.now(), lives=LINK_LIVES)
        other = await links.issue(connection, "other", owner, now=clock.now(), lives=LINK_LIVES)
        with pytest.raises(LinkUnknown):
            await links.use(connection, "other", token, now=clock.now())
        assert (await links.use(connection, "one", token, now=clock.now())).owner == owner
        assert (await links.read(connection, "other", other, now=clock.now())).owner == owner
        kept = (await connection.execute(select(SecureLink.token_hash))).scalars().all()
    assert token not in kept and other not in kept


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("M1000018", "M1000018"),
        ("m 100 00 18", "M1000018"),
        ("n° m1000018.", "M1000018"),
        ("0612345678", None),
        ("M12", None),
    ],
)
def test_a_member_number_is_read_in_capitals(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("je m'appelle Claire Vasseur", ("Claire", "Vasseur")),
        ("Vasseur, Claire", ("Claire", "Vasseur")),
        ("DE LA TOUR Anne-Sophie", ("Anne-Sophie", "DE LA TOUR")),
        ("Maëlle Le Goff", ("Maëlle", "Le Goff")),
        ("Claire", None),
        ("12 34", None),
    ],
)
def test_a_name_is_read_in_one_sentence(text, name):
    assert read_name(text) == name


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("née le 4 mai 1981", date(1981, 5, 4)),
        ("04/05/81", date(1981, 5, 4)),
        ("4 mai 2030", "future"),
        ("1er janvier 1890", "too_old"),
        ("hop", None),
    ],
)
def test_a_birth_date_is_read_and_must_be_possible(text, day):
    assert read_birth_date(text, today=TODAY) == day


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a@gmial.com", "a@gmail.com"),
        ("a@hotmial.fr", "a@hotmail.fr"),
        ("a@gmail.com", None),
        ("a@exemple.fr", None),
        ("a@fre.fr", "a@free.fr"),
    ],
)
def test_usual_mistakes_in_an_address_are_noticed(typed, meant):
    assert email_hint(typed) == meant


def test_an_address_is_found_in_a_sentence_and_shown_masked():
    assert read_email("mon mail : C.Vasseur@Exemple.fr.") == "c.vasseur@exemple.fr"
    assert read_email("pas d'adresse") is None
    assert masked("c.vasseur@exemple.fr") == "c•••@exemple.fr"


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("Court1", "too_short"),
        ("toutenminuscules1", "classes"),
        ("Azerty123", "common"),
        ("M0tdepasse1", "common"),
        ("Bonjour2026!", "common"),
        ("Vasseur12", "own"),
        ("Claire04051981", "own"),
        ("19810504Ab", "own"),
        ("M1000001a", "own"),
        ("Claire.neuve1", "own"),
        ("azerty123", "classes"),
        ("Motdepasse1", "common"),
        ("Mutuelle2026", "common"),
        ("Ma-mutuelle1", "common"),
        ("Santé2026", "common"),
        ("Juillet2024", "common"),
        ("Pa$$w0rd1", "common"),
        ("Azerty1azerty", "common"),
        ("Aa123456", "common"),
        ("Aaaaaaa1", "common"),
        ("E\u0301te\u03012026", "too_short"),
        ("E\u0301te\u0301-2026", "common"),
        ("Aa1" + "x" * 254, "too_long"),
        (PASSWORD, None),
        ("Pomme-Velo-Lune-7", None),
        ("Xk9dQ2mZ", None),
        ("Aa1" + "xyzw" * 50, None),
        ("Aa1" + "x y" * 30, None),
    ],
)
def test_passwords_follow_the_guide_and_are_not_guessed_first(password, problem):
    own = ["Claire", "Vasseur", "M1000001", "claire.neuve", *birth_date_forms(date(1981, 5, 4))]
    assert password_problem(password, own=own) == problem

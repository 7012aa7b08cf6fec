"""The authenticator app: on by its first code, a code serves once, and no way around it but three days."""

import asyncio
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from mutuelle.account.access import viewer_of
from mutuelle.account.change_tables import TotpFactor
from mutuelle.account.codes import Codes
from mutuelle.account.factors import LOST_WAITS
from mutuelle.account.step_up import use_code
from mutuelle.account.totp import STEP_S, matching_step, new_secret
from mutuelle.errors import CodeNeeded, LinkExpired, LinkUsed, WrongCode
from mutuelle.mail.tables import Mail
from tests.conftest import MovableClock
from tests.talk import give_code, log_in, rasa_id_of


@pytest.fixture
async def conversation(accounts, store, transcript, family):
    opened = await transcript.open("web", "a")
    await log_in(accounts, store, opened, family.claire_login)
    return opened


@pytest.fixture
async def setup_token(second_factors, codes, store, conversation):
    await give_code(codes, store, conversation, "turn_on_app")
    return (await second_factors.setup_link(await rasa_id_of(store, conversation))).rsplit("/", 1)[1]


class Phone:
    """The member's app."""

    def __init__(self, secret, clock):
        self._totp = pyotp.TOTP(secret.replace(" ", ""))
        self._clock = clock

    def code(self, off=0):
        return self._totp.at(self._clock.now() + timedelta(seconds=STEP_S * off))


@pytest.fixture
async def phone(second_factors, setup_token, clock):
    """The app is on, its first code was taken a while ago."""
    app = Phone((await second_factors.setup(setup_token)).secret, clock)
    await second_factors.confirm(setup_token, app.code(), notice="on")
    clock.pass_(seconds=90)
    return app


async def ask(codes, store, conversation, purpose="change_phone"):
    return (await codes.ask(await rasa_id_of(store, conversation), purpose=purpose)).rsplit("/", 1)[1]


async def templates(store):
    async with store.read() as connection:
        return list((await connection.execute(select(Mail.template).order_by(Mail.id))).scalars())


async def change(store, clock, settings, conversation, purpose="change_phone"):
    rasa_id = await rasa_id_of(store, conversation)
    async with store.write() as connection:
        viewer = await viewer_of(connection, rasa_id=rasa_id, now=clock.now(), idle=settings.session_idle)
        await use_code(connection, viewer, purpose=purpose, now=clock.now())


@pytest.mark.parametrize(("seconds", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_may_be_one_step_off_and_no_more(seconds, right):
    clock, secret = MovableClock(), new_secret()
    code = Phone(secret, clock).code()
    clock.pass_(seconds=seconds)
    assert (matching_step(secret, code, now=clock.now()) is not None) is right


def test_the_codes_are_those_of_the_rfc():
    clock = MovableClock()
    clock.at = clock.at.fromtimestamp(59, clock.at.tzinfo)
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # « 12345678901234567890 », RFC 6238, appendix B
    assert matching_step(secret, "287082", now=clock.now()) == 59 // STEP_S


async def test_the_app_is_on_after_its_first_code_and_that_is_told(second_factors, store, setup_token, clock):
    setup = await second_factors.setup(setup_token)
    assert setup.secret.replace(" ", "") in setup.uri
    assert "claire%40exemple.fr" in setup.uri
    with pytest.raises(WrongCode):
        await second_factors.confirm(setup_token, "000000", notice="on")
    await second_factors.confirm(setup_token, Phone(setup.secret, clock).code(), notice="on")
    assert (await templates(store))[-1] == "app_on"
    with pytest.raises(LinkUsed):
        await second_factors.setup(setup_token)


async def test_turning_it_on_needs_a_code(second_factors, store, conversation):
    with pytest.raises(CodeNeeded):
        await second_factors.setup_link(await rasa_id_of(store, conversation))


async def test_a_second_app_cannot_take_the_place_of_the_first(second_factors, store, conversation, phone):
    assert await second_factors.setup_link(await rasa_id_of(store, conversation)) is None


async def test_the_secret_is_not_in_the_database_in_clear(second_factors, store, setup_token):
    secret = (await second_factors.setup(setup_token)).secret.replace(" ", "")
    async with store.read() as connection:
        kept = (await connection.execute(select(TotpFactor.sealed_secret))).scalar_one()
    assert secret not in kept


async def test_an_app_that_was_never_confirmed_changes_nothing(codes, store, setup_token, conversation):
    token = await ask(codes, store, conversation)
    assert (await codes.request(token)).factor == "email"
    assert (await templates(store))[-1] == "code"


async def test_a_code_of_the_app_allows_the_change_and_no_mail_leaves(
    codes, store, clock, settings, conversation, phone
):
    before = await templates(store)
    token = await ask(codes, store, conversation)
    assert (await codes.request(token)).factor == "totp"
    await codes.enter(token, phone.code())
    await change(store, clock, settings, conversation)
    assert await templates(store) == before


async def test_a_code_that_was_taken_is_not_taken_again_nor_an_older_one(codes, store, conversation, phone):
    code, older = phone.code(), phone.code(-1)
    await codes.enter(await ask(codes, store, conversation), code)
    for replayed in (code, older):
        with pytest.raises(WrongCode):
            await codes.enter(await ask(codes, store, conversation, "change_bank"), replayed)


async def test_the_code_that_turned_it_on_is_not_taken_again(second_factors, codes, store, conversation, clock):
    await give_code(codes, store, conversation, "turn_on_app")
    token = (await second_factors.setup_link(await rasa_id_of(store, conversation))).rsplit("/", 1)[1]
    code = Phone((await second_factors.setup(token)).secret, clock).code()
    await second_factors.confirm(token, code, notice="on")
    with pytest.raises(WrongCode):
        await codes.enter(await ask(codes, store, conversation), code)


async def test_of_a_hundred_uses_of_a_code_one_counts(codes, store, conversation, phone):
    pages = [await ask(codes, store, conversation, one) for one in ("change_phone", "change_bank")]
    code = phone.code()
    results = await asyncio.gather(*(codes.enter(pages[n % 2], code) for n in range(100)), return_exceptions=True)
    assert sum(not isinstance(one, Exception) for one in results) == 1


async def test_five_wrong_tries_end_the_page_also_for_the_app(codes, store, conversation, phone):
    token = await ask(codes, store, conversation)
    for _ in range(5):
        with pytest.raises(WrongCode):
            await codes.enter(token, "000000")
    with pytest.raises(WrongCode) as dead:
        await codes.enter(token, phone.code())
    assert dead.value.left == 0


async def test_nothing_is_sent_again_for_the_app(codes, store, clock, conversation, phone):
    before = await templates(store)
    await codes.resend(await ask(codes, store, conversation))
    assert await templates(store) == before


async def test_it_is_turned_off_with_a_code_of_it(second_factors, codes, store, conversation, phone):
    rasa_id = await rasa_id_of(store, conversation)
    with pytest.raises(CodeNeeded):
        await second_factors.turn_off(rasa_id)
    await codes.enter(await ask(codes, store, conversation, "turn_off_app"), phone.code())
    await second_factors.turn_off(rasa_id)
    assert (await templates(store))[-1] == "app_off"
    assert (await second_factors.state(rasa_id)).on is False
    assert await codes.factor(rasa_id) == "email"


async def test_a_lost_phone_brings_e_mail_codes_back_after_three_days_and_not_before(
    codes, store, clock, conversation, phone, accounts, family
):
    token = await ask(codes, store, conversation)
    await codes.lost(token)
    assert (await templates(store))[-1] == "app_lost"
    assert (await codes.request(token)).lost_until == clock.now() + LOST_WAITS
    clock.at += LOST_WAITS
    clock.pass_(seconds=-1)
    await log_in(accounts, store, conversation, family.claire_login)
    assert (await codes.request(await ask(codes, store, conversation))).factor == "totp"
    clock.pass_(seconds=1)
    assert (await codes.request(await ask(codes, store, conversation))).factor == "email"
    async with store.read() as connection:
        assert (await connection.execute(select(TotpFactor))).first() is None


async def test_saying_it_twice_does_not_shorten_nor_repeat(codes, store, clock, conversation, phone):
    token = await ask(codes, store, conversation)
    await codes.lost(token)
    first = (await codes.request(token)).lost_until
    clock.pass_(minutes=1)
    await codes.lost(token)
    assert (await codes.request(token)).lost_until == first
    assert (await templates(store)).count("app_lost") == 1


async def test_a_code_of_the_app_ends_the_wait(second_factors, codes, store, conversation, phone):
    token = await ask(codes, store, conversation)
    await codes.lost(token)
    await codes.enter(token, phone.code())
    assert (await second_factors.state(await rasa_id_of(store, conversation))).lost_until is None


async def test_somebody_without_an_app_cannot_start_the_wait(codes, store, conversation):
    await codes.lost(await ask(codes, store, conversation))
    assert "app_lost" not in await templates(store)


async def test_another_secret_of_the_application_opens_nothing_and_breaks_nothing(
    codes, store, clock, settings, conversation, phone
):
    token = await ask(codes, store, conversation)
    changed = Codes(store, clock, type(settings)(settings.database_url, "t" * 40, settings.public_url))
    with pytest.raises(WrongCode):
        await changed.enter(token, phone.code())


async def test_the_page_dies_with_its_session(second_factors, accounts, store, setup_token, conversation):
    await accounts.log_out(await rasa_id_of(store, conversation))
    with pytest.raises(LinkExpired):
        await second_factors.setup(setup_token)

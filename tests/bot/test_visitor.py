"""A browser keeps its conversation by a signed cookie that nobody can make up."""

from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from sqlalchemy import func, select
from starlette.requests import HTTPConnection

from bot.web.visitor import COOKIE, Visitors
from mutuelle.conversations.tables import Conversation


@pytest.fixture
def visitors(transcript, settings):
    return Visitors(transcript, settings)


def request(cookie=None, **headers):
    given = {"host": "bot.test", **headers}
    if cookie is not None:
        given["cookie"] = f"{COOKIE}={cookie}"
    raw = [(name.encode(), value.encode("latin-1")) for name, value in given.items()]
    return HTTPConnection({"type": "http", "headers": raw})


def value_of(visitor):
    return SimpleCookie(visitor.set_cookie)[COOKIE].value


async def count(store):
    async with store.read() as connection:
        return (await connection.execute(select(func.count()).select_from(Conversation))).scalar()


async def test_a_new_browser_begins_a_conversation_and_is_given_a_cookie(visitors, store):
    visitor = await visitors.of(request())
    cookie = SimpleCookie(visitor.set_cookie)[COOKIE]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("Lax", "/", str(30 * 24 * 3600))
    assert not cookie["secure"]
    assert await count(store) == 1


async def test_over_https_the_cookie_is_secure(transcript, settings):
    visitors = Visitors(transcript, replace(settings, public_url="https://assistant.test"))
    assert SimpleCookie((await visitors.of(request())).set_cookie)[COOKIE]["secure"]


async def test_a_browser_that_comes_back_is_in_its_conversation_and_gets_no_new_cookie(visitors):
    first = await visitors.of(request())
    again = await visitors.of(request(value_of(first)))
    assert (again.conversation_id, again.set_cookie) == (first.conversation_id, None)
    assert await visitors.known(request(value_of(first))) == first.conversation_id


async def test_two_browsers_are_in_two_conversations(visitors):
    one, other = await visitors.of(request()), await visitors.of(request())
    assert one.conversation_id != other.conversation_id
    assert value_of(one) != value_of(other)


async def test_the_database_holds_nothing_that_the_cookie_could_be_made_from(visitors, store):
    token, _, signature = value_of(await visitors.of(request())).partition(".")
    async with store.read() as connection:
        row = (await connection.execute(select(Conversation))).one()
    assert token not in str(row) and signature not in str(row)


@pytest.mark.parametrize(
    "forge",
    [
        lambda real: "",
        lambda real: ".",
        lambda real: real.partition(".")[0],
        lambda real: real.partition(".")[0] + ".",
        lambda real: "." + real.partition(".")[2],
        lambda real: "x" + real,
        lambda real: real + "0",
        lambda real: real[:-1] + ("0" if real[-1] != "0" else "1"),
        lambda real: "someone." + real.partition(".")[2],
        lambda real: "\xe9" * 40 + "." + real.partition(".")[2],
        lambda real: "x" * 4000,
    ],
    ids=[
        *("empty", "dot", "unsigned", "no signature", "no token", "longer token", "longer signature", "one digit off"),
        *("another token", "not ASCII", "long"),
    ],
)
async def test_a_forged_cookie_opens_no_conversation_and_is_replaced(visitors, forge):
    real = await visitors.of(request())
    forged = request(forge(value_of(real)))
    assert await visitors.known(forged) is None
    visitor = await visitors.of(forged)
    assert visitor.conversation_id != real.conversation_id
    assert visitor.set_cookie is not None


async def test_a_cookie_signed_with_another_secret_is_forged(visitors, transcript, settings):
    others = Visitors(transcript, replace(settings, secret="z" * 40))
    theirs = await others.of(request())
    assert await visitors.known(request(value_of(theirs))) is None


async def test_asking_who_it_is_begins_nothing(visitors, store):
    assert await visitors.known(request()) is None
    assert await count(store) == 0


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        (None, True),
        ("http://bot.test", True),
        ("https://bot.test", True),
        ("https://evil.test", False),
        ("http://bot.test.evil.test", False),
        ("http://bot.test:8081", False),
        ("http://evil.test/bot.test", False),
        ("http://bot.test@evil.test", False),
        ("http://127.0.0.1:8080", False),
        ("null", False),
        ("", False),
        ("file://", False),
        ("http://[", False),
    ],
)
def test_a_request_comes_from_our_own_pages_or_from_no_page(visitors, origin, ours):
    assert visitors.from_here(request(**({} if origin is None else {"origin": origin}))) is ours


def test_a_host_that_the_request_itself_names_makes_no_page_ours(visitors):
    assert not visitors.from_here(request(host="evil.test", origin="http://evil.test"))


@pytest.mark.parametrize("public", ["http://127.0.0.1:8080", "http://localhost:8080"])
def test_on_ones_own_machine_both_names_of_it_are_ours(transcript, settings, public):
    visitors = Visitors(transcript, replace(settings, public_url=public))
    assert visitors.from_here(request(origin="http://127.0.0.1:8080"))
    assert visitors.from_here(request(origin="http://localhost:8080"))
    assert not visitors.from_here(request(origin="http://localhost:8081"))
    assert not visitors.from_here(request(origin="http://evil.test:8080"))

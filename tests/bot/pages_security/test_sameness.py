"""The pages answer the same for those we know and those we don't, and guessing is counted."""

import re
from collections import Counter

import pytest

from bot.texts import say
from mutuelle.account.passwords import Passwords
from tests.bot.pages_security.links import ANSWERS, FORGOTTEN, NEW, send


@pytest.fixture
def work(monkeypatch):
    """Count the slow hashings, which are what takes time."""
    counted = Counter()

    def counting(name, real):
        def call(*args):
            counted[name] += 1
            return real(*args)

        return call

    monkeypatch.setattr(Passwords, "_verify", counting("verify", Passwords._verify))
    monkeypatch.setattr(Passwords, "hash", counting("hash", Passwords.hash))
    return counted


def answer(response, *typed):
    """Return all that a visitor can tell an answer by, without what he typed himself."""
    text = re.sub(r'name="csrf" value="\w*"', "", response.text)
    for word in typed:
        text = text.replace(word, "")
    headers = {k: v for k, v in response.headers.items() if k not in {"content-length", "set-cookie"}}
    return response.status_code, text, headers, "set-cookie" in response.headers


@pytest.mark.parametrize("identifier", ["nobody@exemple.fr", "jeanne@exemple.fr", "pas une adresse"])
async def test_a_login_tells_and_costs_the_same_for_unknown_accounts(links, browser, family, work, identifier):
    path = await links.to("login")
    known = await send(browser, path, {"identifier": family.claire_login, "password": "Pas-le-bon-1"})
    done, work["verify"] = work["verify"], 0
    unknown = await send(browser, path, {"identifier": identifier, "password": "Pas-le-bon-1"})
    assert answer(unknown, identifier) == answer(known, family.claire_login)
    assert work["verify"] == done == 1


@pytest.mark.parametrize("identifier", ["nobody@exemple.fr", "jeanne@exemple.fr"])
async def test_a_forgotten_password_tells_the_same_for_unknown_accounts(links, browser, family, work, identifier):
    known = await send(browser, FORGOTTEN, {"identifier": family.claire_login})
    unknown = await send(browser, FORGOTTEN, {"identifier": identifier})
    assert answer(unknown) == answer(known)
    assert work == {}


@pytest.mark.parametrize(
    ("place", "wrong"),
    [(0, "M1000999"), (1, "Clara Vasseur"), (2, "5 mai 1981"), (3, "marc@exemple.fr")],
    ids=["number", "name", "birth date", "address taken"],
)
async def test_a_new_account_tells_and_costs_the_same_when_it_is_not_the_members(links, browser, work, place, wrong):
    fields = {"password": NEW, "confirmation": NEW}
    right = await send(browser, await links.to("creation"), fields)
    done, work["hash"] = work["hash"], 0
    answers = [*ANSWERS]
    answers[place] = wrong
    path = (await links._creation(answers)).removeprefix(links.settings.public_url)
    other = await send(browser, path, fields)
    assert answer(other) == answer(right)
    assert work["hash"] == done == 1


async def test_a_page_waits_as_long_whether_or_not_an_email_leaves(links, browser, family, monkeypatch):
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr("bot.pages.recovery.TAKES_S", 0.6)
    monkeypatch.setattr("bot.pages.recovery.asyncio.sleep", sleep)
    for identifier in (family.claire_login, "nobody@exemple.fr"):
        await send(browser, FORGOTTEN, {"identifier": identifier})
    assert waited == [0.6, 0.6]


# --- Guessing.


async def test_ten_failures_lock_the_account_and_a_reset_stays_open(web, links, browser, family, clock, transcript):
    for number in range(10):
        path = await web.link_for(await transcript.open("telegram", f"guess {number}"))
        assert (await send(browser, path, {"identifier": family.claire_login, "password": "x"})).status_code == 401
        clock.pass_(minutes=10 if number < 9 else 0)
    path = await web.link_for(await transcript.open("telegram", "member"))
    right = {"identifier": family.claire_login, "password": family.password}
    locked = await send(browser, path, right)
    assert locked.status_code == 429
    assert say("login", "wait", wait="30 minutes") in locked.text
    done = await send(browser, await links.to("reset"), {"password": NEW, "confirmation": NEW})
    assert done.status_code == 200
    assert (await send(browser, path, {**right, "password": NEW})).status_code == 200


async def test_asking_for_resets_is_counted_by_network_address(web, browser, monkeypatch):
    for number in range(30):
        await send(browser, FORGOTTEN, {"identifier": f"guess{number}@exemple.fr"})
    assert (await send(browser, FORGOTTEN, {"identifier": "other@exemple.fr"})).status_code == 429
    async with web.browser("198.51.100.7") as elsewhere:
        assert (await send(elsewhere, FORGOTTEN, {"identifier": "other@exemple.fr"})).status_code == 200

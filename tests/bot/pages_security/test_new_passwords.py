"""A password that is hard to type the same way twice opens the account all the same."""

import pytest

from tests.bot.pages_security.links import send


@pytest.mark.parametrize("length", [64, 200, 256])
async def test_a_long_password_is_accepted_and_opens_the_account(links, browser, length):
    long = ("Été au bord de l'eau 42 " * 20)[:length].strip().ljust(length, "x")
    done = await send(browser, await links.to("reset"), {"password": long, "confirmation": long})
    assert done.status_code == 200
    login = {"identifier": links.family.claire_login, "password": long}
    assert (await send(browser, await links.to("login"), login)).status_code == 200


async def test_an_accent_typed_in_two_ways_is_the_same_password(links, browser):
    composed, decomposed = "Été-Canard-4\u00e9", "E\u0301te\u0301-Canard-4e\u0301"
    await send(browser, await links.to("reset"), {"password": composed, "confirmation": composed})
    login = {"identifier": links.family.claire_login, "password": decomposed}
    assert (await send(browser, await links.to("login"), login)).status_code == 200

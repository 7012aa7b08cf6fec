"""What the login page tells of failures, how it counts them, and the wait it asks for."""

import pytest

from bot.texts import say
from mutuelle.account.rules import Limits
from mutuelle.account.tables import LoginFailures
from tests.bot.login_page.form import rows, submit
from tests.bot.web_app import HOME
from tests.logs import recorded

WRONG = say("login", "wrong")


@pytest.mark.parametrize(
    ("identifier", "password"),
    [
        ("claire@exemple.fr", "pas-le-bon"),
        ("nobody@exemple.fr", "Correct-Horse-1"),
        ("jeanne@exemple.fr", "Correct-Horse-1"),
        ("", ""),
        ("claire@exemple.fr\x00", "\x00"),
        ("x" * 4000, "y" * 3000),
        ("\ud83d", "\ud83d"),
    ],
    ids=["wrong password", "no such account", "not activated", "empty", "NUL", "long", "half an emoji"],
)
async def test_every_wrong_login_is_told_alike_and_the_password_is_not_sent_back(browser, link, identifier, password):
    with recorded() as logs:
        refused = await submit(
            browser, link, identifier.encode("utf-8", "surrogatepass"), password.encode("utf-8", "surrogatepass")
        )
    assert refused.status_code == 401
    assert WRONG in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert password not in refused.text.replace("password", "") or len(password) < 2
    assert logs.getvalue() == ""


async def test_the_identifier_is_kept_in_the_form_as_text(browser, link):
    refused = await submit(browser, link, '"><script>alert(1)</script>', "x")
    assert "<script>alert" not in refused.text
    assert "&lt;script&gt;" in refused.text


async def test_after_three_failures_the_page_says_how_many_seconds_to_wait(browser, link, family, clock):
    for _ in range(3):
        assert (await submit(browser, link, family.claire_login, "wrong")).status_code == 401
    blocked = await submit(browser, link, family.claire_login, family.password)
    assert blocked.status_code == 429
    assert say("login", "wait", wait="5 secondes") in blocked.text
    assert 'data-wait="5"' in blocked.text
    clock.pass_(seconds=3)
    assert 'data-wait="2"' in (await submit(browser, link, family.claire_login, family.password)).text
    clock.pass_(seconds=2)
    assert (await submit(browser, link, family.claire_login, family.password)).status_code == 200


async def test_a_long_wait_is_said_in_minutes(web, browser, link, family, monkeypatch):
    monkeypatch.setattr("mutuelle.account.service.IDENTIFIER_LIMITS", Limits(free=1, lock_after=1))
    await submit(browser, link, family.claire_login, "wrong")
    blocked = await submit(browser, link, family.claire_login, family.password)
    assert "Réessayez dans 30 minutes." in blocked.text
    assert 'data-wait="1800"' in blocked.text


async def test_failures_are_counted_by_network_address_whatever_the_identifier(web, browser, link, family, monkeypatch):
    monkeypatch.setattr("mutuelle.account.service.ADDRESS_LIMITS", Limits(free=2, lock_after=9))
    for n in range(2):
        assert (await submit(browser, link, f"guess{n}@exemple.fr", "wrong")).status_code == 401
    assert (await submit(browser, link, family.claire_login, family.password)).status_code == 429


async def test_an_address_that_a_client_makes_up_is_not_believed(web, browser, link, family, monkeypatch):
    monkeypatch.setattr("mutuelle.account.service.ADDRESS_LIMITS", Limits(free=2, lock_after=9))
    for n in range(2):
        browser.headers["x-forwarded-for"] = f"203.0.113.{n}"
        await submit(browser, link, f"guess{n}@exemple.fr", "wrong")
    browser.headers["x-forwarded-for"] = "203.0.113.99"
    assert (await submit(browser, link, family.claire_login, family.password)).status_code == 429


async def test_another_address_does_not_wait_for_it(web, transcript, family, monkeypatch):
    monkeypatch.setattr("mutuelle.account.service.ADDRESS_LIMITS", Limits(free=1, lock_after=9))
    link = await web.link_for(await transcript.open("telegram", "12345"))
    async with web.browser(HOME) as one:
        await submit(one, link, "nobody@exemple.fr", "wrong")
        assert (await submit(one, link, family.claire_login, family.password)).status_code == 429
    async with web.browser("198.51.100.7") as other:
        assert (await submit(other, link, family.claire_login, family.password)).status_code == 200


async def test_addresses_and_identifiers_are_counted_without_being_kept(browser, link, store, family):
    await submit(browser, link, family.claire_login, "wrong")
    counted = await rows(store, LoginFailures)
    assert len(counted) == 3  # the conversation's own failures too, which it may be told
    assert HOME not in str(counted) and family.claire_login not in str(counted)

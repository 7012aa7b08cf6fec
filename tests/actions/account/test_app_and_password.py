"""The authenticator app and the password by conversation."""

import pyotp
import pytest
from sqlalchemy import select

from mutuelle.mail.tables import Mail
from tests.actions.account.links import link_of

APP, PASSWORD = "action_account_second_factor", "action_account_manage_password"


async def test_the_app_is_turned_on_by_its_page_and_off_by_a_button(claire, coded, services, clock):
    assert link_of(await claire.run(APP, "je veux utiliser une application d'authentification")).startswith("/code/")
    await coded("turn_on_app")
    page = link_of(await claire.run(APP, "je veux utiliser une application d'authentification"))
    token = page.removeprefix("/application/")
    secret = (await services.second_factors.setup(token)).secret.replace(" ", "")
    await services.second_factors.confirm(token, pyotp.TOTP(secret).at(clock.now()), notice="")
    on = await claire.run(APP, "double authentification")
    assert "protège votre compte" in on.text
    asked = await claire.tap(APP, on.buttons["Désactiver l'application"])
    assert "application d'authentification" in asked.text
    clock.pass_(seconds=60)
    await services.codes.enter(link_of(asked).removeprefix("/code/"), pyotp.TOTP(secret).at(clock.now()))
    assert "désactivée" in (await claire.tap(APP, on.buttons["Désactiver l'application"])).text


async def test_without_an_app_it_is_explained_and_offered(claire):
    answered = await claire.run(APP, "2fa")
    assert "30 secondes" in answered.text
    assert "Activer l'application" in answered.buttons


async def test_a_lost_phone_is_told_the_way(claire, coded, services, clock):
    await coded("turn_on_app")
    token = link_of(await claire.run(APP, "activer 2fa")).removeprefix("/application/")
    secret = (await services.second_factors.setup(token)).secret.replace(" ", "")
    await services.second_factors.confirm(token, pyotp.TOTP(secret).at(clock.now()), notice="")
    assert "72 h" in (await claire.run(APP, "j'ai perdu mon téléphone")).text


async def test_a_password_is_changed_after_a_code(claire, coded):
    assert link_of(await claire.run(PASSWORD, "je veux modifier mon mot de passe")).startswith("/code/")
    await coded("change_password")
    change, forgotten = (await claire.run(PASSWORD, "je veux modifier mon mot de passe")).bodies
    assert "/mot-de-passe/" in change["url"] and "autres sessions" in change["text"]
    assert forgotten["url"].endswith("/mot-de-passe-oublie")


@pytest.mark.parametrize("said", ["quelles sont les règles du mot de passe ?", "j'ai oublié mon mot de passe"])
async def test_a_question_or_a_forgotten_password_sends_no_code(claire, store, said):
    assert link_of(await claire.run(PASSWORD, said)).startswith("/mot-de-passe-oublie")
    async with store.read() as connection:
        assert (await connection.execute(select(Mail.id))).first() is None

"""The account is deleted by conversation, and kept by whoever comes back in time."""

import pytest

from tests.actions.account.links import link_of
from tests.actions.dialogue import Dialogue
from tests.talk import log_in, rasa_id_of

DELETE = "action_account_delete"


async def test_a_deletion_says_its_consequences_then_asks_for_a_code_then_leads_to_its_page(claire, coded, services):
    said = await claire.run(DELETE, "supprimez mon espace en ligne")
    for told in ("contrat, lui, continue", "30 jours", "22 décembre 2026", "Telegram"):
        assert told in said.text
    go_on = said.buttons["Continuer la suppression"]
    assert link_of(await claire.tap(DELETE, go_on)).startswith("/code/")
    await coded("delete_account")
    page = link_of(await claire.tap(DELETE, go_on))
    assert page.startswith("/suppression/")
    assert (await services.deletions.state(claire.rasa_id)).erases_at is None


async def test_typing_it_again_is_no_confirmation(claire, coded):
    await coded("delete_account")
    again = await claire.run(DELETE, "oui supprimez mon compte")
    assert not [body for body in again.bodies if body["type"] == "link"]


@pytest.fixture
async def leaving(claire, coded, services, accounts, store, conversation, family):
    """Claire asked for the deletion and logged in again."""
    await coded("delete_account")
    page = link_of(await claire.tap(DELETE, '/delete_account{"field": "continue"}'))
    await services.deletions.mark(page.removeprefix("/suppression/"), "SUPPRIMER", notice="")
    await log_in(accounts, store, conversation, family.claire_login)
    return Dialogue(store, services, await rasa_id_of(store, conversation))


async def test_who_logs_in_again_is_told_and_keeps_the_account_by_one_tap(leaving, services):
    told = await leaving.tap(DELETE, '/delete_account{"field": "state"}')
    assert "22 décembre 2026" in told.text
    assert "conservé" in (await leaving.tap(DELETE, told.buttons["Garder mon espace"])).text
    assert (await services.deletions.state(leaving.rasa_id)).erases_at is None
    assert "rien à annuler" in (await leaving.tap(DELETE, told.buttons["Garder mon espace"])).text


async def test_it_is_kept_by_words_too_but_not_by_asking_for_the_deletion_again(leaving):
    assert "Voulez-vous le garder" in (await leaving.run(DELETE, "supprimer mon compte")).text
    assert "conservé" in (await leaving.run(DELETE, "finalement je veux garder mon espace")).text


async def test_an_old_continue_button_after_the_mark_only_tells(leaving):
    told = await leaving.tap(DELETE, '/delete_account{"field": "continue"}')
    assert "Voulez-vous le garder" in told.text

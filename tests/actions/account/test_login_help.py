"""Help for who cannot log in: the right step, and nothing of anybody's account."""

import pytest

from mutuelle.errors import WrongCredentials
from tests.actions.account.links import link_of
from tests.talk import log_in

HELP = "action_account_help_login"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ça marche pas", "avez-vous créé votre espace"),
        ("compte bloqué", "suspendue quelques minutes"),
        ("il me dit identifiant inconnu", "pas le numéro d'adhérent"),
        ("lien de connexion périmé", "5 minutes"),
        ("le code reçu est refusé", "10 minutes"),
    ],
)
async def test_the_words_lead_to_the_right_step_with_buttons_for_the_others(visits, said, told):
    answered = await (await visits()).run(HELP, said)
    assert told in answered.text
    assert len(answered.buttons) >= 3


async def test_each_button_of_the_tree_leads_to_its_step(visits):
    dialogue = await visits()
    seen, waiting = set(), ['/login_problem{"field": "created"}']
    while waiting:
        payload = waiting.pop()
        answered = await dialogue.tap(HELP, payload)
        seen.add(answered.text)
        new = [one for one in answered.buttons.values() if one.startswith("/login_problem")]
        waiting += [one for one in new if one not in waiting and (one,) not in seen]
        seen |= {(one,) for one in new}
    assert len([one for one in seen if isinstance(one, str)]) >= 4


async def test_a_stranger_learns_nothing_of_an_account_by_asking(visits, accounts, store, transcript, family):
    for n, who in enumerate((family.claire_login, family.inactive_login, "nobody@exemple.fr")):
        dialogue = await visits(address=f"a{n}")
        conversation = await transcript.open("web", f"a{n}")
        for _ in range(2):
            with pytest.raises(WrongCredentials):
                await log_in(accounts, store, conversation, who, "wrong")
        answered = await dialogue.run(HELP, "je n'arrive pas à me connecter")
        assert "(2)" in answered.text
        assert who not in answered.text


async def test_too_many_tries_here_are_told_with_the_wait(visits, accounts, store, transcript, family):
    dialogue = await visits(address="a")
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            await log_in(accounts, store, await transcript.open("web", "a"), family.claire_login, "wrong")
    assert "suspendue encore 1 min" in (await dialogue.run(HELP, "ça marche pas")).text


async def test_who_is_logged_in_or_locked_is_told_so(logs_in, locks):
    assert "bien connecté" in (await (await logs_in()).run(HELP, "je suis bloqué")).text


async def test_a_locked_session_gets_a_login_link(locks):
    answered = await (await locks()).run(HELP, "je peux plus rentrer")
    assert "15 minutes" in answered.text
    assert link_of(answered).startswith("/connexion/")


async def test_a_request_begun_or_recorded_here_is_told(visits, services):
    dialogue = await visits()
    await services.openings.begin(dialogue.rasa_id, "")
    begun = await dialogue.run(HELP, "identifiant inconnu")
    assert "Reprendre la création" in begun.buttons
    for answer in ("m 1000001", "claire VASSEUR", "le 4 mai 1981", "claire.neuve@exemple.fr", "oui"):
        await services.openings.hear(dialogue.rasa_id, answer, intent="any")
    url = await services.openings.page_link(dialogue.rasa_id)
    await services.openings.record(url.rsplit("/", 1)[1], "Tilleul-Canard-42")
    recorded = await dialogue.run(HELP, "identifiant inconnu")
    assert "reste à l'activer" in recorded.text and "c•••@exemple.fr" in recorded.text

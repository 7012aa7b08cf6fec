"""Identifier, deletion, authenticator app, password and login help by conversation."""

import pyotp
import pytest
from sqlalchemy import select

from mutuelle.errors import LinkUsed, WrongCredentials
from mutuelle.mail.tables import Mail
from tests.actions.dialogue import Dialogue
from tests.talk import give_code, log_in, rasa_id_of

IDENTIFIER, DELETE, APP = "action_account_change_identifier", "action_account_delete", "action_account_second_factor"
PASSWORD, HELP = "action_account_manage_password", "action_account_help_login"


@pytest.fixture
async def conversation(transcript, family):
    return await transcript.open("web", "hers")


@pytest.fixture
async def claire(store, services, accounts, conversation, family):
    await log_in(accounts, store, conversation, family.claire_login)
    return Dialogue(store, services, await rasa_id_of(store, conversation))


@pytest.fixture
def coded(services, store, conversation):
    """Gives the code for a purpose, as if it had been entered on its page."""

    async def give(purpose):
        await give_code(services.codes, store, conversation, purpose)

    return give


def link_of(answered):
    (link,) = [body for body in answered.bodies if body["type"] == "link"]
    return link["url"].removeprefix("http://bot.test")


async def test_an_address_in_the_sentence_fills_the_page_after_the_code(claire, coded, services):
    said = "nouvelle adresse de connexion : cv@exemple.fr"
    assert link_of(await claire.run(IDENTIFIER, said)).startswith("/code/")
    await coded("change_login_email")
    answered = await claire.run(IDENTIFIER, said)
    assert answered.slots == {}
    token = link_of(answered).removeprefix("/identifiant/")
    assert (await services.identifiers.page(token)).proposed == "cv@exemple.fr"
    assert "24 h" in answered.text


async def test_a_sentence_without_an_address_leads_to_an_empty_page(claire, coded, services):
    await coded("change_login_email")
    token = link_of(await claire.run(IDENTIFIER, "changez mon identifiant")).removeprefix("/identifiant/")
    assert (await services.identifiers.page(token)).proposed == ""


async def test_an_address_that_cannot_be_is_refused_politely_and_no_code_leaves(claire, store):
    answered = await claire.run(IDENTIFIER, "mon identifiant devient claire@@exemple")
    assert "pas reconnu d'adresse" in answered.text
    assert "Saisir sur la page sécurisée" in answered.buttons
    async with store.read() as connection:
        assert (await connection.execute(select(Mail.id))).first() is None


async def test_the_identifier_in_force_is_not_a_change(claire, family):
    assert "déjà votre identifiant" in (await claire.run(IDENTIFIER, f"mettez {family.claire_login}")).text


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Oui, corriger", "claire@gmail.com"), ("Non, garder la mienne", "claire@gmial.com")],
)
async def test_a_typo_is_asked_back_and_either_answer_is_taken(claire, coded, services, title, expected):
    asked = await claire.run(IDENTIFIER, "je veux claire@gmial.com comme login")
    assert "claire@gmail.com ?" in asked.text
    await coded("change_login_email")
    answered = await claire.tap(IDENTIFIER, asked.buttons[title])
    token = link_of(answered).removeprefix("/identifiant/")
    assert (await services.identifiers.page(token)).proposed == expected


async def test_where_the_change_stands_is_told(claire, coded, services, store, family):
    question = "où en est mon changement d'identifiant ?"
    none = await claire.run(IDENTIFIER, question)
    assert "Aucun changement" in none.text and family.claire_login in none.text
    await coded("change_login_email")
    token = link_of(await claire.run(IDENTIFIER, "cv@exemple.fr")).removeprefix("/identifiant/")
    await services.identifiers.request(token, "cv@exemple.fr", notice="")
    waiting = await claire.run(IDENTIFIER, question)
    assert "cv@exemple.fr" in waiting.text and "23 novembre 2026 à 10 h 30" in waiting.text
    assert waiting.member_id == family.claire
    again = await claire.run(IDENTIFIER, "changer mon identifiant")
    assert again.text == waiting.text
    assert link_of(await claire.tap(IDENTIFIER, again.buttons["Choisir une autre adresse"])).startswith("/code/")
    async with store.read() as connection:
        mail = select(Mail.plain).where(Mail.template == "identifier_confirm")
        link = (await connection.execute(mail)).scalar_one().split("/nouvel-identifiant/")[1].split()[0]
    await services.identifiers.confirm(link, notice="")
    assert "C'est fait" in (await claire.run(IDENTIFIER, question)).text


@pytest.mark.parametrize("how", ["words", "button"])
async def test_a_change_that_waits_can_be_given_up(claire, coded, services, store, family, how):
    await coded("change_login_email")
    token = link_of(await claire.run(IDENTIFIER, "cv@exemple.fr")).removeprefix("/identifiant/")
    await services.identifiers.request(token, "cv@exemple.fr", notice="")
    if how == "words":
        told = await claire.run(IDENTIFIER, "annulez mon changement d'identifiant")
    else:
        told = await claire.tap(IDENTIFIER, '/change_login_email{"field": "cancel"}')
    assert "annulé" in told.text and family.claire_login in told.text
    async with store.read() as connection:
        mail = select(Mail.plain).where(Mail.template == "identifier_confirm")
        link = (await connection.execute(mail)).scalar_one().split("/nouvel-identifiant/")[1].split()[0]
    with pytest.raises(LinkUsed):
        await services.identifiers.confirm(link, notice="")
    assert "Aucun changement" in (await claire.tap(IDENTIFIER, '/change_login_email{"field": "cancel"}')).text


async def test_on_telegram_addresses_are_masked(logs_in, family):
    dialogue = await logs_in(channel="telegram")
    answered = await dialogue.run(IDENTIFIER, "où en est mon changement d'identifiant ?")
    assert family.claire_login not in answered.text and "c•••@exemple.fr" in answered.text


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


@pytest.mark.parametrize(
    ("said", "outcome", "told"),
    [("au revoir", "paused", "Au revoir"), ("je veux un conseiller", "human", "carte de tiers payant")],
)
@pytest.mark.parametrize("before", [(), ("m 1000001",), ("m 1000001", "Claire Vasseur")])
async def test_goodbye_and_a_person_leave_the_questions_at_any_step(visits, services, said, outcome, told, before):
    dialogue = await visits()
    await services.openings.begin(dialogue.rasa_id, "")
    for answer in before:
        await services.openings.hear(dialogue.rasa_id, answer, intent="any")
    form = "validate_account_opening_form"
    state = {"slots": {"requested_slot": "account_opening"}, "loop": "account_opening_form"}
    filled = await dialogue.run(form, said, **state)
    assert filled.slots["account_opening"] == outcome
    end = await dialogue.run("action_account_opening_end", said, slots={"account_opening": outcome})
    assert told in end.text and "une heure" in end.text
    assert (await services.openings.begin(dialogue.rasa_id, "")).number == ("M1000001" if before else None)


async def test_another_question_is_left_to_its_own_answer_and_the_explanation_is_said_once(visits):
    dialogue = await visits()
    ask, form = "action_ask_account_opening_form_account_opening", "account_opening_form"
    assert "quatre questions" in (await dialogue.run(ask, "je veux créer mon espace", loop=form)).text
    state = {"slots": {"requested_slot": "account_opening"}, "loop": form}
    said = {"intent": "ask_definition", "confidence": 0.9}
    left = await dialogue.run(f"validate_{form}", "c'est quoi le ticket modérateur ?", **state, **said)
    assert left.slots == {} and left.bodies == []
    again = (await dialogue.run(ask, "", **state)).text
    assert "numéro d'adhérent" in again and "quatre questions" not in again


async def test_an_answer_that_ends_with_a_goodbye_is_an_answer(visits, services):
    dialogue = await visits()
    await services.openings.begin(dialogue.rasa_id, "")
    heard = await services.openings.hear(dialogue.rasa_id, "M1000001, bonne journée", intent="goodbye")
    assert (heard.fields.number, heard.outcome) == ("M1000001", "")

"""What a conversation may be told of a login that fails: what it did itself, and nothing of anyone."""

import pytest

from mutuelle.account.deletion import KEPT
from mutuelle.account.login_help import LoginHelp
from mutuelle.account.wishes import app_wish, asks_state, login_step, password_wish, wants_to_keep
from mutuelle.errors import TooManyAttempts, WrongCredentials
from tests.mutuelle.account.test_opening import PASSWORD, asked
from tests.talk import give_code, log_in, new_link, rasa_id_of


@pytest.fixture
def help_(store, clock, settings) -> LoginHelp:
    return LoginHelp(store, clock, settings)


@pytest.fixture
async def conversation(transcript, family):
    return await transcript.open("web", "a")


@pytest.mark.parametrize("who", ["claire@exemple.fr", "jeanne@exemple.fr", "nobody@exemple.fr"])
async def test_failures_look_the_same_whoever_they_are_of(help_, accounts, store, conversation, clock, who):
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            await log_in(accounts, store, conversation, who, "wrong")
    with pytest.raises(TooManyAttempts):
        await log_in(accounts, store, conversation, who, "wrong")
    situation = await help_.situation(await rasa_id_of(store, conversation))
    assert situation.attempts.failures == 4
    assert (situation.attempts.blocked_until - clock.now()).total_seconds() == 5
    assert (situation.session, situation.draft, situation.erases_at) == ("none", "none", None)


async def test_failures_elsewhere_are_not_told(help_, accounts, store, transcript, conversation, family):
    elsewhere = await transcript.open("web", "b")
    with pytest.raises(WrongCredentials):
        await log_in(accounts, store, elsewhere, family.claire_login, "wrong")
    assert (await help_.situation(await rasa_id_of(store, conversation))).attempts.failures == 0


async def test_a_login_forgets_the_failures(help_, accounts, store, conversation, family):
    with pytest.raises(WrongCredentials):
        await log_in(accounts, store, conversation, family.claire_login, "wrong")
    await log_in(accounts, store, conversation, family.claire_login)
    situation = await help_.situation(await rasa_id_of(store, conversation))
    assert (situation.attempts.failures, situation.session) == (0, "open")


async def test_a_session_that_was_idle_is_told_as_locked(help_, accounts, store, conversation, family, clock):
    await log_in(accounts, store, conversation, family.claire_login)
    clock.pass_(minutes=16)
    assert (await help_.situation(await rasa_id_of(store, conversation))).session == "locked"


async def test_a_login_link_that_was_not_opened_in_time_is_told(help_, accounts, store, conversation, clock):
    await new_link(accounts, store, conversation)
    rasa_id = await rasa_id_of(store, conversation)
    assert (await help_.situation(rasa_id)).link_expired is False
    clock.pass_(minutes=5)
    assert (await help_.situation(rasa_id)).link_expired is True


async def test_the_request_made_here_is_told_step_by_step(help_, openings, store, transcript, clock, family):
    rasa_id, token = await asked(openings, store, transcript)
    assert (await help_.situation(rasa_id)).draft == "asking"
    await openings.record(token, PASSWORD)
    recorded = await help_.situation(rasa_id)
    assert (recorded.draft, recorded.draft_at, recorded.may_resend) == ("recorded", clock.now(), True)
    clock.pass_(hours=24)
    assert (await help_.situation(rasa_id)).draft == "expired"


async def test_a_deletion_asked_for_here_is_told_here_only(
    help_, deletions, codes, accounts, store, transcript, conversation, family, clock
):
    elsewhere = await transcript.open("web", "b")
    await log_in(accounts, store, elsewhere, family.claire_login)
    await accounts.log_out(await rasa_id_of(store, elsewhere))
    clock.pass_(seconds=1)
    await log_in(accounts, store, conversation, family.claire_login)
    await give_code(codes, store, conversation, "delete_account")
    url = await deletions.page_link(await rasa_id_of(store, conversation))
    await deletions.mark(url.rsplit("/", 1)[1], "supprimer", notice="")
    assert (await help_.situation(await rasa_id_of(store, conversation))).erases_at == clock.now() + KEPT
    assert (await help_.situation(await rasa_id_of(store, elsewhere))).erases_at is None


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("compte bloqué", "locked"),
        ("débloquez mon compte svp", "locked"),
        ("le site dit trop de tentatives", "locked"),
        ("il me dit identifiant inconnu", "identifier"),
        ("quel est mon identifiant ?", "identifier"),
        ("lien de connexion périmé", "link"),
        ("le code reçu est refusé", "code"),
        ("ça marche pas", ""),
        ("je n'arrive pas à me connecter", ""),
    ],
)
def test_the_words_lead_to_the_right_step(said, step):
    assert login_step(said) == step


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("je veux utiliser une application d'authentification", "on"),
        ("désactiver le 2fa", "off"),
        ("je ne veux plus de l'application, désactivez-la", "off"),
        ("j'ai perdu mon téléphone", "lost"),
        ("double authentification", ""),
    ],
)
def test_what_is_wanted_of_the_app(said, wish):
    assert app_wish(said) == wish


def test_questions_and_forgotten_passwords_are_no_changes():
    assert password_wish("quelles sont les règles du mot de passe ?") == "rule"
    assert password_wish("j'ai oublié mon mot de passe") == "forgotten"
    assert password_wish("je veux modifier mon mot de passe") == ""


def test_a_question_about_a_change_is_not_another_change():
    assert asks_state("où en est mon changement d'identifiant ?")
    assert not asks_state("changez mon identifiant")


def test_keeping_the_contract_is_not_keeping_the_account():
    assert wants_to_keep("finalement je veux garder mon espace")
    assert not wants_to_keep("je garde la mutuelle mais plus le compte internet")

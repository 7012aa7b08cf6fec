"""Identifier, deletion and login help, as whole conversations on the running assistant; Jean keeps his account."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.chat import words
from tests.dialogues.steps import last_code, submit, url_in
from tests.dialogues.test_profile import JEAN, hears, mails_to
from tests.dialogues.test_profile import submit as log_in_by
from tests.dialogues.test_telegram import link_of

pytestmark = pytest.mark.running

NEW = "jean.nouveau@exemple.fr"


@pytest.fixture
def jean(logged_in, stack):
    """Jean, logged in; his account is put back as it was afterwards."""
    yield logged_in(JEAN)[0]
    with closing(sqlite3.connect(stack.database, timeout=10)) as database:
        database.execute("update accounts set identifier = ?, erases_at = null where identifier = ?", (JEAN[0], NEW))
        database.execute("update accounts set erases_at = null where identifier = ?", (JEAN[0],))
        database.commit()


def after_the_code(chat, stack, bodies):
    """Enter the code on its page and return what the assistant says next, once it has a link or buttons."""
    code_page = url_in(bodies)
    assert "/code/" in code_page
    assert submit(chat.http, code_page, code=last_code(stack)).status_code == 200
    heard = chat.hear()
    while not any("url" in body or body.get("buttons") for body in heard):
        heard += chat.hear()
    return heard


def test_the_identifier_is_changed_by_the_page_and_the_link_in_the_mail(jean, stack):
    page = url_in(after_the_code(jean, stack, jean.say(f"mon nouvel identifiant : {NEW}")))
    form = jean.http.get(page)
    assert f'value="{NEW}"' in form.text and JEAN[0] in form.text
    assert "Consultez vos e-mails" in submit(jean.http, page, email=NEW).text
    assert "lien de confirmation vient de partir" in words(jean.hear())
    assert NEW in words(jean.say("où en est mon changement d'identifiant ?"))
    (mail,) = mails_to(stack, NEW)
    link = re.search(r"http\S+/nouvel-identifiant/\S+", mail)[0]
    assert "a changé" in submit(jean.http, link).text
    assert f"votre identifiant est maintenant {NEW}" in words(jean.hear())
    assert "C'est fait" in words(jean.say("ou en est mon changement d identifiant"))


def test_an_account_is_deleted_in_two_steps_and_kept_after_the_next_login(jean, stack):
    said = words(jean.say("je veux supprimer mon espace en ligne"))
    assert "contrat, lui, continue" in said
    page = url_in(after_the_code(jean, stack, jean.tap("Continuer la suppression")))
    assert "Votre demande est enregistrée" in submit(jean.http, page, keyword="supprimer").text
    assert jean.state() == "anonymous"
    jean.hear()
    assert "supprimé à votre demande" in words(jean.say("je n'arrive pas à me connecter"))
    assert jean.log_in(url_in(jean.say("me connecter")), *JEAN).status_code == 200
    told = jean.hear()
    while "Garder mon espace" not in words(told):
        told += jean.hear()
    assert "effacé pour de bon" in words(told)
    assert "conservé" in words(jean.tap("Garder mon espace"))


async def test_on_telegram_a_deletion_is_explained_and_asks_for_a_code(stack, telegram):
    person = telegram.person("Jean")
    await person.says("supprimer mon compte internet")
    await log_in_by(await link_of(person), JEAN)
    await hears(person, "contrat, lui, continue")
    await person.taps("Continuer la suppression")
    assert "code à 6 chiffres" in await hears(person, "code")


def test_the_app_is_offered_in_the_members_words(jean, stack):
    page = url_in(after_the_code(jean, stack, jean.say("je veux utiliser une application d'authentification")))
    assert "data:image/svg+xml" in jean.http.get(page).text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ça marche pas je peux pas me connecter", "avez-vous créé votre espace"),
        ("compte bloqué", "suspendue quelques minutes"),
        ("identifiant inconnu", "pas le numéro d'adhérent"),
    ],
)
def test_a_login_problem_begins_at_the_right_step(chat, said, told):
    assert told in words(chat.say(said))


def test_goodbye_leaves_the_questions_and_they_go_on_later(chat):
    chat.say("je veux créer mon espace")
    assert "prénom et nom" in words(chat.say("M1000026"))
    left = words(chat.say("au revoir"))
    assert "Au revoir" in left and "une heure" in left
    assert "prénom et nom" in words(chat.say("je veux créer mon espace"))


def test_a_cry_for_a_person_in_the_questions_gets_the_numbers_and_the_person(chat):
    chat.say("je veux créer mon espace")
    said = words(chat.say("au secours un conseiller"))
    while "conseiller" not in said:
        said += words(chat.hear())
    assert "Quel est votre numéro d'adhérent" not in said

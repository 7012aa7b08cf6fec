"""A newcomer opens his account: questions, password page, activation e-mail, first login."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.chat import words

pytestmark = pytest.mark.running

PASSWORD = "Tilleul-Canard-42"
GIVEN = ("m1000091", "je m'appelle gerard PETIT", "né le 7 juillet 1961", "newcomer@exemple.fr")


def form(page):
    return re.search(r'name="csrf" value="([^"]*)"', page.text)[1]


def answer_all(chat, given=GIVEN):
    """Answer every question and accept; return the recap."""
    number, name, birth, mail = given
    assert "numéro d'adhérent" in words(chat.say("je veux créer mon espace"))
    assert "prénom et nom" in words(chat.say(number))
    assert "date de naissance" in words(chat.say(name))
    assert "adresse e-mail" in words(chat.say(birth))
    assert "RGPD" in words(chat.say(mail))
    return words(chat.tap("Oui, j'accepte"))


def choose_password(chat, url, password=PASSWORD, confirmation=PASSWORD):
    page = chat.http.get(url)
    assert page.status_code == 200
    data = {"csrf": form(page), "password": password, "confirmation": confirmation}
    return chat.http.post(url, data=data)


def newest_mail(chat):
    ids = re.findall(r"/boite-mail/(\d+)", chat.http.get("/boite-mail").text)
    return chat.http.get(f"/boite-mail/{ids[0]}").text if ids else ""


def test_a_newcomer_opens_his_account_activates_it_and_logs_in(chat):
    recap = answer_all(chat)
    assert "M1000" in recap and "newcomer@exemple.fr" in recap
    (link,) = [body for body in chat.say("oui") if body["type"] == "link"]
    assert "diffèrent" in choose_password(chat, link["url"], confirmation="autre").text
    done = choose_password(chat, link["url"])
    assert "Votre demande a bien été enregistrée" in done.text
    assert "n•••@exemple.fr" in words(chat.say("je n'ai pas reçu le mail d'activation"))
    assert "C'est fait" in words(chat.tap("Renvoyer l'e-mail"))
    activation = re.search(r"http://[^\s\"<]+/activation/[\w-]+", newest_mail(chat))[0]
    page = chat.http.get(activation)
    assert "Confirmer mon adresse" in page.text
    assert "désormais activé" in chat.http.post(activation, data={"csrf": form(page)}).text
    assert "déjà utilisé" in chat.http.get(activation).text
    login = chat.say("me connecter")[-1]["url"]
    assert chat.log_in(login, "newcomer@exemple.fr", PASSWORD).status_code == 200
    assert chat.state() == "open"


def test_a_stranger_sees_the_same_and_no_mail_leaves(chat):
    before = newest_mail(chat)
    answer_all(chat, ("M1000999", "Jean Inconnu", "1er mars 1970", "jean@exemple.fr"))
    (link,) = [body for body in chat.tap("Confirmer") if body["type"] == "link"]
    assert "Votre demande a bien été enregistrée" in choose_password(chat, link["url"]).text
    assert newest_mail(chat) == before


def test_mistakes_are_told_and_the_question_asked_again(chat):
    chat.say("je veux créer mon espace")
    assert "carte de tiers payant" in words(chat.say("où figure mon numéro ?"))
    assert "prénom et nom" in words(chat.say("m 100 00 26"))
    assert "prénom et le nom" in words(chat.say("Claire"))
    assert "naissance" in words(chat.say("VASSEUR Claire"))
    assert "futur" in words(chat.say("4 mai 2031"))
    assert "e-mail" in words(chat.say("04/05/81"))
    assert "gmail.com" in words(chat.say("claire@gmial.com"))
    assert "RGPD" in words(chat.tap("Oui, corriger"))
    assert "claire@gmail.com" in words(chat.say("j'accepte"))
    assert "Date de naissance : 12 mai 1981" in words(chat.say("non, c'est le 12 mai 1981"))
    assert "effacé" in words(chat.say("annuler"))


def test_a_refusal_of_the_consent_ends_it_cleanly(chat):
    chat.say("je veux créer mon espace")
    for answer in ("M1000026", "Claire Vasseur", "4 mai 1981", "c@exemple.fr"):
        chat.say(answer)
    assert "Je respecte votre choix" in words(chat.say("non"))
    assert "Je ne vois pas de demande" in words(chat.say("mon lien d'activation ne marche pas"))


@pytest.fixture
def monique_keeps_her_password(stack):
    """Other tests log in with it."""
    where = "where identifier = 'm.garnier@exemple.fr'"
    with closing(sqlite3.connect(stack.database, timeout=10)) as database:
        (kept,) = database.execute(f"select password_hash from accounts {where}").fetchone()
        yield
        database.execute(f"update accounts set password_hash = ? {where}", (kept,))
        database.commit()


@pytest.mark.usefixtures("monique_keeps_her_password")
def test_a_forgotten_password_is_answered_alike_for_known_and_unknown(chat):
    said = chat.say("j'ai oublié mon mot de passe")
    (link,) = [body for body in said if body["type"] == "link"]
    answers = []
    for identifier in ("personne@exemple.fr", "m.garnier@exemple.fr"):
        page = chat.http.get(link["url"])
        answers.append(chat.http.post(link["url"], data={"csrf": form(page), "identifier": identifier}))
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    reset = re.search(r"http://[^\s\"<]+/mot-de-passe/[\w-]+", newest_mail(chat))[0]
    assert "mot de passe est changé" in choose_password(chat, reset, "Hibou-Tilleul-88", "Hibou-Tilleul-88").text


def test_a_login_that_fails_is_walked_through(chat):
    assert "avez-vous créé votre espace" in words(chat.say("je n'arrive pas à me connecter"))


def test_the_mailbox_is_for_this_machine_only(chat):
    assert chat.http.get("/boite-mail").status_code == 200
    assert chat.http.get("/boite-mail", headers={"x-forwarded-for": "192.0.2.1"}).status_code == 404
    assert chat.http.get("/boite-mail/999999").status_code == 404


def test_no_process_logs_what_an_opening_a_login_and_a_reset_hold(stack, chat):
    given = ("m1000091", "je m'appelle Ignatius QUATREBARBES", "né le 8 septembre 1949", "quatrebarbes@exemple.fr")
    answer_all(chat, given)
    (creation,) = [body["url"] for body in chat.say("oui") if body["type"] == "link"]
    choose_password(chat, creation, "Zibeline-Ocre-19", "Zibeline-Ocre-19")
    login = chat.say("me connecter")[-1]["url"]
    assert chat.log_in(login, "quatrebarbes@exemple.fr", "Zibeline-Ocre-19").status_code == 401
    forgotten = chat.http.get("/mot-de-passe-oublie")
    fields = {"csrf": form(forgotten), "identifier": "m.garnier@exemple.fr"}
    assert chat.http.post("/mot-de-passe-oublie", data=fields).status_code in {200, 429}
    reset = re.search(r"http://[^\s\"<]+/mot-de-passe/[\w-]+", newest_mail(chat))
    hidden = [*given, "QUATREBARBES", "M1000091", "Zibeline", "m.garnier", creation.rsplit("/", 1)[1]]
    hidden += [login.rsplit("/", 1)[1], *([reset[0].rsplit("/", 1)[1]] if reset else [])]
    for process in ("rasa", "actions", "bot"):
        said = stack.log(process)
        assert [word for word in hidden if word.lower() in said.lower()] == [], process

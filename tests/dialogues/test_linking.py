"""A member links Telegram from the web, and from Telegram, on the running processes; passwords typed in the chat."""

import re

import httpx
import pytest

from tests.chat import Chat, words
from tests.conftest import CLAIRE
from tests.dialogues.steps import hears_of, last_code, submit, url_in

pytestmark = pytest.mark.running
KARIM = ("k.benali@exemple.fr", "Demo-Karim-2026")


def read(browser, url):
    return browser.get(url).text


def link_page(stack, claire: Chat):
    """Ask for a link and pass the one-time code; return the page's address."""
    code_page = url_in(claire.say("relier mon compte telegram"))
    assert "/code/" in code_page
    assert submit(claire.http, code_page, code=last_code(stack)).status_code == 200
    bodies = claire.hear()
    while not any("url" in body for body in bodies):
        bodies = claire.hear()
    return url_in(bodies)


def start_secret(claire: Chat, page_url):
    return re.search(r"start=([A-Za-z0-9_-]+)", claire.http.get(page_url).text)[1]


async def test_linked_from_the_web_confirmed_on_both_sides_then_unlinked(stack, telegram, claire):
    page = link_page(stack, claire)
    person = telegram.person("Claire", username="claire_v")
    await person.says(f"/start {start_secret(claire, page)}")
    await hears_of(person, "Claire V.")
    question = await hears_of(person, "Confirmez-vous")
    assert question.buttons == ["Oui, relier", "Non"]
    await person.says("oui")
    await hears_of(person, "Dernière étape")
    assert "répondu « Oui »" in words(claire.hear())
    assert "Telegram est relié" in submit(claire.http, page).text
    await hears_of(person, "C'est fait")

    await person.says("mes remboursements")
    await hears_of(person, "/connexion/")  # linked is not logged in
    assert "Claire (@claire_v)" in words(claire.say("délie Telegram"))
    assert "n'est plus relié" in words(claire.tap("Oui, délier"))


async def test_a_no_in_telegram_links_nothing(stack, telegram, claire):
    page = link_page(stack, claire)
    person = telegram.person("Zoé")
    await person.says(f"/start {start_secret(claire, page)}")
    await hears_of(person, "Confirmez-vous")
    await person.says("non")
    await hears_of(person, "rien n'est relié")
    assert submit(claire.http, page).status_code == 410
    assert "Aucun compte Telegram" in words(claire.say("délie telegram"))


async def test_asked_for_in_telegram_the_member_logs_in_and_confirms_on_the_page(stack, telegram):
    person = telegram.person("Clara")
    await person.says("relier mon compte")
    login = re.search(r"http\S+/connexion/\S+", (await hears_of(person, "/connexion/")).text)[0]
    with httpx.Client(timeout=30) as browser:
        assert submit(browser, login, identifier=CLAIRE[0], password=CLAIRE[1]).status_code == 200
        code_page = re.search(r"http\S+/code/\S+", (await hears_of(person, "/code/")).text)[0]
        assert submit(browser, code_page, code=last_code(stack)).status_code == 200
        page = re.search(r"http\S+/relier-telegram/\S+", (await hears_of(person, "/relier-telegram/")).text)[0]
        assert "Clara" in read(browser, page)
        assert "Telegram est relié" in submit(browser, page).text
    await hears_of(person, "C'est fait")
    await person.says("/deconnexion")
    await hears_of(person, "déconnecté")
    await person.says("me connecter")
    login = re.search(r"http\S+/connexion/\S+", (await hears_of(person, "/connexion/")).text)[0]
    with httpx.Client(timeout=30) as browser:
        refused = submit(browser, login, identifier=KARIM[0], password=KARIM[1])
        assert (refused.status_code, "relié à un autre espace" in refused.text) == (403, True)
        assert submit(browser, login, identifier=CLAIRE[0], password=CLAIRE[1]).status_code == 200
    await hears_of(person, "Vous êtes connecté")
    await person.says("/delier")
    await hears_of(person, "Voulez-vous vraiment")
    await person.says("oui")
    await hears_of(person, "n'est plus relié")


async def test_a_password_typed_in_the_chat_leaves_no_trace_anywhere(stack, telegram, chat):
    secret = "Zq7Mutuelle-xyz"
    said = words(chat.say(f"mon mot de passe est {secret}"))
    assert "mot de passe" in said
    assert "Me connecter sur la page sécurisée" in said
    person = telegram.person("Jean")
    await person.says(f"mdp : {secret}")
    await hears_of(person, "mot de passe")
    await telegram.wait_for(
        lambda: any(int(call.get("chat_id", 0)) == person.id for call in telegram.called("deleteMessage"))
    )
    files = [path for path in stack.folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert [path.name for path in files if secret.encode() in path.read_bytes()] == []

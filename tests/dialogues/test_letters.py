"""Whole conversations about letters and useful documents, on the running assistant and its demo data."""

import httpx
import pytest

from tests.chat import PATIENCE_S, words
from tests.conftest import CLAIRE
from tests.dialogues.test_documents import documents, read
from tests.dialogues.test_telegram import link_of, submit

pytestmark = pytest.mark.running

THOMAS = ("t.lefevre@exemple.fr", "Demo-Thomas-2026")
KARIM = ("k.benali@exemple.fr", "Demo-Karim-2026")


def tables(bodies):
    return [body for body in bodies if body["type"] == "table"]


def test_a_visitor_logs_in_and_sees_the_letters_he_asked_for(chat):
    link = chat.say("mes courriers des trois derniers mois")[-1]["url"]
    assert chat.log_in(link, *CLAIRE).status_code == 200
    (table,) = tables(chat.hear())
    assert "Relevé de prestations" in table["rows"][0][2]


def test_letters_are_narrowed_sorted_and_opened_by_talking(claire):
    (table,) = tables(claire.say("mes relevés de prestations de 2025"))
    assert "relevés de prestations qui portent sur la période du 01/01/2025" in table["text"]
    assert len(table["rows"]) == 5
    assert tables(claire.say("la suite"))[0]["rows"][0][0] == "6"
    assert tables(claire.say("du plus ancien au plus récent"))[0]["rows"][0][3] == "janvier 2025"
    (document,) = documents(claire.say("ouvrez le deuxième"))
    got = claire.http.get(document["url"])
    assert got.headers["content-type"] == "application/pdf"
    assert len(got.content) == document["size"]
    assert "février 2025" in read(got.content) and "Claire Vasseur" in read(got.content)
    assert claire.http.get(f"{document['url']}?voir").headers["content-disposition"].startswith("inline")
    with httpx.Client(timeout=20) as stranger:
        assert stranger.get(document["url"]).status_code == 403
    claire.say("déconnexion")
    assert claire.http.get(document["url"]).status_code == 410


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("mon dernier relevé svp", "Relevé de prestations"),
        ("je cherche mon appel de cotisation", "Appel de cotisation"),
        ("mon avis d'échéance 2026", "Appel de cotisation 2026"),
    ],
)
def test_one_letter_that_is_named_comes_at_once(claire, said, name):
    (document,) = documents(claire.say(said))
    assert document["name"].startswith(name)


def test_after_the_letters_reimbursements_are_reimbursements_again(claire):
    claire.say("mes courriers")
    assert "emboursement" in words(claire.say("mes remboursements depuis 6 mois"))
    assert not tables(claire.say("la suite"))


def test_two_members_see_each_their_own(claire, logged_in):
    karim, _ = logged_in(KARIM)
    (hers,) = documents(claire.say("mon dernier relevé"))
    (his,) = documents(karim.say("mon dernier relevé"))
    assert "Benali" in read(karim.http.get(his["url"]).content)
    assert karim.http.get(hers["url"]).status_code == 403


def test_a_visitor_gets_a_useful_document_without_a_login(chat):
    shown = chat.say("vos documents utiles")
    assert {"Guides", "Notices"} <= {card["title"] for body in shown for card in body.get("cards", ())}
    (document,) = documents(chat.say("téléchargez le bulletin d'adhésion"))
    got = chat.http.get(document["url"])
    assert len(got.content) == document["size"]
    assert "Bulletin d'adhésion" in read(got.content).replace("’", "'")
    assert "Conditions générales" in words(chat.say("les conditions générales"))


def test_a_member_gets_the_table_of_his_guarantees(claire):
    (document,) = documents(claire.say("mon tableau de garanties en pdf"))
    text = read(claire.http.get(document["url"]).content)
    assert "Claire Vasseur" in text and "Votre garantie" in text


async def test_on_telegram_a_notice_comes_as_a_file_once_agreed_and_a_statement_by_link(stack, telegram):
    person = telegram.person("Thomas")
    await person.says("mon appel de cotisation")
    _, done = await submit(await link_of(person), THOMAS)  # whose choice is no other test's
    assert done.status_code == 200
    assert "Je reprends votre demande" in (await person.hears(PATIENCE_S)).text
    assert (await person.hears(PATIENCE_S)).buttons == ["Envoyer le fichier ici", "Lien qui expire"]
    await person.taps("Envoyer le fichier ici")
    assert "C'est noté" in (await person.hears(PATIENCE_S)).text
    sent = await person.hears(PATIENCE_S)
    assert sent.file["filename"].startswith("Appel de cotisation")
    assert "Thomas" in read(sent.file["data"])
    await person.says("mon dernier relevé")
    given = await person.hears(PATIENCE_S)
    url = next(word for word in given.text.split() if "/document/" in word)
    async with httpx.AsyncClient(timeout=20) as browser:
        got = await browser.get(url)
    assert "Relevé de prestations" in read(got.content)

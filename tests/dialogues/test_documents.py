"""Whole conversations about the card and the certificates, on the running assistant and its demo data."""

import io
import re

import httpx
import pytest
from pypdf import PdfReader

from tests.chat import PATIENCE_S, Chat, words
from tests.conftest import CLAIRE
from tests.dialogues.test_telegram import link_of, submit

pytestmark = pytest.mark.running


def documents(bodies):
    return [body for body in bodies if body["type"] == "document"]


def read(content):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


def test_a_visitor_logs_in_and_gets_his_card_without_asking_again(chat, stack):
    link = chat.say("je voudrais ma carte en pdf")[-1]["url"]
    assert chat.log_in(link, *CLAIRE).status_code == 200
    (document,) = documents(chat.hear())
    got = chat.http.get(document["url"])
    assert got.headers["content-type"] == "application/pdf"
    assert len(got.content) == document["size"]
    assert all(name in read(got.content) for name in ("Claire Vasseur", "Manon Vasseur", "Hugo Vasseur", "M1000026"))
    with httpx.Client(timeout=20) as stranger:
        assert stranger.get(document["url"]).status_code == 403
    chat.say("déconnexion")
    assert chat.http.get(document["url"]).status_code == 410


@pytest.mark.parametrize(
    "said",
    [
        "carte dématérialisée",
        "telecharger ma carte de tiers payant",
        "ma carte sur mon téléphone svp",
        "carte numérique",
    ],
)
def test_the_digital_card_is_asked_for_in_many_ways(claire, said):
    assert documents(claire.say(said)), said


@pytest.mark.parametrize("said", ["j'ai perdu ma carte", "on ma volé ma carte mutuelle"])
def test_a_lost_card_is_another_matter_and_the_digital_one_is_a_tap_away(claire, said):
    assert "nouvelle carte" in words(claire.say(said))
    assert documents(claire.tap("Ma carte en PDF, tout de suite"))


def test_a_certificate_for_a_daughter_is_verified_by_anybody(claire, stack):
    (document,) = documents(claire.say("attestation de mutuelle pour ma fille, c'est pour l'école"))
    text = read(claire.http.get(document["url"]).content)
    assert "Manon Vasseur 23/09/2015" in text and "Hugo" not in text
    address = re.search(r"AT-\d{4}-\w{4}-\w{4}-\w{4}", text)[0]
    with httpx.Client(base_url=stack.url, timeout=20) as anybody:
        page = anybody.get(f"/verification/{address}")
        assert page.status_code == 200 and "M••• V•••" in page.text and "Vasseur" not in page.text
        assert anybody.get("/verification/AT-2026-AAAA-AAAA-AAAA").status_code == 404


def test_what_is_missing_is_asked_and_answered_in_words(claire):
    assert "De quelle attestation" in words(claire.say("une attestation svp"))
    assert "Pour qui" in words(claire.say("attestation de droits"))
    (document,) = documents(claire.say("pour mes enfants"))
    text = read(claire.http.get(document["url"]).content)
    assert "Manon" in text and "Hugo" in text
    assert "remboursements" in words(claire.say("mes remboursements")).lower()


def test_what_is_missing_is_answered_by_buttons(claire):
    claire.say("attestation")
    claire.tap("Attestation de tiers payant")
    (document,) = documents(claire.tap("Toutes ces personnes"))
    assert document["what"] == "third_party"


def test_a_question_may_be_left_for_something_else_or_dropped(claire):
    claire.say("attestation de droits")
    answer = words(claire.say("mes remboursements depuis 6 mois"))
    assert answer.index("payés du") < answer.index("Pour qui")
    claire.say("attestation de droits")
    assert "pas d'attestation" in words(claire.tap("Annuler"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("certificat de radiation", "aucune radiation"),
        ("attestation de cotisations 2012", "aucun paiement de cotisation enregistré pour 2012"),
    ],
)
def test_what_cannot_be_certified_is_said_frankly(claire, said, told):
    answer = claire.say(said)
    assert told in words(answer)
    assert not documents(answer)


async def test_on_telegram_the_member_chooses_once_and_gets_the_file_then_a_link(stack, telegram):
    person = telegram.person("Claire")
    await person.says("ma carte en pdf")
    _, done = await submit(await link_of(person))
    assert done.status_code == 200
    assert "Je reprends votre demande" in (await person.hears(PATIENCE_S)).text
    asked = await person.hears(PATIENCE_S)
    assert asked.buttons == ["Envoyer le fichier ici", "Lien qui expire"]
    await person.taps("Envoyer le fichier ici")
    assert "C'est noté" in (await person.hears(PATIENCE_S)).text
    sent = await person.hears(PATIENCE_S)
    assert sent.file["filename"].startswith("Carte de tiers payant")
    assert "Claire Vasseur" in read(sent.file["data"])
    await person.says("documents par lien")
    assert "lien qui expire" in (await person.hears(PATIENCE_S)).text
    await person.says("attestation de droits pour Hugo")
    given = await person.hears(PATIENCE_S)
    url = next(word for word in given.text.split() if "/document/" in word)
    async with httpx.AsyncClient(timeout=20) as browser:
        got = await browser.get(url)
    assert "Hugo Vasseur" in read(got.content)


def test_two_members_cannot_open_each_others_links(stack, logged_in):
    claire, _ = logged_in(CLAIRE)
    other, _ = logged_in(("k.benali@exemple.fr", "Demo-Karim-2026"))
    assert isinstance(claire, Chat)
    (document,) = documents(claire.say("ma carte en pdf"))
    assert other.http.get(document["url"]).status_code == 403
    assert claire.http.get(document["url"]).status_code == 200

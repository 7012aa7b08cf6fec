"""Whole conversations about payments to professionals and about exports, on the running assistant and its demo data."""

import io

import httpx
import pytest
from openpyxl import load_workbook

from tests.chat import PATIENCE_S, words
from tests.dialogues.test_documents import documents, read
from tests.dialogues.test_reimbursements import SANDRINE
from tests.dialogues.test_telegram import link_of, submit

pytestmark = pytest.mark.running

PDF = "application/pdf"


def plain(bodies):
    return words(bodies).replace("\xa0", " ").replace("\u202f", " ")


def tables(bodies):
    return [body for body in bodies if body["type"] == "table"]


@pytest.fixture
def sandrine(logged_in):
    return logged_in(SANDRINE)[0]


def test_the_guides_page_is_walked_through_by_talking(sandrine):
    answer = sandrine.say("remboursements aux tiers depuis juillet 2019")
    assert "que nous payons directement" in words(answer)
    assert tables(answer)[0]["columns"] == ["Date de paiement", "Professionnel de santé", "Assuré", "Remb. Mutuelle"]
    answer = sandrine.say("paiements aux tiers du 1er au 30 septembre 2019")
    assert "du 1er septembre au 30 septembre 2019" in words(answer)
    assert any("BIOMIBIS" in row[1] and row[3].startswith("58,05") for row in tables(answer)[0]["rows"])
    (table,) = tables(sandrine.say("détail du laboratoire"))
    (row,) = table["rows"]
    assert [cell.replace("\xa0", " ") for cell in row[2:]] == ["58,05 €", "34,83 €", "23,22 €", "58,05 €", "0,00 €"]
    assert "60 % Sécu + 40 % mutuelle" in table["footer"].replace("\xa0", " ")


def test_the_ellipsis_and_the_next_page_stay_with_the_professionals(sandrine):
    sandrine.say("qu'avez-vous payé directement aux professionnels depuis juillet 2019 ?")
    for said in ("seulement pour Emma", "et la pharmacie ?", "toute la famille", "et en septembre 2019 ?"):
        assert "aux professionnels" in words(sandrine.say(said)), said
    (table,) = tables(sandrine.say("ouvrez la première ligne"))
    assert table["columns"][-1] == "R.A.C"
    assert "Remboursements payés" in words(sandrine.say("mes remboursements de septembre 2019"))
    assert "aux professionnels" not in words(sandrine.say("pour Emma"))


def test_the_list_on_display_is_printed_and_exported_and_dies_with_the_session(sandrine):
    sandrine.say("paiements aux tiers du 1er au 30 septembre 2019")
    (document,) = documents(sandrine.say("imprimez la liste"))
    got = sandrine.http.get(document["url"])
    assert got.headers["content-type"] == PDF
    text = read(got.content)
    assert "du 01/09/2019 au 30/09/2019" in text and "LABORATOIRE BIOMIBIS" in text and "RP-" in text
    (document,) = documents(sandrine.say("exportez en excel"))
    sheet = load_workbook(io.BytesIO(sandrine.http.get(document["url"]).content))["Paiements"]
    assert 58.05 in [row[6].value for row in sheet.iter_rows(min_row=2)]
    with httpx.Client(timeout=20) as stranger:
        assert stranger.get(document["url"]).status_code == 403
    sandrine.say("déconnexion")
    assert sandrine.http.get(document["url"]).status_code == 410


def test_one_payment_is_printed_and_the_format_is_asked_when_it_is_not_said(sandrine):
    sandrine.say("détail du paiement à Biomibis")
    (document,) = documents(sandrine.say("imprimez celui-ci"))
    text = read(sandrine.http.get(document["url"]).content)
    assert "LABORATOIRE BIOMIBIS" in text and "PHARMACIE" not in text
    assert "Dans quel format" in words(sandrine.say("exportez ce paiement"))
    assert documents(sandrine.tap("CSV"))


async def test_on_telegram_care_is_hidden_in_the_list_and_never_sent_as_a_file(stack, telegram):
    person = telegram.person("Claire")
    await person.says("qu'avez-vous payé à la pharmacie depuis deux ans ?")
    _, done = await submit(await link_of(person))
    assert done.status_code == 200
    assert "Je reprends votre demande" in (await person.hears(PATIENCE_S)).text
    listed = (await person.hears(PATIENCE_S)).text
    assert "aux professionnels" in listed and "€" in listed and "PHARMACIE" not in listed
    await person.says("la liste en pdf")
    given = await person.hears(PATIENCE_S)
    if "/document/" not in given.text:  # the question whether to show the care, which another test may have had
        given = await person.hears(PATIENCE_S)
    assert "jamais le fichier" in given.text and "/document/" in given.text

"""Contributions, and a confirmation tapped many times, on the running assistant: web and Telegram."""

import asyncio
import json
import re
import secrets
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.chat import PATIENCE_S, words
from tests.dialogues.steps import hears_of, submit

pytestmark = pytest.mark.running

JEAN = ("jf.delarochefontaine@exemple.fr", "Demo-Jean-2026")
KARIM = ("k.benali@exemple.fr", "Demo-Karim-2026")
TIMES = 10


def only(bodies, kind):
    return next(body for body in bodies if body["type"] == kind)


def euros(text):
    return sum(float(re.sub(r"\s", "", one).replace(",", ".")) for one in re.findall(r"[\d\s]+,\d\d(?= €)", text))


async def on_telegram(telegram, who, name):
    """Return somebody logged in on Telegram, once his first question was taken up."""
    person = telegram.person(name)
    await person.says("mes cotisations")
    link = next(word for word in (await hears_of(person, "/connexion/")).text.split() if "/connexion/" in word)
    with httpx.Client(timeout=30) as browser:
        assert (await asyncio.to_thread(submit, browser, link, identifier=who[0], password=who[1])).status_code == 200
    await hears_of(person, "Prochaine échéance")
    return person


def test_contributions_are_told_listed_drawn_and_exported(claire):
    overview = words(claire.say("dites donc, ma mutuelle me coûte combien chaque mois ?"))
    assert "Prochaine échéance" in overview and "prélèvement bancaire (mensuel)" in overview
    listed = claire.say("et en 2024 ?")
    table, chart = only(listed, "table"), only(listed, "chart")
    assert len(table["rows"]) == len(chart["bars"]) == 12
    assert {row[-1] for row in table["rows"]} == {"Payée"}
    assert euros(table["text"]) == pytest.approx(sum(euros(row[2]) for row in table["rows"]))
    file = only(claire.tap("Exporter en CSV"), "document")
    got = claire.http.get(file["url"])
    assert got.headers["content-type"].startswith("text/csv")
    assert len(got.content.decode("utf-8-sig").strip().splitlines()) == 1 + 12
    one = words(claire.say("à quoi correspond le retrait du 5 octobre"))
    assert "échéance du 5 octobre 2026" in one
    near = words(claire.say("et ce prélèvement de 62,50 €, il vient d'où ?"))
    assert "Je ne trouve pas de cotisation qui corresponde" in near


async def test_on_telegram_the_chart_is_a_picture_and_the_export_a_file(stack, telegram):
    person = await on_telegram(telegram, KARIM, "Karim C.")
    await person.says("un graphique de mes cotisations 2025")
    assert "12 cotisations" in (await hears_of(person, "cotisations,")).text
    await telegram.wait_for(
        lambda: any(int(call["chat_id"]) == person.id for call in telegram.called("sendPhoto")), PATIENCE_S
    )
    await hears_of(person, "Autre période")
    await person.taps("Exporter en CSV")
    await hears_of(person, "Comment voulez-vous recevoir")
    await person.taps("Envoyer le fichier ici")
    while not (sent := await person.hears(PATIENCE_S)).file:
        pass
    assert sent.file["filename"].endswith(".csv")
    assert len(sent.file["data"].decode("utf-8-sig").strip().splitlines()) == 1 + 12


async def test_a_confirmation_tapped_ten_times_on_the_web_and_on_telegram_makes_one_request(logged_in, stack, telegram):
    chat, _ = await asyncio.to_thread(logged_in, JEAN)
    await asyncio.to_thread(chat.say, "je n'ai plus ma carte, on me l'a piquée dans le métro")
    button = next(b["id"] for body in chat.shown for b in body.get("buttons", ()) if b["title"] == "Oui, je confirme")
    person = await on_telegram(telegram, JEAN, "Jean R.")
    await person.says("je n'ai plus ma carte, on me l'a piquée dans le métro")
    recap = await hears_of(person, "Est-ce exact")

    def tap(_):
        content = json.dumps({"id": secrets.token_hex(8), "button": button})
        return chat.http.post("/chat/messages", content=content).status_code

    with ThreadPoolExecutor(TIMES) as taps:
        loop = asyncio.get_running_loop()
        on_web = [loop.run_in_executor(taps, tap, at) for at in range(TIMES)]
        await asyncio.gather(*on_web, *(person.taps("Oui, je confirme", on=recap) for _ in range(TIMES)))
    for _ in range(4):  # whichever came first, both are told of the one request
        if "2026-" in (await person.hears(PATIENCE_S)).text:
            break
    assert "2026-" in words(await asyncio.to_thread(chat.say, "où en est ma carte ?"))
    with sqlite3.connect(stack.database) as database:
        made = database.execute(
            "SELECT count(*) FROM requests JOIN members ON members.id = requests.member_id "
            "WHERE requests.kind = 'card_reissue' AND members.number = 'M1000075'"
        ).fetchone()
    assert made == (1,)

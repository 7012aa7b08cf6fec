"""The same dialogue on Telegram."""

import httpx
import pytest

from tests.chat import PATIENCE_S
from tests.conftest import CLAIRE

pytestmark = pytest.mark.running


async def link_of(person):
    sent = await person.hears(PATIENCE_S)
    return next((word for word in sent.text.split() if "/connexion/" in word), None) or next(iter(sent.links.values()))


async def submit(url, who=CLAIRE):
    import re

    async with httpx.AsyncClient(timeout=30) as browser:
        page = await browser.get(url)
        csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)[1]
        form = {"csrf": csrf, "identifier": who[0], "password": who[1]}
        return page, await browser.post(url, data=form)


async def logged_in(telegram, name="Claire"):
    person = telegram.person(name)
    await person.says("mes remboursements")
    page, done = await submit(await link_of(person))
    assert done.status_code == 200
    assert "Je reprends votre demande" in (await person.hears(PATIENCE_S)).text
    return person, page


async def test_the_dialogue_works_on_telegram_and_care_is_hidden_until_the_member_agrees(stack, telegram):
    person, page = await logged_in(telegram, "Clairette")
    assert "Clairette" in page.text  # the page says which Telegram account asked
    first = await person.hears(PATIENCE_S)
    assert "€" in first.text and "payé le" in first.text
    assert "Pharmacie" not in first.text and "Soin" not in first.text.replace("Date des soins", "")
    question = await person.hears(PATIENCE_S)
    assert "hébergeur" in question.text
    await person.taps("Afficher les soins ici")
    assert "C'est noté" in (await person.hears(PATIENCE_S)).text
    await person.taps("Mes derniers remboursements")
    assert "Soin" in (await person.hears(PATIENCE_S)).text
    await person.says("la suite")
    assert "6 à 10" in (await person.hears(PATIENCE_S)).text
    await person.says("depuis 6 mois")
    assert "payés du" in (await person.hears(PATIENCE_S)).text
    await person.says("masque les soins")
    assert "masquée" in (await person.hears(PATIENCE_S)).text


async def test_a_logout_on_telegram_says_that_the_thread_stays_visible(stack, telegram):
    person, _ = await logged_in(telegram)
    await person.hears(PATIENCE_S)
    await person.says("/deconnexion")
    answers = [await person.hears(PATIENCE_S) for _ in range(1 + len(person.heard) - person._heard)] or []
    while "déconnecté" not in answers[-1].text:
        answers.append(await person.hears(PATIENCE_S))
    assert "reste visible" in answers[-1].text


async def test_two_people_on_telegram_are_two_conversations(stack, telegram):
    await logged_in(telegram)
    stranger = telegram.person("Zacharie")
    await stranger.says("mes remboursements")
    answer = await stranger.hears(PATIENCE_S)
    assert "€" not in answer.text


async def test_start_a_sticker_and_an_emergency_are_answered(stack, telegram):
    person = telegram.person("Jean")
    await person.says("/start")
    assert "assistant" in (await person.hears(PATIENCE_S)).text
    await person.sends(
        sticker={
            "file_id": "x",
            "file_unique_id": "y",
            "type": "regular",
            "width": 1,
            "height": 1,
            "is_animated": False,
            "is_video": False,
        }
    )
    assert "texte" in (await person.hears(PATIENCE_S)).text
    await person.says("au secours ma femme ne respire plus")
    assert "3114" in (await person.hears(PATIENCE_S)).text

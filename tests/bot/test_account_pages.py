"""The pages that change the account itself, over HTTP: reading changes nothing, a form counts once, in its browser."""

import asyncio
import re

import pyotp
import pytest
from sqlalchemy import select

from bot.periodic import eraser
from bot.texts import TEXTS
from mutuelle.account.tables import Account
from mutuelle.mail.tables import Mail
from tests.bot.web_app import csrf_of
from tests.databases import on_both_databases
from tests.logs import recorded
from tests.talk import give_code, log_in, rasa_id_of

NEW = "claire.neuve@exemple.fr"


@pytest.fixture
async def conversation(web, browser, accounts, store, family):
    """Claire is logged in in the browser's conversation."""
    opened = await web.conversation_of(browser)
    await log_in(accounts, store, opened, family.claire_login)
    return opened


@pytest.fixture
def path_of(store, codes, conversation, identifiers, deletions, second_factors, recoveries):
    """Asks for a page of one kind, with its code; gives its path."""
    asks = {
        "identifiant": ("change_login_email", lambda rasa_id: identifiers.page_link(rasa_id, NEW)),
        "suppression": ("delete_account", deletions.page_link),
        "application": ("turn_on_app", second_factors.setup_link),
        "mot-de-passe": ("change_password", recoveries.change_link),
    }

    async def ask(kind):
        purpose, link = asks[kind]
        await give_code(codes, store, conversation, purpose)
        return (await link(await rasa_id_of(store, conversation))).removeprefix("http://bot.test")

    return ask


KINDS = ("identifiant", "suppression", "application", "mot-de-passe")


async def post(browser, path, **fields):
    return await browser.post(path, data={"csrf": csrf_of(await browser.get(path)), **fields})


async def letters(store):
    async with store.read() as connection:
        rows = await connection.execute(select(Mail.template, Mail.plain).order_by(Mail.id))
        return [row for row in rows if row.template != "code"]


async def account(store, family):
    async with store.read() as connection:
        columns = select(Account.identifier, Account.password_hash, Account.erases_at)
        return (await connection.execute(columns.where(Account.id == family.claire))).one()


def good(kind, page):
    """Return the fields that would confirm."""
    if kind == "application":
        secret = re.search(r"clé&nbsp;: <strong>([A-Z2-7 ]+)</strong>|clé.*?<strong>([A-Z2-7 ]+)</strong>", page.text)
        return {"secret": next(one for one in secret.groups() if one).replace(" ", "")}
    return {
        "identifiant": {"email": NEW},
        "suppression": {"keyword": " supprimer "},
        "mot-de-passe": {
            "current": "Correct-Horse-1",
            "password": "Tilleul-Canard-42",
            "confirmation": "Tilleul-Canard-42",
        },
    }[kind]


def code_of(fields, clock):
    if "secret" not in fields:
        return fields
    return {"code": pyotp.TOTP(fields["secret"]).at(clock.now())}


@pytest.mark.parametrize("kind", KINDS)
async def test_reading_a_page_changes_nothing(browser, path_of, store, family, kind):
    path, before = await path_of(kind), await account(store, family)
    pages = [await browser.get(path) for _ in range(3)]
    assert [page.status_code for page in pages] == [200] * 3
    assert (await account(store, family), await letters(store)) == (before, [])


@pytest.mark.parametrize("kind", KINDS)
async def test_another_browser_sees_nothing(web, browser, path_of, kind):
    path = await path_of(kind)
    async with web.browser() as other:
        await other.get("/")
        for page in (await other.get(path), await other.post(path, data={})):
            assert page.status_code == 403
            assert "exemple.fr" not in page.text
    async with web.browser() as without_cookie:
        assert (await without_cookie.get(path)).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
async def test_a_form_of_another_site_is_refused(browser, path_of, store, family, kind, clock):
    path, before = await path_of(kind), await account(store, family)
    fields = code_of(good(kind, await browser.get(path)), clock)
    for forged in ({}, {"csrf": "x"}):
        assert (await browser.post(path, data={**forged, **fields})).status_code == 403
    assert await account(store, family) == before


@on_both_databases
@pytest.mark.parametrize("kind", KINDS)
async def test_of_a_hundred_posts_of_one_form_one_counts(browser, path_of, store, kind, clock):
    path = await path_of(kind)
    page = await browser.get(path)
    fields = {"csrf": csrf_of(page), **code_of(good(kind, page), clock)}
    with recorded() as logs:
        answers = await asyncio.gather(*(browser.post(path, data=fields) for _ in range(100)))
    done = [answer for answer in answers if answer.status_code == 200]
    assert len(done) == 1
    assert {answer.status_code for answer in answers} <= {200, 410, 429}
    told = {
        "identifiant": ["identifier_confirm", "identifier_asked"],
        "suppression": ["deletion_marked"],
        "application": ["app_on"],
        "mot-de-passe": ["password_changed"],
    }
    assert [letter.template for letter in await letters(store)] == told[kind]
    assert path.rsplit("/", 1)[1] not in logs.getvalue() and "exemple.fr" not in logs.getvalue()
    assert (await browser.get(path)).status_code == 410


@pytest.mark.parametrize("kind", KINDS)
async def test_a_page_dies_with_its_session_and_with_time(browser, path_of, accounts, store, conversation, clock, kind):
    path = await path_of(kind)
    await accounts.log_out(await rasa_id_of(store, conversation))
    page = await browser.get(path)
    assert page.status_code == 410
    assert "discussion" in page.text


async def test_the_identifier_page_keeps_what_was_typed_and_says_what_is_wrong(browser, path_of, family):
    path = await path_of("identifiant")
    page = await browser.get(path)
    assert f'value="{NEW}"' in page.text and family.claire_login in page.text
    wrong = await post(browser, path, email='pas"bon')
    assert wrong.status_code == 422
    assert 'value="pas&#34;bon"' in wrong.text and "pas valable" in wrong.text
    same = await post(browser, path, email=family.claire_login)
    assert "déjà votre identifiant" in same.text
    typo = await post(browser, path, email="claire@gmial.com")
    assert "claire@gmail.com" in typo.text
    kept = re.search(r'name="kept" value="([^"]*)"', typo.text)[1]
    assert "Consultez vos e-mails" in (await post(browser, path, email="claire@gmial.com", kept=kept)).text


async def test_an_address_that_is_taken_is_answered_as_a_free_one(browser, path_of, family, store):
    free = await post(browser, await path_of("identifiant"), email=NEW)
    taken = await post(browser, await path_of("identifiant"), email=family.marc_login)
    assert (free.status_code, free.text.replace(NEW, "x")) == (
        taken.status_code,
        taken.text.replace(family.marc_login, "x"),
    )


@on_both_databases
async def test_the_mailed_link_confirms_by_its_button_only_on_any_device(
    web, browser, path_of, store, family, conversation, transcript
):
    await post(browser, await path_of("identifiant"), email=NEW)
    link = re.search(r"http://bot\.test(/nouvel-identifiant/[\w-]+)", (await letters(store))[0].plain)[1]
    async with web.browser("198.51.100.9") as phone:
        page = await phone.get(link)
        assert NEW in page.text and family.claire_login not in page.text
        assert (await account(store, family)).identifier == family.claire_login
        assert (await phone.post(link, data={"csrf": "x"})).status_code == 403
        assert "a changé" in (await post(phone, link)).text
        assert (await phone.get(link)).status_code == 410
    assert (await account(store, family)).identifier == NEW
    said = [event.body.get("text", "") for event in (await transcript.view(conversation, after=0)).events]
    assert TEXTS["identifier"]["changed_notice"].format(email=NEW) in said


async def test_the_deletion_page_tells_the_day_and_wants_the_word(browser, path_of, store, family):
    path = await path_of("suppression")
    assert "22 décembre 2026" in (await browser.get(path)).text
    wrong = await post(browser, path, keyword="oui")
    assert wrong.status_code == 422
    assert "SUPPRIMER" in wrong.text
    done = await post(browser, path, keyword="Supprimer")
    assert "22 décembre 2026" in done.text
    assert (await account(store, family)).erases_at is not None


async def test_after_a_deletion_the_login_page_has_the_dialogue_say_so(
    web, browser, path_of, family, conversation, store
):
    await post(browser, await path_of("suppression"), keyword="SUPPRIMER")
    link = await web.link_for(conversation)
    await post(browser, link, identifier=family.claire_login, password=family.password)
    await asyncio.sleep(0.3)
    assert TEXTS["deletion"]["resume"] in [text for _, text in web.rasa.heard]


async def test_the_app_page_shows_the_qr_code_and_asks_again_after_a_wrong_code(browser, path_of):
    path = await path_of("application")
    page = await browser.get(path)
    assert 'src="data:image/svg+xml' in page.text
    assert (await post(browser, path, code="12")).status_code == 422


async def test_a_code_page_of_the_app_offers_the_way_of_a_lost_phone(
    browser, path_of, codes, store, conversation, clock
):
    path = await path_of("application")
    page = await browser.get(path)
    fields = code_of(good("application", page), clock)
    await post(browser, path, **fields)
    url = await codes.ask(await rasa_id_of(store, conversation), purpose="change_phone")
    code_path = url.removeprefix("http://bot.test")
    assert "votre application" in (await browser.get(code_path)).text
    lost = await post(browser, code_path, lost="1")
    assert "25 novembre 2026" in lost.text
    assert (await letters(store))[-1].template == "app_lost"


async def test_a_changed_password_leaves_the_discussion_logged_in(browser, path_of, accounts, conversation):
    path = await path_of("mot-de-passe")
    done = await post(browser, path, **good("mot-de-passe", None))
    assert "Vous restez connecté" in done.text
    assert (await accounts.presence(conversation)).state == "open"


@on_both_databases
async def test_the_eraser_erases_what_is_due_and_logs_only_how_much(
    browser, path_of, deletions, web, store, family, clock
):
    await post(browser, await path_of("suppression"), keyword="SUPPRIMER")
    erasing = eraser(deletions, web.hub)
    clock.pass_(days=29)
    await erasing.once()
    assert (await account(store, family)).erases_at is not None
    clock.pass_(days=1)
    with recorded() as logs:
        await erasing.once()
    async with store.read() as connection:
        assert (await connection.execute(select(Account.id).where(Account.id == family.claire))).first() is None
    (line,) = logs.lines()
    assert (line["event"], line["conversations"]) == ("accounts_erased", 1)


async def test_the_eraser_outlives_a_database_that_is_away(web, deletions, monkeypatch):
    async def fails():
        raise OSError

    monkeypatch.setattr(deletions, "erase_due", fails)
    with recorded() as logs:
        await eraser(deletions, web.hub).once()
    assert logs.lines()[0]["event"] == "eraser_failed"

"""The pages of documents over HTTP: the file for the right browser, a clear page for any other."""

import io
import secrets

import pytest
from pypdf import PdfReader

from bot.pages.document import MOST_WRONG, disposition
from mutuelle.documents.certificates import CertificateService
from mutuelle.documents.service import DocumentService
from mutuelle.documents.wishes import Said
from tests.bot.web_app import build
from tests.talk import log_in, rasa_id_of

AWAY = "198.51.100.7"


@pytest.fixture
async def web(store, clock, settings, accounts, transcript, family):
    app, dispatcher = build(store=store, clock=clock, settings=settings, accounts=accounts, transcript=transcript)
    yield app
    await dispatcher.stop()


@pytest.fixture
def offers(web, store, clock, settings, accounts, family):
    """Logs somebody in in a browser, or in a Telegram chat, and has a document offered: its path and the sender."""

    async def offer(browser=None, identifier=family.claire_login, said=None):
        if browser is None:
            conversation = await web.transcript.open("telegram", "1001")
        else:
            conversation = await web.conversation_of(browser)
        await log_in(accounts, store, conversation, identifier)
        rasa_id = await rasa_id_of(store, conversation)
        certificates, documents = CertificateService(store, clock, settings), DocumentService(store, clock, settings)
        await documents.choose_delivery(rasa_id, files=False)
        progress = await (certificates.begin(rasa_id, Said(said)) if said else certificates.card(rasa_id))
        made = await documents.offer(rasa_id, progress.wanted)
        return made.url.removeprefix("http://bot.test"), rasa_id, progress.wanted.parameters["reference"]

    return offer


async def test_the_browser_that_asked_gets_the_file(web, offers):
    async with web.browser() as browser:
        path, _, _ = await offers(browser)
        got = await browser.get(path)
    assert got.status_code == 200
    assert got.headers["content-type"] == "application/pdf"
    assert int(got.headers["content-length"]) == len(got.content) > 10_000
    assert got.headers["content-disposition"] == (
        'attachment; filename="Carte de tiers payant 2026-11-22.pdf"; '
        "filename*=UTF-8''Carte%20de%20tiers%20payant%202026-11-22.pdf"
    )
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "Claire Vasseur" in PdfReader(io.BytesIO(got.content)).pages[0].extract_text()


async def test_it_may_be_looked_at_in_a_tab(web, offers):
    async with web.browser() as browser:
        path, _, _ = await offers(browser)
        got = await browser.get(f"{path}?voir")
    assert got.headers["content-disposition"].startswith("inline;")
    assert "default-src 'none'" in got.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in got.headers["content-security-policy"]


async def test_looking_whether_it_is_there_tells_no_more(web, offers):
    async with web.browser() as browser:
        path, _, _ = await offers(browser)
        got = await browser.head(path)
    assert (got.status_code, got.content) == (200, b"")


@pytest.mark.parametrize("known", [False, True], ids=["a browser without a cookie", "another member's browser"])
async def test_another_browser_gets_a_page_and_not_the_file(web, offers, family, known):
    async with web.browser() as hers, web.browser(AWAY) as other:
        path, _, _ = await offers(hers)
        if known:
            await offers(other, family.marc_login)
        got = await other.get(path)
    assert got.status_code == 403
    assert "un autre navigateur" in got.text
    assert "Vasseur" not in got.text


async def test_a_link_of_telegram_opens_in_any_browser_three_times(web, offers):
    path, _, _ = await offers()
    async with web.browser() as browser:
        answers = [await browser.get(path) for _ in range(4)]
        looked = await browser.head(path)
    assert [one.status_code for one in answers] == [200, 200, 200, 410]
    assert "déjà servi trois fois" in answers[3].text
    assert looked.status_code == 410


async def test_after_logging_out_the_link_leads_nowhere(web, offers, accounts):
    async with web.browser() as browser:
        path, rasa_id, _ = await offers(browser)
        await accounts.log_out(rasa_id)
        got = await browser.get(path)
    assert got.status_code == 410
    assert "redemandez le document" in got.text and "PDF" not in got.text


async def test_after_a_quarter_of_an_hour_the_link_leads_nowhere(web, offers, clock):
    async with web.browser() as browser:
        path, _, _ = await offers(browser)
        clock.pass_(minutes=15)
        got = await browser.get(path)
    assert got.status_code == 410
    assert "15 minutes" in got.text


async def test_guessing_is_stopped_and_does_not_stop_the_others(web, offers, clock):
    async with web.browser() as browser, web.browser(AWAY) as thief:
        path, _, _ = await offers(browser)
        statuses = [(await thief.get(f"/document/{secrets.token_urlsafe(32)}")).status_code for _ in range(100)]
        assert statuses == [404] * MOST_WRONG + [429] * (100 - MOST_WRONG)
        assert (await thief.get(path)).status_code == 429
        assert (await browser.get(path)).status_code == 200
        clock.pass_(minutes=11)
        assert (await thief.get("/document/x")).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/document/", "/document/..%2f..%2fvar%2fmutuelle.db", "/document/../static/style.css%00", "/document/%00",
     "/document/a/b", "/document/%F0%9F%92%A9", "/document/" + "a" * 5000],
)  # fmt: skip
async def test_tricks_with_the_path_find_nothing(web, path):
    async with web.browser() as browser:
        got = await browser.get(path)
    assert got.status_code == 404
    assert "<h1>" in got.text


async def test_what_changed_meanwhile_is_told(web, offers, store):
    from sqlalchemy import update

    from mutuelle.beneficiaries.tables import Beneficiary

    async with web.browser() as browser:
        path, _, _ = await offers(browser)
        async with store.write() as connection:
            await connection.execute(update(Beneficiary).where(Beneficiary.id == 2).values(first_name="Pol"))
        got = await browser.get(path)
    assert got.status_code == 410
    assert "Document à redemander" in got.text


async def test_anybody_may_verify_a_document_and_sees_initials_only(web, offers):
    async with web.browser() as hers, web.browser(AWAY) as anybody:
        _, _, reference = await offers(hers, said="attestation de droits pour Paul")
        got = await anybody.get(f"/verification/{reference}")
        typed = await anybody.get("/verification", params={"reference": f" {reference.lower()} "})
    assert got.status_code == typed.status_code == 200
    for page in (got, typed):
        assert "Document authentique, en cours de validité" in page.text
        assert "Attestation de droits" in page.text
        assert "22 novembre 2026" in page.text and "31 décembre 2026" in page.text
        assert "P••• V•••" in page.text
        assert not any(word in page.text for word in ("Paul", "Vasseur", "M1000001"))
    assert "set-cookie" not in got.headers


async def test_the_verification_page_asks_for_a_reference(web):
    async with web.browser() as anybody:
        got = await anybody.get("/verification")
    assert got.status_code == 200
    assert 'name="reference"' in got.text


async def test_an_unknown_reference_is_told_and_nothing_in_it_is_markup(web):
    async with web.browser() as anybody:
        got = await anybody.get("/verification/<b>x</b>")
        named = await anybody.get("/verification", params={"reference": "AT-2026-\x00<script>"})
    assert got.status_code == 404
    assert named.status_code == 404
    assert "n’a pas été émis par nous" in named.text
    assert "<script>" not in named.text


async def test_a_hundred_guesses_of_a_reference_are_stopped(web, offers, clock):
    async with web.browser() as hers, web.browser(AWAY) as guesser:
        _, _, reference = await offers(hers)
        statuses = [(await guesser.get(f"/verification/CT-2026-{n:04}-AAAA-BBBB")).status_code for n in range(100)]
        assert statuses == [404] * MOST_WRONG + [429] * (100 - MOST_WRONG)
        assert (await guesser.get(f"/verification/{reference}")).status_code == 429
        assert (await hers.get(f"/verification/{reference}")).status_code == 200


@pytest.mark.parametrize(
    ("name", "plain", "encoded"),
    [
        ("Relevé de Léa.pdf", "Releve de Lea.pdf", "Relev%C3%A9%20de%20L%C3%A9a.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a-b--Set-Cookie- x.pdf", "a%22b%0D%0ASet-Cookie%3A%20x.pdf"),
        ("../../etc/passwd", "..-..-etc-passwd", "..%2F..%2Fetc%2Fpasswd"),
        ("證明", "document", "%E8%AD%89%E6%98%8E"),
    ],
)
def test_a_files_name_is_told_in_plain_letters_and_as_it_is(name, plain, encoded):
    assert disposition(name, inline=False) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"

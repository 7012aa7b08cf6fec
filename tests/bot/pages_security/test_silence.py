"""What is personal goes to no log and nowhere else: the log, the headers, the text of the pages."""

import re

import pytest

from mutuelle.mail.service import MailService
from tests.bot.pages_security.links import FORGOTTEN, NEW, PAGES, send
from tests.databases import on_both_databases
from tests.logs import recorded


@on_both_databases
async def test_a_whole_opening_login_and_reset_leaves_nothing_personal_in_the_log(links, browser, store, clock):
    secrets = [NEW, "Autre-Tilleul-77", "claire.neuve@exemple.fr", "1000001", "Vasseur", "1981"]
    with recorded() as logs:
        for kind in ("creation", "activation"):
            path = await (links.to(kind) if kind == "creation" else links.in_mail())
            path = path.removeprefix(links.settings.public_url)
            secrets.append(path.rpartition("/")[2])
            assert (await send(browser, path, await links.fields(kind))).status_code == 200
        path = await links.to("login")
        secrets.append(path.rpartition("/")[2])
        wrong = {"identifier": "claire.neuve@exemple.fr", "password": "Mauvais-Essai-9"}
        assert (await send(browser, path, wrong)).status_code == 401
        assert (await send(browser, path, {**wrong, "password": NEW})).status_code == 200
        assert (await send(browser, FORGOTTEN, {"identifier": "claire.neuve@exemple.fr"})).status_code == 200
        path = (await links.in_mail()).removeprefix(links.settings.public_url)
        secrets.append(path.rpartition("/")[2])
        changed = {"password": "Autre-Tilleul-77", "confirmation": "Autre-Tilleul-77"}
        assert (await send(browser, path, changed)).status_code == 200
        await MailService(store, clock).send_waiting(Broken())
    assert "mail_failed" in logs.facts()
    for secret in [*secrets, "Mauvais-Essai-9"]:
        assert secret not in logs.getvalue()


class Broken:
    """Fails with the e-mail in its message."""

    async def deliver(self, letter):
        raise RuntimeError(f"{letter.recipient} {letter.plain}")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "HEAD"])
@pytest.mark.parametrize(
    "path",
    [
        *("/", "/health", "/nulle-part", "/connexion/x", "/code/x", "/creation/x", "/activation/x", "/mot-de-passe/x"),
        *(FORGOTTEN, "/relier-telegram/x", "/demarche/x", "/document/x", "/verification", "/verification/x"),
        *("/boite-mail", "/chat/events?after=0", "/chat/messages", "/static/style.css", "/static/none"),
    ],
)
async def test_every_answer_carries_the_security_headers(browser, path, method):
    headers = (await browser.request(method, path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")


@pytest.mark.parametrize("kind", PAGES)
async def test_a_page_runs_nothing_of_its_own_text_and_sends_its_address_nowhere(links, browser, kind):
    page = (await browser.get(await links.to(kind))).text
    assert '<meta name="referrer" content="no-referrer">' in page
    assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)|<style|\son\w+=|\sstyle=", page)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)

"""Canaries planted by every way in are found nowhere they must not be, and nowhere at all once they were erased.

And the session that locks: the next request asks to log in, then is answered without being asked again.
"""

import io
import json
import re
import sqlite3
import time
import zipfile
from urllib.parse import quote, quote_plus

import httpx
import pytest

from tests.chat import Chat, words
from tests.dialogues.steps import fill, heard_until, hears_of, last_code, submit, url_in

pytestmark = pytest.mark.running

MONIQUE = ("m.garnier@exemple.fr", "Demo-Monique-2026")
IBAN = "FR76 1027 8022 3300 0201 0450 197"
NIR = "2 47 03 59 350 118 24"
CARE = "Lithotripsie-canari"  # told by the database
TYPED_NAME, TYPED_CARE = "Kunégonde Canarelle", "canariose ganglionnaire"
FORGOTTEN_WITHIN_S = 60.0


def forms_of(text):
    """Return a canary as it was typed, without spaces, and as JSON and URLs write it."""
    bare = text.replace(" ", "")
    return {one.encode() for one in (text, bare, json.dumps(text)[1:-1], quote(text), quote_plus(text))}


def found_in(files, *canaries):
    return [
        (path.name, canary)
        for path in files
        for canary in canaries
        if any(form in path.read_bytes() for form in forms_of(canary))
    ]


def logs_of(stack):
    return sorted(stack.folder.glob("*.log"))


def tracker_of(stack):
    return sorted(stack.folder.glob("rasa.db*"))


def kept_files(stack):
    """Return the names of the files of a run; a database's journals come and go."""
    return {one.name for one in stack.folder.rglob("*") if not one.name.endswith(("-wal", "-shm", "-journal"))}


def slots_of(stack):
    """Return the slots of every dialogue that Rasa knows now, as text."""
    with sqlite3.connect(stack.folder / "rasa.db") as database:
        senders = [row[0] for row in database.execute("SELECT DISTINCT sender_id FROM events")]
    token = {"token": stack.env()["RASA_TOKEN"], "include_events": "NONE"}
    states = [httpx.get(f"{stack.rasa_url}/conversations/{one}/tracker", params=token).json() for one in senders]
    assert states
    return json.dumps([state["slots"] for state in states], ensure_ascii=False)


def lock(stack, identifier):
    """Have the member's sessions be idle for longer than they may."""
    with sqlite3.connect(stack.database, timeout=10) as database:
        database.execute(
            "UPDATE sessions SET last_seen_at = datetime('now', '-16 minutes') WHERE ended_at IS NULL AND account_id ="
            " (SELECT id FROM accounts WHERE identifier = ?)",
            (identifier,),
        )


async def log_in_by_the_link(person, needle):
    """Have Monique log in by the link of the Telegram message that says this."""
    login = re.search(r"http\S+/connexion/\S+", (await hears_of(person, needle)).text)[0]
    with httpx.Client(timeout=30) as browser:
        assert submit(browser, login, identifier=MONIQUE[0], password=MONIQUE[1]).status_code == 200


@pytest.fixture
def monique(stack, logged_in):
    """Monique, whose newest payment was for a care of a name that nothing else has."""
    with sqlite3.connect(stack.database, timeout=10) as database:
        database.execute(
            "UPDATE reimbursement_lines SET label = ? WHERE reimbursement_id IN (SELECT reimbursements.id FROM"
            " reimbursements JOIN contracts ON contracts.id = contract_id JOIN members ON members.id = member_id"
            " WHERE last_name = 'Garnier')",
            (CARE,),
        )
    return logged_in(MONIQUE)[0]


def plant(chat, stack):
    """Plant the canaries: typed, in a form, on a secure page, as a hostile payload, shown from the database."""
    assert CARE in json.dumps(chat.say("mes remboursements depuis 2 ans"), ensure_ascii=False)
    chat.say(f"mon iban c'est {IBAN}")
    chat.say(f"numéro de sécu : {NIR}")
    chat.say(f'/view_reimbursements{{"person_name": "{IBAN}", "iban": "{NIR}"}}')
    chat.say("je veux vous écrire")
    chat.say(f"ma voisine {TYPED_NAME} souffre d'une {TYPED_CARE}, que remboursez-vous ?")
    chat.say("annuler")
    page = url_in(chat.say("changez mon RIB de remboursement pour toute la famille"))
    filled = fill(chat.http, page, file=("rib.txt", IBAN.encode()), holder=TYPED_NAME, iban=IBAN, bic="CMCIFR2A")
    assert filled.status_code in {200, 422}
    chat.http.post("/chat/messages", content=json.dumps({"id": "x" * 9, "button": IBAN}))


def test_canaries_are_not_found_and_after_an_erasure_none_is_left(stack, monique):
    plant(monique, stack)
    assert found_in(logs_of(stack), IBAN, NIR, CARE, TYPED_NAME, TYPED_CARE, "Garnier") == []
    assert found_in(tracker_of(stack), IBAN, NIR, CARE, "Garnier") == []
    slots = slots_of(stack)
    assert not [one for one in (IBAN, NIR, CARE, TYPED_NAME, TYPED_CARE, "Garnier") if one in slots]
    assert found_in([stack.database], IBAN, NIR) == []
    kept = [stack.database, stack.database.with_name("mutuelle.db-wal")]
    assert found_in([one for one in kept if one.exists()], TYPED_CARE)  # what was said is in the log of the talk

    heard_until(monique, "Je les efface", monique.say("effacez toutes mes conversations"))
    assert "n° 2026-" in words(monique.tap("Oui, je confirme"))
    until = time.monotonic() + FORGOTTEN_WITHIN_S
    canaries = (IBAN, NIR, TYPED_NAME, TYPED_CARE)
    while (left := found_in([one for one in stack.folder.rglob("*") if one.is_file()], *canaries)) and (
        time.monotonic() < until
    ):
        time.sleep(1)
    assert left == []
    shown = monique.http.get("/chat/events?after=0").json()
    assert TYPED_CARE not in json.dumps(shown, ensure_ascii=False)
    assert shown["session"]["state"] == "open"


def test_a_copy_is_fetched_after_a_code_and_leaves_no_file(stack, monique):
    code_page = url_in(monique.say("je voudrais une copie de toutes mes données"))
    assert submit(monique.http, code_page, code=last_code(stack)).status_code == 200
    page = url_in(heard_until(monique, "/mes-donnees/"))
    before = kept_files(stack)
    fetched = submit(monique.http, page)
    assert fetched.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(fetched.content))
    data = json.loads(archive.read("donnees.json"))["tables"]
    assert data["members"][0]["last_name"] == "Garnier" and len(data["members"]) == 1
    assert archive.read("mes-donnees.pdf").startswith(b"%PDF")
    assert kept_files(stack) == before
    with Chat(stack.url) as stranger:
        assert submit(stranger.http, page).status_code == 403
    monique.say("déconnexion")
    assert monique.http.get(page).status_code == 410


def test_a_locked_session_asks_to_log_in_then_answers_what_was_asked(stack, monique):
    lock(stack, MONIQUE[0])
    asked = monique.say("mes remboursements depuis 2 ans")
    assert "verrouillée" in words(asked)
    assert monique.log_in(url_in(asked), *MONIQUE).status_code == 200
    assert CARE in json.dumps(heard_until(monique, "€"), ensure_ascii=False)


def test_a_button_tapped_after_the_lock_is_done_after_the_login(stack, monique):
    monique.say("rgpd")
    lock(stack, MONIQUE[0])
    asked = monique.tap("Mes accords")
    assert "verrouillée" in words(asked)
    assert monique.log_in(url_in(asked), *MONIQUE).status_code == 200
    heard_until(monique, "accord")


def test_a_procedure_goes_on_where_it_was_after_a_lock(stack, monique):
    monique.say("je m'oppose à l'utilisation de mes données pour la publicité")
    lock(stack, MONIQUE[0])
    asked = monique.say("oui")
    assert "verrouillée" in words(asked)
    assert monique.log_in(url_in(asked), *MONIQUE).status_code == 200
    assert "n° 2026-" in words(heard_until(monique, "enregistrée"))


def test_a_certificate_goes_on_where_it_was_after_a_lock(stack, monique):
    monique.say("je veux une attestation")
    lock(stack, MONIQUE[0])
    asked = monique.say("attestation de droits pour moi")
    assert "verrouillée" in words(asked)
    assert monique.log_in(url_in(asked), *MONIQUE).status_code == 200
    heard_until(monique, "/document/")


async def test_telegram_asks_once_about_care_then_a_lock_resumes_there_too(stack, telegram):
    person = telegram.person("Monique")
    await person.says("mes remboursements depuis 2 ans")
    await log_in_by_the_link(person, "/connexion/")
    asked = await hears_of(person, "hébergeur de données de santé")
    await person.taps("Afficher les soins ici", on=asked)
    await hears_of(person, "C'est noté")
    lock(stack, MONIQUE[0])
    await person.says("mes remboursements depuis 2 ans")
    await log_in_by_the_link(person, "verrouillée")
    await hears_of(person, "€")
    await person.says("masquez le détail des soins")
    await hears_of(person, "reste masquée")

"""Steps that whole conversations share: wait for what is said, read links and codes, fill in the secure pages."""

import json
import re
import sqlite3

from tests.chat import PATIENCE_S, words

# Asked beside, in turn: the sentence, and what its answer holds.
BESIDE = (
    ("c'est quoi le ticket modérateur ?", "Ticket modérateur"),
    ("mes remboursements de mars", "emboursement"),
    ("tu es un robot ?", "assistant automatique"),
)
MEANING, _, ROBOT = BESIDE


def question(bodies):
    """Return the end of what was asked last."""
    return bodies[-1]["text"].splitlines()[-1][-40:]


def hears(chat, said, *phrases):
    """Say something, and check what is answered."""
    bodies = chat.say(said)
    heard = words(bodies).replace("\xa0", " ").replace("\u202f", " ")
    assert all(phrase in heard for phrase in phrases), f"« {said} », {phrases}: {heard}"
    return bodies


def heard_until(chat, needle, heard=None):
    """Return the first answer that says this: the one heard already, or one of those to come."""
    heard = chat.hear() if heard is None else heard
    while needle not in words(heard):
        heard = chat.hear()
    return heard


async def hears_of(person, needle):
    """Return the next message that says this."""
    while True:
        sent = await person.hears(PATIENCE_S)
        if needle in sent.text:
            return sent


def url_in(bodies):
    return next(body["url"] for body in bodies if "url" in body)


def last_code(stack):
    with sqlite3.connect(stack.database) as database:
        (plain,) = database.execute("SELECT plain FROM mails WHERE template = 'code' ORDER BY id DESC").fetchone()
    return re.search(r"\b\d{6}\b", plain)[0]


def left_for_a_day(stack, identifier):
    """Have a member's newest conversation be as it is a day and two hours after the last message; return its id."""
    ago = "strftime('%Y-%m-%d %H:%M:%f', {0}, '-26 hours')"
    with sqlite3.connect(stack.database, timeout=10) as database:
        conversation, sender = database.execute(
            "SELECT conversation_id, rasa_id FROM sessions JOIN accounts ON accounts.id = account_id JOIN conversations"
            " ON conversations.id = conversation_id WHERE identifier = ? ORDER BY sessions.id DESC",
            (identifier,),
        ).fetchone()
        for table, *columns in (
            ("sessions", "started_at", "last_seen_at"),
            ("events", "created_at"),
            ("recollections", "updated_at"),
            ("login_links", "created_at"),
        ):
            earlier = ", ".join(f"{column} = {ago.format(column)}" for column in columns)
            database.execute(f"UPDATE {table} SET {earlier} WHERE conversation_id = ?", (conversation,))
    with sqlite3.connect(stack.folder / "rasa.db", timeout=10) as tracker:
        kept = tracker.execute("SELECT id, timestamp, data FROM events WHERE sender_id = ?", (sender,)).fetchall()
        for key, at, data in kept:
            earlier = json.dumps({**json.loads(data), "timestamp": at - 26 * 3600})
            tracker.execute("UPDATE events SET timestamp = ?, data = ? WHERE id = ?", (at - 26 * 3600, earlier, key))
    return conversation


def submit(browser, url, **fields):
    """Open a page of ours and post its first form."""
    page = browser.get(url)
    csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)
    return browser.post(url, data={"csrf": csrf[1] if csrf else "", **fields})


def fill(http, url, *, file=None, **fields):
    """Fill in the secure page, with what it kept of an earlier try."""
    page = http.get(url)
    given = {"csrf": re.search(r'name="csrf" value="([^"]*)"', page.text)[1], **fields}
    return http.post(url, data=given, files=[("proof", file or ("", b""))])

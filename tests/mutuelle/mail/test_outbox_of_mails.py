import asyncio
import re
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import insert, select

from bot.mailer import Mailer, SmtpPostman, compose
from mutuelle.mail.service import FIRST_PAUSE, TRIES, Letter, MailService, NotNow, Undeliverable, post
from mutuelle.mail.tables import Mail
from tests.logs import recorded
from tests.stack import free_port

SENDER = "MGEN Solutions <extranet@exemple.fr>"


class Recorder:
    """Keeps what it is given; fails as told."""

    def __init__(self, *fails):
        self.got = []
        self.fails = list(fails)
        self.hangs = None

    async def deliver(self, letter):
        await asyncio.sleep(10 if letter.subject == self.hangs else 0.01)
        if self.fails:
            raise self.fails.pop(0)
        self.got.append(letter.subject)


class Server:
    """Handles SMTP as aiosmtpd asks; `answer` is what it says to a recipient."""

    def __init__(self, answer=None):
        self.answer = answer
        self.messages = []
        self.arrived = threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.messages.append(envelope)
        self.arrived.set()
        return "250 OK"


@pytest.fixture
def mail(store, clock):
    return MailService(store, clock)


async def leave(store, clock, *subjects):
    for subject in subjects:
        async with store.write() as connection:
            row = {"recipient": "a@exemple.fr", "template": "t", "subject": subject, "plain": "Bonjour", "html": "<p>"}
            await connection.execute(insert(Mail).values(**row, created_at=clock.now(), next_try_at=clock.now()))
        clock.pass_(seconds=1)


async def states(store, subject=None):
    """Return whether each was given up, and what is kept of it."""
    query = select(Mail.failed_at, Mail.plain).order_by(Mail.id)
    async with store.read() as connection:
        rows = await connection.execute(query.where(Mail.subject == subject) if subject else query)
    return [(row.failed_at is not None, row.plain) for row in rows]


@contextmanager
def smtp(handler):
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


async def test_what_was_written_first_is_sent_first(mail, store, clock):
    await leave(store, clock, "one", "two", "three")
    postman = Recorder()
    assert await mail.send_waiting(postman) == 3
    assert postman.got == ["one", "two", "three"]
    assert await mail.send_waiting(postman) == 0


async def test_two_senders_at_once_send_each_mail_once(mail, store, clock):
    await leave(store, clock, *(str(n) for n in range(8)))
    postman = Recorder()
    await asyncio.gather(mail.send_waiting(postman), mail.send_waiting(postman))
    await mail.send_waiting(postman)
    assert sorted(postman.got) == [str(n) for n in range(8)]


async def test_a_server_that_is_away_delays_and_the_next_mail_goes_its_way(mail, store, clock):
    await leave(store, clock, "late", "next")
    postman = Recorder(NotNow())
    assert await mail.send_waiting(postman) == 1
    assert postman.got == ["next"]
    clock.pass_(seconds=59)
    assert await mail.send_waiting(postman) in {0, 1}
    clock.pass_(minutes=2)
    await mail.send_waiting(postman)
    assert postman.got == ["next", "late"]


async def test_pauses_grow_and_end_after_eight_tries(mail, store, clock):
    await leave(store, clock, "never")
    tried = 0
    for _ in range(TRIES + 3):
        postman = Recorder(NotNow())
        await mail.send_waiting(postman)
        tried += not postman.fails
        clock.at += FIRST_PAUSE * 2 ** (TRIES + 1) + timedelta(seconds=1)
    assert tried == TRIES


async def test_a_refused_mail_is_not_tried_again(mail, store, clock):
    await leave(store, clock, "refused")
    await mail.send_waiting(Recorder(Undeliverable()))
    clock.pass_(days=2)
    postman = Recorder()
    assert await mail.send_waiting(postman) == 0
    assert postman.got == []


async def test_a_mail_that_nobody_can_send_does_not_keep_the_others_and_is_given_up(mail, store, clock):
    await leave(store, clock, "poison", "next")
    with recorded() as logs:
        postman = Recorder(ValueError("a@exemple.fr cannot be written"))
        assert await mail.send_waiting(postman) == 1
        assert postman.got == ["next"]
        for _ in range(TRIES + 2):
            clock.at += FIRST_PAUSE * 2 ** (TRIES + 1)
            await mail.send_waiting(Recorder(ValueError("a@exemple.fr cannot be written")))
    assert logs.facts() == ["mail_failed"] * TRIES
    assert "a@exemple.fr" not in logs.getvalue()
    ((failed, plain),) = await states(store, "poison")
    assert failed and plain == ""


async def test_a_mail_server_that_hangs_delays_one_mail_and_no_other(mail, store, clock, monkeypatch):
    monkeypatch.setattr("mutuelle.mail.service.PATIENCE_S", 0.05)
    await leave(store, clock, "hangs", "next")
    postman = Recorder()
    postman.hangs = "hangs"
    assert await mail.send_waiting(postman) == 1
    assert postman.got == ["next"]


async def test_a_process_killed_while_sending_sends_once_more_with_the_same_message_id(mail, store, clock):
    await leave(store, clock, "Bienvenue")

    class Killed(BaseException):
        pass

    ids = []

    class Postman:
        async def deliver(self, letter):
            ids.append(compose(letter, SENDER)["Message-ID"])
            if len(ids) == 1:
                raise Killed  # the server has it; nobody wrote so

    with pytest.raises(Killed):
        await mail.send_waiting(Postman())
    assert await mail.send_waiting(Postman()) == 0
    clock.at += FIRST_PAUSE
    assert await mail.send_waiting(Postman()) == 1
    clock.pass_(days=1)
    assert await mail.send_waiting(Postman()) == 0
    assert len(ids) == 2 and len(set(ids)) == 1


async def test_a_link_or_code_is_not_sent_once_it_is_of_no_use(mail, store, clock):
    async with store.write() as connection:
        until = clock.now() + timedelta(minutes=10)
        values = {"code": "123456", "what": "modifier votre adresse"}
        await post(connection, to="a@exemple.fr", template="code", now=clock.now(), good_until=until, **values)
    assert await mail.send_waiting(Recorder(NotNow())) == 0
    clock.pass_(minutes=10)
    postman = Recorder()
    assert await mail.send_waiting(postman) == 0
    assert postman.got == []


async def test_what_was_sent_is_not_kept(mail, store, clock):
    await leave(store, clock, "sent", "refused")
    await mail.send_waiting(Recorder(Undeliverable()))
    assert [plain for _, plain in await states(store)] == ["", ""]


@pytest.mark.parametrize(
    "to",
    [
        "a@exemple.fr\nBcc: b@exemple.fr",
        "a@exemple.fr\r",
        "a\0@exemple.fr",
        "a@exemple.fr\u2028Bcc: b@exemple.fr",
        "a@exemple.fr\x85b",
    ],
    ids=ascii,
)
async def test_an_address_that_forges_a_header_is_refused(store, clock, to):
    async with store.write() as connection:
        with pytest.raises(ValueError, match="line break"):
            await post(connection, to=to, template="activation", now=clock.now(), url="http://x", until="demain")


def test_a_message_is_text_and_html_and_says_it_is_automatic():
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    message = compose(Letter("a@exemple.fr", "Été", "Bonjour é", "<p>Bonjour</p>", 7, at), SENDER)
    assert message["Date"].datetime == at
    assert re.fullmatch(r"<[0-9a-f]{32}@exemple\.fr>", message["Message-ID"])
    assert b"Subject: =?utf-8?" in bytes(message)
    plain, html = message.iter_parts()
    assert plain.get_content_charset() == html.get_content_charset() == "utf-8"
    assert plain.get_content().strip() == "Bonjour é"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == SENDER


async def test_a_mail_reaches_the_server_through_the_mailer(mail, store, clock):
    await leave(store, clock, "Bienvenue")
    server = Server()
    with smtp(server) as controller:
        mailer = Mailer(mail, SmtpPostman(f"smtp://127.0.0.1:{controller.port}", SENDER))
        await mailer.start()
        assert await asyncio.to_thread(server.arrived.wait, 10)
        await mailer.stop()
    (envelope,) = server.messages
    assert envelope.rcpt_tos == ["a@exemple.fr"]
    assert b"Subject: Bienvenue" in envelope.content


@pytest.mark.parametrize(
    ("answer", "outcome"), [("550 no such user", Undeliverable), ("450 busy", NotNow), ("421 later", NotNow)]
)
async def test_what_the_server_answers_decides_whether_to_try_again(answer, outcome):
    with smtp(Server(answer)) as controller, pytest.raises(outcome):
        await SmtpPostman(f"smtp://127.0.0.1:{controller.port}", SENDER).deliver(
            Letter("a@exemple.fr", "Bonjour", "x", "<p>x</p>")
        )


async def test_a_server_that_is_down_means_later():
    with pytest.raises(NotNow):
        await SmtpPostman(f"smtp://127.0.0.1:{free_port()}", SENDER).deliver(Letter("a@exemple.fr", "s", "x", "x"))


@pytest.mark.parametrize("url", ["http://host", "smtp://", "host:25"])
def test_a_mail_server_must_be_named_by_a_url(url):
    with pytest.raises(ValueError, match="SMTP_URL"):
        SmtpPostman(url, SENDER)

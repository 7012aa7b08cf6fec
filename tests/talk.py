"""Steps that many tests take: open a conversation, say something, log in, give a one-time code."""

import re

from sqlalchemy import select

from mutuelle.account.codes import Codes
from mutuelle.account.service import AccountService
from mutuelle.conversations import log
from mutuelle.conversations.transcript import Incoming, Received, Transcript
from mutuelle.mail.tables import Mail
from mutuelle.store import Store
from tests.family import PASSWORD


def plain(text: str) -> str:
    """Return a text with common spaces for the ones that do not break."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


async def rasa_id_of(store: Store, conversation_id: str) -> str:
    """Return the sender that Rasa knows the conversation by now."""
    async with store.read() as connection:
        return (await log.by_id(connection, conversation_id)).rasa_id


async def say(transcript: Transcript, conversation_id: str, text: str, message_id: str) -> Received:
    """Have the member type something."""
    return await transcript.receive(conversation_id, Incoming(message_id, text=text))


async def new_link(accounts: AccountService, store: Store, conversation_id: str, *, resume: bool = False) -> str:
    """Return the token of a fresh login link for the conversation."""
    url = await accounts.issue_login_link(await rasa_id_of(store, conversation_id), resume=resume)
    return url.rsplit("/", 1)[1]


async def log_in(
    accounts: AccountService, store: Store, conversation_id: str, identifier: str, password: str = PASSWORD
) -> None:
    """Log a member in, in the conversation."""
    token = await new_link(accounts, store, conversation_id)
    await accounts.log_in(token, identifier=identifier, password=password, address="192.0.2.1")


async def give_code(codes: Codes, store: Store, conversation_id: str, purpose: str) -> None:
    """Ask for a code by e-mail and enter it, so that one change of this purpose may be made."""
    url = await codes.ask(await rasa_id_of(store, conversation_id), purpose=purpose)
    async with store.read() as connection:
        last = select(Mail.plain).where(Mail.template == "code").order_by(Mail.id.desc()).limit(1)
        plain = (await connection.execute(last)).scalar_one()
    found = re.search(r"\b\d{6}\b", plain)
    assert found is not None
    await codes.enter(url.rsplit("/", 1)[1], found[0])

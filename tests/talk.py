"""Steps that many tests take: open a conversation, say something, log in."""

from mutuelle.account.service import AccountService
from mutuelle.conversations import log
from mutuelle.conversations.transcript import Incoming, Received, Transcript
from mutuelle.store import Store
from tests.family import PASSWORD


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

"""Which conversations and addresses lead to a member's data, inside a caller's transaction."""

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.change_tables import IdentifierChange
from mutuelle.account.code_tables import OneTimeCode
from mutuelle.account.tables import Account, AccountDraft, Session
from mutuelle.contract.tables import Contract, Member
from mutuelle.conversations.tables import Event
from mutuelle.privacy.part import Owner


async def owner_of(connection: AsyncConnection, account_id: int) -> Owner:
    """Return the member of an account, and what leads to his rows."""
    who = (
        await connection.execute(
            select(Account.member_id, Account.identifier, Member.contact_email, Contract.id.label("contract_id"))
            .join(Member, Member.id == Account.member_id)
            .join(Contract, Contract.member_id == Member.id)
            .where(Account.id == account_id)
        )
    ).one()
    used, shared = await conversations_of(connection, account_id, who.member_id)
    change = select(IdentifierChange.email, IdentifierChange.former).where(IdentifierChange.account_id == account_id)
    asked = (await connection.execute(change)).one_or_none() or ()
    addresses = {who.identifier, who.contact_email, *asked} - {None}
    others = await connection.execute(
        select(Account.identifier).where(Account.identifier.in_(addresses), Account.id != account_id)
    )
    return Owner(
        member_id=who.member_id,
        contract_id=who.contract_id,
        account_id=account_id,
        conversations=tuple(used),
        alone=tuple(one for one in used if one not in shared),
        addresses=tuple(sorted(addresses - set(others.scalars()))),
    )


async def conversations_of(connection: AsyncConnection, account_id: int, member_id: int) -> tuple[list[str], set[str]]:
    """Return the conversations that a member used, and those of them that others used as well."""
    logged_in = select(Session.conversation_id).where(Session.account_id == account_id)
    said = select(Event.conversation_id).where(Event.member_id == member_id)
    used = sorted((await connection.execute(logged_in.union(said))).scalars())
    by_session = select(Session.conversation_id).where(
        Session.conversation_id.in_(used), Session.account_id != account_id
    )
    by_event = select(Event.conversation_id).where(
        Event.conversation_id.in_(used), Event.member_id.is_not(None), Event.member_id != member_id
    )
    return used, set((await connection.execute(by_session.union(by_event))).scalars())


async def forget_begun(connection: AsyncConnection, owner: Owner, conversations: tuple[str, ...]) -> None:
    """Delete what was begun in these conversations to open an account, and the codes that served."""
    begun = AccountDraft.conversation_id.in_(set(conversations) & set(owner.alone))
    await connection.execute(delete(AccountDraft).where(begun))
    over = or_(OneTimeCode.used_at.is_not(None), OneTimeCode.ended_at.is_not(None))
    mine = OneTimeCode.account_id == owner.account_id
    await connection.execute(delete(OneTimeCode).where(mine, OneTimeCode.conversation_id.in_(conversations), over))

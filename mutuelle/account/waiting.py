"""Whether a conversation waits for its member: for a login, or for a one-time code. In a caller's transaction."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.code_tables import OneTimeCode
from mutuelle.account.factors import CODE_LIVES
from mutuelle.account.step_up import OPEN
from mutuelle.account.tables import LoginLink


async def awaits_member(
    connection: AsyncConnection, conversation_id: str, *, now: datetime, link_lives: timedelta
) -> bool:
    """Say whether a message waits here for a login page, or for the page of a code, that may still be used."""
    login = exists().where(
        LoginLink.conversation_id == conversation_id,
        LoginLink.resume_seq.is_not(None),
        LoginLink.used_at.is_(None),
        LoginLink.created_at > now - link_lives,
    )
    code = exists().where(
        OneTimeCode.conversation_id == conversation_id,
        OneTimeCode.confirmed_at.is_(None),
        OneTimeCode.sent_at > now - CODE_LIVES,
        *OPEN,
    )
    return bool((await connection.execute(select(or_(login, code)))).scalar())

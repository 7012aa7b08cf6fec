"""What a member agreed to about his account, each in one place where it can be looked at and withdrawn."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.account.tables import Account
from mutuelle.contract.tables import Member
from mutuelle.privacy.part import Consent


async def _cares(connection: AsyncConnection, viewer: Viewer) -> bool:
    chosen = select(Account.care_on_telegram).where(Account.id == viewer.account_id)
    return bool((await connection.execute(chosen)).scalar())


async def _no_care(connection: AsyncConnection, viewer: Viewer) -> None:
    await connection.execute(update(Account).where(Account.id == viewer.account_id).values(care_on_telegram=False))


async def _files(connection: AsyncConnection, viewer: Viewer) -> bool:
    chosen = select(Account.files_on_telegram).where(Account.id == viewer.account_id)
    return bool((await connection.execute(chosen)).scalar())


async def _no_files(connection: AsyncConnection, viewer: Viewer) -> None:
    await connection.execute(update(Account).where(Account.id == viewer.account_id).values(files_on_telegram=False))


async def _notices(connection: AsyncConnection, viewer: Viewer) -> bool:
    chosen = select(Member.notifications).where(Member.id == viewer.member_id)
    return (await connection.execute(chosen)).scalar_one() != "none"


async def _no_notices(connection: AsyncConnection, viewer: Viewer) -> None:
    await connection.execute(update(Member).where(Member.id == viewer.member_id).values(notifications="none"))


CONSENTS = (
    Consent("care", _cares, _no_care),
    Consent("files", _files, _no_files),
    Consent("notices", _notices, _no_notices),
)

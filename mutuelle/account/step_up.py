"""Step-up: a one-time code before a sensitive change.

How a change asks for it, in its own write transaction, right before it writes:

    await use_code(connection, viewer, purpose="change_phone", now=now)      # raises CodeNeeded

`CodeNeeded` is answered by `actions/refusals.py`: `Codes.ask` sends the code and returns the page; once it was entered
there, the waiting message (or `then`) is taken up, and `use_code` lets it pass, once.
"""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.account.code_tables import OneTimeCode
from mutuelle.account.factors import CODE_LIVES
from mutuelle.errors import CodeNeeded

OPEN = (OneTimeCode.ended_at.is_(None), OneTimeCode.used_at.is_(None))


async def use_code(connection: AsyncConnection, viewer: Viewer, *, purpose: str, now: datetime) -> None:
    """Use up the code that this session confirmed for this purpose. Raises CodeNeeded when there is none.

    Call it in the transaction of the change: rolled back together, so a change that fails keeps the code.
    """
    used = await connection.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.session_id == viewer.session_id,
            OneTimeCode.account_id == viewer.account_id,
            OneTimeCode.purpose == purpose,
            OneTimeCode.confirmed_at > now - CODE_LIVES,
            *OPEN,
        )
        .values(used_at=now)
    )
    if used.rowcount == 0:
        raise CodeNeeded(purpose)

"""What a member agreed to for his searches: that home and work are kept."""

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.practitioners.kept import forget_places, kept_kinds
from mutuelle.privacy.part import Consent


async def _kept(connection: AsyncConnection, viewer: Viewer) -> bool:
    return bool(await kept_kinds(connection, viewer.member_id))


async def _forgotten(connection: AsyncConnection, viewer: Viewer) -> None:
    await forget_places(connection, viewer.member_id)


CONSENTS = (Consent("places", _kept, _forgotten),)

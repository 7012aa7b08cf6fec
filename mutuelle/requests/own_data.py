"""What of the requests is in a member's copy: what he asked, what he was answered."""

import json

from sqlalchemy import select

from mutuelle.privacy.part import Part
from mutuelle.requests.opening import SEALING
from mutuelle.requests.tables import Request, RequestEvent
from mutuelle.sealing import unseal


def _clear(secret: str, sealed: str) -> str:
    return unseal(secret, SEALING, sealed) if sealed else ""


PARTS = (
    Part(
        Request,
        lambda owner: Request.member_id == owner.member_id,
        opened={
            "subject": lambda secret, row: _clear(secret, row.subject),
            "content": lambda secret, row: json.loads(_clear(secret, row.content)),
        },
    ),
    Part(
        RequestEvent,
        lambda owner: RequestEvent.request_id.in_(select(Request.id).where(Request.member_id == owner.member_id)),
        opened={"note": lambda secret, row: _clear(secret, row.note)},
    ),
)

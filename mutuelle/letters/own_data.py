"""What of the letters is in a member's copy: each letter, with what it states in clear; a PDF of staff's in base64."""

import base64
import json
from typing import Any

from sqlalchemy import Row

from mutuelle.letters.tables import Letter
from mutuelle.letters.writing import opened
from mutuelle.privacy.part import Part


def _stated(secret: str, row: Row[Any]) -> Any:
    stated = opened(secret, row.stated)
    return base64.b64encode(stated).decode("ascii") if row.is_file else json.loads(stated)


PARTS = (Part(Letter, lambda owner: Letter.contract_id == owner.contract_id, opened={"stated": _stated}),)

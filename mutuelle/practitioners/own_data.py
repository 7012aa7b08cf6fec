"""What of the search for professionals is in a member's copy: his home and his work, where he had them kept."""

from typing import Any

from sqlalchemy import Row

from mutuelle.practitioners.kept import place_kept
from mutuelle.practitioners.kept_tables import KeptPlace
from mutuelle.privacy.part import Part


def _place(secret: str, row: Row[Any]) -> str | None:
    place = place_kept(secret, row.member_id, row.kind, row.sealed)
    return place.name if place else None


PARTS = (Part(KeptPlace, lambda owner: KeptPlace.member_id == owner.member_id, opened={"sealed": _place}),)

"""What of the procedures is in a member's copy: the trail of what he had done. Drafts are recollections."""

from mutuelle.privacy.part import Part
from mutuelle.procedures.tables import Effect

PARTS = (Part(Effect, lambda owner: Effect.member_id == owner.member_id),)

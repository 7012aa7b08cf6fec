"""What of the documents is in a member's copy: what was issued. The documents are made anew on demand."""

from mutuelle.documents.tables import Certificate, Download
from mutuelle.privacy.part import Part

PARTS = (
    Part(Certificate, lambda owner: Certificate.member_id == owner.member_id),
    Part(Download, lambda owner: Download.member_id == owner.member_id, secrets=frozenset({"token_hash"})),
)

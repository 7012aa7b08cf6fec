"""What of the files is in a member's copy: the files themselves, as they were kept."""

from mutuelle.attachments.service import opened_content, opened_name
from mutuelle.attachments.tables import Attachment
from mutuelle.privacy.part import Part

PARTS = (
    Part(
        Attachment,
        lambda owner: Attachment.member_id == owner.member_id,
        opened={
            "name": opened_name,
            "content": opened_content,
        },
        files="content",
    ),
)

"""What of the e-mails is in a member's copy. Their text is emptied once sent; before, it holds links and codes."""

from mutuelle.mail.tables import Mail
from mutuelle.privacy.part import Part

PARTS = (Part(Mail, lambda owner: Mail.recipient.in_(owner.addresses), secrets=frozenset({"plain", "html"})),)

"""What of the online account is in a member's copy. What would open something is left out."""

from mutuelle.account.change_tables import IdentifierChange, TotpFactor
from mutuelle.account.code_tables import OneTimeCode
from mutuelle.account.tables import Account, AccountDraft, LoginLink, SecureLink, Session
from mutuelle.account.telegram_tables import TelegramLink, TelegramLinking
from mutuelle.privacy.part import Part

TOKEN = frozenset({"token_hash"})

PARTS = (
    Part(Account, lambda owner: Account.id == owner.account_id, secrets=frozenset({"password_hash"})),
    Part(Session, lambda owner: Session.account_id == owner.account_id),
    Part(IdentifierChange, lambda owner: IdentifierChange.account_id == owner.account_id),
    Part(TotpFactor, lambda owner: TotpFactor.account_id == owner.account_id, secrets=frozenset({"sealed_secret"})),
    Part(TelegramLink, lambda owner: TelegramLink.account_id == owner.account_id),
    Part(
        TelegramLinking,
        lambda owner: TelegramLinking.account_id == owner.account_id,
        secrets=TOKEN | {"start_hash"},
    ),
    Part(OneTimeCode, lambda owner: OneTimeCode.account_id == owner.account_id, secrets=TOKEN | {"code_hash"}),
    Part(SecureLink, lambda owner: SecureLink.account_id == owner.account_id, secrets=TOKEN),
    Part(LoginLink, lambda owner: LoginLink.conversation_id.in_(owner.alone), secrets=TOKEN),
    Part(
        AccountDraft,
        lambda owner: (AccountDraft.member_id == owner.member_id) | AccountDraft.conversation_id.in_(owner.alone),
        secrets=frozenset({"password_hash"}),
    ),
)

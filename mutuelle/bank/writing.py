"""Recording a bank account: its codes are sealed before they reach the database."""

from datetime import date, datetime
from typing import Any

from mutuelle.sealing import seal

SEALING = "bank"


def account_row(
    *,
    contract_id: int,
    use: str,
    beneficiary_id: int | None,
    holder: str,
    iban: str,
    bic: str,
    since: date,
    now: datetime,
    secret: str,
    mandate: str | None = None,
) -> dict[str, Any]:
    """Return a row of `bank_accounts`. `mandate`: the reference of a SEPA mandate that was accepted now."""
    return {
        "contract_id": contract_id,
        "use": use,
        "beneficiary_id": beneficiary_id,
        "holder": seal(secret, SEALING, holder),
        "iban": seal(secret, SEALING, iban),
        "bic": seal(secret, SEALING, bic),
        "start": iban[:4],
        "last_digits": iban[-4:],
        "since": since,
        "recorded_at": now,
        "replaced_at": None,
        "mandate": mandate,
        "accepted_at": now if mandate else None,
    }

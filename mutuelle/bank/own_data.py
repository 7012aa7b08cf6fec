"""What of the bank accounts is in a member's copy: in clear, for they are his."""

from mutuelle.bank.tables import BankAccount
from mutuelle.bank.writing import SEALING
from mutuelle.privacy.part import Part
from mutuelle.sealing import unseal

PARTS = (
    Part(
        BankAccount,
        lambda owner: BankAccount.contract_id == owner.contract_id,
        opened={
            "holder": lambda secret, row: unseal(secret, SEALING, row.holder),
            "iban": lambda secret, row: unseal(secret, SEALING, row.iban),
            "bic": lambda secret, row: unseal(secret, SEALING, row.bic),
        },
    ),
)

"""Imports every topic's tables, so that `Base.metadata` is whole (migrations, seed, tests)."""

from mutuelle.account import change_tables as account_changes
from mutuelle.account import code_tables as codes
from mutuelle.account import tables as account
from mutuelle.account import telegram_tables as telegram
from mutuelle.attachments import tables as attachments
from mutuelle.bank import tables as bank
from mutuelle.beneficiaries import tables as beneficiaries
from mutuelle.contract import tables as contract
from mutuelle.conversations import tables as conversations
from mutuelle.documents import tables as documents
from mutuelle.letters import tables as letters
from mutuelle.mail import tables as mail
from mutuelle.practitioners import kept_tables as kept_places
from mutuelle.practitioners import tables as practitioners
from mutuelle.procedures import tables as procedures
from mutuelle.reimbursements import tables as reimbursements
from mutuelle.requests import tables as requests
from mutuelle.store import Base
from mutuelle.useful import tables as useful

metadata = Base.metadata

__all__ = [
    "account",
    "account_changes",
    "attachments",
    "bank",
    "beneficiaries",
    "codes",
    "contract",
    "conversations",
    "documents",
    "kept_places",
    "letters",
    "mail",
    "metadata",
    "practitioners",
    "procedures",
    "reimbursements",
    "requests",
    "telegram",
    "useful",
]

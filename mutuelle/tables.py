"""Imports every topic's tables, so that `Base.metadata` is whole (migrations, seed, tests)."""

from mutuelle.account import tables as account
from mutuelle.beneficiaries import tables as beneficiaries
from mutuelle.contract import tables as contract
from mutuelle.conversations import tables as conversations
from mutuelle.mail import tables as mail
from mutuelle.reimbursements import tables as reimbursements
from mutuelle.store import Base

metadata = Base.metadata

__all__ = ["account", "beneficiaries", "contract", "conversations", "mail", "metadata", "reimbursements"]

"""Every table's part in a member's copy. A test asks that none is missing: a new table is listed by its topic."""

from mutuelle.account import own_data as account
from mutuelle.attachments import own_data as attachments
from mutuelle.bank import own_data as bank
from mutuelle.beneficiaries import own_data as beneficiaries
from mutuelle.contract import own_data as contract
from mutuelle.conversations import own_data as conversations
from mutuelle.documents import own_data as documents
from mutuelle.letters import own_data as letters
from mutuelle.mail import own_data as mail
from mutuelle.practitioners import own_data as practitioners
from mutuelle.privacy.part import Part
from mutuelle.procedures import own_data as procedures
from mutuelle.reimbursements import own_data as reimbursements
from mutuelle.requests import own_data as requests

PARTS: tuple[Part, ...] = (
    *contract.PARTS,
    *beneficiaries.PARTS,
    *bank.PARTS,
    *reimbursements.PARTS,
    *requests.PARTS,
    *attachments.PARTS,
    *procedures.PARTS,
    *documents.PARTS,
    *letters.PARTS,
    *practitioners.PARTS,
    *account.PARTS,
    *conversations.PARTS,
    *mail.PARTS,
)
# Of no member, or of none who could be found: what everybody may read, counters under a keyed hash, ids of dialogues
# that are being forgotten.
OF_NOBODY = frozenset(
    {
        *("guarantee_levels", "useful_documents", "practitioners", "directory_extracts"),
        *("request_serials", "login_failures", "ended_dialogues"),
    }
)

"""What staff's « done » changes, by kind of request."""

from collections.abc import Mapping

from mutuelle.bank.changes import DebitChange, ReimbursementAccountChange
from mutuelle.bank.recording import record_checked
from mutuelle.beneficiaries.open_changes import ENROLMENT, REMOVAL, begin_cover, end_cover
from mutuelle.requests.moving import Closing

CLOSINGS: Mapping[str, Closing] = {
    REMOVAL: end_cover,
    ENROLMENT: begin_cover,
    DebitChange.kind: record_checked,
    ReimbursementAccountChange.kind: record_checked,
}

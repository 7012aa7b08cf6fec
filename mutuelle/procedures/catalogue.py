"""Every procedure there is."""

from typing import Any

from mutuelle.bank.changes import DebitChange, ReimbursementAccountChange
from mutuelle.beneficiaries.enrolment import Enrolment
from mutuelle.beneficiaries.removal import Removal
from mutuelle.card.reissue import CardReissue
from mutuelle.procedures.procedure import Procedure
from mutuelle.settings import Settings


def all_procedures(settings: Settings) -> tuple[Procedure[Any], ...]:
    """Return one of each."""
    return (
        CardReissue(settings.secret),
        DebitChange(settings.secret),
        ReimbursementAccountChange(settings.secret),
        Removal(settings.secret),
        Enrolment(settings.secret),
    )

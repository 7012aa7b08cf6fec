"""What of the beneficiaries is in the copy of the policyholder, who sees the whole contract in his space."""

from sqlalchemy import Select, select

from mutuelle.beneficiaries.tables import Beneficiary, Guarantee
from mutuelle.privacy.part import Owner, Part


def _people(owner: Owner) -> Select[int]:
    return select(Beneficiary.id).where(Beneficiary.contract_id == owner.contract_id)


PARTS = (
    Part(Beneficiary, lambda owner: Beneficiary.contract_id == owner.contract_id),
    Part(Guarantee, lambda owner: Guarantee.beneficiary_id.in_(_people(owner))),
)

"""What of the contract is in a member's copy."""

from mutuelle.contract.tables import Address, Contract, Contribution, Member, PaymentTerms
from mutuelle.privacy.part import Part

PARTS = (
    Part(Member, lambda owner: Member.id == owner.member_id),
    Part(Address, lambda owner: Address.member_id == owner.member_id),
    Part(Contract, lambda owner: Contract.id == owner.contract_id),
    Part(PaymentTerms, lambda owner: PaymentTerms.contract_id == owner.contract_id),
    Part(Contribution, lambda owner: Contribution.contract_id == owner.contract_id),
)

"""Changing the account that is debited, or those that are paid to: the codes are given on the secure page only."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.account.reach import reach_of
from mutuelle.bank.iban import IbanRefused, masked_iban, read_codes
from mutuelle.bank.recording import NewAccount, record_account
from mutuelle.bank.rules import debit_effect, is_holder, words
from mutuelle.bank.service import DEBIT, REIMBURSEMENT, MaskedAccount, accounts_for, current
from mutuelle.beneficiaries.rules import Everyone, NobodyCovered, Person, SeveralCovered, named_beneficiary
from mutuelle.beneficiaries.service import covered_people
from mutuelle.clock import PARIS
from mutuelle.contract.history import next_due
from mutuelle.contract.holder import Holder, open_holder
from mutuelle.errors import BeneficiaryUnknown
from mutuelle.mail.service import post
from mutuelle.procedures.model import Choice, Field, Said, SentFile, Step
from mutuelle.procedures.procedure import Case, FieldsRefused, Outcome, Procedure, Values
from mutuelle.requests.opening import Requested, open_request

ACCOUNT = Step("account", ("holder", "iban", "masked"), page=True)
ALL = "all"


@dataclass(frozen=True)
class BankContext:
    """What a change of account needs to know; `next_due`: the next contribution."""

    holder: Holder
    accounts: tuple[MaskedAccount, ...]
    people: tuple[Person, ...]
    next_due: date | None
    today: date


class BankChange(Procedure[BankContext]):
    """What both changes share. Values: `holder`, `iban`, `bic` (sealed), `masked`, `proof` (an attachment)."""

    use: ClassVar[str]
    purpose = "change_bank"

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> BankContext:
        """Return the accounts on file. Raises ContractClosed."""
        holder = await open_holder(connection, viewer.member_id, today)
        return BankContext(
            holder,
            tuple(await accounts_for(connection, viewer.contract_id, self.use)),
            await covered_people(connection, viewer.contract_id, today),
            await next_due(connection, viewer.contract_id, today),
            today,
        )

    def fields(self, step: Step, values: Values, context: BankContext) -> Sequence[Field]:
        """Return holder, IBAN, BIC, and the account's proof."""
        del step
        known = f"{context.holder.first_name} {context.holder.last_name}"
        return (
            _field("holder", "text", required=True, autocomplete="name", value="" if values.get("masked") else known),
            _field("iban", "iban", required=True),
            _field("bic", "bic", required=False),
            _field("proof", "file", required=False, secret=False),
        )

    def read_fields(
        self, step: Step, form: Values, files: Mapping[str, Sequence[SentFile]], values: Values, context: BankContext
    ) -> dict[str, str]:
        """Return the codes, checked. Raises FieldsRefused."""
        del step, values
        problems, said = {}, words()["problems"]
        holder = form.get("holder", "")
        if len(holder.split()) < 2:  # noqa: PLR2004
            problems["holder"] = said["holder"]
        try:
            codes = read_codes(form.get("iban", ""), form.get("bic", ""))
            before = account_before(context)
            if before is not None and before.masked == codes.masked and len(context.accounts) == 1:
                problems["iban"] = said["same"]
        except IbanRefused as refused:
            problems["bic" if refused.problem.startswith("bic") else "iban"] = said[refused.problem]
        problems |= self._more_problems(form, context)
        if problems:
            raise FieldsRefused(problems)
        own = is_holder(holder, context.holder.first_name, context.holder.last_name)
        proof = " ".join(file.id for file in files.get("proof", ()))
        return {
            "holder": holder,
            "iban": codes.iban,
            "bic": codes.bic,
            "masked": masked_iban(codes.iban),
            "own": "yes" if own else "",
            "proof": proof,
        }

    def _more_problems(self, form: Values, context: BankContext) -> dict[str, str]:
        del form, context
        return {}

    @abstractmethod
    def _since(self, context: BankContext) -> date:
        """Return from when the new account counts."""

    @abstractmethod
    def _beneficiaries(self, values: Values, context: BankContext) -> Sequence[int | None]:
        """Return for whom it is; None: everybody who has none of his own."""

    async def carry_out(self, case: Case) -> Outcome:
        """Record the request, and the account when it is the member's own; tell the former e-mail address."""
        context: BankContext = case.context
        own, beneficiaries = bool(case.values.get("own")), list(self._beneficiaries(case.values, context))
        codes = {key: case.values.get(key, "") for key in ("holder", "iban", "bic")}
        content = {**codes, "use": self.use, "beneficiaries": beneficiaries, "own": own}
        asked = Requested(
            case.viewer.member_id,
            self.kind,
            content,
            subject=case.values["masked"],
            key=case.key,
            attachments=case.values.get("proof", ""),
            done=bool(own),
        )
        recorded = await open_request(case.connection, asked, secret=self._secret, now=case.now)
        since = self._since(context)
        if own:
            new = NewAccount(
                case.viewer.contract_id,
                context.holder.contract_number,
                self.use,
                beneficiaries,
                codes["holder"],
                codes["iban"],
                codes["bic"],
                since,
            )
            await record_account(case.connection, new, secret=self._secret, now=case.now)
        await self._tell(case)
        told = {"masked": case.values["masked"], "since": since.isoformat()}
        return Outcome(told, recorded.number, "" if own else "checked")

    async def _tell(self, case: Case) -> None:
        reach = await reach_of(case.connection, case.viewer.member_id)
        if reach.email:
            await post(
                case.connection,
                to=reach.email,
                template="bank_changed",
                now=case.now,
                first_name=reach.first_name,
                debit=self.use == DEBIT,
                masked=case.values["masked"],
                channel=case.viewer.channel,
                at=case.now.astimezone(PARIS),
            )


class DebitChange(BankChange):
    """Another account is debited, from the next contribution on; the SEPA mandate is accepted on the page."""

    kind = "bank_debit"
    use = DEBIT

    def steps(self, values: Values, context: BankContext) -> Sequence[Step]:
        """Return the secure page."""
        del values, context
        return (ACCOUNT,)

    def fields(self, step: Step, values: Values, context: BankContext) -> Sequence[Field]:
        """Return the codes and the mandate."""
        return (*super().fields(step, values, context), _field("mandate", "consent", required=True, secret=False))

    def _more_problems(self, form: Values, context: BankContext) -> dict[str, str]:
        del context
        return {} if form.get("mandate") else {"mandate": words()["problems"]["mandate"]}

    def _since(self, context: BankContext) -> date:
        return debit_effect(context.next_due, context.today).since

    def _beneficiaries(self, values: Values, context: BankContext) -> Sequence[int | None]:
        del values, context
        return (None,)


class ReimbursementAccountChange(BankChange):
    """Another account is paid to, for one, several or all: `people` holds their ids, or `all`."""

    kind = "bank_reimbursements"
    use = REIMBURSEMENT

    def steps(self, values: Values, context: BankContext) -> Sequence[Step]:
        """Return for whom, where there are several, then the secure page."""
        del values
        return (Step.of("people"), ACCOUNT) if len(context.people) > 1 else (ACCOUNT,)

    def found(self, text: str, values: Values, context: BankContext) -> dict[str, str]:
        """Return for whom, when a sentence says so."""
        del values
        if len(context.people) == 1:
            return {}
        named = named_beneficiary(text, context.people)
        if named is None:
            return {}
        if isinstance(named, NobodyCovered):
            raise BeneficiaryUnknown(named.named, context.people)
        if isinstance(named, Everyone):
            return {"people": ALL}
        people = named.people if isinstance(named, SeveralCovered) else (named,)
        return {"people": " ".join(str(person.id) for person in people)}

    def read(self, step: Step, said: Said, values: Values, context: BankContext) -> dict[str, str]:
        """Return nothing more: a person is named or not."""
        del step, said, values, context
        return {}

    def beside(self, said: Said, values: Values, context: BankContext) -> dict[str, str]:
        """Return for whom it is after all: « non, juste pour moi »."""
        try:
            return self.found(said.text, values, context)
        except BeneficiaryUnknown:
            return {}

    def choices(self, step: Step, values: Values, context: BankContext) -> Sequence[Choice]:
        """Return everybody, and each person."""
        del values
        if step.name != "people":
            return ()
        each = [Choice(person.first_name, {"people": str(person.id)}) for person in context.people]
        return (Choice(words()["people"]["all"], {"people": ALL}), *each)

    def _since(self, context: BankContext) -> date:
        return context.today

    def _beneficiaries(self, values: Values, context: BankContext) -> Sequence[int | None]:
        said = values.get("people", ALL)
        if said == ALL:
            own = [one.beneficiary_id for one in context.accounts if one.beneficiary_id is not None]
            return (None, *dict.fromkeys(own))
        covered = {person.id for person in context.people}
        return tuple(int(one) for one in said.split() if int(one) in covered)


def account_before(context: BankContext) -> MaskedAccount | None:
    """Return the account in force for everybody."""
    return current(list(context.accounts), context.today)


def _field(
    name: str, kind: str, *, required: bool, secret: bool = True, autocomplete: str = "off", value: str = ""
) -> Field:
    said = words()["fields"][name]
    return Field(name, kind, said["label"], said["hint"], required, secret, autocomplete, value)

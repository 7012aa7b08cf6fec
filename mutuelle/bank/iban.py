"""Reading and masking bank codes. Pure; schwifty knows the countries, the check digits and the banks."""

from dataclasses import dataclass

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

MASK = "••••"


class IbanRefused(Exception):
    """An IBAN or BIC cannot be used.

    `problem`: `iban_incomplete` (too short or long for its country, or not an IBAN at all), `iban_wrong` (its check
    digits say that it was mistyped), `iban_abroad` (outside of SEPA), `bic_wrong`, `bic_other_bank` (of another country
    or bank).
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class BankCodes:
    """An IBAN without spaces, and its BIC; "" when it is not known."""

    iban: str
    bic: str
    bank: str

    @property
    def masked(self) -> str:
        """The IBAN as it may be shown."""
        return masked_iban(self.iban)


def read_iban(typed: str) -> str:
    """Return an IBAN in capitals without spaces. Raises IbanRefused."""
    compact = "".join(char for char in typed.upper() if char.isalnum())
    try:
        iban = IBAN(compact, allow_invalid=True)
        iban.validate()
    except SchwiftyException as wrong:
        named = type(wrong).__name__
        raise IbanRefused("iban_wrong" if named == "InvalidChecksumDigits" else "iban_incomplete") from None
    if not iban.in_sepa_zone:
        raise IbanRefused("iban_abroad")
    return str(iban)


def read_codes(iban_typed: str, bic_typed: str = "") -> BankCodes:
    """Return the codes of an account; the BIC is derived when it was not given and can be. Raises IbanRefused."""
    iban = IBAN(read_iban(iban_typed))
    derived = iban.bic
    given = "".join(char for char in bic_typed.upper() if char.isalnum())
    if not given:
        return BankCodes(str(iban), str(derived) if derived else "", iban.bank_name or "")
    try:
        bic = BIC(given)
    except SchwiftyException:
        raise IbanRefused("bic_wrong") from None
    if bic.country_code != iban.country_code and not _overseas(bic.country_code, iban.country_code):
        raise IbanRefused("bic_other_bank")
    if derived and derived.bank_code != bic.bank_code:
        raise IbanRefused("bic_other_bank")
    return BankCodes(str(iban), str(bic), iban.bank_name or "")


def masked_iban(iban: str) -> str:
    """Return an IBAN of which only the country, the check digits and the last four can be read: FR76 •••• •••• 0189."""
    return f"{iban[:4]} {MASK} {MASK} {iban[-4:]}"


def _overseas(bic_country: str, iban_country: str) -> bool:
    """Say whether a BIC is of a French territory whose accounts have French IBANs."""
    territories = {"GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "MC"}
    return iban_country == "FR" and bic_country in territories

"""What a sentence asks to export: in which format, of what, one payment or a list. Pure."""

from dataclasses import dataclass

from mutuelle.documents.rules import document_words
from mutuelle.ranks import rank_named
from mutuelle.wording import named_in

PDF, CSV, XLSX = "pdf", "csv", "xlsx"
FORMATS = (PDF, XLSX, CSV)


@dataclass(frozen=True)
class Asked:
    """What a member said, whom the language model saw in it; or what was tapped: a format, a payment, the list."""

    text: str
    mentioned: tuple[str, ...] = ()
    tapped_format: str = ""
    payment_id: int | None = None
    tapped_list: bool = False
    tapped_direct: bool | None = None

    @property
    def format(self) -> str | None:
        """Return the format that is asked for, None when it is not said or is not one of ours."""
        if self.tapped_format in FORMATS:
            return self.tapped_format
        found = named_in(self.text, document_words()["exports"]["formats"])
        return found[0] if found else None

    @property
    def other_format(self) -> str | None:
        """Return the format that is asked for and that we do not make."""
        if self.format in {CSV, XLSX}:
            return None
        found = named_in(self.text, {word: [word] for word in _words()["unavailable"]})
        return found[0] if found else None

    @property
    def of_contributions(self) -> bool:
        """Say whether contributions are meant."""
        return self._says("contributions")

    @property
    def direct(self) -> bool | None:
        """Say whether payments to professionals are meant, or reimbursements; None when it is not said."""
        if self.tapped_direct is not None:
            return self.tapped_direct
        if self._says("direct"):
            return True
        return False if self._says("all") and not self.wants_one else None

    @property
    def wants_one(self) -> bool:
        """Say whether one payment is meant."""
        if self.payment_id is not None:
            return True
        return self._says("one") or (rank_named(self.text) is not None and not self._says("whole"))

    @property
    def wants_list(self) -> bool:
        """Say whether the whole list is meant, even while one payment is on display."""
        return self.tapped_list or (self._says("whole") and not self._says("one"))

    @property
    def by_mail(self) -> bool:
        """Say whether it is to be sent by post or e-mail, which we do not do."""
        return self._says("mail")

    def _says(self, what: str) -> bool:
        return bool(named_in(self.text, {"": _words()[what]}))


def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = document_words()["exports"]
    return words

"""Why a file that a member sends is refused: one class a fact. `bot/pages/uploads.yml` tells each in French.

They travel from the process that inspects (`mutuelle/attachments/isolated.py`) as name and facts, so every field is
plain JSON.
"""

from dataclasses import asdict, dataclass
from typing import Any

from mutuelle.errors import MutuelleError


@dataclass
class AttachmentRefused(MutuelleError):
    """A file cannot be taken as an attachment."""

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the sentence that tells it may name."""
        return asdict(self)


@dataclass
class FormatRefused(AttachmentRefused):
    """The name's extension is none of the accepted ones. `family` says how to convert: a key of `uploads.yml`."""

    extension: str
    family: str


@dataclass
class NoExtension(AttachmentRefused):
    """The name has no extension."""


@dataclass
class EmptyFile(AttachmentRefused):
    """There is nothing in the file."""


@dataclass
class FileTooBig(AttachmentRefused):
    """The file is above the limit. `size` in bytes; None when it was cut before its size was known."""

    size: int | None


@dataclass
class TypeMismatch(AttachmentRefused):
    """The content is not what the extension says. `found`: what it is, a key of `uploads.yml`, or `unknown`."""

    extension: str
    found: str


@dataclass
class DamagedFile(AttachmentRefused):
    """The file is truncated, or cannot be read."""


@dataclass
class ProtectedFile(AttachmentRefused):
    """The file asks for a password."""


@dataclass
class HasMacros(AttachmentRefused):
    """The document holds macros."""


@dataclass
class ActiveContent(AttachmentRefused):
    """The document runs something when it is opened: a script, an action, a formula that starts a program."""


@dataclass
class HoldsFiles(AttachmentRefused):
    """Other files are packed in the document."""


@dataclass
class FetchesFromOutside(AttachmentRefused):
    """The document fetches something from elsewhere when it is opened."""


@dataclass
class UnsafeArchive(AttachmentRefused):
    """The archive that the document is has entries that no office program writes."""


@dataclass
class InflatesTooMuch(AttachmentRefused):
    """Once inflated the file would be enormous."""


@dataclass
class DefinesEntities(AttachmentRefused):
    """Its XML defines its own entities or document type, which no office program does."""


@dataclass
class SeveralInOne(AttachmentRefused):
    """The file is readable as two kinds at once, or goes on after its end."""


@dataclass
class MarkupInText(AttachmentRefused):
    """The text is a web page or holds a script."""


@dataclass
class TooManyPixels(AttachmentRefused):
    """The picture is too large to be opened."""

    width: int
    height: int


@dataclass
class TooComplex(AttachmentRefused):
    """The file could not be inspected in the time and memory there is for it."""


@dataclass
class TooManyAttachments(AttachmentRefused):
    """The member has more files waiting than may wait; or sends more at once than is accepted."""

    most: int


@dataclass
class AttachmentUnknown(AttachmentRefused):
    """No such attachment of this member, or it is with another request already."""


def refusals() -> dict[str, type[AttachmentRefused]]:
    """Return each refusal by its name."""
    return {one.__name__: one for one in AttachmentRefused.__subclasses__()}

"""What members write to us in their own words: sealed as soon as it is heard, files beside it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mutuelle.procedures.model import Field, SentFile
from mutuelle.procedures.procedure import FieldsRefused, NotReadable
from mutuelle.procedures.replies import is_unsure, reply_in
from mutuelle.procedures.service import SEALED, SEALING
from mutuelle.sealing import seal, unseal
from mutuelle.wording import words_of

LONGEST = 8_000  # characters of a message, in as many pieces as the member likes
SHORTEST = 12  # of one that is a single word
FILES = "attachments"


@dataclass(frozen=True)
class Letters:
    """Seals and opens what a draft holds of a member's own words."""

    secret: str = field(repr=False)

    def sealed(self, text: str) -> str:
        """Return a text as a draft keeps it; it is opened when the draft is carried out."""
        return f"{SEALED}{seal(self.secret, SEALING, text)}" if text else ""

    def opened(self, value: str) -> str:
        """Return a value of a draft in clear, whether it was sealed or not."""
        return unseal(self.secret, SEALING, value.removeprefix(SEALED)) if value.startswith(SEALED) else value

    def written(self, text: str, before: str = "") -> str:
        """Return a message, with what was written of it before, sealed.

        Raises NotReadable when it says nothing, or more than we can take.
        """
        words = words_of(text)
        if reply_in(text) is not None or is_unsure(text) or not words:
            raise NotReadable
        if len(words) == 1 and len(text) < SHORTEST and not before:
            raise NotReadable
        whole = "\n".join(part for part in (self.opened(before), text.strip()) if part)
        if len(whole) > LONGEST:
            raise NotReadable("too_long")
        return self.sealed(whole)


def files_field(words: Mapping[str, str], *, required: bool, hint: str = "") -> Field:
    """Return the field of the secure page that takes files. `words` has its `label` and `hint`."""
    return Field(FILES, "files", words["label"], hint or words["hint"], required=required, secret=True)


def files_given(files: Mapping[str, Sequence[SentFile]], *, required: bool, missing: str) -> dict[str, str]:
    """Return the files of the page as a draft keeps them. Raises FieldsRefused with `missing` when one is needed."""
    sent = files.get(FILES, ())
    if required and not sent:
        raise FieldsRefused({FILES: missing})
    return {FILES: json.dumps([{"id": one.id, "name": one.name, "size": one.size} for one in sent]) if sent else ""}


def files_in(value: str) -> list[dict[str, Any]]:
    """Return the files of a draft's value in clear: id, name and size each."""
    files: list[dict[str, Any]] = json.loads(value) if value else []
    return files

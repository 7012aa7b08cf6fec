"""Changing the family status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.account.coordinates import profile_words
from mutuelle.account.profile import Profile, load_profile
from mutuelle.contract.tables import Member
from mutuelle.procedures.model import Choice, Step
from mutuelle.procedures.procedure import Case, Outcome, Procedure, Values
from mutuelle.wording import named_in

STATUSES = ("single", "married", "pacsed", "cohabiting", "divorced", "separated", "widowed")
STATUS = Step.of("status")


@dataclass(frozen=True)
class StatusContext:
    """Whose family status, and what is on file."""

    profile: Profile


class StatusChange(Procedure[StatusContext]):
    """One question, recapped, recorded at once. Value: `status`, one of STATUSES."""

    kind = "profile_status"

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> StatusContext:
        """Return what is on file."""
        return StatusContext(await load_profile(connection, viewer, today))

    def steps(self, values: Values, context: StatusContext) -> Sequence[Step]:
        """Return the one question."""
        del values, context
        return (STATUS,)

    def found(self, text: str, values: Values, context: StatusContext) -> dict[str, str]:
        """Return the status that a sentence names."""
        del values, context
        status = read_status(text)
        return {"status": status} if status else {}

    def choices(self, step: Step, values: Values, context: StatusContext) -> Sequence[Choice]:
        """Return every status, as it is said of the member."""
        del values
        if step != STATUS:
            return ()
        labels = {one: status_label(one, context.profile.gender).capitalize() for one in STATUSES}
        return [Choice(labels[one], {"status": one}) for one in STATUSES]

    async def carry_out(self, case: Case) -> Outcome:
        """Record the status."""
        status = case.values["status"]
        await case.connection.execute(
            update(Member).where(Member.id == case.viewer.member_id).values(family_status=status)
        )
        return Outcome({"status": status, "gender": case.context.profile.gender})


def read_status(text: str) -> str | None:
    """Return the one family status that a sentence names."""
    named = named_in(text, profile_words()["statuses"])
    return named[0] if len(named) == 1 else None


def status_label(status: str | None, gender: str) -> str:
    """Return a family status as it is said of a woman or a man, e.g. « pacsée »; "" for none."""
    labels: dict[str, dict[str, str]] = profile_words()["status_labels"]
    return labels[status][gender] if status else ""

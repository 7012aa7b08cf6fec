"""Changing the family status, from a day that may be to come."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.account.coordinates import profile_words, read_day
from mutuelle.account.profile import FamilyStatus, Profile, load_profile
from mutuelle.contract.tables import Member
from mutuelle.periods import Period, find_period
from mutuelle.procedures.model import Choice, Step
from mutuelle.procedures.procedure import Case, NotReadable, Outcome, Procedure, Values
from mutuelle.wording import named_in

STATUSES = ("single", "married", "pacsed", "cohabiting", "divorced", "separated", "widowed")
STATUS, SINCE = Step.of("status"), Step.of("since", optional=True)
LATEST = relativedelta(years=2)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|aujourd|demain|hier", re.IGNORECASE)


@dataclass(frozen=True)
class StatusContext:
    """Whose family status, what is on file, and the day."""

    profile: Profile
    today: date


class StatusChange(Procedure[StatusContext]):
    """What, from when, recapped. Values: `status`, one of STATUSES; `since` (ISO, "" when the day is not known).

    A status to come waits beside the one on file until its day.
    """

    kind = "profile_status"

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> StatusContext:
        """Return what is on file."""
        return StatusContext(await load_profile(connection, viewer, today), today)

    def steps(self, values: Values, context: StatusContext) -> Sequence[Step]:
        """Return the two questions."""
        del values, context
        return (STATUS, SINCE)

    def found(self, text: str, values: Values, context: StatusContext) -> dict[str, str]:
        """Return the status that a sentence names, and the day from which it counts."""
        status = read_status(text)
        known = {"status": status} if status else {}
        said = values.get("since")
        day = read_since(text, today=context.today, like=date.fromisoformat(said) if said else None)
        if day is None:
            return known
        if not context.profile.birth_date <= day <= context.today + LATEST:
            raise NotReadable("since_range", known)
        return {**known, "since": day.isoformat()}

    def choices(self, step: Step, values: Values, context: StatusContext) -> Sequence[Choice]:
        """Return every status, as it is said of the member; the usual day."""
        del values
        if step == SINCE:
            return [Choice(profile_words()["today_label"], {"since": context.today.isoformat()})]
        if step != STATUS:
            return ()
        labels = {one: status_label(one, context.profile.gender).capitalize() for one in STATUSES}
        return [Choice(labels[one], {"status": one}) for one in STATUSES]

    async def carry_out(self, case: Case) -> Outcome:
        """Record the status: beside the present one when it is to come."""
        status, profile = case.values["status"], case.context.profile
        since = date.fromisoformat(case.values["since"]) if case.values["since"] else None
        planned = profile.planned_status
        if since is not None and since > case.today:
            planned = FamilyStatus(status, since)
            now = FamilyStatus(profile.family_status or "", profile.family_status_since)
        else:
            now = FamilyStatus(status, since)
        await case.connection.execute(
            update(Member)
            .where(Member.id == case.viewer.member_id)
            .values(
                family_status=now.status or None,
                family_status_since=now.since,
                next_family_status=planned.status if planned else None,
                next_family_status_since=planned.since if planned else None,
            )
        )
        later = since is not None and since > case.today
        values = {"status": status, "gender": profile.gender, "since": case.values["since"]}
        return Outcome(values, response="later" if later else "")


def read_since(text: str, *, today: date, like: date | None = None) -> date | None:
    """Return the day from which a family status counts; a wedding that is spoken of as to come is in the future.

    `like`: the day that « le 12 » alone corrects.
    """
    day = read_day(text, today=today, like=like)
    if day is None:
        period = find_period(text, today=today)
        return period.start if isinstance(period, Period) else None
    if _YEAR.search(text):
        return day
    if day <= today and named_in(text, {"": profile_words()["coming"]}):
        return day + relativedelta(years=1)
    return day - relativedelta(years=1) if day > today and named_in(text, {"": profile_words()["gone"]}) else day


def read_status(text: str) -> str | None:
    """Return the one family status that a sentence names."""
    named = named_in(text, profile_words()["statuses"])
    return named[0] if len(named) == 1 else None


def status_label(status: str | None, gender: str) -> str:
    """Return a family status as it is said of a woman or a man, e.g. « pacsée »; "" for none."""
    labels: dict[str, dict[str, str]] = profile_words()["status_labels"]
    return labels[status][gender] if status else ""

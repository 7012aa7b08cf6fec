"""Changing address, phones and contact e-mail: several at once, recorded after one confirmation, told by e-mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account import contact_reading as reading
from mutuelle.account import coordinates
from mutuelle.account.access import Viewer
from mutuelle.account.contact_reading import NUMBERS, WHICH, kinds_of, steps_of
from mutuelle.account.profile import Profile, load_profile
from mutuelle.clock import PARIS
from mutuelle.contract.tables import Address, Member
from mutuelle.mail.service import post
from mutuelle.places.service import postcodes_of_town, towns_of
from mutuelle.procedures.model import RECAP, Choice, Said, Step
from mutuelle.procedures.procedure import Case, Outcome, Procedure, Values

MOST_OFFERED = 8


@dataclass(frozen=True)
class ContactContext:
    """What is on file, and the day."""

    profile: Profile
    today: date


class ContactChange(Procedure[ContactContext]):
    """Asks what each change needs; a mobile number is changed after a one-time code only.

    Values as `mutuelle.account.contact_reading` says.
    """

    kind = "profile_contact"
    intents = frozenset({"update_contact_details"})

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> ContactContext:
        """Return what is on file."""
        return ContactContext(await load_profile(connection, viewer, today), today)

    def steps(self, values: Values, context: ContactContext) -> Sequence[Step]:
        """Return what each kind of change needs to know."""
        del context
        return steps_of(values)

    def purpose_of(self, values: Values) -> str | None:
        """Ask for a code when the mobile changes: later codes may be sent there."""
        return "change_phone" if "mobile" in kinds_of(values) else None

    def wish(self, text: str, context: ContactContext) -> dict[str, str]:
        """Return what a first sentence asks for, with what it says already."""
        return reading.placed(reading.wish(text, today=context.today), {})

    def found(self, text: str, values: Values, context: ContactContext) -> dict[str, str]:
        """Return the values that an answer holds."""
        return reading.placed(reading.more(text, values, today=context.today), values)

    def read(self, step: Step, said: Said, values: Values, context: ContactContext) -> dict[str, str]:
        """Return what an answer means because of its question."""
        del context
        return reading.placed(reading.answer(step, said.text, said.reply, values), values)

    def correct(self, text: str, values: Values, context: ContactContext) -> dict[str, str]:
        """Return what a sentence at the recap corrects."""
        return reading.correction(text, values, today=context.today)

    def choices(self, step: Step, values: Values, context: ContactContext) -> Sequence[Choice]:
        """Return the kinds of change; at the recap the e-mail address that was probably meant."""
        words = coordinates.profile_words()
        if step == WHICH:
            labels: Mapping[str, str] = words["kind_labels"]
            return [Choice(label, {"wanted": kind, "chosen": "yes"}) for kind, label in labels.items()]
        if step.name == "place":
            return _towns(values)
        hint = coordinates.email_hint(values.get("email", "")) if "email" in kinds_of(values) else None
        if step.name != RECAP or hint is None:
            return ()
        shown = hint if context.profile.viewer.channel == "web" else coordinates.masked_email(hint)
        return (Choice(words["hint_label"].format(hint=shown), {"email": hint}, name="hint"),)

    async def carry_out(self, case: Case) -> Outcome:
        """Record the changes, and tell the former e-mail address."""
        before, kinds = case.context.profile, kinds_of(case.values)
        columns = {kind: case.values[kind] or None for kind in NUMBERS if kind in kinds}
        columns |= {"contact_email": case.values["email"]} if "email" in kinds else {}
        member = case.viewer.member_id
        if columns:
            await case.connection.execute(update(Member).where(Member.id == member).values(**columns))
        if "address" in kinds:
            await _move(case.connection, member, case.values, day=case.today, now=case.now)
        await _tell(case, before, kinds)
        since = case.values["since"] if "address" in kinds else ""
        return Outcome(
            {
                "kinds": " ".join(kinds),
                "removed": " ".join(kind for kind, number in columns.items() if number is None),
                "since": since,
                "later": "yes" if since > case.today.isoformat() else "",
                "former": "yes" if "email" in kinds and before.contact_email else "",
            }
        )


def _towns(values: Values) -> Sequence[Choice]:
    """Return the towns of the postcode that was said, or the postcodes of the town."""
    if "postcode" in values:
        towns = enumerate(towns_of(values["postcode"]))
        named = [Choice(town, {"city": town}, name=f"town{n}") for n, town in towns]
    else:
        town = values.get("town", "")
        codes = postcodes_of_town(town)
        named = [Choice(code, {"postcode": code, "city": town}, name=f"code{code}") for code in codes]
    return named[:MOST_OFFERED]


async def _tell(case: Case, before: Profile, kinds: Sequence[str]) -> None:
    await post(
        case.connection,
        to=before.contact_email or before.identifier,
        template="profile_changed",
        now=case.now,
        first_name=before.first_name,
        kinds=list(kinds),
        channel=case.viewer.channel,
        at=case.now.astimezone(PARIS),
    )


async def _move(connection: AsyncConnection, member_id: int, values: Values, *, day: date, now: datetime) -> None:
    """Record an address from its day on; it replaces those of later days that have begun, and one of the same day."""
    since = date.fromisoformat(values["since"])
    begun = Address.since <= day
    await connection.execute(
        update(Address)
        .where(
            Address.member_id == member_id,
            Address.replaced_at.is_(None),
            Address.since >= since,
            begun | (Address.since == since),
        )
        .values(replaced_at=now)
    )
    await connection.execute(
        insert(Address).values(
            member_id=member_id,
            street=values["street"],
            postcode=values["postcode"],
            city=values["city"],
            since=since,
            recorded_at=now,
        )
    )

"""Having a new tiers-payant card sent: the address is verified, a second request while one is open says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.contract.holder import Holder, PlannedHome, open_holder, planned_home
from mutuelle.errors import RequestOpenAlready
from mutuelle.procedures.model import DETOUR, RECAP, Choice, Step
from mutuelle.procedures.procedure import Case, Outcome, Procedure, Values
from mutuelle.requests.opening import Requested, open_of_kind, open_request
from mutuelle.wording import named_in


@dataclass(frozen=True)
class CardContext:
    """Whose card, and where it goes: the address of the day; the one to come only where there is no other."""

    holder: Holder
    planned: PlannedHome | None = None

    @property
    def home(self) -> Holder | PlannedHome | None:
        """Where the card is sent to; None when no address is known."""
        return self.holder if self.holder.street else self.planned


class CardReissue(Procedure[CardContext]):
    """Nothing is asked: name, contract and address are shown, and the member confirms or corrects the address.

    Values: `reason`, a key of `words.yml`, when the member said one.
    """

    kind = "card_reissue"

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> CardContext:
        """Return whose card. Raises ContractClosed, RequestOpenAlready."""
        holder = await open_holder(connection, viewer.member_id, today)
        under_way = await open_of_kind(connection, viewer.member_id, self.kind)
        if under_way is not None:
            raise RequestOpenAlready(*under_way)
        return CardContext(holder, await planned_home(connection, viewer.member_id, today))

    def steps(self, values: Values, context: CardContext) -> Sequence[Step]:
        """Return nothing to ask, but for an address that is not known."""
        del values
        return () if context.home else (Step.of("address"),)

    def wish(self, text: str, context: CardContext) -> dict[str, str]:
        """Return why a card is asked for."""
        del context
        named = named_in(text, _words()["reasons"])
        return {"reason": named[0]} if named else {}

    def correct(self, text: str, values: Values, context: CardContext) -> dict[str, str]:
        """Return the change of address that a sentence at the recap asks for first."""
        del values, context
        return self._moving() if named_in(text, {"": _words()["address"]}) else {}

    def choices(self, step: Step, values: Values, context: CardContext) -> Sequence[Choice]:
        """Return the way to another address."""
        del values, context
        return (Choice(_words()["choices"]["address"], self._moving()),) if step.name in {RECAP, "address"} else ()

    async def carry_out(self, case: Case) -> Outcome:
        """Record the request."""
        holder: Holder = case.context.holder
        home, planned = case.context.home, case.context.planned
        content = {
            "name": f"{holder.first_name} {holder.last_name}",
            "contract": holder.contract_number,
            "address": f"{home.street}, {home.postcode} {home.city}",
            "moves_on": planned.since.isoformat() if planned else "",
            "reason": case.values.get("reason", ""),
        }
        asked = Requested(holder.member_id, self.kind, content, key=case.key)
        recorded = await open_request(case.connection, asked, secret=self._secret, now=case.now)
        due = recorded.expected_on.isoformat() if recorded.expected_on else ""
        return Outcome({"expected_on": due}, recorded.number)

    def _moving(self) -> dict[str, str]:
        return {DETOUR: "profile_contact", "wanted": "address"}


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return words

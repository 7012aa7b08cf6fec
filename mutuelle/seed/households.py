"""The households of `households.yml`: the one source of the demo's people and accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta

from mutuelle.seed.catalogue import Split, catalogue


@dataclass(frozen=True)
class DemoAccount:
    """An online account, created on a day or so many days ago. The password is public."""

    identifier: str
    password: str
    created_on: date | None
    created_days_ago: int
    activated: bool

    def created(self, today: date) -> date:
        """Return the day the account was created."""
        return self.created_on or today - timedelta(days=self.created_days_ago)


@dataclass(frozen=True)
class Habit:
    """A visit drawn by weight about every so many days, between `start` and `end` months ago (None: all along)."""

    every: int
    visits: Mapping[str, int]
    start: int | None
    end: int


@dataclass(frozen=True)
class Occasion:
    """One visit so many months ago; `quantity` units (days) of each act, None to draw it."""

    visit: str
    months_ago: int
    quantity: int | None


@dataclass(frozen=True)
class Covered:
    """A person of the household. `born_months_ago` stands for the birth date of a baby."""

    first_name: str
    last_name: str
    gender: str
    relation: str
    born_on: date | None
    born_months_ago: int
    habits: tuple[Habit, ...]
    occasions: tuple[Occasion, ...]

    def birth_date(self, today: date) -> date:
        """Return the day of birth."""
        return self.born_on or today - relativedelta(months=self.born_months_ago)


@dataclass(frozen=True)
class PaidLine:
    """One act of a payment: so many units of `act`, a code of the regulation; `withholding`: see tables."""

    label: str
    care_on: date
    split: Split
    act: str
    quantity: int
    withholding: str


@dataclass(frozen=True)
class Payment:
    """One payment for the care of a person, called by his first name; `payee` is empty when the member was paid."""

    paid_on: date
    first_name: str
    care: str
    payee: str
    paid: int
    lines: tuple[PaidLine, ...]


@dataclass(frozen=True)
class Contact:
    """Where the member can be reached; the address counts from the day the contract began."""

    street: str
    postcode: str
    city: str
    mobile: str | None
    landline: str | None
    email: str | None
    status: str
    notifications: str


@dataclass(frozen=True)
class ContributionPlan:
    """How a household pays: `cents` a month at first, `rise` per cent more every January; `rejected` in months ago."""

    cents: int
    mode: str
    frequency: str
    notice: str
    day: int
    rise: int
    rejected: int | None = None
    none_to_come: bool = False


@dataclass(frozen=True)
class Banks:
    """French account numbers (bank, branch, account): the debited one, and those paid to by first name, or `all`."""

    debit: tuple[str, str, str] | None
    reimbursements: Mapping[str, tuple[str, str, str]]


@dataclass(frozen=True)
class Household:
    """A member and his family. `payments` are given as they are; the history is generated from habits."""

    number: str
    title: str
    effective_on: date
    history_years: int
    who: str
    contact: Contact
    account: DemoAccount | None
    people: tuple[Covered, ...]
    payments: tuple[Payment, ...]
    contributions: ContributionPlan | None = None
    banks: Banks = Banks(None, {})
    ended_months_ago: int | None = None
    ends_in_months: int | None = None

    def ended_on(self, today: date) -> date | None:
        """Return the last day of the contract: the end of a month gone by, or to come."""
        if self.ended_months_ago is None and self.ends_in_months is None:
            return None
        months = self.ends_in_months if self.ended_months_ago is None else -self.ended_months_ago
        return today + relativedelta(months=months or 0, day=31)


@dataclass(frozen=True)
class Demo:
    """All households, and the guarantees of the policyholder and of the others."""

    households: tuple[Household, ...]
    policyholder_guarantees: tuple[str, ...]
    family_guarantees: tuple[str, ...]


@cache
def demo() -> Demo:
    """Read households.yml."""
    raw = yaml.safe_load((Path(__file__).parent / "households.yml").read_text("utf-8"))
    return Demo(
        households=tuple(_household(entry) for entry in raw["households"]),
        policyholder_guarantees=tuple(raw["guarantees"]["policyholder"]),
        family_guarantees=tuple(raw["guarantees"]["family"]),
    )


def _household(raw: Mapping[str, Any]) -> Household:
    return Household(
        number=raw["number"],
        title=raw["title"],
        effective_on=raw["effective_on"],
        history_years=raw.get("history_years", 0),
        who=raw["who"],
        contact=_contact(raw["contact"]),
        account=_account(raw["account"]) if "account" in raw else None,
        people=tuple(_covered(entry) for entry in raw["people"]),
        payments=tuple(_payment(entry) for entry in raw.get("payments", [])),
        contributions=ContributionPlan(**raw["contributions"]) if "contributions" in raw else None,
        banks=_banks(raw.get("banks", {})),
        ended_months_ago=raw.get("ended_months_ago"),
        ends_in_months=raw.get("ends_in_months"),
    )


def _banks(raw: Mapping[str, Any]) -> Banks:
    debit = raw.get("debit")
    return Banks(
        tuple(debit) if debit else None, {name: tuple(one) for name, one in raw.get("reimbursements", {}).items()}
    )


def _contact(raw: Mapping[str, Any]) -> Contact:
    return Contact(
        street=raw["street"],
        postcode=raw["postcode"],
        city=raw["city"],
        mobile=raw.get("mobile"),
        landline=raw.get("landline"),
        email=raw.get("email"),
        status=raw["status"],
        notifications=raw.get("notifications", "none"),
    )


def _account(raw: Mapping[str, Any]) -> DemoAccount:
    return DemoAccount(
        identifier=raw["identifier"],
        password=raw["password"],
        created_on=raw.get("created_on"),
        created_days_ago=raw.get("created_days_ago", 0),
        activated=raw.get("activated", True),
    )


def _covered(raw: Mapping[str, Any]) -> Covered:
    return Covered(
        first_name=raw["first"],
        last_name=raw["last"],
        gender=raw["gender"],
        relation=raw["relation"],
        born_on=raw.get("born"),
        born_months_ago=raw.get("born_months_ago", 0),
        habits=tuple(
            Habit(entry["every"], entry["visits"], entry.get("from"), entry.get("to", 0))
            for entry in raw.get("habits", [])
        ),
        occasions=tuple(
            Occasion(entry["visit"], entry["months_ago"], entry.get("quantity")) for entry in raw.get("events", [])
        ),
    )


def _payment(raw: Mapping[str, Any]) -> Payment:
    return Payment(
        paid_on=raw["paid_on"],
        first_name=raw["for"],
        care=raw["care"],
        payee=raw["payee"],
        paid=raw["paid"],
        lines=tuple(_paid_line(line) for line in raw["lines"]),
    )


def _paid_line(raw: Mapping[str, Any]) -> PaidLine:
    act, split = catalogue().acts[raw["act"]], Split(*raw["split"])
    return PaidLine(act.label, raw["care_on"], split, act.act, raw.get("quantity", 1), act.withholding)

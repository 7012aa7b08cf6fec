"""What a household was reimbursed over the years, up to a few days before a given day."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from dateutil.relativedelta import relativedelta
from faker import Faker

from mutuelle.seed.calendar import banking_days, next_open
from mutuelle.seed.catalogue import Act, Visit, catalogue, value_on, yearly_cap
from mutuelle.seed.households import Covered, Habit, Household, Occasion, PaidLine, Payment
from mutuelle.seed.levels import level_on

UNTIL = timedelta(days=2)  # nothing was paid later than so long before today
PAID_AFTER = (timedelta(days=2), timedelta(days=9))
USUAL = 0.85  # how often the household goes to its usual professional
ADULT = 18
PERCENT = 100


class History:
    """Draws the payments of one household, always the same ones for the same day."""

    def __init__(self, household: Household, today: date) -> None:
        self._household = household
        self._today = today
        self._visits = catalogue().visits
        self._payees = _payees(household.number)
        self._used = Counter[tuple[str, str, int]]()

    def payments(self) -> list[Payment]:
        """Return the payments, the oldest first."""
        found = list(self._household.payments)
        for person in self._household.people:
            rng = Random(f"{self._household.number} {person.first_name}")  # noqa: S311
            drawn = [
                self._payment(person, rng, day, self._visits[visit], quantity)
                for day, visit, quantity in self._visits_of(person, rng)
            ]
            made = [payment for payment in drawn if payment is not None]
            found += [payment for payment in _ceiled(made) if payment.paid_on <= self._today - UNTIL]
        return sorted(found, key=lambda payment: payment.paid_on)

    def _visits_of(self, person: Covered, rng: Random) -> Iterator[tuple[date, str, int | None]]:
        start = self._start(person)
        for habit in person.habits:
            for day in self._days(habit, start, rng):
                yield day, rng.choices(list(habit.visits), list(habit.visits.values()))[0], None
        for occasion in person.occasions:
            day = self._ago(occasion.months_ago)
            if day >= start:
                yield _last_day(day, occasion), occasion.visit, occasion.quantity

    def _start(self, person: Covered) -> date:
        return max(
            self._household.effective_on,
            self._today - relativedelta(years=self._household.history_years),
            person.birth_date(self._today),
        )

    def _days(self, habit: Habit, start: date, rng: Random) -> Iterator[date]:
        if habit.start is not None:
            start = max(start, self._ago(habit.start))
        day = start + timedelta(days=rng.randrange(habit.every))
        wobble = habit.every // 10
        while day <= self._ago(habit.end):
            yield day
            day += timedelta(days=habit.every + rng.randint(-wobble, wobble))

    def _ago(self, months: int) -> date:
        return self._today - relativedelta(months=months)

    def _payment(self, person: Covered, rng: Random, day: date, visit: Visit, quantity: int | None) -> Payment | None:
        if not visit.any_day:
            day = next_open(day)
        tiers_payant = rng.randrange(PERCENT) < visit.tiers_payant
        adult = relativedelta(day, person.birth_date(self._today)).years >= ADULT
        lines = tuple(
            _line(
                act,
                rng,
                day,
                quantity,
                owes_deduction=adult,
                tiers_payant=tiers_payant,
                covered=self._covers(act, person, day),
            )
            for act in _acts(visit, rng)
            if act.given_on(day)
        )
        paid = sum(line.split.amc + (line.split.amo if tiers_payant else 0) for line in lines)
        paid_on = rng.choice(banking_days(*(day + delay for delay in PAID_AFTER)))
        payee = self._payee(visit.payee, rng) if tiers_payant else ""
        return Payment(paid_on, person.first_name, visit.care, payee, paid, lines) if paid else None

    def _covers(self, act: Act, person: Covered, day: date) -> bool:
        """Say whether the guarantee's sessions of the year are not used up, and count this one."""
        level = level_on(act.family, day)
        if level is None or level.a_year is None:
            return True
        self._used[person.first_name, act.family, day.year] += 1
        return self._used[person.first_name, act.family, day.year] <= level.a_year

    def _payee(self, profession: str, rng: Random) -> str:
        usual, *others = self._payees[profession]
        return rng.choice(others) if others and rng.random() > USUAL else usual


def _last_day(day: date, occasion: Occasion) -> date:
    return day + timedelta(days=occasion.quantity or 0)  # a stay is dated from its last day


def _acts(visit: Visit, rng: Random) -> Iterator[Act]:
    yield from visit.always
    for act, times in visit.sometimes:
        if rng.randrange(PERCENT) < times:
            yield act


def _line(
    act: Act,
    rng: Random,
    day: date,
    quantity: int | None,
    *,
    owes_deduction: bool,
    tiers_payant: bool,
    covered: bool,
) -> PaidLine:
    units = quantity or rng.randint(*act.quantity)
    price = rng.choice(act.expense) if isinstance(act.expense, range) else value_on(act.expense, day) or 0
    split = act.split(
        price=price,
        quantity=units,
        day=day,
        owes_deduction=owes_deduction,
        tiers_payant=tiers_payant,
        covered=covered,
    )
    return PaidLine(act.label, day, split, act.act, units, act.withholding)


def _ceiled(payments: Sequence[Payment]) -> Iterator[Payment]:
    """Give one person's payments with what the Sécurité sociale keeps back held under each year's ceilings."""
    kept = Counter[tuple[int, str]]()
    for payment in sorted(payments, key=lambda payment: payment.lines[0].care_on):
        lines = []
        for line in payment.lines:
            year = (line.care_on.year, line.withholding)
            split = line.split.owing(yearly_cap(line.withholding, line.care_on) - kept[year])
            kept[year] += (split.withheld or 0) + (split.deferred or 0)
            lines.append(replace(line, split=split))
        yield replace(payment, lines=tuple(lines))


def _payees(seed: str) -> Mapping[str, tuple[str, ...]]:
    fake = Faker("fr_FR")
    fake.seed_instance(seed)
    return {
        profession: tuple(
            form.format(first_name=fake.first_name(), last_name=fake.last_name(), city=fake.city()).upper()
            for form in forms
        )
        for profession, forms in catalogue().payees.items()
    }

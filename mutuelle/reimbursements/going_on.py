"""Short messages that go on with what was just told: « et en 2025 ? », « et ma femme, le gynéco ». Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from mutuelle.beneficiaries.rules import Person, named_beneficiary, words_for_people
from mutuelle.periods import find_period, without_periods
from mutuelle.practitioners.categories import category_of, without_category
from mutuelle.reimbursements.asking import words_for
from mutuelle.reimbursements.rules import named_care, words_for_care
from mutuelle.wording import named_in, same_word, without_expressions, words_of

LONGEST = 10  # words


def goes_on(
    text: str, people: Sequence[Person], *, today: date, mentioned: Sequence[str] = (), beside: Iterable[str] = ()
) -> bool:
    """Say whether a sentence names a person, a care or a period, or one of `beside`, and says nothing else.

    `mentioned`: what the language model took for a person in it.
    """
    if not 0 < len(words_of(text)) <= LONGEST:
        return False
    others = tuple(beside)
    named = (
        find_period(text, today=today) is not None
        or named_beneficiary(text, people, mentioned=mentioned) is not None
        or names_care(text)
        or bool(named_in(text, {"": others}))
    )
    return named and not _left(text, people, today=today, mentioned=mentioned, beside=others)


def names_care(text: str) -> bool:
    """Say whether a sentence names a kind of care, or who gives it."""
    return named_care(text) is not None or category_of(text) is not None


def other_one_named(text: str) -> bool:
    """Say whether a short sentence says that the payment just told is not the one that was meant."""
    return len(words_of(text)) <= LONGEST and bool(named_in(text, {"": words_for("other_one")}))


def _left(
    text: str, people: Sequence[Person], *, today: date, mentioned: Sequence[str], beside: Sequence[str]
) -> list[str]:
    """Return the words of a sentence that say something else."""
    rest = without_category(without_periods(text, today=today))
    known = (*words_for_people(), *words_for_care(), *beside, *words_for("going_on"))
    names = [word for name in (*(one.first_name for one in people), *mentioned) for word in words_of(name)]
    return [word for word in without_expressions(rest, known) if not any(same_word(name, word) for name in names)]

"""What a member's words ask to see of his reimbursements."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from mutuelle.amounts import amounts_in
from mutuelle.beneficiaries.rules import (
    Everyone,
    Named,
    NobodyCovered,
    Person,
    SeveralCovered,
    named_beneficiary,
    only_somebody,
)
from mutuelle.errors import (
    BeneficiaryAmbiguous,
    BeneficiaryUnknown,
    CareAmbiguous,
    CareDatesWanted,
    ExclusionAsked,
    MutuelleError,
    NothingNamed,
    PeriodRefused,
    ProfessionalUnknown,
)
from mutuelle.periods import Period, Refusal, find_period
from mutuelle.reimbursements.asking import (
    CHARTS,
    LIST,
    TOTALS,
    WORDS,
    advanced_wanted,
    charts_wanted,
    dates_named,
    line_named,
    list_wanted,
    totals_wanted,
)
from mutuelle.reimbursements.professionals import (
    Professional,
    meant_as_professional,
    named_professionals,
    titled_name,
    without_names,
)
from mutuelle.reimbursements.rules import CARE, Dates, Search, named_care, named_cares
from mutuelle.wording import fold, named_in

_NEGATED = re.compile(
    rf"\b(?:{'|'.join(WORDS['negations'])}|{'|'.join(map(fold, WORDS['negations']))})\s+"
    rf"(?:(?:{'|'.join(WORDS['articles'])})\s+|[ld]['’]\s*)*[\w-]+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Request:
    """What a member asked for: his sentence, who the language model saw named in it, or what a button stands for.

    `everyone` and `all_care`: a button that takes a filter away; `view`: one that shows the same as a list or as sums;
    `care`: one that says which kind of care is meant.
    `direct`: what was paid straight to professionals is asked for; a request that narrows such a list need not say it.
    `like`: the person and the care of the payment just explained, where the sentence names others or none; `like_acts`
    are the names of its acts.
    """

    text: str
    mentioned: tuple[str, ...] = ()
    beneficiary_id: int | None = None
    period: Period | None = None
    everyone: bool = False
    all_care: bool = False
    view: str | None = None
    care: str | None = None
    direct: bool = False
    like: Search | None = None
    like_acts: str = ""

    @property
    def wanted(self) -> str | None:
        """Return how the payments are to be shown: as a list, as sums, as charts; None when that was not said."""
        if self.view in {LIST, TOTALS, CHARTS}:
            return self.view
        if charts_wanted(self.text):
            return CHARTS
        if totals_wanted(self.text):
            return TOTALS
        return LIST if list_wanted(self.text) else None


@dataclass(frozen=True)
class Reading:
    """What was understood, and what has to be asked first, if anything; the rest is kept for the answer."""

    search: Search
    problem: MutuelleError | None = None


def read_request(
    request: Request,
    before: Search | None,
    *,
    people: Sequence[Person],
    today: date,
    looking_at: Period | None = None,
    professionals: Sequence[Professional] = (),
) -> Reading:
    """Read a request of its own, or one that narrows `before`: what it does not speak of stays.

    `looking_at` is the period on display. Problems: PeriodRefused, BeneficiaryUnknown, BeneficiaryAmbiguous,
    ExclusionAsked; CareAmbiguous; CareDatesWanted for an advanced search without dates; NothingNamed when it narrows
    nothing; ProfessionalUnknown. `professionals` are those who may be named where `before` or the request is of direct
    payments.
    """
    search = before or Search(direct=request.direct)
    amounts = [] if line_named(request.text) else amounts_in(request.text, today=today)  # « le 2e » is no 2 €
    period = request.period or find_period(request.text, today=today, looking_at=looking_at)
    kept, negated = without_negated(request.text)
    payees = named_professionals(kept, professionals, apart=[person.first_name for person in people])
    kept = without_names(kept, payees) if payees else kept
    care = request.care if request.care in CARE else named_care(kept)
    several = [] if payees or care else named_cares(kept)
    named = _named(request, kept, people, has_owner=care is not None or bool(payees))
    widened = _widened(request, search)
    if named is None and period is None and not (care or several or payees):
        named = only_somebody(request.text)
    problem: MutuelleError | None = None
    widened = _with_dates(widened, request.text, fresh=before is None, care=care)
    if amounts:
        widened = replace(widened, cents=amounts[0])
    if isinstance(period, Refusal):
        problem = PeriodRefused(period)
    elif period is not None:
        widened = replace(widened, period=period)
    if care is not None or payees:
        widened = replace(widened, care=care, payees=tuple(one.id for one in payees))
    else:
        problem = problem or _care_problem(several, negated, people, nobody=named is None)
    widened, whom = _with_person(widened, named, people)
    if search.direct and not payees:
        whom = _stranger(request.text, whom) or whom
    problem = problem or whom
    if problem is None and widened.period is None and advanced_wanted(request.text):
        problem = CareDatesWanted(tuple(people))
    if (
        before is not None
        and problem is None
        and widened == search
        and not (named or period or care or payees or amounts or request.wanted)
    ):
        problem = NothingNamed()
    return Reading(widened, problem)


def _care_problem(
    several: Sequence[str], negated: str, people: Sequence[Person], *, nobody: bool
) -> MutuelleError | None:
    """Return why a sentence that names no care by itself cannot be read: it names several, or excludes something."""
    if len(several) > 1:
        return CareAmbiguous(several)
    return ExclusionAsked() if named_care(negated) or (nobody and named_beneficiary(negated, people)) else None


def without_negated(text: str) -> tuple[str, str]:
    """Return the text without what it excludes (« pas Hugo », « sans les lunettes »), and what it excludes."""
    return _NEGATED.sub(" ", text), " ".join(match[0] for match in _NEGATED.finditer(text))


def _widened(request: Request, search: Search) -> Search:
    said = set(named_in(request.text, {key: WORDS[key] for key in ("all_care", "no_filter")}))
    if "no_filter" in said:
        return Search(period=search.period, direct=search.direct)
    if request.all_care or "all_care" in said:
        search = replace(search, care=None, payees=())
    return replace(search, beneficiary_id=None) if request.everyone else search


def _with_dates(search: Search, text: str, *, fresh: bool, care: str | None) -> Search:
    """Return the search about the dates that are named; « mes lunettes de mars »: when they were bought."""
    named = dates_named(text)
    if named is None and fresh and care is not None and not search.direct:
        named = Dates.CARE
    return replace(search, dates=named) if named else search


def _with_person(search: Search, named: Named | None, people: Sequence[Person]) -> tuple[Search, MutuelleError | None]:
    if isinstance(named, NobodyCovered):
        return search, BeneficiaryUnknown(named.named, tuple(people))
    if isinstance(named, SeveralCovered):
        return search, BeneficiaryAmbiguous(named.people)
    if isinstance(named, Everyone):
        return replace(search, beneficiary_id=None), None
    return (search if named is None else replace(search, beneficiary_id=named.id)), None


def _named(request: Request, text: str, people: Sequence[Person], *, has_owner: bool) -> Named | None:
    if request.beneficiary_id is None:
        # « mon infirmière », « Biomibis »: what the model took for a person is the kind of care, or who gave it
        return named_beneficiary(text, people, mentioned=() if has_owner else request.mentioned)
    chosen = [person for person in people if person.id == request.beneficiary_id]
    return chosen[0] if chosen else NobodyCovered("")


def _stranger(text: str, whom: MutuelleError | None) -> ProfessionalUnknown | None:
    """Return the professional who is named and was paid nothing, whether he was taken for a person or for nobody."""
    if isinstance(whom, BeneficiaryUnknown) and meant_as_professional(text, whom.named):
        return ProfessionalUnknown(whom.named)
    titled = titled_name(text) if whom is None else None
    return ProfessionalUnknown(titled) if titled else None

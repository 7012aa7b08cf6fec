"""What a message does to a simulation: an answer, a correction, another care, or something else altogether. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mutuelle.beneficiaries.rules import NobodyCovered, Person, SeveralCovered, named_beneficiary, only_somebody
from mutuelle.patience import GIVE_UP_AFTER
from mutuelle.procedures.replies import asks_for_a_person, reply_in
from mutuelle.simulation.model import CARE, UNSURE, Simulation
from mutuelle.simulation.reading import (
    EUROS,
    READS,
    answer,
    asks_again,
    asks_how_much,
    asks_how_often,
    asks_meaning,
    asks_of_paid,
    asks_who_pays,
    found,
    is_plausible,
    is_unsure,
    names_other_family,
    says_dear,
    yes_or_no,
)
from mutuelle.wording import named_in, without_denied, words_of

BRIEF, SHORT = 2, 8
GIVE_UP_CARE_AFTER = 2  # without a care nothing else can be asked
ELSEWHERE, SURELY_ELSEWHERE = 0.4, 0.75
FIGURES = frozenset({"base", "days", "age", "rate", "frame", "lenses"})
COUNTED = ("done", "planned", "frame", "lenses")
PRICES = frozenset({"price", "odd"})
ANSWERS = frozenset({*COUNTED, *(key for keys in READS.values() for key in keys)})
NOBODY_COVERED = "0"  # for whom it is: somebody whom the contract does not cover


@dataclass(frozen=True)
class Said:
    """What came in: typed, or a tapped choice (`values`).

    `elsewhere`: how sure the engine is (0 to 1) that it is about something else; `denies`: it heard a no.
    """

    text: str = ""
    values: Mapping[str, str] | None = None
    elsewhere: float = 0.0
    denies: bool = False


@dataclass(frozen=True)
class Heard:
    """What became of it.

    `told`: go on; `back`: ask the question before again; `missed`: it could not be used; `dear`: it is found too
    expensive; `elsewhere`: something else is to answer it; `cancelled`; `given_up`.
    """

    state: str
    simulation: Simulation


def opening(text: str, people: Sequence[Person]) -> dict[str, str]:
    """Return what the first sentence says already."""
    meant = without_denied(text)
    values = found(meant, None) | whom(meant, people, visitor=not people)
    if asks_how_often(text) and CARE in values:
        values = {"price": UNSURE, **values}
    return _doubted(values, {})


def hear(simulation: Simulation, step: str | None, said: Said, people: Sequence[Person]) -> Heard:
    """Take a message; `step` is the question that was asked, None once the estimate was shown."""
    if said.values:
        return Heard("told", simulation.told(_whole(said.values)))
    if asks_for_a_person(said.text) or asks_meaning(said.text):
        return Heard("elsewhere", simulation)
    reply = reply_in(said.text)
    if reply in {"cancel", "back"}:
        return Heard("back" if reply == "back" else "cancelled", simulation)
    values = _doubted(_values(simulation, step, said, people), simulation.values)
    if not values and (of_it := _on_estimate(simulation, step, said.text)):
        return of_it
    return _taken(simulation, step, said, values)


def _taken(simulation: Simulation, step: str | None, said: Said, values: Mapping[str, str]) -> Heard:
    """Take what a message says of the simulation, unless it is about something else."""
    if _leaves(values, step, said):
        return Heard("elsewhere", simulation)
    if values:
        goes_on = words_of(said.text)[:1] == ["et"]  # « et un ostéo ? » is for the same person
        told = simulation.told(values, same_person=goes_on or CARE not in values)
        return _still_without_care(simulation, told) if step == CARE and CARE not in values else Heard("told", told)
    return _without_values(simulation, step, said)


def _on_estimate(simulation: Simulation, step: str | None, text: str) -> Heard | None:
    """Take what is said of the price, or asks to hear the estimate again; None for anything else."""
    if CARE in simulation.values and says_dear(text):
        return Heard("dear", simulation)
    asks_again_of_it = asks_how_much(text) or asks_who_pays(text)
    return Heard("told", replace(simulation, shown=False)) if step is None and asks_again_of_it else None


def _still_without_care(simulation: Simulation, told: Simulation) -> Heard:
    """Keep what was said though it is no care, which is not asked for ever."""
    tries = simulation.tries + 1
    return Heard("given_up" if tries >= GIVE_UP_AFTER else "told", replace(told, tries=tries))


def _without_values(simulation: Simulation, step: str | None, said: Said) -> Heard:
    """Take what answers nothing: another simulation, something else, a no, or nothing that can be used."""
    if asks_again(said.text):
        return Heard("told", Simulation(resumes=simulation.resumes))
    if step is None or said.elsewhere >= ELSEWHERE:
        return Heard("elsewhere", simulation)
    if (said.denies and not is_unsure(said.text)) or reply_in(said.text) == "no":
        return Heard("cancelled", simulation)
    missed = replace(simulation, tries=simulation.tries + 1, strays=0)
    most = GIVE_UP_CARE_AFTER if step == CARE else GIVE_UP_AFTER
    return Heard("given_up" if missed.tries >= most else "missed", missed)


def whom(text: str, people: Sequence[Person], *, visitor: bool) -> dict[str, str]:
    """Return for whom a sentence says it is: an id, nobody whom the contract covers, or several, to be asked."""
    if visitor:
        return {}
    named = named_beneficiary(text, people)
    if isinstance(named, Person):
        return {"whom": str(named.id)}
    if isinstance(named, NobodyCovered) or (named is None and names_other_family(text)):
        return {"whom": NOBODY_COVERED}
    return {"unclear": "whom"} if isinstance(named, SeveralCovered) else {}


def _values(simulation: Simulation, step: str | None, said: Said, people: Sequence[Person]) -> dict[str, str]:
    care, meant = simulation.values.get(CARE), without_denied(said.text)
    values = found(meant, care) | whom(meant, people, visitor=not people)
    if not values and people and only_somebody(said.text):
        return {"whom": NOBODY_COVERED}
    if step in FIGURES and step in values and not named_in(said.text, {"": ["euro", "eur"]}) and "€" not in said.text:
        values.pop("price", None)  # « 15 », of a rate
    if step == "began" and values.get(step) == "under_way" and yes_or_no(said.text) == "yes":
        values["began"] = "before"  # « oui, elle est déjà appareillée »
    if step in {None, CARE} or step in values:  # not to know the care answers nothing
        return values
    if step == "price" and not values and asks_how_much(said.text):
        return {"price": UNSURE}
    if step == "dental" and is_unsure(said.text):
        return {"dental": UNSURE}
    if values.keys() <= {"price"}:  # a figure alone answers what was asked
        told = {step: values["price"]} if step in EUROS and values else answer(said.text, step)
        return told if told and step in FIGURES else values | told
    return values | (answer(said.text, step) if is_unsure(said.text) else {})


def _doubted(values: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """Return what was said with a price that no such care has as `odd`, to be asked about, until it is said again."""
    told = dict(values)
    care = told.get(CARE) or before.get(CARE)
    if care is None or "price" not in told or told["price"] == before.get("odd"):
        return told
    if not is_plausible(told["price"], care):
        told["odd"] = told.pop("price")
    return told


def _leaves(values: Mapping[str, str], step: str | None, said: Said) -> bool:
    """Say whether a message is about something else, though it may hold words of ours."""
    if step is not None and (step in values or (step == "price" and "odd" in values)):
        return False
    short = len(words_of(said.text)) <= SHORT  # « secteur 2 », before or after it was asked
    answers = ANSWERS | PRICES if "€" in said.text or named_in(said.text, {"": ["euro"]}) else ANSWERS
    if short and CARE not in values and values.keys() & answers and not asks_of_paid(said.text):
        return False
    if step is None and CARE in values and not asks_of_paid(said.text):
        brief = len(words_of(said.text)) <= BRIEF  # « psychologue », after an estimate of something else
        if brief or "price" in values:
            return False
    return said.elsewhere >= (ELSEWHERE if step is None else SURELY_ELSEWHERE)


def _whole(values: Mapping[str, str]) -> dict[str, str]:
    """Return what a tapped choice stands for: of dental care, which one."""
    if values.get("dental", UNSURE) != UNSURE:
        return {CARE: values["dental"]}
    return dict(values)

"""What a simulation still has to ask: four questions at most, and none that would not change the estimate. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from mutuelle.regulation.rules import Fact, rules, value_on
from mutuelle.regulation.terms import PRICE, Sector, acts
from mutuelle.simulation.glasses import FRAME, LENSES
from mutuelle.simulation.model import CARE, UNSURE, Care, Patient, Simulation, cares, words

Values = Mapping[str, str]
AGES = {"hearing": "hearing.young_until_age", "orthodontics": "orthodontics.before_age"}


def next_step(simulation: Simulation, patient: Patient, *, others: bool) -> str | None:
    """Return what is to be asked now; None when the estimate can be made.

    `others`: whether the contract covers people of both sides of the age that decides.
    """
    values = simulation.values
    if CARE not in values:
        return CARE
    care = cares()[values[CARE]]
    wanted = _STEPS.get(care.kind, _nothing)(values, care, patient)
    unclear = "unclear" in values and "whom" not in values  # « ma fille », of two
    if unclear or (care.kind in AGES and not _age_known(values, patient, others=others)):
        wanted = (*wanted, "whom" if patient.person is not None else "age")
    elif care.kind == "orthodontics" and _is_beyond(care.kind, values, patient):
        wanted = (*wanted, "began")
    return next((step for step in wanted if not _answered(step, values)), None)


def stepped_back(simulation: Simulation, patient: Patient, *, others: bool) -> Simulation:
    """Return the simulation without what was told last that decides what is asked; as it is when there is nothing."""
    asked = next_step(simulation, patient, others=others)
    before = replace(simulation, tries=0, strays=0, shown=False)
    for dropped in reversed(list(simulation.values)):
        kept = {"whom", "age"} if dropped == CARE else simulation.values.keys() - {dropped}
        earlier = replace(before, values={key: value for key, value in simulation.values.items() if key in kept})
        if next_step(earlier, patient, others=others) != asked:
            return earlier
    return before


def age_of(values: Values, patient: Patient) -> int | None:
    """Return the patient's age in years: the one told, or that of the person it is for; None when unknown."""
    if values.get("age", "").isdecimal():
        return int(values["age"])
    if patient.birth_date is not None:
        return relativedelta(patient.today, patient.birth_date).years
    return None


def limit_of_age(kind: str, patient: Patient) -> int | None:
    """Return the age that decides for a kind of care; None when it is not known for that day."""
    found = value_on(AGES[kind], patient.today)
    return int(found.value) if isinstance(found, Fact) else None


def _is_beyond(kind: str, values: Values, patient: Patient) -> bool:
    age, limit = age_of(values, patient), limit_of_age(kind, patient)
    return age is not None and limit is not None and age >= limit


def tariff_of(act: str, day: date) -> Decimal | None:
    """Return the tariff of sector 1 in euros; None where it is not known: whatever is asked is taken for it then."""
    code = acts()[act].base.get(Sector.ONE, PRICE)
    found = value_on(code, day) if code in rules() else None
    return found.value if isinstance(found, Fact) else None


def choices(step: str, care: str | None) -> Mapping[str, str]:
    """Return the usual answers to a question: what a button stands for, and its label."""
    offered = words()["choices"]
    key = f"{care}_class" if step == "class" else step
    return dict(offered.get(key, {}))


def _answered(step: str, values: Values) -> bool:
    if step == "room":
        return values.get("room") in {"none", "?"} or "price" in values
    if step == "sector":
        return values.get("sector", "two_or_optam") != "two_or_optam"
    return step in values


def _age_known(values: Values, patient: Patient, *, others: bool) -> bool:
    if "age" in values or "whom" in values:
        return True
    return patient.person is not None and not others


def _consultation(values: Values, care: Care, patient: Patient) -> tuple[str, ...]:
    """A price and a sector; a general practitioner at the tariff, or sector 1 with a known tariff, needs less."""
    tariff = tariff_of(care.act, patient.today)
    price = values.get("price", UNSURE)
    if tariff is not None and price != UNSURE and Decimal(price) == tariff and "sector" not in values:
        return ("price",)
    if tariff is not None and values.get("sector") == "one":
        return ()
    return ("price", "sector")


def _crown(values: Values, care: Care, patient: Patient) -> tuple[str, ...]:
    del care, patient
    if values.get("basket") in {"full", "controlled", "free"}:
        return ("price",)
    if values.get("material") in {"metal", "zirconia"}:  # the tooth does not matter then
        return ("price", "material")
    return ("price", "material", "tooth")


def _glasses(values: Values, care: Care, patient: Patient) -> tuple[str, ...]:
    """Class first; the correction only where it changes what the guarantee, or the law, allows."""
    del care
    parts = [part for part in (FRAME, LENSES) if part not in values]
    price = parts[0] if len(parts) == 1 else "price"  # of the whole, unless only one part was told
    if values.get("class") == "1":
        return ("class", price)
    levels = {level for name in ("", "_complex", "_very_complex") if (level := patient.level(f"optical_class_b{name}"))}
    differs = not levels or len({one.level for one in levels}) > 1
    return ("class", price, "correction") if differs else ("class", price)


def _psychologist(values: Values, care: Care, patient: Patient) -> tuple[str, ...]:
    del care, patient
    return ("scheme",) if values.get("scheme") != "no" else ("scheme", "price")


def _nothing(values: Values, care: Care, patient: Patient) -> tuple[str, ...]:
    del values, care, patient
    return ()


def _only(*steps: str) -> Callable[[Values, Care, Patient], tuple[str, ...]]:
    def always(values: Values, care: Care, patient: Patient) -> tuple[str, ...]:
        del values, care, patient
        return steps

    return always


_STEPS: Mapping[str, Callable[[Values, Care, Patient], tuple[str, ...]]] = {
    "consultation": _consultation,
    "crown": _crown,
    "inlay_core": _only("price"),
    "prosthesis": _only("price", "base"),
    "glasses": _glasses,
    "hearing": _only("class", "price"),
    "orthodontics": _only("price"),
    "forfait": _only("price"),
    "psychologist": _psychologist,
    "hospital": _only("days", "room"),
    "medicine": _only("rate", "price"),
    "agreed": _only("price"),
    "paramedical": _only("price", "agreed"),
    "dental": _only("dental"),
}

"""Estimates of what the 100 % Santé concerns, and of orthodontics: a case in its basket, and one out of it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from mutuelle.regulation.splitting import ZERO
from mutuelle.simulation.asking import age_of, limit_of_age
from mutuelle.simulation.model import UNSURE, Case, Estimate
from mutuelle.simulation.sums import Ask, note_of

SUFFIXES = {"simple": "", "complex": "_complex", "very_complex": "_very_complex"}


def _crown(ask: Ask) -> Estimate:
    """A crown: 0 € in the « 100 % Santé » basket, a share of 120 € out of it; the estimate (devis) says which."""
    quoted = ask.case("quoted", base=ask.number("base"))
    full = _under_a_ceiling(ask.case("full_cover", family="dental_full_cover", settled=True))
    basket, material, tooth = (ask.values.get(key, UNSURE) for key in ("basket", "material", "tooth"))
    notes = [note_of("dental_quote")]
    if basket == "full":
        above = note_of("full_cover_above", price=ask.price)
        return ask.estimate([full, quoted], [note_of("full_cover_capped"), above, *notes])
    if basket in {"controlled", "free"}:
        return ask.estimate([quoted], [note_of("full_cover_ask")])
    if material == "zirconia":
        possible = ask.fact("zirconia_in_full_cover") is not None
        notes.insert(0, note_of("zirconia") if possible else note_of("full_cover_ask"))
        return ask.estimate([full, quoted] if possible else [quoted], notes)
    if material == "metal" or tooth not in {"molar", "second_premolar"}:
        return ask.estimate([full, quoted], [note_of("full_cover_possible"), *notes])
    return ask.estimate([quoted], [note_of("full_cover_material"), *notes])


def _under_a_ceiling(case: Case | None) -> Case | None:
    """Return a case whose price is not to be above a ceiling that is not known: the mutuelle pays « the rest »."""
    return replace(case, ceiling_known=False) if case else None


def _inlay_core(ask: Ask) -> Estimate:
    ceiling = ask.fact("inlay_core.ceiling")
    quoted = ask.case("quoted")
    within = ceiling is not None and ask.price is not None and ask.price <= ceiling
    full = ask.case("full_cover", family="dental_full_cover", settled=True) if within else None
    if ask.values.get("basket") == "full" and within:
        return ask.estimate([full], [note_of("full_cover_kept")])
    return ask.estimate([full, quoted], [note_of("inlay_ceiling", ceiling=ceiling), note_of("dental_quote")])


def _prosthesis(ask: Ask) -> Estimate:
    """A bridge or a denture: its base depends on the teeth, and stands on the dentist's estimate."""
    full = ask.case("full_cover", family="dental_full_cover", settled=True, base=ZERO)
    full = Case(full.name, full.split, full.level, settled=True, amo_known=False) if full else None
    if ask.values.get("basket") == "full":
        return ask.estimate([full], [note_of("full_cover_kept")])
    base = ask.number("base")
    if base is None:
        rate, level = ask.fact("dental.rate"), ask.patient.level("dental_prosthesis")
        notes = [note_of("base_unknown", rate=rate), note_of("dental_quote")]
        known = ask.price is not None and level is not None
        return ask.estimate([full], notes, lowest=ZERO if known else None, highest=ask.price if known else None)
    return ask.estimate(
        [full, ask.case("quoted", base=base)], [note_of("full_cover_possible"), note_of("dental_quote")]
    )


def _glasses(ask: Ask) -> Estimate:
    """Class A leaves nothing; of class B the base is not certain, and the guarantee pays a forfait."""
    first = ask.beside("class_1", family="optical_class_a", settled=True, amo_known=False)
    corrections = [ask.values.get("correction", UNSURE)]
    if corrections == [UNSURE]:
        corrections = list(SUFFIXES)
    second = [
        ask.beside(_named(one, corrections), family=f"optical_class_b{SUFFIXES[one]}", amo_known=False)
        for one in corrections
    ]
    renewal = note_of("glasses_renewal", years=ask.fact("optical.renewal"))
    chosen = ask.values.get("class")
    if chosen == "1":
        kept = note_of("class_a_frame", frame=ask.fact("optical_class_a.frame"))
        return ask.estimate([first], [kept, renewal], lowest=ZERO, highest=ZERO)
    ceilings = [ask.fact(f"optical_{one}.ceiling") for one in corrections]
    known = [one for one in ceilings if one is not None]
    ceiling = note_of(
        "class_b_ceiling",
        ceiling=max(known, default=None),
        frame=ask.fact("optical_class_b.frame"),
    )
    notes = [note_of("class_b_base"), ceiling, renewal]
    if chosen == "2":
        return ask.estimate(second, [note_of("class_a_ask"), *notes])
    return ask.estimate([first, *second], [note_of("class_a_ask"), *notes])


def _named(correction: str, among: list[str]) -> str:
    return correction if len(among) > 1 else "class_2"


def _hearing(ask: Ask) -> Estimate:
    """So much an ear: class I is capped and leaves nothing; of class II the guarantee pays its share of the base."""
    age, limit = age_of(ask.values, ask.patient), limit_of_age("hearing", ask.patient)
    young = age is not None and limit is not None and age < limit
    act = "hearing_aid_young" if young else "hearing_aid"
    ears = int(ask.number("ears") or 1)
    top = None if young else ask.fact("hearing_class_1.price")
    over = top is not None and ask.price is not None and ask.price > top
    first_price = top if top is not None and (over or ask.price is None) else ask.expense
    first = ask.case("class_1", act=act, family="hearing_class_1", expense=first_price * ears, units=ears, settled=True)
    second = ask.case("class_2", act=act, expense=ask.expense * ears, units=ears)
    notes = [
        note_of("hearing_class_1", price=top),
        note_of("hearing_age") if age is None else None,
        note_of("hearing_both") if ears > 1 else note_of("hearing_one"),
        note_of("hearing_renewal", years=ask.fact("hearing.renewal")),
    ]
    chosen = ask.values.get("class")
    if chosen == "1" and not over:
        return ask.estimate([first], notes, lowest=ZERO, highest=ZERO)
    if chosen == "2" or (chosen == "1" and over):
        dear = note_of("class_1_over") if chosen == "1" else note_of("class_1_ask")
        return ask.estimate([second], [dear, *notes])
    return ask.estimate([first, second], [note_of("class_1_ask"), *notes])


def _orthodontics(ask: Ask) -> Estimate:
    """A semester: the Sécurité sociale pays what began before 16; what the guarantee pays otherwise is not known."""
    age, limit = age_of(ask.values, ask.patient), limit_of_age("orthodontics", ask.patient)
    young = ask.case("young")
    older = ask.beside("older", family="")
    about = note_of("orthodontics_age", age=None if limit is None else Decimal(limit))
    began = ask.values.get("began")
    if began == "before":
        return ask.estimate([young], [about, note_of("orthodontics_begun")])
    if age is None or limit is None or (age >= limit and began in {UNSURE, "under_way"}):
        return ask.estimate([young, older], [about])
    if age < limit:
        return ask.estimate([young], [note_of("orthodontics_agreement"), about])
    return ask.estimate([older], [about, note_of("level_unknown")])


EQUIPMENT: Mapping[str, Callable[[Ask], Estimate]] = {
    "crown": _crown,
    "inlay_core": _inlay_core,
    "prosthesis": _prosthesis,
    "glasses": _glasses,
    "hearing": _hearing,
    "orthodontics": _orthodontics,
}

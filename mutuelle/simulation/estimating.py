"""What a simulation comes to: by kind of care, from the rules in force and what the guarantee pays. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from mutuelle.regulation.splitting import PERCENT, ZERO, Cover
from mutuelle.regulation.terms import Sector, acts
from mutuelle.regulation.withholding import Withholding, due, is_exempt, withholding_on
from mutuelle.simulation.asking import tariff_of
from mutuelle.simulation.equipment import EQUIPMENT
from mutuelle.simulation.model import CARE, Case, Estimate, Note, Patient, Simulation, cares
from mutuelle.simulation.sums import ANY_PRICE, NOTHING, Ask, note_of

SECOND = "consultation_sector_2"
RATES = ("65", "30", "15")
RETENUES = {  # the note on each kind of retenue
    "participation_forfaitaire": "participation",
    "franchise_paramedical": "franchise",
    "franchise_transport": "transport",
    "franchise_box": "box",
}


def estimate(simulation: Simulation, patient: Patient) -> Estimate:
    """Return the estimate of what was said. Raises KeyError when no care was told."""
    care = cares()[simulation.values[CARE]]
    return _KINDS[care.kind](Ask(care, simulation.values, patient))


def _consultation(ask: Ask) -> Estimate:
    """A practitioner: by his sector, or by each when it is not known; OPTAM without a known tariff gives a range."""
    tariff = tariff_of(ask.care.act, ask.day)
    sector = ask.values.get("sector", "one")
    expense = tariff if ask.price is None and sector == "one" else ask.price
    if expense is None and tariff is None and sector != "two":
        return ask.estimate([], [*_consultation_notes(ask), note_of("price_needed")])
    told = ANY_PRICE if expense is None else expense
    cases: list[Case | None] = []
    if sector in {"one", "?"}:
        cases.append(ask.case("one", expense=told, sector=Sector.ONE))
    if sector in {"optam", "two_or_optam", "?"}:
        cases += _optam(ask, told)
    if sector in {"two", "two_or_optam", "?"}:
        cases.append(ask.case("two", expense=told, sector=Sector.TWO, family=SECOND))
    return ask.estimate(cases, _consultation_notes(ask), priced=expense is not None)


def _optam(ask: Ask, expense: Decimal) -> list[Case | None]:
    """Return OPTAM's case, or its two ends where the tariff is not known: the lowest base there is, and the price."""
    if known := ask.case("optam", expense=expense, sector=Sector.OPTAM):
        return [known]
    lowest = ask.fact("consultation.base_sector_2")
    if lowest is None or expense == ANY_PRICE:
        return []
    return [
        ask.case("optam_low", expense=expense, sector=Sector.OPTAM, base=min(lowest, expense)),
        ask.case("optam_high", expense=expense, sector=Sector.OPTAM, base=expense),
    ]


def _has_tariff(ask: Ask) -> bool:
    return tariff_of(ask.care.act, ask.day) is not None


def _consultation_notes(ask: Ask) -> list[Note | None]:
    out, direct = ask.values.get("pathway") == "out", not acts()[ask.care.act].pathway
    sector = ask.values.get("sector", "one")
    pathway = note_of("out_of_pathway" if out else "in_pathway")
    return [
        note_of("direct_access") if direct else pathway,
        note_of("sector_assumed") if "sector" not in ask.values else None,
        note_of("sector_one_price") if sector in {"one", "?"} and not _has_tariff(ask) else None,
        note_of("optam_base") if sector in {"optam", "two_or_optam", "?"} and not _has_tariff(ask) else None,
        note_of("sector_find") if sector in {"two_or_optam", "?"} else None,
        _withheld(ask, ask.care.act),
    ]


def _withheld(ask: Ask, act: str) -> Note | None:
    """Return what is withheld of an act that nobody repays, or why it is not; None for an act that bears none."""
    found = withholding_on(act=act, day=ask.day)
    if not isinstance(found, Withholding) or not found.amount:
        return None
    if is_exempt(birth_date=ask.born, day=ask.day) is not False:
        return note_of("exempt_child")
    kept = ask.withheld(act)
    amount = due(withholding=found, that_year=kept)
    if not amount:
        return note_of("cap_reached", year=found.per_year)
    name = RETENUES[found.kind]
    return note_of(f"{name}_counted" if kept else name, amount=amount, year=found.per_year, kept=kept)


def _forfait(ask: Ask) -> Estimate:
    """So many euros a session, for so many sessions a year, of which some may be used up."""
    family = ask.care.family
    level = ask.patient.level(family)
    limit, paid = level.a_year if level else None, ask.patient.paid.get(family, 0)
    used = max(paid, int(ask.number("done") or 0))
    by_whom = "_told" if used > paid else ""  # our payments, or the member, who knows of more
    if level is not None and limit is not None and used >= limit:
        spent = {**(ask.patient.levels or {}), family: replace(level, level=NOTHING)}
        ask = replace(ask, patient=replace(ask.patient, levels=spent))
        note = note_of(f"a_year_over{by_whom}", count=str(limit))
    else:
        name = {0: "a_year", 1: f"a_year_used_one{by_whom}"}.get(used, f"a_year_used{by_whom}")
        note = note_of(name, count=None if limit is None else str(limit), used=str(used))
    case = ask.beside("alone", family=family)
    left = 0 if limit is None else max(limit - used, 0)
    return ask.estimate([case], [note_of("not_reimbursed"), note, _planned(ask, case, limit, left)])


def _planned(ask: Ask, case: Case, limit: int | None, left: int) -> Note | None:
    """Return what so many sessions to come leave to pay; that their number is the contract's, where it is not known."""
    planned = int(ask.number("planned") or 0)
    if limit is None:
        return note_of("a_year_unknown") if planned or ask.number("done") else None
    if not planned or ask.price is None:
        return None
    paid = min(planned, left)
    total = ask.price * planned - case.split.amc * paid
    return note_of("planned", planned=str(planned), paid=str(paid), left=total)


def _psychologist(ask: Ask) -> Estimate:
    price, sessions = ask.fact("psychologist.base"), ask.fact("psychologist.sessions")
    inside = ask.case("alone", expense=price) if price is not None else None
    about = note_of("psychologist_scheme", price=price, sessions=None if sessions is None else f"{sessions:f}")
    if ask.values.get("scheme") == "no":
        return ask.estimate([ask.beside("alone", family="")], [note_of("psychologist_outside"), about])
    return ask.estimate([inside], [about, note_of("psychologist_outside")], priced=price is not None)


def _hospital(ask: Ask) -> Estimate:
    """Days: the daily charge, and a private room where one is wanted; the stay itself by its rates alone."""
    days = int(ask.number("days") or 1)
    charge = ask.fact("daily_charge_psychiatric" if ask.values.get("ward") == "psychiatric" else "daily_charge")
    cases: list[Case | None] = []
    if charge is not None:
        cases.append(ask.beside("daily_charge", family="daily_charge", expense=charge * days, settled=True))
    if ask.price is not None and ask.values.get("room") != "none":
        cases.append(ask.beside("private_room", family="private_room", expense=ask.price * days, units=days))
    heavy = note_of("heavy_act", amount=ask.fact("heavy_act.participation"), threshold=ask.fact("heavy_act.threshold"))
    notes = [
        note_of("one_day") if ask.unsure("days") else None,
        note_of("hospital_stay_covered" if _pays_stay(ask) else "hospital_stay", rate=ask.fact("hospital.rate")),
        heavy,
        note_of("hospital_depassements"),
    ]
    found = ask.estimate(cases, [*_by_day(ask, charge), *notes], together=True, priced=True)
    return replace(found, lowest=None, highest=None) if ask.unsure("room") or not _pays_stay(ask) else found


def _by_day(ask: Ask, charge: Decimal | None) -> list[Note | None]:
    """Return what a day costs where the stay is not known enough: nobody can say then what will be left."""
    if not ask.unsure("room"):
        return []
    room = ask.patient.level("private_room")
    pays = room.level.amount if room is not None and room.level.cover is Cover.FORFAIT else None
    return [note_of("hospital_day", charge=charge), note_of("hospital_room_day", amount=pays)]


def _pays_stay(ask: Ask) -> bool:
    """Say whether the guarantee pays the whole ticket modérateur of a stay."""
    level = ask.patient.level(ask.care.family)
    if level is None:
        return False
    whole = level.level.cover is Cover.PERCENT_INCLUDED and level.level.amount >= PERCENT
    return whole or level.level.cover is Cover.FULL


def _emergency(ask: Ask) -> Estimate:
    charge = ask.fact("emergency_charge")
    case = ask.beside("alone", family="emergency_charge", expense=charge, settled=True) if charge is not None else None
    return ask.estimate([case], [note_of("emergency")], priced=True)


def _medicine(ask: Ask) -> Estimate:
    """Boxes at the rate that their act has; at each of the usual ones when it is not known."""
    rate, boxes = ask.values.get("rate", "?"), int(ask.number("boxes") or 1)
    notes = [_withheld(ask, "medicine_65"), note_of("boxes_assumed") if "boxes" not in ask.values else None]
    if ask.price is None:
        return ask.estimate([], [note_of("price_needed"), *notes])
    rates = RATES if rate == "?" else (rate,)
    cases = [
        ask.case(
            f"rate_{one}" if len(rates) > 1 else "alone",
            act=f"medicine_{one}",
            family=f"medicine_{one}",
            units=boxes,
            settled=one == "100",
        )
        for one in rates
    ]
    return ask.estimate(cases, [note_of("rate_find") if rate == "?" else None, *notes])


def _agreed(ask: Ask) -> Estimate:
    """What is paid at an agreed price: the base is the price."""
    notes = [note_of("agreed_price"), _withheld(ask, ask.care.act)]
    if ask.price is None:
        return ask.estimate([], [note_of("price_needed"), *notes])
    return ask.estimate([ask.case("alone")], notes)


def _paramedical(ask: Ask) -> Estimate:
    notes = [_withheld(ask, ask.care.act)]
    if ask.price is None:
        return ask.estimate([], [note_of("price_needed"), *notes])
    if (base := ask.number("base")) is not None:
        return ask.estimate([ask.case("alone", base=base)], notes)
    if ask.values.get("agreed") == "yes":
        return ask.estimate([ask.case("alone")], notes)
    unknown = note_of("base_unknown", rate=ask.fact("paramedical.rate"))
    least = ask.case("agreed") if ask.unsure("agreed") else None
    highest = ask.price if ask.patient.level(ask.care.family) else None
    lowest = None if highest is None else least.split.remaining if least else ZERO
    return ask.estimate([least], [unknown, *notes], lowest=lowest, highest=highest)


def _dental(ask: Ask) -> Estimate:
    return ask.estimate([], [note_of("dental_which"), note_of("dental_quote")])


def _surgery(ask: Ask) -> Estimate:
    heavy = note_of("heavy_act", amount=ask.fact("heavy_act.participation"), threshold=ask.fact("heavy_act.threshold"))
    return ask.estimate([], [note_of("surgery"), note_of("hospital_stay", rate=ask.fact("hospital.rate")), heavy])


def _unknown(ask: Ask) -> Estimate:
    return ask.estimate([], [note_of("unknown_care")])


_KINDS: Mapping[str, Callable[[Ask], Estimate]] = {
    **EQUIPMENT,
    "consultation": _consultation,
    "forfait": _forfait,
    "psychologist": _psychologist,
    "hospital": _hospital,
    "emergency": _emergency,
    "medicine": _medicine,
    "agreed": _agreed,
    "paramedical": _paramedical,
    "dental": _dental,
    "surgery": _surgery,
    "unknown": _unknown,
}

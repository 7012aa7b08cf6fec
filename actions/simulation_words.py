"""Puts a simulation into words: its questions, its estimate as a table, what is not known."""

from decimal import Decimal

from actions.answering import Turn
from actions.levels import level_words
from mutuelle.beneficiaries.rules import Relation
from mutuelle.conversations.messages import Button, Table
from mutuelle.french import euros, long_date
from mutuelle.regulation.splitting import ZERO
from mutuelle.simulation.asking import choices
from mutuelle.simulation.model import CARE, UNSURE, Case, Estimate, Note, cares, words
from mutuelle.simulation.service import Progress

BUTTONS = "utter_simulation_buttons"
ASK, ASK_OF = "utter_simulation_ask_{step}", "utter_simulation_ask_{step}_{kind}"
DEAR_OF = "utter_simulation_dear_{kind}"
ENDED = "utter_simulation_{state}"  # cancelled, given_up, dropped
NOTE = "utter_simulation_note_{name}"
ROW = "utter_simulation_row_{name}"
LEFT_OF = {"hospital": "utter_simulation_left_hospital", "agreed": "utter_simulation_left_agreed"}
# Cases that need their name, though the others are not known.
ONE_OF_SEVERAL = frozenset({"full_cover", "agreed", "daily_charge"})
WITHOUT_UNSURE = frozenset({CARE, "dental", "whom"})


def say_opening(turn: Turn, progress: Progress) -> None:
    """Say what is going to be estimated, before the first question."""
    care = progress.simulation.values.get(CARE)
    if progress.state != "asking":
        return
    if care is None:
        turn.say("utter_simulation_opening_any")
    else:
        turn.add_text(turn.words("utter_simulation_opening", care=cares()[care].article))


def say_question(turn: Turn, progress: Progress) -> None:
    """Ask what is missing, with the usual answers."""
    step, care = str(progress.step), progress.simulation.values.get(CARE, "")
    kind = cares()[care].kind if care else ""
    own = ASK_OF.format(step=step, kind=kind)
    asked = turn.words(own if turn.knows(own) else ASK.format(step=step))
    missed = "utter_simulation_missed_care" if step == CARE else "utter_simulation_missed"
    lines = [turn.words(missed)] if progress.missed else []
    odd = progress.simulation.values.get("odd")
    if odd is not None and step == "price":
        lines = [turn.words("utter_simulation_odd", price=euros(Decimal(odd)), care=cares()[care].article)]
    turn.add_text("\n".join([*lines, asked]), _answers(turn, progress, step, care))


def say_estimate(turn: Turn, progress: Progress, found: Estimate) -> None:
    """Show the estimate: a headline, a table of who pays what, and what it supposes."""
    lines = [_heading(turn, progress, found), _summary(turn, progress, found)]
    notes = [turn.words("utter_simulation_note", note=_note(turn, one)) for one in found.notes]
    notes = [*_about_contract(turn, progress), *notes]
    buttons = _after(turn, progress, found)
    if not found.cases:
        turn.add_text("\n".join([*filter(None, lines), *notes]), buttons)
        return
    notes.append(turn.words("utter_simulation_disclaimer"))
    alone = len(found.cases) == 1 and not found.together and found.cases[0].name not in ONE_OF_SEVERAL
    columns = "utter_simulation_columns_alone" if alone else "utter_simulation_columns"
    turn.add(
        Table(
            text="\n".join(filter(None, lines)),
            caption=turn.words("utter_simulation_caption"),
            columns=tuple(turn.words(columns).split(" | ")),
            rows=_rows(turn, progress, found, alone=alone),
            footer="\n".join(notes),
            buttons=tuple(buttons),
        )
    )


def say_end(turn: Turn, progress: Progress) -> None:
    """Say why it ends without an estimate; a procedure that was left for it can be gone on with."""
    buttons = [turn.button(BUTTONS, "resume")] if progress.simulation.resumes else []
    if progress.state == "given_up" and CARE not in progress.simulation.values:
        usual = [_choice(turn, CARE, key, label) for key, label in choices(CARE, None).items()]
        turn.say("utter_simulation_given_up_care", buttons=[*usual, *buttons])
        return
    turn.say(ENDED.format(state=progress.state), buttons=buttons)


def say_alternatives(turn: Turn, progress: Progress) -> None:
    """Say what may cost less, of a care that was found expensive."""
    care = cares()[progress.simulation.values[CARE]]
    network, buttons = (["utter_simulation_dear_network"], ["network"]) if care.network else ([], [])
    names = [DEAR_OF.format(kind=care.kind), *network, "utter_simulation_dear"]
    lines = [turn.words(name) for name in names if turn.knows(name)]
    turn.add_text("\n".join(lines), [turn.button(BUTTONS, name) for name in (*buttons, "again", "human")])


def _answers(turn: Turn, progress: Progress, step: str, care: str) -> list[Button]:
    people = {str(one.id): one.first_name for one in progress.people}
    offered = people if step == "whom" else choices(step, care)
    buttons = [_choice(turn, step, key, label) for key, label in offered.items()]
    if step not in WITHOUT_UNSURE:
        buttons.append(_choice(turn, step, UNSURE, words()["unsure_choice"]))
    return [*buttons, turn.button(BUTTONS, "cancel")]


def _choice(turn: Turn, step: str, key: str, label: str) -> Button:
    return turn.button(BUTTONS, "answer", label=label, id=f"{step}={key}")


def _heading(turn: Turn, progress: Progress, found: Estimate) -> str:
    price, patient = progress.simulation.values.get("price", UNSURE), progress.patient
    priced = price != UNSURE and found.care.kind not in {"hospital", "emergency"}
    at = turn.words("utter_simulation_at", price=euros(Decimal(price))) if priced else ""
    person = patient.person if patient else None
    whom = ""
    if person is not None and person.relation is not Relation.POLICYHOLDER:
        whom = turn.words("utter_simulation_whom", first_name=person.first_name)
    return turn.words(
        "utter_simulation_heading",
        care=found.care.article,
        at=at,
        whom=whom,
        day=long_date(patient.today) if patient else "",
    )


def _summary(turn: Turn, progress: Progress, found: Estimate) -> str:
    if found.lowest is not None and found.highest is not None:
        if found.lowest != found.highest:
            response = "utter_simulation_left_between"
        elif any(not case.amo_known and not case.settled for case in found.cases):
            response = "utter_simulation_left_at_most"
        else:
            response = LEFT_OF.get(found.care.kind, "utter_simulation_left")
        return turn.words(response, lowest=euros(found.lowest), highest=euros(found.highest))
    if found.cases and not all(case.amc_known for case in found.cases):
        known = "utter_simulation_visitor_left" if progress.viewer is None else "utter_simulation_unknown_left"
        return turn.words(known)
    return turn.words("utter_simulation_not_priced") if found.cases and not found.priced else ""


def _rows(turn: Turn, progress: Progress, found: Estimate, *, alone: bool) -> tuple[tuple[str, ...], ...]:
    if alone:
        return _parts(turn, progress, found, found.cases[0])
    rows = [
        (
            words()["cases"][case.name],
            _amo(turn, found, case),
            _amc(turn, progress, found, case),
            _left(turn, found, case),
        )
        for case in found.cases
    ]
    if found.together and len(found.cases) > 1 and found.highest is not None:
        amc = sum((case.split.amc for case in found.cases), ZERO)
        rows.append((turn.words("utter_simulation_total"), euros(ZERO), euros(amc), euros(found.highest)))
    return tuple(rows)


def _parts(turn: Turn, progress: Progress, found: Estimate, case: Case) -> tuple[tuple[str, ...], ...]:
    """Return the parts of one expense, one a row."""
    split, level = case.split, case.level
    rows = [(_row(turn, "expense"), euros(split.expense) if found.priced else turn.words("utter_simulation_unknown"))]
    if case.amo_known and split.base:
        rows.append((_row(turn, "base"), euros(split.base)))
    rate = f"{split.rate.normalize():f}" if case.amo_known and split.rate else ""
    amo = turn.words("utter_simulation_row_amo_rate", rate=rate) if rate else _row(turn, "amo")
    rows.append((amo, _amo(turn, found, case, net=False)))
    if split.withheld:
        withheld = turn.words("utter_simulation_withheld", amount=euros(split.withheld))
        rows.append((_row(turn, "withheld"), withheld))
    amc = _row(turn, "amc")
    if level is not None and not case.settled:
        amc = turn.words("utter_simulation_row_amc_level", level=level_words(turn, level))
    rows.append((amc, _amc(turn, progress, found, case)))
    rows.append((_row(turn, "left"), _left(turn, found, case)))
    return tuple(rows)


def _row(turn: Turn, name: str) -> str:
    return turn.words(ROW.format(name=name))


def _amo(turn: Turn, found: Estimate, case: Case, *, net: bool = True) -> str:
    if not case.amo_known:
        return turn.words("utter_simulation_amo_unknown")
    amount = euros(case.split.amo if net else case.split.gross)
    return amount if found.priced else turn.words("utter_simulation_at_most", amount=amount)


def _amc(turn: Turn, progress: Progress, found: Estimate, case: Case) -> str:
    if not case.amc_known:
        visitor = progress.viewer is None
        return turn.words("utter_simulation_amc_visitor" if visitor else "utter_simulation_amc_unknown")
    if case.settled and not (case.amo_known and case.ceiling_known and found.priced):
        return turn.words("utter_simulation_amc_rest")
    amount = euros(case.split.amc)
    return amount if found.priced else turn.words("utter_simulation_at_most", amount=amount)


def _left(turn: Turn, found: Estimate, case: Case) -> str:
    if case.settled and case.split.remaining == case.split.withheld == ZERO:
        return euros(ZERO)
    if not found.priced:
        return turn.words("utter_simulation_left_of_price")
    amount = euros(case.split.remaining)
    if not case.amc_known:
        return turn.words("utter_simulation_before_amc", amount=amount)
    return amount if case.amo_known else turn.words("utter_simulation_at_most", amount=amount)


def _note(turn: Turn, note: Note) -> str:
    told = {key: _figure(key, value) if isinstance(value, Decimal) else value for key, value in note.values.items()}
    return turn.words(NOTE.format(name=note.name), **told)


def _figure(key: str, value: Decimal) -> str:
    return f"{value.normalize():f}" if key in {"rate", "years", "age"} else euros(value)


def _about_contract(turn: Turn, progress: Progress) -> list[str]:
    """Say why what the contract pays is not known, where it is not."""
    patient = progress.patient
    if progress.viewer is None or patient is None or patient.levels:
        return []
    unknown = "not_covered" if patient.person is None else "levels_unknown"
    name = "contract_ended" if patient.ended else unknown
    return [turn.words("utter_simulation_note", note=turn.words(NOTE.format(name=name)))]


def _after(turn: Turn, progress: Progress, found: Estimate) -> list[Button]:
    names = ["mine"] if progress.viewer is None and found.cases else []
    names += ["resume"] if progress.simulation.resumes else []
    names += ["again"] if found.cases else ["again", "human"]
    if progress.viewer is not None:
        names.append("guarantees")
    return [turn.button(BUTTONS, name) for name in names]

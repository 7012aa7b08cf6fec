"""What a sentence says of a simulation: the care, the price, and whatever the care's own questions ask. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from mutuelle.periods import Period, find_period, without_periods
from mutuelle.periods.words import read_sentence
from mutuelle.simulation.glasses import WHOLE, parts_of_glasses, says_whole
from mutuelle.simulation.model import CARE, UNSURE, cares, words
from mutuelle.wording import fold, named_in, words_of

# What a care's own words are read for, by kind.
READS: Mapping[str, tuple[str, ...]] = {
    "consultation": ("sector", "pathway"),
    "crown": ("basket", "material", "tooth"),
    "inlay_core": ("basket",),
    "prosthesis": ("basket",),
    "glasses": ("class", "correction"),
    "hearing": ("class", "ears"),
    "paramedical": ("agreed",),
    "psychologist": ("scheme",),
    "medicine": ("rate",),
    "orthodontics": ("began",),
    "hospital": ("room", "ward"),
}
EUROS = ("price", "base", "frame", "lenses")  # questions answered by so many euros
SESSIONS_OF = frozenset({"forfait", "psychologist", "paramedical"})
GENERIC = ("dental", "specialist", "gp")  # said beside what is really meant; the later, the vaguer
_FIGURE = r"(\d{1,3}(?:[ .]\d{3})+|\d+)(?:[.,](\d{1,2}))?(?![\d%])"
_EURO = r"\s*(?:€|euros?\b|eur\b|e\b|balles\b)\s*(\d{2}\b)?"
_PRICE = re.compile(_FIGURE + _EURO)
_BARE = re.compile(r"(?<![\d,./])" + _FIGURE + r"(?!\s*(?:%|pour ?cent|ans\b|an\b|mois\b|[a-z]*oreilles?|/))")
_COUNTED = re.compile(
    r"\b\d+\s*(?:jours?|nuits?|j|seances?|boites?|appareils?|ans|an|mois|oreilles?|semaines?|semestres?|x|ere?|re|e?me"
    r"|fois|visites?|consultations?|rendez[ -]vous|rdv|personnes?|enfants?|dents?|couronnes?|paires?|heures?|h)\b"
    r"|\b(?:secteur|classe|s)\s*\d\b|\d+(?:[.,]\d+)?\s*(?:%|pour ?cent)|\b100\s+sante"
)
_ELIDED = re.compile(r"\b(?:[dl]|qu)(?=[aeiouyh]\w{2})")
_DAYS = re.compile(r"\b(\d+|une?)\s*(?:jours?|nuits?|journees?|j\b)")
_WEEKS = re.compile(r"(\d+|une)\s*semaines?")
_SESSIONS = re.compile(r"\b(\d{1,2})\s*(?:autres?\s+)?(?:seances?|fois|visites?|consultations?|rendez[ -]vous|rdv)\b")
_DONE = re.compile(r"\b(?:deja|fait|faite?s|fai|eu|utilise\w*|consomme\w*|pris|prises|suis alle)\b")
_AGE = re.compile(r"(\d{1,3})\s*ans\b(?!\s*(?:de garantie|que))")
_SINCE_AGE = re.compile(r"\b(?:avant|apres|depuis)\s+(?:(?:ses|mes|les)\s+|l'age de\s+)?\d+\s*ans\b")  # nobody's age
_BOXES = re.compile(r"(\d{1,2})\s*boites?")
_DENIED = re.compile(r"\bpas\s+(?:a\s+)?\d[\d .,]*\s*(?:€|euros?|e\b)?")
_CORRECTED = re.compile(r"^.*\d.*\bnon\b[ ,]+(?=.*\d)")
_DIOPTRES = re.compile(r"(?<![\d€])[-+−](\d{1,2}(?:[.,]\d{1,2})?)(?![\d€])|(\d{1,2}(?:[.,]\d{1,2})?)\s*dioptries?")
SIMPLE_DIOPTRES = 6  # a single-focus lens is simple from -6 to +6 (arrêté du 3 décembre 2018)
MOST_WORDS = 9  # of a message that says one thing
LEAST_BARE, MOST_DAYS, MOST_AGE, MOST_EUROS = 5, 365, 120, 100_000


def found(text: str, care: str | None) -> dict[str, str]:
    """Return what a sentence says; `care` is the one talked about, unless the sentence names another."""
    named = care_in(text)
    if named == "medicine" and care == "orthodontics" and value_in(text, "began"):
        named = None  # « le traitement a commencé avant »
    values = {CARE: named} if named else {}
    about = cares().get(named or care or "")
    for key in READS.get(about.kind, ()) if about else ():
        if value := value_in(text, key):
            values[key] = value
    return values | _figures(text, about.kind if about else "")


def care_in(text: str) -> str | None:
    """Return the care that a sentence names: by the longest expression, a precise one before a vague one."""
    best: tuple[int, int, str] | None = None
    said = f"{text} {_ELIDED.sub(' ', fold(text))}"  # « lorthodontie » is « l'orthodontie »
    for expression in named_in(said, {one: [one] for one in _care_of()}):
        name = _care_of()[expression]
        vague = GENERIC.index(name) + 1 if name in GENERIC else 0
        rank = (-vague, len(words_of(expression)), name)
        best = rank if best is None or rank[:2] > best[:2] else best
    return best[2] if best else None


@cache
def _care_of() -> Mapping[str, str]:
    """Return the care that each expression names."""
    return {expression: name for name, care in cares().items() for expression in care.words}


def value_in(text: str, key: str) -> str | None:
    """Return the value of a question that a sentence holds words for; None for none."""
    named = named_in(text, words()["values"].get(key, {}))
    value = named[0] if named else None
    if key == "correction" and value in {None, "simple"} and (dioptres := _dioptres(text)) is not None:
        return "complex" if dioptres > SIMPLE_DIOPTRES else "simple"
    return value


def _dioptres(text: str) -> float | None:
    """Return the strongest correction that a sentence says, in dioptres: « -3,5 », « 7 dioptries »."""
    said = [float((one[1] or one[2]).replace(",", ".")) for one in _DIOPTRES.finditer(text)]
    return max(said, default=None)


def answer(text: str, step: str) -> dict[str, str]:
    """Return what an answer says to the question asked, in its light: yes and no, a figure alone, not knowing."""
    if is_unsure(text):
        return {step: UNSURE}
    if value := value_in(text, step) or _alone(text, step):
        return {step: value}
    plain = yes_or_no(text)
    if step in {"agreed", "scheme"} and plain:
        return {step: plain}
    if step == "began" and plain:
        return {step: "before" if plain == "yes" else "after"}
    if step == "room" and plain == "no" and not re.search(r"\d", text):
        return {"room": "none"}
    return _figure_alone(text, step)


def _alone(text: str, step: str) -> str | None:
    """Return what a letter or a figure that is the whole answer stands for: « b », of a class."""
    said = words_of(text)
    one = said[0] if len(said) == 1 else ""
    return next((key for key, ways in words()["alone"].get(step, {}).items() if one in ways), None)


def _figure_alone(text: str, step: str) -> dict[str, str]:
    figures = re.findall(r"\d+", _in_figures(text))
    most = {"days": MOST_DAYS, "age": MOST_AGE, **dict.fromkeys(EUROS, MOST_EUROS)}.get(step, 0)
    return {step: figures[0]} if len(figures) == 1 and 0 <= int(figures[0]) <= most else {}


def is_unsure(text: str) -> bool:
    """Say whether a message says that the member does not know."""
    return bool(named_in(text, {"": words()["unsure"]})) or text.strip() == UNSURE


def yes_or_no(text: str) -> str | None:
    """Return `yes` or `no` when a message begins with one."""
    return next((key for key in ("yes", "no") if _begins(text, words()[key])), None)


def is_plausible(price: str, care: str) -> bool:
    """Say whether a price may be that of a care; any may where it has no usual ones."""
    usual = words()["prices"]
    least, most = usual.get(care) or usual.get(cares()[care].kind, (0, MOST_EUROS))
    return price == UNSURE or bool(least <= Decimal(price) <= most)


def asks_meaning(text: str) -> bool:
    """Say whether a message asks what a word means, and is no answer though it holds the word."""
    return bool(named_in(text, {"": words()["asks_meaning"]}))


def names_other_family(text: str) -> bool:
    """Say whether a message speaks of somebody whom contracts do not cover: a parent, a friend."""
    return bool(named_in(text, {"": words()["other_family"]}))


def asks_of_paid(text: str) -> bool:
    """Say whether a message speaks of what was paid already, or is asked to be shown: no estimate."""
    return bool(named_in(text, {"": words()["paid"]}))


def asks_how_much(text: str) -> bool:
    """Say whether a message asks what was estimated: what has to be paid in the end."""
    return _says_of_price(text, "how_much")


def asks_renewal(text: str) -> bool:
    """Say whether a sentence asks when glasses or hearing aids are paid again: « tous les combien ? »."""
    return care_in(text) in words()["renewed"] and bool(named_in(text, {"": words()["renewal"]}))


def asks_how_often(text: str) -> bool:
    """Say whether a sentence asks how many times a care is paid: « j'ai droit à combien de séances ? »."""
    return bool(named_in(text, {"": words()["how_often"]}))


def asks_who_pays(text: str) -> bool:
    """Say whether a message asks who pays what of the care that was estimated."""
    return len(words_of(text)) <= MOST_WORDS and bool(named_in(text, {"": words()["who_pays"]}))


def asks_of_past(text: str, *, today: date) -> bool:
    """Say whether a message asks what is left of care that was given already, which was paid: « de l'an dernier »."""
    period = find_period(text, today=today)
    over = isinstance(period, Period) and period.end < today
    to_come = _price(_in_figures(without_periods(text, today=today))) or named_in(text, {"": words()["to_come"]})
    return over and not to_come and bool(named_in(text, {"": words()["how_much"]}))


def says_dear(text: str) -> bool:
    """Say whether a message finds the care expensive, or asks for something cheaper."""
    return _says_of_price(text, "dear")


def _says_of_price(text: str, key: str) -> bool:
    about_contract = named_in(text, {"": words()["of_the_contract"]})
    return len(words_of(text)) <= MOST_WORDS and not about_contract and bool(named_in(text, {"": words()[key]}))


def asks_again(text: str) -> bool:
    """Say whether a message asks for another simulation."""
    return bool(named_in(text, {"": words()["again"]}))


def _begins(text: str, expressions: Iterable[str]) -> bool:
    said = words_of(text)
    return any(said[: len(one)] == one for one in map(words_of, expressions))


def _figures(text: str, kind: str) -> dict[str, str]:
    """Return price, base, days, age and boxes, as far as the sentence says them."""
    plain = _in_figures(text)
    values: dict[str, str] = {}
    if days := _DAYS.search(plain):
        values["days"] = days[1] if days[1].isdecimal() else "1"
    elif weeks := _WEEKS.search(plain):
        values["days"] = str(7 * (1 if weeks[1] == "une" else int(weeks[1])))
    if kind != "hospital":
        values.pop("days", None)
    if age := _AGE.search(_SINCE_AGE.sub(" ", plain)):
        values["age"] = age[1]
    if (boxes := _BOXES.search(plain)) and kind == "medicine":
        values["boxes"] = boxes[1]
    before = re.search(r"\b(?:" + "|".join(map(re.escape, words()["base"])) + r")\b[^\d,.]{0,30}" + _FIGURE, plain)
    if before and kind in {"prosthesis", "paramedical", "crown", "inlay_core"}:
        values["base"] = _amount(before[1], before[2])
        plain = plain.replace(before[0], " ")
    if (sessions := _SESSIONS.search(plain)) and kind in SESSIONS_OF:
        values["done" if _DONE.search(plain) else "planned"] = sessions[1]
    return values | _priced(plain, kind)


def _priced(plain: str, kind: str) -> dict[str, str]:
    """Return the price, or those of the parts of glasses."""
    if kind == "glasses" and (parts := parts_of_glasses(plain)):
        return parts
    price = _price(plain)
    if price is None:
        return {}
    return {"price": price, WHOLE: "yes"} if kind == "glasses" and says_whole(plain) else {"price": price}


def _price(plain: str) -> str | None:
    """Return the price in euros, the corrected one of two: « non 650 », « pas 600 mais 650 »."""
    kept = _DENIED.sub(" ", _CORRECTED.sub("", plain))
    if told := _PRICE.search(kept):
        return _amount(told[1], told[2] or told[3])
    for bare in _BARE.finditer(_COUNTED.sub(" ", kept)):
        if int(re.sub(r"\D", "", bare[1])) >= LEAST_BARE:
            return _amount(bare[1], bare[2])
    return None


def _amount(whole: str, cents: str | None) -> str:
    number = re.sub(r"\D", "", whole)
    return f"{number}.{cents.ljust(2, '0')}" if cents else number


def _in_figures(text: str) -> str:
    """Return the folded text with numbers written in words as figures; « un » and « une » stay words."""
    plain = fold(text)
    for word, number in words()["numbers"].items():
        plain = re.sub(rf"\b{word}\b", str(number), plain)
    for token in reversed(read_sentence(plain, date.min).tokens):
        if token.value is not None and token.value > 1 and not token.digits and not token.ordinal:
            plain = f"{plain[: token.start]}{token.value}{plain[token.end :]}"
    return plain

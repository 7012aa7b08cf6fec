"""The price of glasses by its parts: a frame and lenses, said together, one after the other, or corrected. Pure."""

import re
from collections.abc import Mapping
from decimal import Decimal

FRAME, LENSES, WHOLE = "frame", "lenses", "whole"
LENSES_OF_A_PAIR = 2
_APART = re.compile(r"[;+]|,(?!\d)|\b(?:et|mais|plus)\b")
_PARTS = re.compile(
    r"(?P<frame>\bmontures?\b)|(?P<lenses>\bverres?\b)|(?P<euros>\d+(?:[ .]\d{3})*(?:[.,]\d{1,2})?)(?!\s*%)"
)
_OF_IT = re.compile(r"\bdont\b")
_WHOLE = re.compile(r"\b(?:en tout|total|totale|ensemble)\b")
_EACH = re.compile(r"\b(?:chacun|chaque|l'unite|piece|(?:par|le|un|du) verre)\b")


def parts_of_glasses(plain: str) -> dict[str, str]:
    """Return the prices of the frame and of both lenses, as far as a folded text says them."""
    told: dict[str, str] = {}
    if _OF_IT.search(plain):
        return told  # « 420 dont 120 de monture »: the whole is said
    for piece in _APART.split(plain):
        for part, euros in _pairs(piece):
            each = part == LENSES and _EACH.search(piece)
            told[part] = str(euros * LENSES_OF_A_PAIR if each else euros)
    return told


def says_whole(plain: str) -> bool:
    """Say whether a folded text speaks of the whole glasses: « 480 en tout »."""
    return bool(_WHOLE.search(plain))


def with_their_sum(merged: Mapping[str, str], told: Mapping[str, str], unsure: str) -> dict[str, str]:
    """Return what is known with the price that the parts add up to; a price of the whole is no longer that of parts."""
    values = dict(merged)
    known = {FRAME, LENSES} & values.keys()
    if "price" in told and not {FRAME, LENSES} & told.keys():
        if len(known) != 1 or WHOLE in told:
            return {key: value for key, value in values.items() if key not in known}
        values[LENSES if FRAME in known else FRAME] = told["price"]  # « monture 120 », then « 300 »
    elif not {FRAME, LENSES} & told.keys():
        return values
    values.pop("price", None)
    if FRAME in values and LENSES in values:
        parts = (values[FRAME], values[LENSES])
        values["price"] = unsure if unsure in parts else str(sum(map(Decimal, parts)))
    return values


def _pairs(piece: str) -> list[tuple[str, Decimal]]:
    """Return each part with its figure: whichever comes first in the piece, part or figure, goes before the other."""
    found = [(str(one.lastgroup), one[0]) for one in _PARTS.finditer(piece)]
    if len(found) % 2 and found[0][0] == "euros":
        del found[0]  # « 420 : monture 120 »
    pairs = [sorted(two, key=lambda one: one[0] == "euros") for two in zip(found[::2], found[1::2], strict=False)]
    return [(part[0], _euros(euros[1])) for part, euros in pairs if euros[0] == "euros" != part[0]]


def _euros(text: str) -> Decimal:
    return Decimal(re.sub(r" |\.(?=\d{3})", "", text).replace(",", "."))

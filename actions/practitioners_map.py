"""A professional of the directory as a place of a map: what is shown, what is folded away, the ways there."""

from collections.abc import Sequence
from urllib.parse import quote

from actions.answering import Turn
from mutuelle.account.coordinates import shown_phone
from mutuelle.conversations.messages import MapPlace, PlaceLink
from mutuelle.french import distance
from mutuelle.places.model import Place
from mutuelle.practitioners.model import Practitioner
from mutuelle.practitioners.quest import Quest

FRENCH_DIGITS = 10
NEAR_KM = 1.0
AROUND_ONE = 0.004  # degrees: about 450 m
LINKS = "utter_practitioners_links"
Bounds = tuple[float, float, float, float]


def map_place(turn: Turn, one: Practitioner, letter: str) -> MapPlace:
    """Return a professional as a line of the list and a pin of the map."""
    phone = phone_words(one.phone)
    told = _distance(turn, one)
    number = f"{one.number_label} {one.number}" if one.number else ""
    sector = turn.words("utter_practitioners_sector", sector=one.sector) if one.sector else ""
    return MapPlace(
        letter=letter,
        name=one.name,
        latitude=one.point.latitude,
        longitude=one.point.longitude,
        number=number,
        address=address_of(one),
        distance=told,
        phone=phone,
        tel=_international(one.phone),
        approximate=one.approximate,
        details=turn.entries(
            "utter_practitioners_card",
            speciality=one.speciality or one.category_label,
            address=address_of(one),
            distance=told,
            phone=phone,
            number=number,
            sector=" ".join(filter(None, (sector, turn.words("utter_practitioners_optam") if one.optam else ""))),
            network=turn.words("utter_practitioners_partner") if one.in_network else "",
            remark=turn.words("utter_practitioners_approximate") if one.approximate else "",
        ),
        links=_ways(turn, one),
    )


def _distance(turn: Turn, one: Practitioner) -> str:
    """Return how far he is; where only his commune's point is known, no more than that tells. "" without a place."""
    if one.approximate and one.distance_km < NEAR_KM:
        return turn.words("utter_practitioners_in_town")
    if not one.distance_km:
        return ""
    away = distance(one.distance_km)
    return turn.words("utter_practitioners_about", distance=away) if one.approximate else away


def address_of(one: Practitioner) -> str:
    """Return « 5 rue de la Paix, 29000 Quimper »."""
    return ", ".join(filter(None, (one.street, f"{one.postcode} {one.city}".strip())))


def bounds_of(found: Sequence[Practitioner], place: Place | None, quest: Quest) -> Bounds:
    """Return the south, west, north and east of those found and, unless it was shared, of what is searched around."""
    points = [one.point for one in found]
    if place is not None and quest.where is not None and quest.where.kind != "position":
        points.append(place.point)
    latitudes, longitudes = [one.latitude for one in points], [one.longitude for one in points]
    bounds = (min(latitudes), min(longitudes), max(latitudes), max(longitudes))
    if len(points) > 1:
        return bounds
    south, west, north, east = bounds
    return south - AROUND_ONE, west - AROUND_ONE, north + AROUND_ONE, east + AROUND_ONE


def phone_words(phone: str) -> str:
    """Return a number as French people read it; one of another shape stays as the directory has it."""
    return shown_phone(phone) if phone.isdecimal() and len(phone) == FRENCH_DIGITS else phone


def _international(phone: str) -> str:
    """Return what a telephone dials, "" for a number of no known shape."""
    if phone.isdecimal() and len(phone) == FRENCH_DIGITS:
        return f"+33{phone[1:]}"
    return phone if phone.removeprefix("+").isdecimal() else ""


def _ways(turn: Turn, one: Practitioner) -> tuple[PlaceLink, ...]:
    """Return the ways there: only where it is, never where the member is.

    Where the directory knows the commune's point only, the way is to the address.
    """
    values = {
        "lat": f"{one.point.latitude:.6f}",
        "lon": f"{one.point.longitude:.6f}",
        "name": quote(one.name),
        "address": quote(address_of(one), safe=""),
    }
    ways = turn.custom(LINKS)["to_address" if one.approximate else "to_point"]
    return tuple(PlaceLink(way["label"], way["url"].format(**values)) for way in ways)

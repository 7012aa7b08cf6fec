"""The rich messages an assistant can answer with, defined once; each channel renders them its way."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal


@dataclass(frozen=True)
class Button:
    """A choice offered under a message. `payload` is for the dialogue engine and never leaves the server."""

    title: str
    payload: str


@dataclass(frozen=True)
class Entry:
    """A labelled value of a card. `care` marks what tells the kind of care, which not every channel may show."""

    label: str
    value: str
    care: bool = False


@dataclass(frozen=True)
class Card:
    """One thing of a list: a title, entries, and entries folded away under `details_label`."""

    title: str
    subtitle: str = ""
    fields: tuple[Entry, ...] = ()
    details: tuple[Entry, ...] = ()
    details_label: str = ""


@dataclass(frozen=True)
class Text:
    """Plain text; line breaks are kept.

    `instead`, of any message that has it, tells that it speaks of care: what is said where that may not be told.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    instead: str = ""
    type: str = "text"


@dataclass(frozen=True)
class Cards:
    """A list of cards between an introduction and a footer."""

    text: str
    cards: tuple[Card, ...]
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    type: str = "cards"


@dataclass(frozen=True)
class Link:
    """A text with a link to one of our pages."""

    text: str
    label: str
    url: str
    buttons: tuple[Button, ...] = ()
    type: str = "link"


@dataclass(frozen=True)
class Document:
    """A text with a document: at `url`, one of our pages, or sent by the channel itself (`download_id`, not 0).

    `what` says what it is, as its topic calls it; `size` is in bytes, 0 if not known. The file is never in the log.
    """

    text: str
    what: str
    name: str
    media_type: str
    size: int
    label: str
    view_label: str
    url: str = ""
    download_id: int = 0
    buttons: tuple[Button, ...] = ()
    type: str = "document"


@dataclass(frozen=True)
class Table:
    """Rows under column titles, between an introduction and a footer."""

    text: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    instead: str = ""
    type: str = "table"


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: what it stands for, its value, and the value in words."""

    label: str
    value: float
    shown: str


@dataclass(frozen=True)
class Chart:
    """Bars of one series. `text` says in a sentence what they show; `first` and `second` title its table's columns."""

    text: str
    title: str
    first: str
    second: str
    bars: tuple[Bar, ...]
    buttons: tuple[Button, ...] = ()
    instead: str = ""
    type: str = "chart"


@dataclass(frozen=True)
class PlaceLink:
    """A link beside a place of a map: a way to get there, a telephone number."""

    label: str
    url: str


@dataclass(frozen=True)
class MapPlace:
    """A place on a map, and its line of the list under it.

    `letter` is on its pin; `distance` in words, from where was searched. `approximate`: the point is its commune's.
    """

    letter: str
    name: str
    latitude: float
    longitude: float
    number: str = ""
    address: str = ""
    distance: str = ""
    phone: str = ""
    tel: str = ""
    approximate: bool = False
    details: tuple[Entry, ...] = ()
    links: tuple[PlaceLink, ...] = ()


@dataclass(frozen=True)
class Places:
    """A list of places with its map.

    `bounds` is the south, west, north and east that the map shows, in degrees; `center` what was searched around, None
    for a position that somebody shared, which is not kept. `shown`: a `list` with its map, or one place: its `details`,
    or where it is on the `map`.
    """

    text: str
    places: tuple[MapPlace, ...]
    bounds: tuple[float, float, float, float]
    center: tuple[float, float] | None = None
    shown: Literal["list", "details", "map"] = "list"
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    type: str = "places"


@dataclass(frozen=True)
class LocationRequest:
    """A question that may be answered by sharing a position (`label`, never by itself), by a button or by typing.

    On a channel whose buttons are typed for the member, their titles are what is typed: the core reads them as words.
    """

    text: str
    label: str
    buttons: tuple[Button, ...] = ()
    type: str = "location_request"


Message = Text | Cards | Link | Document | Table | Chart | Places | LocationRequest


def to_body(message: Message) -> dict[str, Any]:
    """Return the message as JSON-ready data; its buttons still carry their payloads."""
    body = asdict(message)
    body.pop("instead", None)
    return body


def without_care(message: Message) -> Message:
    """Return the message without what tells the kind of care."""
    if isinstance(message, Text | Table | Chart) and message.instead:
        return Text(message.instead, message.buttons)
    if not isinstance(message, Cards):
        return message
    return replace(message, cards=tuple(_card_without_care(card) for card in message.cards))


def tells_care(message: Message) -> bool:
    """Say whether the message tells the kind of care."""
    return message != without_care(message)


def with_footnote(message: Message, words: str) -> Message:
    """Return the message with words under it."""
    if isinstance(message, Cards | Table | Places):
        return replace(message, footer="\n".join(filter(None, (message.footer, words))))
    return replace(message, text=f"{message.text}\n{words}")


def _card_without_care(card: Card) -> Card:
    return replace(
        card,
        fields=tuple(entry for entry in card.fields if not entry.care),
        details=tuple(entry for entry in card.details if not entry.care),
    )

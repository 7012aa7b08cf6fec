"""A search for a health professional, as far as it was talked over. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from mutuelle.patience import DROP_AFTER
from mutuelle.places.model import Place, Point
from mutuelle.practitioners import categories
from mutuelle.practitioners.model import LARGEST_PAGE, PAGE_SIZE

RUNGS_KM = (2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 400.0)  # « plus loin » goes to the next
LIST, UNHEARD = "list", "unheard"


@dataclass(frozen=True)
class Where:
    """Around what is searched: a `place`; or the `position`, `home` or `work` of whoever asks, not kept here."""

    kind: str
    place: Place | None = None


@dataclass(frozen=True)
class Quest:
    """What was said so far, and what is shown of it.

    `unclear`, `options`: the categories or places to choose among; `unknown`: the words of a place that was not found.
    `network`: only the Kalixia network; None: as its profession suggests. `neighbours`: the communes around count too.
    `view`: a list, or one of it (`rank`): its details, its telephone, where it is, the way there; `which`, for
    `wants`; or `unheard`: what was said of it was not understood (`tries` times). `explained`: what the network is for
    was said. `keeps`: `home` or `work`, where the place that is answered could be kept as such. `refused`: why the
    question is asked (again), or what could not be done. `coarse`, `degraded`: see `Found`; `clamped`: more were to be
    shown than can be.
    """

    category: str | None = None
    unclear: tuple[str, ...] = ()
    name: str = ""
    network: bool | None = None
    where: Where | None = None
    options: tuple[Place, ...] = ()
    unknown: str = ""
    coarse: bool = False
    degraded: bool = False
    within_km: float | None = None
    sector: str | None = None
    optam: bool = False
    neighbours: bool = False
    limit: int = PAGE_SIZE
    clamped: bool = False
    offset: int = 0
    rank: int | None = None
    view: str = LIST
    explained: bool = False
    wants: str = ""
    keeps: str = ""
    notes: tuple[str, ...] = ()
    stranger: str = ""
    refused: str = ""
    shown: bool = False
    tries: int = 0
    strays: int = 0
    resumes: bool = False

    @property
    def in_network(self) -> bool:
        """Say whether only the Kalixia network is searched: where it exists, unless everybody was asked for."""
        return (
            self.category is not None
            and categories.category_by_code(self.category).network
            and self.network is not False
        )

    def asks_as(self, other: "Quest") -> bool:
        """Say whether it asks what another asks, in other words at most."""
        step = next_step(self)
        if step is None or step != next_step(other):
            return False
        same_place = self.options == other.options or bool(self.unknown and other.unknown)
        return step == "category" or (same_place and (self.category, self.unclear) == (other.category, other.unclear))

    def asked_again(self, before: "Quest") -> "Quest":
        """Return the search as often asked for as before; what else was said meanwhile is `noted`."""
        beside = ("tries", "strays", "unknown", "refused", "notes", "stranger")
        noted = self != replace(before, **{name: getattr(self, name) for name in beside})
        return replace(self, tries=before.tries, refused=self.refused or ("noted" if noted else ""))

    @property
    def dropped(self) -> bool:
        """Say whether so much else was asked that its question is not asked again."""
        return self.strays >= DROP_AFTER

    def told(self, **values: Any) -> "Quest":
        """Return the search with other values, to be shown as a list from its start."""
        fresh = {
            "shown": False,
            "tries": 0,
            "strays": 0,
            "view": LIST,
            "offset": 0,
            "rank": None,
            "refused": "",
            "wants": "",
        }
        return replace(self, **{**fresh, **values})

    def showing(self, view: str, rank: int | None) -> "Quest":
        """Return the search with one of its list to be shown."""
        return replace(self, view=view, rank=rank, shown=False, tries=0, strays=0, refused="")

    def at(self, offset: int) -> "Quest":
        """Return the search with its list from the `offset`-th on."""
        return replace(self, view=LIST, offset=max(0, offset), shown=False, tries=0, strays=0, refused="")

    def to_json(self) -> dict[str, Any]:
        """Return the search as JSON-ready data."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Quest":
        """Return the search that was kept so."""
        where = kept["where"]
        place = place_from_json(where["place"]) if where and where["place"] else None
        return cls(
            **{
                **kept,
                "unclear": tuple(kept["unclear"]),
                "where": Where(where["kind"], place) if where else None,
                "notes": tuple(kept["notes"]),
                "options": tuple(place_from_json(one) for one in kept["options"]),
            }
        )


def place_from_json(kept: Mapping[str, Any]) -> Place:
    """Return the place that was kept as JSON-ready data."""
    return Place(**{**kept, "point": Point(**kept["point"]), "insee": tuple(kept["insee"])})


def next_step(quest: Quest) -> str | None:
    """Return what is to be asked now; None when the search can be made."""
    if quest.category is None and not quest.name:
        return "which_category" if quest.unclear else "category"
    if quest.options:
        return "which_place"
    return "place" if quest.where is None and not quest.name else None


def clamped(count: int) -> tuple[int, bool]:
    """Return how many are shown at once, and whether that is not what was asked."""
    limit = min(max(count, 1), LARGEST_PAGE)
    return limit, limit != count

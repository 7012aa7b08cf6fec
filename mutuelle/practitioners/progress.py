"""Where a search for a professional stands, and what is known of whoever talks."""

from dataclasses import dataclass

from mutuelle.account.access import Viewer
from mutuelle.conversations.positions import SharedPosition
from mutuelle.conversations.recollections import Visitor
from mutuelle.places.model import Place
from mutuelle.practitioners.model import Page, Practitioner
from mutuelle.practitioners.quest import Quest, next_step

OF_MEMBER = frozenset({"home", "work"})


@dataclass(frozen=True)
class Progress:
    """Where a search stands.

    States: `told`, `asking` (`step`), `found` (`page`), `one` (`practitioner`), `which` or `unheard` (of the `page`),
    `elsewhere`, `left` (for good), `cancelled`, `given_up`, `dropped`, `kept`, `forgotten` (`count` addresses),
    `nothing`. `place` is what is searched around, None with a name alone. `address`: the one on file, where it may be
    used.
    """

    state: str
    quest: Quest = Quest()  # noqa: RUF009
    viewer: Viewer | None = None
    step: str | None = None
    place: Place | None = None
    page: Page | None = None
    practitioner: Practitioner | None = None
    address: str = ""
    count: int = 0

    @property
    def personal(self) -> bool:
        """Say whether what is shown tells where the member lives or works."""
        kind = self.quest.where.kind if self.quest.where else ""
        return self.viewer is not None and (kind in OF_MEMBER or bool(self.address))


@dataclass(frozen=True)
class Known:
    """Who talks, and what is known of where he is."""

    who: Viewer | Visitor
    position: SharedPosition | None = None
    kept: Place | None = None
    address: str = ""

    @property
    def viewer(self) -> Viewer | None:
        """Return the member, None for a visitor."""
        return self.who if isinstance(self.who, Viewer) else None

    def step_of(self, quest: Quest) -> str | None:
        """Return what is to be asked now; None when the search can be made."""
        step = next_step(quest)
        if step is not None or quest.where is None or quest.where.kind == "place":
            return step
        if quest.where.kind == "position":
            return None if self.position else "place"
        if self.kept is not None:
            return None
        return "home" if quest.where.kind == "home" and self.address else "place"

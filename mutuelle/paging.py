"""Where a page stands in the list that it is a part of."""

from mutuelle.errors import NoEarlierPage


class Paged:
    """What any page knows of its place: `offset` of `count` come before it."""

    offset: int
    count: int

    @property
    def shown(self) -> int:
        """Return how many the page shows."""
        raise NotImplementedError

    @property
    def first(self) -> int:
        """Return the rank of the first one shown, from 1."""
        return self.offset + 1

    @property
    def last(self) -> int:
        """Return the rank of the last one shown."""
        return self.offset + self.shown

    @property
    def has_next(self) -> bool:
        """Say whether others follow."""
        return self.last < self.count

    @property
    def has_previous(self) -> bool:
        """Say whether others precede."""
        return self.offset > 0


def turned(offset: int, size: int, *, forward: bool) -> int:
    """Return how many come before the next page, or the one before. Raises NoEarlierPage."""
    offset += size if forward else -size
    if offset < 0:
        raise NoEarlierPage
    return offset

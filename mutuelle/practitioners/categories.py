"""What people call health professionals, and which of the directory's categories they mean."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """A profession or speciality that can be searched: `label` for one, `plural` for many, as members read them.

    `network`: the Kalixia network has them (optician, audiologist, osteopath). `sectors`: they have a convention sector.
    `note`: what must be said with the results, "" mostly (« nous ne connaissons pas les pharmacies de garde »).
    """

    code: str
    label: str
    plural: str
    network: bool
    sectors: bool
    note: str


def categories() -> tuple[Category, ...]:
    """Return every category, the most searched ones first."""
    raise NotImplementedError


def category_by_code(code: str) -> Category:
    """Return a category. Raises KeyError for a code that is none."""
    raise NotImplementedError


def category_of(text: str) -> Category | None:
    """Return the category a sentence names, a typo apart; None when it names none, or several alike."""
    raise NotImplementedError


def close(text: str, limit: int = 4) -> tuple[Category, ...]:
    """Return the categories a sentence may mean, the likeliest first, to ask which: « chirurgien », « analyse »."""
    raise NotImplementedError


def note_of(text: str) -> str:
    """Return what must be said, in French, about a thing that the directory does not know (« pharmacie de garde »), or ""."""
    raise NotImplementedError


def words_of_category(text: str) -> tuple[int, int] | None:
    """Return where in the text the name of the category stands (start, end), so that the rest can be read as a place."""
    raise NotImplementedError

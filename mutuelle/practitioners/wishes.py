"""What a sentence asks of a search for health professionals: whom, where, how far, what of the list. Pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mutuelle.practitioners import categories
from mutuelle.practitioners.figures import count_in, distance_in, rank_in
from mutuelle.practitioners.wish_words import spec, stops
from mutuelle.wording import fold, named_in, words_of

LONGEST_NAME, FEW_LEFT = 3, 2  # words
ONE_OF = frozenset({"details", "map", "phone", "way"})  # what can be asked about one of a list
NEAR = "near"
_VERBS = re.compile(r"\b(?:affich|montr|donn)\w*")

_HYPHENED = re.compile(r"(?<![\w-])[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:-[^\W\d_]+){2,}(?![\w-])")
_DENIED = re.compile(
    r"\b(?:et\s+)?(?:non\s+)?pas\s+(?:(?:un|une|le|la|les|des|du|chez\s+le|chez\s+la)\s+|de\s+|d['’]|l['’])?(\w{3,})"
)
_PLUS = re.compile(r"\+\s*(?=pr(?:o|e|è)|loin|cher)", re.IGNORECASE)

PlaceOf = Callable[[str], str | None]


@dataclass(frozen=True)
class Wish:
    """What a sentence says; what it leaves open is None or empty.

    `unclear`: the categories that an ambiguous word may mean. `where`: `position`, `home` or `work`; `place`: the words
    that name a place. `within_km` in kilometres. `sector`: 1, 2, 3 or `any`. `act`: a key of `acts` in `wishes.yml`,
    or `list`; `rank`: which one of the list, from 1 on, -1 for the last. `notes`: what must be said about it;
    `stranger`: what is said of somebody whom the directory does not know. `asks_meaning`: what a word means is asked.
    `rest`: the folded words that say nothing of whom and where, nor only lead up to it.
    """

    category: str | None = None
    unclear: tuple[str, ...] = ()
    name: str = ""
    where: str | None = None
    place: str = ""
    within_km: float | None = None
    sector: str | None = None
    optam: bool = False
    network: bool | None = None
    count: int | None = None
    act: str | None = None
    rank: int | None = None
    notes: tuple[str, ...] = ()
    stranger: str = ""
    asks_meaning: bool = False
    rest: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_empty(self) -> bool:
        """Say whether the sentence says nothing that a search could use."""
        return self == Wish(notes=self.notes, asks_meaning=self.asks_meaning)

    @property
    def searches(self) -> bool:
        """Say whether the sentence says whom to look for, or where."""
        return bool(self.category or self.unclear or self.name or self.where or self.place)

    @property
    def only_searches(self) -> bool:
        """Say whether the sentence names a profession or a place, and says nothing else."""
        return bool(self.category or self.place) and not self.rest

    @property
    def singles_out(self) -> bool:
        """Say whether the sentence asks something about one of a list, by its letter or rank."""
        return self.act in ONE_OF and self.rank is not None

    @property
    def narrows(self) -> bool:
        """Say whether the sentence searches, or says what a search may find."""
        said = self.within_km or self.sector or self.optam or self.network is not None or self.count
        return self.searches or bool(said)


def read_wish(text: str, place_of: PlaceOf) -> Wish:
    """Return what a sentence says; `place_of` tells the words of a sentence that name a place."""
    text = _undenied(_PLUS.sub("plus ", text))
    plain = _same_length_fold(text)
    rest = list(plain)
    name, name_span = _name(text, plain)
    unnamed = _blanked(text, (name_span, *(verb.span() for verb in _VERBS.finditer(plain))))
    category = categories.category_of(unnamed)
    span = categories.words_of_category(unnamed)
    within, within_span = distance_in(plain)
    count, count_span = count_in(plain, span)
    for begun, end in filter(None, (span, name_span, within_span, count_span, *categories.words_of_notes(text))):
        rest[begun:end] = " " * (end - begun)
    words = "".join(rest)
    acts = named_in(words, spec()["acts"])
    act = acts[0] if acts else ("list" if named_in(words, {"list": spec()["list"]}) else None)
    where = where_said = _where(words)
    sector = next(iter(named_in(words, spec()["sectors"])), None)
    network = named_in(words, spec()["network"])
    place = ""
    if where in {None, NEAR}:
        unsaid = _blanked(text, (span, name_span, within_span, count_span))
        place = _place(unsaid, words, place_of, whom=category is not None)
        where = "position" if where and not place else None
    return Wish(
        category=category.code if category else None,
        unclear=() if category or name else tuple(one.code for one in categories.close(_without(unnamed, place))),
        name=name,
        where=where,
        place=place,
        within_km=within,
        sector=sector,
        optam=bool(named_in(words, {"optam": spec()["optam"]})),
        network=None if not network else network[0] == "only",
        count=count,
        act=act,
        rank=None if place else rank_in(text, plain),
        notes=categories.notes_of(text),
        stranger=categories.not_listed(text),
        asks_meaning=bool(named_in(text, {"meaning": spec()["meaning"]})),
        rest=_rest(words, place, str(spec()["where"][where_said]) if where_said else ""),
    )


def begins_anew(text: str) -> bool:
    """Say whether a sentence looks for somebody at all: « je cherche un professionnel de santé »."""
    return bool(named_in(text, {"begins": spec()["begins"]}))


def is_ours(text: str) -> bool:
    """Say whether a sentence is about what a mutuelle does itself: « ses remboursements »."""
    return bool(named_in(text, {"ours": spec()["ours"]}))


def _rest(words: str, place: str, where: str) -> tuple[str, ...]:
    known = {*words_of(place), *words_of(where), *(fold(word) for word in spec()["fillers"])}
    return tuple(word for word in words_of(words) if word not in known)


def _same_length_fold(text: str) -> str:
    """Return the text folded letter by letter, so that places in it are places in the text."""
    return "".join(fold(char)[:1] or " " for char in text)


def _blanked(text: str, spans: Iterable[tuple[int, int] | None]) -> str:
    chars = list(text)
    for begun, end in filter(None, spans):
        chars[begun:end] = " " * (end - begun)
    return "".join(chars)


def _where(words: str) -> str | None:
    """Return whether it is around a shared position, home or work, or `near`: a position unless a place is named."""
    return next(iter(named_in(words, spec()["where"])), None)


def _undenied(text: str) -> str:
    """Return a sentence with blanks for whom it does not look for, where it says whom it does: « pas un ostéo »."""
    plain = _same_length_fold(text)
    denied = [found.span() for found in _DENIED.finditer(plain) if categories.category_of(found[1])]
    rest = _blanked(text, denied)
    return rest if denied and categories.category_of(rest) else text


def _without(text: str, place: str) -> str:
    return text.replace(place, " ") if place else text


def _place(text: str, words: str, place_of: PlaceOf, *, whom: bool) -> str:
    """Return the words that name a place, once what else the sentence says was taken out."""
    for kind in ("acts", "sectors", "network"):
        for expressions in spec()[kind].values():
            for expression in expressions:
                said = re.search(rf"(?<!\w){re.escape(_same_length_fold(expression))}(?!\w)", words)
                text = _blanked(text, (said.span() if said else None,))
    text = categories.without_category(text)
    if not whom:
        text = text.lstrip()  # « dentiste 13e » names a place; « fiche 3e » does not
    found = place_of(text)
    if found is None and whom:
        rest = [word for word in words_of(text) if word not in stops()]
        if 0 < len(rest) <= FEW_LEFT:  # « dentiste marseil »: a place misspelt, without a word that announces one
            whole = " ".join(rest)
            found = whole if " ".join(words_of(place_of(f"à {whole}") or "")) == whole else None
        if found is None and (hyphened := _HYPHENED.search(text)):  # « pharmacie Trifouillis-les-Oies »
            found = hyphened[0]
    return found or ""


def _name(text: str, plain: str) -> tuple[str, tuple[int, int] | None]:
    """Return the name after a title (« Dr Morel », « docteur Jean Petit »), and where title and name stand."""
    tokens = list(re.finditer(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", plain))
    titles = spec()["professional"]
    for place, token in enumerate(tokens):
        if token[0] not in titles:
            continue
        named: list[re.Match[str]] = []
        for other in tokens[place + 1 : place + 1 + LONGEST_NAME]:
            between = plain[(named[-1] if named else token).end() : other.start()]
            if other[0] in stops() or between.strip(" .-'’"):
                break
            named.append(other)
        if named and (
            token[0] in {"dr", "pr"} or _is_definite(plain, token.start()) or text[named[0].start()].isupper()
        ):
            return text[named[0].start() : named[-1].end()], (token.start(), named[-1].end())
    return "", None


def _is_definite(plain: str, start: int) -> bool:
    """Say whether « le », « du » or « au » stands before: « le docteur Morel », not « un docteur Brest »."""
    return re.search(r"\b(?:le|du|au|mon)\s+$", plain[:start]) is not None

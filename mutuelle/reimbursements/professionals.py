"""Which professionals a member names: by their names as statements write them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.reimbursements.tables import Reimbursement
from mutuelle.wording import fold, same_word, words_of

_WORDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "professionals.yml").read_text("utf-8"))
_SMALL, _KINDS, _COMMON = (frozenset(map(fold, _WORDS[key])) for key in ("small", "kinds", "common"))
_ALIASES: dict[str, str] = _WORDS["aliases"]
_AT = re.compile(rf"\b(?:{'|'.join(_WORDS['at'])})\s+$", re.IGNORECASE)
_TITLED = re.compile(rf"\b(?:{'|'.join(_WORDS['titles'])})\.?\s+([^\W\d_][\w'’-]{{2,}})", re.IGNORECASE)
_AFTER_TITLE = frozenset(map(fold, _WORDS["not_names"]))
SURE_WITH = 2  # words of a name, when the only one that is its own is an everyday word


@dataclass(frozen=True)
class Professional:
    """One who was paid directly; `id` is that of a payment to him: his name is kept nowhere else."""

    id: int
    name: str


def named_professionals(text: str, known: Sequence[Professional], *, apart: Iterable[str]) -> tuple[Professional, ...]:
    """Return those of `known` whose name stands in a sentence, the closest ones; `apart` are names of the family.

    A word of his own must be named: « la pharmacie » is a kind, « la pharmacie de la Mairie » a name.
    """
    sentence = [_ALIASES.get(word, word) for word in words_of(text) if word not in _SMALL]
    family = {word for name in apart for word in words_of(name)}
    scores = {one: _score(one, sentence, family) for one in known}
    best = max(scores.values(), default=0)
    return tuple(one for one, score in scores.items() if score == best > 0)


def without_names(text: str, named: Iterable[Professional]) -> str:
    """Return a text without the words of professionals' names."""
    own = {word for one in named for word in words_of(one.name)} - _SMALL
    return " ".join(part for part in text.split() if not any(_same(a, b) for a in own for b in words_of(part)))


def meant_as_professional(text: str, mentioned: str) -> bool:
    """Say whether a name in a sentence is that of a professional: « chez Dupont », « la pharmacie Dupont »."""
    start = text.lower().find(mentioned.lower())
    return start > 0 and _AT.search(text[:start]) is not None


def titled_name(text: str) -> str | None:
    """Return the name that follows a title, « le docteur Trucmuche »: a word that can be nothing else."""
    names = (match[1] for match in _TITLED.finditer(text))
    return next((name for name in names if fold(name) not in _AFTER_TITLE | _SMALL | _KINDS), None)


async def professionals_of(connection: AsyncConnection, contract_id: int) -> tuple[Professional, ...]:
    """Return those whom a contract's payments went to."""
    rows = await connection.execute(
        select(func.max(Reimbursement.id).label("id"), Reimbursement.payee)
        .where(Reimbursement.contract_id == contract_id, Reimbursement.payee != "")
        .group_by(Reimbursement.payee)
        .order_by(Reimbursement.payee)
    )
    return tuple(Professional(row.id, row.payee) for row in rows)


async def names_of(connection: AsyncConnection, contract_id: int, ids: Sequence[int]) -> tuple[str, ...]:
    """Return the names of those whom these payments of a contract went to."""
    if not ids:
        return ()
    mine = (Reimbursement.contract_id == contract_id) & Reimbursement.id.in_(ids)
    rows = await connection.execute(select(Reimbursement.payee).distinct().where(mine).order_by(Reimbursement.payee))
    return tuple(row.payee for row in rows)


def _score(one: Professional, sentence: Sequence[str], family: set[str]) -> int:
    """Return how many words of a name a sentence has; 0 when none of them is its own."""
    named = [word for word in words_of(one.name) if word not in _SMALL and any(_same(word, said) for said in sentence)]
    own = [word for word in named if word not in _KINDS | family]
    if not own or (all(word in _COMMON for word in own) and len(named) < SURE_WITH):
        return 0
    return len(named)


def _same(known: str, said: str) -> bool:
    """Say whether a word is the known one; a typo is allowed in long ones only: « Payet » is not « payer »."""
    return known == said or (len(known) > len("payer") and same_word(known, said))

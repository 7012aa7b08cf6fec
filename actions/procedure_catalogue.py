"""The words of every kind of procedure."""

from actions.card import ReissueCard
from actions.procedure_words import ProcedureWords
from mutuelle.procedures.service import Progress

WORDS: dict[str, ProcedureWords] = {one.kind: one for one in (ReissueCard.words,)}


def words_of(progress: Progress) -> ProcedureWords:
    """Return the words of the procedure being talked over."""
    return WORDS[progress.draft.kind]

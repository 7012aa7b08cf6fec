"""The glossary and the code use the same word for the same thing."""

import ast
import importlib
import re
from dataclasses import dataclass
from functools import cache

import pytest

import mutuelle.tables  # noqa: F401  (makes the metadata whole)
from mutuelle.store import Base
from ops.nlu_quality import CONTRACT_INTENTS
from tests.consistency.assistant import ROOT, defined, modules, nodes

NOT_YET = "pas encore"
OF_THE_CHAT = frozenset(
    {
        *("conversations", "events", "buttons", "answers", "recollections", "login_links", "login_failures"),
        "ended_dialogues",
    }
)
OF_THE_ACCOUNT = frozenset(  # how things are done, not what a member calls them
    {
        "account_drafts",
        "addresses",
        "effects",
        "mails",
        "one_time_codes",
        "request_events",
        "request_serials",
        "secure_links",
        "telegram_linkings",
        "telegram_links",
    }
)
TABLES = Base.metadata.tables


@dataclass(frozen=True)
class Term:
    """A row of the glossary."""

    french: str
    meaning: str
    source: str
    identifier: str
    places: str

    @property
    def used(self) -> bool:
        return self.places != NOT_YET


def rows(title):
    """Return the cells of the table under a title of the glossary."""
    text = (ROOT / "docs" / "glossaire.md").read_text(encoding="utf-8")
    section = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def code(cell):
    return re.findall(r"`([^`]+)`", cell)


def terms():
    return [
        Term(french, meaning, source, code(name)[0], places) for french, meaning, source, name, places in rows("Termes")
    ]


@cache
def synonyms():
    return {code(wrong)[0]: code(right) for wrong, right in rows("Synonymes écartés")}


def exists(place):
    """Tell whether a place of the glossary is there: a file, a name of a module, a table or a column."""
    if "/" in place:
        return (ROOT / place).exists()
    if ":" in place:
        module, _, path = place.partition(":")
        found = importlib.import_module(module)
        for name in path.split("."):
            found = getattr(found, name, None)
        return found is not None
    table, _, column = place.partition(".")
    return table in TABLES and (not column or column in TABLES[table].columns)


def names_in_python():
    """Yield each name that the core or the actions define or use, and where."""
    for path in modules("mutuelle", "actions"):
        yield path.stem, path
        for node in nodes(path):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name, path
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id, path
            elif isinstance(node, ast.arg):
                yield node.arg, path
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                yield node.attr, path


@cache
def words_of_name(name):
    """Return the words of an identifier, singular: `ReimbursementLines` → reimbursement, line."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return {form for word in map(str.lower, words) for form in (word, word.removesuffix("s"))}


def test_every_term_has_its_meaning_its_source_and_its_identifier():
    assert len(terms()) > 30
    for term in terms():
        assert all((term.french, term.meaning, term.source, term.places)), term
        assert re.fullmatch(r"[a-z_]+", term.identifier), term
        assert term.meaning.endswith("."), term


def test_one_word_stands_for_one_thing():
    french = [one.strip() for term in terms() for one in term.french.split(",")]
    identifiers = [term.identifier for term in terms()]
    assert len(set(french)) == len(french)
    assert len(set(identifiers)) == len(identifiers)


def test_what_the_glossary_says_is_in_the_code_is_there_under_that_name():
    used = [term for term in terms() if term.used]
    assert len(used) > 25
    for term in used:
        assert code(term.places), term
        for place in code(term.places):
            assert exists(place), (term.french, place)
            assert term.identifier.rstrip("y").replace("_", "") in place.lower().replace("_", ""), (term.french, place)


def test_what_is_not_in_the_code_yet_is_not_there():
    waiting = [term for term in terms() if not term.used]
    assert waiting
    columns = {f"{table.name}.{column.name}" for table in TABLES.values() for column in table.columns}
    for term in waiting:
        assert [name for name in columns if term.identifier in name] == [], term.french


def test_every_table_of_the_member_space_is_a_word_of_the_glossary():
    told = {place.partition(".")[0] for term in terms() for place in code(term.places)}
    assert len(TABLES) > 10
    assert set(TABLES) - told == OF_THE_CHAT | OF_THE_ACCOUNT


def test_a_rejected_synonym_leads_to_a_word_of_the_glossary():
    assert len(synonyms()) > 15
    known = {term.identifier for term in terms()}
    for wrong, right in synonyms().items():
        assert set(right) <= known, wrong
        assert wrong not in known


@pytest.mark.parametrize("name", ["RefundService", "list_refunds", "REFUND", "update_refund", "_refund"])
def test_a_synonym_is_found_in_a_name(name):
    assert "refund" in words_of_name(name)


@pytest.mark.parametrize("name", ["refunding_bank", "coffee", "clientele"])
def test_a_synonym_is_a_whole_word(name):
    assert not words_of_name(name) & synonyms().keys()


def test_no_rejected_synonym_names_anything_in_the_core_or_the_actions():
    names = list(names_in_python())
    assert len(names) > 1_000
    wrong = {
        (name, path.relative_to(ROOT).as_posix()) for name, path in names if words_of_name(name) & synonyms().keys()
    }
    assert wrong == set()


def test_no_rejected_synonym_names_anything_in_the_domain_but_intents_that_are_fixed():
    parts = ("intents", "slots", "forms", "actions", "responses")
    names = {name for part in parts for name in defined(part)}
    assert len(names) > 100
    wrong = {name for name in names - CONTRACT_INTENTS if words_of_name(name) & synonyms().keys()}
    assert wrong == set()


def test_no_rejected_synonym_names_a_table_or_a_column():
    names = {*TABLES, *(column.name for table in TABLES.values() for column in table.columns)}
    assert not {word for name in names for word in words_of_name(name)} & synonyms().keys()

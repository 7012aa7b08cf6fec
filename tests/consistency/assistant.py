"""The assistant's files as data: domain slices, rules, sentences, and what the actions' code names. PyYAML and ast."""

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
TOPICS = frozenset(
    """
    account contract beneficiaries card reimbursements bank third_party documents practitioners requests privacy
    smalltalk profile simulation glossary
    """.split()  # noqa: SIM905 - words read better as words
)
RASAS_INTENTS = frozenset({"nlu_fallback"})
RASAS_ACTIONS = frozenset({"action_deactivate_loop", "action_listen", "action_default_fallback"})
ENTITY = re.compile(r"\[[^\]]+\]\((\w+)\)")


class Strict(yaml.SafeLoader):
    """Refuses a key given twice in one mapping, which YAML loaders drop silently."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - PyYAML's signature
        keys = [key.value for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        assert not twice, f"{node.start_mark}: given twice: {twice}"
        return super().construct_mapping(node, deep)


def topic_of(path: Path) -> str:
    """Return the topic that a file is named after: bank.yml, bank_refunds.yml."""
    return next((topic for topic in TOPICS if f"{path.stem}_".startswith(f"{topic}_")), path.stem)


@dataclass(frozen=True)
class Slice:
    """One domain file: the topic it is named after ("" for domain.yml), its content."""

    path: Path
    content: dict[str, Any]

    @property
    def topic(self) -> str:
        return "" if self.path.name == "domain.yml" else topic_of(self.path)

    def names(self, part: str) -> list[str]:
        """Return the names that a part (intents, entities, actions, responses …) of this file defines."""
        found = self.content.get(part) or []
        return [next(iter(one)) if isinstance(one, dict) else one for one in found]


def load(path: Path) -> dict[str, Any]:
    content = yaml.load(path.read_text(encoding="utf-8"), Strict)
    assert isinstance(content, dict), path
    return content


@cache
def slices() -> tuple[Slice, ...]:
    paths = [ROOT / "domain.yml", *sorted((ROOT / "domain").rglob("*.yml"))]
    return tuple(Slice(path, load(path)) for path in paths)


def defined(part: str) -> list[str]:
    """Return the names that the domain defines, as often as it does."""
    return [name for one in slices() for name in one.names(part)]


def contents(part: str) -> dict[str, Any]:
    """Return the definitions of a part by name."""
    return {name: value for one in slices() for name, value in (one.content.get(part) or {}).items()}


@cache
def rules() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return the rules with the topic of their file."""
    return tuple(
        (topic_of(path), rule)
        for path in sorted((ROOT / "data" / "rules").glob("*.yml"))
        for rule in load(path)["rules"]
    )


def in_rules(kind: str) -> list[str]:
    """Return the intents, actions or active loops that the rules name."""
    return [step[kind] for _, rule in rules() for step in rule["steps"] if step.get(kind)]


@cache
def sentences() -> tuple[tuple[Path, str, list[str]], ...]:
    """Return each training file's path, intent and examples."""
    return tuple(
        (path, block["intent"], [line.removeprefix("- ") for line in block["examples"].splitlines()])
        for path in sorted((ROOT / "data" / "nlu").rglob("*.yml"))
        for block in load(path)["nlu"]
    )


def modules(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a module's code; each module is parsed once, however many tests look at it."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def strings(path: Path) -> list[str]:
    """Return a module's string literals, without docstrings."""
    docs = {
        id(node.body[0].value)
        for node in nodes(path)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def actions_in_python() -> list[str]:
    """Return the names of the action classes: their `action_name`, or what their `name` method returns."""
    found = []
    for path in modules("actions"):
        for node in nodes(path):
            if isinstance(node, ast.ClassDef):
                found += [name for part in node.body for name in _named(part)]
    return found


def _named(part: ast.stmt) -> Iterator[str]:
    value: ast.expr | None = None
    if isinstance(part, ast.Assign) and [getattr(one, "id", "") for one in part.targets] == ["action_name"]:
        value = part.value
    elif isinstance(part, ast.FunctionDef) and part.name == "name" and isinstance(part.body[-1], ast.Return):
        value = part.body[-1].value
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


def responses_in_python() -> list[str]:
    """Return the responses that the actions' code names; a placeholder in a name stands as `{…}`."""
    texts = [text for path in modules("actions") for text in strings(path)]
    return [text for text in texts if re.fullmatch(r"utter_[a-z0-9_{}]+", text) and text != "utter_message"]


def responses_named(pattern: str, responses: Collection[str]) -> set[str]:
    """Return the responses that a name in the code, with its placeholders, can be."""
    if "{" not in pattern:
        return {pattern}.intersection(responses)
    parts = re.split(r"\{\w*\}", pattern)
    named = re.compile("[a-z0-9_]+".join(map(re.escape, parts)))
    return {response for response in responses if named.fullmatch(response)}

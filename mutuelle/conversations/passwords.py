"""Recognises a password, or a one-time code, that a member types in a chat, where neither belongs."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from mutuelle.wording import fold, words_of

DOTS = "•" * 8
SHORTEST_GUESSED = 8
SHORTEST_NAMED = 4

_KEYWORD = r"(?:mots?[\s_-]*d[eu][\s_-]*pass?e+s?|m\.?d\.?p\b\.?|pass[\s_-]?words?|passwd|pwd|code\s+secret)"
_QUOTE = "[\"'«»“”‘’`]"
_SAID = re.compile(
    rf"\b{_KEYWORD}(?P<middle>(?:\s+(?!(?:est|c|etait|était|sera|is)\b)[^\W\d_]{{1,14}}){{0,4}}?)\s*"
    r"(?P<link>(?:c['’\s]?\s?est|est|était|etait|sera|is|serait|[:=]+>?|[-–—]+>|→)\s*[:=]*\s*)?"
    r"(?=(?P<rest>[^\n]+))",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?P<value>\S+)\s*[,:;]?\s*(?:c['’\s]?\s?est|est|voil[àa]|voici|=)\s+(?:bien\s+)?(?:mon|le|notre|ton|votre)\s+{_KEYWORD}",
    re.IGNORECASE,
)
_QUOTED = re.compile(rf"\s*{_QUOTE}\s*(?P<value>[^\n]{{3,}}?)\s*{_QUOTE}(?=\W|$)")
_TOKEN = re.compile(r"\S+")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_WITH_MAIL = re.compile(rf"{_MAIL.pattern}\s*(?:[/,;:|&+-]|et)?\s+(?P<value>\S+)")
_CODE = re.compile(r"\b\d{3}[ \u00a0.-]?\d{3}\b")
_CODE_SAID = re.compile(
    r"\bcode\b(?:\s+(?:re[cç]u|de\s+confirmation|de\s+v[ée]rification|secret|[àa]\s+6\s+chiffres))*"
    rf"\s*(?:est|c['’]est|[:=])?\s*(?P<value>{_CODE.pattern})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Masked:
    """A text without its secret; `kind`: `password` or `code`, None when it held none."""

    text: str
    kind: str | None


def mask_typed_secret(text: str, *, after: str = "") -> Masked:
    """Return the text with a password or a one-time code hidden.

    `after`: what the assistant said just before; where it spoke of a password or a code, a lone word that looks like
    one is taken for it. Not every password can be told from a word: what is named as one is believed to be one.
    """
    spans = [*_named(text), *_announced(text), *_beside_mail(text)]
    if not spans and (alone := _alone(text, after)):
        spans = [alone]
    if spans:
        return Masked(_hide(text, spans), "password")
    codes = [match.span("value") for match in _CODE_SAID.finditer(text)]
    if not codes and speaks_of(after, "code") and _CODE.fullmatch(text.strip()):
        codes = [(0, len(text))]
    return Masked(_hide(text, codes), "code") if codes else Masked(text, None)


def speaks_of(said: str, what: str) -> bool:
    """Say whether the assistant's words speak of a `password` or of a one-time `code`."""
    plain = fold(said)
    if what == "password":
        return "mot de passe" in plain
    return "code" in plain and "6 chiffres" in plain


def looks_alone(text: str) -> bool:
    """Say whether the whole text is one word that could be a secret, so that what was said before matters."""
    stripped = text.strip()
    return bool(stripped) and (_TOKEN.fullmatch(stripped) is not None or _CODE.fullmatch(stripped) is not None)


def _named(text: str) -> list[tuple[int, int]]:
    spans = []
    for match in _SAID.finditer(text):
        rest, start = match["rest"], match.start("rest")
        if quoted := _QUOTED.match(rest):
            if not _is_ordinary(quoted["value"]):
                spans.append((start + quoted.start("value"), start + quoted.end("value")))
        elif span := _value_in(rest, linked=match["link"] is not None):
            spans.append((start + span[0], start + span[1]))
    return spans


def _value_in(rest: str, *, linked: bool) -> tuple[int, int] | None:
    """Return where the secret stands after its announcement: a word that looks like one, or all that was said."""
    for token in _TOKEN.finditer(rest):
        if _is_guessable(token[0].strip(".,;!?"), shortest=SHORTEST_NAMED):
            return token.span()
        if not linked and not _is_ordinary(token[0]):
            return None
    if linked and not _is_ordinary(rest):
        said = rest.strip()
        if len(said) >= SHORTEST_NAMED and not said.endswith("?"):
            return 0, len(rest)
    return None


def _announced(text: str) -> list[tuple[int, int]]:
    return [m.span("value") for m in _BEFORE.finditer(text) if _is_guessable(m["value"], shortest=SHORTEST_NAMED)]


def _beside_mail(text: str) -> list[tuple[int, int]]:
    return [m.span("value") for m in _WITH_MAIL.finditer(text) if _is_strong(m["value"])]


def _alone(text: str, after: str) -> tuple[int, int] | None:
    token = _TOKEN.fullmatch(text.strip())
    if token is None or len(token[0]) < SHORTEST_GUESSED:
        return None
    symbols = len(re.findall(r"[!#$%&*?+=^~§£]", token[0].rstrip("?!")))
    if _is_strong(token[0]) and (symbols or speaks_of(after, "password")):
        return 0, len(text)
    return None


def _is_strong(word: str) -> bool:
    """Say whether a word follows the rule of our passwords, and is none of the things that members write."""
    if len(word) < SHORTEST_GUESSED or _MAIL.fullmatch(word) or "://" in word:
        return False
    month = re.fullmatch(r"([^\W\d_]+)[\s/.-]?(?:19|20)\d\d", word)
    if month and month[1].lower() in _ordinary()["months"]:
        return False
    return all(re.search(kind, word) for kind in (r"[a-zà-ÿ]", r"[A-ZÀ-Ý]", r"\d"))


def _is_guessable(word: str, *, shortest: int) -> bool:
    if len(word) < shortest or _MAIL.fullmatch(word):
        return False
    if re.fullmatch(r"\d{1,2}[hH/]\d{0,4}(?:/\d+)?|\d+(?:er|e|eme|ème|h|min|ans?|jours?|fois)", word):
        return False
    has_letter, has_digit = re.search(r"[^\W\d_]", word), re.search(r"\d", word)
    mixed = re.search(r"[a-zà-ÿ][A-ZÀ-Ý]", word)
    symbol = re.search(r"[^\W_][@#$%&*+=^~§£!_][^\W_]", word)
    number = has_digit and not has_letter and len(word) >= 6 and not re.search(r"[/.]", word)  # noqa: PLR2004
    return bool((has_letter and has_digit) or mixed or symbol or number)


def _is_ordinary(words: str) -> bool:
    """Say whether the words speak of a password rather than being one: « oublié », « je ne le retrouve plus »."""
    ordinary = _ordinary()["words"]
    return not words_of(words) or any(word in ordinary for word in words_of(words))


def _hide(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with what the spans cover, which may overlap, replaced by dots."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    for start, end in reversed(apart):
        text = f"{text[:start]}{DOTS}{text[end:]}"
    return text


@cache
def _ordinary() -> dict[str, frozenset[str]]:
    """Return the folded words that are never a password by themselves."""
    content = yaml.safe_load(Path(__file__).with_name("ordinary.yml").read_text(encoding="utf-8"))
    return {
        "words": frozenset(word for line in content["words"] for word in words_of(line)),
        "months": frozenset(content["months"]),
    }

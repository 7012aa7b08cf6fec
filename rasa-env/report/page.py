"""The report as one page that needs nothing else: tables, and pictures drawn as SVG. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from report.figures import Read, Score, by_entity, by_intent, calibration, confusions

_WANTED = {
    "intent_accuracy": (0.93, "bonne intention servie"),
    "intent_macro_f1": (0.92, "macro-F1 des intentions"),
    "out_of_scope_recall": (0.85, "hors sujet reconnu"),
    "real_requests_refused": (0.03, "vraies demandes refusées (au plus)"),
    "emergency_recall": (1.0, "urgences reconnues"),
    "entity_f1": (0.85, "F1 des entités"),
    "parse_ms_p50": (30.0, "ms par phrase, médiane (au plus)"),
}
_AT_MOST = frozenset({"real_requests_refused", "parse_ms_p50"})
_SIDE = 320
_CELL = 11
_MARGIN = 190
_SHOWN = 40
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
table { border-collapse: collapse; margin: 1rem 0; } td, th { padding: .2rem .7rem; text-align: right; }
td:first-child, th:first-child { text-align: left; } tr:nth-child(even) { background: #f3f5f7; }
.no { color: #a40000; font-weight: 600; } .yes { color: #116329; } svg { max-width: 100%; height: auto; }
text { font: 10px system-ui, sans-serif; } @media (prefers-color-scheme: dark) {
  body { background: #16181c; color: #e8e8e8; } tr:nth-child(even) { background: #22262c; } text { fill: #e8e8e8; }
  .no { color: #ff8f8f; } .yes { color: #7ee2a0; } }
"""


def page(
    *,
    title: str,
    summary: Mapping[str, float],
    noisy: Mapping[str, Mapping[str, float]],
    reads: Sequence[Read],
    compared: Mapping[str, Any] | None = None,
) -> str:
    """Return the report in HTML: `summary` of the sentences as written, `noisy` by the noise put on them.

    `compared` is what `compare_pipelines.py --json` last wrote: each way's figures, when and on what machine.
    """
    parts = [
        f"<h1>{escape(title)}</h1>",
        "<h2>Chiffres voulus</h2>",
        _goals(summary),
        "<h2>Tous les chiffres</h2>",
        _table(("", ""), [(name, _number(value)) for name, value in summary.items()]),
        "<h2>Résistance au bruit</h2>",
        _robustness(summary, noisy),
        "<h2>Confiance et justesse</h2>",
        "<p>Une intention sûre à 80 % devrait être juste 8 fois sur 10 : la ligne en tirets.</p>",
        _curve(calibration(reads)),
        "<h2>Intentions</h2>",
        _scores(by_intent(reads)),
        "<h2>Confusions</h2>",
        "<p>Une ligne : ce qui était voulu ; une colonne : ce qui a été compris.</p>",
        _matrix(reads),
        _table(("voulu", "compris", "fois"), [(a, b, str(n)) for a, b, n in confusions(reads)[:_SHOWN]]),
        "<h2>Entités</h2>",
        _scores(by_entity(reads)),
        *(_comparison(compared) if compared else ()),
    ]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return (
        f'<!doctype html><html lang="fr"><head>{head}<style>{_STYLE}</style></head><body>{"".join(parts)}</body></html>'
    )


def _goals(summary: Mapping[str, float]) -> str:
    rows = []
    for name, (wanted, said) in _WANTED.items():
        value = summary[name]
        reached = value <= wanted if name in _AT_MOST else value >= wanted
        mark = '<span class="yes">atteint</span>' if reached else '<span class="no">manqué</span>'
        rows.append((escape(said), _number(value), _number(wanted), mark))
    return _raw_table(("", "mesuré", "voulu", ""), rows)


def _robustness(summary: Mapping[str, float], noisy: Mapping[str, Mapping[str, float]]) -> str:
    shown = ("intent_accuracy", "intent_macro_f1", "out_of_scope_recall", "emergency_recall", "entity_f1")
    rows = [("tel qu'écrit", *(_number(summary[one]) for one in shown))]
    rows += [(name, *(_number(ones[one]) for one in shown)) for name, ones in noisy.items()]
    return _table(("", *shown), rows)


def _comparison(compared: Mapping[str, Any]) -> list[str]:
    ways: Mapping[str, Mapping[str, float]] = compared["ways"]
    names = list(next(iter(ways.values()), {}))
    rows = [(way, *(_number(found[name]) for name in names)) for way, found in ways.items()]
    told = f"Mesuré le {compared['when']} : {compared['machine']}."
    return ["<h2>Autres façons de comprendre</h2>", f"<p>{escape(told)}</p>", _table(("", *names), rows)]


def _scores(scores: Sequence[Score]) -> str:
    rows = [
        (one.name, str(one.expected), _number(one.precision), _number(one.recall), _number(one.f1)) for one in scores
    ]
    return _table(("", "phrases", "précision", "rappel", "F1"), rows)


def _curve(points: Sequence[tuple[float, float, int]]) -> str:
    def at(share: float) -> float:
        return share * _SIDE

    path = " ".join(f"{at(sure):.0f},{_SIDE - at(right):.0f}" for sure, right, _ in points)
    dots = "".join(
        f'<circle cx="{at(sure):.0f}" cy="{_SIDE - at(right):.0f}" r="{3 + n**0.5 / 3:.1f}" fill="#1f6feb">'
        f"<title>{n} phrases, sûr à {sure:.0%}, juste à {right:.0%}</title></circle>"
        for sure, right, n in points
    )
    return (
        f'<svg viewBox="-30 -10 {_SIDE + 60} {_SIDE + 40}" width="420" role="img" aria-label="courbe de calibration">'
        f'<rect width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>'
        f'<line x1="0" y1="{_SIDE}" x2="{_SIDE}" y2="0" stroke="#999" stroke-dasharray="4"/>'
        f'<polyline points="{path}" fill="none" stroke="#1f6feb" stroke-width="2"/>{dots}'
        f'<text x="{_SIDE / 2}" y="{_SIDE + 20}">confiance</text><text x="-28" y="-2">justesse</text></svg>'
    )


def _matrix(reads: Sequence[Read]) -> str:
    names = sorted({read.intent for read in reads} | {read.served for read in reads})
    places = {name: place for place, name in enumerate(names)}
    totals = Counter(read.intent for read in reads)
    cells = "".join(
        f'<rect x="{_MARGIN + places[served] * _CELL}" y="{_MARGIN + places[meant] * _CELL}" width="{_CELL}" '
        f'height="{_CELL}" fill="{"#2da44e" if meant == served else "#cf222e"}" '
        f'fill-opacity="{0.15 + 0.85 * times / totals[meant]:.2f}"><title>{meant} → {served} : {times}</title></rect>'
        for (meant, served), times in Counter((read.intent, read.served) for read in reads).items()
    )
    rows = "".join(
        f'<text x="{_MARGIN - 4}" y="{_MARGIN + place * _CELL + 9}" text-anchor="end">{name}</text>'
        f'<text transform="translate({_MARGIN + place * _CELL + 9} {_MARGIN - 4}) rotate(-90)">{name}</text>'
        for name, place in places.items()
    )
    side = _MARGIN + len(names) * _CELL
    return f'<svg viewBox="0 0 {side} {side}" width="{side}" role="img" aria-label="confusions">{cells}{rows}</svg>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _raw_table(head, [[escape(cell) for cell in row] for row in rows])


def _raw_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) and value > 1 else f"{value:.3f}"

"""Draws a chart of the log as a picture, since Telegram has none of its own."""

from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

WIDTH_IN, DPI = 6.4, 150
BAR_IN, AROUND_IN = 0.42, 1.3
MOST_BARS = 36
INK, BRAND, LINE = "#10302e", "#0b5f5a", "#cfdedb"


def draw(body: dict[str, Any]) -> bytes:
    """Return a PNG of horizontal bars, each with its label and its value in words; the text is the caption's."""
    bars = body["bars"][-MOST_BARS:]
    figure = Figure(figsize=(WIDTH_IN, AROUND_IN + BAR_IN * len(bars)), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    labels, values = [bar["label"] for bar in bars], [bar["value"] for bar in bars]
    drawn = axes.barh(range(len(bars)), values, color=BRAND, height=0.62)
    axes.set_yticks(range(len(bars)), labels, color=INK)
    axes.invert_yaxis()
    axes.bar_label(drawn, [bar["shown"] for bar in bars], padding=4, color=INK)
    axes.set_xlim(0, (max(values) or 1) * 1.28)
    axes.set_title(body["title"], loc="left", color=INK, fontweight="bold", fontsize=12, wrap=True)
    axes.xaxis.set_visible(False)
    axes.tick_params(length=0)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(LINE)
    made = BytesIO()
    figure.savefig(made, format="png", metadata={"Software": None})
    return made.getvalue()

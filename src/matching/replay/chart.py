"""The contest as a picture: SVG in which text stays text, the same bytes for the same figures."""

from collections.abc import Sequence
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

from matching.replay.contest import Contender, Result
from matching.replay.measures import Measures
from matching.replay.tables import rows_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANELS = (
    ("placements", "Placements a year", "more is better"),
    ("waiting_p95", "Waiting, 95th percentile (days)", "less is better"),
    ("off_target", "Placements off target", "less is better"),
    ("urgent_unplaced", "Urgent clients still waiting", "less is better"),
)
"""What is drawn: a measure, its name, and which way is good."""

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "matchingspunt",
    "font.family": "sans-serif",
    "font.size": 9,
}
_LABEL = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
_SHADE, _INK = "#c9d7e6", "#1b2a3a"


def chart(results: Sequence[Result]) -> str:
    """Return an SVG: a panel for each measure, a bar for each policy with its mean, a dot for each year."""
    import matplotlib as mpl  # noqa: PLC0415 - half a second that only a picture costs
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(10, 5.6), layout="constrained")
        panels = figure.subplots(2, 2).flat
        for panel, (name, title, good) in zip(panels, PANELS, strict=True):
            _draw(panel, results, name=name, title=f"{title} ({good})")
        text = StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    return _described(text.getvalue(), results)


def _draw(panel: "Axes", results: Sequence[Result], *, name: str, title: str) -> None:
    contenders = [one for one in Contender if any(result.contender is one for result in results)]
    for place, contender in enumerate(reversed(contenders)):
        values = [_value(one.measures, name) for one in results if one.contender is contender]
        mean = sum(values) / len(values)
        hatch = "///" if contender is Contender.CLAIRVOYANT else ""
        panel.barh(place, mean, color=_SHADE, edgecolor=_INK, hatch=hatch, height=0.62)
        panel.plot(values, [place] * len(values), "o", color=_INK, markersize=3.5, clip_on=False)
        panel.text(
            0, place, f" {mean:.1f} ", va="center", ha="left", color=_INK, fontweight="bold", bbox=_LABEL
        )
    panel.set_yticks(range(len(contenders)), [one.english for one in reversed(contenders)])
    panel.set_title(title, loc="left", fontsize=9.5)
    panel.set_xlim(left=0)
    panel.spines[["top", "right"]].set_visible(False)


def _value(measures: Measures, name: str) -> float:
    value: float = getattr(measures, name)
    return value


def _described(svg: str, results: Sequence[Result]) -> str:
    """Give the picture a title, and its figures in words, for who can't see it."""
    told = " ".join(
        f"{Contender(row.policy).english}: {row.placements} placements in all, 95th percentile of waiting "
        f"{row.waiting_p95} days, {row.off_target} off target a year, {row.urgent_unplaced} urgent clients left."
        for row in rows_of(results)
    )
    head = '<svg role="img" aria-labelledby="replay-title replay-desc" '
    words = (
        '\n <title id="replay-title">Policies replayed</title>'
        f'\n <desc id="replay-desc">{escape(told)} Bars are means, dots are single years; '
        "the clairvoyant is hatched.</desc>"
    )
    opened = svg.replace("<svg ", head, 1)
    end = opened.index(">", opened.index(head)) + 1
    return opened[:end] + words + opened[end:]

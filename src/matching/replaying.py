"""The command `matchingspunt replay`: a year of arrivals under every policy, as a table, as JSON and as a picture."""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from matching.settings import Settings

if TYPE_CHECKING:
    from matching.replay import Answers, History, Result

FIRST_EARLIER = 10_001
"""Seed of the first invented year that the reserving policy learns from: none that anybody replays."""

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a day, as it is typed
"""Before every run."""

out, err = Console(), Console(stderr=True)

Year = Annotated[
    Path | None,
    typer.Option(
        help="A file of the format matchingspunt/history@1; without it, invented years.",
        exists=True,
        dir_okay=False,
    ),
]
Earlier = Annotated[
    list[Path] | None,
    typer.Option(
        "--earlier", help="History of an earlier year, to learn from; may be repeated.", exists=True
    ),
]


def replay(
    *,
    history: Year = None,
    earlier: Earlier = None,
    seeds: Annotated[int, typer.Option(help="Replay the invented years 1 up to this.", min=1, max=1_000)] = 5,
    learn: Annotated[
        int, typer.Option(help="How many other invented years to learn from.", min=1, max=50)
    ] = 5,
    seed: Annotated[int, typer.Option(help="Settles the answers of people, with --history.", min=0)] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    chart: Annotated[Path | None, typer.Option(help="Write a picture here, as SVG.")] = None,
    region: Annotated[
        str | None, typer.Option(help="With --keep: the region whose own runs make the history.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(help="With --region: leave out runs from before this day.", formats=["%Y-%m-%d"]),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Write a history here and stop: the invented year 1, or a region's.")
    ] = None,
) -> None:
    """Replay a year week by week under five policies, and compare what came of it; only --region needs a database."""
    from matching import replay as room  # noqa: PLC0415 - each command loads only what it needs

    if region and not keep:
        raise typer.BadParameter("Say with --keep where the history goes.", param_hint="--region")
    if keep:
        kept = _own_history(region, since or EPOCH) if region else room.invented_year(1)
        written = room.write_history(kept)
        keep.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
        return
    if history is None:
        years = {f"seed {one}": _with_answers(room.invented_year(one), one) for one in range(1, seeds + 1)}
        others = [room.invented_year(FIRST_EARLIER + one) for one in range(learn)]
    else:
        years = {history.name: _with_answers(_read(history), seed)}
        others = [_read(file) for file in earlier or ()]
    contenders = [one for one in room.Contender if others or one is not room.Contender.RESERVING]
    results = room.compete(years, earlier=others, contenders=contenders, tell=err.print)
    if chart:
        chart.write_text(room.chart(results), encoding="utf-8")
    if as_json:
        sys.stdout.write(json.dumps(room.document_of(results), indent=1) + "\n")
    else:
        out.print(_table(results))


def _own_history(slug: str, since: datetime) -> "History":
    """Return what the runs of a region looked at."""
    from matching.actors import OPERATOR  # noqa: PLC0415
    from matching.operations.histories import keep_history  # noqa: PLC0415
    from matching.processes import database  # noqa: PLC0415
    from matching.queries import regions  # noqa: PLC0415
    from matching.workplace import open_workshop  # noqa: PLC0415

    async def look(url: str) -> "History":
        async with open_workshop(settings, url=url) as workshop, workshop.open(OPERATOR) as work:
            found = await regions.region(work, slug=slug)
            return await keep_history(work, region=found, since=since.replace(tzinfo=UTC))

    settings = Settings()
    with database(settings) as found:
        return asyncio.run(look(found.url))


def _read(file: Path) -> "History":
    from matching.replay import read_history  # noqa: PLC0415

    return read_history(json.loads(file.read_text(encoding="utf-8")))


def _with_answers(history: "History", seed: int) -> "tuple[History, Answers]":
    from matching.replay import Answers  # noqa: PLC0415

    return history, Answers(history, seed)


def _table(results: "Sequence[Result]") -> Table:
    """Return a line for each policy: counts in all, days and points as means over the years."""
    from matching.replay import Contender, rows_of  # noqa: PLC0415

    table = Table("policy", box=SIMPLE_HEAD)
    for name in ("placed", "of best", "crisis", "urgent", "regular", "waiting", "p95", "urgent left"):
        table.add_column(name, justify="right")
    for name in ("off target", "refusals", "vacant", "taken back", "suitability"):
        table.add_column(name, justify="right")
    for row in rows_of(results):
        share = "" if row.share is None else f"{row.share:.1f} %"
        table.add_row(
            Contender(row.policy).english,
            *map(str, (row.placements, share, row.crisis, row.urgent, row.regular)),
            *(f"{days:.0f}" for days in (row.waiting_mean, row.waiting_p95)),
            *map(str, (row.urgent_unplaced, row.off_target, row.refusals)),
            *(f"{days:.0f}" for days in (row.vacancy_days, row.taken_back, row.suitability)),
        )
    return table

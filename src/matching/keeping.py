"""The commands that keep a database: back it up, put it back, and list who was erased."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from matching.settings import Settings

if TYPE_CHECKING:
    import psycopg

out, err = Console(), Console(stderr=True)
Data = Annotated[Path | None, typer.Option(help="Where the embedded PostgreSQL keeps its data.")]


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it; must not be there yet.", dir_okay=False)],
    data: Data = None,
) -> None:
    """Write the whole database to one file, also while the service runs. Keep it as carefully as the database."""
    from matching import backups
    from matching.processes import database
    from matching.workplace import utc_now

    with database(_settings(data), migrated=False) as found:
        made = backups.back_up(found.url, file, at=utc_now())
    told = f"{sum(made.rows.values())} rows of {len(made.rows)} tables, {made.size} bytes, revision {made.revision}"
    out.print(f"{file}: {told}.", highlight=False, soft_wrap=True)


def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.", exists=True, dir_okay=False)],
    replace: Annotated[bool, typer.Option("--replace", help="Lose what is in the database now.")] = False,
    erasures: Annotated[
        Path | None,
        typer.Option(help="What `erasures` printed since: whoever is in it is erased again.", exists=True),
    ] = None,
    data: Data = None,
) -> None:
    """Put a backup into an empty database, erase again who was erased since, and check every seal."""
    from matching import backups
    from matching.operations.forgetting import afresh
    from matching.processes import database

    settings = _settings(data)
    with database(settings, migrated=False) as found, backups.alone(found.url) as connection:
        known = [] if erasures is None else afresh.read_list(erasures.read_text(encoding="utf-8"))
        if replace:
            known += asyncio.run(known_erasures(settings, found.url))
        with backups.putting_back(connection, found.url, file, replace=replace) as made:
            again, breaks = asyncio.run(_set_right(settings, found.url, known, made))
        _learn(connection)
    out.print(f"{sum(made.rows.values())} rows as of {made.made_at}; {again} erased again.", highlight=False)
    if erasures is None and not replace:
        err.print(
            f"Whoever was erased after {made.made_at} is back, unless you restore with --erasures.",
            highlight=False,
            soft_wrap=True,
        )
    for sentence in breaks:
        err.print(sentence, highlight=False, soft_wrap=True)
    if breaks:
        raise typer.Exit(1)


def _learn(connection: "psycopg.Connection[Any]") -> None:
    """Have PostgreSQL look what there is; that it could not is only told, for all is restored by now."""
    from matching import backups

    try:
        backups.learn(connection)
    except backups.NotLookedInto as error:
        err.print(str(error), highlight=False, soft_wrap=True)


def erasures(data: Data = None) -> None:
    """Print who was erased, or is about to be, a line each: keep it apart from the backups, for a restore."""
    from matching.processes import database

    settings = _settings(data)
    with database(settings) as found:
        for one in asyncio.run(known_erasures(settings, found.url)):
            typer.echo(json.dumps(one))


def _settings(data: Path | None) -> Settings:
    return Settings() if data is None else Settings(data=data)


async def known_erasures(settings: Settings, url: str) -> list[dict[str, Any]]:
    """Return who was erased; nobody in a database without our tables.

    Raises
    ------
    DatabaseIsBehind
        When its tables are of another version: who was erased can't be told, and would come back.
    """
    from matching import migrations
    from matching.operations.forgetting import afresh
    from matching.workplace import open_workshop

    if migrations.current(url) == migrations.NOTHING:
        return []
    migrations.require_head(url)
    async with open_workshop(settings, url=url) as workshop, workshop.open() as work:
        return await afresh.list_erasures(work)


async def _set_right(
    settings: Settings, url: str, known: Sequence[dict[str, Any]], made: Any
) -> tuple[int, list[str]]:
    """Erase again, and walk both chains: return how many were erased, and what does not hold."""
    from matching.operations import seals
    from matching.operations.forgetting import afresh
    from matching.vocabulary import Trail
    from matching.workplace import open_workshop

    async with open_workshop(settings, url=url) as workshop:
        again = await afresh.erase_again(workshop, known)
        breaks: list[str] = []
        for trail in Trail:
            link = made.seals.get(trail.value)
            expected = {link[0]: bytes.fromhex(link[1])} if link else {}
            async with workshop.open() as work:
                chain = await seals.inspect(work, trail, expected=expected)
            breaks += [f"{trail}: {sentence}" for sentence in chain.breaks]
    return again, breaks

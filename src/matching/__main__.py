"""The command `matchingspunt`."""

import asyncio
import atexit
import gc
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from matching import __version__, keeping, logs
from matching.doors.languages import Language
from matching.errors import MatchingError
from matching.replaying import replay
from matching.settings import Settings

if TYPE_CHECKING:
    from matching.operations import areas
    from matching.work import Work

T = TypeVar("T")

app = typer.Typer(
    name="matchingspunt",
    help="Propose the best homes for people leaving sheltered living or shelter, keep every agreement, explain it all.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog="Every knob is an environment variable too, such as MATCHING_DATABASE_URL; see README.md.",
)
areas_app = typer.Typer(no_args_is_help=True, help="The map: municipalities, districts and neighbourhoods.")
journal_app = typer.Typer(no_args_is_help=True, help="The journal: what happened, and who looked.")
keys_app = typer.Typer(no_args_is_help=True, help="API keys.")
app.add_typer(areas_app, name="areas")
app.add_typer(keys_app, name="keys")
app.command()(replay)
app.command()(keeping.backup)
app.command()(keeping.restore)
app.command()(keeping.erasures)
app.add_typer(journal_app, name="journal")

RARELY = 50_000
"""After how many new objects cycles are looked for; a start, or a page of fifty, makes hardly a cycle. [object]"""

out = Console()
err = Console(stderr=True)


class Exit(IntEnum):
    """Exit codes."""

    DONE = 0
    REFUSED = 1
    MISUSED = 2
    BROKEN = 3


def settings_with(**given: object) -> Settings:
    """Return the settings, with what was given on the command line above the environment."""
    return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


Port = Annotated[int | None, typer.Option(help="Where HTTP listens.", min=0, max=65_535)]
Host = Annotated[str | None, typer.Option(help="The address HTTP listens on.")]
Workers = Annotated[
    int | None, typer.Option(help="Worker processes; 0 to run them elsewhere.", min=0, max=32)
]
Lifeline = Annotated[
    bool,
    typer.Option("--lifeline", hidden=True, help="Stop when standard input ends: who started it is gone."),
]
Data = Annotated[Path | None, typer.Option(help="Where the embedded PostgreSQL keeps its data.")]


@app.callback()
def log(verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more.")] = False) -> None:
    """Set up logging: one line an event, without personal data, to standard error."""
    settings = Settings()
    logs.set_up(as_json=settings.log_format == "json", level="debug" if verbose else settings.log_level)


@app.command()
def serve(port: Port = None, host: Host = None, workers: Workers = None, data: Data = None) -> None:
    """Start everything: PostgreSQL when no URL is given, the API and the workers; Ctrl-C stops it all."""
    from matching.processes import Household, database, on_free_port

    settings = on_free_port(settings_with(port=port, host=host, workers=workers, data=data))
    with database(settings) as found, Household(settings, found) as household:
        kind = (
            "the database you gave"
            if settings.database_url
            else "the embedded PostgreSQL: for trying and small pilots"
        )
        household.wait_until_answering()
        err.print(f"http://{settings.host}:{settings.port}/docs on {kind}. Ctrl-C stops.", soft_wrap=True)
        household.wait()


@app.command(hidden=True)
def api(port: Port = None, host: Host = None, lifeline: Lifeline = False) -> None:
    """Run one API process on a migrated database."""
    from matching.main import create_app, leave
    from matching.migrations import head
    from matching.processes import database, door, end_with_parent
    from matching.serving import listen

    settings = settings_with(port=port, host=host)
    if lifeline:
        end_with_parent(settings)
    # Who watches over us found the database usable. If it went away since, we listen and say so: 503 at `ready`.
    with database(settings, patient=lifeline) as found, door(settings) as listening:
        service = create_app(settings, url=found.url, revision=head())
        listen(
            service,
            at=listening,
            trusted_proxies=settings.trusted_proxies,
            patience=settings.body_patience,
            leaving=partial(leave, service),
            drain=settings.drain,
            graceful=settings.graceful,
        )


@app.command()
def work(
    once: Annotated[bool, typer.Option("--once", help="Stop when no job is left.")] = False,
    lifeline: Lifeline = False,
) -> None:
    """Do the jobs, here or on another machine: set MATCHING_DATABASE_URL to the same database."""
    from matching.migrations import require_usable
    from matching.processes import database, end_with_parent
    from matching.workplace import work_once, work_until_stopped

    settings = Settings()
    if lifeline:
        end_with_parent(settings)
    with database(settings, patient=lifeline) as found:
        if once:
            asyncio.run(work_once(settings, url=found.url))
        else:
            require = partial(require_usable, found.url)
            asyncio.run(work_until_stopped(settings, url=found.url, require=require))


@app.command()
def migrate(
    to: Annotated[
        str, typer.Option(help="`head`, `base`, a revision further on, or a step such as -1.")
    ] = "head",
    check: Annotated[bool, typer.Option("--check", help="Only tell whether tables and code agree.")] = False,
    data: Data = None,
) -> None:
    """Bring the database to the tables of this version."""
    from matching import migrations
    from matching.processes import database

    settings = settings_with(data=data)
    if check:
        _check_drift()
        return
    with database(settings, migrated=False) as found:
        migrations.require_whole(found.url)
        before = migrations.current(found.url)
        migrations.migrate(found.url, to=to)
        out.print(f"From {before} to {migrations.current(found.url)}.")


def _check_drift() -> None:
    """Migrate an empty database up, down and up again, and compare it with the code."""
    import tempfile

    from matching import embedded, migrations

    with tempfile.TemporaryDirectory(prefix="matchingspunt-drift-") as folder:
        Path(folder).chmod(0o711)
        fast = {"fsync": "off", "full_page_writes": "off"}
        with embedded.start(Path(folder) / "postgres", settings=fast) as server:
            for to in ("head", "base", "head"):
                migrations.migrate(server.url, to=to)
            found = migrations.drift(server.url)
    if found:
        raise typer.BadParameter("The tables and the code differ:\n" + "\n".join(found), param_hint="--check")
    out.print("Up, down and up again; tables and code agree.")


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop after the matching instead of serving.")] = False,
    port: Port = None,
    host: Host = None,
    data: Data = None,
) -> None:
    """Fill an invented Parkstad, run a matching, show where to look, and serve it."""
    from matching.demonstration import demonstrate

    given = settings_with(port=port, host=host, data=data or Path(".matchingspunt/demo"), persist_key=True)
    demonstrate(given, once=once, out=out)


@areas_app.command("import")
def import_areas(
    file: Annotated[Path, typer.Argument(help="GeoJSON or CSV of CBS or PDOK.", exists=True, dir_okay=False)],
    year: Annotated[
        int | None,
        typer.Option(help="Year of the boundaries; leave out when the file says it.", min=1995, max=2100),
    ] = None,
    data: Data = None,
) -> None:
    """Import municipalities, districts and neighbourhoods; doing it twice changes nothing."""
    from rich.progress import Progress

    from matching.operations import areas

    with Progress(console=err) as progress:
        task = progress.add_task("Areas", total=None)

        async def bring_in(opened: "Work") -> "areas.ImportCounts":
            return await areas.import_file(
                opened,
                content=file.read_bytes(),
                year=year,
                progress=lambda done, total: progress.update(task, completed=done, total=total),
            )

        counts = _in_one_work(settings_with(data=data), bring_in)
    out.print(
        f"{counts.added} added, {counts.changed} changed, {counts.unchanged} unchanged, {counts.skipped} skipped."
    )
    for note in counts.notes:
        out.print(note.english, highlight=False)


@keys_app.command("create")
def create_key(
    organisation: Annotated[
        str | None, typer.Option(help="Name of the organisation; leave out for an operator's key.")
    ] = None,
    label: Annotated[str, typer.Option(help="What the key is for.")] = "made by hand",
    days: Annotated[int | None, typer.Option(help="Days until it expires.", min=1)] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(help="Limit it, as `read` or `write:dwellings`; may be given again."),
    ] = None,
    data: Data = None,
) -> None:
    """Make an API key; it is printed once. Without --organisation: for the operator, who makes regions."""
    from sqlalchemy import select

    from matching.models import Organisation
    from matching.operations import keys

    if scope:
        _refuse_unknown(scope)

    async def make(opened: "Work") -> str:
        found = None
        if organisation is not None:
            found = await opened.session.scalar(select(Organisation).where(Organisation.name == organisation))
            if found is None:
                raise typer.BadParameter(
                    f"There is no organisation called {organisation}.", param_hint="--organisation"
                )
        expires: datetime | None = opened.at + timedelta(days=days) if days else None
        made = await keys.make_key(
            opened, organisation=found, label=label, expires_at=expires, scopes=scope or None
        )
        return made.secret

    out.print(_in_one_work(settings_with(data=data), make), soft_wrap=True, highlight=False)


def _refuse_unknown(scopes: list[str]) -> None:
    from matching.api.scopes import SCOPES  # with all of the API, which takes seconds

    if unknown := set(scopes) - set(SCOPES):
        raise typer.BadParameter(f"{min(unknown)} is no scope: {', '.join(SCOPES)}.", param_hint="--scope")


@journal_app.command("verify")
def verify_journal(
    expect: Annotated[
        list[str] | None,
        typer.Option(help="A link that was printed before, as `journal:42:3f…`; may be given again."),
    ] = None,
    data: Data = None,
) -> None:
    """Walk the chains over the journal and the looks again; exit code 1 when something was changed behind our back."""
    from matching.operations import seals
    from matching.vocabulary import Trail

    wanted: dict[Trail, dict[int, bytes]] = {trail: {} for trail in Trail}
    for text in expect or ():
        try:
            trail, number, head = text.split(":")
            wanted[Trail(trail)][int(number)] = bytes.fromhex(head)
        except ValueError:
            raise typer.BadParameter(f"{text} is no link: write trail:number:hash.") from None

    async def walk(opened: "Work") -> list["seals.Chain"]:
        return [await seals.inspect(opened, trail, expected=wanted[trail]) for trail in Trail]

    found = _in_one_work(settings_with(data=data), walk, sees_all=True)
    for chain in found:
        told = f"{chain.sealed} rows under {chain.links} seals, {chain.unsealed} wait for the next; "
        out.print(f"{chain.trail}: {told}head {chain.trail}:{chain.links}:{chain.head.hex()}", soft_wrap=True)
        for sentence in chain.breaks:
            err.print(f"{chain.trail}: {sentence}", highlight=False, soft_wrap=True)
    if any(chain.breaks for chain in found):
        raise typer.Exit(Exit.REFUSED)


def _in_one_work(settings: Settings, do: "Callable[[Work], Awaitable[T]]", *, sees_all: bool = False) -> T:
    """Do something in one unit of work of the operator, or of the system, which sees every row."""
    from matching.actors import OPERATOR, SYSTEM
    from matching.processes import database
    from matching.workplace import open_workshop

    async def run(url: str) -> T:
        async with (
            open_workshop(settings, url=url) as workshop,
            workshop.open(SYSTEM if sees_all else OPERATOR) as opened,
        ):
            return await do(opened)

    with database(settings) as found:
        return asyncio.run(run(found.url))


@app.command()
def openapi(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here instead of to the screen.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Tell whether openapi.yaml is up to date.")] = False,
    lang: Annotated[Language, typer.Option("--lang", help="In Dutch or in English.")] = Language.DUTCH,
) -> None:
    """Print the contract of the API (OpenAPI 3.1, YAML)."""
    from matching.api.contract import as_yaml
    from matching.api.contract_languages import in_language
    from matching.main import contract_only

    text = as_yaml(in_language(contract_only().openapi(), lang))
    if check:
        kept = Path("openapi.yaml")
        if not kept.exists() or kept.read_text(encoding="utf-8") != text:
            raise typer.BadParameter("openapi.yaml is behind the code; `python3 do.py fix` writes it anew.")
        out.print("openapi.yaml is up to date.")
    elif output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


File = Annotated[
    Path, typer.Argument(help="A file of the format matchingspunt/problem@1, or - for standard input.")
]


@app.command()
def solve(
    problem: File,
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the solution here.")] = None,
    seed: Annotated[int, typer.Option(help="Settles ties.", min=0)] = 1,
    time_limit: Annotated[float | None, typer.Option(help="Seconds; then the best so far.", min=0.1)] = None,
    threads: Annotated[int, typer.Option(min=1, max=64)] = 2,
    certificate: Annotated[Path | None, typer.Option(help="Write the proof of each level here.")] = None,
) -> None:
    """Solve a problem file and write its solution; needs no database."""
    from rich.progress import Progress as Bar

    from matching import solver

    read = solver.read_problem(_text_of(problem))
    with Bar(console=err) as bar:
        task = bar.add_task("Solving", total=len(read.levels))

        def show(progress: solver.Progress) -> None:
            done = read.levels.index(progress.level) + (progress.phase == "settled")
            words = f"{progress.level}: {progress.value} of at most {progress.bound}"
            bar.update(task, completed=done, description=words)

        solution = solver.solve(read, seed=seed, time_limit=time_limit, threads=threads, progress=show)
    text = solver.write_solution(solution, problem=read)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    if certificate and solution.certificate:
        certificate.write_text(solver.write_certificate(solution.certificate), encoding="utf-8")


@app.command()
def verify(
    problem: File,
    solution: Annotated[
        Path, typer.Argument(help="A file of the format matchingspunt/solution@1.", exists=True)
    ],
    certificate: Annotated[
        Path | None, typer.Argument(help="A file of the format matchingspunt/certificate@1.", exists=True)
    ] = None,
    *,
    second_opinion: Annotated[
        float | None, typer.Option(help="Ask OR-Tools too; so many seconds for each level.", min=0.1)
    ] = None,
) -> None:
    """Count a solution again: every limit, the value of every level; with a certificate also each level's proof."""
    from matching import solver

    text = _text_of(problem)
    read = solver.read_problem(text)
    claimed = solver.read_solution(solution.read_text(encoding="utf-8"), problem=read)
    report = solver.check(read, claimed.placements)
    counted = dict(report.values)
    faults = [violation.sentence for violation in report.violations]
    faults += [
        f"{level.name}: the solution claims {level.value}, the referee counts {counted[level.name]}."
        for level in claimed.levels
        if counted[level.name] != level.value
    ]
    if claimed.problem_hash != solver.problem_hash(read):
        faults.append(f"The solution is about another problem: {claimed.problem_hash}.")
    if faults:
        err.print("\n".join(faults), highlight=False)
        raise typer.Exit(Exit.REFUSED)
    levels = {name: counted[name] for name in read.levels}
    told = {"valid": True, "placements": len(claimed.placements), "levels": levels}
    if certificate:
        told |= _proofs(text, solution, certificate)
    if second_opinion:
        told["secondOpinion"] = _second_opinion(text, solution, seconds=second_opinion)
    sys.stdout.write(json.dumps(told) + "\n")


def _proofs(problem: str, solution: Path, certificate: Path) -> dict[str, object]:
    """Let the checker say of each level how it is proven, in a word and in a sentence."""
    from matching import solver

    texts = (file.read_text(encoding="utf-8") for file in (solution, certificate))
    try:
        verdicts = solver.judge(problem=problem, solution=next(texts), certificate=next(texts))
    except solver.ProofRefused as refusal:
        err.print(str(refusal), highlight=False, soft_wrap=True)
        raise typer.Exit(Exit.REFUSED) from None
    proofs = {level: verdict for level, verdict, _ in verdicts}
    return {"proofs": proofs, "told": [sentence for *_, sentence in verdicts]}


def _second_opinion(problem: str, solution: Path, *, seconds: float) -> dict[str, str]:
    """Ask another solver whether it knows better."""
    from matching.solver.second_opinion import second_opinion

    found = second_opinion(problem=problem, solution=solution.read_text(encoding="utf-8"), seconds=seconds)
    better = [level for level, verdict in found.items() if verdict == "better"]
    if better:
        err.print(f"OR-Tools knows a better matching at level {better[0]}.", highlight=False)
        raise typer.Exit(Exit.REFUSED)
    return found


def _text_of(file: Path) -> str:
    """Return the text of a file, or of standard input."""
    return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")


@app.command()
def version() -> None:
    """Print the version."""
    out.print(__version__)


def main() -> None:
    """Run the command; a user's mistake is told in a sentence, never as a traceback."""
    gc.set_threshold(RARELY)
    atexit.register(gc.freeze)  # who ends need not look once more through all that was read
    try:
        app(standalone_mode=True)
    except MatchingError as error:
        err.print(error.english or type(error).__doc__ or "", highlight=False, soft_wrap=True)
        for fault in error.faults:
            err.print(f"  {fault.path}: {fault.english}", highlight=False, soft_wrap=True)
        raise SystemExit(Exit.REFUSED) from None
    except (OSError, ValueError) as error:
        if not isinstance(error, ValidationError):
            err.print(str(error), highlight=False, soft_wrap=True)
            raise SystemExit(Exit.MISUSED) from None
        for wrong in error.errors():
            name = "MATCHING_" + "_".join(str(part) for part in wrong["loc"]).upper()
            err.print(f"{name}: {wrong['msg']}", highlight=False)
        raise SystemExit(Exit.MISUSED) from None


if __name__ == "__main__":
    main()

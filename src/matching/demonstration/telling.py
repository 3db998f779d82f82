"""What the demo shows of its matching run: figures, the fullest agreements, a few explanations, keys, addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from matching.demo import DemoKey, desk
from matching.examples import CLIENT
from matching.models import EmptyDwelling, Study, Unplaced
from matching.operations.studies import statement
from matching.queries import proposals, runs
from matching.queries.naming import Names, names_of
from matching.queries.proposals import SeenProposal
from matching.settings import Settings
from matching.vocabulary import OUTSIDE, UNKNOWN, Goal
from matching.work import Workshop

MOST = 500
"""More rows than the demo has."""
SHOWN = 8
"""How many of the fullest agreements are shown."""
KINDS: Mapping[str, tuple[str, int, str]] = {
    "municipal-quota": ("Quotum", 1, "plaatsingen"),
    "imports": ("Van elders naar", 1, "plaatsingen"),
    "origin-limit": ("Herkomst", 1, "plaatsingen"),
    "commitment": ("Taakstelling", 1, "woningen"),
    "neighbourhood-load": ("Draagkracht", 100, "punten"),
    "district-load": ("Draagkracht wijk", 100, "punten"),
    "complex-load": ("Draagkracht", 100, "punten"),
    "support-hours": ("Begeleiding", 100, "uur per week"),
}
"""How each kind of agreement is called, and what it is counted in."""
ORIGINS: Mapping[str, str] = {OUTSIDE: "buiten de regio", UNKNOWN: "niet bekend"}
"""How an origin is called that is no municipality of the region."""
CAUSES: Mapping[str, str] = {
    "full-limit": "een afspraak is vol",
    "others-first": "anderen gingen voor",
    "nothing-eligible": "geen passende woning",
    "needs-data": "er ontbreken gegevens",
    "other-goal": "een ander doel ging voor",
}


@dataclass(frozen=True, slots=True)
class Told:
    """All there is to show of one matching run.

    Attributes
    ----------
    answers
        Of the questions about it: what if, and which dwellings would help most.
    names
        What codes and ids in figures and sentences stand for.
    """

    summary: Mapping[str, Any]
    usage: Sequence[Mapping[str, Any]]
    proposed: Sequence[SeenProposal]
    unplaced: Sequence[tuple[Unplaced, str]]
    empty: Sequence[tuple[EmptyDwelling, str]]
    answers: Sequence[Mapping[str, Any]]
    names: Names
    keys: Sequence[DemoKey]

    def named(self, text: str) -> str:
        """Return a Dutch text with names for codes and ids; that all is invented is said above."""
        named: str = self.names.told({"dutch": text})["dutch"]
        return named.replace(" (fictief)", "")


async def collect(
    workshop: Workshop, *, run_id: UUID, asked: Sequence[UUID], keys: Sequence[DemoKey]
) -> Told:
    """Look up what a finished run made and what was asked about one, as its coordinator."""
    async with workshop.open(desk()) as work:
        run = await runs.run(work, run_id=run_id)
        return Told(
            summary=run.summary or {},
            usage=(await runs.result(work, run_id=run_id)).usage or [],
            proposed=await proposals.visible_proposals(work, run_id=run_id, limit=MOST),
            unplaced=await runs.unplaced_clients(work, run_id=run_id, after=None, limit=MOST),
            empty=await runs.empty_dwellings(work, run_id=run_id, after=None, limit=MOST),
            answers=[(await work.session.get_one(Study, one)).answer or {} for one in asked],
            names=await names_of(work, region_id=run.region_id),
            keys=keys,
        )


def show_run(told: Told, out: Console) -> None:
    """Print counts, levels, the fullest agreements and three explanations."""
    summary = told.summary
    out.print()
    out.rule("[bold]De matchronde[/]  (alles verzonnen)")
    out.print(
        f"{summary['clients']} kandidaten en {summary['dwellings']} plekken, {summary['eligiblePairs']} passende "
        f"combinaties: [bold]{summary['proposals']} voorstellen[/] in {summary['seconds']:.1f} s rekenen, door "
        f"twee scheidsrechters nagerekend.",
        highlight=False,
    )
    if summary["superseded"]:
        out.print(
            f"{summary['superseded']} voorstellen van een vorige ronde zijn vervangen.", highlight=False
        )
    for name, counted in (
        (f"{summary['unplaced']} zonder voorstel", summary["unplacedBecause"]),
        (f"{len(told.empty)} woningen met plek over", _counted(told.empty)),
    ):
        causes = ", ".join(f"{count}x {CAUSES[cause]}" for cause, count in counted.items())
        out.print(f"{name}: {causes}.", highlight=False)
    out.print(_levels(summary["levels"]))
    out.print(_fullest(told))
    _show_examples(told, out)


def _counted(rows: Sequence[tuple[EmptyDwelling, str]]) -> dict[str, int]:
    causes = [empty.cause for empty, _ in rows]
    return {cause: causes.count(cause) for cause in sorted(set(causes), key=lambda one: -causes.count(one))}


def _levels(levels: Sequence[Mapping[str, Any]]) -> Table:
    table = _table("Doelen, het belangrijkste eerst", "waarde", "grens", "bewezen")
    for level in levels:
        proven = "ja" if level["proven"] else "nee"
        table.add_row(Goal(level["name"]).dutch, str(level["value"]), str(level["bound"]), proven)
    return table


def _fullest(told: Told) -> Table:
    table = _table("Volste afspraken", "bezet", "erbij", "hoogstens")
    used = [usage for usage in told.usage if usage["used_now"] and usage["kind"] in KINDS]
    for usage in sorted(used, key=_fullness, reverse=True)[:SHOWN]:
        name, scale, unit = KINDS[usage["kind"]]
        where = ", ".join(ORIGINS.get(part, told.named(part)) for part in usage["subject"].split(":"))
        figures = (usage[part] / scale for part in ("used_before", "used_now", "maximum"))
        numbers = [f"{figure:g}".replace(".", ",") for figure in figures]
        table.add_row(f"{name} {where} [dim]{unit}[/]", *numbers)
    return table


def _table(what: str, *columns: str) -> Table:
    table = Table(what, box=SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _fullness(usage: Mapping[str, Any]) -> tuple[float, int]:
    filled = (usage["used_before"] + usage["used_now"]) / max(1, usage["maximum"])
    return filled, usage["used_now"]


def _show_examples(told: Told, out: Console) -> None:
    out.print("[bold]Drie toelichtingen[/]")
    for seen in _chosen_proposal(told):
        sentences = seen.proposal.reasons["sentences"]
        question = f"Waarom {seen.client.reference} naar {seen.dwelling.reference}?"
        _explain(told, out, question, sentences[:6])
    for unplaced, client in _chosen_unplaced(told):
        _explain(told, out, f"Waarom geen voorstel voor {client}?", unplaced.explanation["sentences"])
    for empty, dwelling in _chosen_empty(told):
        _explain(told, out, f"Waarom bleef {dwelling} leeg?", empty.explanation["sentences"])


def _chosen_proposal(told: Told) -> list[SeenProposal]:
    return sorted(told.proposed, key=lambda row: str(row.client.id) != CLIENT)[:1]


def _chosen_unplaced(told: Told) -> list[tuple[Unplaced, str]]:
    """Return the client with most to tell, of a cause that tells something about agreements."""
    full = [row for row in told.unplaced if row[0].cause == "full-limit"]
    return sorted(full or told.unplaced, key=lambda row: -len(row[0].explanation["sentences"]))[:1]


def _chosen_empty(told: Told) -> list[tuple[EmptyDwelling, str]]:
    full = [row for row in told.empty if row[0].cause == "nothing-eligible"]
    return list(full or told.empty)[:1]


def _explain(told: Told, out: Console, question: str, sentences: Sequence[Mapping[str, str]]) -> None:
    out.print(f"  [bold]{question}[/]", highlight=False)
    _lines(told, out, sentences, indent=4)


def show_questions(told: Told, out: Console) -> None:
    """Print what if, the statement for the corporations, a why not, and what agreements hold back."""
    for answer in told.answers:
        if "changes" in answer:
            out.print("[bold]Wat als?[/]")
            _lines(told, out, answer["changes"])
            _lines(told, out, answer["sentences"])
        elif answer.get("placing"):
            out.print("[bold]Waarom deze kandidaat niet naar deze woning?[/]")
            _lines(told, out, answer["placing"]["sentences"])
        elif "price" in answer:
            out.print("[bold]Wat houden afspraken tegen?[/]")
            for one in (*answer["entries"][:SHOWN], *answer["price"]):
                _lines(told, out, one["sentences"][:1])
                _lines(told, out, one["sentences"][1:], indent=4)
        elif "gains" in answer:
            out.print("[bold]Welke extra woningen helpen het meeste?[/]")
            said = statement(answer["lines"], smallest=Settings().smallest_count)
            _lines(told, out, [said, *answer["sentences"]])


def _lines(told: Told, out: Console, sentences: Sequence[Mapping[str, str]], *, indent: int = 2) -> None:
    for sentence in sentences:
        out.print(Padding(told.named(sentence["dutch"]), (0, 0, 0, indent)), highlight=False)


def show_keys(keys: Sequence[DemoKey], out: Console) -> None:
    """Print the keys, each on a line of its own to copy."""
    out.print()
    out.rule("[bold]Sleutels[/]  (eenmalig getoond; plak er een achter Authorize)")
    for key in keys:
        out.print(f"{key.role.value:<13} {key.organisation}", highlight=False, style="bold")
        out.print(key.secret, highlight=False, soft_wrap=True)


def show_where(host: str, port: int, out: Console, *, seconds: float) -> None:
    """Print where to look; a service that listens everywhere is reached on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - shown, not listened on
    out.print()
    out.rule(f"[bold]Klaar[/] in {seconds:.0f} s")
    out.print(f"Weekbord:    http://{host}:{port}/desk", highlight=False, soft_wrap=True)
    out.print(f"Swagger UI:  http://{host}:{port}/docs", highlight=False, soft_wrap=True)
    out.print(f"OpenAPI:     http://{host}:{port}/v1/openapi.json", highlight=False, soft_wrap=True)
    out.print(
        "Elk voorbeeld in Swagger UI is zo uit te voeren, met de sleutel van de rol die erbij hoort.",
        highlight=False,
    )

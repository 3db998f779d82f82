"""Whether the service lives, and is ready for work; and if not, why."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from fastapi import Request
from pydantic import Field

from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import Out
from matching.doors.gate import Gate
from matching.errors import Unavailable
from matching.queries.health import Signs, signs_of_life
from matching.work import Workshop

router = open_router("/health", tag="health")

FRESH = 1.0
"""For how long a finding is told again, so that asking costs nothing. [second]"""
SILENT = 30.0
"""How long workers may be silent. [second]"""
LONG = 300.0
"""How long what should be done at once may lie. [second]"""


class Condition(StrEnum):
    """How something is."""

    OK = "ok"
    WARNING = "warning"


class NotReady(Unavailable):
    """The service can't take work now."""

    dutch = "De dienst kan nu geen werk aan."
    wait = 5


class HealthOut(Out):
    """How the service is."""

    status: Annotated[Condition, Field(description="`ok`, or `warning`: it works, but have a look at it.")]


class CheckOut(Out):
    """One thing that was looked at."""

    name: Annotated[str, Field(description="What was looked at.")]
    status: Annotated[Condition, Field(description="How it is.")]
    dutch: Annotated[str, Field(description="In one sentence.")]
    english: Annotated[str, Field(description="In English.")]


class ReadyOut(HealthOut):
    """How the service is, and what that is based on."""

    checks: list[CheckOut]


@dataclass(slots=True)
class Examiner:
    """Looks whether the service can take work; however often that is asked, once a second.

    Attributes
    ----------
    revision
        Of the tables this code was made for.
    is_leaving
        We were asked to stop.
    """

    workshop: Workshop
    gate: Gate
    revision: str
    is_leaving: bool = False
    _found: ReadyOut | None = None
    _looked_at: float = float("-inf")
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> ReadyOut:
        """Return how things are.

        Raises
        ------
        NotReady
            When no work can be taken: the database has older tables than this version needs, or we are leaving.
        DatabaseAway
            When the database does not answer, or has no connection for us.
        """
        if self.is_leaving:
            raise NotReady("This process is stopping.", "Dit proces stopt.")
        async with self._one_at_a_time:
            if self._found is None or time.monotonic() - self._looked_at > FRESH:
                self._found = None
                async with self.workshop.open() as work:
                    signs = await signs_of_life(work)
                self._require_tables(signs)
                self._found = _told(list(self._checks(signs)))
                self._looked_at = time.monotonic()
            return self._found

    def _require_tables(self, signs: Signs) -> None:
        if signs.revision < self.revision:
            raise NotReady(
                f"The database has the tables of revision {signs.revision}; this version needs {self.revision}.",
                f"De database heeft de tabellen van {signs.revision}; deze versie heeft {self.revision} nodig.",
            )

    def _checks(self, signs: Signs) -> Iterator[CheckOut]:
        yield _check("database", is_well=True)
        yield _check("migrations", is_well=signs.revision == self.revision)
        yield _check("workers", is_well=signs.silent_for is not None and signs.silent_for < SILENT)
        yield _check("queue", is_well=signs.waiting_for < LONG)
        yield _check("seals", is_well=signs.unsealed_for < LONG)
        if self.gate.issuer is not None:
            yield _check("issuer", is_well=not self.gate.issuer.is_away)


Told = tuple[str, str]
"""A sentence in Dutch and in English."""

_WELL: Mapping[str, Told] = {
    "database": ("De database antwoordt.", "The database answers."),
    "migrations": ("De tabellen zijn van deze versie.", "The tables are those of this version."),
    "workers": ("Er werkt een worker.", "A worker is at work."),
    "queue": ("Wat meteen moet, gebeurt.", "What should be done at once, is."),
    "seals": ("De logboeken worden verzegeld.", "The trails are being sealed."),
    "issuer": ("De aanmelddienst antwoordt.", "Who signs people in answers."),
}
_UNWELL: Mapping[str, Told] = {
    "migrations": ("De tabellen zijn van een latere versie.", "The tables are those of a later version."),
    "workers": (
        "Geen worker laat iets horen: rondes, termijnen en berichten wachten.",
        "No worker shows that it lives: runs, deadlines and messages wait.",
    ),
    "queue": ("Wat meteen moet, wacht al minuten.", "What should be done at once has waited for minutes."),
    "seals": ("De logboeken zijn al minuten niet verzegeld.", "The trails have not been sealed for minutes."),
    "issuer": (
        "De aanmelddienst antwoordt niet: straks kan niemand zich aanmelden; sleutels werken wel.",
        "Who signs people in does not answer: soon nobody can sign in; keys do work.",
    ),
}
"""Without the database there is no answer of this kind: then nothing is ready."""


def _check(name: str, *, is_well: bool) -> CheckOut:
    dutch, english = (_WELL if is_well else _UNWELL)[name]
    return CheckOut(
        name=name, status=Condition.OK if is_well else Condition.WARNING, dutch=dutch, english=english
    )


def _told(checks: list[CheckOut]) -> ReadyOut:
    is_well = all(check.status is Condition.OK for check in checks)
    return ReadyOut(status=Condition.OK if is_well else Condition.WARNING, checks=checks)


@router.get("/live")
async def is_alive() -> HealthOut:
    """Tell that the process lives."""
    return HealthOut(status=Condition.OK)


@router.get("/ready", responses=refuses(NotReady))
async def is_ready(request: Request) -> ReadyOut:
    """Tell whether the service can take work, and what shows it.

    With `warning` the service works, but somebody should look. With 503 a load balancer should skip this
    process.
    """
    examiner: Examiner = request.app.state.examiner
    return await examiner.look()

"""The board pack: every report of a quarter on one page, to read or to print; the same at every door."""

import asyncio
import logging
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from matching.database import NoConnectionFree
from matching.doors.dates import told_moment
from matching.doors.languages import Language
from matching.doors.report_views import Part, as_part, told_period, untold
from matching.models import Region
from matching.queries.reports import SOURCES, Reach, Source, Wanted, answer
from matching.queries.reports.answering import quarter_of
from matching.work import Work, Workshop

logger = logging.getLogger(__name__)

Reader = Callable[[Work, Source], Awaitable[Part]]
"""Reads one report over the connection of a work."""

TEMPLATES = Path(__file__).parent / "templates"
NAME = r"^(19|20)[0-9]{2}-Q[1-4]$"
"""How a quarter is called in an address."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter.

    Attributes
    ----------
    number
        From 1 to 4.
    """

    year: int
    number: int

    @classmethod
    def named(cls, name: str) -> Self:
        """Read a quarter, as in `2027-Q1`.

        Raises
        ------
        ValueError
            When it is called something else.
        """
        if not re.fullmatch(NAME, name):
            raise ValueError(name)
        return cls(int(name[:4]), int(name[-1]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def name(self) -> str:
        """Return how it is called in an address."""
        return f"{self.year}-Q{self.number}"

    @property
    def before(self) -> "Quarter":
        """Return the quarter before it."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    def is_over(self, *, today: date) -> bool:
        """Tell whether its last day is behind us, so that its figures stay as they are."""
        return quarter_of(date(self.year, 3 * self.number, 1))[1] < today

    def days(self, *, today: date) -> tuple[date, date]:
        """Return its first and last day; of the one that is going on, until today."""
        first, last = quarter_of(date(self.year, 3 * self.number - 2, 1))
        return first, min(last, today) if first <= today else last

    def told(self, *, dutch: bool) -> str:
        """Return how people call it."""
        return f"{self.year}, {'kwartaal' if dutch else 'quarter'} {self.number}"


async def board_pack(
    work: Work, *, region: Region, quarter: Quarter, language: Language, workshop: Workshop, smallest: int
) -> Response:
    """Return the page, without small counts: it is to be handed out.

    Parameters
    ----------
    workshop
        Where a second connection comes from.
    smallest
        The smallest count of people that is told.

    Raises
    ------
    UnfitPeriod
        When the quarter is still to come, or the reader may not ask for one that is going on.
    """
    since, on = quarter.days(today=work.at.date())
    dutch = language is Language.DUTCH
    wanted = Wanted(reach=Reach.REGION, since=since, on=on)

    async def read(by: Work, source: Source) -> Part:
        found = await answer(by, source=source, region=region, wanted=wanted, smallest=smallest)
        return await as_part(by, found, language)

    sources = [source for source in SOURCES if work.actor.role in source.indicator.whole]
    parts = await _read_by_two(work, workshop, sources, read)
    going = not quarter.is_over(today=work.at.date())
    title = f"{region.name}: {quarter.told(dutch=dutch)}"
    if going:
        title += ", nog niet voorbij" if dutch else ", not over yet"
    style = _style(title, dutch=dutch)
    page = _page().render(
        lang=language.value,
        title=title,
        lead=_lead(since, on, going=going, language=language),
        figures="Cijfers" if dutch else "Figures",
        parts=parts,
        foot=_foot(work, smallest, language),
        style=Markup(style),  # noqa: S704 - our own file, and a title whose every sign is escaped
    )
    return HTMLResponse(page, headers=_headers(style, language))


async def _read_by_two(work: Work, workshop: Workshop, sources: list[Source], read: Reader) -> list[Part]:
    """Read reports over two connections, each taking the next that nobody began; over one where no other is free.

    A report is a statement or two, and a statement keeps one processor of the database busy.
    """
    parts: dict[str, Part] = {}
    unread = iter(sources)

    async def read_on(by: Work) -> None:
        for source in unread:
            parts[source.indicator.slug] = await read(by, source)

    async def help_out() -> None:
        try:
            async with workshop.open_beside(work) as another:
                await read_on(another)
        except NoConnectionFree:
            logger.info("A board pack is read over one connection: no other was free.")

    for outcome in await asyncio.gather(read_on(work), help_out(), return_exceptions=True):
        if outcome is not None:
            raise outcome
    return [parts[source.indicator.slug] for source in sources]


def _lead(since: date, on: date, *, going: bool, language: Language) -> str:
    period = f"{told_period(since, on, language)}."
    if not going:
        return period
    return f"{period} " + language.choose(
        english="This quarter is not over yet: its figures will change.",
        dutch="Dit kwartaal is nog niet voorbij: de cijfers veranderen nog.",
    )


def _foot(work: Work, smallest: int, language: Language) -> str:
    made = language.choose(english="Made", dutch="Gemaakt")
    hidden = untold(smallest, dutch=language is Language.DUTCH)
    return f"{made} {told_moment(work.at, language)}. {hidden}"


def _headers(style: str, language: Language) -> dict[str, str]:
    """Return what the page may do: show itself, with the one style that it brings."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; frame-ancestors 'none'; base-uri 'none'"
    return {
        "Content-Security-Policy": policy,
        "Content-Language": language.value,
        "Vary": "Cookie, Accept-Language",
    }


def _style(title: str, *, dutch: bool) -> str:
    """Return the style, with what stands in the margins of a printed page.

    Only the style itself can put something there; it can't read the title from the page.
    """
    page, of = ("Bladzijde", "van") if dutch else ("Page", "of")
    margins = (
        f'@page{{@top-left{{content:"{_escaped(title)}"}}'
        f'@bottom-right{{content:"{page} " counter(page) " {of} " counter(pages)}}}}'
    )
    return _file() + margins


def _escaped(text: str) -> str:
    """Return a text as CSS has it between quotes: all but plain letters, digits and spaces by their number.

    The space ends the number, and is not shown.
    """
    return re.sub(r"[^A-Za-z0-9 ]", lambda found: f"\\{ord(found[0]):x} ", text)


@cache
def _page() -> Any:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("board-pack.html")


@cache
def _file() -> str:
    return (TEMPLATES / "board-pack.css").read_text(encoding="utf-8")

"""Draw a template in the reader's language; what goes out may load and run nothing but our own."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from babel.support import NullTranslations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from matching.doors.catalogues import read_catalogue
from matching.doors.dates import told_day, told_moment
from matching.doors.languages import Language, preferred
from matching.vocabulary import Goal, TaskKind, Urgency, Word

HERE = Path(__file__).parent
LANGUAGE = "lang"
"""The cookie and the word in the address that choose a language."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may do: our own script, style and pictures; forms that go to us."""
PROPOSAL_TASKS = frozenset(
    {
        TaskKind.RELEASE,
        TaskKind.PROVIDER_ANSWER,
        TaskKind.CORPORATION_ANSWER,
        TaskKind.CLIENT_ANSWER,
        TaskKind.LEASE,
    }
)
"""Tasks that are about a proposal, which has a page."""


def language_of(request: Request) -> Language:
    """Return the language chosen in the address or before, and otherwise the browser's; Dutch when it says nothing."""
    for chosen in (request.query_params.get(LANGUAGE), request.cookies.get(LANGUAGE)):
        if chosen in list(Language):
            return Language(chosen)
    wished = request.headers.get("accept-language")
    return preferred(wished) if wished else Language.DUTCH


def draw(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> Response:
    """Return a page."""
    language = language_of(request)
    html = _drawer(language).get_template(template).render(request=request, **facts)
    sent = {
        "Content-Security-Policy": POLICY,
        "Content-Language": language.value,
        # Under no-referrer a browser would send its forms with `Origin: null`, and we would not know our own.
        "Referrer-Policy": "same-origin",
        "Vary": "Cookie, Accept-Language",
    }
    response = Response(html, status, {**sent, **(headers or {})}, "text/html; charset=utf-8")
    if request.query_params.get(LANGUAGE) == language.value:
        response.set_cookie(
            LANGUAGE, language.value, max_age=31_536_000, path="/desk", httponly=True, samesite="lax"
        )
    return response


@cache
def translations(language: Language) -> NullTranslations:
    """Return the words of our pages in a language; English is what they are written in."""
    return read_catalogue(HERE / "locale", name="desk", language=language)


@cache
def _drawer(language: Language) -> Environment:
    drawer = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = translations(language)
    drawer.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    drawer.globals.update(
        language=language,
        region_query=_region_query,
        GOALS={goal.value: goal for goal in Goal},
        URGENCIES={urgency.value: urgency for urgency in Urgency},
        PROPOSAL_TASKS=PROPOSAL_TASKS,
    )
    drawer.filters.update(
        said=lambda pair: said(pair, language),
        day=lambda day: told_day(day, language),
        weekday=lambda day: format_date(day, "EEE d MMM y", locale=language.value),
        moment=lambda moment: told_moment(moment, language),
        number=lambda number: format_decimal(number, locale=language.value),
        difference=lambda number: (
            format_decimal(number, format="+#,##0.###;-#,##0.###", locale=language.value) if number else "0"
        ),
        euro=lambda cents: format_currency(cents / 100, "EUR", locale=language.value),
    )
    return drawer


def _region_query(desk: Any, first: str = "?") -> str:
    """Return what keeps a link in the region that is shown; nothing where there is one only."""
    return f"{first}region={desk.region.slug}" if len(desk.regions) > 1 else ""


def said(pair: Any, language: Language) -> str:
    """Return a sentence or a word of the vocabulary in a language."""
    if isinstance(pair, Word):
        return language.choose(english=pair.value.replace("-", " "), dutch=pair.dutch)
    told = pair if isinstance(pair, Mapping) else {"english": pair.english, "dutch": pair.dutch}
    return language.choose(english=told["english"], dutch=told["dutch"])

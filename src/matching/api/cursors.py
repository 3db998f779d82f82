"""Where the page before ended, for lists that are not sorted by id."""

from datetime import date

from matching.api.bodies import clean
from matching.api.listing import Key, Page, UnknownCursor

_MOST = 2_147_483_647
_MOST_POSITION = 2**63 - 1


def text_after(page: Page) -> str | None:
    """Return the text after which a page starts, None for the first.

    Raises
    ------
    UnknownCursor
        When the cursor is none of this list.
    """
    return None if page.start is None else _text(page.start, 0)


def number_after(page: Page) -> int | None:
    """Return the number after which a page starts; otherwise as `text_after`."""
    return None if page.start is None else _number(page.start, 0)


def position_after(page: Page) -> int | None:
    """Return the place in the feed after which a page starts; otherwise as `text_after`."""
    return None if page.start is None else _number(page.start, 0, most=_MOST_POSITION)


def number_and_text_after(page: Page) -> tuple[int, str] | None:
    """Return the number and text after which a page starts; otherwise as `text_after`."""
    return None if page.start is None else (_number(page.start, 0), _text(page.start, 1))


def day_after(page: Page) -> date | None:
    """Return the day after which a page starts; otherwise as `text_after`."""
    text = text_after(page)
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UnknownCursor from error


def _text(key: Key, place: int) -> str:
    part = key[place] if len(key) > place else None
    if not isinstance(part, str) or not clean(part):
        raise UnknownCursor
    return part


def _number(key: Key, place: int, *, most: int = _MOST) -> int:
    part = key[place] if len(key) > place else None
    if not isinstance(part, int) or isinstance(part, bool) or abs(part) > most:
        raise UnknownCursor
    return part

"""Write `docs/vera.md`, the table of VERA and our fields: `.venv/bin/python tests/docs/vera_page.py`."""

from collections.abc import Iterator
from pathlib import Path

from matching.vera import MAPPING, NOT_KEPT, UNKNOWN_TO_VERA

PAGE = Path(__file__).resolve().parents[2] / "docs" / "vera.md"
HEAD = """# VERA

A corporation's system may send dwellings as it has them, in VERA: `POST /v1/vera-imports`, and first
`POST /v1/vera-import-previews`, which answers the same and stores nothing. Both take publications with their units
(`publications`), units alone (`units`), and what to assume where VERA does not say it (`assume`).

- A unit is known by your own reference. One that we know is brought up to date, and what VERA does not say of it stays;
  one that we don't know is offered. Sending the same again changes nothing.
- Nothing is left out in silence. What was assumed, what is missing, and a code that we have no word for is a warning
  with its path, at the unit; every path that was not used at all stands in `unused`, with how often, and why.
- If anything can't be true, all faults come in one 400, each with its path, and nothing is stored.
- A unit that is no dwelling, out of use or no longer published is left as it was, and so is a dwelling that is let or
  withdrawn, or of which somebody was offered a place for less, elsewhere or with another lease: send that again later.
  Withdrawing is something you say: `POST /v1/dwellings/{dwellingId}/withdrawal`.
- `neighbourhood`, `housingForm` and `availableFrom` are needed of a new dwelling; where VERA doesn't say them, `assume`
  does. We have no table of postcodes: send the code of the neighbourhood, or your own table in
  `assume.neighbourhoodByPostcode`.

The paths and codes are those of VERA 4.3. Nobody wrote the tables by hand: they are the code,
`src/matching/vera/table.py`; `tests/docs/vera_page.py` writes them anew, and a test compares.
"""


def page() -> str:
    """Return the page as it should be."""
    return "\n".join([HEAD, *_mapping(), *_left()])


def _mapping() -> Iterator[str]:
    yield "## What becomes of it"
    yield ""
    yield "| our field | VERA | hoe | how |"
    yield "|---|---|---|---|"
    for row in MAPPING:
        fields = ", ".join(f"`{name}`" for name in row.fields) or "(whether it is on offer)"
        yield f"| {fields} | {', '.join(f'`{path}`' for path in row.paths)} | {row.dutch} | {row.english} |"
    yield ""
    fields = ", ".join(f"`{name}`" for name in UNKNOWN_TO_VERA)
    yield f"VERA has no place for {fields}: they stay as they are."
    yield ""


def _left() -> Iterator[str]:
    yield "## What is not used, and why"
    yield ""
    yield "With everything below these paths. Any other path is named too, without a reason: we don't know it."
    yield ""
    yield "| VERA | waarom | why |"
    yield "|---|---|---|"
    for each in NOT_KEPT:
        yield f"| `{each.path}` | {each.dutch} | {each.english} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

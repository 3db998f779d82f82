"""Every word of the pages is there in Dutch, and nothing is translated that no page says."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

PAGES = Path(__file__).parents[2] / "src" / "matching" / "pages"
PLACES = re.compile(r"%\(\w+\)s")


def said() -> set[str | tuple[str, ...]]:
    """Return what the templates say, in English."""
    return {told[2] for told in extract_from_dir(PAGES / "templates", method_map=[("**.html", "jinja2")])}


def test_the_dutch_catalogue_is_whole_and_holds_nothing_else() -> None:
    with (PAGES / "locale" / "nl" / "desk.po").open("rb") as file:
        catalogue = {message.id: message for message in read_po(file, locale="nl") if message.id}

    assert set(catalogue) == said()
    for english, message in catalogue.items():
        dutch = message.string
        pairs = zip(english, dutch, strict=True) if isinstance(english, tuple) else [(english, dutch)]
        for before, after in pairs:
            assert after, f"{before!r} is not translated"
            assert set(PLACES.findall(before)) == set(PLACES.findall(after)), before
        assert not message.fuzzy


def test_a_template_says_nothing_that_is_not_translated() -> None:
    """Text between tags that is no expression is a word nobody translates."""
    untranslated = {
        text.strip()
        for path in (PAGES / "templates").glob("*.html")
        for text in re.findall(
            r">([^<>]*)<", re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        )
        if re.search(r"[A-Za-z]{2}", text)
    }

    assert untranslated <= {"Matchingspunt", "· Matchingspunt"}

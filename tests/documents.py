"""The texts around the code, as tests read them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "matching"


def text_of(name: str) -> str:
    """Return the text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def documents() -> list[Path]:
    """Return every page a stranger reads, the root's first."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def modules() -> list[Path]:
    """Return every Python file of the service."""
    return sorted(SOURCES.rglob("*.py"))


def tree_of(path: Path) -> ast.Module:
    """Return the parsed source of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def in_code(text: str) -> Iterator[str]:
    """Yield what a page shows as code: shell blocks, then spans outside any block."""
    yield from re.findall(r"^```(?:sh|console|bash)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", without_blocks(text))


def without_blocks(text: str) -> str:
    """Return a page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def rows(text: str) -> list[tuple[str, ...]]:
    """Return the cells of every row of every table of a page."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("|--")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]

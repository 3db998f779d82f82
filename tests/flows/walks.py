"""The walks with curl in the README, done as they stand there on a demo that is served."""

import os
import re
import subprocess
from pathlib import Path

from documents import text_of

WALKS = {
    "A walk with curl": "coordinator",
    "From a dwelling to a yes": "corporation",
    "Hear of it": "corporation",
}
"""The sections with commands to try, in their order, and whose key they tell the reader to take."""
END_OF_BLOCK = "---- end of block ----"


def walk(keys: dict[str, str], *, base: str, folder: Path) -> None:
    """Do all that is told in one shell, as a reader would, and compare it with what is shown."""
    told = [
        (f"{_rest(commands)}KEY={keys[role]}\n{commands}", shown)
        for title, role in WALKS.items()
        for commands, shown in _blocks(title)
    ]
    script = f"\necho; echo '{END_OF_BLOCK}'\n".join(["set -eu", *(commands for commands, _ in told), ""])

    done = subprocess.run(
        ["sh"],
        input=script,
        env={**os.environ, "BASE": base, "PROVIDER_KEY": keys["provider"]},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    for (commands, shown), printed in zip(told, done.stdout.split(END_OF_BLOCK)[1:-1], strict=True):
        assert _statuses(shown) == _statuses(printed), f"{commands}\nprinted\n{printed}"
        assert re.search(_pattern(shown), _without_space(printed), re.DOTALL), (
            f"{commands}\nprinted\n{printed}\nand not\n{shown}"
        )


def _rest(commands: str) -> str:
    """Wait before events are asked: while a worker publishes some, what came after those is told a moment later."""
    return "sleep 3\n" if "/events?after" in commands else ""


def _blocks(title: str) -> list[tuple[str, str]]:
    """Return the commands of a section, block by block, each with what the page shows of their output."""
    [section] = re.findall(rf"^## {title}\n(.*?)^## ", text_of("README.md"), re.MULTILINE | re.DOTALL)
    found: list[tuple[str, str]] = []
    for kind, text in re.findall(r"^```(\w*)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL):
        if kind == "sh":
            found.append((text, ""))
        elif not kind:
            found[-1] = (found[-1][0], text)
    assert found, title
    return found


def _statuses(text: str) -> list[str]:
    return re.findall(r"HTTP/\S+ (\d{3})", text)


def _pattern(shown: str) -> str:
    """Return what is shown as a pattern: `…` is anything, and a number any number, for they change by the day."""
    text = re.escape(_without_space(shown)).replace("…", ".*?")
    return re.sub(r"\d+", r"\\d+", text)


def _without_space(text: str) -> str:
    return "".join(text.split())

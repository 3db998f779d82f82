"""Write `docs/who-sees-what.md`, what each role gets of the demo: `.venv/bin/python tests/flows/who_sees_what.py`."""

import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flows.conftest import open_demo
from matching import embedded
from matching.actors import Role
from matching.examples import REGION
from matching.migrations import migrate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "who-sees-what.md"
ROLES = (Role.COORDINATOR, Role.PROVIDER, Role.CORPORATION, Role.MUNICIPALITY, Role.OPERATOR)
RESOURCES = ("clients", "dwellings", "proposals", "placements", "check-ins", "signals", "corrections")
"""What tells of people."""
HEAD = """# Who sees what

Of everything that tells of people: in which state a role finds any of it, and which fields are ever filled for that
role. Nobody wrote this by hand: it is what the API answers about the demo, to all of its organisations, asked for every
row of each list and for one row of each state. `tests/flows/who_sees_what.py` writes it anew; a test compares.

What is somebody else's is not there for anybody but the desk of its region; where "yes" stands, the role finds its own:
a provider what is about its clients, a corporation what is about its dwellings, a municipality what it has a task in.
[The security page](../SECURITY.md) says why. ● filled, · never.
"""
Doors = Mapping[Role, httpx.AsyncClient]
Found = dict[Role, list[dict[str, Any]] | None]
"""The rows each role got; None: the list is not for it."""


async def page(doors: Doors) -> str:
    """Return the page, as the service answers now."""
    parts = [HEAD]
    keys = {role: [doors[role], *await _others(doors[Role.OPERATOR], role)] for role in ROLES}
    for name in RESOURCES:
        found: Found = {role: await _rows_of_all(keys[role], name) for role in ROLES}
        parts += [f"## {name}\n", *_states(found), *_fields(found)]
    return "\n".join(parts)


async def _others(operator: httpx.AsyncClient, role: Role) -> list[httpx.AsyncClient]:
    """Return a client of every organisation of a kind in the demo's region."""
    if role is Role.OPERATOR:
        return []
    asked = {"kind": role.value, "region": REGION, "limit": 200}
    organisations = (await operator.get("/organisations", params=asked)).raise_for_status().json()["items"]
    made = []
    for one in organisations:
        answer = await operator.post(f"/organisations/{one['id']}/keys", json={"label": "who sees what"})
        headers = {"Authorization": f"Bearer {answer.raise_for_status().json()['secret']}"}
        made.append(
            httpx.AsyncClient(transport=operator._transport, base_url=operator.base_url, headers=headers)
        )
    return made


async def _rows_of_all(clients: list[httpx.AsyncClient], name: str) -> list[dict[str, Any]] | None:
    """Return what somebody of a role gets, whoever."""
    rows: list[dict[str, Any]] = []
    for client in clients:
        found = await _rows(client, name)
        if found is None:
            return None
        rows += found
    return rows


async def _rows(client: httpx.AsyncClient, name: str) -> list[dict[str, Any]] | None:
    """Return every row of a list, and all that is told of the first in each state."""
    rows: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        answer = await client.get(f"/{name}", params={"limit": 200, **after})
        if answer.status_code == 403:
            return None
        rows += answer.raise_for_status().json()["items"]
        if answer.json()["next"] is None:
            break
        after = {"after": answer.json()["next"]}
    first = {row["state"]: row["id"] for row in reversed(rows)}
    for identity in first.values():
        told = await client.get(f"/{name}/{identity}")
        rows += [told.json()] if told.is_success else []
    return rows


def _states(found: Found) -> Iterator[str]:
    states = sorted({row["state"] for rows in found.values() for row in rows or ()})
    yield from _head("state")
    for state in states:
        cells = (_finds(found[role], state) for role in ROLES)
        yield f"| `{state}` | {' | '.join(cells)} |"
    yield ""


def _finds(rows: list[dict[str, Any]] | None, state: str) -> str:
    if rows is None:
        return "not allowed"
    return "yes" if any(row["state"] == state for row in rows) else "no"


def _fields(found: Found) -> Iterator[str]:
    filled: dict[str, set[Role]] = defaultdict(set)
    for role, rows in found.items():
        for row in rows or ():
            for name, value in _leaves(row):
                filled[name] |= set() if value is None else {role}
    yield from _head("field")
    for name, roles in filled.items():
        yield f"| `{name}` | {' | '.join('●' if role in roles else '·' for role in ROLES)} |"
    yield ""


def _leaves(told: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every field of an answer, those of what is in it too; an empty list is none."""
    if isinstance(told, dict) and told:
        for key, value in told.items():
            yield from _leaves(value, f"{name}.{key}" if name else key)
    elif isinstance(told, list):
        yield name, told or None
        for each in told:
            if isinstance(each, dict):
                yield from _leaves(each, name)
    else:
        yield name, told


def _head(what: str) -> Iterator[str]:
    yield f"| {what} | {' | '.join(ROLES)} |"
    yield "|---" * (len(ROLES) + 1) + "|"


async def _write(url: str) -> None:
    async with open_demo(url) as doors:
        PAGE.write_text(await page(doors), encoding="utf-8")


def main() -> None:
    """Build the demo on a server of its own, ask, and write the page."""
    with tempfile.TemporaryDirectory(prefix="matchingspunt-page-") as folder:
        Path(folder).chmod(0o711)
        with embedded.start(Path(folder) / "data", settings={"fsync": "off"}) as server:
            migrate(server.url)
            asyncio.run(_write(server.url))


if __name__ == "__main__":
    main()

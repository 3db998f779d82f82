"""Write `docs/who-sees-what.md`, what each role gets of the demo: `.venv/bin/python tests/flows/who_sees_what.py`."""

import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flows.conftest import open_demo
from matching import embedded
from matching.actors import Role
from matching.examples import (
    CLIENT,
    LEDGER,
    PLACEMENT_QUESTION,
    PROCUREMENT_PLAN,
    REGION,
    RUN,
    SCENARIO,
)
from matching.main import contract_only
from matching.migrations import migrate
from matching.queries.event_types import PREFIX
from matching.queries.reports import SOURCES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "who-sees-what.md"
ROLES = (Role.COORDINATOR, Role.PROVIDER, Role.CORPORATION, Role.MUNICIPALITY, Role.OPERATOR)
OF_EACH_STATE = 10
RESOURCES = ("clients", "dwellings", "proposals", "placements", "check-ins", "signals", "corrections")
"""What tells of people."""
HEAD = """# Who sees what

Of everything that tells of people: in which state a role finds any of it, and which fields are ever filled for that
role. Nobody wrote this by hand: it is what the API answers about the demo, to all of its organisations, asked for every
row of each list and for ten rows of each state. `tests/flows/who_sees_what.py` writes it anew; a test compares.

What is somebody else's is not there for anybody but the desk of its region; where "yes" stands, the role finds its own:
a provider what is about its clients, a corporation what is about its dwellings, a municipality what it has a task in.
[The security page](../SECURITY.md) says why.

| mark | says of a field |
|---|---|
| ● | filled for this role |
| · | filled for somebody else, and never for this role |
| – | not seen: in the demo nobody has it filled, or this role finds none of it |

Where the marks of a field differ by state, there is one for each state that the head of the table names, in that order;
those of proposals are the stages of their life. A filter by what a role never sees finds nothing, whatever is asked. Of
counts some are filled: [small ones](decisions/0028-small-counts-are-hidden-and-audited.md) are null.
"""
ABOUT_FILES = """What each report tells is on [the page of the reports](indicators.md).
Only the desk may read its small counts.
"""
OF_A_RUN = {
    "a matching run": f"/matching-runs/{RUN}",
    "who got no dwelling": f"/matching-runs/{RUN}/unplaced-clients",
    "which dwellings stayed empty": f"/matching-runs/{RUN}/empty-dwellings",
    "the use of agreements": f"/matching-runs/{RUN}/usage",
    "a what-if": f"/scenarios/{SCENARIO}",
    "a ledger": f"/ledgers/{LEDGER}",
    "a procurement plan": f"/procurement-plans/{PROCUREMENT_PLAN}",
    "what a region asks for": "/procurement-statements",
    "a placement question": f"/placement-questions/{PLACEMENT_QUESTION}",
}
"""What a run, and what is asked about one, tells of people: counts and sentences."""
STAGES = {
    "before release": {"proposed"},
    "released": {"released", "provider-agreed", "corporation-agreed", "viewing"},
    "accepted": {"accepted", "placed"},
    "ended": {"declined", "withdrawn", "expired", "superseded", "ended"},
}
"""The stages of a proposal's life, between which it changes who sees what."""
FILES = {
    "a client's dossier": f"/clients/{CLIENT}/dossier",
    **{
        f"the report `{one.indicator.slug}`": f"/reports/{one.indicator.slug}?region={REGION}"
        for one in SOURCES
    },
    "the board pack": f"/reports/board-pack?region={REGION}",
}
"""What is a file of its own; reports tell counts, and their columns are on a page of theirs."""
FILTERS_ON = {
    "availableBefore": "availableFrom",
    "dueBefore": "respondBy",
    "flipDueBefore": "flipOn",
    "readyBefore": "readyFrom",
    "startsBefore": "startsOn",
}
"""What a filter looks at, where it is not called after it."""
Doors = Mapping[Role, httpx.AsyncClient]
Found = dict[Role, list[dict[str, Any]] | None]
"""The rows each role got; None: the list is not for it."""


async def page(doors: Doors) -> str:
    """Return the page, as the service answers now."""
    parts = [HEAD]
    keys = {role: [doors[role], *await others_of(doors[Role.OPERATOR], role)] for role in ROLES}
    for name in RESOURCES:
        found: Found = {role: await rows_of_all(keys[role], name) for role in ROLES}
        parts += [f"## {name}\n", *_states(found), *_fields_by_state(name, found), *_filters(name, found)]
    parts += ["## events\n", *await _events(keys)]
    for name, path in OF_A_RUN.items():
        told: Found = {role: await _told_of(keys[role], path) for role in ROLES}
        parts += [f"## {name}\n", *_fields(told)]
    parts += ["## files and reports\n", ABOUT_FILES, *await _files(keys)]
    return "\n".join(parts)


async def others_of(operator: httpx.AsyncClient, role: Role) -> list[httpx.AsyncClient]:
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


async def rows_of_all(clients: list[httpx.AsyncClient], name: str) -> list[dict[str, Any]] | None:
    """Return what somebody of a role gets, whoever."""
    rows: list[dict[str, Any]] = []
    for client in clients:
        found = await _rows(client, name)
        if found is None:
            return None
        rows += found
    return rows


async def _rows(client: httpx.AsyncClient, name: str) -> list[dict[str, Any]] | None:
    """Return every row of a list, and all that is told of the first ten in each state."""
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
    by_state = defaultdict(list)
    for row in rows:
        by_state[row["state"]].append(row["id"])
    for identity in [identity for found in by_state.values() for identity in found[:OF_EACH_STATE]]:
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


def _fields_by_state(name: str, found: Found) -> Iterator[str]:
    """Yield the table of a resource, with a mark for each state where they differ."""
    states = sorted({row["state"] for rows in found.values() for row in rows or ()})
    stages = STAGES if name == "proposals" else {state: {state} for state in states}
    seen = [
        seen_by({role: rows and _of(rows, stage) for role, rows in found.items()})
        for stage in stages.values()
    ]
    yield from _head(f"field ({', '.join(stages)})")
    for field in seen_by(found):
        cells = (_together([_mark(one[field], role, found) for one in seen]) for role in ROLES)
        yield f"| `{field}` | {' | '.join(cells)} |"
    yield ""


def _of(rows: list[dict[str, Any]], states: set[str]) -> list[dict[str, Any]]:
    return [row for row in rows if row["state"] in states]


def _together(marks: list[str]) -> str:
    return marks[0] if len(set(marks)) == 1 else "".join(marks)


def _fields(found: Found) -> Iterator[str]:
    yield from _head("field")
    for name, roles in seen_by(found).items():
        yield f"| `{name}` | {' | '.join(_mark(roles, role, found) for role in ROLES)} |"
    yield ""


def _mark(roles: set[Role], role: Role, found: Found) -> str:
    """Return how the page tells whether a field is ever filled for a role."""
    if role in roles:
        return "●"
    if found[role] is None:
        return "·"
    return "·" if roles and found[role] else "–"


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


def filters_of(name: str) -> dict[str, str]:
    """Return the filters of a list, and the field that each looks at."""
    asked = contract_only().openapi()["paths"][f"/{name}"]["get"]["parameters"]
    names = [
        one["name"] for one in asked if one.get("in") == "query" and one["name"] not in ("limit", "after")
    ]
    on = {**FILTERS_ON, **({"dueBefore": "dueOn"} if name == "check-ins" else {})}
    return {filter_name: on.get(filter_name, filter_name) for filter_name in names}


def seen_by(found: Found) -> dict[str, set[Role]]:
    """Return by field the roles for which it is ever filled."""
    filled: dict[str, set[Role]] = defaultdict(set)
    for role, rows in found.items():
        for row in rows or ():
            for name, value in _leaves(row):
                filled[name] |= set() if value is None else {role}
    return filled


def _filters(name: str, found: Found) -> Iterator[str]:
    filled = seen_by(found)
    yield from _head("filter")
    for asked, field in filters_of(name).items():
        cells = (_mark(filled[field], role, found) for role in ROLES)
        yield f"| `{asked}` | {' | '.join(cells)} |"
    yield ""


async def _events(keys: Mapping[Role, list[httpx.AsyncClient]]) -> list[str]:
    """Return which kinds of events each role hears in its feed."""
    heard: dict[str, set[Role]] = defaultdict(set)
    for role, clients in keys.items():
        for client in clients:
            async for one in _feed(client):
                heard[one["type"]].add(role)
    lines = [
        f"| `{kind.removeprefix(PREFIX)}` | {' | '.join('●' if role in heard[kind] else '·' for role in ROLES)} |"
        for kind in sorted(heard)
    ]
    return [*_head("event"), *lines, ""]


async def _feed(client: httpx.AsyncClient) -> AsyncIterator[dict[str, Any]]:
    after: dict[str, str] = {}
    while True:
        told = (await client.get("/events", params={"limit": 200, **after})).raise_for_status().json()
        for one in told["items"]:
            yield one
        if told["next"] is None:
            return
        after = {"after": told["next"]}


async def _files(keys: Mapping[Role, list[httpx.AsyncClient]]) -> list[str]:
    """Return which files somebody of each role may read."""
    lines = []
    for name, path in FILES.items():
        told = {role: {(await one.get(path)).status_code for one in keys[role]} for role in ROLES}
        cells = (
            "yes" if 200 in told[role] else "not allowed" if told[role] == {403} else "no" for role in ROLES
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return [*_head("file"), *lines, ""]


async def _told_of(clients: list[httpx.AsyncClient], path: str) -> list[dict[str, Any]] | None:
    """Return what somebody of a role is told at an address, whoever; None where it is not for the role."""
    rows: list[dict[str, Any]] = []
    for client in clients:
        answer = await client.get(path)
        if answer.status_code == 403:
            return None
        told = answer.json() if answer.is_success else {"items": []}
        rows += told.get("items", [told])
    return rows


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

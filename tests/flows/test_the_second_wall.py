"""With the first wall away: what each role finds in each table, by nothing but the database's own policies.

`select` without any filter stands for the query that forgot one.
"""

import json
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from flows.test_demo_examples import request_of
from matching.actors import OPERATOR, Actor, Role
from matching.main import contract_only
from matching.models import Base, Membership, Organisation
from matching.settings import Settings
from matching.work import Work, Workshop
from matching.workplace import open_workshop

NOTHING = "false"
CLIENT = "select provider_id from clients where id = {0}.client_id"
DWELLING = "select corporation_id from dwellings where id = {0}.dwelling_id"
REGION = "region_id = any(:regions)"
OF_RUN = "run_id in (select id from matching_runs where region_id = any(:regions))"
PLACED = (
    "select 1 from placements p join clients c on c.id = p.client_id where p.id = {0}.placement_id and {1}"
)
LANDING = (
    "select placement_id from landing_tasks where owner_id = :organisation and state in ('open', 'done')"
)
TOWN = "(select municipality_code from organisations where id = :organisation)"

HELPS_CLIENT, HELPS_AT_DWELLING = (
    f"id in (select {noun}_id from placements where id in ({LANDING}))" for noun in ("client", "dwelling")
)
RELEASED = "select {0}_id from proposals where released_at is not null and ({1}) = :organisation"
RELEASED_TO_LANDLORD = f"id in ({RELEASED.format('client', DWELLING.format('proposals'))})"
RELEASED_TO_CARE = f"id in ({RELEASED.format('dwelling', CLIENT.format('proposals'))})"
LIVES_IN_TOWN = f"{REGION} and municipality_code = {TOWN}"

MAY: dict[str, dict[Role, str]] = {
    "clients": {
        Role.COORDINATOR: REGION,
        Role.PROVIDER: f"provider_id = :organisation or {HELPS_CLIENT}",
        Role.CORPORATION: f"{RELEASED_TO_LANDLORD} or {HELPS_CLIENT}",
        Role.MUNICIPALITY: HELPS_CLIENT,
    },
    "list_bookings": {Role.COORDINATOR: REGION, Role.PROVIDER: "provider_id = :organisation"},
    "profile_versions": {
        Role.COORDINATOR: f"client_id in (select id from clients where {REGION})",
        Role.PROVIDER: f"({CLIENT.format('profile_versions')}) = :organisation",
    },
    "dwellings": {
        Role.COORDINATOR: REGION,
        Role.CORPORATION: f"corporation_id = :organisation or {HELPS_AT_DWELLING}",
        Role.PROVIDER: f"{RELEASED_TO_CARE} or {HELPS_AT_DWELLING}",
        Role.MUNICIPALITY: f"id in (select dwelling_id from placements where {LIVES_IN_TOWN}) "
        f"or {HELPS_AT_DWELLING}",
    },
    "proposals": {
        Role.COORDINATOR: REGION,
        Role.PROVIDER: f"released_at is not null and ({CLIENT.format('proposals')}) = :organisation",
        Role.CORPORATION: f"released_at is not null and ({DWELLING.format('proposals')}) = :organisation",
    },
    "proposal_steps": {
        Role.COORDINATOR: f"proposal_id in (select id from proposals where {REGION})",
        Role.PROVIDER: "target <> 'proposed' and proposal_id in (select id from proposals where "
        f"released_at is not null and ({CLIENT.format('proposals')}) = :organisation)",
        Role.CORPORATION: "target <> 'proposed' and proposal_id in (select id from proposals where "
        f"released_at is not null and ({DWELLING.format('proposals')}) = :organisation)",
    },
    "overrides": {Role.COORDINATOR: REGION},
    "pair_directives": {Role.COORDINATOR: REGION},
    "corrections": {
        Role.COORDINATOR: REGION,
        Role.PROVIDER: f"({CLIENT.format('corrections')}) = :organisation",
        Role.CORPORATION: f"({DWELLING.format('corrections')}) = :organisation",
    },
    "run_snapshots": {Role.COORDINATOR: OF_RUN},
    "reserve_candidates": {Role.COORDINATOR: OF_RUN},
    "unplaced_clients": {
        Role.COORDINATOR: OF_RUN,
        Role.PROVIDER: f"({CLIENT.format('unplaced_clients')}) = :organisation",
    },
    "empty_dwellings": {
        Role.COORDINATOR: OF_RUN,
        Role.CORPORATION: f"({DWELLING.format('empty_dwellings')}) = :organisation",
    },
    "placements": {
        Role.COORDINATOR: REGION,
        Role.PROVIDER: f"({CLIENT.format('placements')}) = :organisation or id in ({LANDING})",
        Role.CORPORATION: f"({DWELLING.format('placements')}) = :organisation or id in ({LANDING})",
        Role.MUNICIPALITY: f"{LIVES_IN_TOWN} or id in ({LANDING})",
    },
    "landing_tasks": {
        Role.COORDINATOR: f"exists ({PLACED.format('landing_tasks', 'p.region_id = any(:regions)')})",
        Role.PROVIDER: "owner_id = :organisation or "
        f"exists ({PLACED.format('landing_tasks', 'c.provider_id = :organisation')})",
        Role.CORPORATION: "owner_id = :organisation or placement_id in "
        f"(select id from placements where ({DWELLING.format('placements')}) = :organisation)",
        Role.MUNICIPALITY: "owner_id = :organisation",
    },
    "check_ins": {
        Role.COORDINATOR: f"exists ({PLACED.format('check_ins', 'p.region_id = any(:regions)')})",
        Role.PROVIDER: f"exists ({PLACED.format('check_ins', 'c.provider_id = :organisation')})",
    },
    "housing_outcomes": {
        Role.COORDINATOR: f"exists ({PLACED.format('housing_outcomes', 'p.region_id = any(:regions)')})",
        Role.PROVIDER: f"exists ({PLACED.format('housing_outcomes', 'c.provider_id = :organisation')})",
    },
    "signals": {
        Role.COORDINATOR: REGION,
        Role.PROVIDER: f"exists ({PLACED.format('signals', 'c.provider_id = :organisation')})",
        Role.CORPORATION: "raised_by = :organisation",
        Role.MUNICIPALITY: f"placement_id in (select id from placements where {LIVES_IN_TOWN})",
    },
    "erasures": {Role.COORDINATOR: REGION, Role.PROVIDER: "provider_id = :organisation"},
    "holds": {Role.COORDINATOR: REGION, Role.PROVIDER: f"({CLIENT.format('holds')}) = :organisation"},
    "accesses": dict.fromkeys(Role, "organisation_id = :organisation"),
    "kept_answers": dict.fromkeys(Role, "owner_id = :organisation"),
    "webhook_endpoints": dict.fromkeys(Role, "organisation_id = :organisation"),
    "deliveries": dict.fromkeys(
        Role, "endpoint_id in (select id from webhook_endpoints where organisation_id = :organisation)"
    ),
    "unpublished": {},
    "support_coverages": {Role.COORDINATOR: REGION, Role.PROVIDER: "provider_id = :organisation"},
    "matching_runs": {**dict.fromkeys(Role, REGION), Role.OPERATOR: "true"},
    "facilities": {
        **dict.fromkeys(Role, REGION),
        Role.PROVIDER: f"{REGION} or provider_id = :organisation",
        Role.OPERATOR: "true",
    },
    "api_keys": {
        Role.COORDINATOR: f"organisation_id in (select organisation_id from memberships where {REGION}) and "
        f"organisation_id not in (select organisation_id from memberships where not {REGION})",
        Role.OPERATOR: "true",
    },
}
"""Of each table that tells of people, or that holds secrets: the rows a role may find. What is left out, none."""
ONLY_GROW = {"accesses", "proposal_steps", "overrides"}
"""Their triggers refuse a change, whoever asks."""


WRITTEN_FOR_OTHERS = {(role.value, "insert", "unpublished") for role in Role}
"""What somebody may write that it does not find: whatever anybody does stands there, by its number, to be published."""

HAPPENS = (
    (Role.PROVIDER, "patch", "/clients/{clientId}"),
    (Role.PROVIDER, "post", "/placements/{placementId}/outcomes"),
    (Role.COORDINATOR, "get", "/clients"),
    (Role.COORDINATOR, "post", "/webhook-endpoints/{endpointId}/test"),
)
"""What the demo itself leaves out, so that no table is empty."""


async def something_happens(doors: dict[Role, httpx.AsyncClient]) -> None:
    contract = contract_only().openapi()
    for role, method, path in HAPPENS:
        asked = request_of(path, contract["paths"][path][method], contract["components"])
        answer = await doors[role].request(method, **asked)
        assert answer.is_success, f"{path}: {answer.text}"


async def everybody(workshop: Workshop) -> list[Actor]:
    """Return the actors of all organisations, and the operator."""
    async with workshop.open() as work:
        organisations = list(await work.session.scalars(select(Organisation)))
        memberships = list(await work.session.scalars(select(Membership)))
    regions = {
        one.id: frozenset(row.region_id for row in memberships if row.organisation_id == one.id)
        for one in organisations
    }
    return [OPERATOR, *(Actor(Role(one.kind.value), one.id, regions[one.id]) for one in organisations)]


def names_of(table: str) -> str:
    """Return what names a row of a table: its primary key, as one text."""
    return ", ".join(column.name for column in Base.metadata.tables[table].primary_key)


def owners_view(owner: psycopg.Connection[Any], table: str, actor: Actor) -> set[str]:
    """Return the rows that an actor may find, asked as the owner of the tables, whom no wall binds."""
    rule = MAY[table].get(actor.role, NOTHING)
    for name in ("organisation", "regions"):
        rule = rule.replace(f":{name}", f"%({name})s")
    found = owner.execute(
        f"select ({names_of(table)})::text from {table} where {rule}".encode(),
        {"organisation": actor.organisation_id, "regions": list(actor.region_ids)},
    )
    return {str(name) for (name,) in found}


async def found_by(work: Work, table: str) -> set[str]:
    """Return the rows that an actor finds without any filter of ours."""
    return set(await work.session.scalars(text(f"select ({names_of(table)})::text from {table}")))


async def changed_by(work: Work, table: str) -> set[str]:
    """Return the rows that an actor can change where a change forgot its filter; what it may only lock refuses."""
    *_, last = Base.metadata.tables[table].columns.keys()
    statement = f"update {table} set {last} = {last} returning ({names_of(table)})::text"
    try:
        async with work.session.begin_nested():
            return set(await work.session.scalars(text(statement)))
    except ProgrammingError as error:
        if isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            return set()
        raise


async def deleted_by(work: Work, table: str, own: set[str]) -> set[str]:
    """Return the rows of others that an actor can take out where a query forgot its filter."""
    names = names_of(table)
    statement = text(f"delete from {table} where ({names})::text <> all(:own) returning ({names})::text")
    try:
        async with work.session.begin_nested():
            return set(await work.session.scalars(statement, {"own": sorted(own)}))
    except ProgrammingError as error:
        if isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            return set()
        raise


def foreign_row(owner: psycopg.Connection[Any], table: str, own: set[str]) -> dict[str, Any] | None:
    """Return a row that is not an actor's own, with a new name; None where there is none."""
    names = names_of(table)
    query = f"select to_jsonb(t) from {table} t where ({names})::text <> all(%s) limit 1"
    found = owner.execute(query.encode(), [sorted(own)]).fetchone()
    if found is None:
        return None
    row: dict[str, Any] = found[0]
    return row | ({"id": str(uuid4())} if isinstance(row.get("id"), str) else {})


async def slipped_in(work: Work, table: str, row: dict[str, Any]) -> bool:
    """Tell whether an actor can write a row that is somebody else's; any refusal but the wall's counts as a hole."""
    columns = ", ".join(column.name for column in Base.metadata.tables[table].columns if not column.computed)
    statement = text(
        f"insert into {table} ({columns}) overriding system value "
        f"select {columns} from jsonb_populate_record(null::{table}, cast(:row as jsonb))"
    )
    try:
        async with work.session.begin_nested():
            await work.session.execute(statement, {"row": json.dumps(row)})
    except ProgrammingError as error:
        return not isinstance(error.orig, psycopg.errors.InsufficientPrivilege)
    except DBAPIError:
        return True
    return True


async def test_nobody_writes_or_takes_out_what_is_somebody_elses(
    demo_doors: dict[Role, httpx.AsyncClient], demo_url: str
) -> None:
    """With the first wall away: a copy of somebody else's row is refused, and no delete reaches one."""
    await something_happens(demo_doors)
    holes: set[tuple[str, str, str]] = set()
    tried = dict.fromkeys(MAY, 0)
    with psycopg.connect(demo_url, autocommit=True) as owner:
        async with open_workshop(Settings(), url=demo_url) as workshop:
            for actor in await everybody(workshop):
                own = {table: owners_view(owner, table, actor) for table in MAY}
                async with workshop.open(actor) as work:
                    for table in MAY:
                        if await deleted_by(work, table, own[table]):
                            holes.add((actor.role.value, "delete", table))
                        row = foreign_row(owner, table, own[table])
                        tried[table] += row is not None
                        if row is not None and await slipped_in(work, table, row):
                            holes.add((actor.role.value, "insert", table))
                    await work.session.rollback()

    assert holes <= WRITTEN_FOR_OTHERS
    assert {table for table, count in tried.items() if count == 0} <= {"unpublished"}


async def refuses_nobody(workshop: Workshop, table: str) -> bool:
    """Tell whether a table shows nothing where nobody said who asks; it raises an error, unless it is empty."""
    async with workshop.open() as work:
        await work.session.execute(text("select set_config('matching.role', '', true)"))
        try:
            return not (await work.session.execute(text(f"table {table}"))).all()
        except ProgrammingError as error:
            return "nobody said who is asking" in str(error)
        finally:
            await work.session.rollback()


async def test_each_finds_and_changes_its_own_rows_and_no_other(
    demo_doors: dict[Role, httpx.AsyncClient], demo_url: str
) -> None:
    """Whatever the query: of every table that tells of people, for everybody of the demo."""
    await something_happens(demo_doors)
    wrong, rows = [], dict.fromkeys(MAY, 0)
    with psycopg.connect(demo_url, autocommit=True) as owner:
        async with open_workshop(Settings(), url=demo_url) as workshop:
            for actor in await everybody(workshop):
                expected = {table: owners_view(owner, table, actor) for table in MAY}
                async with workshop.open(actor) as work:
                    for table in MAY:
                        found = await found_by(work, table)
                        changed = set() if table in ONLY_GROW else await changed_by(work, table)
                        if found != expected[table] or not changed <= expected[table]:
                            wrong.append((actor.role.value, table, len(found), len(expected[table])))
                        rows[table] += len(found)
                    await work.session.rollback()
            found_by_nobody = [
                table for table in Base.metadata.tables if not await refuses_nobody(workshop, table)
            ]

    assert wrong == []
    assert found_by_nobody == []
    assert {table for table, count in rows.items() if count == 0} <= {"unpublished"}

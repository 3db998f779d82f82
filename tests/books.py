"""What the tables must say whatever people did, and in whatever order: asked in plain SQL, past the service."""

from collections import defaultdict
from typing import Any, LiteralString

import psycopg

from matching.models import ProposalEvent
from matching.operations.proposals.moves import FACTS

OCCUPYING: LiteralString = (
    "('proposed', 'released', 'provider-agreed', 'corporation-agreed', 'viewing', 'accepted', 'placed')"
)
OVER = frozenset({"declined", "withdrawn", "expired", "superseded", "ended"})

LIMITS: dict[str, LiteralString] = {
    "one proposal for each client": f"""
        select client_id::text, count(*), 1 from proposals where state in {OCCUPYING}
        group by client_id having count(*) > 1""",
    "one proposal for each place": f"""
        select dwelling_id::text || '/' || place, count(*), 1 from proposals where state in {OCCUPYING}
        group by dwelling_id, place having count(*) > 1""",
    "capacity": f"""
        select d.id::text, count(*), d.capacity
        from proposals p join dwellings d on d.id = p.dwelling_id where p.state in {OCCUPYING}
        group by d.id having count(*) > d.capacity""",
    "neighbourhood-load": f"""
        select l.area_code, l.carried_before + sum(p.load), l.points
        from load_caps l join covenant_versions v on v.id = l.version_id
        join covenants c on c.id = v.covenant_id and c.version = v.number
        join proposals p on p.neighbourhood_code = l.area_code and p.state in {OCCUPYING}
        and p.state <> 'placed'  -- whose load settles as the covenant says
        group by l.version_id, l.area_code, l.valid_from
        having l.carried_before + sum(p.load) > l.points""",
    "municipal-quota": f"""
        select q.municipality_code, q.placed_before + count(*), q.maximum
        from spreading_quotas q join covenant_versions v on v.id = q.version_id
        join covenants c on c.id = v.covenant_id and c.version = v.number
        join proposals p on p.municipality_code = q.municipality_code and p.state in {OCCUPYING}
        group by q.version_id, q.municipality_code having q.placed_before + count(*) > q.maximum""",
    "imports": f"""
        select q.municipality_code, q.imports_before + count(*), q.imports_maximum
        from spreading_quotas q join covenant_versions v on v.id = q.version_id
        join covenants c on c.id = v.covenant_id and c.version = v.number
        join proposals p on p.municipality_code = q.municipality_code and p.state in {OCCUPYING}
        join clients k on k.id = p.client_id and k.origin is distinct from q.municipality_code
        group by q.version_id, q.municipality_code having q.imports_before + count(*) > q.imports_maximum""",
    "origin-limit": f"""
        select l.origin || ':' || l.municipality_code, l.placed_before + count(*), l.maximum
        from origin_limits l join covenant_versions v on v.id = l.version_id
        join covenants c on c.id = v.covenant_id and c.version = v.number
        join proposals p on p.municipality_code = l.municipality_code and p.state in {OCCUPYING}
        join clients k on k.id = p.client_id and l.origin = case
            when k.origin is null then 'unknown'
            when k.origin in (select m.municipality_code from region_municipalities m
                              where m.region_id = c.region_id) then k.origin
            else 'outside' end
        group by l.version_id, l.origin, l.municipality_code
        having l.placed_before + count(*) > l.maximum""",
    "commitment": f"""
        select t.organisation_id::text, t.supplied_before + count(*), t.dwellings
        from commitments t join covenant_versions v on v.id = t.version_id
        join covenants c on c.id = v.covenant_id and c.version = v.number
        join dwellings d on d.corporation_id = t.organisation_id
        join proposals p on p.dwelling_id = d.id and p.state in {OCCUPYING}
        where not t.offers_more
        group by t.version_id, t.organisation_id having t.supplied_before + count(*) > t.dwellings""",
}
"""Of each rule, who or what breaks it: subject, used, at most."""


MISCOUNTED = """
select id from placements where outcomes_recorded <> (
    select count(*) from housing_outcomes where placement_id = placements.id)
"""


def broken_limits(url: str) -> list[str]:
    """Name everything that holds more than it may."""
    with psycopg.connect(url) as connection:
        # One look at one moment: otherwise a proposal that moves between two questions may be seen twice.
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return [
            f"{rule}: {subject} has {used} of {most}"
            for rule, question in LIMITS.items()
            for subject, used, most in connection.execute(question)
        ]


def broken_books(url: str) -> list[str]:
    """Name every proposal whose state, steps and journal tell no one story, and every placement that miscounts."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        told = _by_subject(
            connection,
            "select subject_id, fact from journal where fact like 'proposal.%'"
            " and fact <> 'proposal.reminded' order by id",
        )
        steps = _by_subject(
            connection,
            "select proposal_id, number, event, source, target from proposal_steps order by proposal_id, number",
        )
        rows = connection.execute("select id, state, ended_at from proposals").fetchall()
        miscounted = connection.execute(MISCOUNTED).fetchall()
    miscounts = [f"{placement_id}: another number of outcomes" for (placement_id,) in miscounted]
    return miscounts + [
        f"{proposal_id}: {fault}"
        for proposal_id, state, ended_at in rows
        for fault in _faults(state, ended_at is not None, steps[proposal_id], told[proposal_id])
    ]


def _by_subject(connection: psycopg.Connection[Any], question: LiteralString) -> dict[Any, list[Any]]:
    found = defaultdict(list)
    for subject, *told in connection.execute(question):
        found[subject].append(told)
    return found


def _faults(state: str, ended: bool, steps: list[Any], told: list[Any]) -> list[str]:
    targets = [target for *_, target in steps]
    facts = [FACTS[ProposalEvent(event)] if event else "proposal.made" for _, event, *_ in steps]
    checks = {
        "its steps have gaps": [number for number, *_ in steps] == [*range(1, len(steps) + 1)],
        "a step does not begin where the one before ended": [source for *_, source, _ in steps]
        == [None, *targets[:-1]],
        "its state is not that of its last step": targets[-1:] == [state],
        "it ended more or less than once": sum(target in OVER for target in targets) == ended,
        "it is over and has no end, or the reverse": ended == (state in OVER),
        f"the journal tells {told}, its steps {facts}": [[fact] for fact in facts] == told,
    }
    return [fault for fault, holds in checks.items() if not holds]

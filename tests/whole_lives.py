"""A client about whom everything there can be is held, each text of it nowhere else: to find what stays of it."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import select

from conftest import TODAY, Clock, Doors, Town
from matching.models import (
    Client,
    Correction,
    Dwelling,
    Override,
    Proposal,
    ProposalState,
    Study,
    StudyState,
)
from matching.operations import seals
from matching.operations.clients import change_client
from matching.operations.forgetting import holds
from matching.operations.runs import carry_out_run, request_run
from matching.operations.studies import carry_out_study
from matching.vocabulary import CorrectionState, DeclineReason, ProposalOrigin, StudyKind
from matching.work import Workshop
from matching_town import EASY, ORDINARY, a_covenant, people_and_homes
from rows import a_dwelling_row
from tenancies import REASONS, Parties

WORDS = tuple(
    f"{what}-7q3z"
    for what in (
        "ref",
        "token",
        "urgency",
        "withdrawn",
        "parked",
        "step",
        "override",
        "directive",
        "remark",
        "landing",
        "left-alone",
        "action",
        "hold",
        "held-by",
        "approved",
        "answer",
    )
)
"""Everything that could be written about the client, each in one place."""


@dataclass(slots=True)
class WholeLife:
    """Somebody who was proposed, declined, placed and left, with others around.

    Attributes
    ----------
    others
        Clients of the same region who stay.
    run
        The run in which all of them took part.
    """

    client: UUID
    others: list[UUID]
    run: UUID
    placement: UUID
    ids: dict[str, UUID] = field(default_factory=dict)


async def a_whole_life(workshop: Workshop, town: Town, doors: Doors, clock: Clock) -> WholeLife:
    """Let somebody live here and leave, through the service's own doors as far as they go."""
    await a_covenant(workshop, town)
    parties = await Parties(doors, town, workshop).open()
    others, homes = await people_and_homes(workshop, town, clients=3, dwellings=2)
    client = await _referred(parties, workshop, town)
    run = await _matched(workshop, town)
    await _asked_why_not(parties, workshop, client, homes[0], run)
    await _declined(workshop, town, parties, client)
    placement = await _lived_here(workshop, town, parties, client, clock)
    return WholeLife(client, others, run, placement)


async def _referred(parties: Parties, workshop: Workshop, town: Town) -> UUID:
    body = {
        "reference": "ref-7q3z",
        "onListSince": "2026-03-01",
        "load": 1.5,
        "housingForms": ["own-home"],
        "keepApart": ["token-7q3z"],
        "urgency": "urgent",
        "urgencyReason": "urgency-7q3z",
        "urgencyApprovedBy": "approved-7q3z",
        "origin": "GM9002",
    }
    made = await parties.provider.post("/clients", json=body, headers={"Idempotency-Key": "answer-7q3z-key"})
    assert made.status_code == 201, made.text
    client_id = UUID(made.json()["id"])
    async with workshop.open(town.actor(town.provider)) as work:
        await change_client(work, client_id=client_id, **EASY)
    return client_id


async def _matched(workshop: Workshop, town: Town) -> UUID:
    async with workshop.open(town.actor(town.coordinator)) as work:
        run = (await request_run(work, region=town.region, seed=1, time_limit=60)).id
    await carry_out_run(workshop, run_id=run, threads=1)
    return run


async def _asked_why_not(
    parties: Parties, workshop: Workshop, client: UUID, dwelling: UUID, run: UUID
) -> None:
    body = {"client": str(client), "dwelling": str(dwelling)}
    asked = await parties.provider.post("/placement-questions", json=body)
    assert asked.status_code == 202, asked.text
    await carry_out_study(workshop, study_id=UUID(asked.json()["id"]), threads=1)
    async with workshop.open() as work:
        work.session.add(
            Study(
                **work.stamp(),
                kind=StudyKind.SCENARIO,
                region_id=parties.town.region.id,
                run_id=run,
                state=StudyState.FAILED,
                asked={"withoutClients": [str(client)]},
                meant={"without_clients": [str(client)]},
                attempts=1,
                finished_at=work.at,
            )
        )


async def _declined(workshop: Workshop, town: Town, parties: Parties, client: UUID) -> None:
    async with workshop.open() as work:
        found = await work.session.scalar(select(Proposal).where(Proposal.client_id == client))
        assert found is not None
        found.remarks = [{"dutch": "remark-7q3z", "english": "remark-7q3z"}]
        work.session.add(
            Override(
                **work.stamp(),
                region_id=town.region.id,
                proposal_id=found.id,
                rule="rent",
                dutch="Te duur.",
                english="Too dear.",
                reason="override-7q3z",
                approved_by="approved-7q3z",
            )
        )
        work.session.add(
            Correction(
                **work.stamp(),
                region_id=town.region.id,
                proposal_id=found.id,
                dwelling_id=found.dwelling_id,
                field="rent",
                reason=DeclineReason.DWELLING_DATA_WRONG,
                state=CorrectionState.OPEN,
            )
        )
        proposal = found.id
    released = await parties.desk.post(f"/proposals/{proposal}/release", json={"releasedBy": "approved-7q3z"})
    assert released.status_code == 200, released.text
    refusal = {"reason": "rent-too-high", "note": "step-7q3z"}
    declined = await parties.provider.post(f"/proposals/{proposal}/refusal", json=refusal)
    assert declined.status_code == 200, declined.text
    async with workshop.open() as work:
        dwelling = (await work.session.get_one(Proposal, proposal)).dwelling_id
    directive = {
        "client": str(client),
        "dwelling": str(dwelling),
        "kind": "forbidden",
        "reason": "directive-7q3z",
    }
    laid = await parties.desk.post("/pair-directives", json=directive | {"until": "2027-09-01"})
    assert laid.status_code == 201, laid.text


async def _a_proposal(session, stamp, town: Town, client: UUID, home: Dwelling) -> Proposal:  # type: ignore[no-untyped-def]
    row = await session.get_one(Client, client)
    proposal = Proposal(
        **stamp,
        origin=ProposalOrigin.HAND,
        region_id=town.region.id,
        client_id=client,
        dwelling_id=home.id,
        place=1,
        state=ProposalState.ACCEPTED,
        municipality_code=home.municipality_code,
        neighbourhood_code=home.neighbourhood_code,
        load=row.load,
        support_hours=row.support_hours,
        suitability=500,
        reasons=REASONS,
        released_at=row.created_at,
    )
    session.add(proposal)
    await session.flush()
    return proposal


async def _lived_here(workshop: Workshop, town: Town, parties: Parties, client: UUID, clock: Clock) -> UUID:
    async with workshop.open() as work:
        home = a_dwelling_row(work, town, **ORDINARY | {"available_from": date(2026, 11, 1)})
        work.session.add(home)
        await work.session.flush()
        proposal = (await _a_proposal(work.session, work.stamp(), town, client, home)).id
    terms = {"proposal": str(proposal), "tenancy": "own-name", "startsOn": str(TODAY), "rent": 60_000}
    made = await parties.corporation.post("/placements", json=terms)
    assert made.status_code == 201, made.text
    address = made.headers["Location"].removeprefix("/v1")
    for task in (await parties.desk.get(address)).json()["landing"]:
        done = {"note": "landing-7q3z"}
        await parties.desk.post(f"{address}/landing-tasks/{task['domain']}/completion", json=done)
    confirmed = await parties.corporation.post(f"{address}/confirmation", json={})
    assert confirmed.status_code == 200, confirmed.text
    placement = UUID(made.json()["id"])
    await _looked_after(parties, placement, clock)
    ended = {"reason": "moved-on", "clientReturns": False, "dwellingAvailableFrom": None}
    over = await parties.desk.post(f"{address}/end", json=ended)
    assert over.status_code == 200, over.text
    async with workshop.open() as work:
        row = await work.session.get_one(Client, client)
        row.withdrawn_because, row.parked_because = "withdrawn-7q3z", "parked-7q3z"
    async with workshop.open(town.actor(town.coordinator)) as work:
        await holds.lay_hold(work, client_id=client, days=30, reason="hold-7q3z")
    async with workshop.open(town.actor(town.coordinator)) as work:
        await holds.lift_hold(work, client_id=client)
    return placement


async def _looked_after(parties: Parties, placement: UUID, clock: Clock) -> None:
    clock.tick(days=100)
    contacts = (await parties.provider.get(f"/check-ins?placement={placement}")).json()["items"]
    held = await parties.provider.post(
        f"/check-ins/{contacts[0]['id']}/result", json={"held": True, "heldBy": "held-by-7q3z"}
    )
    assert held.status_code == 200, held.text
    signal = await parties.corporation.post(
        "/signals", json={"placement": str(placement), "kind": "nuisance"}
    )
    assert signal.status_code == 201, signal.text
    acted = await parties.provider.post(
        f"/signals/{signal.json()['id']}/action", json={"action": "action-7q3z"}
    )
    assert acted.status_code == 200, acted.text
    alone = await parties.provider.post(
        f"/placements/{placement}/check-in-refusal", json={"note": "left-alone-7q3z"}
    )
    assert alone.status_code == 200, alone.text
    housed = {"months": 3, "stillHoused": True}
    told = await parties.provider.post(f"/placements/{placement}/outcomes", json=housed)
    assert told.status_code in (200, 201), told.text


async def seal_all(workshop: Workshop) -> list[seals.Chain]:
    """Seal what happened, and return what is found of both trails."""
    async with workshop.open() as work:
        await seals.seal(work)
    async with workshop.open() as work:
        return [await seals.inspect(work, trail, expected={}) for trail in seals.SEALING]


def found_in(url: str, needle: str) -> set[str]:
    """Return every table of a database in which a text stands somewhere, in any column of any type."""
    as_bytes = needle.encode().hex()
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "select oid::regclass::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        ).fetchall()
        query = sql.SQL("select exists (select from {} as one where one::text like any(%s))")
        return {
            table
            for [table] in tables
            if connection.execute(query.format(sql.SQL(table)), [[f"%{needle}%", f"%{as_bytes}%"]]).fetchone()
            == (True,)
        }

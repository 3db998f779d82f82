"""Store what a matching run found: everything in one transaction, or nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, and_, select, tuple_, update

from matching.models import (
    Client,
    ClientState,
    Dwelling,
    DwellingState,
    EmptyDwelling,
    Fact,
    MatchingRun,
    PairDirective,
    Proposal,
    ProposalEvent,
    ProposalState,
    ReserveCandidate,
    RunSnapshot,
    RunState,
    Unplaced,
)
from matching.operations.instances import take_snapshot
from matching.operations.proposals.moves import Held, begin, move
from matching.operations.regions import lock_region
from matching.operations.runs.keeping import Pair, still_kept
from matching.operations.runs.thinking import Thought
from matching.queries import covenants
from matching.queries.agreements import Agreement
from matching.queries.naming import Names, names_of
from matching.queries.usage import stands, usage
from matching.solver import ProposalReasons
from matching.vocabulary import DirectiveKind, ProposalOrigin
from matching.work import Work

Rows = tuple[dict[UUID, Client], dict[UUID, Dwelling]]


async def conclude(work: Work, *, run_id: UUID, attempt: int, thought: Thought) -> None:
    """Store proposals and explanations; leave alone what another attempt took over or somebody called off.

    A client or dwelling that moved on since the snapshot gets no proposal; the summary counts them.

    Raises
    ------
    NoCovenant
        When the region has no covenant today: its term ended while the run waited or thought.
    """
    run = await work.session.get_one(MatchingRun, run_id, with_for_update=True)
    if run.state is not RunState.RUNNING or run.attempts != attempt:
        return
    if run.cancel_requested_at is not None:
        _end(work, run, RunState.CANCELLED)
        work.record(Fact.RUN_CANCELLED, run_id, region_id=run.region_id)
        return
    await lock_region(work, run.region_id)
    rows = await _locked(work, run, thought)
    names = await names_of(work, region_id=run.region_id)
    superseded = await _supersede(work, run)
    proposed = await _propose(work, run, thought, rows, names)
    _explain(work, run, thought, names)
    await _keep(work, run, thought, names)
    _end(work, run, RunState.FINISHED)
    run.progress = {"share": 1.0}
    run.summary = {
        **(run.summary or {}),
        **names.told(summary_of(thought)),
        "proposals": proposed,
        "changedMeanwhile": len(thought.pairs) - proposed,
        "superseded": superseded,
    }
    work.record(Fact.RUN_FINISHED, run_id, region_id=run.region_id, proposals=proposed)


def _end(work: Work, run: MatchingRun, state: RunState) -> None:
    run.state = state
    run.finished_at = run.modified_at = work.at


async def _supersede(work: Work, run: MatchingRun) -> int:
    """End the proposals of earlier runs that nobody took up; return how many.

    What a coordinator proposed by hand stays: a run does not overrule a person.
    """
    query = (
        select(Proposal, Client.provider_id, Dwelling.corporation_id)
        .join(Client, Client.id == Proposal.client_id)
        .join(Dwelling, Dwelling.id == Proposal.dwelling_id)
        .where(_untaken(run))
        .order_by(Proposal.id)
        .with_for_update(key_share=True, of=Proposal)
        .execution_options(populate_existing=True)
    )
    rows = (await work.session.execute(query)).all()
    for proposal, provider_id, corporation_id in rows:
        held = Held(proposal, provider_id, corporation_id)
        await move(work, held, ProposalEvent.SUPERSEDE, by=str(run.id))
    await work.session.flush()
    return len(rows)


def _untaken(run: MatchingRun) -> ColumnElement[bool]:
    """Return which proposals a run replaces."""
    return and_(
        Proposal.region_id == run.region_id,
        Proposal.state == ProposalState.PROPOSED,
        Proposal.origin == ProposalOrigin.RUN,
    )


async def _propose(work: Work, run: MatchingRun, thought: Thought, rows: Rows, names: Names) -> int:
    """Insert a proposal for each pair that still stands and still keeps every agreement; return how many."""
    today = await covenants.agreement_on(work, region_id=run.region_id, on=work.at.date())
    used = await usage(work, agreement=today, of=stands())
    standing = [one for one in thought.explanation.proposals if None not in _still_standing(rows, one, run)]
    kept = [(one.client, one.dwelling) for one in standing]
    if today.version_id != run.covenant_version_id:
        asked_under = await covenants.agreement(work, version_id=run.covenant_version_id)
        kept = await _kept(work, asked_under, kept)
    kept = await _kept(work, today, kept)
    for reasons in standing:
        client, dwelling = _still_standing(rows, reasons, run)
        if client is None or dwelling is None or (reasons.client, reasons.dwelling) not in kept:
            continue
        place = used.free_place(dwelling)
        if place is None:
            continue
        used.places[dwelling.id].add(place)
        proposal = _proposal(work, run, reasons, client=client, dwelling=dwelling, place=place)
        proposal.reasons = names.told(asdict(reasons))
        work.session.add(proposal)
        begin(work, proposal, procedure=today.wording.procedure)
        work.record(Fact.PROPOSAL_MADE, proposal.id, region_id=run.region_id, run=str(run.id))
    await _carried_out(work, run, kept)
    return len(kept)


async def _kept(work: Work, agreement: Agreement, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that keep every rule of an agreement, as the region is now."""
    used = await usage(work, agreement=agreement, of=stands())
    fresh = await take_snapshot(work, agreement=agreement, used=used)
    return still_kept(fresh.instance, pairs)


async def _carried_out(work: Work, run: MatchingRun, made: Iterable[tuple[str, str]]) -> None:
    """Lift the directives that forced a pair which is proposed now."""
    pairs = [(UUID(client), UUID(dwelling)) for client, dwelling in made]
    await work.session.execute(
        update(PairDirective)
        .where(PairDirective.region_id == run.region_id, PairDirective.lifted_at.is_(None))
        .where(PairDirective.kind == DirectiveKind.FORCED)
        .where(tuple_(PairDirective.client_id, PairDirective.dwelling_id).in_(pairs))
        .values(lifted_at=work.at, modified_at=work.at)
    )


async def _locked(work: Work, run: MatchingRun, thought: Thought) -> Rows:
    """Lock all clients, then all dwellings, that get or lose a proposal, each in the order of their ids.

    Whoever withdraws one locks it before its proposals too, so nobody waits in a circle.
    """
    on_the_table = list(await work.session.scalars(select(Proposal).where(_untaken(run))))
    client_ids = {UUID(client) for client, _ in thought.pairs} | {one.client_id for one in on_the_table}
    dwelling_ids = {UUID(dwelling) for _, dwelling in thought.pairs} | {
        one.dwelling_id for one in on_the_table
    }
    clients = await work.session.scalars(
        select(Client).where(Client.id.in_(client_ids)).order_by(Client.id).with_for_update(key_share=True)
    )
    found = {client.id: client for client in clients}
    dwellings = await work.session.scalars(
        select(Dwelling)
        .where(Dwelling.id.in_(dwelling_ids))
        .order_by(Dwelling.id)
        .with_for_update(key_share=True)
    )
    return found, {dwelling.id: dwelling for dwelling in dwellings}


def _still_standing(
    rows: Rows, reasons: ProposalReasons, since: MatchingRun
) -> tuple[Client | None, Dwelling | None]:
    """Return the pair, or nothing when one of them changed or left since the run looked."""
    client, dwelling = rows[0].get(UUID(reasons.client)), rows[1].get(UUID(reasons.dwelling))
    if client is None or dwelling is None or since.started_at is None:
        return None, None
    gone = client.state is not ClientState.WAITING or dwelling.state is not DwellingState.OFFERED
    changed = max(client.modified_at, dwelling.modified_at) > since.started_at
    return (None, None) if gone or changed else (client, dwelling)


def _proposal(
    work: Work, run: MatchingRun, reasons: ProposalReasons, *, client: Client, dwelling: Dwelling, place: int
) -> Proposal:
    return Proposal(
        **work.stamp() | {"id": uuid5(run.id, str(client.id))},
        run_id=run.id,
        region_id=run.region_id,
        client_id=client.id,
        dwelling_id=dwelling.id,
        place=place,
        state=ProposalState.PROPOSED,
        origin=ProposalOrigin.RUN,
        municipality_code=dwelling.municipality_code,
        neighbourhood_code=dwelling.neighbourhood_code,
        load=client.load,
        support_hours=client.support_hours,
        suitability=reasons.suitability,
    )


def _explain(work: Work, run: MatchingRun, thought: Thought, names: Names) -> None:
    work.session.add_all(
        Unplaced(
            run_id=run.id,
            client_id=UUID(one.client),
            cause=one.why.value,
            explanation=names.told(asdict(one)),
        )
        for one in thought.explanation.unplaced
    )
    work.session.add_all(
        EmptyDwelling(
            run_id=run.id,
            dwelling_id=UUID(one.dwelling),
            cause=one.why.value,
            explanation=names.told(asdict(one)),
        )
        for one in thought.explanation.empty
    )
    work.session.add_all(
        ReserveCandidate(
            run_id=run.id,
            dwelling_id=UUID(one.dwelling),
            client_id=UUID(one.client),
            rank=one.rank,
            priority=one.priority,
            suitability=one.suitability,
        )
        for one in thought.explanation.reserves
    )


async def _keep(work: Work, run: MatchingRun, thought: Thought, names: Names) -> None:
    kept = await work.session.get_one(RunSnapshot, run.id)
    kept.problem, kept.solution, kept.certificate = thought.as_json()
    changes = asdict(thought.changes) if thought.changes else {"kept": 0, "items": []}
    unmet = [asdict(one) for one in thought.explanation.forced]
    kept.changes = names.told({**changes, "forced_unmet": unmet})
    kept.usage = [asdict(usage) for usage in thought.explanation.usage]


def summary_of(thought: Thought) -> dict[str, Any]:
    """Return the outcome of a run in figures, as it is kept."""
    solution, explanation = thought.solution, thought.explanation
    return {
        "clients": len(thought.problem.clients),
        "dwellings": sum(dwelling.capacity for dwelling in thought.problem.dwellings),
        "eligiblePairs": len(thought.problem.pairs.client),
        "unplaced": len(explanation.unplaced),
        "unplacedBecause": dict(Counter(one.why.value for one in explanation.unplaced)),
        "status": solution.status,
        "levels": [asdict(level) | {"proof": thought.proofs[level.name]} for level in solution.levels],
        "targets": [asdict(target) for target in explanation.targets],
        "minimumsMissed": [asdict(missed) for missed in explanation.minimums_missed],
        "problemHash": solution.problem_hash,
        "seconds": solution.seconds,
        "versions": dict(solution.versions),
    }

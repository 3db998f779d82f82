"""Refer clients, one or a thousand at a time, change their housing profile and withdraw them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from matching.actors import Actor, Role
from matching.errors import Conflict, Fault, MatchingError, NotAllowed, Unprocessable
from matching.models import Client, ClientState, Fact, ProfileVersion, Proposal
from matching.operations import client_rules as rules
from matching.operations.bulk import Outcome, Shelf, as_json, store_new, store_one
from matching.operations.changes import put_in
from matching.operations.drafts import Draft
from matching.operations.personal_traces import refuse_traces
from matching.operations.proposals.leaving import end_proposals
from matching.operations.revisions import WHATEVER, Expected
from matching.queries import clients as questions
from matching.queries.clients import ClientNotFound, Seen, within_reach
from matching.queries.regions import only_region
from matching.queries.surroundings import Surroundings, surroundings
from matching.vocabulary import Need, Purpose, Urgency
from matching.work import Work
from matching.workflow.proposals import LIVE

BLANK: Mapping[str, Any] = {
    "origin": None,
    "facility_id": None,
    "current_housing_form": None,
    "ready_from": None,
    "ready_until": None,
    "urgency": Urgency.REGULAR,
    "urgency_reason": None,
    "urgency_approved_by": None,
    "adults": 1,
    "children_ages": (),
    "persons_weight": Decimal(1),
    "age_band": None,
    "age": None,
    "income_kind": None,
    "income_band": None,
    "debts_under_control": None,
    "support": None,
    "support_hours": Decimal(0),
    "support_provider_id": None,
    "housing_forms": (),
    "bedrooms": None,
    "maximum_rent": None,
    "accessibility": None,
    "own_unit": Need.NO,
    "not_in_group": Need.NO,
    "low_stimulus": Need.NO,
    "tenancies": (),
    "preferred_areas": (),
    "acceptable_areas": (),
    "excluded_areas": (),
    "keep_apart": (),
    "target_groups": None,
    "wishes": (),
    "consent_on": None,
}
"""What a profile may leave out, and what it then says."""

PROFILE = (*BLANK, "on_list_since", "load")
"""What is kept of a profile when it changes."""

OWN_PROVIDER_ONLY = frozenset({"excluded_areas", "keep_apart"})
"""What a coordinator can't see, and so can't change without doing harm."""


class ProfileContradicts(Unprocessable):
    """The housing profile contradicts itself or the region."""

    dutch = "Het woonprofiel spreekt zichzelf of de regio tegen."


class ClientExists(Conflict):
    """Your organisation referred a client with this reference before."""

    dutch = "Uw organisatie meldde al een kandidaat met dit kenmerk aan."


class ClientWithdrawn(Conflict):
    """The client was withdrawn; the profile can't be changed or withdrawn again."""

    dutch = "De kandidaat is teruggetrokken; wijzigen of nogmaals terugtrekken kan niet."


class ClientPlaced(Conflict):
    """The client lives somewhere, or is about to; end the placement first."""

    dutch = "De kandidaat woont ergens, of gaat dat doen; beëindig eerst de plaatsing."


class OwnProviderOnly(NotAllowed):
    """Excluded areas and keep-apart tokens are for the client's own provider alone."""

    dutch = "Uitgesloten gebieden en uiteen-houdkenmerken zijn alleen voor de eigen aanbieder."


async def refer_client(work: Work, **profile: Any) -> Seen:
    """Refer a client, and return it as it is read.

    Parameters
    ----------
    profile
        `region` (a slug, or None for the only one), and the columns of `models.Client` that the
        provider fills; what `BLANK` names may be left out.

    Raises
    ------
    ProfileContradicts
        When it contradicts itself or the region; names all faults.
    ClientExists
        When the reference is taken; names the first.
    RegionNeeded, RegionNotFound
        As in `only_region`.
    """
    [(client, verdict)] = await _judged_all(work, [profile])
    if isinstance(verdict, MatchingError):
        raise verdict
    stored = await store_one(work, SHELF, row=client)
    work.saw([stored["id"]], purpose=Purpose.REFERRAL)
    return stored  # all of it: from its own provider nothing is hidden


async def refer_clients(work: Work, *, profiles: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """Refer many clients, and return for each its id or why it was refused; good ones are stored.

    An answer that says what was understood of them shows them, so it is written down as a look.

    Parameters
    ----------
    profiles
        Each as in `refer_client`.
    """
    judgements = await _judged_all(work, profiles)
    outcomes = await store_new(
        work,
        SHELF,
        rows=[client for client, _ in judgements],
        verdicts=[verdict for _, verdict in judgements],
    )
    work.saw([one for one in outcomes if isinstance(one, UUID)], purpose=Purpose.REFERRAL)
    return outcomes


async def _judged_all(work: Work, profiles: Sequence[Mapping[str, Any]]) -> list[tuple[Draft, Outcome]]:
    work.actor.require(Role.PROVIDER)
    regions = await _regions(work, {profile.get("region") for profile in profiles})
    region_ids = [region for region in regions.values() if isinstance(region, UUID)]
    world = await _world(work, profiles, region_ids=region_ids)
    clients = [_made(work, profile, regions[profile.get("region")]) for profile in profiles]
    return [
        (client, _judged(client, world, regions[profile.get("region")]))
        for client, profile in zip(clients, profiles, strict=True)
    ]


async def change_client(
    work: Work, *, client_id: UUID, expected: Expected = WHATEVER, **changes: Any
) -> Seen:
    """Change what was given of a profile, keep what it was, and return the client as it is read.

    Without consent nothing may be proposed: to take it away ends the client's live proposal at once.

    Parameters
    ----------
    expected
        The revisions that the change was made for.
    changes
        The columns that change, as in `refer_client`.

    Raises
    ------
    ClientNotFound
        When it does not exist, or is not the actor's.
    ClientWithdrawn
        When it was withdrawn.
    ResourceMovedOn
        When it was changed since.
    NothingToChange
        When no column is named.
    OwnProviderOnly
        When a coordinator changes what it can't see.
    ProfileContradicts
        When the whole that comes of it contradicts itself or the region, or has another origin than a live
        proposal counts; names all faults.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    _refuse_blind(work.actor, changes)
    client = await lock_client(work, client_id)
    expected.require(client.revision)
    before = as_json(client, names=PROFILE)
    with work.session.no_autoflush:
        changed = put_in(client, changes)
        world = await _world(work, [_named(client)], region_ids=[client.region_id])
        counted = "origin" in changed and await _has_live_proposal(work, client.id)
    faults = [fault for fault in rules.faults(client, world) if _may_know(work.actor, fault)]
    faults += [_ORIGIN_COUNTS] if counted else []
    if faults:
        raise ProfileContradicts(faults[0].english, faults[0].dutch, faults)
    if changed:
        _keep(work, client, before)
        await _end_without_consent(work, client)
        await work.session.flush()
    return await questions.client(work, client_id=client.id, purpose=Purpose.CHANGE)


async def withdraw_client(work: Work, *, client_id: UUID, reason: str) -> Seen:
    """Take a client off the list, with its open proposal, and return it as it is read.

    Raises
    ------
    ClientNotFound
        When it does not exist, or is not the actor's.
    ClientWithdrawn
        When it was withdrawn before.
    ClientPlaced
        When a placement has to end first.
    PersonalReason
        When the reason holds personal data.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    refuse_traces("reason", reason)
    client = await lock_client(work, client_id)
    refuse_placed(client)
    client.state = ClientState.WITHDRAWN
    client.withdrawn_at = client.modified_at = work.at
    client.withdrawn_because = reason
    work.record(Fact.CLIENT_WITHDRAWN, client.id, region_id=client.region_id, parties=[client.provider_id])
    await end_proposals(work, of=Proposal.client_id == client.id)
    await work.session.flush()
    return await questions.client(work, client_id=client.id, purpose=Purpose.WITHDRAWAL)


async def _regions(work: Work, slugs: Iterable[str | None]) -> dict[str | None, Outcome]:
    """Return the id of each region that is named, or why it can't be that one."""
    found: dict[str | None, Outcome] = {}
    for slug in slugs:
        try:
            found[slug] = (await only_region(work, slug=slug)).id
        except MatchingError as refusal:
            found[slug] = refusal
    return found


def _made(work: Work, profile: Mapping[str, Any], region: Outcome) -> Draft:
    """Make a client that no session knows yet."""
    columns = {name: value for name, value in profile.items() if name != "region"}
    return Draft(
        **work.stamp(),
        **{**BLANK, **columns},
        region_id=region if isinstance(region, UUID) else None,
        provider_id=work.actor.organisation,
        state=ClientState.WAITING,
        withdrawn_at=None,
        withdrawn_because=None,
        parked_until=None,
        parked_because=None,
        profile_version=1,
    )


def _judged(client: Client | Draft, world: Surroundings, region: Outcome) -> Outcome:
    """Return the id of a sound client, otherwise the refusal."""
    if isinstance(region, MatchingError):
        return region
    faults = list(rules.faults(client, world))
    return ProfileContradicts(faults[0].english, faults[0].dutch, faults) if faults else client.id


def _exists(reference: str, first: UUID) -> ClientExists:
    return ClientExists(
        f"{reference} is the client {first}: /v1/clients/{first}",
        f"{reference} is de kandidaat {first}: /v1/clients/{first}",
    )


SHELF = Shelf(Client, owner="provider_id", fact=Fact.CLIENT_REFERRED, exists=_exists)


def _keep(work: Work, client: Client, before: dict[str, Any]) -> None:
    """Put the former profile away, and write down that there is a new one."""
    work.session.add(
        ProfileVersion(
            client_id=client.id, number=client.profile_version, profile=before, replaced_at=work.at
        )
    )
    client.profile_version += 1
    client.modified_at = work.at
    work.record(
        Fact.CLIENT_CHANGED,
        client.id,
        region_id=client.region_id,
        parties=[client.provider_id],
        profile_version=client.profile_version,
    )


_ORIGIN_COUNTS = Fault(
    "origin",
    "somebody-proposed",
    "A proposal counts this origin in the agreements; ask the coordinator to withdraw it first.",
    "Een voorstel telt deze herkomst mee in de afspraken; vraag de coördinator dat eerst in te trekken.",
)


async def _has_live_proposal(work: Work, client_id: UUID) -> bool:
    """Tell whether something is proposed; who was placed counts with the origin of then."""
    query = select(exists().where(Proposal.client_id == client_id, Proposal.state.in_(LIVE)))
    return bool(await work.session.scalar(query))


async def _end_without_consent(work: Work, client: Client) -> None:
    """End what is proposed once there is no consent to share a profile; a lease stands by itself."""
    if client.consent_on is None:
        await end_proposals(work, of=Proposal.client_id == client.id)


def _refuse_blind(actor: Actor, changes: Mapping[str, Any]) -> None:
    if actor.role is not Role.PROVIDER and OWN_PROVIDER_ONLY & changes.keys():
        raise OwnProviderOnly(
            "Ask the client's own provider to change this.", "Vraag de eigen aanbieder dit te wijzigen."
        )


def _may_know(actor: Actor, fault: Fault) -> bool:
    """Tell whether a fault gives away nothing that the actor may not see."""
    hidden = {"excludedAreas", "keepApart"}
    return actor.role is Role.PROVIDER or (
        fault.code != rules.OVERLAP and fault.path.partition(".")[0] not in hidden
    )


_NAMES_AREAS = ("preferred_areas", "acceptable_areas", "excluded_areas")


_NAMED = (*_NAMES_AREAS, "origin", "facility_id", "support_provider_id")


def _named(client: Client) -> Mapping[str, Any]:
    return {name: getattr(client, name) for name in _NAMED}


def _areas(profiles: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for profile in profiles:
        if profile.get("origin"):
            yield profile["origin"]
        for name in _NAMES_AREAS:
            yield from profile.get(name, ())


async def _world(
    work: Work, profiles: Sequence[Mapping[str, Any]], *, region_ids: Iterable[UUID]
) -> Surroundings:
    here = frozenset(region_ids)
    return await surroundings(
        work,
        region_ids=here,
        area_codes=set(_areas(profiles)),
        provider_ids=_given(profiles, "support_provider_id"),
        facility_ids=_given(profiles, "facility_id"),
        whole=here if any(profile.get("excluded_areas") for profile in profiles) else (),
    )


def _given(profiles: Iterable[Mapping[str, Any]], name: str) -> set[UUID]:
    return {profile[name] for profile in profiles if profile.get(name) is not None}


def refuse_placed(client: Client) -> None:
    """Refuse what can't be done with somebody who lives somewhere through us.

    Raises
    ------
    ClientPlaced
        When a placement has to end first.
    """
    if client.state is ClientState.PLACED:
        raise ClientPlaced()


async def lock_client(work: Work, client_id: UUID) -> Client:
    """Lock a client until the transaction ends, so that changes come one after another."""
    client = await work.session.scalar(
        select(Client)
        .where(Client.id == client_id, within_reach(work.actor))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if client is None:
        raise ClientNotFound("There is no such client for you.", "Deze kandidaat is er voor u niet.")
    if client.state is ClientState.WITHDRAWN:
        raise ClientWithdrawn(
            f"The client was withdrawn on {client.withdrawn_at:%Y-%m-%d}; refer it under a new reference.",
            f"Teruggetrokken op {client.withdrawn_at:%Y-%m-%d}; meld opnieuw aan onder een nieuw kenmerk.",
        )
    return client

"""The life of a proposal, as one table: from which state what event leads where, and who may cause it.

::

    proposed --release--> released --both agree, in any order--> viewing --client accepts--> accepted
    accepted --place--> placed --end--> ended

From every state before `placed` a proposal can also fall through: declined by one of the three
parties, withdrawn by a coordinator, expired by the clock; before release superseded by a later run.
"""

from dataclasses import dataclass
from datetime import datetime

from matching.actors import Role
from matching.errors import Conflict
from matching.vocabulary import Word


class ProposalState(Word):
    """Where a proposal stands; people take it further."""

    PROPOSED = "proposed", "voorgesteld"
    RELEASED = "released", "vrijgegeven", "AANBIEDINGSTATUS.AAN"
    PROVIDER_AGREED = "provider-agreed", "aanbieder akkoord", "AANBIEDINGSTATUS.AAN"
    CORPORATION_AGREED = "corporation-agreed", "corporatie akkoord", "AANBIEDINGSTATUS.AAN"
    VIEWING = "viewing", "bezichtiging", "AANBIEDINGSTATUS.AAN"
    ACCEPTED = "accepted", "geaccepteerd", "AANBIEDINGSTATUS.AAN"
    PLACED = "placed", "geplaatst", "AANBIEDINGSTATUS.TOE"
    DECLINED = "declined", "geweigerd", "AANBIEDINGSTATUS.GEW"
    WITHDRAWN = "withdrawn", "ingetrokken", "AANBIEDINGSTATUS.ING"
    EXPIRED = "expired", "verlopen", "AANBIEDINGDETAILSTATUS.REA"
    SUPERSEDED = "superseded", "vervangen door een latere ronde"
    ENDED = "ended", "plaatsing voorbij"


class ProposalEvent(Word):
    """What can happen to a proposal."""

    RELEASE = "release", "vrijgeven"
    PROVIDER_AGREES = "provider-agrees", "aanbieder gaat akkoord"
    CORPORATION_AGREES = "corporation-agrees", "corporatie gaat akkoord"
    CLIENT_ACCEPTS = "client-accepts", "kandidaat zegt ja"
    PROVIDER_DECLINES = "provider-declines", "aanbieder weigert"
    CORPORATION_DECLINES = "corporation-declines", "corporatie weigert"
    CLIENT_DECLINES = "client-declines", "kandidaat zegt nee"
    WITHDRAW = "withdraw", "intrekken"
    LEAVE = "leave", "kandidaat of woning doet niet meer mee"
    EXPIRE = "expire", "verlopen"
    SUPERSEDE = "supersede", "vervangen"
    PLACE = "place", "plaatsen"
    END = "end", "plaatsing beëindigen"


class Step(Word):
    """What a live proposal waits for; each step has a term in the covenant."""

    RELEASE = "release", "vrijgave door de coördinator"
    ANSWERS = "answers", "antwoord van aanbieder en corporatie"
    VIEWING = "viewing", "bezichtiging en antwoord van de kandidaat"
    LEASE = "lease", "huurcontract"


class TransitionRefused(Conflict):
    """The proposal can't take this step from where it stands."""

    dutch = "Het voorstel kan deze stap niet zetten vanaf waar het staat."


class DeadlinePassed(Conflict):
    """The deadline of this step has passed."""

    dutch = "De termijn van deze stap is verstreken."


class DeadlineNotPassed(Conflict):
    """The deadline of this step has not passed yet."""

    dutch = "De termijn van deze stap is nog niet verstreken."


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    Attributes
    ----------
    roles
        Whose doing it may be.
    """

    source: ProposalState
    event: ProposalEvent
    target: ProposalState
    roles: frozenset[Role]


_S, _E = ProposalState, ProposalEvent
_COORDINATOR, _SYSTEM = frozenset({Role.COORDINATOR}), frozenset({Role.SYSTEM})
_PROVIDER, _CORPORATION = frozenset({Role.PROVIDER}), frozenset({Role.CORPORATION})
_FOR_CLIENT = frozenset({Role.PROVIDER, Role.COORDINATOR})
_LESSOR = frozenset({Role.CORPORATION, Role.COORDINATOR})
_LEAVERS = frozenset({Role.PROVIDER, Role.CORPORATION, Role.COORDINATOR})

ANSWERING = (_S.RELEASED, _S.PROVIDER_AGREED, _S.CORPORATION_AGREED)
"""Provider or corporation has still to answer."""
TAKEN_UP = (*ANSWERING, _S.VIEWING, _S.ACCEPTED)
"""People have taken it up: a later run leaves it alone."""
LIVE = (_S.PROPOSED, *TAKEN_UP)
"""It asks something of somebody."""
OCCUPYING = (*LIVE, _S.PLACED)
"""It keeps its client, and its place in the dwelling, from others."""

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_S.PROPOSED, _E.RELEASE, _S.RELEASED, _COORDINATOR),
    Transition(_S.RELEASED, _E.PROVIDER_AGREES, _S.PROVIDER_AGREED, _PROVIDER),
    Transition(_S.RELEASED, _E.CORPORATION_AGREES, _S.CORPORATION_AGREED, _CORPORATION),
    Transition(_S.CORPORATION_AGREED, _E.PROVIDER_AGREES, _S.VIEWING, _PROVIDER),
    Transition(_S.PROVIDER_AGREED, _E.CORPORATION_AGREES, _S.VIEWING, _CORPORATION),
    Transition(_S.VIEWING, _E.CLIENT_ACCEPTS, _S.ACCEPTED, _FOR_CLIENT),
    Transition(_S.ACCEPTED, _E.PLACE, _S.PLACED, _LESSOR),
    Transition(_S.PLACED, _E.END, _S.ENDED, _LEAVERS),
    *(Transition(state, _E.PROVIDER_DECLINES, _S.DECLINED, _PROVIDER) for state in TAKEN_UP),
    *(Transition(state, _E.CORPORATION_DECLINES, _S.DECLINED, _CORPORATION) for state in TAKEN_UP),
    *(Transition(state, _E.CLIENT_DECLINES, _S.DECLINED, _FOR_CLIENT) for state in TAKEN_UP),
    *(Transition(state, _E.WITHDRAW, _S.WITHDRAWN, _COORDINATOR) for state in LIVE),
    # Who withdraws or parks a client or a dwelling, or takes consent away, ends what is proposed for it.
    *(Transition(state, _E.LEAVE, _S.WITHDRAWN, _LEAVERS) for state in LIVE),
    # Nobody loses a home they said yes to because a contract takes long: an accepted one never expires.
    *(Transition(state, _E.EXPIRE, _S.EXPIRED, _SYSTEM) for state in LIVE if state is not _S.ACCEPTED),
    Transition(_S.PROPOSED, _E.SUPERSEDE, _S.SUPERSEDED, _SYSTEM),
)

FORWARD = (_E.RELEASE, _E.PROVIDER_AGREES, _E.CORPORATION_AGREES, _E.CLIENT_ACCEPTS, _E.PLACE)
"""These lead on to a home; all others end it."""

_BY_SOURCE = {(row.source, row.event): row for row in TRANSITIONS}
EXPIRING = tuple(state for state in ProposalState if (state, _E.EXPIRE) in _BY_SOURCE)
"""In these a deadline ends the proposal; in the other live ones it is only watched."""

_WAITS_FOR = {
    _S.PROPOSED: Step.RELEASE,
    **dict.fromkeys(ANSWERING, Step.ANSWERS),
    _S.VIEWING: Step.VIEWING,
    _S.ACCEPTED: Step.LEASE,
}
_UNTIMED = (_E.WITHDRAW, _E.LEAVE, _E.SUPERSEDE)
"""These need no deadline to hold: they end what nobody may answer any more anyway."""


def waits_for(state: ProposalState) -> Step | None:
    """Return what a proposal in this state waits for; None when it is over or placed."""
    return _WAITS_FOR.get(state)


def next_state(
    state: ProposalState, event: ProposalEvent, *, at: datetime, respond_by: datetime | None
) -> ProposalState:
    """Return where an event leads at a moment.

    The deadline is a fact of the clock, not of a job that ran: a late answer is refused also when
    nothing has expired the proposal yet, and an early expiry is refused too.

    Raises
    ------
    TransitionRefused
        When the table has no such row.
    DeadlinePassed, DeadlineNotPassed
        When the clock says otherwise.
    """
    row = _BY_SOURCE.get((state, event))
    if row is None:
        raise TransitionRefused(
            f"It is {state.value}: '{event.value}' is not possible now.",
            f"De stand is '{state.dutch}': '{event.dutch}' kan nu niet.",
        )
    if respond_by is not None and state in EXPIRING:
        _mind_the_clock(event, at=at, respond_by=respond_by)
    return row.target


def _mind_the_clock(event: ProposalEvent, *, at: datetime, respond_by: datetime) -> None:
    late = at >= respond_by
    moment = f"{respond_by:%Y-%m-%d %H:%M}"
    if event is ProposalEvent.EXPIRE and not late:
        raise DeadlineNotPassed(f"It holds until {moment} UTC.", f"Het geldt tot {moment} UTC.")
    if event is not ProposalEvent.EXPIRE and event not in _UNTIMED and late:
        raise DeadlinePassed(
            f"An answer was possible until {moment} UTC.", f"Antwoorden kon tot {moment} UTC."
        )


def roles_for(event: ProposalEvent) -> frozenset[Role]:
    """Return whose doing an event may be, from whatever state."""
    return frozenset().union(*(row.roles for row in TRANSITIONS if row.event is event))


def possible_events(
    state: ProposalState, *, role: Role, at: datetime, respond_by: datetime | None
) -> tuple[ProposalEvent, ...]:
    """Return what somebody in a role can do now, in the order of the table."""
    return tuple(
        row.event
        for row in TRANSITIONS
        if row.source is state and role in row.roles and _in_time(row, at=at, respond_by=respond_by)
    )


def _in_time(row: Transition, *, at: datetime, respond_by: datetime | None) -> bool:
    try:
        next_state(row.source, row.event, at=at, respond_by=respond_by)
    except Conflict:
        return False
    return True

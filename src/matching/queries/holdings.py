"""Where a client's data lives: one table, from which a dossier is read and by which a client is erased.

Every table of `models` is either a holding or named in `ELSEWHERE` with the reason why not; a test sees to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    case,
    cast,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONPATH

from matching.models import (
    Access,
    CheckIn,
    Client,
    Correction,
    Delivery,
    Entry,
    Erasure,
    Event,
    Hold,
    HousingOutcome,
    KeptAnswer,
    LandingTask,
    MatchingRun,
    Override,
    PairDirective,
    Placement,
    ProfileVersion,
    Proposal,
    ProposalStep,
    ReserveCandidate,
    RunSnapshot,
    Signal,
    Study,
    Unplaced,
    WebhookEndpoint,
)
from matching.vocabulary import StudyKind

Which = Callable[[UUID], ColumnElement[bool]]
Columns = Callable[[UUID], list[ColumnElement[Any]]]


class Fate(Enum):
    """What becomes of the rows of a holding when their client is erased."""

    DELETED = "deleted"
    CUT = "cut"
    """Only what they say of this client is taken out; they are about others too."""
    KEPT = "kept"
    """They hold identities, which then lead nowhere."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A table that holds something of a client.

    Attributes
    ----------
    dutch, english
        What it holds, as the heading of a section of a dossier.
    rows
        Which rows are about a client.
    why
        Of what is not simply deleted: why not.
    hidden
        Columns that are no part of a dossier, and why.
    shown
        What a dossier tells instead of the columns.
    """

    table: FromClause
    dutch: str
    english: str
    rows: Which
    fate: Fate = Fate.DELETED
    why: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    shown: Columns | None = None

    @property
    def name(self) -> str:
        """Return the name of the table."""
        return str(self.table.description)

    def told(self, client_id: UUID) -> Select[*tuple[Any, ...]]:
        """Return what a dossier reads of it, in a stable order."""
        columns = self.shown(client_id) if self.shown else self._columns()
        return select(*columns).where(self.rows(client_id)).order_by(*self.table.primary_key)

    def _columns(self) -> list[ColumnElement[Any]]:
        return [column for column in self.table.columns if column.name not in {*self.hidden, "revision"}]


def proposals_of(client_id: UUID) -> Select[UUID]:
    """Return the ids of a client's proposals."""
    return select(Proposal.id).where(Proposal.client_id == client_id)


def placements_of(client_id: UUID) -> Select[UUID]:
    """Return the ids of a client's placements."""
    return select(Placement.id).where(Placement.client_id == client_id)


def _of_client(column: Any) -> Which:
    return lambda client_id: column == client_id


def _of_proposals(column: Any) -> Which:
    return lambda client_id: column.in_(proposals_of(client_id))


def _of_placements(column: Any) -> Which:
    return lambda client_id: column.in_(placements_of(client_id))


def _named_in(column: Any) -> Which:
    """Return what finds the rows whose JSON names a client."""
    return lambda client_id: cast(column, Text).contains(str(client_id))


def looked_at(client_id: UUID) -> ColumnElement[bool]:
    """Return which snapshots name a client: who took part, and whom an old bar, a directive or a pair is about."""
    name, seen = str(client_id), RunSnapshot.instance
    named = (
        seen["clients"].contains([{"id": name}]),
        seen["barred"].contains([{"client": name}]),
        seen["forced"].contains([{"client": name}]),
        seen["previous"].contains([[name]]),
    )
    return or_(*named, _named_in(RunSnapshot.changes)(client_id))


def _entries(client_id: UUID) -> ColumnElement[bool]:
    """Return which entries of the journal are about a client, or about what came of it."""
    subjects = select(Client.id).where(Client.id == client_id)
    parts: tuple[Select[UUID], ...] = (
        proposals_of(client_id),
        placements_of(client_id),
        select(PairDirective.id).where(PairDirective.client_id == client_id),
        select(Correction.id).where(_corrections(client_id)),
        select(Signal.id).where(Signal.placement_id.in_(placements_of(client_id))),
        select(CheckIn.id).where(CheckIn.placement_id.in_(placements_of(client_id))),
        select(Study.id).where(_studies(client_id)),
        select(Hold.id).where(Hold.client_id == client_id),
        select(Erasure.id).where(Erasure.client_id == client_id),
    )
    return or_(Entry.subject_id.in_(subjects.union(*parts)), _named_in(Entry.details)(client_id))


def _corrections(client_id: UUID) -> ColumnElement[bool]:
    return or_(Correction.client_id == client_id, Correction.proposal_id.in_(proposals_of(client_id)))


def _studies(client_id: UUID) -> ColumnElement[bool]:
    return or_(*(_named_in(column)(client_id) for column in (Study.asked, Study.meant, Study.answer)))


def _deliveries(client_id: UUID) -> ColumnElement[bool]:
    return Delivery.position.in_(select(Event.position).where(_events(client_id)))


def _events(client_id: UUID) -> ColumnElement[bool]:
    return Event.entry_id.in_(select(Entry.id).where(_entries(client_id)))


def _tell_snapshot(client_id: UUID) -> list[ColumnElement[Any]]:
    """Tell when the run looked, and of what it saw this client alone."""
    mine = func.jsonb_build_object("id", str(client_id))
    began = select(MatchingRun.started_at).where(MatchingRun.id == RunSnapshot.run_id).scalar_subquery()
    seen = func.jsonb_path_query_first(
        RunSnapshot.instance, cast("$.clients[*] ? (@.id == $id)", JSONPATH), mine
    )
    changed = func.jsonb_path_query_array(
        RunSnapshot.changes, cast("$.items[*] ? (@.client == $id)", JSONPATH), mine
    )
    return [
        RunSnapshot.__table__.c.run_id,
        began.label("looked_at"),
        seen.label("seen"),
        changed.label("changes"),
    ]


def _tell_profile(_client_id: UUID) -> list[ColumnElement[Any]]:
    """Tell what the profile was; not who of the staff approved an urgency."""
    told = ProfileVersion.profile.op("-")("urgency_approved_by")
    columns = ProfileVersion.__table__.c
    return [columns.number, columns.replaced_at, told.label("profile")]


def _tell_study(_client_id: UUID) -> list[ColumnElement[Any]]:
    """Tell what was asked and answered where that was about one client; else only that something was asked."""
    alone = Study.kind == StudyKind.PLACEMENT_QUESTION
    return [
        *(Study.__table__.c[name] for name in ("id", "created_at", "kind", "state", "requested_by")),
        case((alone, Study.meant), else_=null()).label("asked"),
        case((alone, Study.answer), else_=null()).label("answer"),
    ]


def _tell_delivery(_client_id: UUID) -> list[ColumnElement[Any]]:
    """Tell to whom, what and when, and what became of it."""
    to = select(WebhookEndpoint.organisation_id).where(WebhookEndpoint.id == Delivery.endpoint_id)
    fact = (
        select(Entry.fact)
        .join(Event, Event.entry_id == Entry.id)
        .where(Event.position == Delivery.position)
        .scalar_subquery()
    )
    moments = ("created_at", "state", "ended_at")
    return [
        to.scalar_subquery().label("organisation_id"),
        fact.label("fact"),
        *(Delivery.__table__.c[one] for one in moments),
    ]


_STAFF = "who of its people an organisation let do this; the organisation is told"
_OTHERS = "others are in it too; what it says of this client is told elsewhere in the dossier"
_OURS = "for the machine alone"
_IDENTITIES = "identities, states and counts, under a seal; they lead nowhere once the client is gone"


def _table(model: Any) -> FromClause:
    table: FromClause = model.__table__
    return table


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        _table(KeptAnswer),
        "Antwoorden die een dag bewaard worden voor wie een verzoek herhaalt",
        "Answers kept for a day, for whoever repeats a request",
        lambda client_id: KeptAnswer.client_ids.contains([client_id]),
        hidden={
            "key": _OURS,
            "fingerprint": _OURS,
            "headers": _OURS,
            "owner_id": _STAFF,
            "body": _OTHERS,
            "client_ids": _OTHERS,
        },
    ),
    Holding(
        _table(Study), "Vragen over een matchronde", "Questions about a run", _studies, shown=_tell_study
    ),
    Holding(
        _table(Unplaced),
        "Waarom er in een ronde geen voorstel was",
        "Why a run had no proposal",
        _of_client(Unplaced.client_id),
    ),
    Holding(
        _table(ReserveCandidate),
        "Bij welke woningen de kandidaat als volgende aan de beurt was",
        "Where the client was next in line",
        _of_client(ReserveCandidate.client_id),
    ),
    Holding(
        _table(RunSnapshot),
        "Wat matchrondes van de kandidaat zagen",
        "What matching runs saw of the client",
        looked_at,
        Fate.CUT,
        "a whole region; its other clients stay in it",
        shown=_tell_snapshot,
    ),
    Holding(_table(Signal), "Signalen", "Signals", _of_placements(Signal.placement_id)),
    Holding(
        _table(CheckIn),
        "Contactmomenten na de verhuizing",
        "Contacts after moving in",
        _of_placements(CheckIn.placement_id),
        hidden={"held_by": _STAFF},
    ),
    Holding(
        _table(HousingOutcome),
        "Of de kandidaat er nog woonde",
        "Whether the client still lived there",
        _of_placements(HousingOutcome.placement_id),
    ),
    Holding(
        _table(LandingTask),
        "Taken van de warme landing",
        "Tasks of the landing",
        _of_placements(LandingTask.placement_id),
    ),
    Holding(_table(Placement), "Plaatsingen", "Placements", _of_client(Placement.client_id)),
    Holding(
        _table(PairDirective),
        "Vastgelegde en uitgesloten woningen",
        "Forced and barred dwellings",
        _of_client(PairDirective.client_id),
    ),
    Holding(
        _table(Correction), "Correcties die een weigering voorstelde", "Corrections proposed", _corrections
    ),
    Holding(
        _table(Override),
        "Doorbraken: regels die opzij zijn gezet",
        "Overrides",
        _of_proposals(Override.proposal_id),
        hidden={"approved_by": _STAFF},
    ),
    Holding(
        _table(ProposalStep),
        "Wat er met voorstellen gebeurde",
        "Steps of proposals",
        _of_proposals(ProposalStep.proposal_id),
        hidden={"decided_by": _STAFF},
    ),
    Holding(_table(Proposal), "Voorstellen, met hun redenen", "Proposals", _of_client(Proposal.client_id)),
    Holding(_table(Hold), "Waarom wissen moest wachten", "Holds", _of_client(Hold.client_id)),
    Holding(
        _table(ProfileVersion),
        "Eerdere woonprofielen",
        "Former profiles",
        _of_client(ProfileVersion.client_id),
        shown=_tell_profile,
    ),
    Holding(
        _table(Client),
        "De kandidaat en het woonprofiel",
        "The client and the profile",
        _of_client(Client.id),
        hidden={"urgency_approved_by": _STAFF},
    ),
    Holding(
        _table(Erasure),
        "Verzoeken om te wissen",
        "Requests to erase",
        _of_client(Erasure.client_id),
        Fate.KEPT,
        "that somebody was erased has to be known, to do it again when a backup is put back",
    ),
    Holding(
        _table(Access),
        "Wie de kandidaat inzag",
        "Who looked",
        lambda client_id: Access.client_ids.contains([client_id]),
        Fate.KEPT,
        _IDENTITIES,
        hidden={"client_ids": _OTHERS, "key_id": _STAFF, "on_behalf_of": _STAFF},
    ),
    Holding(
        _table(Entry),
        "Wat er gebeurde",
        "What happened",
        _entries,
        Fate.KEPT,
        _IDENTITIES,
        hidden={"key_id": _STAFF, "on_behalf_of": _STAFF},
    ),
    Holding(
        _table(Event),
        "Wat daarvan is doorverteld",
        "What of that was told",
        _events,
        Fate.KEPT,
        "a position and a random name; what it tells is read from the journal",
    ),
    Holding(
        _table(Delivery),
        "Berichten aan andere systemen",
        "Messages to other systems",
        _deliveries,
        Fate.KEPT,
        "no contents; gone after some months",
        shown=_tell_delivery,
    ),
)
"""Every table with something of a client, in an order in which rows can be deleted."""

_AGREED = "what a region agreed"
_NOBODY = "a number, and nobody behind it"
_PARTIES = "organisations, their keys and addresses"
ELSEWHERE: Mapping[str, str] = {
    **dict.fromkeys(("areas", "region_municipalities", "regions", "rent_limits"), "the map, and the law"),
    **dict.fromkeys(
        (
            "commitments",
            "complex_caps",
            "covenant_parties",
            "covenant_versions",
            "covenants",
            "housing_forms",
            "load_caps",
            "origin_limits",
            "spreading_quotas",
            "support_coverages",
        ),
        _AGREED,
    ),
    **dict.fromkeys(("api_keys", "memberships", "organisations", "webhook_endpoints"), _PARTIES),
    **dict.fromkeys(
        (
            "list_bookings",
            "past_counts",
            "past_exceptions",
            "past_loads",
            "past_moves",
            "past_placements",
            "past_tenancies",
            "past_waiters",
            "past_waits",
        ),
        _NOBODY,
    ),
    **dict.fromkeys(("facilities", "facility_places"), "institutions, and how many places are taken"),
    "desk_sessions": "coordinators who are signed in",
    "dwellings": "homes; who lives there stands in placements",
    "empty_dwellings": "why a home stayed empty, in counts",
    "matching_runs": "counts, levels and hashes of a whole region",
    "seals": "hashes, and the numbers of rows",
    "unpublished": "the numbers of rows, until they have a position",
    "unsealed": "the numbers of rows, until they are sealed",
}
"""Every other table, and why it is none."""

"""What we say about matching runs: the shapes of the answers."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from matching.api.listing import ListOut
from matching.api.schemas import Moment, Out
from matching.api.small_counts import CountsOut
from matching.models import EmptyDwelling, RunState, Unplaced

Count = Annotated[int, Field(ge=0, examples=[12])]


class SentenceOut(Out):
    """The same sentence in both languages."""

    dutch: Annotated[str, Field(description="Dutch.", examples=["De huur is € 12,00 te hoog."])]
    english: Annotated[str, Field(description="English.", examples=["The rent is € 12.00 too high."])]


class LevelOut(CountsOut):
    """One goal of the matching, in the order of the covenant."""

    name: Annotated[str, Field(description="Goal.", examples=["priority"])]
    value: Annotated[int | None, Field(description="Value reached.", examples=[485])]
    bound: Annotated[
        int | None,
        Field(description="Bound that nobody can pass.", examples=[485]),
    ]
    proven: Annotated[bool, Field(description="Proven that it can't be better.", examples=[True])]
    seconds: Annotated[float, Field(description="Solving time [s].", examples=[0.4])]
    proof: Annotated[
        Literal["certificate", "search", "open"] | None,
        Field(
            description="The proof: `certificate`: can be counted again; `search`: by searching, on the "
            "solver's word; `open`: there is none. Empty for older runs.",
            examples=["certificate"],
        ),
    ] = None


class TargetOut(CountsOut):
    """What was agreed for a municipality, and what came of it. [placement]"""

    municipality: Annotated[str, Field(description="Municipality.", examples=["GM0917"])]
    share: Annotated[int, Field(description="Agreed share [hundredth of a per cent].")]
    aimed_term: Annotated[int | None, Field(description="Target so far in the term.")]
    aimed_now: Annotated[int | None, Field(description="Target of this run.")]
    placed_before: Annotated[
        int | None, Field(description="Placed in the term, and proposals that people have taken up.")
    ]
    placed_now: Annotated[int | None, Field(description="Proposed in this run.")]


class MinimumMissedOut(Out):
    """An agreed minimum that is not reached yet. [placement]"""

    municipality: Annotated[str, Field(description="Municipality.", examples=["GM0882"])]
    minimum: Annotated[int, Field(description="Agreed minimum.")]
    placed: Annotated[int, Field(description="Placed and proposed.")]
    short: Annotated[int, Field(description="Short by.")]
    sentence: SentenceOut


class NoPartyOut(CountsOut):
    """Who could not take part because their organisation is no party to the covenant today or left the region."""

    clients: Count | None
    dwellings: Count


class RunSummaryOut(CountsOut):
    """The outcome of a run in figures."""

    clients: Annotated[int | None, Field(description="Clients in the run.")]
    dwellings: Annotated[int, Field(description="Places in the run.")]
    eligible_pairs: Annotated[int | None, Field(description="Pairs that may be.")]
    proposals: Annotated[int | None, Field(description="Proposals made.")]
    unplaced: Annotated[int | None, Field(description="Clients without a proposal.")]
    unplaced_because: Annotated[dict[str, int | None], Field(description="Why, in counts.")]
    superseded: Annotated[int | None, Field(description="Earlier proposals that were superseded.")]
    changed_meanwhile: Annotated[
        int | None,
        Field(description="Pairs that changed during the solving."),
    ]
    no_party: NoPartyOut
    status: Annotated[str, Field(description="`optimal`: all proven.", examples=["optimal"])]
    levels: list[LevelOut]
    targets: list[TargetOut]
    minimums_missed: list[MinimumMissedOut]
    problem_hash: Annotated[str, Field(description="Fingerprint of the problem.")]
    seconds: Annotated[float, Field(description="Solving time [s].")]
    versions: Annotated[dict[str, str], Field(description="What it was solved with.")]


class ProgressOut(CountsOut):
    """Where a run is."""

    share: Annotated[float, Field(ge=0, le=1, description="Share that is done [0..1].")]
    level: Annotated[str | None, Field(description="Goal that is worked at.")] = None
    phase: Annotated[str | None, Field(description="Phase.")] = None
    value: Annotated[int | None, Field(description="Value so far.")] = None
    bound: Annotated[int | None, Field(description="Bound so far.")] = None


class MatchingRunOut(Out):
    """A matching run."""

    id: Annotated[UUID, Field(description="Identity.")]
    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    state: Annotated[RunState, Field(description="State.", examples=["finished"])]
    covenant: Annotated[UUID, Field(description="Covenant.")]
    covenant_version: Annotated[int, Field(description="Version of the covenant.", examples=[1])]
    seed: Annotated[int, Field(description="Decides ties.")]
    time_limit: Annotated[int, Field(description="Longest solving time [s].")]
    attempts: Annotated[int, Field(description="How often begun.")]
    progress: ProgressOut
    summary: Annotated[RunSummaryOut | None, Field(description="Outcome; only once it is finished.")]
    failure: Annotated[str | None, Field(description="Why it failed.")]
    requested_at: Moment
    started_at: Moment | None
    finished_at: Moment | None
    cancel_requested_at: Moment | None


class MatchingRunListOut(ListOut):
    """A page of runs."""

    items: list[MatchingRunOut]


class RuleCountOut(CountsOut):
    """How much one rule removed."""

    rule: Annotated[str, Field(description="Rule.", examples=["rent"])]
    removed: Annotated[
        int | None, Field(description="How many the rule took away; of clients for the coordinator only.")
    ]
    alone: Annotated[int | None, Field(description="Of which by this rule alone.")]


class MissOut(Out):
    """One thing that stood in the way."""

    rule: Annotated[str, Field(description="Rule.", examples=["rent"])]
    sentence: SentenceOut
    margin: Annotated[int | None, Field(description="By how much it missed.")] = None
    unit: Annotated[str | None, Field(description="Unit of `margin`.")] = None


class NearestMissOut(Out):
    """The dwelling that came closest."""

    dwelling: Annotated[UUID, Field(description="Dwelling.")]
    misses: list[MissOut]


class MissingFieldOut(Out):
    """A datum that is missing, and what it would open."""

    field: Annotated[str, Field(description="Field.", examples=["client.maximum_rent"])]
    dwellings: Annotated[int, Field(description="Dwellings that wait for it.")]
    alone: Annotated[int, Field(description="Of which for nothing else.")]
    sentence: SentenceOut


class BlockingOut(CountsOut):
    """A limit without room."""

    kind: Annotated[str, Field(description="Kind of limit.", examples=["municipal-quota"])]
    subject: Annotated[str, Field(description="Of whom or what.", examples=["GM0917"])]
    count: Annotated[int | None, Field(description="How many it blocks.")]
    full_before: Annotated[bool, Field(description="Full before this run.")]
    sentence: SentenceOut


class UnplacedClientOut(Out):
    """A client without a proposal, and why."""

    client: Annotated[UUID, Field(description="Client.")]
    reference: Annotated[str, Field(description="Reference of the client at the provider.")]
    cause: Annotated[str, Field(description="The first reason.", examples=["nothing-eligible"])]
    eligible: Annotated[int, Field(description="Dwellings that fit.")]
    unknown: Annotated[int, Field(description="Would perhaps fit, if we knew more.")]
    sentences: list[SentenceOut]
    removed: list[RuleCountOut]
    nearest: NearestMissOut | None
    missing: list[MissingFieldOut]
    blocking: list[BlockingOut]

    @classmethod
    def of(cls, unplaced: Unplaced, reference: str) -> Self:
        """Return what is said of an unplaced client."""
        told = {key: value for key, value in unplaced.explanation.items() if key in cls.model_fields}
        return cls.model_validate(
            {**told, "client": unplaced.client_id, "reference": reference, "cause": unplaced.cause}
        )


class UnplacedClientListOut(ListOut):
    """A page of clients without a proposal."""

    items: list[UnplacedClientOut]


class EmptyDwellingOut(CountsOut):
    """A dwelling that stayed empty, and why."""

    dwelling: Annotated[UUID, Field(description="Dwelling.")]
    reference: Annotated[str, Field(description="Reference of the dwelling at the corporation.")]
    cause: Annotated[str, Field(description="The first reason.", examples=["others-first"])]
    free: Annotated[int, Field(description="Places without a proposal.")]
    eligible: Annotated[
        int | None,
        Field(description="Clients who fit; null for others than the coordinator, unless there are none."),
    ]
    unknown: Annotated[
        int | None,
        Field(
            description="Would perhaps fit, if we knew more; null for others than the coordinator, unless there are "
            "none."
        ),
    ]
    sentences: list[SentenceOut]
    removed: list[RuleCountOut]
    blocking: list[BlockingOut]

    @classmethod
    def of(cls, empty: EmptyDwelling, reference: str) -> Self:
        """Return what is said of an empty dwelling."""
        told: dict[str, Any] = {k: v for k, v in empty.explanation.items() if k in cls.model_fields}
        return cls.model_validate(
            {**told, "dwelling": empty.dwelling_id, "reference": reference, "cause": empty.cause}
        )


class EmptyDwellingListOut(ListOut):
    """A page of dwellings that stayed empty."""

    items: list[EmptyDwellingOut]


class UsageOut(CountsOut):
    """How far one quota or cap is used, in hundredths where the measure is load or hours."""

    limit: Annotated[str, Field(description="Limit.", examples=["municipal-quota:GM0917"])]
    kind: Annotated[str, Field(description="Kind.", examples=["municipal-quota"])]
    subject: Annotated[str, Field(description="Of whom or what.", examples=["GM0917"])]
    measure: Annotated[str, Field(description="`placements`, `load` or `hours`.", examples=["placements"])]
    used_before: Annotated[int | None, Field(description="Used already.")]
    used_now: Annotated[int | None, Field(description="Added by this run.")]
    maximum: Annotated[int, Field(description="Limit.")]
    left: Annotated[int | None, Field(description="What is left.")]
    fifth: Annotated[
        int | None,
        Field(
            description="Which part is used, in fifths, rounded up.",
            examples=[4],
        ),
    ] = None


class UsageListOut(ListOut):
    """The use of every quota and cap."""

    items: list[UsageOut]


class ChangeOut(Out):
    """What a run changed for one client, and because of what."""

    client: Annotated[UUID, Field(description="Client.")]
    dwelling_before: Annotated[UUID | None, Field(description="Dwelling in the run before.")]
    dwelling_after: Annotated[UUID | None, Field(description="Dwelling in this run.")]
    cause: Annotated[str, Field(description="Cause.", examples=["new-client"])]
    sentences: list[SentenceOut]


class ForcedUnmetOut(Out):
    """A forced pair that could not be, and what stands in the way."""

    client: Annotated[UUID, Field(description="Client.")]
    dwelling: Annotated[UUID, Field(description="Dwelling.")]
    sentences: list[SentenceOut]


class ChangesOut(Out):
    """What a run changed, compared with the run before."""

    kept: Annotated[int, Field(description="Pairs that stayed.", examples=[41])]
    items: list[ChangeOut]
    forced_unmet: Annotated[
        list[ForcedUnmetOut],
        Field(description="Forced pairs that could not be."),
    ]

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

    dutch: Annotated[str, Field(description="Nederlands.", examples=["De huur is € 12,00 te hoog."])]
    english: Annotated[
        str, Field(description="Engels. / English.", examples=["The rent is € 12.00 too high."])
    ]


class LevelOut(CountsOut):
    """One goal of the matching, in the order of the covenant."""

    name: Annotated[str, Field(description="Doel. / Goal.", examples=["priority"])]
    value: Annotated[int | None, Field(description="Bereikte waarde. / Value reached.", examples=[485])]
    bound: Annotated[
        int | None,
        Field(description="Grens die niemand kan passeren. / Bound nobody can pass.", examples=[485]),
    ]
    proven: Annotated[
        bool, Field(description="Bewezen dat het niet beter kan. / Proven optimal.", examples=[True])
    ]
    seconds: Annotated[float, Field(description="Rekentijd [s]. / Time.", examples=[0.4])]
    proof: Annotated[
        Literal["certificate", "search", "open"] | None,
        Field(
            description="Hoe bewezen: `certificate`: na te rekenen; `search`: door zoeken, op gezag van de rekenaar; "
            "`open`: niet. Leeg bij oudere rondes. / How it is proven; null for older runs.",
            examples=["certificate"],
        ),
    ] = None


class TargetOut(CountsOut):
    """What was agreed for a municipality, and what came of it. [plaatsing]"""

    municipality: Annotated[str, Field(description="Gemeente. / Municipality.", examples=["GM0917"])]
    share: Annotated[int, Field(description="Afgesproken aandeel [honderdste procent]. / Agreed share.")]
    aimed_term: Annotated[
        int | None, Field(description="Doel tot nu toe in de looptijd. / Aim in the term so far.")
    ]
    aimed_now: Annotated[int | None, Field(description="Doel van deze ronde. / Aim of this run.")]
    placed_before: Annotated[int | None, Field(description="Al geplaatst. / Placed before.")]
    placed_now: Annotated[int | None, Field(description="Voorgesteld in deze ronde. / Proposed now.")]


class MinimumMissedOut(Out):
    """An agreed minimum that is not reached yet. [plaatsing]"""

    municipality: Annotated[str, Field(description="Gemeente. / Municipality.", examples=["GM0882"])]
    minimum: Annotated[int, Field(description="Afgesproken minimum. / Agreed minimum.")]
    placed: Annotated[int, Field(description="Geplaatst en voorgesteld. / Placed and proposed.")]
    short: Annotated[int, Field(description="Tekort. / Short by.")]
    sentence: SentenceOut


class NoPartyOut(CountsOut):
    """Who could not take part because their organisation is no party to the covenant today."""

    clients: Count | None
    dwellings: Count


class RunSummaryOut(CountsOut):
    """The outcome of a run in figures."""

    clients: Annotated[int | None, Field(description="Kandidaten in de ronde. / Clients in the run.")]
    dwellings: Annotated[int, Field(description="Woonplekken in de ronde. / Places in the run.")]
    eligible_pairs: Annotated[int | None, Field(description="Paren die mogen. / Eligible pairs.")]
    proposals: Annotated[int | None, Field(description="Gedane voorstellen. / Proposals made.")]
    unplaced: Annotated[
        int | None, Field(description="Kandidaten zonder voorstel. / Clients without a proposal.")
    ]
    unplaced_because: Annotated[
        dict[str, int | None], Field(description="Waarom, in aantallen. / Why, in counts.")
    ]
    superseded: Annotated[
        int | None, Field(description="Eerdere voorstellen die vervielen. / Earlier proposals ended.")
    ]
    changed_meanwhile: Annotated[
        int | None,
        Field(description="Paren die tijdens het rekenen veranderden. / Pairs that changed during the run."),
    ]
    no_party: NoPartyOut
    status: Annotated[str, Field(description="`optimal`: alles bewezen. / All proven.", examples=["optimal"])]
    levels: list[LevelOut]
    targets: list[TargetOut]
    minimums_missed: list[MinimumMissedOut]
    problem_hash: Annotated[str, Field(description="Vingerafdruk van het probleem. / Hash of the problem.")]
    seconds: Annotated[float, Field(description="Rekentijd [s]. / Time.")]
    versions: Annotated[dict[str, str], Field(description="Waarmee gerekend is. / What solved it.")]


class ProgressOut(CountsOut):
    """Where a run is."""

    share: Annotated[float, Field(ge=0, le=1, description="Deel dat gedaan is [0..1]. / Share done.")]
    level: Annotated[str | None, Field(description="Doel waaraan gerekend wordt. / Goal.")] = None
    phase: Annotated[str | None, Field(description="Fase. / Phase.")] = None
    value: Annotated[int | None, Field(description="Waarde tot nu toe. / Value so far.")] = None
    bound: Annotated[int | None, Field(description="Grens tot nu toe. / Bound so far.")] = None


class MatchingRunOut(Out):
    """A matching run."""

    id: Annotated[UUID, Field(description="Kenmerk. / Identity.")]
    region: Annotated[str, Field(description="Regio. / Region.", examples=["parkstad"])]
    state: Annotated[RunState, Field(description="Stand. / State.", examples=["finished"])]
    covenant: Annotated[UUID, Field(description="Convenant. / Covenant.")]
    covenant_version: Annotated[
        int, Field(description="Versie van het convenant. / Its version.", examples=[1])
    ]
    seed: Annotated[int, Field(description="Beslist bij gelijke stand. / Settles ties.")]
    time_limit: Annotated[int, Field(description="Rekentijd op zijn hoogst [s]. / Longest time.")]
    attempts: Annotated[int, Field(description="Hoe vaak begonnen. / Attempts.")]
    progress: ProgressOut
    summary: Annotated[RunSummaryOut | None, Field(description="Uitkomst; pas als zij klaar is. / Outcome.")]
    failure: Annotated[str | None, Field(description="Waarom zij mislukte. / Why it failed.")]
    requested_at: Moment
    started_at: Moment | None
    finished_at: Moment | None
    cancel_requested_at: Moment | None


class MatchingRunListOut(ListOut):
    """A page of runs."""

    items: list[MatchingRunOut]


class RuleCountOut(CountsOut):
    """How much one rule removed."""

    rule: Annotated[str, Field(description="Regel. / Rule.", examples=["rent"])]
    removed: Annotated[int | None, Field(description="Hoeveel de regel wegnam. / How many it removed.")]
    alone: Annotated[
        int | None, Field(description="Waarvan alleen door deze regel. / Of which by this rule alone.")
    ]


class MissOut(Out):
    """One thing that stood in the way."""

    rule: Annotated[str, Field(description="Regel. / Rule.", examples=["rent"])]
    sentence: SentenceOut
    margin: Annotated[int | None, Field(description="Hoeveel het scheelde. / By how much.")] = None
    unit: Annotated[str | None, Field(description="Eenheid van `margin`. / Its unit.")] = None


class NearestMissOut(Out):
    """The dwelling that came closest."""

    dwelling: Annotated[UUID, Field(description="Woning. / Dwelling.")]
    misses: list[MissOut]


class MissingFieldOut(Out):
    """A datum that is missing, and what it would open."""

    field: Annotated[str, Field(description="Veld. / Field.", examples=["client.maximum_rent"])]
    dwellings: Annotated[int, Field(description="Woningen die erop wachten. / Dwellings waiting for it.")]
    alone: Annotated[int, Field(description="Waarvan op niets anders. / Of which for nothing else.")]
    sentence: SentenceOut


class BlockingOut(CountsOut):
    """A limit without room."""

    kind: Annotated[str, Field(description="Soort grens. / Kind of limit.", examples=["municipal-quota"])]
    subject: Annotated[str, Field(description="Van wie of wat. / Whose.", examples=["GM0917"])]
    count: Annotated[int | None, Field(description="Hoeveel erdoor afvallen. / How many it blocks.")]
    full_before: Annotated[bool, Field(description="Al vol voor deze ronde. / Full before this run.")]
    sentence: SentenceOut


class UnplacedClientOut(Out):
    """A client without a proposal, and why."""

    client: Annotated[UUID, Field(description="Kandidaat. / Client.")]
    reference: Annotated[str, Field(description="Kenmerk van de aanbieder. / The provider's reference.")]
    cause: Annotated[
        str, Field(description="De eerste reden. / First reason.", examples=["nothing-eligible"])
    ]
    eligible: Annotated[int, Field(description="Passende woningen. / Dwellings that fit.")]
    unknown: Annotated[
        int, Field(description="Misschien passend, als wij meer wisten. / Perhaps, with more data.")
    ]
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

    dwelling: Annotated[UUID, Field(description="Woning. / Dwelling.")]
    reference: Annotated[str, Field(description="Kenmerk van de corporatie. / The corporation's reference.")]
    cause: Annotated[str, Field(description="De eerste reden. / First reason.", examples=["others-first"])]
    free: Annotated[int, Field(description="Woonplekken zonder voorstel. / Places without a proposal.")]
    eligible: Annotated[int | None, Field(description="Passende kandidaten. / Clients who fit.")]
    unknown: Annotated[
        int | None, Field(description="Misschien passend, als wij meer wisten. / Perhaps, with more data.")
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

    limit: Annotated[str, Field(description="Grens. / Limit.", examples=["municipal-quota:GM0917"])]
    kind: Annotated[str, Field(description="Soort. / Kind.", examples=["municipal-quota"])]
    subject: Annotated[str, Field(description="Van wie of wat. / Whose.", examples=["GM0917"])]
    measure: Annotated[str, Field(description="`placements`, `load` of `hours`.", examples=["placements"])]
    used_before: Annotated[int | None, Field(description="Al in gebruik. / Used before.")]
    used_now: Annotated[int | None, Field(description="Erbij door deze ronde. / Added by this run.")]
    maximum: Annotated[int, Field(description="Grens. / Maximum.")]
    left: Annotated[int | None, Field(description="Wat overblijft. / What is left.")]
    fifth: Annotated[
        int | None,
        Field(
            description="Welk deel benut is, in vijfden, naar boven afgerond. / How much is used, in fifths.",
            examples=[4],
        ),
    ] = None


class UsageListOut(ListOut):
    """The use of every quota and cap."""

    items: list[UsageOut]


class ChangeOut(Out):
    """What a run changed for one client, and because of what."""

    client: Annotated[UUID, Field(description="Kandidaat. / Client.")]
    dwelling_before: Annotated[UUID | None, Field(description="Woning in de vorige ronde. / Before.")]
    dwelling_after: Annotated[UUID | None, Field(description="Woning in deze ronde. / Now.")]
    cause: Annotated[str, Field(description="Oorzaak. / Cause.", examples=["new-client"])]
    sentences: list[SentenceOut]


class ForcedUnmetOut(Out):
    """A forced pair that could not be, and what stands in the way."""

    client: Annotated[UUID, Field(description="Kandidaat. / Client.")]
    dwelling: Annotated[UUID, Field(description="Woning. / Dwelling.")]
    sentences: list[SentenceOut]


class ChangesOut(Out):
    """What a run changed, compared with the run before."""

    kept: Annotated[int, Field(description="Paren die bleven. / Pairs that stayed.", examples=[41])]
    items: list[ChangeOut]
    forced_unmet: Annotated[
        list[ForcedUnmetOut],
        Field(description="Vastgelegde paren die niet konden. / Forced pairs that could not be."),
    ]

"""What a covenant says about everything after the matching: terms, landing, check-ins, how load settles.

No source gives these numbers: the defaults are ours, obviously invented, and a region replaces them.
"""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Self

from matching.vocabulary import CheckInMeans, LandingDomain
from matching.workflow.outcomes import last_start
from matching.workflow.proposals import Step


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One contact of the pilot-light. [day after the lease began]"""

    after_days: int
    means: CheckInMeans


@dataclass(frozen=True, slots=True)
class CheckInScheme:
    """The contacts after somebody moved in; of one municipality, or of all others when it is None."""

    municipality: str | None
    check_ins: tuple[CheckIn, ...]


@dataclass(frozen=True, slots=True)
class Decay:
    """From so many months after the lease began, so much of the load counts. [month, %]"""

    after_months: int
    percent: int


@dataclass(frozen=True, slots=True)
class LoadStep:
    """Of a lease that began on this day or before, so much of the load counts. [%]"""

    began_by: date
    percent: int


_M = CheckInMeans
TAPERING = (
    CheckIn(7, _M.VISIT),
    CheckIn(14, _M.CALL),
    CheckIn(30, _M.VISIT),
    CheckIn(60, _M.CALL),
    CheckIn(90, _M.VISIT),
    CheckIn(180, _M.CALL),
    CheckIn(270, _M.TEXT),
    CheckIn(365, _M.VISIT),
    CheckIn(545, _M.TEXT),
    CheckIn(730, _M.LETTER),
)


@dataclass(frozen=True, slots=True)
class Procedure:
    """How a region goes about proposals and placements.

    Attributes
    ----------
    release_days, answer_days, viewing_days, lease_days
        How long each step of a proposal may take. [day]
    reminder_days
        How long before a deadline those who have to act are reminded. [day]
    bar_days
        How long a declined pair is not proposed again, unless the reason says otherwise. [day]
    landing_mandatory
        Domains without which no lease is confirmed.
    handover_days
        How long before the lease begins the hand-over of a benefit has to be done. [day]
    signal_days
        How soon a signal must be acted on. [day]
    load_decay
        How the load of a placement settles; until the first step all of it counts.
    check_ins
        The contacts after somebody moved in, by municipality.
    client_months
        How long a client is kept after leaving the list, withdrawn or with a placement that is over. [month]
    profile_months
        How long it is kept what a profile was before a change. [month]
    run_months
        How long it is kept what a matching run looked at, and what it explained of clients. [month]
    """

    release_days: int = 14
    answer_days: int = 7
    viewing_days: int = 14
    lease_days: int = 21
    reminder_days: int = 2
    bar_days: int = 180
    landing_mandatory: tuple[LandingDomain, ...] = (
        LandingDomain.LIVING,
        LandingDomain.WORK_AND_INCOME,
        LandingDomain.DEBTS,
        LandingDomain.CARE,
    )
    handover_days: int = 14
    signal_days: int = 5
    load_decay: tuple[Decay, ...] = (Decay(12, 50), Decay(24, 25))
    check_ins: tuple[CheckInScheme, ...] = (CheckInScheme(None, TAPERING),)
    client_months: int = 24
    profile_months: int = 24
    run_months: int = 12

    def term(self, step: Step) -> timedelta:
        """Return how long a step of a proposal may take."""
        days = {
            Step.RELEASE: self.release_days,
            Step.ANSWERS: self.answer_days,
            Step.VIEWING: self.viewing_days,
            Step.LEASE: self.lease_days,
        }
        return timedelta(days=days[step])

    def scheme_of(self, municipality: str) -> tuple[CheckIn, ...]:
        """Return the contacts that a municipality agreed, or else those of all others."""
        schemes = {scheme.municipality: scheme.check_ins for scheme in self.check_ins}
        return schemes.get(municipality, schemes.get(None, ()))

    def load_steps(self, *, on: date) -> tuple[LoadStep, ...]:
        """Return how much of the load still counts on a day, by when the lease began: the earliest first.

        Of one that began after all of these all of it counts.
        """
        return tuple(
            LoadStep(last_start(on, months=one.after_months), one.percent)
            for one in reversed(self.load_decay)
        )

    def changed(self, **given: Any) -> Self:
        """Return the procedure with some fields replaced."""
        return replace(self, **given)

    def as_json(self) -> dict[str, Any]:
        """Return the procedure as the table keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Return the procedure the table keeps; what it does not know is the default."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: _READERS.get(name, int)(value) for name, value in kept.items() if name in known})


def _decays(kept: list[dict[str, Any]]) -> tuple[Decay, ...]:
    return tuple(Decay(**row) for row in kept)


def _domains(kept: list[str]) -> tuple[LandingDomain, ...]:
    return tuple(LandingDomain(name) for name in kept)


def _schemes(kept: list[dict[str, Any]]) -> tuple[CheckInScheme, ...]:
    return tuple(
        CheckInScheme(
            row["municipality"],
            tuple(CheckIn(one["after_days"], CheckInMeans(one["means"])) for one in row["check_ins"]),
        )
        for row in kept
    )


_READERS: dict[str, Any] = {"load_decay": _decays, "landing_mandatory": _domains, "check_ins": _schemes}

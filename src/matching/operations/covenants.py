"""Make covenants and change them; every change is a new version, and the old ones stay."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.errors import Conflict, Fault, Unprocessable
from matching.models import (
    Area,
    Base,
    Commitment,
    ComplexCap,
    Covenant,
    CovenantVersion,
    Fact,
    LoadCap,
    Membership,
    Organisation,
    OriginLimit,
    Party,
    Region,
    SpreadingQuota,
)
from matching.operations.changes import NothingToChange
from matching.operations.covenant_rules import SECTIONS, Ground, faults_in, faults_in_term
from matching.operations.regions import lock_region
from matching.operations.revisions import WHATEVER, Expected
from matching.queries import covenants
from matching.queries.agreements import Agreement, Wording
from matching.queries.regions import municipalities_of
from matching.queries.usage import counted, occupies
from matching.work import Work


class CovenantContradicts(Unprocessable):
    """The covenant contradicts itself, the region, or what was placed already."""

    dutch = "Het convenant spreekt zichzelf, de regio of wat al geplaatst is tegen."


class CovenantMovedOn(Conflict):
    """Somebody else changed the covenant since the version you looked at."""

    dutch = "Iemand anders wijzigde het convenant sinds de versie die u bekeek."


async def make_covenant(
    work: Work,
    *,
    region: Region,
    name: str,
    term_from: date,
    term_until: date,
    wording: Wording,
    reason: str,
) -> Agreement:
    """Make a covenant of a region, with its first version.

    Raises
    ------
    CovenantContradicts
        When anything in it is wrong, or its term overlaps that of another; names it all.
    """
    work.actor.require(Role.COORDINATOR)
    await lock_region(work, region.id)
    covenant = Covenant(
        **work.stamp(), region_id=region.id, name=name, term_from=term_from, term_until=term_until, version=1
    )
    await _refuse_faults(work, covenant, wording, sections=SECTIONS)
    work.session.add(covenant)
    version_id = await _write_version(work, covenant, wording, reason)
    work.record(Fact.COVENANT_MADE, covenant.id, region_id=region.id, **_term(covenant))
    await work.session.flush()
    return await covenants.agreement(work, version_id=version_id)


async def change_covenant(
    work: Work,
    *,
    covenant_id: UUID,
    reason: str,
    expected: Expected = WHATEVER,
    based_on: int | None = None,
    heading: Mapping[str, Any] | None = None,
    policy: Mapping[str, Any] | None = None,
    procedure: Mapping[str, Any] | None = None,
    sections: Mapping[str, Any] | None = None,
) -> Agreement:
    """Replace what was given, as a new version; when it says all this already, leave it at that.

    Parameters
    ----------
    expected
        The numbers of the versions that the change was made for, as the header says.
    based_on
        The number of the version this change was made for; None: whatever holds now.
    heading
        New `name`, `term_from` or `term_until`.
    policy
        Arguments of `Weights.changed`: only the weights that change.
    procedure
        Fields of `Procedure`: only those that change.
    sections
        New sections of `Wording` by name, each as a whole.

    Raises
    ------
    CovenantNotFound
        When it does not exist or is of another region.
    ResourceMovedOn, CovenantMovedOn
        When another version than the `expected` holds, or a newer one than `based_on`.
    CovenantContradicts
        When anything in what was given is wrong; names it all.
    NothingToChange
        When nothing was given.
    """
    work.actor.require(Role.COORDINATOR)
    if not (heading or policy or procedure or sections):
        raise NothingToChange("Name at least one section.", "Noem ten minste één onderdeel.")
    covenant = await _lock(work, covenant_id)
    expected.require(covenant.version)
    _refuse_moved_on(covenant, based_on)
    before = (await covenants.agreement_of(work, covenant_id=covenant.id)).wording
    given = dict(sections or {})
    given |= {"policy": before.policy.changed(**policy)} if policy else {}
    given |= {"procedure": before.procedure.changed(**procedure)} if procedure else {}
    after = replace(before, **given)
    if before == after and all(getattr(covenant, name) == value for name, value in (heading or {}).items()):
        return await covenants.agreement_of(work, covenant_id=covenant.id)
    for name, value in (heading or {}).items():
        setattr(covenant, name, value)
    with work.session.no_autoflush:
        await _refuse_faults(work, covenant, after, sections=[name for name in SECTIONS if name in given])
    covenant.version += 1
    covenant.modified_at = work.at
    version_id = await _write_version(work, covenant, after, reason)
    changed = sorted([*given, *(heading or {})])
    work.record(
        Fact.COVENANT_CHANGED,
        covenant.id,
        region_id=covenant.region_id,
        version=covenant.version,
        changed=changed,
        **_term(covenant),
    )
    await work.session.flush()
    return await covenants.agreement(work, version_id=version_id)


async def _lock(work: Work, covenant_id: UUID) -> Covenant:
    """Lock the region, then the covenant: the order of everybody who locks both."""
    seen = await covenants.covenant(work, covenant_id=covenant_id)
    await lock_region(work, seen.region_id)
    return await work.session.get_one(
        Covenant, covenant_id, with_for_update={"key_share": True}, populate_existing=True
    )


def _refuse_moved_on(covenant: Covenant, based_on: int | None) -> None:
    if based_on is not None and based_on != covenant.version:
        raise CovenantMovedOn(
            f"You looked at version {based_on}; now version {covenant.version} holds.",
            f"U bekeek versie {based_on}; nu geldt versie {covenant.version}.",
        )


async def _refuse_faults(
    work: Work, covenant: Covenant, wording: Wording, *, sections: list[str] | tuple[str, ...]
) -> None:
    ground = await _ground(work, covenant)
    faults = [
        *faults_in_term(covenant.term_from, covenant.term_until),
        *await _overlap_faults(work, covenant),
        *faults_in(wording, ground, sections=sections),
    ]
    if faults:
        count = len(faults)
        raise CovenantContradicts(
            f"{count} thing{'s are' if count > 1 else ' is'} wrong with the covenant; see invalidParams.",
            f"Er {'kloppen ' + str(count) + ' dingen' if count > 1 else 'klopt één ding'} niet; "
            "zie invalidParams.",
            faults,
        )


async def _overlap_faults(work: Work, covenant: Covenant) -> list[Fault]:
    others = await work.session.scalars(
        select(Covenant)
        .where(
            Covenant.region_id == covenant.region_id,
            Covenant.id != covenant.id,
            Covenant.term_from < covenant.term_until,
            Covenant.term_until > covenant.term_from,
        )
        .order_by(Covenant.term_from)
    )
    return [
        Fault(
            "termFrom",
            "term-overlaps",
            f"{other.name} holds from {other.term_from} until {other.term_until}.",
            f"{other.name} geldt van {other.term_from} tot {other.term_until}.",
        )
        for other in others
    ]


async def _ground(work: Work, covenant: Covenant) -> Ground:
    municipalities = await municipalities_of(work, region_id=covenant.region_id)
    areas = await work.session.execute(
        select(Area.code, Area.level).where(Area.municipality_code.in_(municipalities))
    )
    organisations = await work.session.execute(
        select(Organisation.id, Organisation.kind)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.region_id == covenant.region_id)
    )
    taken, imports, moves = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    term = {"since": covenant.term_from, "until": covenant.term_until}
    for one in await counted(work, region_id=covenant.region_id, of=occupies(), **term):
        taken[one.municipality] += one.number
        imports[one.municipality] += one.number * one.imported
        moves[one.origin, one.municipality] += one.number
    return Ground(
        municipalities=frozenset(municipalities),
        levels=dict(areas.all()),
        organisations=dict(organisations.all()),
        taken=taken,
        imports_taken=imports,
        moves_taken=moves,
    )


async def _write_version(work: Work, covenant: Covenant, wording: Wording, reason: str) -> UUID:
    version = CovenantVersion(
        id=work.new_id(),
        covenant_id=covenant.id,
        number=covenant.version,
        reason=reason,
        goals=[goal.value for goal in wording.goals],
        policy=wording.policy.as_json(),
        procedure=wording.procedure.as_json(),
        created_at=work.at,
    )
    await work.session.flush()
    work.session.add(version)
    await work.session.flush()
    work.session.add_all(_rows(version.id, wording))
    await work.session.flush()
    return version.id


def _rows(version_id: UUID, wording: Wording) -> Iterator[Base]:
    """Return the rows of the sections."""
    yield from chain(
        (
            Party(
                version_id=version_id,
                organisation_id=one.organisation,
                joined_on=one.joined_on,
                left_on=one.left_on,
            )
            for one in wording.parties
        ),
        (
            Commitment(
                version_id=version_id,
                organisation_id=one.organisation,
                dwellings=one.dwellings,
                supplied_before=one.supplied_before,
                offers_more=one.offers_more,
            )
            for one in wording.commitments
        ),
        _spreading_rows(version_id, wording),
        _cap_rows(version_id, wording),
    )


def _spreading_rows(version_id: UUID, wording: Wording) -> Iterator[Base]:
    yield from chain(
        (
            SpreadingQuota(
                version_id=version_id,
                municipality_code=one.municipality,
                target_share=one.target_share,
                maximum=one.maximum,
                minimum=one.minimum,
                imports_maximum=one.imports_maximum,
                placed_before=one.placed_before,
                imports_before=one.imports_before,
            )
            for one in wording.quotas
        ),
        (
            OriginLimit(
                version_id=version_id,
                origin=one.origin,
                municipality_code=one.municipality,
                maximum=one.maximum,
                placed_before=one.placed_before,
            )
            for one in wording.origin_limits
        ),
    )


def _cap_rows(version_id: UUID, wording: Wording) -> Iterator[Base]:
    for cap in wording.load_caps:
        yield LoadCap(
            version_id=version_id,
            area_code=cap.area,
            valid_from=cap.valid_from,
            valid_until=cap.valid_until,
            points=cap.points,
            carried_before=cap.carried_before,
            reason=cap.reason,
        )
    for one in wording.complex_caps:
        yield ComplexCap(
            version_id=version_id,
            organisation_id=one.organisation,
            complex=one.complex,
            points=one.points,
            carried_before=one.carried_before,
            reason=one.reason,
        )


def _term(covenant: Covenant) -> dict[str, Any]:
    return {"term_from": str(covenant.term_from), "term_until": str(covenant.term_until)}
